"""Graph's ways to tell a time: seven decimals, no offset, the zone beside it."""

from datetime import date, datetime
from functools import lru_cache

from core.week import instant
from core.zones import zone_named

_EPOCH = date(1970, 1, 1).toordinal()


@lru_cache(maxsize=4096)
def _day(text: str) -> int:
    return (date.fromisoformat(text).toordinal() - _EPOCH) * 86400


def utc_seconds(text: str, zone: str | None) -> int:
    """Return a `dateTimeTimeZone` as UTC seconds; decimals are dropped.

    Raises:
        ValueError: the text is no time, or nobody knows the zone.
    """
    if zone is None or zone == "UTC" or text.endswith("Z"):
        return _day(text[:10]) + int(text[11:13]) * 3600 + int(text[14:16]) * 60 + int(text[17:19])
    known = zone_named(zone)
    if known is None:
        raise ValueError("unknown time zone")
    return instant(datetime.fromisoformat(text[:19]).replace(tzinfo=known))


def calendar_date(text: str) -> date:
    """Return the date of an all-day event's edge. It is floating: no zone ever shifts it."""
    return date.fromisoformat(text[:10])
