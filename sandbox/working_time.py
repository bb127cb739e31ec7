"""Expected time by the plainest arithmetic there is: walk the week, look at the wall clock, keep the minutes.

Nothing here is shared with the product, so that agreement between the two means something.
Source of the rules: METRICS.md, section 1, "Expected time".
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Literal

import holidays

from sandbox.company.meetings import Meeting
from sandbox.company.people import DayPlan, Person, Schedule, Team, WeekPlan, WorkingHours, spans
from sandbox.wall_clock import midnight, minute_of, minutes_between, week_walk

NOTHING: WeekPlan = ((),) * 7
DEFAULT: WeekPlan = (*((spans("08:00-17:00"),) * 5), (), ())
"""The policy's default hours; both rules and plans of the sandbox keep to it."""

FULL_TIME_MINUTES = 45 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """The pattern that somebody's week follows, and the zone of its clock."""

    week: WeekPlan
    zone: str
    source: str
    duty: WeekPlan = NOTHING
    shifts: tuple[tuple[int, int], ...] = ()
    """Of a roster, in place of a pattern: from which minute until before which one, counted from 1970."""
    time_off: tuple[tuple[int, int], ...] = ()
    """Of a roster, also for whoever has a declared schedule."""


def hours_of(person: Person, *, team: Team, schedules: dict[str, Schedule], monday: date) -> Hours:
    """Return what applies to *person* in the week of *monday*: declared, the roster, from Outlook, or the default."""
    declared = schedules.get(team.schedules.get(person.id, ""))
    time_off = _rostered(person, team, "time_off")
    if declared is not None:
        return Hours(
            week=_pattern(declared, monday),
            zone=declared.zone or team.zone,
            source="declared",
            duty=declared.duty or NOTHING,
            time_off=time_off,
        )
    if team.roster is not None:
        return Hours(
            week=NOTHING,
            zone=team.zone,
            source="roster",
            shifts=_rostered(person, team, "shift"),
            time_off=time_off,
        )
    if person.mailbox == "readable":
        return Hours(week=_outlook(person.hours), zone=person.hours.zone, source="outlook")
    return Hours(week=DEFAULT, zone=team.zone, source="default")


def _rostered(person: Person, team: Team, kind: Literal["shift", "time_off"]) -> tuple[tuple[int, int], ...]:
    if team.roster is None:
        return ()
    return tuple((minute_of(start), minute_of(end)) for start, end in team.roster.of(person.id, kind))


def _pattern(schedule: Schedule, monday: date) -> WeekPlan:
    if schedule.week_2 is None or schedule.anchor is None:
        return schedule.week
    anchor_monday = schedule.anchor - timedelta(days=schedule.anchor.weekday())
    return schedule.week_2 if (monday - anchor_monday).days // 7 % 2 else schedule.week


def _outlook(hours: WorkingHours) -> WeekPlan:
    day = spans(f"{hours.start}-{hours.end}")
    plan: list[DayPlan] = [day if number in hours.days else () for number in range(7)]
    return (plan[0], plan[1], plan[2], plan[3], plan[4], plan[5], plan[6])


@cache
def pattern_minutes(hours: Hours, monday: date, *, duty: bool = False) -> frozenset[int]:
    """Return the minutes of the pattern around the week of *monday*, by the wall clock, with nothing taken off.

    A two-weekly pattern is taken for the one week, two days wider at both ends: no pattern here works on both
    sides of a weekend so late or so early that it would matter.
    """
    if hours.source == "roster" and not duty:
        walked = {minute for minute, _, _ in week_walk(monday, hours.zone)}
        return frozenset(minute for start, end in hours.shifts for minute in range(start, end) if minute in walked)
    plan = hours.duty if duty else hours.week
    days = [frozenset(local for start, end in spans_ for local in range(start, end)) for spans_ in plan]
    return frozenset(minute for minute, day, local in week_walk(monday, hours.zone) if local in days[day.weekday()])


@cache
def holiday(country: str, day: date) -> bool:
    """Tell whether *day* is a public holiday in *country*, observed days included."""
    return day in holidays.country_holidays(country, years=day.year)


def free_days(person: Person, *, team: Team, hours: Hours, monday: date, closures: Iterable[date]) -> set[date]:
    """Return the local days on which *person* is off for everybody's reason: a holiday, a closure; a roster knows of them."""
    if hours.source == "roster":
        return set()
    days = {day for _, day, _ in week_walk(monday, hours.zone)[::60]}
    closed = set(closures) | set(team.closures)
    return {day for day in days if day in closed or holiday(person.country or "BE", day)}


def leave_minutes(person: Person, *, hours: Hours, monday: date, meetings: Iterable[Meeting]) -> set[int]:
    """Return the minutes of time off, and of *person*'s own out-of-office events: by the minute, or by whole local days."""
    gone: set[int] = {minute for start, end in hours.time_off for minute in range(start, end)}
    if person.mailbox != "readable":
        return gone
    for event in meetings:
        answer = event.answer_of(person.mail)
        if answer in (None, "declined") or event.cancelled or event.shown_to(person.mail) != "oof":
            continue
        if event.all_day:
            first, last = event.first_day, event.last_day
            gone.update(minute for minute, day, _ in week_walk(monday, hours.zone) if first <= day < last)
        else:
            gone.update(minutes_between(event.start, event.end))
    return gone


def inside(minutes: Iterable[int], monday: date) -> set[int]:
    """Return those of *minutes* that lie in the Brussels week of *monday*."""
    week = minutes_between(midnight(monday), midnight(monday + timedelta(days=7)))
    return {minute for minute in minutes if minute in week}
