"""What-if on a served company: levels of all teams together, the same as an audit finds, and nothing kept."""

from __future__ import annotations

import asyncio
import io
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from rich.console import Console

from core.errors import PolicyError
from core.policy_file import read_policy
from core.week import Week
from jobs.audit import AuditRequest, audit
from jobs.settings import read_settings
from jobs.what_if import USES_AT_MOST, WhatIfCommand, run_what_if
from jobs.wiring import open_storage, report_store, rules
from sandbox import Company, Faults, Served, build, policy_toml, served_in_thread
from storage.policy_log import Kind, LogEntry

WEEK = Week(2026, 46)
KEY = "auditors.meeting_overload.warn_hours"


@pytest.fixture(scope="module")
def company() -> Company:
    return build(seed=7, people=60, week=str(WEEK))


@pytest.fixture(scope="module")
def served(company: Company) -> Iterator[Served]:
    with served_in_thread(company, faults=Faults.none()) as found:
        yield found


@dataclass(frozen=True)
class Asked:
    code: int
    out: str
    folder: Path


def environment(served: Served, folder: Path) -> dict[str, str]:
    return {**served.environment, "KADANS_STORAGE": f"folder:{folder}"}


def ask(
    served: Served, tmp_path: Path, *settings: str, policy: str, weeks: int | None = None, suggest: bool = False
) -> Asked:
    path = tmp_path / "policy.toml"
    path.write_text(policy, "utf-8")
    written = io.StringIO()
    command = WhatIfCommand(settings=settings, policy=path, weeks=weeks, suggest=suggest)
    folder = tmp_path / "storage"
    console = Console(file=written, width=80)
    code = asyncio.run(run_what_if(command, environment(served, folder), now=served.company.now, console=console))
    return Asked(code=code, out=written.getvalue(), folder=folder)


def audited_levels(served: Served, tmp_path: Path, policy: str) -> Counter[str | None]:
    settings = read_settings(environment(served, tmp_path / "other"))
    read = read_policy(policy.encode(), name="policy.toml", rules=rules())
    request = AuditRequest(policy=read, week=WEEK)
    found = asyncio.run(
        audit(request, settings, report_store(settings), now=served.company.now, watch=lambda _, __: None)
    )
    sections = [each.report.section("meeting_overload") for each in found if each.report]
    return Counter(section.level for section in sections if section)


def rows(out: str) -> dict[str, list[str]]:
    cut = {"Talk about it": "alert", "Watch": "warn", "Good": "good", "No level": None}
    return {
        str(level): line.removeprefix(f" {name}").split()
        for line in out.splitlines()
        for name, level in cut.items()
        if line.startswith(f" {name} ")
    }


def test_levels_are_those_of_an_audit_today_and_under_the_limits_tried_out(
    served: Served, company: Company, tmp_path: Path
) -> None:
    policy = policy_toml(company)
    limits = "\n[auditors.meeting_overload]\nwarn_hours = 6\nalert_hours = 8\n"
    asked = ask(
        served, tmp_path, f"{KEY}=6", "auditors.meeting_overload.alert_hours=8", policy=policy, weeks=1,
    )  # fmt: skip
    assert asked.code == 0
    today, then = (
        audited_levels(served, tmp_path / "a", policy),
        audited_levels(served, tmp_path / "b", policy + limits),
    )
    assert today != then, "the limits must make a difference, or nothing is tested"
    told = rows(asked.out)
    for level in ("alert", "warn", "good", None):
        assert told.get(str(level), ["0", "0"])[:2] == [str(today[level]), str(then[level])], asked.out
    assert "warn_hours = 6 (today 15), alert_hours = 8 (today 20)" in asked.out
    marks = [line for line in asked.out.splitlines() if "2026-W46  today" in line or "what if  " in line]
    assert [len(line.split()[-1]) for line in marks[-2:]] == [sum(today.values()) - today[None]] * 2


def test_nothing_is_stored_but_that_it_was_asked_and_no_team_is_named(
    served: Served, company: Company, tmp_path: Path
) -> None:
    asked = ask(served, tmp_path, f"{KEY}=12", policy=policy_toml(company), weeks=1)
    assert sorted(path.suffix for path in asked.folder.rglob("*") if path.is_file()) == [".sqlite"]
    storage = open_storage(read_settings(environment(served, asked.folder)))
    assert [list(storage.rows.listed(kind)) for kind in ("lease/", "delivery/", "failure/")] == [[], [], []]
    (entry,) = storage.policy_log.entries()
    assert (entry.kind, entry.at, entry.keys) == (Kind.WHAT_IF, int(company.now.timestamp()), (KEY,))
    for team in company.teams:
        assert team.key not in asked.out
        assert team.name not in asked.out
    for person in company.people:
        assert person.id not in asked.out


def test_only_what_the_section_needs_is_read(served: Served, company: Company, tmp_path: Path) -> None:
    before = len(served.requests)
    ask(served, tmp_path, f"{KEY}=12", policy=policy_toml(company), weeks=1)
    paths = [seen.path for seen in served.requests[before:]]
    assert [path for path in paths if "/calendarView" in path]
    assert not [path for path in paths if "/chats" in path or "/channels" in path or "/communications/" in path]


@pytest.mark.parametrize(
    ("settings", "asked", "problem"),
    [
        pytest.param([f"{KEY}=12.5"], (None, False), "Try 12 or 13.", id="off the grid"),
        pytest.param([f"{KEY}=25"], (None, False), "warn_hours = 25 must not be above alert_hours = 20.", id="no fit"),
        pytest.param([f"{KEY}=12"], (0, False), "--weeks 0: must be 1 to 12.", id="no week"),
        pytest.param([f"{KEY}=12"], (13, False), "--weeks 13: must be 1 to 12.", id="too many weeks"),
        pytest.param([], (3, True), "--weeks 3: a suggestion needs 4 weeks or more.", id="too few to suggest"),
        pytest.param([], (None, False), "What if what? Give --set", id="nothing"),
        pytest.param([f"{KEY}=12"], (None, True), "What if what? Give --set", id="both"),
    ],
)
def test_what_makes_no_sense_is_refused_before_anything_is_read(
    served: Served,
    company: Company,
    tmp_path: Path,
    settings: list[str],
    asked: tuple[int | None, bool],
    problem: str,
) -> None:
    before = len(served.requests)
    weeks, suggest = asked
    with pytest.raises(PolicyError) as caught:
        ask(served, tmp_path, *settings, policy=policy_toml(company), weeks=weeks, suggest=suggest)
    assert problem in str(caught.value)
    assert len(served.requests) == before
    assert not (tmp_path / "storage").exists(), "nor is it a use"


def test_with_fewer_than_three_teams_nothing_is_told(served: Served, company: Company, tmp_path: Path) -> None:
    first = company.teams[0].key
    policy = policy_toml(company)
    only = policy.replace("sections", "#").replace(
        f"[teams.{first}]", f'[teams.{first}]\nsections = ["meeting_overload"]'
    )
    for team in company.teams[2:]:
        only = only.replace(f"[teams.{team.key}]", f'[teams.{team.key}]\nsections = ["all_virtual_rule"]')
    before = len(served.requests)
    with pytest.raises(
        PolicyError, match=r"^meeting_overload: 2 of the policy's teams have this section\. What-if needs 3"
    ):
        ask(served, tmp_path, f"{KEY}=12", policy=only)
    assert len(served.requests) == before


def test_a_week_in_which_few_teams_have_a_level_is_not_told(served: Served, company: Company, tmp_path: Path) -> None:
    policy = policy_toml(company).replace('preset = "belgium"', "smallest_group = 100")
    asked = ask(served, tmp_path, f"{KEY}=12", policy=policy, weeks=1)
    assert "fewer than 3 teams have a level in any week" in asked.out
    assert rows(asked.out) == {}


def test_who_sweeps_is_stopped_and_stands_in_the_log(served: Served, company: Company, tmp_path: Path) -> None:
    storage = open_storage(read_settings(environment(served, tmp_path / "storage")))
    now = int(company.now.timestamp())
    for number in range(USES_AT_MOST):
        storage.policy_log.note(LogEntry(kind=Kind.WHAT_IF, at=now - 3600 - number, keys=(KEY,)))
    before = len(served.requests)
    with pytest.raises(PolicyError, match=r"^What-if was used 20 times in seven days"):
        ask(served, tmp_path, f"{KEY}=12", policy=policy_toml(company), weeks=1)
    assert len(served.requests) == before


def test_a_use_of_last_week_is_forgiven(served: Served, company: Company, tmp_path: Path) -> None:
    storage = open_storage(read_settings(environment(served, tmp_path / "storage")))
    earlier = int(company.now.timestamp()) - 7 * 24 * 3600
    for number in range(USES_AT_MOST):
        storage.policy_log.note(LogEntry(kind=Kind.WHAT_IF, at=earlier - number, keys=(KEY,)))
    assert ask(served, tmp_path, f"{KEY}=12", policy=policy_toml(company), weeks=1).code == 0


def test_a_use_is_told_to_the_log_of_the_program(
    served: Served, company: Company, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ask(served, tmp_path, f"{KEY}=12", policy=policy_toml(company), weeks=1)
    said = capsys.readouterr()
    assert [json.loads(line)["keys"] for line in said.err.splitlines() if line.startswith("{")] == [[KEY]]
    assert said.out == ""


def test_a_baseline_of_four_weeks_suggests_limits(served: Served, company: Company, tmp_path: Path) -> None:
    policy = policy_toml(company, further={})
    for team in company.teams:
        policy = policy.replace(f"[teams.{team.key}]", f'[teams.{team.key}]\nsections = ["meeting_overload"]')
    policy += "[auditors.meeting_overload]\nwarn_hours = 5\nalert_hours = 40\n"
    asked = ask(served, tmp_path, policy=policy, suggest=True)
    (line,) = (line for line in asked.out.splitlines() if "warn_hours" in line)
    cells = line.split()
    assert cells[1:3] == ["5", "hours"]
    flagged_now, value, flagged_then = int(cells[3]), int(cells[7]), int(cells[9])
    assert value > 5, "the limit flags most of them, so a higher one is suggested"
    assert flagged_then < flagged_now
    assert "--changes" in asked.out
