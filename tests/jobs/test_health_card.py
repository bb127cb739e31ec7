"""The admins' weekly card: once a week, with what an admin should know, and nothing of a person."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from core.delivery import Outcome, Receipt
from core.report import Level, Section
from core.week import Week
from jobs.health import health
from jobs.health_card import lines, send_health_card
from jobs.house import House
from jobs.plan import before
from storage.policy_log import Kind, LogEntry
from tests.stage import MONDAY, WEEK, Channel, Stage, Steps, report_of

HOUR = 3600
TUESDAY = MONDAY + 25 * HOUR
MUTE = '[[teams.platform.mutes]]\nauditor = "meeting_overload"\nreason = "a merger"\nuntil = 2026-11-20\n'
BASELINE = 'admin_route = "admins"\ncards_from = 2026-12-07'


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    found = Stage(folder=tmp_path)
    found.publish_before()
    return found


def told(house: House) -> str:
    return "\n".join(lines(house))


def rewrite(stage: Stage, old: str, new: str) -> None:
    stage.house(MONDAY)
    path = stage.folder / "policy.toml"
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))


def test_it_is_posted_once_a_week(stage: Stage) -> None:
    stage.round(TUESDAY)
    for now in (TUESDAY, TUESDAY + HOUR, TUESDAY + 5 * 24 * HOUR):
        asyncio.run(send_health_card(stage.house(now)))
    assert stage.lines("ADMINS") == ["health-card/2026-W47"]
    asyncio.run(send_health_card(stage.house(TUESDAY + 7 * 24 * HOUR)))
    assert stage.lines("ADMINS") == ["health-card/2026-W47", "health-card/2026-W48"]


def test_without_an_admin_route_nobody_is_told(stage: Stage) -> None:
    rewrite(stage, 'admin_route = "admins"', "")
    asyncio.run(send_health_card(stage.house(TUESDAY)))
    assert stage.lines("ADMINS") == []


def test_a_post_that_has_to_wait_is_tried_again_the_next_hour(stage: Stage) -> None:
    house = stage.house(TUESDAY)
    later = Channel(stage.folder / "ADMINS.txt", Steps(None), Receipt(outcome=Outcome.LATER))
    asyncio.run(send_health_card(_with(house, later)))
    assert stage.lines("ADMINS") == []
    asyncio.run(send_health_card(stage.house(TUESDAY + HOUR)))
    assert len(stage.lines("ADMINS")) == 1


def _with(house: House, channel: Channel) -> House:
    return replace(house, postman=lambda _: channel)


def test_it_tells_that_all_is_well(stage: Stage) -> None:
    stage.round(MONDAY)
    text = told(stage.house(MONDAY + HOUR))
    assert text.startswith("All is well.\nLast plan: 2026-11-16 08:00 UTC.\nReports: 1 of 1 teams are up to date.\n")
    assert "2026-11-16 08:00 UTC: the first policy." in text
    for silent in ("Late", "Gaps", "unconfirmed", "Silent", "What-if"):
        assert silent not in text


def test_it_tells_what_needs_a_look(stage: Stage) -> None:
    doubtful = Stage(folder=stage.folder, answer=Receipt(outcome=Outcome.AMBIGUOUS, reason="no answer"))
    doubtful.round(MONDAY)
    text = told(doubtful.house(MONDAY + 8 * 24 * HOUR))
    assert text.startswith("Something needs a look.")
    assert "0 of 1 teams are up to date. Late: platform." in text
    assert f"Deliveries unconfirmed: platform/{WEEK}/channel (ambiguous)." in text
    assert "The policy did not change in the last 7 days." in text


def test_it_tells_which_keys_of_the_policy_changed_and_what_is_silent_until_when(stage: Stage) -> None:
    stage.round(MONDAY)
    policy = stage.folder / "policy.toml"
    policy.write_text(policy.read_text() + MUTE)
    text = told(stage.house(MONDAY + HOUR))
    assert "2026-11-16 09:00 UTC: teams.platform.mutes." in text
    assert "Silent for now: meeting_overload of platform until 2026-11-20." in text
    assert "merger" not in text
    assert health(stage.house(MONDAY + HOUR))["policy_changes"][-1]["keys"] == ["teams.platform.mutes"]
    assert "Silent for now" not in told(stage.house(MONDAY + 5 * 24 * HOUR))


def test_it_tells_how_often_limits_were_tried_out(stage: Stage) -> None:
    stage.round(MONDAY)
    log = stage.house(MONDAY).storage.policy_log
    for at in (MONDAY - 8 * 24 * HOUR, MONDAY - HOUR, MONDAY - 60):
        log.note(LogEntry(kind=Kind.WHAT_IF, at=at, keys=("auditors.meeting_overload.warn_hours",)))
    assert "What-if was used 2 times in the last 7 days." in told(stage.house(MONDAY + HOUR))


def publish(stage: Stage, levels: list[Level | None], week: Week) -> None:
    for number, level in enumerate(levels):
        report = report_of(f"t{number}", week).model_copy(
            update={"sections": (Section(auditor="meeting_overload", status="measured", level=level),)}
        )
        stage.house(MONDAY).storage.reports.publish(report)


def test_a_silent_baseline_tells_what_it_has_collected(stage: Stage) -> None:
    rewrite(stage, 'admin_route = "admins"', BASELINE)
    policy = stage.folder / "policy.toml"
    teams = "".join(f'[teams.t{number}]\ngroup = "g{number}"\n' for number in range(4))
    policy.write_text(policy.read_text() + teams)
    for back in range(3):
        publish(stage, ["good", "warn", "alert", None], before(WEEK, back))
    text = told(stage.house(MONDAY))
    assert "Silent baseline: weeks are audited and no card is sent before 2026-12-07." in text
    assert "A suggestion of limits needs 4 weeks in which 3 teams or more have a level." in text
    publish(stage, ["good", "good", "warn", None], before(WEEK, 3))
    text = told(stage.house(MONDAY))
    assert "meeting_overload: with today's limits 7 of 12 team-weeks would ask for a talk." in text
    assert "kadans what-if --suggest" in text


def test_a_baseline_of_few_teams_tells_no_levels(stage: Stage) -> None:
    rewrite(stage, 'admin_route = "admins"', BASELINE)
    policy = stage.folder / "policy.toml"
    policy.write_text(policy.read_text() + '[teams.t0]\ngroup = "g0"\n[teams.t1]\ngroup = "g1"\n')
    for back in range(4):
        publish(stage, ["alert", "alert"], before(WEEK, back))
    assert "would ask for a talk" not in told(stage.house(MONDAY))


def test_when_cards_come_the_baseline_is_over(stage: Stage) -> None:
    rewrite(stage, 'admin_route = "admins"', 'admin_route = "admins"\ncards_from = 2026-11-16')
    assert "baseline" not in told(stage.house(MONDAY))
