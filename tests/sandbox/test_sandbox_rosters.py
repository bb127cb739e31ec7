"""Rosters come as Teams Shifts sends them: drafts and open shifts among the rest, and a filter that can do little."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import datetime, timedelta

import pytest

from sandbox import FOR_SHIFTS, GRANTED, MARKER, Company, build
from tests.sandbox.conftest import Caller

type Call = Callable[..., AbstractContextManager[Caller]]


@pytest.fixture(scope="module")
def shifts() -> Company:
    return build(seed=3, people=12, shifts=True)


@pytest.fixture(scope="module")
def planner(shifts: Company, call: Call) -> Iterator[Caller]:
    with call(shifts, granted=GRANTED | FOR_SHIFTS) as found:
        yield found


@pytest.fixture(scope="module")
def schedule(shifts: Company) -> str:
    return f"/teams/{shifts.team('hotline').group}/schedule"


def of_the_week(company: Company, what: str = "sharedShift") -> str:
    start, end = company.start - timedelta(days=1), company.end + timedelta(days=1)
    return (
        f"$filter={what}/startDateTime ge {start:%Y-%m-%dT%H:%M:%SZ} and {what}/endDateTime le {end:%Y-%m-%dT%H:%M:%SZ}"
    )


def test_without_a_filter_everything_comes_in_pages_drafts_and_open_shifts_too(planner: Caller, schedule: str) -> None:
    pages = planner.pages(f"{schedule}/shifts")
    assert len(pages) > 5
    assert pages[0]["value"] == [], "the first page may be empty"
    found = [item for page in pages for item in page["value"]]
    assert [item for item in found if item["sharedShift"] is None and item["draftShift"]]
    assert [item for item in found if item["userId"] is None]
    assert all(MARKER in str(item) for item in found)


def test_a_filter_finds_what_lies_wholly_inside(planner: Caller, shifts: Company, schedule: str) -> None:
    found = planner.all(f"{schedule}/shifts?{of_the_week(shifts)}")
    times = [(item["sharedShift"]["startDateTime"], item["sharedShift"]["endDateTime"]) for item in found]
    assert times
    assert any(start[:10] != end[:10] for start, end in times), "nights among them"
    assert all(
        datetime.fromisoformat(start) >= shifts.start - timedelta(days=1)
        and datetime.fromisoformat(end) <= shifts.end + timedelta(days=1)
        for start, end in times
    )
    off = planner.all(f"{schedule}/timesOff?{of_the_week(shifts, 'sharedTimeOff')}")
    assert len(off) == 2, "the long one began weeks ago"


@pytest.mark.parametrize(
    "query",
    [
        "$filter=sharedShift/startDateTime ge 2026-11-09T00:00:00Z and sharedShift/startDateTime le 2026-11-16T00:00:00Z",
        "$filter=sharedShift/startDateTime le 2026-11-16T00:00:00Z and sharedShift/endDateTime ge 2026-11-09T00:00:00Z",
        "$filter=lastModifiedDateTime ge 2026-11-09T00:00:00Z",
        "$top=5",
        "$select=userId",
    ],
    ids=["a bound twice", "what overlaps", "another property", "a page size", "a selection"],
)
def test_nothing_else_can_be_asked(planner: Caller, schedule: str, query: str) -> None:
    assert planner.refusal(f"{schedule}/shifts?{query}") == (400, "BadRequest")


def test_a_team_without_a_schedule_and_a_group_that_is_no_team_are_not_found(planner: Caller, shifts: Company) -> None:
    platform = shifts.team("platform").group
    assert planner.refusal(f"/teams/{platform}/schedule/shifts") == (404, "NotFound")
    assert planner.refusal(f"/teams/{shifts.opt_out_group}/schedule/timesOff") == (404, "NotFound")


def test_it_takes_a_permission(shifts: Company, schedule: str, call: Call) -> None:
    with call(shifts, granted=GRANTED) as stranger:
        assert stranger.refusal(f"{schedule}/shifts")[0] == 403
        assert stranger.refusal(f"{schedule}/timesOff")[0] == 403


def test_the_further_team_changes_nobody_elses_people(shifts: Company) -> None:
    plain = build(seed=3, people=12)
    assert [team.members for team in shifts.teams[:-1]] == [team.members for team in plain.teams]
    assert (shifts.teams[-1].key, plain.teams[-1].roster) == ("hotline", None)
