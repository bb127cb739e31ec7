"""Who is expected when: section 1 of the definitions, minute by minute. Slow on purpose: every minute is looked at."""

# ruff: noqa: ANN401 - JSON, and settings passed on
from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from .company import Company
from .scenario import DAYS, WINDOWS_NAMES, CustomZone, Hours, Person

Minute = int  # minutes since 1970 in UTC
Local = tuple[date, int]  # a local date and the minute of that day

# Public holidays of the weeks that the scenarios use, copied by hand from the official gazettes.
HOLIDAYS: dict[str, set[str]] = {
    "BE": {"2026-04-06", "2026-11-01", "2026-11-11"},
    "FR": {"2026-04-06", "2026-11-01", "2026-11-11"},
    "US": {"2026-07-03", "2026-07-04", "2026-11-11"},  # 3 July: observed, the 4th is a Saturday
    "IN": {"2026-03-04", "2026-03-26", "2026-03-31", "2026-04-03", "2026-10-20", "2026-11-08"},
    "NZ": {"2026-04-03", "2026-04-06", "2026-10-26"},
    "DE": {"2026-04-03", "2026-04-06"},
    "DE/BY": {"2026-01-06", "2026-04-03", "2026-04-06"},
    "AT": {"2026-01-06", "2026-04-06", "2026-10-26", "2026-11-01"},
    "GB": {"2026-04-03"},
}
DEFAULT_HOURS = dict.fromkeys(DAYS[:5], "08:00-17:00")


def minute(when: datetime) -> Minute:
    return int(when.timestamp()) // 60


def _nth(year: int, rule: tuple[int, int, str, str]) -> datetime:
    """Return the local wall time of "the n-th such day of the month" (5: the last)."""
    month, occurrence, day, clock = rule
    weekday = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday").index(day)
    days = [date(year, month, 1) + timedelta(days=n) for n in range(31)]
    days = [d for d in days if d.month == month and d.weekday() == weekday]
    chosen = days[min(occurrence, len(days)) - 1]
    return datetime.combine(chosen, datetime.strptime(clock, "%H:%M").time())  # noqa: DTZ007


def _custom_changes(zone: CustomZone, year: int) -> list[tuple[datetime, int]]:
    """Return when which shift begins, in UTC: UTC = local + bias, and in summer local + bias + daylight bias."""
    changes = []
    for y in (year - 1, year, year + 1):
        summer = _nth(y, zone.daylight) + timedelta(minutes=zone.bias)
        winter = _nth(y, zone.standard) + timedelta(minutes=zone.bias + zone.daylight_bias)
        changes += [(summer, -zone.bias - zone.daylight_bias), (winter, -zone.bias)]
    return sorted(changes)


@cache
def local_times(zone: str | CustomZone, first: Minute, last: Minute) -> dict[Minute, Local]:
    """Return local date and minute of the day of every UTC minute in a range."""
    times: dict[Minute, Local] = {}
    own = ZoneInfo(WINDOWS_NAMES.get(zone, zone)) if isinstance(zone, str) else None
    changes: list[tuple[datetime, int]] = []
    if isinstance(zone, CustomZone):
        changes = _custom_changes(zone, datetime.fromtimestamp(first * 60, UTC).year)
    for m in range(first, last):
        utc = datetime.fromtimestamp(m * 60, UTC)
        if own is not None:
            local = utc.astimezone(own)
        else:
            shifts = [shift for begins, shift in changes if begins <= utc.replace(tzinfo=None)]
            local = utc + timedelta(minutes=shifts[-1])
        times[m] = (local.date(), local.hour * 60 + local.minute)
    return times


Spans = tuple[tuple[int, int], ...]


@cache
def _parsed(texts: tuple[str, ...]) -> Spans:
    clocks = [[int(clock[:2]) * 60 + int(clock[3:]) for clock in text.split("-")] for text in texts]
    return tuple((begin, end) for begin, end in clocks)


def _spans(value: str | list[str] | None) -> Spans:
    return _parsed((value,) if isinstance(value, str) else tuple(value or ()))


def _within(spans: Spans, clock: int) -> bool:
    return any(begin <= clock < end for begin, end in spans)


@dataclass
class PersonWeek:
    """One person's week: minute sets, and what follows from them."""

    person: Person
    zone: str | CustomZone
    before: set[Minute]  # inside the week, before leave, holidays and closures
    after: set[Minute]
    wide: set[Minute]  # `after`, three days more on both sides of the week
    duty: set[Minute]  # declared duty windows, as wide
    leave: set[Minute]
    f: Fraction
    p: Fraction
    rostered: bool = False
    by_day: dict[date, list[Minute]] = field(
        default_factory=dict
    )  # filled when asked for: expected time, duty included

    @property
    def away(self) -> bool:
        return self.p < Fraction(1, 2)

    @property
    def scale(self) -> Fraction:
        return self.f * self.p


@dataclass
class Base:
    """What is expected before leave, three days more on both sides of the week."""

    zone: str | CustomZone
    expected: set[Minute] = field(default_factory=set)
    free: set[Minute] = field(default_factory=set)  # holidays and closures
    duty: set[Minute] = field(default_factory=set)
    days: dict[Minute, date] = field(default_factory=dict)


@dataclass
class Week:
    """The reporting week of a team, and the settings that bear on expected time."""

    company: Company
    key: str

    def __post_init__(self) -> None:
        self.policy = self.company.policy()
        self.team: dict[str, Any] = self.policy["teams"][self.key]
        self.organisation: dict[str, Any] = self.policy["organisation"]
        self.zone: str = self.team.get("zone") or self.organisation["zone"]
        monday = self.company.monday
        own = ZoneInfo(self.zone)
        self.start = minute(datetime.combine(monday, datetime.min.time(), own).astimezone(UTC))
        self.end = minute(datetime.combine(monday + timedelta(days=7), datetime.min.time(), own).astimezone(UTC))
        self.next_end = minute(datetime.combine(monday + timedelta(days=14), datetime.min.time(), own).astimezone(UTC))
        self._known: dict[tuple[str | None, Hours | None, str | None], Base] = {}
        self.first, self.last = self.start - 3 * 1440, self.end + 3 * 1440

    def setting(self, name: str, default: Any) -> Any:
        return self.team.get(name, self.organisation.get(name, default))

    def full_time(self) -> Fraction:
        spans = [s for text in self.setting("default_hours", DEFAULT_HOURS).values() for s in _spans(text)]
        weekly = Fraction(sum(end - begin for begin, end in spans), 60)
        declared = self.setting("full_time_hours", None)
        return weekly if declared is None else Fraction(str(declared))

    def expected_by_schedule(self, schedule: dict[str, Any], day: date, clock: int) -> bool | None:
        """Return whether the declared schedule expects work; None where it is not valid on that day."""
        if ("from" in schedule and day < schedule["from"]) or ("until" in schedule and day > schedule["until"]):
            return None
        pattern = schedule["week"]
        if "week_2" in schedule:
            anchor_monday = schedule["anchor"] - timedelta(days=schedule["anchor"].weekday())
            weeks = ((day - timedelta(days=day.weekday())) - anchor_monday).days // 7
            pattern = schedule["week_2"] if weeks % 2 else schedule["week"]
        return _within(_spans(pattern.get(DAYS[day.weekday()])), clock)

    def holidays(self, usage: str | None) -> set[str]:
        home = self.setting("country", "BE")
        country = usage or home
        subdivision = self.setting("subdivision", "")
        if country == home and subdivision and f"{country}/{subdivision}" in HOLIDAYS:
            return HOLIDAYS[f"{country}/{subdivision}"]
        return HOLIDAYS.get(country, set())

    def of(self, person: Person) -> PersonWeek:
        readable = person.mailbox == "ok"
        hours = person.hours if readable else None
        name = self.team.get("schedules", {}).get(person.id)
        rostered = self.team.get("hours") == "shifts" and self.roster_tells and name is None
        base = self._rostered(person) if rostered else self._base(name, hours, person.usage)
        leave: set[Minute] = self._planned(person, time_off=True) if self.roster_tells else set()
        for event, answer, shows in self.company.copies(person) if readable else []:
            if shows != "oof" or event.cancelled or answer == "declined":
                continue
            if event.all_day:
                leave |= {m for m, day in base.days.items() if event.start.date() <= day < event.end.date()}
            else:
                leave |= set(range(minute(event.start), minute(event.end)))
        remaining = base.expected - base.free - leave
        inside = set(range(self.start, self.end))
        before, after = base.expected & inside, remaining & inside
        f = Fraction(len(before), 60) / self.full_time()
        return PersonWeek(
            person=person,
            zone=base.zone,
            before=before,
            after=after,
            wide=remaining,
            duty=base.duty,
            leave=leave,
            f=min(max(f, Fraction(1, 10)), Fraction(12, 10)),
            p=Fraction(len(after), len(before)) if before else Fraction(0),
            rostered=rostered,
        )

    @property
    def roster_tells(self) -> bool:
        """Whether a team that works in shifts has a roster that can be read and plans anybody whom we may know of this week."""
        if self.key in self.company.closed_rosters:
            return False
        own = set(self.company.groups.get(self.team.get("group", ""), []))
        week = range(self.start, self.end)
        return any(
            entry.shared
            and not entry.time_off
            and entry.person in own
            and minute(entry.start) < week.stop
            and minute(entry.end) > week.start
            for entry in self.company.rosters.get(self.key, [])
        )

    def _planned(self, person: Person, *, time_off: bool) -> set[Minute]:
        found: set[Minute] = set()
        for entry in self.company.rosters.get(self.key, []):
            if entry.person == person.id and entry.shared and entry.time_off == time_off:
                found |= set(range(minute(entry.start), minute(entry.end)))
        return found

    def _rostered(self, person: Person) -> Base:
        """Return what the roster plans: in the team's zone, and no holiday or closure takes any of it away."""
        base = Base(self.zone, expected=self._planned(person, time_off=False) & set(range(self.first, self.last)))
        base.days = {m: day for m, (day, _) in local_times(self.zone, self.first, self.last).items()}
        return base

    def _base(self, name: str | None, hours: Hours | None, usage: str | None) -> Base:
        """Return what is expected before leave; the same for everybody with the same hours and country."""
        if (name, hours, usage) in self._known:
            return self._known[name, hours, usage]
        schedule = self.company.schedules[name] if name else None
        schedule_zone = (schedule or {}).get("zone", self.zone)
        defaults = self.setting("default_hours", DEFAULT_HOURS)
        zone: str | CustomZone = schedule_zone if schedule else hours.zone if hours else self.zone
        base = Base(zone)
        holidays = self.holidays(usage) | {str(day) for day in self.setting("closures", [])}
        team_local = local_times(self.zone, self.first, self.last)
        schedule_local = local_times(schedule_zone, self.first, self.last)
        hours_local = local_times(hours.zone, self.first, self.last) if hours else team_local
        working_days = {text[:3].title() for text in hours.days} if hours else set()
        for m in range(self.first, self.last):
            wanted, (day, clock) = None, team_local[m]
            if schedule:
                day, clock = schedule_local[m]
                wanted = self.expected_by_schedule(schedule, day, clock)
                if wanted is not None and _within(_spans(schedule.get("duty", {}).get(DAYS[day.weekday()])), clock):
                    base.duty.add(m)
            if wanted is None and hours:
                day, clock = hours_local[m]
                wanted = DAYS[day.weekday()] in working_days and _within(_spans(f"{hours.start}-{hours.end}"), clock)
            elif wanted is None:
                day, clock = team_local[m]
                wanted = _within(_spans(defaults.get(DAYS[day.weekday()])), clock)
            base.days[m] = day
            if wanted:
                base.expected.add(m)
            if str(day) in holidays:
                base.free.add(m)
        self._known[name, hours, usage] = base
        return base
