"""What may be shown: floors, bands, contributors, roundings. METRICS.md, section 4. Only this turns measurements into numbers."""

import math
from collections.abc import Collection, Iterable, Mapping
from fractions import Fraction

from core.overlap import Beside

FLOOR = 5
"""No section about people rests on fewer. The policy can only raise it."""
COVERAGE = Fraction(7, 10)
"""Under this readable share of a person-based source, a section is not measured."""
CONTRIBUTORS = 3
LITTLE_OR_NONE = "little or none"


def parts(counted: int) -> int:
    """Return into how many parts a count of people is cut: each covers about three possible counts or more."""
    return 2 if counted < 8 else 3 if counted < 16 else 4


def band(count: int, *, counted: int, members: int) -> tuple[int, int]:
    """Return the range that may be told instead of `count` among `counted` people, as a share of the nominal size.

    Both ends are inclusive.
    """
    cut = parts(counted)
    index = min(count * cut // counted, cut - 1) if counted else 0
    low = -(-index * members // cut)
    high = members if index == cut - 1 else -(-(index + 1) * members // cut) - 1
    return low, high


def reaches_edge(count: int, *, counted: int) -> bool:
    """Tell whether so many people decide a level: one half, a third or a quarter of the counted ones."""
    return counted > 0 and count * parts(counted) >= counted


def typical(values: Collection[Fraction]) -> Fraction:
    """Return the mean of the middle half, so that it is nobody's own value."""
    ordered = sorted(values)
    dropped = len(ordered) // 4
    middle = ordered[dropped : len(ordered) - dropped]
    return sum(middle, Fraction(0)) / len(middle)


def nearest_rank(values: Collection[Fraction], *, percent: int) -> Fraction:
    """Return the percentile by nearest rank."""
    ordered = sorted(values)
    return ordered[max(-(-percent * len(ordered) // 100), 1) - 1]


def carried_by_enough(contributions: Iterable[int]) -> bool:
    """Tell whether three people or more contribute to a sum, none of them with more than half."""
    positive = [each for each in contributions if each > 0]
    return len(positive) >= CONTRIBUTORS and max(positive) * 2 <= sum(positive)


def rounded(value: Fraction, step: Fraction) -> float:
    """Return the nearest multiple of the step, halves up."""
    return float(math.floor(value / step + Fraction(1, 2)) * step)


def hours(value: Fraction) -> float:
    """Return hours to half hours."""
    return rounded(value, Fraction(1, 2))


def two_digits(count: int) -> int:
    """Return a count to two significant digits, halves up."""
    if count < 100:
        return count
    step = int(10 ** (len(str(count)) - 2))
    return (count * 2 + step) // (2 * step) * step


def share(value: Fraction) -> float:
    """Return a share to 5 %."""
    return rounded(value, Fraction(1, 20))


def covers_enough(readable: int, *, asked: int) -> bool:
    """Tell whether enough of a person-based source could be read to speak of the team at all."""
    return readable >= COVERAGE * asked


def suppressed_by_overlap(memberships: Mapping[str, frozenset[str]], *, smallest_group: int) -> frozenset[str]:
    """Return the teams that must not be published beside earlier ones, since sums and differences would tell of too few people.

    `memberships` holds the nominal members of each team in the policy's order. Two teams whose members differ by 1 up to
    `smallest_group` - 1 people are not both published, nor is a team from which, with any number of earlier ones, the sum
    over so few people would follow. The later one stays silent; a silent team silences no other.
    """
    published = Beside(smallest_group=smallest_group)
    silent: set[str] = set()
    for team, members in memberships.items():
        if len(members) < smallest_group:
            continue
        if published.isolates(members):
            silent.add(team)
        else:
            published.add(members)
    return frozenset(silent)
