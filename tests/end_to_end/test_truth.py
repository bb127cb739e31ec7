"""What the program finds out over HTTPS is what the made-up company planned."""

from __future__ import annotations

import asyncio
import uuid
from dataclasses import replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from core.week import Week
from jobs.audit import Audited, AuditRequest, audit
from jobs.command import load_policy
from jobs.demo import sample_week
from jobs.settings import read_settings
from jobs.wiring import report_store
from sandbox import FOR_SAMPLING, FOR_SHIFTS, GRANTED, Company, Faults, build, policy_toml, served_in_thread, truth
from sandbox.company.people import Group

COMPANIES = [
    pytest.param(7, 60, "2026-W46", id="the company of the demo"),
    pytest.param(3, 30, "2026-W13", id="the week in which the clock goes forward"),
    pytest.param(11, 30, "2026-W43", id="the week in which the clock goes back"),
    pytest.param(5, 12, "2026-W53", id="the last days of the year"),
]


async def audited(
    company: Company, week: str, folder: Path, *, granted: frozenset[str] = GRANTED, sampled: bool = False
) -> list[Audited]:
    policy = folder / "policy.toml"
    policy.write_text(policy_toml(company, sampled=sampled), "utf-8")
    granted |= FOR_SAMPLING if sampled else frozenset()
    with served_in_thread(company, faults=Faults.none(), granted=granted) as served:
        environment = {
            **served.environment, "KADANS_PSEUDONYM_KEY": served.pseudonym_key,
            "KADANS_STORAGE": f"folder:{folder}/store", "KADANS_POLICY": str(policy),
        }  # fmt: skip
        settings = read_settings(environment)
        if sampled:
            await sample_week(Week.parse(week), served, environment, zone=ZoneInfo("Europe/Brussels"))
        request = AuditRequest(policy=load_policy(policy), week=Week.parse(week), exact=True)
        store = report_store(settings)
        return await audit(request, settings, store, now=company.now, watch=lambda _, __: None)


def told(each: Audited) -> dict[str, Any]:
    """Return a report in the shape of the truth."""
    assert each.report is not None, each.problem
    people = each.report.people
    sections = {
        section.auditor: {
            "status": section.status,
            "level": section.level,
            "exact": {measure.key: measure.exact for measure in section.measures},
        }
        for section in each.report.sections
    }
    return {"members": people.members, "counted": people.counted, "away": people.away, "sections": sections}


def rounded(value: Any) -> Any:  # noqa: ANN401 - JSON
    if isinstance(value, dict):
        return {key: rounded(each) for key, each in value.items() if key != "n"}
    return round(value, 5) if isinstance(value, float) else value


def with_a_large_team(company: Company) -> Company:
    """Put three teams together as one in their place: large enough for what is said of large teams only."""
    first = company.teams[0]
    members = tuple(member for team in company.teams[:3] for member in team.members)
    group = Group(id=str(uuid.UUID(int=99)), name="Samen", mail=f"samen@{company.domain}", people=members)
    large = replace(
        first, key="together", group=group.id, members=members, manager=company.people[0].id, focus_day=None,
        schedules={key: value for team in company.teams[:3] for key, value in team.schedules.items()},
    )  # fmt: skip
    return replace(company, groups=(*company.groups, group), teams=(*company.teams[3:], large))


def test_what_is_said_of_large_teams_only_is_true_too(tmp_path: Path) -> None:
    company = with_a_large_team(build(seed=7, people=60, week="2026-W46"))
    (found,) = [each for each in asyncio.run(audited(company, "2026-W46", tmp_path)) if each.team.key == "together"]
    assert rounded(told(found)) == rounded(truth(company, "together"))
    assert told(found)["sections"]["connection"]["status"] == "measured"


@pytest.mark.parametrize(("seed", "people", "week"), COMPANIES)
def test_with_sampled_places_too_every_number_is_the_planned_one(
    seed: int, people: int, week: str, tmp_path: Path
) -> None:
    company = build(seed=seed, people=people, week=week)
    for each in asyncio.run(audited(company, week, tmp_path, sampled=True)):
        assert rounded(told(each)) == rounded(truth(company, each.team.key, sampled=True)), each.team.key


def test_the_demo_has_office_days_of_every_kind_and_samples_that_place_somebody() -> None:
    company = build(seed=7, people=60, week="2026-W46")
    found = [truth(company, team, sampled=True)["sections"] for team in company.teams]
    assert {(each["office_day_fit"]["status"], each["office_day_fit"]["level"]) for each in found} >= {
        ("measured", "good"), ("measured", "warn"), ("not_measured", None),
    }  # fmt: skip
    plain = [truth(company, team)["sections"]["all_virtual_rule"] for team in company.teams]
    assert plain != [each["all_virtual_rule"] for each in found]


@pytest.mark.parametrize(("seed", "people", "week"), COMPANIES)
def test_every_number_of_every_team_is_the_planned_one(seed: int, people: int, week: str, tmp_path: Path) -> None:
    company = build(seed=seed, people=people, week=week)
    found = asyncio.run(audited(company, week, tmp_path))
    assert [each.team.key for each in found] == [team.key for team in company.teams]
    for each in found:
        assert rounded(told(each)) == rounded(truth(company, each.team.key)), each.team.key


@pytest.mark.parametrize(
    ("seed", "week"),
    [
        pytest.param(7, "2026-W46", id="a week with a holiday on which people are planned"),
        pytest.param(3, "2026-W13", id="a night shift in which the clock goes forward"),
        pytest.param(11, "2026-W43", id="a night shift in which the clock goes back"),
    ],
)
def test_every_number_of_a_team_that_works_in_shifts_is_the_planned_one(seed: int, week: str, tmp_path: Path) -> None:
    company = build(seed=seed, people=12, week=week, shifts=True)
    found = asyncio.run(audited(company, week, tmp_path, granted=GRANTED | FOR_SHIFTS))
    (crew,) = [each for each in found if each.team.key == "hotline"]
    assert rounded(told(crew)) == rounded(truth(company, "hotline"))
    assert told(crew)["sections"]["off_hours_messages"]["status"] == "measured"
    assert (told(crew)["counted"], told(crew)["away"]) == (10, 2), "one has no shifts, one is off for most of them"
