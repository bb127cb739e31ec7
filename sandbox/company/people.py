"""Who and what there is: people, rooms, groups, teams and the hours they keep. Plain values, no behaviour."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from sandbox.company.rosters import Roster

type Span = tuple[int, int]
"""From and until, in minutes of the local day."""

type DayPlan = tuple[Span, ...]
type WeekPlan = tuple[DayPlan, DayPlan, DayPlan, DayPlan, DayPlan, DayPlan, DayPlan]
"""Monday first."""

type Level = Literal["good", "warn", "alert"]
type Purpose = Literal["user", "shared", "room", "equipment"]
type Mailbox = Literal["readable", "missing", "forbidden"]


def spans(*text: str) -> DayPlan:
    """Return the day plan of spans written like "08:30-17:00"."""
    plan: list[Span] = []
    for piece in text:
        start, _, end = piece.partition("-")
        plan.append((_minutes(start), _minutes(end)))
    return tuple(plan)


def _minutes(clock: str) -> int:
    hours, _, minutes = clock.partition(":")
    return int(hours) * 60 + int(minutes)


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkingHours:
    """What somebody set in Outlook: the same span on each chosen day."""

    days: tuple[int, ...] = (0, 1, 2, 3, 4)
    start: str = "08:30"
    end: str = "17:00"
    zone: str = "Europe/Brussels"
    customized: bool = False
    """Served as a customTimeZone with a bias, instead of by its Windows name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """A declared schedule of the policy: weekly, or two-weekly from the week of *anchor* on."""

    key: str
    week: WeekPlan
    week_2: WeekPlan | None = None
    anchor: date | None = None
    duty: WeekPlan | None = None
    zone: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """An account in the directory: of a human being, a shared mailbox or a room."""

    id: str
    name: str
    given: str
    surname: str
    mail: str
    upn: str
    title: str
    department: str
    place: str
    country: str | None = "BE"
    user_type: Literal["Member", "Guest"] = "Member"
    enabled: bool = True
    purpose: Purpose = "user"
    zone: str = "Europe/Brussels"
    """The mailbox's zone, which is not always the zone of the working hours."""
    hours: WorkingHours = field(default_factory=WorkingHours)
    manager: str | None = None
    mailbox: Mailbox = "readable"
    hired: date = date(2019, 3, 4)
    quirk: str = ""
    """What is special about this person, for whoever reads the plan; it is served nowhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outsider:
    """Somebody of another company, with an address and nothing else."""

    name: str
    mail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """A meeting room: a place, and the account it books and joins calls with."""

    place_id: str
    account: str
    name: str
    mail: str
    capacity: int
    building: str
    floor: int
    kit: Literal["windows", "android", "hub", "own"]
    """A Teams Room on Windows or Android, a Surface Hub, or a screen for whoever plugs in an own laptop."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """An Entra group; *teams* says that a Microsoft Team of the same id stands on it."""

    id: str
    name: str
    mail: str
    people: tuple[str, ...]
    groups: tuple[str, ...] = ()
    teams: bool = False
    channels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """A team as the policy knows it: by a group, or by whom somebody manages."""

    key: str
    name: str
    place: str
    locale: str
    manager: str
    group: str | None
    members: tuple[str, ...]
    """The nominal members, so without the manager, guests, closed accounts and mailboxes of rooms."""
    zone: str = "Europe/Brussels"
    schedules: Mapping[str, str] = field(default_factory=dict)
    closures: tuple[date, ...] = ()
    roster: Roster | None = None
    """Of a team that works in shifts."""
    focus_day: int | None = None
    """The weekday on which the team leaves itself alone, Monday being 0."""
    answers: Level = "good"
    """How reliably questions in its channels are answered."""
    late_nights: int = 0
    """On how many evenings some of the team write late, and again the next morning."""
    promise: Mapping[str, Level | Literal["suppressed"] | None] = field(default_factory=dict)
    """The level that each auditor comes to in the audited week, as long as no holiday takes the days of its story."""
    story: str = ""
    """One sentence for a newcomer."""
