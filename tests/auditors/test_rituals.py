"""Social moments: which count, and what two weeks without one mean."""

from typing import Any

import pytest

from auditors.rituals import AUDITOR, Rituals
from core.facts import Meeting, Response
from core.report import Section
from tests.auditors.factories import SOCIAL, facts, hours, invitation, meeting, surroundings, team_of
from tests.auditors.telling import exact

COFFEE = frozenset({SOCIAL})
YES, NO, MAYBE = Response.ACCEPTED, Response.DECLINED, Response.TENTATIVE


def audited(*meetings: Meeting, **changes: Any) -> Section:  # noqa: ANN401
    return AUDITOR.section(facts(team_of(6), meetings=meetings, **changes), Rituals())


def coffee(*answers: Response, day: int = 1, **changes: Any) -> Meeting:  # noqa: ANN401
    people = [invitation(number, answer) for number, answer in enumerate(answers)]
    return meeting(hours(day, "12:00", "13:00"), *people, **{"categories": COFFEE, **changes})


@pytest.mark.parametrize(
    ("held", "moments"),
    [
        pytest.param(coffee(Response.ORGANIZER, YES, YES), 1, id="3 of 6, the organiser included"),
        pytest.param(coffee(YES, YES, NO, MAYBE), 0, id="2 of 6: tentative answers are none"),
        pytest.param(coffee(YES, YES, YES, day=-7), 1, id="in the week before"),
        pytest.param(coffee(YES, YES, YES, day=-8), 0, id="before that"),
        pytest.param(coffee(YES, YES, YES, day=8), 0, id="in a week to come"),
        pytest.param(coffee(YES, YES, YES, categories=frozenset({"other"})), 0, id="another category"),
        pytest.param(coffee(YES, YES, YES, cancelled=True), 0, id="cancelled"),
        pytest.param(coffee(YES, YES, YES, private=True), 0, id="private"),
        pytest.param(coffee(YES, YES, YES, broadcast=True), 1, id="a party of everybody"),
    ],
)
def test_a_moment_is_what_at_least_half_of_the_people_accepted(held: Meeting, moments: int) -> None:
    told = audited(held)
    assert exact(told, "moments") == moments
    assert told.level == ("good" if moments else "warn")


def test_without_a_category_it_is_not_used() -> None:
    told = audited(around=surroundings(team_of(6), social_categories=frozenset()))
    assert (told.status, [note.key for note in told.notes]) == ("off", ["no_social_categories"])
