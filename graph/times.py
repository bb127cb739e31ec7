"""Graph's ways to tell a time: seven decimals, no offset, the zone beside it."""

from datetime import UTC, date, datetime

from core.week import instant
from core.zones import zone_named

_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - a wall clock in UTC, as the texts are
_WHOLE_SECONDS = len("2026-11-09T10:00:00")


def utc_seconds(text: str, zone: str | None) -> int:
    """Return a `dateTimeTimeZone` as UTC seconds; decimals are dropped.

    Raises:
        ValueError: the text is no time, or nobody knows the zone.
    """
    clock = datetime.fromisoformat(text[:19])
    if clock.tzinfo is not None or len(text) < _WHOLE_SECONDS:
        raise ValueError("no wall clock with seconds")
    if zone is None or zone == "UTC" or text.endswith("Z"):
        since = clock - _EPOCH
        return since.days * 86400 + since.seconds
    known = zone_named(zone)
    if known is None:
        raise ValueError("unknown time zone")
    return instant(clock.replace(tzinfo=known))


def moment_seconds(text: str) -> int:
    """Return a `DateTimeOffset` as UTC seconds; decimals are dropped, and without an offset it is UTC.

    Raises:
        ValueError: the text is no time.
    """
    moment = datetime.fromisoformat(text)
    if len(text) < _WHOLE_SECONDS:
        raise ValueError("no moment with seconds")
    return instant(moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC))


def calendar_date(text: str) -> date:
    """Return the date of an all-day event's edge. It is floating: no zone ever shifts it."""
    return date.fromisoformat(text[:10])
