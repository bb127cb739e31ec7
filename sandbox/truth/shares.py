"""Levels by people, typical values: the arithmetic that several sections share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

FLOOR = 5


def edge(people: int) -> float:
    """Return the share of people from which a level changes."""
    if people < 8:
        return 1 / 2
    return 1 / 3 if people < 16 else 1 / 4


def level_by_people(*, people: int, over_warn: int, over_alert: int) -> str:
    """Return good, warn or alert, by how many of *people* are over the limits."""
    if over_alert >= edge(people) * people - 1e-9:
        return "alert"
    return "warn" if over_warn >= edge(people) * people - 1e-9 else "good"


def typical(values: Sequence[float]) -> float:
    """Return the mean of the middle half."""
    ordered = sorted(values)
    drop = len(ordered) // 4
    middle = ordered[drop : len(ordered) - drop]
    return sum(middle) / len(middle)


def withheld(status: str) -> dict[str, object]:
    """Return a section without any number."""
    return {"status": status, "level": None, "exact": {}}


def carried(each: Iterable[int]) -> bool:
    """Tell whether three people or more carry a sum, nobody more than half of it."""
    positive = [number for number in each if number]
    return len(positive) >= 3 and 2 * max(positive) <= sum(positive)


def readable_enough(*, readable: int, counted: int) -> str:
    """Return "measured", or why there is no number: coverage first, then the floor.

    Coverage is taken over the counted people: whoever is away or left out says nothing about it.
    """
    if counted and readable < 0.7 * counted:
        return "not_measured"
    return "measured" if readable >= FLOOR else "suppressed"
