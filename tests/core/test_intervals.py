"""Intervals against the plainest thing that can be right: sets of seconds."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.intervals import Interval, Intervals, clipped, common, covered_twice, minus, seconds, union

type Seconds = set[int]

intervals = st.tuples(st.integers(0, 30), st.integers(0, 30)).map(lambda ends: Interval(min(ends), max(ends)))
many = st.lists(intervals, max_size=8)
unions = many.map(union)


def naive(each: list[Interval] | Intervals) -> Seconds:
    return {second for one in each for second in range(one.start, one.end)}


def is_tidy(each: Intervals) -> bool:
    """Sorted, none of them empty, none touching the next."""
    return all(one.start < one.end for one in each) and all(
        before.end < after.start for before, after in pairwise(each)
    )


def test_an_interval_can_not_end_before_it_starts() -> None:
    with pytest.raises(ValueError, match="can't end before it starts"):
        Interval(2, 1)


def test_an_interval_has_a_start_but_not_its_end() -> None:
    assert Interval(1, 3).seconds == 2
    assert Interval(1, 1).seconds == 0


@given(many)
def test_a_union_holds_the_same_instants_and_is_tidy(each: list[Interval]) -> None:
    assert naive(union(each)) == naive(each)
    assert is_tidy(union(each))


@given(many, st.randoms())
def test_a_union_does_not_depend_on_the_order(each: list[Interval], random: object) -> None:
    shuffled = list(each)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert union(shuffled) == union(each)


@given(unions)
def test_a_union_of_a_union_is_itself(each: Intervals) -> None:
    assert union(each) == each


@given(unions, unions)
def test_common_is_what_both_hold(left: Intervals, right: Intervals) -> None:
    assert naive(common(left, right)) == naive(left) & naive(right)
    assert is_tidy(common(left, right))


@given(unions, unions)
def test_minus_is_what_only_the_left_holds(left: Intervals, right: Intervals) -> None:
    assert naive(minus(left, right)) == naive(left) - naive(right)
    assert is_tidy(minus(left, right))


@given(unions, unions)
def test_what_is_taken_away_and_what_is_shared_make_the_whole(left: Intervals, right: Intervals) -> None:
    assert seconds(minus(left, right)) + seconds(common(left, right)) == seconds(left)


@given(many, intervals)
def test_clipping_leaves_what_lies_in_the_window(each: list[Interval], window: Interval) -> None:
    assert naive(clipped(each, window)) == naive(each) & naive([window])
    assert all(one.seconds > 0 for one in clipped(each, window))


@given(many)
def test_covered_twice_is_where_two_or_more_overlap(each: list[Interval]) -> None:
    counts = [second for one in each for second in range(one.start, one.end)]
    assert naive(covered_twice(each)) == {second for second in counts if counts.count(second) > 1}


def test_three_at_once_are_covered_twice_once() -> None:
    assert covered_twice([Interval(0, 10), Interval(2, 8), Interval(4, 6)]) == (Interval(2, 8),)


@given(many)
def test_overlaps_and_the_union_add_up_where_at_most_two_meet(each: list[Interval]) -> None:
    total = sum(one.seconds for one in each)
    assert seconds(union(each)) + seconds(covered_twice(each)) <= total


@given(intervals, st.integers(0, 30))
def test_splitting_an_interval_in_two_adjacent_ones_changes_nothing(each: Interval, cut: int) -> None:
    cut = min(max(cut, each.start), each.end)
    assert union([Interval(each.start, cut), Interval(cut, each.end)]) == union([each])
