"""Without a complete legal footing, before people were informed, or after the agreed period, no door reads anything."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from auditors import ALL
from core.policy_file import Policy
from core.team import reading_refused, team_settings
from jobs.audit_message import audit_message
from jobs.health import health
from jobs.messages import AUDITS, DELIVERIES, AuditMessage
from jobs.output import reader_of
from jobs.plan import plan
from reports.card import as_bytes, card
from reports.page import page
from tests.core.policies import SMALL, TEAM, policy
from tests.reports.factories import states
from tests.stage import MONDAY, WEEK, Stage

COMPLETE = """
[governance]
purpose = "trying it out"
charter = "https://intranet.example/charter"
informed_on = 2026-10-01
consulted = "CPBW"
dpo = "dpo@example.org"
dpia = "1"
readers = "managers"
until = 2026-12-31
"""


def footing(old: str = "", new: str = "") -> Policy:
    assert old in COMPLETE
    return policy(SMALL + COMPLETE.replace(old, new) + TEAM)


def refusal(day: str, old: str = "", new: str = "") -> str | None:
    return reading_refused(footing(old, new).tables, datetime.fromisoformat(day).astimezone(UTC))


def test_on_a_complete_footing_a_real_tenant_may_be_read() -> None:
    assert refusal("2026-11-16T08:00+01:00") is None


@pytest.mark.parametrize(
    ("day", "old", "new", "words"),
    [
        pytest.param("2026-11-16T08:00+01:00", 'dpo = "dpo@example.org"', "", "lacks dpo", id="a key is missing"),
        pytest.param("2026-11-16T08:00+01:00", '"1"', '""', "lacks dpia", id="a key is empty"),
        pytest.param(
            "2027-01-01T00:30+01:00", "", "", "the agreed period is over", id="half past midnight after the end"
        ),
        pytest.param("2026-09-30T23:30+02:00", "", "", "before people have been informed", id="the evening before"),
    ],
)
def test_otherwise_a_sentence_says_why_not(day: str, old: str, new: str, words: str) -> None:
    assert words in (refusal(day, old, new) or "")


def test_the_last_day_ends_at_midnight_of_the_organisation() -> None:
    assert refusal("2026-12-31T23:30+01:00") is None


def real(folder: Path, governance: str) -> Stage:
    """A tenant that is no sandbox."""
    stage = Stage(folder=folder, sandbox=False)
    stage.house(MONDAY)
    file = folder / "policy.toml"
    file.write_text(file.read_text() + governance)
    return stage


REFUSED = [
    pytest.param("", id="no footing at all"),
    pytest.param(COMPLETE.replace('consulted = "CPBW"\n', ""), id="nobody was consulted"),
    pytest.param(COMPLETE.replace("2026-12-31", "2026-11-15"), id="over since yesterday"),
]


@pytest.mark.parametrize("governance", REFUSED)
def test_nothing_is_planned_and_health_says_why(tmp_path: Path, governance: str) -> None:
    stage = real(tmp_path, governance)
    house = stage.house(MONDAY)
    asyncio.run(plan(house))
    assert house.storage.queues.receive(AUDITS, hidden=1) is None
    told: dict[str, Any] = health(house)
    assert told["nothing_is_read"].startswith("[governance]")
    assert not told["healthy"]


@pytest.mark.parametrize("governance", REFUSED)
def test_a_message_that_was_planned_before_is_let_go_without_reading(tmp_path: Path, governance: str) -> None:
    stage = real(tmp_path, governance)
    house = stage.house(MONDAY)
    message = AuditMessage(team="platform", week=str(WEEK), give_up_at=MONDAY + 3600)
    asyncio.run(audit_message(message.text(), house))
    assert stage.lines("audits") == []
    assert house.storage.queues.receive(DELIVERIES, hidden=1) is None
    assert house.storage.queues.receive(AUDITS, hidden=1) is None


def test_with_a_complete_footing_the_week_is_planned(tmp_path: Path) -> None:
    house = real(tmp_path, COMPLETE).house(MONDAY)
    asyncio.run(plan(house))
    assert house.storage.queues.receive(AUDITS, hidden=1) is not None
    assert health(house)["nothing_is_read"] is None


def test_every_card_and_page_names_purpose_and_contact() -> None:
    read = footing()
    reader = reader_of(team_settings(read, "t"), read)
    for report in states().values():
        for text in (as_bytes(card(report, reader)).decode(), page(report, reader)):
            assert "trying it out" in text
            assert "dpo@example.org" in text


def test_every_auditor_says_what_it_needs() -> None:
    assert all(auditor.needs for auditor in ALL)
