"""The own numbers of somebody who asked for them: what each auditor measures on that person alone. Kept nowhere.

There is no place for these types in a report, a queue or a file; nothing stores them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from core.auditor import AnyAuditor, Rule
from core.facts import Facts
from core.organiser import Organiser
from core.report import Setting, Unit

_NOT_SEEN = frozenset({"not_granted", "unreadable", "coverage_low"})


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnNumber:
    """One number about the reader, as it was measured."""

    key: str
    value: float = field(repr=False)
    unit: Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnSection:
    """What one auditor says about the reader. There is no level: nobody is judged, or held against others."""

    auditor: str
    numbers: tuple[OwnNumber, ...]
    settings: Mapping[str, Setting]
    """The limits in force, so that a definition can be told with them."""
    aside: bool = False
    """It stands on the team's page and not on its card: folded."""
    unseen: bool = False
    """It should have been measured, and what it needs could not be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnWeek:
    """What the card tells that a person asked for."""

    sections: tuple[OwnSection, ...] = field(default=(), repr=False)
    organiser: Organiser = field(default=Organiser(), repr=False)

    @property
    def empty(self) -> bool:
        """Whether there is nothing to tell: a week of leave, for one."""
        return not any(section.numbers for section in self.sections) and self.organiser.empty


def own_section(auditor: AnyAuditor, facts: Facts, rule: Rule, *, aside: bool = False) -> OwnSection | None:
    """Return what an auditor measures on the one person whom the facts are about, or None where it has nothing to say.

    It is the same measurement as the team's, with that person for a group: floors, bands and contributors protect people from
    others, and here nobody else is measured or told. So the floor is one, and the value before all roundings counts.
    """
    if not auditor.words.own:
        return None
    (_,) = facts.people
    section = auditor.section(replace(facts, smallest_group=1), rule)
    unseen = section.status == "not_measured" and any(note.key in _NOT_SEEN for note in section.notes)
    numbers = tuple(
        OwnNumber(key=measure.key, value=measure.exact, unit=measure.unit)
        for key in auditor.words.own
        if (measure := section.measure(key)) is not None and isinstance(measure.exact, int | float)
    )
    if section.status != "measured" or not numbers:
        return OwnSection(auditor=auditor.key, numbers=(), settings={}, unseen=True) if unseen else None
    return OwnSection(auditor=auditor.key, numbers=numbers, settings=section.settings, aside=aside)
