"""Section 4: how a number may be shown. Bands, contributors, rounding."""

# ruff: noqa: ANN401 - JSON, and settings passed on
from __future__ import annotations

from fractions import Fraction
from math import ceil, floor
from typing import Any

from .oracle_meetings import People, Plain, Sum, Value
from .oracle_messages import Messages, Share, Split

LITTLE = "little or none"


def parts_for(n: int) -> int:
    return 2 if n < 8 else 3 if n <= 15 else 4


def level_by_people(n: int, *, over_warn: int, over_alert: int) -> str:
    edge = Fraction(1, parts_for(n))
    if Fraction(over_alert, n) >= edge:
        return "alert"
    return "warn" if Fraction(over_warn, n) >= edge else "good"


def band(count: int, n: int, nominal: int) -> list[int]:
    """Return the range of the nominal size in which the share of the counted people lies."""
    parts = parts_for(n)
    index = min(count * parts // n, parts - 1)
    low = ceil(Fraction(index, parts) * nominal)
    high = nominal if index == parts - 1 else ceil(Fraction(index + 1, parts) * nominal) - 1
    return [low, high]


def halves_up(value: Fraction, step: Fraction) -> Fraction:
    return floor(value / step + Fraction(1, 2)) * step


def enough(parts: dict[str, Fraction]) -> bool:
    """Tell whether three or more contribute, none of them more than half."""
    given = [v for v in parts.values() if v]
    return len(given) >= 3 and 2 * max(given) <= sum(given)


def two_digits(count: int) -> int:
    """Round to two significant digits, halves up."""
    unit: int = 10 ** max(len(str(count)) - 2, 0)
    return (2 * count + unit) // (2 * unit) * unit


def passes(messages: Messages) -> bool:
    """Tell whether both who received and who wrote are enough."""
    sides = [messages.writers] if messages.receivers is None else [messages.writers, messages.receivers]
    return all(enough({who: Fraction(n) for who, n in side.items()}) for side in sides)


def shown(value: Value, *, n: int, nominal: int) -> Any:  # noqa: PLR0911 - one way of showing for each kind
    """Return what the report may say; None where the definitions leave open how it is said."""
    if isinstance(value, People):
        return band(value.count, n, nominal)
    if isinstance(value, Sum):
        if not enough(value.parts):
            return LITTLE
        rounded = halves_up(value.total, Fraction(1, 2))
        return float(rounded) if rounded else None
    if isinstance(value, Plain):
        return float(halves_up(value.value, value.step)) if value.sure else None
    if isinstance(value, Messages):
        return two_digits(value.total) if passes(value) else LITTLE
    if isinstance(value, Share):
        if not (passes(value.part) and passes(value.whole)):
            return LITTLE
        rounded = halves_up(value.value, Fraction(1, 20))
        return float(rounded) if rounded else None
    if isinstance(value, Split):
        return {kind: shown(cell, n=n, nominal=nominal) for kind, cell in value.cells.items()}
    return value


def exact(value: Value) -> Any:
    if isinstance(value, People):
        return value.count
    if isinstance(value, Messages):
        return value.total
    if isinstance(value, Sum):
        return float(value.total)
    if isinstance(value, Split):
        return {kind: cell.total for kind, cell in value.cells.items()}
    return float(value.value) if isinstance(value, Plain | Share) else value


def may_be_withheld(values: dict[str, Value]) -> set[str]:
    """Return the measures (and cells) that may say less than they could, because a fellow part had to be withheld."""
    off, split = values.get("landed_off_hours"), values.get("landed_by_kind")
    if not isinstance(off, Messages) or not isinstance(split, Split):
        return set()
    parts = {k: v for k, v in values.items() if k in ("pressing_off_hours", "could_wait_off_hours")}
    found: set[str] = set()
    for _ in range(2):  # what one sum withholds may weigh on the other sum with the same total
        for group in (parts, split.cells):
            if found or any(isinstance(v, Messages) and not passes(v) for v in group.values()):
                found |= {*group, "landed_off_hours", "landed_off_hours_share"}
    return found


def derivable(values: dict[str, Value], told: dict[str, Any]) -> list[str]:
    """Return the withheld parts that a reader can compute from what is told: the sum less the other parts."""
    split = values["landed_by_kind"]
    assert isinstance(split, Split)
    if told.get("landed_off_hours") == LITTLE:
        return []
    parts = {k: v for k, v in values.items() if k in ("pressing_off_hours", "could_wait_off_hours")}
    found = []
    for group, said in ((parts, told), (split.cells, told.get("landed_by_kind", {}))):
        hidden = [k for k in group if said.get(k) == LITTLE]
        alone = [group[k] for k in hidden] if len(hidden) == 1 else []
        found += [k for k, part in zip(hidden, alone, strict=False) if isinstance(part, Messages) and part.total]
    return found
