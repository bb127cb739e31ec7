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
        return super().__new__(cls, Instant(start), Instant(end))

    @property
    def seconds(self) -> int:
        """Its length."""
        return self.end - self.start


type Intervals = tuple[Interval, ...]


def union(intervals: Iterable[Interval]) -> Intervals:
    """Return the same instants, sorted, without overlaps, touching neighbours or empty parts."""
    merged: list[Interval] = []
    for each in sorted(intervals):
        if each.end == each.start:
            continue
        if merged and each.start <= merged[-1].end:
            if each.end > merged[-1].end:
                merged[-1] = Interval(merged[-1].start, each.end)
        else:
            merged.append(each)
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
    j = 0
    for each in left:
        start = each.start
        while j < len(right) and right[j].end <= start:
            j += 1
        k = j
        while k < len(right) and right[k].start < each.end:
            if right[k].start > start:
                found.append(Interval(start, right[k].start))
            start = max(start, right[k].end)
            k += 1
        if start < each.end:
            found.append(Interval(start, each.end))
    return tuple(found)


def clipped(intervals: Iterable[Interval], window: Interval) -> Intervals:
    """Return the parts that lie inside the window, in the order given, without empty ones."""
    return tuple(
        Interval(max(each.start, window.start), min(each.end, window.end))
        for each in intervals
        if each.start < window.end and each.end > window.start and each.start < each.end
    )


def covered_twice(intervals: Iterable[Interval]) -> Intervals:
    """Return the instants that two or more of the intervals cover."""
    latest: Instant | None = None
    found: list[Interval] = []
    for each in sorted(intervals):
        if latest is not None and each.start < latest:
            found.append(Interval(each.start, min(each.end, latest)))
        latest = each.end if latest is None else max(latest, each.end)
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


def seconds(intervals: Iterable[Interval]) -> int:
    """Return the sum of the lengths."""
    return sum(each.end - each.start for each in intervals)
