"""Reads the roster of a team that works in shifts, once for the team, and tells what it means for its people."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta

from core.facts import Gap, PersonKey
from core.intervals import Interval
from core.ports import Rosters
from core.roster import Planned, Roster, Unrostered
from core.team import TeamSettings

_MARGIN = int(timedelta(days=4).total_seconds())
"""Around the week: as far as expected time is known, so that the edges of the week can be judged."""

_NOT_FOUND = Gap(source="roster", reason="not found")
_REFUSED = Gap(source="roster", reason="access denied")


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterRead:
    """What came of it; nothing of it where nobody asked."""

    roster: Roster | None = field(default=None, repr=False)
    why_not: Unrostered | None = None
    gaps: tuple[Gap, ...] = ()

    def of(self, person: PersonKey) -> Planned | None:
        """Return what is planned for a person; None where other hours have to serve."""
        return self.roster.of(person) if self.roster is not None else None


async def read_roster(
    settings: TeamSettings, window: Interval, rosters: Rosters, *, people: Iterable[PersonKey]
) -> RosterRead:
    """Return what the team's roster plans for these people in a week; a week for which nothing is shared is not known."""
    if settings.team.group is None:
        return RosterRead(why_not=Unrostered.NO_TEAM, gaps=(_NOT_FOUND,))
    around = Interval(window.start - _MARGIN, window.end + _MARGIN)
    asked = frozenset(person.casefold() for person in people)
    answer = await rosters.roster(settings.team.group, around, asked)
    if isinstance(answer, Gap):
        return RosterRead(why_not=Unrostered.NOT_READ, gaps=(answer,))
    if isinstance(answer, Unrostered):
        return RosterRead(why_not=answer, gaps=(_REFUSED if answer is Unrostered.NOT_GRANTED else _NOT_FOUND,))
    if not answer.plans(window):
        return RosterRead(why_not=Unrostered.NOBODY_PLANNED)
    return RosterRead(roster=answer)


async def shifts_of(settings: TeamSettings, person: PersonKey, window: Interval, rosters: Rosters) -> Planned | None:
    """Return what a team's roster plans for one reader of its card; None where it plans no shift and other hours serve.

    A manager often stands in no roster, and a card has to come some time.
    """
    if settings.team.hours != "shifts" or settings.team.group is None:
        return None
    answer = await rosters.roster(settings.team.group, window, frozenset({person.casefold()}))
    planned = answer.of(person) if isinstance(answer, Roster) else None
    return planned if planned is not None and planned.shifts else None
