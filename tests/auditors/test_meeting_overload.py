"""Planned meeting time of a week: what counts once, what makes a chain, and when it is too much."""

from collections.abc import Callable, Iterable
from copy import replace
from datetime import timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditors.meeting_overload import AUDITOR, MeetingOverload
from core.facts import Meeting, Person
from core.intervals import Interval
from core.report import ExactValues, Section, Values
from core.worktime import DayOff, Span
from tests.auditors.factories import (
    BRUSSELS,
    FULL_TIME,
    ON_LEAVE,
    WEEK,
    at,
    expected,
    facts,
    hours,
    meeting,
    person,
    team_of,
    weeks,
)

MINUTE, HOUR = 60, 3600


def audited(people: Iterable[Person], **settings: Any) -> Section:  # noqa: ANN401
    return AUDITOR.section(facts(people), MeetingOverload(**settings))


def alike(*held: Meeting, number: int = 5, **changes: Any) -> list[Person]:  # noqa: ANN401
    """A team in which everybody has the same meetings."""
    return [person(each, *held, **changes) for each in range(number)]


def exact(told: Section, key: str) -> ExactValues:
    measure = told.measure(key)
    assert measure is not None, key
    return measure.exact


def value(told: Section, key: str) -> Values:
    measure = told.measure(key)
    assert measure is not None, key
    return measure.value


def load(seconds: int) -> tuple[Meeting, ...]:
    """Meetings of so many seconds altogether, from Monday 08:00 on, nine hours a day."""
    found = []
    for day in range(5):
        today = min(seconds, 9 * HOUR)
        if today:
            found.append(meeting(Interval(at(day, "08:00"), at(day, "08:00") + today)))
        seconds -= today
    return tuple(found)


# --- hours


def test_meetings_that_overlap_count_once() -> None:
    told = audited(alike(meeting(hours(0, "09:00", "11:00")), meeting(hours(0, "10:00", "12:00"))))
    assert exact(told, "meeting_hours_typical") == 3
    assert exact(told, "conflict_hours") == 5 * 1


def test_three_at_once_are_one_conflict() -> None:
    told = audited(alike(*(meeting(hours(0, "09:00", "10:00")) for _ in range(3))))
    assert exact(told, "conflict_hours") == 5 * 1


def test_only_what_lies_in_the_week_counts() -> None:
    before = meeting(Interval(at(0, "00:00") - HOUR, at(0, "00:00") + HOUR))
    after = meeting(Interval(at(7, "00:00") - HOUR // 2, at(7, "00:00") + HOUR))
    outside = meeting(hours(7, "10:00", "12:00"))
    assert exact(audited(alike(before, after, outside)), "meeting_hours_typical") == 1.5


def test_people_without_meetings_count_with_nothing() -> None:
    people = [*(person(each, *load(10 * HOUR)) for each in range(2)), *(person(each) for each in range(2, 5))]
    assert exact(audited(people), "meeting_hours_typical") == pytest.approx(10 / 3)


def test_the_typical_time_is_that_of_a_full_time_week() -> None:
    half = expected({day: (Span(8 * 60, 12 * 60 + 30),) for day in range(5)})
    assert exact(audited(alike(*load(5 * HOUR), expected=half)), "meeting_hours_typical") == 10


def test_nine_in_ten_is_left_out_under_fifty_people() -> None:
    assert audited(team_of(49)).measure("meeting_hours_p90") is None
    people = [person(each, *load(each * HOUR // 4)) for each in range(50)]
    told = audited(people)
    assert (value(told, "meeting_hours_p90"), exact(told, "meeting_hours_p90")) == (11.0, 11.0)


def test_who_is_away_or_can_not_be_read_plays_no_part() -> None:
    away = person(20, *load(40 * HOUR), expected=ON_LEAVE)
    unread = person(21, *load(40 * HOUR), calendar_read=False)
    told = audited([*team_of(5), away, unread])
    assert (exact(told, "people_over_warn"), exact(told, "meeting_hours_typical")) == (0, 0)


# --- parts

WHEN = hours(0, "09:00", "10:00")


@pytest.mark.parametrize(
    ("key", "make", "counts"),
    [
        pytest.param("large_hours", lambda: meeting(WHEN, size=8), False, id="8 invitees are not large"),
        pytest.param("large_hours", lambda: meeting(WHEN, size=9), True, id="9 invitees are large"),
        pytest.param("long_hours", lambda: meeting(WHEN), False, id="60 minutes are not long"),
        pytest.param("long_hours", lambda: meeting(Interval(WHEN.start, WHEN.end + 60)), True, id="61 minutes are"),
        pytest.param("recurring_hours", lambda: meeting(WHEN), False, id="a single one"),
        pytest.param("recurring_hours", lambda: meeting(WHEN, series=True), True, id="one of a series"),
        pytest.param("external_hours", lambda: meeting(WHEN), False, id="colleagues alone"),
        pytest.param("external_hours", lambda: meeting(WHEN, external=True), True, id="somebody from outside"),
        pytest.param("off_hours_meeting_hours", lambda: meeting(WHEN), False, id="in working time"),
        pytest.param(
            "off_hours_meeting_hours", lambda: meeting(hours(0, "18:00", "19:00")), True, id="after working time"
        ),
        pytest.param("off_hours_meeting_hours", lambda: meeting(hours(5, "10:00", "11:00")), True, id="on Saturday"),
    ],
)
def test_a_part_holds_the_meetings_of_its_kind(key: str, make: Callable[[], Meeting], counts: bool) -> None:
    told = audited(alike(make()))
    assert (value(told, key) != "little or none") is counts
    assert bool(exact(told, key)) is counts


def test_a_long_meeting_is_long_by_its_whole_length_and_counts_by_its_part_in_the_week() -> None:
    long = meeting(Interval(at(0, "00:00") - HOUR, at(0, "00:00") + HOUR // 2))
    assert exact(audited(alike(long)), "long_hours") == 5 * 0.5


def test_overlaps_inside_a_part_count_once_for_each_person() -> None:
    told = audited(alike(meeting(WHEN, series=True), meeting(WHEN, series=True)))
    assert exact(told, "recurring_hours") == 5


def test_off_hours_have_no_grace() -> None:
    assert exact(audited(alike(meeting(hours(0, "16:30", "17:10")))), "off_hours_meeting_hours") == pytest.approx(5 / 6)


def test_a_sum_is_told_only_where_three_people_carry_it() -> None:
    late = meeting(hours(0, "18:00", "19:00"))
    two = [person(0, late), person(1, late), *(person(each) for each in range(2, 6))]
    three = [person(2, late), *(each for each in two if each.key != person(2).key)]
    assert value(audited(two), "off_hours_meeting_hours") == "little or none"
    assert value(audited(three), "off_hours_meeting_hours") == 3.0


# --- chains


@pytest.mark.parametrize(
    ("spans", "chain"),
    [
        pytest.param([("09:00", "10:00"), ("10:00", "11:00")], True, id="two hours without a gap"),
        pytest.param([("09:00", "10:00"), ("10:09", "11:00")], True, id="a gap of 9 minutes"),
        pytest.param([("09:00", "10:00"), ("10:10", "11:10")], False, id="a gap of 10 minutes"),
        pytest.param([("09:00", "10:00"), ("10:00", "10:59")], False, id="a minute under two hours"),
        pytest.param([("09:00", "12:00")], False, id="one long meeting is no chain"),
        pytest.param([("09:00", "11:00"), ("09:30", "10:00")], True, id="overlaps chain"),
        pytest.param(
            [("09:00", "10:30"), ("09:10", "09:20"), ("10:35", "11:00")], True, id="after the latest end so far"
        ),
        pytest.param(
            [("08:00", "09:00"), ("09:30", "10:30"), ("10:30", "11:30")], True, id="a chain that begins later"
        ),
        pytest.param(
            [("08:00", "09:00"), ("09:05", "09:30"), ("09:45", "10:00"), ("10:00", "11:30")],
            False,
            id="two chains that are each too short",
        ),
    ],
)
def test_a_chain_is_two_hours_of_meetings_with_less_than_ten_minutes_between(
    spans: list[tuple[str, str]], chain: bool
) -> None:
    held = [meeting(hours(1, start, end)) for start, end in spans]
    assert exact(audited(alike(*held)), "back_to_back_people") == (5 if chain else 0)


def test_meetings_of_two_days_are_no_chain() -> None:
    told = audited(alike(meeting(hours(0, "15:00", "16:00")), meeting(hours(1, "08:00", "09:00"))))
    assert exact(told, "back_to_back_people") == 0


# --- limits


@pytest.mark.parametrize(
    ("seconds", "over"),
    [
        pytest.param(15 * HOUR - 1, 0, id="a second under"),
        pytest.param(15 * HOUR, 0, id="exactly at the limit"),
        pytest.param(15 * HOUR + 1, 5, id="a second over"),
    ],
)
def test_a_limit_is_strict(seconds: int, over: int) -> None:
    assert exact(audited(alike(*load(seconds))), "people_over_warn") == over


@pytest.mark.parametrize(
    ("days", "gone", "limit"),
    [
        pytest.param(5, 0, Fraction(15), id="full time"),
        pytest.param(4, 0, Fraction(12), id="four fifths"),
        pytest.param(5, 1, Fraction(12), id="a day of leave"),
        pytest.param(4, 1, Fraction(9), id="four fifths with a day of leave"),
        pytest.param(3, 1, Fraction(6), id="three fifths with a day of leave"),
        pytest.param(7, 0, Fraction(18), id="more than full time, at most 1.2"),
    ],
)
def test_a_limit_is_scaled_by_part_time_and_presence(days: int, gone: int, limit: Fraction) -> None:
    leave = [DayOff(dates=(WEEK.monday, WEEK.monday + timedelta(days=gone)))] if gone else []
    time = expected({day: (Span(8 * 60, 17 * 60),) for day in range(days)}, leave=leave)
    at_limit, above = (audited(alike(*load(int(limit * HOUR) + more), expected=time)) for more in (0, 1))
    assert exact(at_limit, "people_over_warn") == 0
    assert exact(above, "people_over_warn") == 5


def test_a_limit_that_no_binary_number_holds_is_exact() -> None:
    third = expected({0: (Span(8 * 60, 23 * 60),)})  # 15 of 45 hours
    seconds = round(Fraction("15.2") / 3 * HOUR)
    assert exact(audited(alike(*load(seconds), expected=third), warn_hours=15.2), "people_over_warn") == 0
    assert exact(audited(alike(*load(seconds + 1), expected=third), warn_hours=15.2), "people_over_warn") == 5


@pytest.mark.parametrize(
    ("people", "over_warn", "over_alert", "level"),
    [
        pytest.param(5, 2, 0, "good", id="2 of 5"),
        pytest.param(5, 3, 0, "warn", id="3 of 5"),
        pytest.param(5, 3, 3, "alert", id="3 of 5 far over"),
        pytest.param(7, 3, 0, "good", id="3 of 7"),
        pytest.param(8, 3, 0, "warn", id="3 of 8: the edge is a third"),
        pytest.param(12, 4, 3, "warn", id="4 of 12, of whom 3 far over"),
        pytest.param(16, 3, 3, "good", id="3 of 16"),
        pytest.param(16, 4, 4, "alert", id="4 of 16: the edge is a quarter"),
    ],
)
def test_the_level_follows_from_how_many_are_over(people: int, over_warn: int, over_alert: int, level: str) -> None:
    team = [
        person(each, *load(21 * HOUR if each < over_alert else 16 * HOUR if each < over_warn else HOUR))
        for each in range(people)
    ]
    told = audited(team)
    assert (exact(told, "people_over_warn"), exact(told, "people_over_alert")) == (over_warn, over_alert)
    assert told.level == level


def test_the_limits_in_force_stand_in_the_section() -> None:
    told = audited(team_of(5), warn_hours=12, alert_hours=18.5)
    assert told.settings == {"warn_hours": 12, "alert_hours": 18.5}


# --- notes


@pytest.mark.parametrize(
    ("unread", "read"), [(0, "all"), (1, "nearly_all"), (2, "most")], ids=["all", "nearly all", "most"]
)
def test_coverage_is_told_in_words(unread: int, read: str) -> None:
    people = [person(each, calendar_read=each >= unread) for each in range(10)]
    (note,) = audited(people).notes
    assert (note.key, note.values) == ("coverage", {"source": "calendar", "read": read})


def test_that_default_hours_serve_is_told() -> None:
    default = replace(FULL_TIME, source=type(FULL_TIME.source)("default"))
    assert [note.key for note in audited(alike(expected=default)).notes] == ["coverage", "default_hours_used"]


# --- properties


@given(of=weeks(), cut=st.integers(1, 30))
def test_splitting_meetings_in_two_adjacent_ones_keeps_the_hours(of: Any, cut: int) -> None:  # noqa: ANN401
    def halves(each: Meeting) -> tuple[Meeting, ...]:
        middle = each.when.start + min(cut * MINUTE, each.when.seconds - 1)
        first, second = Interval(each.when.start, middle), Interval(middle, each.when.end)
        return replace(each, when=first), replace(each, when=second)

    people = tuple(
        replace(each, meetings=tuple(half for held in each.meetings for half in halves(held))) for each in of.people
    )
    whole, split = (AUDITOR.section(each, MeetingOverload()) for each in (of, replace(of, people=people)))
    for key in ("people_over_warn", "people_over_alert", "meeting_hours_typical", "off_hours_meeting_hours"):
        assert exact(split, key) == exact(whole, key)
    for key in ("large_hours", "recurring_hours", "external_hours", "conflict_hours"):
        assert exact(split, key) == exact(whole, key)


@given(of=weeks())
def test_no_part_is_longer_than_the_whole(of: Any) -> None:  # noqa: ANN401
    told = AUDITOR.section(of, MeetingOverload())
    window = WEEK.window(BRUSSELS)
    seconds = {
        second // 900 + 10**6 * number
        for number, each in enumerate(of.people)
        for held in each.meetings
        for second in range(max(held.when.start, window.start), min(held.when.end, window.end), 900)
    }
    for key in ("off_hours_meeting_hours", "conflict_hours", "large_hours", "long_hours", "recurring_hours"):
        part = exact(told, key)
        assert isinstance(part, float)
        assert 0 <= part <= len(seconds) / 4
