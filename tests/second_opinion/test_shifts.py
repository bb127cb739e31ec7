"""Teams that work in shifts, against the second opinion."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from . import rosters_companies
from .company import Company
from .conftest import Outcome
from .product import differences
from .scenario import MARKER

SCENARIOS: tuple[Callable[[], Company], ...] = (
    rosters_companies.rosters_in_november,
    rosters_companies.rosters_in_march,
    rosters_companies.rosters_in_october,
    rosters_companies.rosters_that_tell_nothing,
)
CASES = [pytest.param(build, team, id=f"{build.__name__}-{team}") for build in SCENARIOS for team in build().teams]


@pytest.mark.parametrize(("build", "team"), CASES)
def test_a_team_gets_the_numbers_of_the_definitions(
    build: Callable[[], Company], team: str, outcome_of: Callable[[Callable[[], Company]], Outcome]
) -> None:
    outcome = outcome_of(build)
    wrong = differences(outcome.expected[team], outcome.run.reports.get(team))
    assert not wrong, "\n".join([*wrong, outcome.run.err[-2000:], *outcome.unknown[:5]])


@pytest.mark.parametrize("build", SCENARIOS, ids=lambda build: build.__name__)
def test_the_command_ends_well_asks_once_for_a_team_and_says_nothing_of_what_stands_in_a_roster(
    build: Callable[[], Company], outcome_of: Callable[[Callable[[], Company]], Outcome]
) -> None:
    outcome = outcome_of(build)
    assert outcome.run.code == 0, outcome.run.err[-2000:]
    assert not outcome.unknown
    for name, content in outcome.run.everything().items():
        assert MARKER.lower().encode() not in content.lower(), name
    first = [
        seen.path for seen in outcome.state.seen if "/schedule/shifts" in seen.path and "skip" not in str(seen.query)
    ]
    assert len(first) == len(set(first))


def test_something_is_at_stake(outcome_of: Callable[[Callable[[], Company]], Outcome]) -> None:
    """The drawn weeks have people away, people counted, and numbers above zero."""
    for build in SCENARIOS[:3]:
        expected = outcome_of(build).expected
        assert any(report.away for report in expected.values())
        assert all(report.counted >= 5 for key, report in expected.items() if key != "crew0")
        assert all(section.status == "measured" for section in expected["crew2"].sections.values())
    nothing = outcome_of(SCENARIOS[3]).expected
    assert {section.status for report in nothing.values() for section in report.sections.values()} == {"not_measured"}
