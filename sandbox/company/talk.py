"""The conversations of a company while they grow: chats, messages, and whose days have been disturbed so far."""

from __future__ import annotations

import hashlib
import random
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from sandbox.company.chats import Chat, ChatType, Message
from sandbox.company.meetings import Meeting
from sandbox.company.people import Person, Team
from sandbox.off_hours import Rest
from sandbox.presence import Presence, presence_of
from sandbox.wall_clock import at, dice, midnight, minutes_between

if TYPE_CHECKING:
    from sandbox.company.company import Company


@dataclass(slots=True)
class Talk:
    """The chats and messages of a company, growing; no two messages of a conversation share a millisecond."""

    company: Company
    chats: dict[str, Chat] = field(default_factory=dict)
    messages: list[Message] = field(default_factory=list)
    _taken: set[tuple[str, str]] = field(default_factory=set)

    def say(self, message: Message) -> bool:
        """Keep *message* unless its id is taken in its conversation."""
        key = (message.place, message.id)
        if key in self._taken:
            return False
        self._taken.add(key)
        self.messages.append(message)
        return True

    def two(self, one: str, other: str) -> str:
        """Return the one-to-one chat of two people of the company."""
        first, second = sorted((one, other))
        return self._chat(Chat(id=f"19:{first}_{second}@unq.gbl.spaces", type="oneOnOne", people=(first, second)))

    def with_outsider(self, person: str, mail: str) -> str:
        """Return the one-to-one chat of somebody with a person of another company."""
        first, second = sorted((person, outsider_id(mail)))
        return self._chat(
            Chat(id=f"19:{first}_{second}@unq.gbl.spaces", type="oneOnOne", people=(person,), outsiders=(mail,))
        )

    def group(
        self,
        name: str,
        people: tuple[str, ...],
        *,
        meeting: bool = False,
        joined: Mapping[str, datetime] | None = None,
    ) -> str:
        """Return a group chat or the chat of a meeting; *joined* tells since when somebody is in it."""
        digest = hashlib.sha256(f"{self.company.seed}.{name}".encode()).hexdigest()[:32]
        chat_id = f"19:meeting_{digest}@thread.v2" if meeting else f"19:{digest}@thread.v2"
        kind: ChatType = "meeting" if meeting else "group"
        return self._chat(Chat(id=chat_id, type=kind, people=people, topic=name, joined=joined or {}))

    def _chat(self, chat: Chat) -> str:
        self.chats.setdefault(chat.id, chat)
        return chat.id


def outsider_id(mail: str) -> str:
    """Return the object id that somebody has in another tenant."""
    return str(uuid.uuid5(uuid.NAMESPACE_DNS, f"elsewhere.{mail}"))


@dataclass(slots=True, kw_only=True)
class TeamWeek:
    """One team in one week: who is there, when, and who has been disturbed on which days so far."""

    talk: Talk
    team: Team
    monday: date
    chance: random.Random
    people: list[Person]
    presences: dict[str, Presence]
    rests: dict[str, Rest]
    disturbed: dict[str, set[date]]

    def counted(self) -> list[Person]:
        """Return whom the numbers will rest on."""
        company = self.talk.company
        left_out = {*company.opted_out, *company.representatives}
        return [
            person for person in self.people if person.id not in left_out and self.presences[person.id].share >= 0.5
        ]

    def moment(self, day: date, clock: str, zone: str) -> datetime:
        """Return an instant in the minute after *clock*, to a millisecond that chance picks."""
        return at(day, clock, zone) + timedelta(milliseconds=self.chance.randrange(1000, 59000))

    def press(self, receivers: tuple[str, ...], message: Message) -> None:
        """Say something that presses on *receivers*, and remember whose day it disturbs."""
        if self.talk.say(message):
            for receiver in receivers:
                rest = self.rests.get(receiver)
                if rest is not None and receiver != message.writer and rest.kind(message.sent) is not None:
                    self.disturbed[receiver].add(rest.day(message.sent))


def team_week(talk: Talk, team: Team, monday: date, *, events: list[Meeting]) -> TeamWeek:
    """Open the week of *monday* for *team*; *events* are the absences of the company."""
    people = list(talk.company.members(team))
    presences = {person.id: presence_of(talk.company, team, person, monday, events) for person in people}
    return TeamWeek(
        talk=talk,
        team=team,
        monday=monday,
        chance=dice(talk.company.seed, f"{monday}.{team.key}.talk"),
        people=people,
        presences=presences,
        rests={key: Rest(presence, monday) for key, presence in presences.items()},
        disturbed={person.id: set() for person in people},
    )


def team_chat(week: TeamWeek) -> str:
    """Return the chat of the whole team, with its manager and, for one team, a guest."""
    company = week.talk.company
    guests = tuple(person.id for person in company.people if person.user_type == "Guest")
    visitors = guests if week.team.key == "platform" else ()
    return week.talk.group(f"{week.team.name} onder elkaar", (week.team.manager, *week.team.members, *visitors))


def common_minutes(presences: list[Presence]) -> list[int]:
    """Return the minutes in which everybody of *presences* is at work."""
    shared = frozenset.intersection(*(presence.after for presence in presences))
    return sorted(shared)


def instant(minute: int, chance: random.Random) -> datetime:
    """Return an instant inside *minute*, to a millisecond that chance picks."""
    return datetime.fromtimestamp(minute * 60, UTC) + timedelta(milliseconds=chance.randrange(1000, 59000))


def working_days(presence: Presence, monday: date) -> list[range]:
    """Return the days of the week on which somebody works, each as the minutes of that day."""
    days = [
        minutes_between(midnight(monday + timedelta(days=day)), midnight(monday + timedelta(days=day + 1)))
        for day in range(7)
    ]
    return [day for day in days if any(minute in presence.after for minute in day)]
