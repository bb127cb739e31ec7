"""Reads of a manager's calendar what concerns the team: the series that the manager organises, and nothing else."""

from dataclasses import dataclass, field

from core.facts import EventCopy, Gap, PersonKey
from core.intervals import Interval
from core.ports import Calendars


@dataclass(frozen=True, slots=True, kw_only=True)
class Organised:
    """A manager's own series; the rest of the calendar is dropped at once."""

    copies: dict[PersonKey, tuple[EventCopy, ...]] = field(default_factory=dict, repr=False)
    gaps: tuple[Gap, ...] = ()


async def organised_by(
    manager: str | None, around: Interval, calendars: Calendars, *, left_out: frozenset[str]
) -> Organised:
    """Return the series that a manager organises: everybody's answers stand in the organiser's copy alone.

    Nothing is asked where there is no manager, or the manager is left out of every number.
    """
    if manager is None or manager.casefold() in left_out:
        return Organised()
    answer = await calendars.events(PersonKey(manager), around)
    if isinstance(answer, Gap):
        return Organised(gaps=(answer,))
    return Organised(copies={PersonKey(manager): tuple(each for each in answer if each.organised and each.series)})
