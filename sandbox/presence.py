"""Who counts in a week, and with which minutes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sandbox.company.meetings import Meeting
from sandbox.company.people import Person, Team
from sandbox.wall_clock import week_walk
from sandbox.working_time import (
    FULL_TIME_MINUTES,
    Hours,
    free_days,
    hours_of,
    inside,
    leave_minutes,
    pattern_minutes,
)

if TYPE_CHECKING:
    from sandbox.company.company import Company


@dataclass(frozen=True, slots=True, kw_only=True)
class Presence:
    """One person's week in minutes."""

    person: Person
    hours: Hours
    before: frozenset[int]
    """Expected minutes of the week before leave, holidays and closures."""
    after: frozenset[int]
    around: frozenset[int]
    """Like *after*, two days wider at both ends of the week, so that a message at its edge finds its neighbours."""
    duty: frozenset[int]

    @property
    def factor(self) -> float:
        """Full-time factor f."""
        return min(1.2, max(0.1, len(self.before) / FULL_TIME_MINUTES))

    @property
    def share(self) -> float:
        """Present share p."""
        return len(self.after) / len(self.before) if self.before else 0.0

    @property
    def scale(self) -> float:
        """What weekly limits are multiplied by."""
        return self.factor * self.share


@dataclass(frozen=True, slots=True, kw_only=True)
class Present:
    """The people of a team's week, told apart."""

    monday: date
    counted: tuple[Presence, ...]
    away: tuple[Presence, ...]

    def readable(self) -> tuple[Presence, ...]:
        """Return those counted whose calendar can be read."""
        return tuple(presence for presence in self.counted if presence.person.mailbox == "readable")


def present_in(company: Company, team: Team, monday: date) -> Present:
    """Tell who of *team* is counted and who is away; opted-out people and representatives are neither."""
    left_out = {*company.opted_out, *company.representatives}
    counted: list[Presence] = []
    away: list[Presence] = []
    events = absences(company)
    for person in company.members(team):
        if person.id in left_out:
            continue
        presence = presence_of(company, team, person, monday, events)
        (counted if presence.share >= 0.5 else away).append(presence)
    return Present(monday=monday, counted=tuple(counted), away=tuple(away))


def absences(company: Company) -> list[Meeting]:
    """Return everything that may show as out of office in somebody's calendar."""
    return [
        meeting
        for meeting in company.meetings
        if meeting.show_as == "oof" or any(invitation.show_as == "oof" for invitation in meeting.invitations)
    ]


def presence_of(company: Company, team: Team, person: Person, monday: date, events: list[Meeting]) -> Presence:
    """Return the minutes of one person's week; *events* are the absences of the company."""
    hours = hours_of(person, team=team, schedules=dict(company.schedules), monday=monday)
    wide = pattern_minutes(hours, monday)
    off = free_days(person, team=team, hours=hours, monday=monday, closures=company.closures)
    off_minutes = {minute for minute, day, _ in week_walk(monday, hours.zone) if day in off}
    gone = leave_minutes(person, hours=hours, monday=monday, meetings=events)
    around = wide - off_minutes - gone
    return Presence(
        person=person,
        hours=hours,
        before=frozenset(inside(wide, monday)),
        after=frozenset(inside(around, monday)),
        around=frozenset(around),
        duty=pattern_minutes(hours, monday, duty=True),
    )
