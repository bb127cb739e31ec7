"""Everybody's diary while the weeks are being planned: what is there already, who could come, who will."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from sandbox.company.cast import Cast
from sandbox.company.meetings import Booking, Invitation, Meeting, Response
from sandbox.company.people import Person, Team
from sandbox.wall_clock import dice, midnight, minutes_between
from sandbox.working_time import FULL_TIME_MINUTES, Hours, free_days, hours_of, inside, leave_minutes, pattern_minutes


class Diary:
    """The plan of one week, growing. Leave is written first, so that everything after it knows who is there."""

    def __init__(self, cast: Cast, monday: date, *, audited: bool, closures: tuple[date, ...]) -> None:
        """Open an empty week; *audited* is the one whose stories are promised."""
        self.cast = cast
        self.monday = monday
        self.audited = audited
        self.closures = closures
        self.meetings: list[Meeting] = []
        self.people = {person.id: person for person in cast.people}
        self._attended: defaultdict[str, set[int]] = defaultdict(set)
        self._working: dict[str, tuple[set[int], int]] = {}

    def chance(self, purpose: str) -> random.Random:
        """Return a stream of chance for one purpose in this week."""
        return dice(self.cast.seed, f"{self.monday}.{purpose}")

    def day(self, number: int) -> date:
        """Return the day of this week, Monday being 0."""
        return self.monday + timedelta(days=number)

    def members(self, team: Team) -> list[Person]:
        """Return the members of *team* in their order."""
        return [self.people[member] for member in team.members]

    def open_day(self, team: Team, number: int) -> bool:
        """Tell whether the company works on that day of this week."""
        return self.day(number) not in free_days(
            self.people[team.manager], team=team, hours=self._hours(self.people[team.manager], team),
            monday=self.monday, closures=self.closures,
        )  # fmt: skip

    def _hours(self, person: Person, team: Team) -> Hours:
        return hours_of(person, team=team, schedules=self.cast.schedules, monday=self.monday)

    def working(self, person: Person, team: Team) -> set[int]:
        """Return the minutes of this week at which *person* is expected and present."""
        return self._times(person, team)[0]

    def share(self, person: Person, team: Team) -> float:
        """Return full-time factor times present share: what weekly limits are multiplied by."""
        return self.factor(person, team) * self.present(person, team)

    def factor(self, person: Person, team: Team) -> float:
        """Return the full-time factor of *person* in this week."""
        return min(1.2, max(0.1, self._times(person, team)[1] / FULL_TIME_MINUTES))

    def present(self, person: Person, team: Team) -> float:
        """Return the present share of *person* in this week."""
        after, before = self._times(person, team)
        return len(after) / before if before else 0.0

    def _times(self, person: Person, team: Team) -> tuple[set[int], int]:
        if person.id not in self._working:
            hours = self._hours(person, team)
            before = inside(pattern_minutes(hours, self.monday), self.monday)
            off = free_days(person, team=team, hours=hours, monday=self.monday, closures=self.closures)
            gone = leave_minutes(person, hours=hours, monday=self.monday, meetings=self.meetings)
            gone.update(_minutes_of_days(off, hours.zone))
            self._working[person.id] = (before - gone, len(before))
        return self._working[person.id]

    def free(self, person: Person, minutes: range) -> bool:
        """Tell whether nothing that *person* attends lies in *minutes*."""
        return self._attended[person.mail].isdisjoint(minutes)

    def attended(self, person: Person) -> int:
        """Return how many minutes of this week *person* sits in meetings, overlaps once."""
        return len(inside(self._attended[person.mail], self.monday))

    def write(self, meeting: Meeting) -> Meeting:
        """Enter *meeting*, and remember who sits in it."""
        self.meetings.append(meeting)
        humans = 1 + len(meeting.invitations)
        counts = not meeting.cancelled and not meeting.all_day and 2 <= humans <= 50
        if counts and meeting.sensitivity == "normal" and meeting.end - meeting.start < timedelta(days=1):
            for mail in (meeting.organiser, *(invitation.mail for invitation in meeting.invitations)):
                attends = meeting.answer_of(mail) in {"organizer", "accepted", "tentativelyAccepted"}
                if attends and meeting.shown_to(mail) in {"busy", "tentative", "workingElsewhere"}:
                    self._attended[mail].update(minutes_between(meeting.start, meeting.end))
        return meeting

    def answers(  # who, for whom, when and how
        self, people: Iterable[Person], *, team: Team, start: datetime, end: datetime, late: bool, chance: random.Random
    ) -> list[Invitation]:
        """Return what each of *people* answers: whoever works then says yes, mostly."""
        invitations: list[Invitation] = []
        for person in people:
            works = late or self.working(person, team).issuperset(minutes_between(start, end))
            response: Response
            if works and self.present(person, team) >= 0.5:
                response = "tentativelyAccepted" if chance.random() < 0.08 else "accepted"
            else:
                response = "declined" if chance.random() < 0.6 else "none"
            invitations.append(Invitation(mail=person.mail, response=response))
        return invitations

    def book(self, seats: int, minutes: range, *, kit: str = "") -> tuple[Booking, ...]:
        """Return a room that is free in *minutes*, with *seats* if there is one, else the largest that is free."""
        rooms = sorted(self.cast.rooms, key=lambda room: (room.capacity < seats, room.kit == "own", room.capacity))
        fitting = [room for room in rooms if not kit or room.kit == kit] or rooms
        for room in fitting:
            if self._attended[room.mail].isdisjoint(minutes):
                self._attended[room.mail].update(minutes)
                return (Booking(mail=room.mail),)
        return (Booking(mail=fitting[0].mail, response="declined"),)


def _minutes_of_days(days: Iterable[date], zone: str) -> set[int]:
    gone: set[int] = set()
    for day in days:
        gone.update(minutes_between(midnight(day, zone), midnight(day + timedelta(days=1), zone)))
    return gone


def sample(chance: random.Random, people: Sequence[Person], count: int) -> list[Person]:
    """Return *count* of *people*, or all there are, in the order of the list."""
    picked = set(chance.sample(range(len(people)), min(count, len(people))))
    return [person for number, person in enumerate(people) if number in picked]
