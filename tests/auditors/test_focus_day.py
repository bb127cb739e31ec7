"""The team's focus day: which meetings break it, for whom, and when there is none to speak of."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import pytest

from auditors.focus_day import AUDITOR, FocusDay
from core.facts import Meeting, Person
from core.report import Section
from core.worktime import DayOff
from tests.auditors.factories import WEEK, expected, facts, hours, key, meeting, person, surroundings, team_of
from tests.auditors.telling import exact

THURSDAY = 3
EVERYBODY = tuple(range(5))


def audited(people: Iterable[Person], **changes: Any) -> Section:  # noqa: ANN401
    return AUDITOR.section(facts(people, **changes), FocusDay())


def alike(*held: Meeting, **changes: Any) -> list[Person]:  # noqa: ANN401
    return [person(each, *held, **changes) for each in EVERYBODY]


@pytest.mark.parametrize(
    ("held", "internal", "over"),
    [
        pytest.param(meeting(hours(THURSDAY, "10:00", "11:00"), *EVERYBODY), 1, 5, id="the team among itself"),
        pytest.param(meeting(hours(THURSDAY, "10:00", "11:00"), 0, 1, 2), 1, 5, id="three members"),
        pytest.param(meeting(hours(THURSDAY, "10:00", "11:00"), 0, 1, 90), 0, 0, id="two members"),
        pytest.param(meeting(hours(2, "10:00", "11:00"), *EVERYBODY), 0, 0, id="on another day"),
        pytest.param(meeting(hours(THURSDAY, "17:00", "18:00"), *EVERYBODY), 0, 0, id="after working time"),
        pytest.param(meeting(hours(THURSDAY, "16:30", "18:00"), *EVERYBODY), 1, 5, id="partly in working time"),
        pytest.param(meeting(hours(THURSDAY, "10:00", "11:00"), *EVERYBODY, external=True), 0, 0, id="a customer"),
    ],
)
def test_internal_meetings_of_three_members_in_working_time_break_the_day(
    held: Meeting, internal: int, over: int
) -> None:
    told = audited(alike(held))
    assert exact(told, "internal_meetings") == internal
    assert exact(told, "people_over_warn") == over
    assert exact(told, "external_meetings") == int(held.external)


def test_members_in_whose_calendar_it_stands_are_invited() -> None:
    hidden = meeting(hours(THURSDAY, "10:00", "11:00"), 0, 90, holders=frozenset(key(each) for each in (0, 1, 2)))
    assert exact(audited(alike(hidden)), "internal_meetings") == 1


def test_only_what_lies_in_somebodys_working_time_counts_for_that_person() -> None:
    held = meeting(hours(THURSDAY, "16:00", "18:00"), *EVERYBODY)
    free = expected(leave=[DayOff(dates=(WEEK.monday + timedelta(days=3), WEEK.monday + timedelta(days=4)))])
    told = audited([*alike(held), person(5, held, expected=free)])
    assert exact(told, "people_over_warn") == 5
    assert exact(told, "internal_person_hours") == 5


@pytest.mark.parametrize(("end", "far"), [("11:59", 0), ("12:00", 5)])
def test_two_hours_of_them_weigh_most(end: str, far: int) -> None:
    held = [meeting(hours(THURSDAY, "10:00", "11:00"), *EVERYBODY), meeting(hours(THURSDAY, "10:30", end), *EVERYBODY)]
    told = audited(alike(*held))
    assert exact(told, "people_over_alert") == far
    assert told.level == ("alert" if far else "warn")


def test_without_a_focus_day_it_is_not_used() -> None:
    told = audited(team_of(6), around=surroundings(team_of(6), focus_day=None))
    assert (told.status, [note.key for note in told.notes], told.measures) == ("off", ["no_focus_day"], ())


@pytest.mark.parametrize(
    ("day", "closures"),
    [
        pytest.param(5, [], id="a Saturday"),
        pytest.param(THURSDAY, [WEEK.monday + timedelta(days=3)], id="a holiday or closure"),
    ],
)
def test_a_free_day_is_off(day: int, closures: list[Any]) -> None:
    around = surroundings(team_of(6), focus_day=day)
    told = audited(team_of(6), around=around, usual=expected(closures=closures))
    assert (told.status, [note.key for note in told.notes]) == ("off", ["free_day"])


def test_too_small_a_team_with_a_focus_day_says_no_more_than_any_other() -> None:
    assert audited(team_of(4)).status == "suppressed"
