"""Kadans itself, end to end: what `kadans audit` runs, from the policy to the card, with nothing left out.

`--unlimited` lifts the rates that the gates keep, since otherwise nothing but the 200 requests a second would be seen.
`--read-only` stops at the facts: no auditor, no report, no card.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
import time
from pathlib import Path

import jobs.audit
from bench.company import NOW, WEEK
from core.facts import Facts
from core.report import People, PolicyStamp, Report, Window
from core.team import TeamSettings
from core.week import Week, rfc3339
from graph import gates
from jobs.command import AuditCommand, load_policy, run_audit
from jobs.settings import read_settings


def _empty(facts: Facts, settings: TeamSettings, **_: object) -> Report:
    """Return a report of nothing."""
    return Report(
        team=settings.key,
        week=str(facts.week),
        window=Window(start=rfc3339(facts.window.start), end=rfc3339(facts.window.end)),
        people=People(members=facts.members, counted=0, away=0),
        sections=(),
        policy=PolicyStamp(version=""),
    )


class _Nowhere:
    """Keeps nothing."""

    def read(self, team: str, week: Week) -> Report | None:
        """Find nothing."""

    def publish(self, report: Report) -> None:
        """Drop it."""


async def _read_only() -> int:
    vars(jobs.audit)["report_of"] = _empty
    settings = read_settings(os.environ)
    request = jobs.audit.AuditRequest(policy=load_policy(settings.policy), week=Week.parse(WEEK))
    done = await jobs.audit.audit_each(
        request,
        settings,
        _Nowhere(),
        now=NOW,
        watch=lambda _team, _step: None,
        then=lambda each: each.report is not None,
    )
    return 0 if all(done) else 1


def main() -> None:
    """Audit the week and tell in JSON how long it took, imports not counted."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--unlimited", action="store_true")
    parser.add_argument("--read-only", action="store_true")
    asked = parser.parse_args()
    if asked.unlimited:
        gates.PER_SECOND.clear()
    start = time.perf_counter()
    if asked.read_only:
        code = asyncio.run(_read_only())
    else:
        code = asyncio.run(run_audit(AuditCommand(out=asked.out, week=WEEK), os.environ, now=NOW))
    print("\n" + json.dumps({"wall": time.perf_counter() - start}))
    sys.exit(code)


if __name__ == "__main__":
    main()
