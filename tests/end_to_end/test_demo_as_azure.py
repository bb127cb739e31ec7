"""The demo of the Azure door, as a newcomer sees it; and nothing of it stays behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from sandbox.azure.azurite import why_not
from tests.end_to_end.running import ROOT, kadans

needs_azurite = pytest.mark.skipif(why_not() is not None, reason=why_not() or "")


@contextmanager
def demo(folder: Path) -> Iterator[subprocess.Popen[str]]:
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "PYTHONUNBUFFERED": "1",
        "COLUMNS": "120",
        "TMPDIR": str(folder),
    }
    command = [sys.executable, "-m", "cli", "demo", "--as-azure"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=folder, env=environment
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def begun_by(process: int) -> set[int]:
    """Return a process's children, and theirs."""
    found = set()
    for tasks in Path("/proc").glob(f"{process}/task/*/children"):
        for child in map(int, tasks.read_text().split()):
            found |= {child, *begun_by(child)}
    return found


def alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


@needs_azurite
def test_every_team_gets_one_card_and_the_second_round_posts_nothing(tmp_path: Path) -> None:
    with demo(tmp_path) as process:
        said, _ = process.communicate(timeout=300)
    assert process.returncode == 0, said
    assert "A stand-in: the host of Azure Functions" in said
    for team in ("Platform", "Verkoop", "Finance", "Juridische dienst"):
        (row,) = (line for line in said.splitlines() if line.strip().startswith(team))
        assert row.removeprefix(f" {team}").split()[:3] == ["4", "1", "1"], said
    assert "0 messages, 0 new cards" in said
    assert "GET /api/health answers 200" in said
    assert "up to date: 4 of 4 teams" in said
    assert list(tmp_path.iterdir()) == []


@needs_azurite
@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="looks for processes in /proc, which is not here")
@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT], ids=["told to end", "interrupted"])
def test_ended_in_the_middle_it_leaves_no_process_and_no_file(tmp_path: Path, told: signal.Signals) -> None:
    with demo(tmp_path) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if "The queues run" in line:
                break
        children = begun_by(process.pid)
        process.send_signal(told)
        rest, _ = process.communicate(timeout=60)
    assert process.returncode == 130, rest
    assert len(children) >= 2, "Azurite and the worker ran"
    assert [each for each in children if alive(each)] == []
    assert list(tmp_path.iterdir()) == []
    assert "Traceback" not in rest


def test_without_the_development_tools_it_says_what_to_do(tmp_path: Path) -> None:
    run = kadans(tmp_path, {"KADANS_AZURITE_TOOLS": str(tmp_path / "nowhere")}, "demo", "--as-azure")
    assert run.code == 2
    assert "make demo-azure" in run.err
    assert len(run.err.splitlines()) == 1
