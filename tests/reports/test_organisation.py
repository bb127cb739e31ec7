"""The organisation's page counts teams, and names none."""

import re

import pytest

from core.report import Report
from reports.language import NBSP, Language
from reports.organisation import Tally, organisation_page, overview
from tests.reports.factories import HOSTILE, every_state, hybrid, meetings, reader, report, silent, states

TEAMS = [
    report(meetings("good", over=(0, 3)), team="one"),
    report(meetings("warn"), hybrid(None, kept=0, broken=0), team="two"),
    report(meetings("warn"), silent("all_virtual_rule", note="unreadable", signal="calendar"), team="three"),
    report(
        silent("meeting_overload", "suppressed"), silent("all_virtual_rule", "off", "muted"), team="four", members=4
    ),
]


def counts(reports: list[Report]) -> dict[str, dict[str, int]]:
    told = overview(Tally.of(reports), reader(locale="en-IE"), Language.of("en-IE"))
    return {row.title: {cell.word: cell.count for cell in row.cells} for row in told.rows}


def test_teams_are_counted_at_each_level_and_by_why_they_have_none() -> None:
    assert counts(TEAMS) == {
        "Meetings": {"Good": 1, "Watch": 2, "Talk about it": 0, "Too few people": 1},
        "One virtual, all virtual": {
            "Good": 0, "Watch": 0, "Talk about it": 0, "No verdict": 1, "Not measured": 1, "Paused or not used": 2,
        },
    }  # fmt: skip


def test_every_team_is_counted_once_in_every_section() -> None:
    for cells in counts([found for found, _ in every_state().values()]).values():
        assert sum(cells.values()) == len(states())


def test_no_team_is_named() -> None:
    text = organisation_page(Tally.of(TEAMS), reader(team="Voorbeeld"))
    assert "Voorbeeld" in text
    assert not any(re.search(rf"\\b{name}\\b", re.sub("<[^>]*>", " ", text)) for name in ("two", "three", "four"))


def test_small_teams_stand_together_with_ranges_and_no_list() -> None:
    small = report(meetings("good", over=(0, 3)), members=12, team="organisation.small-teams")
    text = organisation_page(Tally.of(TEAMS), reader(locale="en-IE"), small=small).replace(NBSP, " ")
    assert "Small teams, taken together" in text
    assert "0\N{EN DASH}3 of 12" in text
    assert "organisation.small-teams" not in text
    assert "Small teams" not in organisation_page(Tally.of(TEAMS), reader(locale="en-IE"))


def test_a_hostile_name_is_text() -> None:
    text = organisation_page(Tally.of(TEAMS), reader(team="<script>x</script>" + HOSTILE, purpose=HOSTILE * 100))
    assert "<script" not in text
    assert "<at>" not in text
    assert "\u202e" not in text


def test_definitions_tell_limits_that_all_teams_share_and_none_where_they_differ() -> None:
    shared = organisation_page(Tally.of(TEAMS), reader(locale="en-IE"))
    assert "People with more than 15 planned hours" in shared
    differing = [*TEAMS, report(meetings("good", warn_hours=12.0), team="five")]
    assert "planned hours" not in organisation_page(Tally.of(differing), reader(locale="en-IE"))


def test_reports_of_different_weeks_make_no_page() -> None:
    with pytest.raises(ValueError, match="too many values"):
        organisation_page(Tally.of([*TEAMS, report(meetings(), week="2026-W45")]), reader())
