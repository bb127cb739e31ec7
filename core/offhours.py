"""When a message is off hours for a person, and of which kind. METRICS.md, section 2, `off_hours_messages`."""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise

from core.intervals import Interval, Intervals, clipped, minus, union
from core.week import instant
from core.worktime import ExpectedTime

_LONG_GAP = 2 * 3600
_REST = 8 * 3600
"""From here on the time between two shifts of one day is the rest between them, and no break."""
_NIGHT_BEGINS, _NIGHT_ENDS = time(20), time(7)
_DAY_ENDS = timedelta(hours=4)
_DAY_ENDS_SECONDS = 4 * 3600
_EPOCH = date(1970, 1, 1).toordinal()


class OffHours(StrEnum):
    """Kinds of off hours, the first that fits."""

    DAY_OFF = "day_off"
    NIGHT = "night"
    EVENING = "evening"
    EARLY = "early"
    BREAK = "break"


@dataclass(frozen=True, slots=True)
class _Day:
    """A local day of some zone, as instants."""

    whole: Interval
    night_ends: int
    night_begins: int


@dataclass(frozen=True, slots=True)
class _Days:
    """The local days of a week in a zone: the same for everybody there, so they are worked out once."""

    each: tuple[_Day, ...]
    monday: date
    offset: int | None
    """Seconds from UTC to the local clock, where it does not change during these days."""


@lru_cache(maxsize=256)
def _days(zone: tzinfo, window: Interval) -> _Days:
    first = _local(window.start, zone).date()
    last = _local(window.end - 1, zone).date()
    dates = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    each = tuple(
        _Day(
            Interval(instant(datetime.combine(day, time(), zone)), _midnight_after(day, zone)),
            instant(datetime.combine(day, _NIGHT_ENDS, zone)),
            instant(datetime.combine(day, _NIGHT_BEGINS, zone)),
        )
        for day in dates
    )
    edges = [each[0].whole.start, *(day.whole.end for day in each)]
    offsets = {offset for edge in edges if (offset := _local(edge, zone).utcoffset()) is not None}
    return _Days(
        each=each,
        monday=first if first.weekday() == 0 else first + timedelta(days=-first.weekday() % 7),
        offset=round(offsets.pop().total_seconds()) if len(offsets) == 1 else None,
    )


class HoursMap:
    """A person's week, cut into stretches: in hours, or off hours of one kind."""

    def __init__(self, expected: ExpectedTime, window: Interval, *, grace_minutes: int) -> None:
        self._zone = expected.zone
        self._days = _days(expected.zone, window)
        self.days = id(self._days)
        """The same number for everybody whose days begin at the same instants."""
        self.starts, self.kinds = _week(
            expected.zone, window, expected.instants, expected.duty, grace_minutes * 60, rostered=expected.rostered
        )
        self.week = id(self.starts)
        """The same number for people with the same stretches."""

    def kind(self, moment: float) -> OffHours | None:
        """Return the kind of off hours at an instant of the week, or None in hours."""
        return self.kinds[bisect_right(self.starts, moment) - 1]

    def day(self, moment: int) -> date:
        """Return the day that a disturbance counts to: it ends at 04:00, and the week's first hours belong to its Monday."""
        offset = self._days.offset
        if offset is not None:
            local = date.fromordinal(_EPOCH + (moment + offset - _DAY_ENDS_SECONDS) // 86400)
        else:
            local = (_local(moment, self._zone).replace(tzinfo=None) - _DAY_ENDS).date()
        return max(local, self._days.monday)


@lru_cache(maxsize=256)
def _week(
    zone: tzinfo, window: Interval, instants: Intervals, duty: Intervals, grace: int, *, rostered: bool
) -> tuple[list[int], list[OffHours | None]]:
    """Return where each stretch of a week begins, and what it is. Many people share their hours."""
    working = union((*instants, *duty)) if duty else instants
    days = _days(zone, window).each
    found = [stretch for day in days for stretch in _stretches(day, working, grace=grace, rostered=rostered)]
    return [start for start, _ in found], [kind for _, kind in found]


def _stretches(day: _Day, working: Intervals, *, grace: int, rostered: bool) -> list[tuple[int, OffHours | None]]:
    """Return where each stretch of a local day begins and what it is.

    A day may hold the end of one night shift and the beginning of the next. The rest between is no break: its first half comes
    after the one (`evening`), its second before the other (`early`).
    """
    whole = day.whole
    today = clipped(working, whole)
    if not today:
        in_hours = _with_grace(working, whole, grace)
        return _cut(whole, in_hours, [(whole.start, OffHours.DAY_OFF)])
    in_hours = _with_grace(_short_gaps_closed(today, working), whole, grace)
    night_ends, night_begins = day.night_ends, day.night_begins
    first, last = today[0].start, today[-1].end
    rests = _rests(today) if rostered else []

    def kind(moment: int) -> OffHours:
        if moment < night_ends or moment >= night_begins:
            return OffHours.NIGHT
        for begins, middle, ends in rests:
            if begins <= moment < ends:
                return OffHours.EVENING if moment < middle else OffHours.EARLY
        if moment >= last:
            return OffHours.EVENING
        return OffHours.EARLY if moment < first else OffHours.BREAK

    inner = (night_ends, night_begins, first, last, *(edge for rest in rests for edge in rest))
    edges = sorted({whole.start, *(each for each in inner if whole.start < each < whole.end)})
    return _cut(whole, in_hours, [(edge, kind(edge)) for edge in edges])


def _rests(today: Intervals) -> list[tuple[int, int, int]]:
    """Return the long gaps of a day: where each begins, its middle, where it ends."""
    gaps = ((before.end, after.start) for before, after in pairwise(today))
    return [(begins, (begins + ends) // 2, ends) for begins, ends in gaps if ends - begins >= _REST]


def _short_gaps_closed(today: Intervals, working: Intervals) -> Intervals:
    """Return all working time with the gaps inside this day closed that last 2 hours or less."""
    if len(today) == 1:
        return working
    gaps = [
        Interval(before.end, after.start) for before, after in pairwise(today) if after.start - before.end <= _LONG_GAP
    ]
    return union((*working, *gaps))


def _with_grace(working: Intervals, day: Interval, grace: int) -> Intervals:
    near = (each for each in working if each.end + grace > day.start and each.start - grace < day.end)
    return clipped(union(Interval(each.start - grace, each.end + grace) for each in near), day)


def _cut(whole: Interval, in_hours: Intervals, kinds: list[tuple[int, OffHours]]) -> list[tuple[int, OffHours | None]]:
    """Return the day's stretches: the working ones, and between them the kinds."""
    found: dict[int, OffHours | None] = {each.start: None for each in in_hours}
    for free in minus((whole,), in_hours):
        current = next(kind for start, kind in reversed(kinds) if start <= free.start)
        found[free.start] = current
        found |= {start: kind for start, kind in kinds if free.start < start < free.end}
    return sorted(found.items())


def _midnight_after(day: date, zone: tzinfo) -> int:
    return instant(datetime.combine(day + timedelta(days=1), time(), zone))


def _local(moment: int, zone: tzinfo) -> datetime:
    return datetime.fromtimestamp(moment, zone)


def forget() -> None:
    """Drop what was worked out for earlier weeks."""
    _days.cache_clear()
    _week.cache_clear()
