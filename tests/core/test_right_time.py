"""A card comes inside working time or waits for it."""

from hypothesis import given
from hypothesis import strategies as st

from core.intervals import Interval, union
from core.right_time import next_moment

HOURS = (Interval(100, 200), Interval(300, 400))


def test_inside_working_time_it_comes_at_once() -> None:
    assert next_moment(100, HOURS) == 100
    assert next_moment(199, HOURS) == 199


def test_outside_it_waits_for_the_next_beginning() -> None:
    assert next_moment(0, HOURS) == 100
    assert next_moment(200, HOURS) == 300
    assert next_moment(250, HOURS) == 300


def test_without_any_working_time_ahead_nobody_knows() -> None:
    assert next_moment(400, HOURS) is None
    assert next_moment(0, ()) is None


@given(
    st.lists(st.tuples(st.integers(0, 300), st.integers(1, 30)).map(lambda each: Interval(each[0], sum(each)))),
    st.integers(-10, 350),
)
def test_the_moment_is_the_first_expected_second_from_now_on(stretches: list[Interval], now: int) -> None:
    expected = union(stretches)
    seconds = (second for second in range(now, 400) if any(each.start <= second < each.end for each in expected))
    assert next_moment(now, expected) == next(seconds, None)
