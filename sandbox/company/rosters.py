"""The roster of a team that works in shifts: early, late and by night, time off, drafts, and a shift that nobody has taken yet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from sandbox.wall_clock import at

EARLY, LATE, NIGHT, LONG = "06:00-14:00", "14:00-22:00", "22:00-06:00", "07:00-19:00"

type Rotation = tuple[tuple[int, str], ...]
"""Day of the week, Monday being 0, and the shift that begins on it."""

ROTATIONS: tuple[tuple[str, Rotation], ...] = (
    ("early, with a draft for Saturday", tuple((day, EARLY) for day in range(5))),
    ("early, one Friday off in the own calendar", tuple((day, EARLY) for day in range(5))),
    ("late, with other plans in a draft", tuple((day, LATE) for day in range(5))),
    ("late", tuple((day, LATE) for day in range(5))),
    ("by night, from Sunday evening on", tuple((day, NIGHT) for day in (6, 0, 1, 2, 3))),
    ("by night, with a mailbox that can't be read", tuple((day, NIGHT) for day in (6, 0, 1, 2, 3))),
    ("a little of everything, the weekend included", ((0, EARLY), (1, EARLY), (3, NIGHT), (4, NIGHT), (6, LONG))),
    ("nothing planned", ()),
    ("early, with two days off", tuple((day, EARLY) for day in range(5))),
    ("early, away from weeks ago until Thursday", tuple((day, EARLY) for day in range(5))),
    ("opted out", tuple((day, LATE) for day in range(5))),
    ("morning and evening", tuple((day, each) for day in range(5) for each in ("07:00-11:00", "15:00-19:00"))),
    ("a declared schedule, whatever the roster says", tuple((day, NIGHT) for day in range(5))),
)
"""What is special about each member of the team, in their order, and what the roster plans for them every week."""
OPTED_OUT, DECLARED, CLOSED_MAILBOX, FRIDAY_OFF = 10, 12, 5, 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A shift or a time off, as somebody planned it."""

    key: str
    kind: Literal["shift", "time_off"]
    person: str | None
    """None: open, for whoever takes it."""
    shared: tuple[datetime, datetime] | None
    """As the team sees it; None where it is a draft still."""
    draft: tuple[datetime, datetime] | None = None
    staged_for_deletion: bool = False
    """It goes when the roster is shared the next time; until then it stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Roster:
    """Everything in the roster of one team."""

    entries: tuple[Entry, ...]

    def of(self, person: str, kind: Literal["shift", "time_off"]) -> tuple[tuple[datetime, datetime], ...]:
        """Return what is shared of *person*: from when to when, each."""
        return tuple(
            entry.shared
            for entry in self.entries
            if entry.person == person and entry.kind == kind and entry.shared is not None
        )


def roster_of(members: Sequence[str], monday: date, *, weeks: range) -> Roster:
    """Return what is planned for *members* in the weeks around *monday*, the Monday of the audited one."""
    entries: list[Entry] = []
    for number in weeks:
        first = monday + timedelta(days=7 * number)
        for place, (member, (_, rotation)) in enumerate(zip(members, ROTATIONS, strict=True)):
            entries.extend(_week(member, place, rotation, first))
    entries.extend(_odd_ones(members, monday))
    return Roster(entries=tuple(entries))


def shift(day: date, clocks: str) -> tuple[datetime, datetime]:
    """Return the instants of a shift that begins on *day*; one that ends earlier than it begins ends on the next."""
    start, _, end = clocks.partition("-")
    return at(day, start), at(day + timedelta(days=end <= start), end)


def _week(member: str, place: int, rotation: Rotation, first: date) -> Iterator[Entry]:
    for weekday, clocks in rotation:
        day = first + timedelta(days=weekday)
        when = shift(day, clocks)
        yield Entry(
            key=f"{place}.{day}.{clocks}",
            kind="shift",
            person=member,
            shared=when,
            draft=shift(day, EARLY) if place == 2 else None,
            staged_for_deletion=place == 6 and weekday == 4,
        )


def _odd_ones(members: Sequence[str], monday: date) -> Iterator[Entry]:
    """Yield what must not be read, and the time off."""
    saturday = shift(monday + timedelta(days=5), LONG)
    yield Entry(key="draft", kind="shift", person=members[0], shared=None, draft=saturday)
    yield Entry(key="open", kind="shift", person=None, shared=saturday)
    thursday, after = at(monday + timedelta(days=3), "00:00"), at(monday + timedelta(days=5), "00:00")
    yield Entry(key="two-days", kind="time_off", person=members[8], shared=(thursday, after))
    yield Entry(
        key="long", kind="time_off", person=members[9], shared=(at(monday - timedelta(days=20), "00:00"), thursday)
    )
    yield Entry(key="perhaps", kind="time_off", person=members[3], shared=None, draft=(thursday, after))
    yield Entry(
        key="some-hours",
        kind="time_off",
        person=members[4],
        shared=(thursday - timedelta(hours=23), thursday - timedelta(hours=20)),
    )
