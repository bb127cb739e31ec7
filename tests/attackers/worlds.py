"""An attacker who tries every week that could have led to what was published: of whom is something true in all of them?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from core import privacy
from core.report import Report
from tests.attackers.algebra import atoms_of

type Team = frozenset[str]
type Domain = tuple[int, int]

LIMITS = ("people_over_warn", "people_over_alert")


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknowns:
    """How many people of each atom are over a limit, for both limits: those over the higher one are over the lower one too."""

    sizes: Sequence[int]
    sums: Sequence[tuple[tuple[int, ...], Domain]]
    """Unknowns whose sum lies in a range."""

    def week(self, domains: Sequence[Domain]) -> list[int] | None:
        """Return some week that fits, searching all of them, or None."""
        narrowed = self._narrowed(list(domains))
        if narrowed is None:
            return None
        open_ones = [number for number, (low, high) in enumerate(narrowed) if low < high]
        if not open_ones:
            return [low for low, _ in narrowed]
        chosen = min(open_ones, key=lambda number: narrowed[number][1] - narrowed[number][0])
        low, high = narrowed[chosen]
        tries = ([*narrowed[:chosen], (value, value), *narrowed[chosen + 1 :]] for value in range(low, high + 1))
        return next((found for each in tries if (found := self.week(each)) is not None), None)

    def _narrowed(self, domains: list[Domain]) -> list[Domain] | None:
        while True:
            before = list(domains)
            for numbers, (fewest, most) in self.sums:
                lowest = sum(domains[number][0] for number in numbers)
                highest = sum(domains[number][1] for number in numbers)
                for number in numbers:
                    low, high = domains[number]
                    domains[number] = (max(low, fewest - (highest - high)), min(high, most - (lowest - low)))
            atoms = len(self.sizes)
            for atom in range(atoms):
                (low, high), (least, greatest) = domains[atom], domains[atom + atoms]
                domains[atom], domains[atom + atoms] = (max(low, least), high), (least, min(greatest, high))
            if any(low > high for low, high in domains):
                return None
            if domains == before:
                return domains


def counts_told(told: object, *, people: int) -> Domain:
    """Return which counts lead to a range; the attacker knows that all were there."""
    fitting = [count for count in range(people + 1) if privacy.band(count, counted=people, members=people) == told]
    assert fitting == list(range(fitting[0], fitting[-1] + 1))
    return fitting[0], fitting[-1]


def unknowns(teams: Mapping[str, Team], reports: Mapping[str, Report], auditor: str) -> tuple[list[Team], Unknowns]:
    """Return the atoms, and what the reports say of them."""
    atoms = atoms_of(list(teams.values()))
    sums = []
    for number, (key, team) in enumerate(teams.items()):
        section = reports[key].section(auditor)
        assert section is not None
        for shift, limit in enumerate(LIMITS):
            measure = section.measure(limit)
            if measure is not None:
                inside = [at for at, signature in enumerate(atoms.values()) if number in signature]
                told = counts_told(measure.value, people=len(team))
                sums.append((tuple(at + shift * len(atoms) for at in inside), told))
    return list(atoms), Unknowns(sizes=[len(people) for people in atoms], sums=sums)


def certain_of(teams: Mapping[str, Team], reports: Mapping[str, Report], auditor: str) -> Iterator[Team]:
    """Yield people of whom it is certain, in every week that fits, that one of them is or that one of them isn't over a limit.

    Nothing published tells people of one atom apart. So a person's own state is open as soon as in some week somebody of
    the atom is over the limit, and in some week somebody isn't.
    """
    atoms, of = unknowns(teams, reports, auditor)
    whole: list[Domain] = [(0, size) for size in of.sizes] * 2
    fitting: list[list[int]] = []
    for atom, people in enumerate(atoms):
        for at in (atom, atom + len(atoms)):
            for low, high in ((1, len(people)), (0, len(people) - 1)):
                if any(low <= each[at] <= high for each in fitting):
                    continue
                found = of.week([*whole[:at], (low, high), *whole[at + 1 :]])
                if found is None:
                    yield people
                else:
                    fitting.append(found)
