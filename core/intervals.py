"""Half-open intervals of time on the axis of UTC seconds, and the few operations that everything else is made of."""

from collections.abc import Iterable
from heapq import heappop, heappush, nlargest
from typing import NamedTuple, NewType, Self

Instant = NewType("Instant", int)
"""Whole seconds since 1970-01-01T00:00:00Z. Datetimes live at the edges only."""


class _Bounds(NamedTuple):
    start: Instant
    end: Instant


class Interval(_Bounds):
    """From `start` up to, not including, `end`. A reversed one is refused."""

    __slots__ = ()

    def __new__(cls, start: int, end: int) -> Self:
        """Return the interval.

        Raises:
            ValueError: `end` lies before `start`.
        """
        if end < start:
            raise ValueError("an interval can't end before it starts")
        return tuple.__new__(cls, (start, end))  # what a named tuple's own __new__ does, without its detour

    @property
    def seconds(self) -> int:
        """Its length."""
        return self.end - self.start


type Intervals = tuple[Interval, ...]


def union(intervals: Iterable[Interval]) -> Intervals:
    """Return the same instants, sorted, without overlaps, touching neighbours or empty parts."""
    merged: list[Interval] = []
    latest: int | None = None
    for each in sorted(intervals):
        start, end = each
        if end == start:
            continue
        if latest is not None and start <= latest:
            if end > latest:
                merged[-1] = Interval(merged[-1][0], end)
                latest = end
        else:
            merged.append(each)
            latest = end
    return tuple(merged)


def common(left: Intervals, right: Intervals) -> Intervals:
    """Return the instants that are in both. Each side must be what `union` returns."""
    found: list[Interval] = []
    i = j = 0
    while i < len(left) and j < len(right):
        start, end = max(left[i].start, right[j].start), min(left[i].end, right[j].end)
        if start < end:
            found.append(Interval(start, end))
        if left[i].end <= right[j].end:
            i += 1
        else:
            j += 1
    return tuple(found)


def minus(left: Intervals, right: Intervals) -> Intervals:
    """Return the instants of `left` that are not in `right`. Each side must be what `union` returns."""
    found: list[Interval] = []
    first, count = 0, len(right)
    for each in left:
        start, end = each
        while first < count and right[first][1] <= start:
            first += 1
        at = first
        while at < count and right[at][0] < end:
            begin, until = right[at]
            if begin > start:
                found.append(Interval(start, begin))
            start = max(start, until)
            at += 1
        if start < end:
            found.append(each if start == each[0] else Interval(start, end))
    return tuple(found)


def clipped(intervals: Iterable[Interval], window: Interval) -> Intervals:
    """Return the parts that lie inside the window, in the order given, without empty ones."""
    begin, until = window
    return tuple(
        each if begin <= each[0] and each[1] <= until else Interval(max(each[0], begin), min(each[1], until))
        for each in intervals
        if each[0] < until and each[1] > begin and each[0] < each[1]
    )


def covered_twice(intervals: Iterable[Interval]) -> Intervals:
    """Return the instants that two or more of the intervals cover."""
    latest: int | None = None
    found: list[Interval] = []
    for start, end in sorted(intervals):
        if latest is None:
            latest = end
        elif start < latest:
            found.append(Interval(start, min(end, latest)))
            latest = max(latest, end)
        elif end > latest:
            latest = end
    return union(found)


def covered_times(intervals: Iterable[Interval], times: int) -> Intervals:
    """Return the instants that so many of the intervals cover, or more."""
    ending: list[Instant] = []  # a heap of the ends of those that are open
    found: list[Interval] = []
    for each in sorted(intervals):
        while ending and ending[0] <= each.start:
            heappop(ending)
        if each.start < each.end:
            heappush(ending, each.end)
            if len(ending) >= times:
                found.append(Interval(each.start, nlargest(times, ending)[-1]))
    return union(found)


def covered(intervals: Iterable[Interval]) -> int:
    """Return the length of what they cover, nothing counted twice: `seconds(union(...))` without making the union."""
    total = 0
    latest: int | None = None
    for start, end in sorted(intervals):
        if latest is None or start >= latest:
            total += end - start
            latest = end
        elif end > latest:
            total += end - latest
            latest = end
    return total


def seconds(intervals: Iterable[Interval]) -> int:
    """Return the sum of the lengths."""
    return sum(end - start for start, end in intervals)
