"""Time zones as Microsoft 365 names them: IANA names, Windows names, and custom zones with rules of their own."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from functools import cache
from typing import override
from zoneinfo import ZoneInfo

from babel.core import get_global

_NOT_IN_CLDR = {
    "kamchatka standard time": "Asia/Kamchatka",
    "mid-atlantic standard time": "Atlantic/South_Georgia",
    "tzone://microsoft/utc": "UTC",
}


@cache
def _windows_names() -> dict[str, str]:
    return {name.casefold(): iana for name, iana in get_global("windows_zone_mapping").items()} | _NOT_IN_CLDR


@cache
def zone_named(name: str) -> tzinfo | None:
    """Return the zone of an IANA or Windows name, or None where nobody knows it (`tzone://Microsoft/Custom`)."""
    iana = _windows_names().get(name.strip().casefold(), name.strip())
    try:
        return ZoneInfo(iana)
    except (KeyError, ValueError, OSError):  # unknown, a path, a folder of the zone database
        return None


@dataclass(frozen=True, slots=True)
class Change:
    """When the clock changes: the nth weekday of a month at a wall-clock time; the fifth means the last.

    A `year` other than 0 makes it a change of that year alone.
    """

    month: int
    weekday: int
    """0 is Monday."""
    occurrence: int
    at: time
    year: int = 0

    def moment(self, year: int) -> datetime | None:
        """Return the naive wall clock of the change in a year, or None where there is none."""
        if not 1 <= self.month <= 12 or self.year not in {0, year}:
            return None
        first = date(year, self.month, 1)
        day = first + timedelta(days=(self.weekday - first.weekday()) % 7 + 7 * (max(self.occurrence, 1) - 1))
        while day.month != self.month:
            day -= timedelta(days=7)
        return datetime.combine(day, self.at)


@dataclass(frozen=True, slots=True)
class CustomZone(tzinfo):
    """A zone that a mailbox describes itself: Graph's customTimeZone, in the Windows convention.

    UTC = local time + `bias` (+ `daylight_bias` while daylight saving lasts), in minutes; the documentation's samples say so
    where a docstring of the SDK says the opposite. Each change is told in the wall clock that it ends.
    """

    bias: int
    daylight_bias: int = 0
    to_standard: Change | None = None
    to_daylight: Change | None = None

    @property
    def _gained(self) -> timedelta:
        return timedelta(minutes=-self.daylight_bias)

    def _changes(self, year: int) -> tuple[datetime, datetime] | None:
        if self.to_standard is None or self.to_daylight is None or not self.daylight_bias:
            return None
        begins, ends = self.to_daylight.moment(year), self.to_standard.moment(year)
        return (begins, ends) if begins is not None and ends is not None else None

    def _daylight(self, wall: datetime) -> bool:
        changes = self._changes(wall.year)
        if changes is None:
            return False
        begins, ends = changes
        local = wall.replace(tzinfo=None, fold=0)
        if not wall.fold:
            begins += self._gained  # the hour that the clock skips counts as standard time
        elif ends - self._gained <= local < ends:
            return False  # the second pass of the hour that the clock repeats
        return _between(local, begins, ends)

    @override
    def utcoffset(self, dt: datetime | None) -> timedelta:
        return timedelta(minutes=-self.bias) + self.dst(dt)

    @override
    def dst(self, dt: datetime | None) -> timedelta:
        return timedelta(minutes=-self.daylight_bias if dt is not None and self._daylight(dt) else 0)

    @override
    def tzname(self, dt: datetime | None) -> str:
        return "custom"

    @override
    def fromutc(self, dt: datetime) -> datetime:
        standard = dt - timedelta(minutes=self.bias)
        changes = self._changes(standard.year)
        if changes is None:
            return standard
        begins, ends = changes
        ends_in_standard = ends - self._gained
        local = standard.replace(tzinfo=None)
        if _between(local, begins, ends_in_standard):
            return standard + self._gained
        return standard.replace(fold=int(ends_in_standard <= local < ends))


def _between(local: datetime, begins: datetime, ends: datetime) -> bool:
    """Tell whether daylight saving lasts; south of the equator it ends before it begins."""
    return begins <= local < ends if begins < ends else local >= begins or local < ends
