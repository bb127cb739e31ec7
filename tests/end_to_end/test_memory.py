"""Facts live as long as their team's turn: a larger company takes more time, and no more memory."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.end_to_end.plain_tenant import WEEK, PlainTenant
from tests.end_to_end.running import ROOT
from tests.graph.wire import Exchange

PROGRAM = """
import asyncio, json, os, resource, sys, tracemalloc
from pathlib import Path
from datetime import UTC, datetime
import auditors, graph.calendars, graph.calls, graph.directory, graph.messages, graph.token, reports.page  # noqa
from jobs.command import AuditCommand, run_audit

now = datetime(2026, 11, 16, 8, 30, tzinfo=UTC)
command = AuditCommand(out=Path("out"), week=sys.argv[1])

def run(policy):
    return asyncio.run(run_audit(command, {**os.environ, "KADANS_POLICY": policy}, now=now))

assert run("warm.toml") == 0
tracemalloc.start()
assert run("policy.toml") == 0
print(json.dumps(tracemalloc.get_traced_memory()[1]), file=sys.stderr)
"""


def peak(exchange: Exchange, folder: Path, tenant: PlainTenant) -> int:
    """Return the peak of what Python holds while it audits a tenant, in bytes, imports not counted."""
    folder.mkdir()
    (folder / "policy.toml").write_text(tenant.policy, "utf-8")
    (folder / "warm.toml").write_text(PlainTenant(teams=1).policy.replace("team-0", "warm"), "utf-8")
    with exchange.answering(tenant) as wire:
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM, WEEK],
            cwd=folder,
            env={"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1", **wire.environment},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        exports = sum("getAllMessages" in asked.path for asked in wire.asked)
    assert done.returncode == 0, done.stderr
    assert exports == 3 * tenant.people * (tenant.teams + 1)
    return int(done.stderr.splitlines()[-1])


@pytest.mark.parametrize("large", [pytest.param(25, id="25 teams, 300 people, 90 000 messages")])
def test_memory_is_bounded_by_a_few_teams_whatever_the_size_of_the_company(
    exchange: Exchange, tmp_path: Path, large: int
) -> None:
    """Six times as many people: how many of them are read side by side follows the answers' timing, so a third is let pass."""
    small = peak(exchange, tmp_path / "small", PlainTenant(teams=4))
    assert peak(exchange, tmp_path / "large", PlainTenant(teams=large)) < 1.34 * small
