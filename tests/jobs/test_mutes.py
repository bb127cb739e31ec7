"""A muted section is not computed, says why and until when, and comes back by itself."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from auditors import BY_KEY
from core.auditor import Rule
from core.facts import Facts
from core.policy_file import Policy, read_policy
from core.report import Report, Section
from core.team import team_settings
from core.week import Week
from jobs.audit import AuditRequest, audit
from jobs.output import reader_of
from jobs.settings import read_settings
from jobs.wiring import report_store, rules
from reports.card import card
from reports.page import page
from reports.text import summary
from sandbox import Faults, Served, build, policy_toml, served_in_thread

WEEK = Week(2026, 46)
"""From Monday 9 to Sunday 15 November."""
MUTE = '[[teams.platform.mutes]]\nauditor = "meeting_overload"\nreason = "we move on <b>Friday</b>"\nuntil = {until}\n'


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    with served_in_thread(build(seed=3, people=12, week=str(WEEK)), faults=Faults.none()) as found:
        yield found


def muted(served: Served, tmp_path: Path, until: str) -> tuple[Report, Policy]:
    text = policy_toml(served.company).replace(
        'routes = ["platform"]', 'routes = ["platform"]\nsections = ["meeting_overload", "all_virtual_rule"]'
    ) + MUTE.format(until=until)
    policy = read_policy(text.encode(), name="policy.toml", rules=rules())
    settings = read_settings({**served.environment, "KADANS_STORAGE": f"folder:{tmp_path}"})
    request = AuditRequest(policy=policy, week=WEEK, team="platform")
    now = served.company.now
    (found,) = asyncio.run(audit(request, settings, report_store(settings), now=now, watch=lambda _, __: None))
    assert found.report is not None, found.problem
    return found.report, policy


def never(_: Facts, __: Rule) -> Section:
    raise AssertionError("a muted auditor was computed")


def test_a_muted_section_is_not_computed_and_tells_why_and_until_when(
    served: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(BY_KEY, "meeting_overload", replace(BY_KEY["meeting_overload"], audit=never))
    report, policy = muted(served, tmp_path, "2026-11-09")
    section = report.section("meeting_overload")
    assert section is not None
    assert (section.status, section.level, section.measures) == ("off", None, ())
    reader = reader_of(team_settings(policy, "platform"), policy)
    english = replace(reader, locale="en-GB")
    drawn = json.dumps(card(report, english), ensure_ascii=False)
    assert "Paused up to and including 9 November 2026" in drawn
    assert "we move on" in drawn
    shown = page(report, english)
    assert "Paused up to and including 9 November 2026: we move on &lt;b&gt;Friday&lt;/b&gt;" in shown
    assert "Gepauzeerd tot en met 9 november 2026" in page(report, replace(reader, locale="nl-BE"))
    assert "Paused" in summary(report, english)


def test_a_section_comes_back_by_itself(served: Served, tmp_path: Path) -> None:
    report, _ = muted(served, tmp_path, "2026-11-08")
    section = report.section("meeting_overload")
    assert section is not None
    assert section.status == "measured"
    assert section.level is not None
