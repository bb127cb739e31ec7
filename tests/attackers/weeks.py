"""Weeks of an organisation, drawn person by person, and the reports that Kadans publishes of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from random import Random

from core.facts import Meeting, Message, Person, PersonKey
from core.intervals import Interval
from core.policy_file import read_policy
from core.report import Report
from core.team import TeamSettings, team_settings
from jobs.report import report_of
from jobs.wiring import rules
from tests.auditors.factories import FULL_TIME, at, facts, key, meeting, message

type Team = frozenset[str]

SECTIONS = ("off_hours_messages", "meeting_overload")


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """What one person's week is like."""

    meeting_hours: int = 0
    large: bool = False
    """All of it with many people."""
    disturbed: int = 0
    """Days."""
    sent: int = 0

    def meetings(self) -> tuple[Meeting, ...]:
        """Return meetings of up to eight hours a day from eight in the morning."""
        size = 12 if self.large else 4
        days = range(-(-self.meeting_hours // 8))
        spans = ((at(day, "08:00"), min(8, self.meeting_hours - 8 * day)) for day in days)
        return tuple(meeting(Interval(start, start + 3600 * length), size=size) for start, length in spans)


type Week = Mapping[str, Own]

IDLE = Own()


def number_of(person: str) -> int:
    return int(person.removeprefix("p"))


@cache
def settings(**limits: int) -> TeamSettings:
    """Return a team with the sections that are about people."""
    lines = "".join(f"{name} = {value}\n" for name, value in limits.items())
    text = (
        '[organisation]\ndomains = ["ours.example"]\nzone = "Europe/Brussels"\n'
        f"[auditors.meeting_overload]\n{lines}"
        f'[teams.team]\ngroup = "g"\nsections = ["{SECTIONS[0]}", "{SECTIONS[1]}"]\n'
    )
    return team_settings(read_policy(text.encode(), name="policy.toml", rules=rules()), "team")


def person_of(name: str, own: Own) -> Person:
    return Person(key=key(number_of(name)), expected=FULL_TIME, meetings=own.meetings())


def messages_of(week: Week, team: Iterable[str], *, from_outside: bool = False) -> tuple[Message, ...]:
    """Return a pressing message for each disturbed day, from somebody else each, and what each wrote by day."""
    names = sorted(team, key=number_of)
    keys = {name: key(number_of(name)) for name in names}
    found = []
    for place, name in enumerate(names):
        for day in range(week[name].disturbed):
            writer = key(900 + day) if from_outside else keys[names[(place + 1 + day) % len(names)]]
            found.append(_message(at(day, "22:00"), keys[name], writer))
        neighbour = keys[names[(place + 1) % len(names)]]
        found += [_message(at(number % 5, "10:00"), neighbour, keys[name]) for number in range(week[name].sent)]
    return tuple(found)


def _message(moment: int, to: PersonKey, sender: PersonKey | None) -> Message:
    drawn = message(moment)
    return Message(
        key=drawn.key,
        place=drawn.place,
        sent_at=moment,
        sender=sender,
        landed_on=(to,),
        pressing_for=frozenset({to}),
    )


def report(
    team: Team,
    week: Week,
    *,
    members: int | None = None,
    from_outside: bool = False,
    smallest_group: int = 5,
    **limits: int,
) -> Report:
    """Return what is published of a team's week; `members` is its nominal size where some of it were left out."""
    people = [person_of(name, week[name]) for name in sorted(team, key=number_of)]
    made = facts(
        people,
        members=members or len(people),
        messages=messages_of(week, team, from_outside=from_outside),
        smallest_group=smallest_group,
    )
    return report_of(made, settings(**limits), policy_version="sha256:0", overlapping=False).published()


def reports(teams: Mapping[str, Team], week: Week) -> dict[str, Report]:
    return {key: report(team, week) for key, team in teams.items()}


def drawn_week(people: Iterable[str], random: Random) -> dict[str, Own]:
    """Return a week in which everybody, hardly anybody or a part of the people is over the limits, group by group."""
    moods = [random.choice((0.0, 0.1, 0.5, 0.9, 1.0)) for _ in range(4)]
    week = {}
    for name in sorted(people, key=number_of):
        mood = moods[number_of(name) * 4 // 41 % 4]
        hours = random.choice((16, 18, 21, 24)) if random.random() < mood else random.choice((0, 3, 9, 15))
        days = random.choice((3, 4, 5)) if random.random() < mood else random.choice((0, 0, 1, 2))
        week[name] = Own(
            meeting_hours=hours, large=random.random() < 0.3, disturbed=days, sent=random.choice((0, 0, 2))
        )
    return week
