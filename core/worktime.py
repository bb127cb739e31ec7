"""Expected time: the instants at which a person is expected to work. METRICS.md, section 1."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache

from core.intervals import Interval, Intervals, clipped, minus, seconds, union
from core.roster import Planned
from core.week import instant

DAY_MINUTES = 24 * 60


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of a day in wall-clock minutes since midnight; it ends past 1440 where it runs into the next day."""

    start: int
    end: int

    def on(self, day: date, zone: tzinfo) -> Interval | None:
        """Return its instants on a day, or None where the clock change swallows it."""
        start, end = (_wall(day, minute, zone) for minute in (self.start, self.end))
        return Interval(start, end) if start < end else None


type WeekPattern = Mapping[int, tuple[Span, ...]]
"""Weekday, 0 is Monday, to the spans of that day."""


def _wall(day: date, minute: int, zone: tzinfo) -> int:
    days, minute = divmod(minute, DAY_MINUTES)
    return instant(datetime.combine(day + timedelta(days=days), time(minute // 60, minute % 60), zone))


class HoursSource(StrEnum):
    """Which of the sources answered."""

    DECLARED = "declared"
    ROSTER = "roster"
    OUTLOOK = "outlook"
    DEFAULT = "default"


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """A declared schedule: weekly, or two-weekly from the Monday of the anchor's week; valid on both days named, if named."""

    week: WeekPattern
    week_2: WeekPattern | None = None
    anchor: date | None = None
    zone: tzinfo | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    duty: WeekPattern = field(default_factory=dict)

    def valid_on(self, day: date) -> bool:
        """Tell whether the schedule answers for this day."""
        return (self.valid_from is None or day >= self.valid_from) and (
            self.valid_until is None or day <= self.valid_until
        )

    def spans(self, day: date) -> tuple[Span, ...]:
        """Return the spans of a day in the pattern's week that the day falls in."""
        pattern = self.week
        if self.week_2 is not None and self.anchor is not None:
            monday = self.anchor - timedelta(days=self.anchor.weekday())
            if (day - monday).days // 7 % 2:
                pattern = self.week_2
        return pattern.get(day.weekday(), ())


@dataclass(frozen=True, slots=True, kw_only=True)
class OutlookHours:
    """What a mailbox says: one stretch for all of its working days, in its own zone."""

    days: frozenset[int]
    span: Span
    zone: tzinfo


@dataclass(frozen=True, slots=True, kw_only=True)
class DayOff:
    """An out-of-office event: whole local dates (`until` not included), or instants."""

    dates: tuple[date, date] | None = None
    when: Interval | None = None

    def instants(self, zone: tzinfo) -> Interval | None:
        """Return it in a person's zone."""
        if self.dates is None:
            return self.when
        first, until = self.dates
        return Interval(_wall(first, 0, zone), _wall(max(until, first + timedelta(days=1)), 0, zone))


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkCalendar:
    """What the team and the law say about working days: the default hours, closures and each country's holidays."""

    zone: tzinfo
    default: WeekPattern
    full_time_seconds: int
    closures: frozenset[date]
    holidays: Callable[[str, int], frozenset[date]]
    """Country (ISO 3166) and year to public holidays, observed days included."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedTime:
    """One person's week of expected work."""

    zone: tzinfo
    source: HoursSource
    instants: Intervals
    """Merged and sorted, in UTC; from a few days before the week to a few after it, so that its edges can be judged."""
    duty: Intervals
    """On call: expected time for messages alone, never cut."""
    seconds_before: int
    """Inside the week, before leave, holidays and closures."""
    seconds_after: int
    full_time_seconds: int

    @property
    def rostered(self) -> bool:
        """Whether the hours are those of a roster: shifts, which may run over midnight, with the night or the day between."""
        return self.source is HoursSource.ROSTER

    @property
    def full_time_factor(self) -> Fraction:
        """Expected hours before leave / full-time hours, clamped to 0.1..1.2; exact, since limits are strict."""
        return _full_time_factor(self.seconds_before, self.full_time_seconds)

    @property
    def present_share(self) -> Fraction:
        """METRICS.md: expected hours after leave / before it; 0 where nothing was expected."""
        return Fraction(self.seconds_after, self.seconds_before) if self.seconds_before else Fraction(0)

    @property
    def scale(self) -> Fraction:
        """What weekly limits on hours are multiplied by."""
        return _scale(self.seconds_before, self.seconds_after, self.full_time_seconds)

    @property
    def away(self) -> bool:
        """Whether the person is left out of the week's person counts."""
        return self.seconds_after * 2 < self.seconds_before or not self.seconds_before


@lru_cache(maxsize=256)
def _scale(before: int, after: int, full_time: int) -> Fraction:
    """Return it; many weeks are alike, and fractions are slow."""
    return _full_time_factor(before, full_time) * (Fraction(after, before) if before else Fraction(0))


@lru_cache(maxsize=256)
def _full_time_factor(before: int, full_time: int) -> Fraction:
    return min(max(Fraction(before, full_time), Fraction(1, 10)), Fraction(12, 10))


_MARGIN = timedelta(days=3)


def expected_time(
    window: Interval,
    *,
    schedule: Schedule | None,
    outlook: OutlookHours | None,
    country: str,
    leave: tuple[DayOff, ...],
    calendar: WorkCalendar,
    planned: Planned | None = None,
) -> ExpectedTime:
    """Return the instants at which a person is expected to work in and around `window`, the team's week.

    The first source that answers for a local day serves: the declared schedule, then what the team's roster has `planned` for
    the person where the team works in shifts, else the mailbox, else the default hours. The person's zone is that of the source
    which answers for the week's first day. Clock changes are accounted for.

    A roster is planned around holidays and closures, so they cut nothing of it; a shift belongs to the day of the team's zone on
    which it begins, and is never cut at midnight. Its time off is leave, whichever source answers.

    Source: METRICS.md, section 1, "Expected time".
    """
    first = datetime.fromtimestamp(window.start, calendar.zone).date()
    source, zone = _source(first, schedule, outlook, calendar, planned)
    start = datetime.fromtimestamp(window.start, zone).date() - _MARGIN
    end = datetime.fromtimestamp(window.end, zone).date() + _MARGIN
    shifts = _by_day(planned, calendar.zone, first=start)

    before: list[Interval] = []
    closed: list[Interval] = []
    duty: list[Interval] = []
    for offset in range((end - start).days + 1):
        day = start + timedelta(days=offset)
        answering, own_zone = _source(day, schedule, outlook, calendar, planned)
        if answering is HoursSource.ROSTER:
            before += shifts.get(day, ())
        else:
            before += _on(_spans(day, answering, schedule, outlook, calendar), day, own_zone)
        if schedule is not None and schedule.valid_on(day):
            duty += _on(schedule.duty.get(day.weekday(), ()), day, own_zone)
        if answering is not HoursSource.ROSTER and _closed(day, country, calendar):
            closed.append(Interval(_wall(day, 0, own_zone), _wall(day, DAY_MINUTES, own_zone)))
    absent = [instants for each in leave if (instants := each.instants(zone)) is not None]
    absent += planned.time_off if planned is not None else ()

    all_hours = union(before)
    kept = minus(all_hours, union(closed + absent))
    return ExpectedTime(
        zone=zone,
        source=source,
        instants=kept,
        duty=union(duty),
        seconds_before=seconds(clipped(all_hours, window)),
        seconds_after=seconds(clipped(kept, window)),
        full_time_seconds=calendar.full_time_seconds,
    )


def _by_day(planned: Planned | None, zone: tzinfo, *, first: date) -> dict[date, list[Interval]]:
    """Return the shifts by the local day on which they begin; what began before the first day belongs to it."""
    found: dict[date, list[Interval]] = {}
    for shift in planned.shifts if planned is not None else ():
        found.setdefault(max(datetime.fromtimestamp(shift.start, zone).date(), first), []).append(shift)
    return found


def _closed(day: date, country: str, calendar: WorkCalendar) -> bool:
    return day in calendar.closures or day in calendar.holidays(country, day.year)


def _source(
    day: date,
    schedule: Schedule | None,
    outlook: OutlookHours | None,
    calendar: WorkCalendar,
    planned: Planned | None,
) -> tuple[HoursSource, tzinfo]:
    if schedule is not None and schedule.valid_on(day):
        return HoursSource.DECLARED, schedule.zone or calendar.zone
    if planned is not None:
        return HoursSource.ROSTER, calendar.zone
    if outlook is not None:
        return HoursSource.OUTLOOK, outlook.zone
    return HoursSource.DEFAULT, calendar.zone


def _spans(
    day: date, source: HoursSource, schedule: Schedule | None, outlook: OutlookHours | None, calendar: WorkCalendar
) -> tuple[Span, ...]:
    if source is HoursSource.DECLARED and schedule is not None:
        return schedule.spans(day)
    if source is HoursSource.OUTLOOK and outlook is not None:
        return (outlook.span,) if day.weekday() in outlook.days else ()
    return calendar.default.get(day.weekday(), ())


def _on(spans: tuple[Span, ...], day: date, zone: tzinfo) -> list[Interval]:
    return [instants for span in spans if (instants := span.on(day, zone)) is not None]
