"""Each setting in force, and where it comes from."""

from __future__ import annotations

import pytest

from core.effective import Effective, effective, hours_text
from core.errors import PolicyError
from core.worktime import Span
from tests.core.policies import EXAMPLE, SMALL, TEAM, policy

OWN = "[teams.t.auditors.meeting_overload]\nwarn_hours = 12\n"
ALL_TEAMS = "[auditors.meeting_overload]\nwarn_hours = 10\nalert_hours = 18\n"


def told(text: str, table: str, key: str) -> Effective:
    (found,) = (each for each in effective(policy(text), "t") if (each.table, each.key) == (table, key))
    return found


@pytest.mark.parametrize(
    ("text", "value", "layer"),
    [
        pytest.param("", "15", "default", id="the code's"),
        pytest.param(ALL_TEAMS, "10", "auditors", id="for all teams"),
        pytest.param(ALL_TEAMS + OWN, "12", "team", id="the team's own"),
        pytest.param(OWN, "12", "team", id="the team's alone"),
    ],
)
def test_a_limit_is_told_with_its_layer_unit_and_bound(text: str, value: str, layer: str) -> None:
    found = told(SMALL + TEAM + text, "auditors.meeting_overload", "warn_hours")
    assert (found.value, found.unit, found.layer, found.bound) == (value, "hours", layer, "5 to 40")


def test_the_layer_is_told_key_by_key() -> None:
    text = SMALL + TEAM + ALL_TEAMS + OWN
    assert told(text, "auditors.meeting_overload", "alert_hours").layer == "auditors"
    assert told(text, "auditors.off_hours_messages", "warn_days").layer == "default"


@pytest.mark.parametrize(
    ("organisation", "own", "value", "layer"),
    [
        pytest.param("", "", "50", "default", id="nobody says anything"),
        pytest.param("broadcast_over = 20", "", "20", "organisation", id="the organisation"),
        pytest.param("broadcast_over = 20", "broadcast_over = 30", "30", "team", id="the team"),
    ],
)
def test_a_shared_setting_is_told_with_its_layer(organisation: str, own: str, value: str, layer: str) -> None:
    found = told(f"{SMALL}{organisation}\n{TEAM}{own}\n", "team", "broadcast_over")
    assert (found.value, found.layer, found.bound) == (value, layer, "10 to 1000")


@pytest.mark.parametrize(
    ("privacy", "value", "layer", "bound"),
    [
        pytest.param("", "5", "default", "5 to 100", id="by default"),
        pytest.param("smallest_group = 8", "8", "organisation", "5 to 100", id="raised"),
        pytest.param('preset = "works-council-de"', "10", "preset", "10 to 100", id="by a preset"),
        pytest.param(
            'preset = "works-council-de"\nsmallest_group = 15', "15", "organisation", "10 to 100", id="over it"
        ),
    ],
)
def test_a_floor_is_told_with_what_raised_it(privacy: str, value: str, layer: str, bound: str) -> None:
    found = told(f"{SMALL}{TEAM}[privacy]\n{privacy}\n", "privacy", "smallest_group")
    assert (found.value, found.layer, found.bound) == (value, layer, bound)


def test_a_preset_that_keeps_something_off_is_told_so() -> None:
    found = told(f'{SMALL}{TEAM}[privacy]\npreset = "works-council-de"\n', "privacy", "sample_work_location")
    assert (found.value, found.layer, found.bound) == ("false", "preset", "false")


def test_a_subdivision_of_another_country_is_not_in_force() -> None:
    text = f'{SMALL}country = "DE"\nsubdivision = "BY"\n{TEAM}'
    assert told(text, "team", "subdivision").value == "BY"
    assert told(f'{text}country = "BE"\n', "team", "subdivision").value == "none"


def test_nobodys_id_is_shown() -> None:
    shown = " ".join(each.value for each in effective(policy(EXAMPLE), "platform"))
    assert "0000-0000" not in shown
    assert "1 person, not shown" in shown


def test_only_auditors_that_look_at_the_team_are_told() -> None:
    text = f'{SMALL}{TEAM}sections = ["meeting_overload", "rituals"]\n[auditors.rest_time]\n'
    tables = {each.table for each in effective(policy(text), "t")}
    assert {each for each in tables if each.startswith("auditors")} == {
        "auditors.meeting_overload",
        "auditors.rituals",
        "auditors.rest_time",
    }, "those on the card, and those on the page alone"


def test_a_team_that_there_is_none_of_is_told_so() -> None:
    with pytest.raises(PolicyError, match=r"The policy has no \[teams\.x\]"):
        effective(policy(), "x")


def test_hours_are_told_as_people_write_them() -> None:
    day, halves = (Span(480, 1020),), (Span(480, 720), Span(780, 1020))
    assert hours_text({0: day, 1: day, 3: day, 4: halves, 5: ()}) == (
        "Mon-Tue 08:00-17:00, Thu 08:00-17:00, Fri 08:00-12:00 and 13:00-17:00, Sat free"
    )
    assert hours_text({}) == "none"
