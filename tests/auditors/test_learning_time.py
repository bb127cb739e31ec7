"""Time to learn: alone or together, planned with the category that the team agreed on."""

from typing import Any

import pytest

from auditors.learning_time import AUDITOR, LearningTime
from core.facts import Meeting, Response
from core.report import Section
from tests.auditors.factories import LEARNING, facts, hours, invitation, key, meeting, surroundings, team_of
from tests.auditors.telling import exact

COURSE = frozenset({LEARNING})
EVERYBODY = tuple(range(5))


def audited(*meetings: Meeting, **changes: Any) -> Section:  # noqa: ANN401
    return AUDITOR.section(facts(team_of(5), meetings=meetings, **changes), LearningTime())


def course(*who: int, day: int = 1, end: str = "11:00", **changes: Any) -> Meeting:  # noqa: ANN401
    invited = [invitation(each, Response.ORGANIZER if each == who[0] else Response.ACCEPTED) for each in who]
    values: dict[str, Any] = {"categories": COURSE, "holders": frozenset(key(each) for each in who), **changes}
    return meeting(hours(day, "10:00", end), *invited, **values)


@pytest.mark.parametrize(
    ("held", "people"),
    [
        pytest.param([course(*EVERYBODY)], 5, id="together"),
        pytest.param([course(0), course(1)], 2, id="each alone"),
        pytest.param([course(0, end="10:59")], 0, id="a minute short of an hour"),
        pytest.param([course(0, end="10:30"), course(0, day=-20, end="10:30")], 1, id="halves in four weeks"),
        pytest.param([course(0, end="10:30"), course(0, end="10:30")], 0, id="an overlap counts once"),
        pytest.param([course(0, day=-22)], 0, id="before the last four weeks"),
        pytest.param([course(0, categories=frozenset({"other"}))], 0, id="another category"),
        pytest.param([course(0, cancelled=True)], 0, id="cancelled"),
        pytest.param([course(0, private=True)], 0, id="private"),
        pytest.param([course(0, shows_busy=False)], 0, id="shown as free"),
        pytest.param([course(0, 1, holders=frozenset({key(0)}))], 1, id="not in everybody's calendar"),
    ],
)
def test_an_hour_in_four_weeks_is_time_to_learn(held: list[Meeting], people: int) -> None:
    assert exact(audited(*held), "people_with_learning_time") == people


def test_whoever_declined_learns_nothing() -> None:
    declined = invitation(1, Response.DECLINED)
    held = meeting(hours(1, "10:00", "11:00"), 0, declined, categories=COURSE, holders=frozenset({key(0), key(1)}))
    assert exact(audited(held), "people_with_learning_time") == 1


def test_the_typical_time_is_that_of_four_weeks() -> None:
    assert exact(audited(course(*EVERYBODY), course(*EVERYBODY, day=-10)), "learning_hours_typical") == 2


def test_it_is_told_for_information() -> None:
    assert audited(course(*EVERYBODY)).level is None


def test_without_a_category_it_is_not_used() -> None:
    told = audited(around=surroundings(team_of(5), learning_categories=frozenset()))
    assert (told.status, [note.key for note in told.notes]) == ("off", ["no_learning_categories"])
