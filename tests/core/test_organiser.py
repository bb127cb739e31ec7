"""What an organiser alone is told, and which own meeting might end sooner."""

from typing import Any

import pytest

from core.facts import Facts, Meeting
from core.intervals import Interval
from core.organiser import Organiser, OwnMeeting, own_meetings, shorter, worth_shortening
from tests.auditors.factories import address, at, facts, hours, meeting, person

ME = frozenset({address(0)})
MONDAY = 7
"""Of the coming week."""


def coming(*held: Meeting) -> Facts:
    return facts([person(0, *held)], coming=Interval(at(7, "00:00"), at(14, "00:00")))


def mine(day: int, start: str, end: str, **changes: Any) -> Meeting:  # noqa: ANN401
    return meeting(hours(day, start, end), 0, 1, 2, **changes)


def found(*held: Meeting, now: int | None = None) -> OwnMeeting | None:
    return worth_shortening(coming(*held), ME, now=at(MONDAY, "08:00") if now is None else now)


def test_a_meeting_over_an_hour_might_end_sooner_and_one_of_an_hour_with_a_break_need_not() -> None:
    long = mine(MONDAY, "10:00", "11:30")
    assert found(long) == OwnMeeting(when=long.when, size=3)
    assert found(mine(MONDAY, "10:00", "11:00")) is None


@pytest.mark.parametrize(
    ("begins", "told"),
    [
        pytest.param("10:30", True, id="right after it"),
        pytest.param("10:39", True, id="nine minutes later"),
        pytest.param("10:40", False, id="ten minutes are a break"),
        pytest.param("10:15", False, id="one at the same time is no next one"),
    ],
)
def test_what_leaves_no_break_before_the_next_one_might_end_sooner(begins: str, told: bool) -> None:
    half = mine(MONDAY, "10:00", "10:30")
    others = meeting(hours(MONDAY, begins, "11:30"), 1, 0)
    assert (found(half, others) is not None) is told


def test_meetings_of_others_of_this_week_that_began_and_short_ones_are_left_alone() -> None:
    assert found(meeting(hours(MONDAY, "10:00", "12:00"), 1, 0, 2)) is None
    assert found(mine(1, "10:00", "12:00")) is None
    assert found(mine(MONDAY, "10:00", "12:00"), now=at(MONDAY, "10:01")) is None
    assert found(mine(MONDAY, "10:00", "10:25"), mine(MONDAY, "10:25", "10:50")) is None


def test_the_one_that_takes_most_of_peoples_time_is_told() -> None:
    small = mine(MONDAY, "09:00", "10:30")
    large = meeting(hours(8, "09:00", "10:15"), 0, *range(1, 9))
    best = found(small, large)
    assert best is not None
    assert best.when == large.when


@pytest.mark.parametrize(("minutes", "told"), [(30, 25), (45, 40), (60, 50), (90, 80)])
def test_a_shorter_meeting_leaves_a_break(minutes: int, told: int) -> None:
    assert shorter(minutes) == told


def test_meetings_are_told_by_time_length_and_size_and_repr_tells_nothing() -> None:
    late, early = mine(9, "10:00", "11:00"), mine(8, "10:00", "10:30")
    told = own_meetings([late, early])
    assert [(each.when.start, each.minutes, each.size) for each in told] == [
        (at(8, "10:00"), 30, 3),
        (at(9, "10:00"), 60, 3),
    ]
    assert repr(told[0]) == "OwnMeeting()"
    assert repr(Organiser(broken=told)) == "Organiser()"
    assert Organiser().empty
    assert not Organiser(at_risk=told).empty
