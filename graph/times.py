"""Graph's ways to tell a time: seven decimals, no offset, the zone beside it."""

from datetime import UTC, date, datetime
from functools import lru_cache

from core.week import instant
from core.zones import zone_named

_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - a wall clock in UTC, as the texts are
_WHOLE_SECONDS = len("2026-11-09T10:00:00")
_TWO_DIGITS = {f"{number:02}": number for number in range(60)}


def utc_seconds(text: str, zone: str | None) -> int:
    """Return a `dateTimeTimeZone` as UTC seconds; decimals are dropped.

    Raises:
        ValueError: the text is no time, or nobody knows the zone.
    """
    if zone is None or zone == "UTC" or text.endswith("Z"):
        # A week has few hours, and hundreds of messages in each of them.
        minute, second = _TWO_DIGITS.get(text[14:16]), _TWO_DIGITS.get(text[17:19])
        if minute is None or second is None or text[13] != ":" or text[16] != ":":
            raise ValueError("no wall clock with seconds")
        return _hour(text[:13]) + 60 * minute + second
    clock = datetime.fromisoformat(text[:19])
    if clock.tzinfo is not None or len(text) < _WHOLE_SECONDS:
        raise ValueError("no wall clock with seconds")
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


@lru_cache(maxsize=2048)
def _hour(text: str) -> int:
    """Return the beginning of an hour such as `2026-11-09T10` as UTC seconds."""
    since = datetime.fromisoformat(text) - _EPOCH
    return since.days * 86400 + since.seconds


def calendar_date(text: str) -> date:
    """Return the date of an all-day event's edge. It is floating: no zone ever shifts it."""
    return date.fromisoformat(text[:10])
