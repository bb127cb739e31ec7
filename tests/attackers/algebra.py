"""An attacker who adds and subtracts the sums of teams, written without a look at how Kadans decides what to publish."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import combinations, product

type Team = frozenset[str]
type Row = list[Fraction]


def atoms_of(teams: Sequence[Team]) -> dict[Team, frozenset[int]]:
    """Return people who are in the same teams, with the numbers of these teams. No sum tells them apart."""
    found: dict[frozenset[int], set[str]] = {}
    for person in frozenset[str]().union(*teams):
        signature = frozenset(number for number, team in enumerate(teams) if person in team)
        found.setdefault(signature, set()).add(person)
    return {frozenset(people): signature for signature, people in found.items()}


def reduced(rows: Iterable[Row], columns: Iterable[int]) -> tuple[list[Row], list[Row]]:
    """Return rows with a pivot in one of the columns, and what is left of the others: nought in all of these columns."""
    rest, done = [list(row) for row in rows], []
    for column in columns:
        pivot = next((row for row in rest if row[column]), None)
        if pivot is None:
            continue
        rest = [row for row in rest if row is not pivot]
        for row in rest:
            if row[column]:
                times = row[column] / pivot[column]
                row[:] = [value - times * other for value, other in zip(row, pivot, strict=True)]
        done.append(pivot)
    return done, [row for row in rest if any(row)]


def few_told_of(teams: Sequence[Team], *, fewer_than: int) -> Team | None:
    """Return fewer people than that whose sum follows from the teams' sums, weighted if need be, or None.

    It tries every group of people small enough, each made of whole atoms.
    """
    atoms = sorted(atoms_of(teams).items(), key=lambda each: sorted(each[0]))
    matrix = [[Fraction(team in signature) for _, signature in atoms] for team in range(len(teams))]
    large = [number for number, (people, _) in enumerate(atoms) if len(people) >= fewer_than]
    small = [number for number in range(len(atoms)) if number not in large]
    _, rows = reduced(matrix, large)
    if not rows:
        return None
    for size in range(1, fewer_than):
        for chosen in combinations(small, size):
            people = frozenset[str]().union(*(atoms[number][0] for number in chosen))
            if len(people) < fewer_than:
                _, left = reduced(rows, [number for number in small if number not in chosen])
                if left:
                    return people
    return None


def few_by_adding_and_subtracting(teams: Sequence[Team], *, fewer_than: int) -> Iterator[tuple[tuple[int, ...], Team]]:
    """Yield how often each team is taken (-1, 0 or 1), and the few people about whom the result speaks."""
    for signs in product((1, 0, -1), repeat=len(teams)):
        total: Counter[str] = Counter()
        for sign, team in zip(signs, teams, strict=True):
            total.update(dict.fromkeys(team, sign) if sign else {})
        people = frozenset(person for person, value in total.items() if value)
        if 0 < len(people) < fewer_than:
            yield signs, people
