"""What a team's roster plans: who works when, and who has time off. Instants alone; it lives for the length of one job."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from core.intervals import Interval, Intervals, clipped, union


class Unrostered(StrEnum):
    """Why a team that works in shifts has no expected time: the key of the note that says so."""

    NOT_READ = "shifts_not_read"
    """Its roster could not be read this time."""
    NOT_GRANTED = "shifts_not_granted"
    """Graph refuses it."""
    NO_ROSTER = "shifts_no_roster"
    """The team has none in Teams Shifts."""
    NO_TEAM = "shifts_no_team"
    """The policy names a manager, and reports are no team in Microsoft Teams."""
    NOBODY_PLANNED = "shifts_nobody_planned"
    """Nothing is shared for this week: who is expected when can't be known yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """What a roster plans for one person; nothing of it means that the person isn't expected."""

    shifts: Intervals = field(default=(), repr=False)
    """Merged and sorted; a night shift is one interval, whatever midnight or the clock does inside it."""
    time_off: Intervals = field(default=(), repr=False)


NOTHING_PLANNED = Planned()


@dataclass(frozen=True, slots=True, kw_only=True)
class Roster:
    """What is shared of a team's roster around a week, for the people who were asked about."""

    people: Mapping[str, Planned] = field(repr=False)
    """By object id, lower case; whoever is not there has no shift and no time off."""

    def of(self, person: str) -> Planned:
        """Return what is planned for a person."""
        return self.people.get(person.casefold(), NOTHING_PLANNED)

    def plans(self, window: Interval) -> bool:
        """Tell whether anybody has a shift that touches the window."""
        return any(clipped(each.shifts, window) for each in self.people.values())


def roster_of(shifts: Iterable[tuple[str, Interval]], time_off: Iterable[tuple[str, Interval]]) -> Roster:
    """Return the roster that single shifts and times off make, told by object id; overlaps count once."""
    worked: dict[str, list[Interval]] = {}
    away: dict[str, list[Interval]] = {}
    for found, entries in ((worked, shifts), (away, time_off)):
        for person, when in entries:
            found.setdefault(person.casefold(), []).append(when)
    return Roster(
        people={
            person: Planned(shifts=union(worked.get(person, ())), time_off=union(away.get(person, ())))
            for person in worked.keys() | away.keys()
        }
    )
