"""The whole company, put together from a seed: the same seed, the same company, to the byte."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from sandbox.company.agenda import add_odd_ones, broadcast, hold_rituals, plan_absences
from sandbox.company.calls import Call
from sandbox.company.cast import DOMAIN, Cast, hire
from sandbox.company.chats import Chat, Message
from sandbox.company.chatter import talk_of
from sandbox.company.diary import Diary
from sandbox.company.filling import fill
from sandbox.company.joining import calls_of
from sandbox.company.meetings import Meeting
from sandbox.company.people import Group, Outsider, Person, Room, Schedule, Team
from sandbox.wall_clock import midnight, monday_of

WEEKS = range(-4, 3)
"""What is planned: four weeks before the audited one, itself, and two after."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    """Everything there is to know about the company: the directory, and the plan of its weeks."""

    name: str
    domain: str
    seed: int
    week: str
    tenant_id: str
    client_id: str
    client_secret: str = field(repr=False)
    people: tuple[Person, ...] = field(repr=False)
    outsiders: tuple[Outsider, ...] = field(repr=False)
    rooms: tuple[Room, ...] = field(repr=False)
    groups: tuple[Group, ...] = field(repr=False)
    teams: tuple[Team, ...] = field(repr=False)
    schedules: Mapping[str, Schedule] = field(repr=False)
    closures: tuple[date, ...] = field(repr=False)
    meetings: tuple[Meeting, ...] = field(repr=False)
    chats: tuple[Chat, ...] = field(default=(), repr=False)
    messages: tuple[Message, ...] = field(default=(), repr=False)
    calls: tuple[Call, ...] = field(default=(), repr=False)
    opt_out_group: str
    representatives_group: str
    self_card_group: str
    asked: tuple[str, ...] = field(repr=False)
    """Who asked for a card of their own; some of them are left out of everything."""
    opted_out: tuple[str, ...] = field(repr=False)
    representatives: tuple[str, ...] = field(repr=False)
    person_by_id: Mapping[str, Person] = field(repr=False)
    person_by_mail: Mapping[str, Person] = field(repr=False)

    @property
    def monday(self) -> date:
        """The day on which the audited week begins."""
        return monday_of(self.week)

    @property
    def start(self) -> datetime:
        """The instant at which the audited week begins, in Brussels."""
        return midnight(self.monday)

    @property
    def end(self) -> datetime:
        """The instant at which the audited week ends, in Brussels."""
        return midnight(self.monday + timedelta(days=7))

    @property
    def now(self) -> datetime:
        """When the company's clock stands still: the Monday morning after the audited week."""
        return self.end + timedelta(hours=7, minutes=30)

    def team(self, key: str) -> Team:
        """Return the team that the policy calls *key*.

        Raises:
            KeyError: there is no such team in this company.
        """
        for team in self.teams:
            if team.key == key:
                return team
        raise KeyError(key)

    def members(self, team: Team) -> tuple[Person, ...]:
        """Return the nominal members of *team*."""
        return tuple(self.person_by_id[member] for member in team.members)

    def group(self, group_id: str) -> Group | None:
        """Return a group by its id."""
        return next((group for group in self.groups if group.id == group_id), None)

    def everybody_in(self, group: Group) -> tuple[str, ...]:
        """Return the ids of the people in *group* and in the groups inside it, once each."""
        found = dict.fromkeys(group.people)
        for inner in group.groups:
            nested = self.group(inner)
            if nested is not None:
                found.update(dict.fromkeys(self.everybody_in(nested)))
        return tuple(found)


def build(*, seed: int = 7, people: int = 60, week: str = "2026-W46", shifts: bool = False) -> Company:
    """Return the company of *seed* with *people* employees, whose audited week is *week*.

    With *shifts* there is a further team, on top of the others, that works by a roster.

    Raises:
        ValueError: *week* is no ISO week, or *people* are too few for a team.
    """
    monday = monday_of(week)
    cast = hire(seed=seed, people=people, monday=monday, shifts=shifts, weeks=WEEKS)
    closures = (date(monday.year, 12, 24),)
    meetings: list[Meeting] = []
    for number in WEEKS:
        diary = Diary(cast, monday + timedelta(days=7 * number), audited=number == 0, closures=closures)
        _plan(diary, cast)
        meetings.extend(diary.meetings)
    company = Company(
        name="Voorbeeld NV",
        domain=DOMAIN,
        seed=seed,
        week=week,
        tenant_id=cast.guid("tenant"),
        client_id=cast.guid("client"),
        client_secret=f"made-up-secret-{cast.guid('secret')[:8]}",
        people=tuple(cast.people),
        outsiders=tuple(cast.outsiders),
        rooms=tuple(cast.rooms),
        groups=tuple(cast.groups),
        teams=tuple(cast.teams),
        schedules=cast.schedules,
        closures=closures,
        meetings=tuple(sorted(meetings, key=lambda meeting: (meeting.start, meeting.key))),
        opt_out_group=cast.opt_out_group,
        representatives_group=cast.representatives_group,
        self_card_group=cast.self_card_group,
        asked=cast.asked,
        opted_out=cast.opted_out,
        representatives=cast.representatives,
        person_by_id={person.id: person for person in cast.people},
        person_by_mail={person.mail: person for person in cast.people},
    )
    talk = talk_of(company)
    return replace(
        company,
        chats=tuple(talk.chats.values()),
        messages=tuple(talk.messages),
        calls=tuple(calls_of(company)),
    )


def _plan(diary: Diary, cast: Cast) -> None:
    for team in cast.teams:
        plan_absences(diary, team)
    for team in cast.teams:
        hold_rituals(diary, team)
        add_odd_ones(diary, team)
    broadcast(diary)
    for team in cast.teams:
        fill(diary, team)
