"""What the program finds out over HTTPS is what the made-up company planned."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from core.week import Week
from jobs.audit import Audited, AuditRequest, audit
from jobs.command import load_policy
from jobs.settings import read_settings
from jobs.wiring import report_store
from sandbox import Company, Faults, build, policy_toml, served_in_thread, truth

COMPANIES = [
    pytest.param(7, 60, "2026-W46", id="the company of the demo"),
    pytest.param(3, 30, "2026-W13", id="the week in which the clock goes forward"),
    pytest.param(11, 30, "2026-W43", id="the week in which the clock goes back"),
    pytest.param(5, 12, "2026-W53", id="the last days of the year"),
]


async def audited(company: Company, week: str, folder: Path) -> list[Audited]:
    policy = folder / "policy.toml"
    policy.write_text(policy_toml(company), "utf-8")
    with served_in_thread(company, faults=Faults.none()) as served:
        settings = read_settings({**served.environment, "KADANS_STORAGE": f"folder:{folder}/store"}, policy=policy)
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
    return round(value, 6) if isinstance(value, float) else value


@pytest.mark.parametrize(("seed", "people", "week"), COMPANIES)
def test_every_number_of_every_team_is_the_planned_one(seed: int, people: int, week: str, tmp_path: Path) -> None:
    company = build(seed=seed, people=people, week=week)
    found = asyncio.run(audited(company, week, tmp_path))
    assert [each.team.key for each in found] == [team.key for team in company.teams]
    for each in found:
        assert rounded(told(each)) == rounded(truth(company, each.team.key)), each.team.key
