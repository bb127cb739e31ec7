"""A company step by step: people, teams, meetings, chats, and the policy that is applied to them."""

# ruff: noqa: ANN401 - JSON, and settings passed on
from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from .scenario import (
    BRUSSELS,
    DAYS,
    DOMAIN,
    MARKER,
    CallRecord,
    Event,
    Fault,
    Invitee,
    Message,
    Person,
    Place,
    RosterEntry,
    guid,
)


@dataclass(kw_only=True)
class Company:
    """A tenant and the policy that is applied to it, built step by step."""

    week: str
    zone: str = BRUSSELS
    organisation: dict[str, Any] = field(default_factory=dict)
    extra_policy: dict[str, Any] = field(default_factory=dict)
    sections: tuple[str, ...] = ("meeting_overload",)
    people: dict[str, Person] = field(default_factory=dict)
    groups: dict[str, list[str]] = field(default_factory=dict)  # id -> ids of people and of groups
    reports: dict[str, list[str]] = field(default_factory=dict)  # manager id -> person ids
    teams: dict[str, dict[str, Any]] = field(default_factory=dict)  # in policy order, shape of the policy
    schedules: dict[str, dict[str, Any]] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    rooms: list[Person] = field(default_factory=list)
    calls: list[CallRecord] = field(default_factory=list)
    rosters: dict[str, list[RosterEntry]] = field(default_factory=dict)  # by team
    closed_rosters: set[str] = field(default_factory=set)  # teams whose roster may not be read
    faults: list[Fault] = field(default_factory=list)
    page: int = 20
    empty_first_page: set[str] = field(default_factory=set)  # people whose calendar and chats begin with an empty page
    repeat_items: set[str] = field(default_factory=set)  # people whose pages overlap by one item
    message_page: int = 10
    per_channel_only: set[str] = field(default_factory=set)  # teams with the per-team permission only
    count: int = 0
    _index: dict[str, list[tuple[Event, str, str]]] = field(default_factory=dict)
    _indexed: int = -1

    @property
    def monday(self) -> date:
        year, number = self.week.split("-W")
        return date.fromisocalendar(int(year), int(number), 1)

    def person(self, name: str, **settings: Any) -> Person:
        someone = Person(name=name, **settings)
        self.people[someone.id] = someone
        return someone

    def crowd(self, prefix: str, number: int, **settings: Any) -> list[Person]:
        return [self.person(f"{prefix}{index}", **settings) for index in range(number)]

    def room(self, name: str) -> Person:
        room = self.person(name, purpose="room", plain_upn=True)
        self.rooms.append(room)
        return room

    def team(self, key: str, members: Iterable[Person | str], **policy: Any) -> None:
        group = guid(f"group-{key}")
        self.groups[group] = [m if isinstance(m, str) else m.id for m in members]
        self.teams[key] = {"group": group, **policy}

    def reports_team(self, key: str, manager: Person, members: Iterable[Person], **policy: Any) -> None:
        self.reports[manager.id] = [m.id for m in members]
        self.teams[key] = {"reports_of": manager.id, **policy}

    def at(self, when: str, zone: str | None = None, weeks: int = 0) -> datetime:
        """Return the UTC instant of "Tue 09:30" in the week; "Tue+1" is Tuesday one week later, "Sun-1" the one before."""
        day, clock = when.split()
        shift = 0
        if len(day) > 3:
            shift, day = int(day[3:]), day[:3]
        hour, minute = map(int, clock.split(":"))
        local = datetime.combine(self.monday, datetime.min.time(), ZoneInfo(zone or self.zone))
        local += timedelta(days=DAYS.index(day) + 7 * (shift + weeks))
        return local.replace(hour=hour, minute=minute).astimezone(UTC)

    def span(self, when: str, zone: str | None = None) -> tuple[datetime, datetime]:
        """Return the instants of "Tue 09:30-11:00", or of "Tue 22:00-Wed 01:00"."""
        begin, end = re.split(r"(?<=\d\d:\d\d)-", when, maxsplit=1)
        end = end if " " in end else f"{begin.split()[0]} {end}"
        return self.at(begin, zone), self.at(end, zone)

    def meet(
        self,
        when: str,
        people: Sequence[Person | str],
        *,
        zone: str | None = None,
        answers: Mapping[str, str] | None = None,
        others: Sequence[Invitee] = (),
        **settings: Any,
    ) -> Event:
        """Add a meeting; the first of `people` organises it, the rest have accepted unless `answers` tells otherwise."""
        self.count += 1
        start, end = self.span(when, zone)
        addresses = [p if isinstance(p, str) else p.mail for p in people]
        answers = answers or {}
        by_mail = {p.mail: p.name for p in people if isinstance(p, Person)}
        invited = [Invitee(address=a, response=answers.get(by_mail.get(a, a), "accepted")) for a in addresses[1:]]
        event = Event(
            uid=f"uid-{self.week}-{self.count:05d}",
            start=start,
            end=end,
            organiser=addresses[0],
            invitees=(*invited, *others),
            **settings,
        )
        self.events.append(event)
        return event

    def leave(self, person: Person, when: str, **settings: Any) -> None:
        """Add out-of-office: by the minute ("Tue 13:00-17:00"), or whole local days ("Tue" or "Tue..Thu")."""
        if ":" in when:
            zone = settings.pop("zone", None)
            self.meet(when, [person], zone=zone, show="oof", **settings)
            return
        first, _, last = when.partition("..")
        start = self.at(f"{first} 00:00", "UTC")
        end = self.at(f"{last or first} 00:00", "UTC") + timedelta(days=1)
        self.count += 1
        self.events.append(
            Event(
                uid=f"uid-{self.week}-{self.count:05d}",
                start=start,
                end=end,
                organiser=person.mail,
                **{"show": "oof", "all_day": True, **settings},
            )
        )

    def roster(self, team: str, person: Person | None, start: datetime, end: datetime, **settings: Any) -> None:
        """Put a shift, or with time_off=True a time off, into the roster of a team."""
        self.rosters[team].append(RosterEntry(person=person.id if person else None, start=start, end=end, **settings))

    def busy(self, person: Person, hours: float, *, start: str = "09:00", zone: str | None = None) -> None:
        """Give `person` this many hours of meetings with a colleague of no team, spread over Monday to Friday."""
        colleague = f"colleague.{MARKER.lower()}@{DOMAIN}"
        minutes = round(hours * 60)
        for index, day in enumerate(DAYS[:5]):
            share = minutes // 5 + (minutes % 5 if index == 4 else 0)
            if share:
                begin = self.at(f"{day} {start}", zone)
                self.count += 1
                self.events.append(
                    Event(
                        uid=f"uid-{self.week}-{self.count:05d}",
                        start=begin,
                        end=begin + timedelta(minutes=share),
                        organiser=person.mail,
                        invitees=(Invitee(address=colleague),),
                    )
                )

    def chat(self, kind: str, members: Sequence[Person]) -> Place:
        """Add a chat between people; `kind` is oneOnOne, group or meeting."""
        self.count += 1
        ending = "unq.gbl.spaces" if kind == "oneOnOne" else "thread.v2"
        place = Place(id=f"19:chat{self.count:05d}@{ending}", kind=kind, members=tuple(p.id for p in members))
        self.places.append(place)
        return place

    def channel(self, team: str) -> Place:
        """Add a channel to the Microsoft Team of a team."""
        self.count += 1
        place = Place(id=f"19:channel{self.count:05d}@thread.tacv2", kind="channel", team=self.teams[team]["group"])
        self.places.append(place)
        return place

    def say(
        self,
        place: Place,
        when: str | datetime,
        sender: Person | str | None,
        *,
        zone: str | None = None,
        **settings: Any,
    ) -> Message:
        """Add a message, without a word in it that anybody needs."""
        sent = self.at(when, zone) if isinstance(when, str) else when
        key = settings.pop("id", str(int(sent.timestamp() * 1000) + len(place.messages)))
        message = Message(id=key, sent=sent, sender=sender.id if isinstance(sender, Person) else sender, **settings)
        place.messages.append(message)
        return message

    def copies(self, person: Person) -> list[tuple[Event, str, str]]:
        """Return what stands in the person's calendar: the event, the own answer, and how the own copy shows."""
        if self._indexed != len(self.events):
            self._index = {}
            for event in self.events:
                self._index.setdefault(event.organiser.lower(), []).append((event, "organizer", event.show))
                for own in event.invitees:
                    if own.kind != "resource" and own.address.lower() != event.organiser.lower():
                        copy = (event, own.response, own.show or event.show)
                        self._index.setdefault(own.address.lower(), []).append(copy)
            self._indexed = len(self.events)
        return self._index.get(person.mail.lower(), [])

    def policy(self) -> dict[str, Any]:
        signals = {"calendar": True, "chats": False, "channels": False, "calls": False}
        policy: dict[str, Any] = {
            "organisation": {
                "name": "Voorbeeld NV",
                "domains": [DOMAIN],
                "zone": BRUSSELS,
                "country": "BE",
                "locale": "en",
                "admin_route": "admins",
                **self.organisation,
            },
            "privacy": {"preset": "none", "smallest_group": 5},
            "signals": signals,
            "routes": {"admins": {"kind": "folder", "path": "out"}},
            "schedules": self.schedules,
            "teams": {
                key: {"name": key.title(), "routes": [], "sections": list(self.sections), "zone": self.zone, **team}
                for key, team in self.teams.items()
            },
        }
        for section, values in self.extra_policy.items():
            policy[section] = {**policy.get(section, {}), **values}
        return policy

    def also(self, event: Event, **changes: Any) -> Event:
        """Add a second happening that equals the first but for `changes`."""
        self.count += 1
        twin = replace(event, uid=f"uid-{self.week}-{self.count:05d}", **changes)
        self.events.append(twin)
        return twin
