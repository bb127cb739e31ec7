"""Meeting overload, team by team, against the second opinion."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from . import meetings_hours, meetings_kinds, meetings_teams
from .company import Company
from .conftest import Outcome
from .product import differences

SCENARIOS: tuple[Callable[[], Company], ...] = (
    meetings_hours.clocks_go_back,
    meetings_hours.clocks_go_forward,
    meetings_hours.clocks_change_in_america,
    meetings_hours.clocks_change_in_the_south,
    meetings_hours.schedules_and_holidays,
    meetings_hours.bavarian_epiphany,
    meetings_hours.independence_day,
    meetings_kinds.what_is_a_meeting,
    meetings_kinds.soup_in_october,
    meetings_kinds.soup_in_march,
    meetings_kinds.soup_in_the_south,
    meetings_teams.sizes_and_levels,
    meetings_teams.hundreds,
    meetings_teams.who_belongs,
    meetings_teams.raised_floor,
    meetings_teams.unreadable,
    meetings_teams.overlapping_teams,
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
def test_the_command_ends_well(
    build: Callable[[], Company], outcome_of: Callable[[Callable[[], Company]], Outcome]
) -> None:
    run = outcome_of(build).run
    assert run.code == 0, run.err[-2000:]
    assert "Traceback" not in run.words
