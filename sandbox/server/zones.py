"""The zones of the sandbox by their Windows names, as Outlook has them."""

from __future__ import annotations

from zoneinfo import ZoneInfo

WINDOWS = {
    "Europe/Brussels": "Romance Standard Time",
    "America/New_York": "Eastern Standard Time",
    "Asia/Kolkata": "India Standard Time",
    "Europe/London": "GMT Standard Time",
    "America/Los_Angeles": "Pacific Standard Time",
    "UTC": "UTC",
}


def named(zone: str) -> ZoneInfo | None:
    """Return the zone of a Windows or IANA name that the sandbox knows."""
    iana = {windows: iana for iana, windows in WINDOWS.items()}.get(zone, zone)
    return ZoneInfo(iana) if iana in WINDOWS else None
