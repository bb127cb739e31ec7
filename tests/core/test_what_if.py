"""Trying out limits: what may be tried, and what is counted."""

from __future__ import annotations

from collections import Counter

import pytest

from core.errors import PolicyError
from core.limits import limits_of
from core.policy_file import with_limits
from core.week import Week
from core.what_if import Levels, Seen, flagged, read_changes, standing_off_the_grid, suggested
from tests.core.policies import RULES, SMALL, TEAM, policy

OWN = "[teams.t.auditors.meeting_overload]\nwarn_hours = 12\n"
KEY = "auditors.meeting_overload.warn_hours"


def test_changes_are_read_from_the_command_line() -> None:
    told = read_changes([f"{KEY}=12", "auditors.meeting_overload.alert_hours = 18", "auditors.rest=1"][:2], RULES)
    assert told == {"meeting_overload": {"warn_hours": 12, "alert_hours": 18}}
    assert isinstance(told["meeting_overload"]["warn_hours"], int)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        pytest.param(f"{KEY}=12.5", "a limit in hours is tried out in steps of 1, from 5 on. Try 12 or 13.", id="off the grid"),
        pytest.param(f"{KEY}=12.0001", "a limit in hours is tried out in steps of 1, from 5 on. Try 12 or 13.", id="hardly off"),
        pytest.param(
            "auditors.off_hours_messages.grace_minutes=33",
            "a limit in minutes is tried out in steps of 5, from 0 on. Try 30 or 35.",
            id="a wider step",
        ),
        pytest.param(f"{KEY}=90", "must be 5 to 40 hours.", id="over its bound"),
        pytest.param(f"{KEY}=nan", "must be 5 to 40 hours.", id="not a number at all"),
        pytest.param(f"{KEY}=twelve", "twelve is no number: 5 to 40 hours.", id="a word"),
        pytest.param(KEY, "nothing is no number: 5 to 40 hours.", id="no value"),
        pytest.param(
            "auditors.meeting_overload.warn_hour=12",
            "meeting_overload has no limit 'warn_hour'. Did you mean 'warn_hours'?",
            id="a misspelt limit",
        ),
        pytest.param(
            "auditors.meeting_overlod.warn_hours=12",
            "there is no auditor 'meeting_overlod'. Did you mean 'meeting_overload'?",
            id="a misspelt auditor",
        ),
        pytest.param("warn_hours=12", "write it as auditors.meeting_overload.warn_hours=12.", id="another form"),
        pytest.param(
            "teams.t.auditors.meeting_overload.warn_hours=12",
            "one team's own limits can't be tried out, since that would tell this team's level. "
            "Try auditors.NAME.KEY=VALUE, for all teams.",
            id="one team's",
        ),
    ],
)  # fmt: skip
def test_what_can_not_be_tried_out_is_told_with_what_can(text: str, problem: str) -> None:
    with pytest.raises(PolicyError) as caught:
        read_changes([text], RULES)
    assert str(caught.value) == f"--set {text}: {problem}"


def test_all_problems_are_told_at_once_and_a_limit_is_set_once() -> None:
    with pytest.raises(PolicyError) as caught:
        read_changes([f"{KEY}=12", f"{KEY}=13", "x=1"], RULES)
    assert len(caught.value.problems) == 2
    assert f"{KEY} is set twice" in caught.value.problems[0]


def test_a_limit_in_the_policy_that_lies_off_the_grid_is_no_way_around_it() -> None:
    text = SMALL + TEAM + OWN.replace("12", "12.37")
    assert standing_off_the_grid(policy(text), ["off_hours_messages"], RULES) == []
    (problem,) = standing_off_the_grid(policy(text), ["meeting_overload"], RULES)
    assert problem == (
        f"{KEY} = 12.37 in the policy: a limit in hours is tried out in steps of 1, from 5 on. Try 12 or 13. "
        "Put that into the policy first."
    )


def test_a_teams_own_limit_stays_when_others_are_tried_out() -> None:
    text = SMALL + TEAM + OWN + '[teams.u]\ngroup = "h"\n'
    changed = with_limits(policy(text), {"meeting_overload": {"warn_hours": 10, "alert_hours": 30}}, RULES)
    assert changed.rules["t"]["meeting_overload"].model_dump() == {"warn_hours": 12, "alert_hours": 30}
    assert changed.rules["u"]["meeting_overload"].model_dump() == {"warn_hours": 10, "alert_hours": 30}
    assert policy(text).rules["u"]["meeting_overload"].model_dump() == {"warn_hours": 15, "alert_hours": 20}


def test_limits_that_do_not_fit_each_other_are_refused() -> None:
    with pytest.raises(PolicyError, match=r"warn_hours = 25 must not be above alert_hours = 20\."):
        with_limits(policy(), {"meeting_overload": {"warn_hours": 25}}, RULES)
    with pytest.raises(
        PolicyError, match=r"\[teams\.t\.auditors\.meeting_overload\] warn_hours = 12 must not be above"
    ):
        with_limits(policy(SMALL + TEAM + OWN), {"meeting_overload": {"warn_hours": 8, "alert_hours": 10}}, RULES)


def levels(good: int = 0, warn: int = 0, alert: int = 0, none: int = 0) -> Levels:
    return Counter({"good": good, "warn": warn, "alert": alert, None: none})


def test_weeks_in_which_few_teams_have_a_level_are_not_told() -> None:
    weeks = [Week(2026, number) for number in (44, 45, 46)]
    counts = (levels(good=2, none=9), levels(good=2, warn=1), levels(alert=3))
    seen = Seen(by_week={("a", week): each for week, each in zip(weeks, counts, strict=True)})
    assert seen.weeks("a") == weeks[1:]
    assert seen.weeks("b") == []
    assert seen.total("a", seen.weeks("a")) == levels(good=2, warn=1, alert=3)


def test_the_flagged_share_counts_teams_with_a_level_alone() -> None:
    assert flagged(levels(good=6, warn=1, alert=1, none=5)) == 0.25
    assert flagged(levels(none=5)) == 0


@pytest.mark.parametrize(
    ("tried", "value"),
    [
        pytest.param({10: 0.6, 12: 0.3, 15: 0.1}, 12, id="nearest to a quarter"),
        pytest.param({10: 0.3, 12: 0.2, 15: 0.2}, 15, id="of equals today's"),
        pytest.param({10: 0.0, 12: 0.0, 18: 0.0}, 12, id="of equals the one nearest to today's"),
    ],
)
def test_a_suggestion_flags_about_a_quarter(tried: dict[float, float], value: float) -> None:
    assert suggested(15, tried) == value


def test_a_grid_begins_at_its_lower_bound_and_ends_within_its_upper_one() -> None:
    (grace, *_) = limits_of("off_hours_messages", RULES["off_hours_messages"])
    assert grace.grid == tuple(range(0, 121, 5))
    assert (grace.nearest(0), grace.nearest(33), grace.nearest(120)) == ((0,), (30, 35), (120,))
