"""How meetings lie: lunch, gaps, three at once, invitations and series that nobody answers."""

from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditors.meeting_hygiene import AUDITOR, MeetingHygiene
from core.facts import Asked, Meeting, Occurrence, Person, Series
from core.intervals import Interval, covered_times, covered_twice, seconds, union
from core.report import Section
from tests.auditors.factories import at, expected, facts, hours, key, meeting, person, team_of
from tests.auditors.telling import exact, value


def audited(people: Iterable[Person], **changes: Any) -> Section:  # noqa: ANN401
    return AUDITOR.section(facts(people, **changes), MeetingHygiene())


def alike(*held: Meeting, number: int = 5, **changes: Any) -> list[Person]:  # noqa: ANN401
    return [person(each, *held, **changes) for each in range(number)]


# --- lunch


@pytest.mark.parametrize(
    ("start", "end", "hours_over_lunch"),
    [
        pytest.param("11:00", "12:00", 0, id="until noon"),
        pytest.param("13:00", "14:00", 0, id="from one on"),
        pytest.param("11:30", "12:15", 0.25, id="into lunch"),
        pytest.param("11:00", "14:00", 1, id="over all of it"),
    ],
)
def test_lunch_is_from_twelve_to_one(start: str, end: str, hours_over_lunch: float) -> None:
    told = audited(alike(meeting(hours(1, start, end)), meeting(hours(1, start, end))))
    assert exact(told, "lunch_hours") == 5 * hours_over_lunch


def test_lunch_is_by_the_persons_own_clock() -> None:
    there = expected(zone=ZoneInfo("Asia/Kolkata"))
    told = audited(alike(meeting(hours(1, "07:30", "08:30")), expected=there))
    assert exact(told, "lunch_hours") == 5


@pytest.mark.parametrize(("days", "level"), [(1, "good"), (2, "warn"), (3, "warn"), (4, "alert")])
def test_the_level_follows_from_how_many_lunches_are_taken(days: int, level: str) -> None:
    assert audited(alike(*(meeting(hours(day, "12:00", "12:30")) for day in range(days)))).level == level


# --- gaps and overlaps


@pytest.mark.parametrize(
    ("second", "share"),
    [
        pytest.param(("09:59", "11:00"), 0, id="an overlap"),
        pytest.param(("10:00", "11:00"), 0.5, id="at once"),
        pytest.param(("10:05", "11:00"), 0.5, id="five minutes later"),
        pytest.param(("10:06", "11:00"), 0, id="six minutes later"),
    ],
)
def test_a_meeting_within_five_minutes_of_anothers_end_leaves_no_gap(second: tuple[str, str], share: float) -> None:
    told = audited(alike(meeting(hours(1, "09:00", "10:00")), meeting(hours(1, *second))))
    assert exact(told, "no_gap_share") == share


def test_meetings_of_other_weeks_play_no_part() -> None:
    told = audited(alike(meeting(hours(-7, "09:00", "10:00")), meeting(hours(8, "12:00", "13:00"))))
    assert told.measure("no_gap_share") is None
    assert exact(told, "lunch_hours") == 0


def test_three_at_once_are_overbooked() -> None:
    spans = [("09:00", "11:00"), ("09:30", "12:00"), ("10:00", "10:30"), ("10:15", "12:00")]
    told = audited(alike(*(meeting(hours(1, *each)) for each in spans)))
    assert exact(told, "overbooked_hours") == 5


spans = st.builds(lambda start, length: Interval(start, start + length), st.integers(0, 60), st.integers(0, 20))


@given(st.lists(spans, max_size=12), st.integers(1, 4))
def test_time_covered_so_many_times_is_counted_minute_by_minute(intervals: list[Interval], times: int) -> None:
    naive = sum(sum(each.start <= moment < each.end for each in intervals) >= times for moment in range(100))
    found = covered_times(intervals, times)
    assert seconds(found) == naive
    assert union(found) == found
    assert times != 2 or covered_twice(intervals) == found


# --- invitations and series


def test_invitations_of_the_week_without_an_answer_are_a_share() -> None:
    asked = (Asked(start=at(1, "09:00"), answered=True), Asked(start=at(1, "09:00"), answered=False))
    old = Asked(start=at(-3, "09:00"), answered=False)
    told = audited(alike(asked=(old, *asked)))
    assert (exact(told, "unanswered_share"), value(told, "unanswered_share")) == (0.5, 0.5)


def test_a_share_that_few_people_carry_is_withheld() -> None:
    silent, eager = (
        person(each, asked=tuple(Asked(start=at(1, "09:00"), answered=each > 0) for _ in range(4))) for each in (0, 1)
    )
    others = [person(each, asked=(Asked(start=at(1, "09:00"), answered=True),) * 4) for each in range(2, 6)]
    told = audited([silent, eager, *others])
    assert value(told, "unanswered_share") == "little or none"
    assert exact(told, "unanswered_share") == pytest.approx(4 / 24)


def series(*unanswered: int, size: int = 5, first: int = -20, **changes: Any) -> Series:  # noqa: ANN401
    held = tuple(
        Occurrence(
            when=hours(first + 7 * number, "10:00", "11:00"), size=size, accepted=0, unanswered=each, members=size
        )
        for number, each in enumerate(unanswered)
    )
    return Series(**{"organiser": key(0), "broadcast": False, "occurrences": held, **changes})


@pytest.mark.parametrize(
    ("each", "silent"),
    [
        pytest.param(series(2, 2, 2), 1, id="half of four, three times"),
        pytest.param(series(1, 2, 2), 0, id="twice only"),
        pytest.param(series(2, 2, 1, 2), 1, id="three of four times"),
        pytest.param(series(2, 2, 2, broadcast=True), 0, id="a broadcast"),
        pytest.param(series(2, 2, 2, organiser=key(77)), 0, id="somebody else's"),
        pytest.param(series(2, 2, 2, first=-28), 0, id="once before the last four weeks"),
        pytest.param(series(2, 2, 2, first=1), 0, id="in weeks to come"),
    ],
)
def test_a_series_is_silent_where_half_of_the_people_do_not_answer(each: Series, silent: int) -> None:
    assert exact(audited(team_of(5), series=(each,)), "silent_series") == silent
