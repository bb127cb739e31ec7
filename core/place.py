"""Where a published number lies on its scale, so that weeks can be compared with each other."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Self

from core.privacy import rounded
from core.report import Measure

NOTABLE = Fraction(1, 5)
"""Of the value before: a smaller change of hours, counts or shares is not spoken of."""


class Change(StrEnum):
    """How a number differs from an earlier one."""

    MORE = "more"
    LESS = "less"
    SAME = "same"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a measure lies on its scale: a range of people as shares of the team, anything else as a point."""

    low: Fraction
    high: Fraction
    measure: Measure

    @property
    def is_range(self) -> bool:
        """Whether it is a range of people."""
        return isinstance(self.measure.value, tuple)

    @classmethod
    def of(cls, measure: Measure | None) -> Self | None:
        """Return the place of a measure; "little or none" may be anything small, so it has none."""
        if measure is None or isinstance(measure.value, str | dict) or measure.n == 0:
            return None
        low, high = measure.value if isinstance(measure.value, tuple) else (measure.value, measure.value)
        whole = Fraction(measure.n or 1)
        return cls(low=_exactly(low) / whole, high=_exactly(high) / whole, measure=measure)

    def against(self, other: "Place") -> Change:
        """Return how it differs from another: ranges by not touching, points by a fifth or more."""
        if self.is_range or other.is_range:
            return Change.MORE if self.low > other.high else Change.LESS if self.high < other.low else Change.SAME
        if not other.low or abs(self.low - other.low) < NOTABLE * other.low:
            return Change.SAME
        return Change.MORE if self.low > other.low else Change.LESS


def middle(places: Sequence[Place]) -> tuple[Place, Place]:
    """Return the two in the middle; of an odd number they are the same."""
    ordered = sorted(places, key=lambda place: (place.low, place.high))
    return ordered[(len(ordered) - 1) // 2], ordered[len(ordered) // 2]


def mean(one: Place, other: Place) -> Place:
    """Return the point between two, as it may be told: hours to half hours, shares to 5 %."""
    between = (one.low + other.low) / 2
    unit = "share" if one.measure.n is not None else one.measure.unit
    told = Measure(key=one.measure.key, value=told_value(between, one.measure), unit=unit)
    return Place(low=between, high=between, measure=told)


def told_value(value: Fraction, measure: Measure) -> float:
    """Return a value as it may be told."""
    if measure.n is not None or measure.unit == "share":
        return rounded(value, Fraction(1, 20))
    return rounded(value, Fraction(1, 2) if measure.unit == "hours" else Fraction(1))


def _exactly(value: float) -> Fraction:
    """Return the decimal number that is meant: as a float, 0.3 is a little less than a fifth above 0.25."""
    return Fraction(value).limit_denominator(10_000)
