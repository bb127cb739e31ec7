"""The demo, and the sandbox as a stand-in for a tenant."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from sandbox import build
from tests.end_to_end.running import ROOT, audit, kadans

WEEK = "2026-W46"


def test_the_demo_audits_a_company_and_shows_what_its_cards_say(tmp_path: Path) -> None:
    run = kadans(tmp_path, {}, "demo", "--out", "here", "--week", WEEK)
    assert run.code == 0, run.words
    for team in build(seed=7, people=60, week=WEEK).teams:
        assert team.name in run.out
    assert WEEK in run.out
    reports = sorted(path.parent.parent.name for path in tmp_path.glob(f"here/*/{WEEK}/report.json"))
    assert len(reports) == 6
    for name in ("card.json", "report.html"):
        assert all((tmp_path / "here" / team / WEEK / name).stat().st_size > 500 for team in reports)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["here"], "nothing else is left behind"


def test_a_served_sandbox_is_audited_from_another_process(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "cli", "sandbox", "serve", "--people", "12", "--seed", "3", "--week", WEEK]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=tmp_path, env=environment) as server:
        try:
            assert server.stdout is not None
            lines = [shlex.split(server.stdout.readline()) for _ in range(12)]
            assert {line[0] for line in lines} == {"export"}
            told = dict(line[1].split("=", 1) for line in lines)
            run = audit(tmp_path / "client", told, "--week", WEEK, "--exact")
        finally:
            server.send_signal(signal.SIGINT)
            try:
                server.wait(20)
            finally:
                server.kill()
    assert server.returncode in {0, 130}
    assert run.code == 0, run.words
    assert run.report("platform", WEEK)["people"]["members"] == 6
    assert "exact" in run.report("platform", WEEK)["sections"][1]["measures"][0]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        pytest.param(("--faults", "nowhere.toml"), "nowhere.toml", id="no file"),
        pytest.param(("--faults", "wrong.toml"), "wrong.toml", id="a file of something else"),
        pytest.param(("--week", "tomorrow"), "--week", id="no week"),
    ],
)
def test_a_sandbox_that_makes_no_sense_is_not_opened(tmp_path: Path, arguments: tuple[str, ...], words: str) -> None:
    (tmp_path / "wrong.toml").write_text("[[faults]]\nmatches = 1\n")
    run = kadans(tmp_path, {}, "sandbox", "serve", *arguments)
    assert run.code == 2, run.words
    assert words in run.err
    assert len(run.err.splitlines()) == 1


def test_a_good_policy_is_told_to_be_one_and_what_it_still_lacks(tmp_path: Path) -> None:
    text = '[organisation]\ndomains = ["x.example"]\nzone = "UTC"\n[teams.one]\ngroup = "g"\n'
    (tmp_path / "mine.toml").write_text(text)
    run = kadans(tmp_path, {}, "check", "--policy", "mine.toml")
    assert run.code == 0
    assert "mine.toml: valid. 1 team: one." in run.out
    assert "[governance] still lacks: purpose, charter" in run.out


def test_everything_wrong_with_a_policy_is_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "policy.toml").write_text(
        '[organisation]\ndomains = ["x.example"]\nzone = "Mars/Base"\n[privacy]\nsmallest_group = 3\n'
        '[auditors.meeting_overload]\nwarn_hour = 12\n[teams.one]\ngroup = "g"\n'
    )
    run = kadans(tmp_path, {}, "check")
    assert run.code == 2
    for words in ("Mars/Base", "smallest_group = 3", "warn_hour", "Did you mean 'warn_hours'?"):
        assert words in run.err
    assert all(line.startswith("policy.toml: ") for line in run.err.splitlines())
