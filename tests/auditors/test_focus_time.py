"""Unbroken time of one's own: what breaks it, what doesn't, and when it is too little."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from auditors.focus_time import AUDITOR, FocusTime
from core.facts import Availability, Meeting, Person, Signal
from core.intervals import Interval
from core.report import Section
from core.worktime import DayOff, Span
from tests.auditors.factories import (
    EVERYTHING,
    WEEK,
    expected,
    facts,
    hours,
    meeting,
    message,
    person,
    team_of,
    weeks,
)
from tests.auditors.factories import (
    at as moment,
)
from tests.auditors.telling import exact, value

WHOLE = [meeting(hours(day, "08:00", "17:00")) for day in range(5)]


def audited(people: Iterable[Person], *, settings: dict[str, Any] | None = None, **changes: Any) -> Section:  # noqa: ANN401
    return AUDITOR.section(facts(people, **changes), FocusTime(**(settings or {})))


def alike(*held: Meeting, number: int = 5, **changes: Any) -> list[Person]:  # noqa: ANN401
    return [person(each, *held, **changes) for each in range(number)]


@pytest.mark.parametrize(
    ("held", "focus"),
    [
        pytest.param([], 45, id="nothing at all: every day is a block"),
        pytest.param([("09:00", "10:00")], 36 + 7, id="an hour before the first meeting is no block"),
        pytest.param([("10:00", "11:00")], 36 + 8, id="two hours before it are one"),
        pytest.param([("09:59", "11:00")], 36 + 6, id="a minute less are none"),
        pytest.param([("09:30", "10:00"), ("11:30", "12:00"), ("13:30", "15:30")], 36, id="a day in pieces"),
        pytest.param([("07:00", "08:00"), ("17:00", "18:00")], 45, id="outside working time"),
    ],
)
def test_a_focus_block_is_a_free_stretch_of_two_hours_or_more(held: list[tuple[str, str]], focus: float) -> None:
    told = audited(alike(*(meeting(hours(1, *each)) for each in held)))
    assert exact(told, "focus_hours_typical") == pytest.approx(focus)


def test_private_entries_break_a_block_and_the_own_hold_does_not() -> None:
    when = hours(1, "12:00", "13:00")
    assert exact(audited(alike(busy=(when,))), "focus_hours_typical") == 36 + 8
    assert exact(audited(alike(holds=(when,))), "focus_hours_typical") == 45


def test_a_meeting_that_began_before_the_week_takes_only_its_part_of_it() -> None:
    day = expected({0: (Span(0, 9 * 60),)}, full_time_hours=9)
    over_midnight = meeting(Interval(moment(0, "00:00") - 3600, moment(0, "00:00") + 3600))
    assert exact(audited(alike(over_midnight, expected=day)), "focus_hours_typical") == 8


@pytest.mark.parametrize(("until", "over"), [("16:00", 0), ("16:01", 5)], ids=["at the limit", "a minute under"])
def test_a_limit_is_strict(until: str, over: int) -> None:
    held = [*WHOLE[:3], meeting(hours(3, "08:00", "16:00")), meeting(hours(4, "08:00", until))]
    told = audited(alike(*held), settings={"warn_under_hours": 2, "alert_under_hours": 2, "block_hours": 1})
    assert exact(told, "people_over_warn") == exact(told, "people_over_alert") == over


def test_a_limit_is_scaled_by_part_time_and_presence() -> None:
    leave = [DayOff(dates=(WEEK.monday, WEEK.monday + timedelta(days=2)))]
    three_days = expected(leave=leave)  # limits of 6 and 3 hours
    for start, over in (("14:00", 0), ("14:01", 5)):
        held = [meeting(hours(2, "08:00", start)), *WHOLE[3:], meeting(hours(3, "08:00", "17:00"))]
        told = audited(alike(*held, expected=three_days))
        assert exact(told, "people_over_alert") == over, start
        assert exact(told, "people_over_warn") == 5


@pytest.mark.parametrize(
    ("people", "under", "level"),
    [
        pytest.param(5, 2, "good", id="2 of 5"),
        pytest.param(5, 3, "alert", id="3 of 5 with no focus time at all"),
        pytest.param(12, 4, "alert", id="4 of 12"),
    ],
)
def test_the_level_follows_from_how_many_have_too_little(people: int, under: int, level: str) -> None:
    team = [person(each, *(WHOLE if each < under else ())) for each in range(people)]
    assert audited(team).level == level


def test_time_kept_free_alone_is_told_and_what_meetings_take_of_it() -> None:
    hold = (hours(1, "09:00", "11:00"), hours(1, "10:00", "12:00"))
    told = audited(alike(meeting(hours(1, "11:00", "11:30")), holds=hold))
    assert value(told, "booked_focus_hours") == 15
    assert value(told, "booked_focus_overrun_hours") == 2.5


def test_what_is_left_of_the_held_time_must_not_single_anybody_out() -> None:
    hold = hours(1, "09:00", "11:00")
    over = [person(each, meeting(hours(1, "09:00", "11:00")), holds=(hold,)) for each in range(4)]
    told = audited([*over, person(4, holds=(hold,))])
    assert value(told, "booked_focus_hours") == 10
    assert value(told, "booked_focus_overrun_hours") == "little or none"
    assert exact(told, "booked_focus_overrun_hours") == 8


# --- messages


@pytest.mark.parametrize(
    ("landed", "quiet"),
    [
        pytest.param([], 45, id="no message"),
        pytest.param([(1, "12:00")], 45, id="one in the middle: both sides are long enough"),
        pytest.param([(1, "08:30")], 44.5, id="the half hour before it is lost"),
        pytest.param([(1, "08:30"), (1, "09:00"), (1, "09:59")], 43 + 1 / 60, id="pieces under an hour are lost"),
        pytest.param([(1, "18:00")], 45, id="after working time"),
    ],
)
def test_messages_cut_free_time(landed: list[tuple[int, str]], quiet: float) -> None:
    messages = tuple(message(moment(*each), *range(5)) for each in landed)
    assert exact(audited(team_of(5), messages=messages), "uninterrupted_hours_typical") == pytest.approx(quiet)


@pytest.mark.parametrize("state", [Availability.OFF, Availability.NOT_GRANTED, Availability.UNREADABLE])
def test_without_chats_the_rest_is_told_and_why_that_is_missing(state: Availability) -> None:
    told = audited(team_of(5), signals={**EVERYTHING, Signal.CHATS: state})
    assert told.status == "measured"
    assert told.measure("uninterrupted_hours_typical") is None
    assert f"chats_{state}" in [note.key for note in told.notes]


def test_with_too_few_chats_nothing_is_said_about_messages() -> None:
    told = audited([person(each, messages_read=each > 1) for each in range(6)])
    assert told.measure("uninterrupted_hours_typical") is None
    assert "chats_unreadable" in [note.key for note in told.notes]


def test_a_warning_never_lies_below_its_alarm() -> None:
    with pytest.raises(ValidationError, match="warn_under_hours = 4 must not be below alert_under_hours = 5"):
        FocusTime(warn_under_hours=4)


@given(of=weeks(), day=st.integers(0, 4), start=st.integers(28, 68), length=st.integers(1, 8))
def test_one_more_meeting_never_adds_focus_time(of: Any, day: int, start: int, length: int) -> None:  # noqa: ANN401
    begins = moment(day, "00:00") + start * 900
    more = meeting(Interval(begins, begins + length * 900))
    people = tuple(
        replace(each, meetings=tuple(sorted((*each.meetings, more), key=lambda m: m.when))) for each in of.people
    )
    before, after = (AUDITOR.section(each, FocusTime()) for each in (of, replace(of, people=people)))
    for key in ("focus_hours_typical", "uninterrupted_hours_typical"):
        assert exact(after, key) <= exact(before, key)  # type: ignore[operator]
    assert exact(after, "people_over_warn") >= exact(before, "people_over_warn")  # type: ignore[operator]
