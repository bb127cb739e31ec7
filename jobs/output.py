"""Writes what came out."""

import sys
from collections.abc import Mapping
from pathlib import Path

from core.policy_file import Policy
from jobs.audit import Audited, Step


class Progress:
    def __enter__(self):
        return self

    def __exit__(self, *a):
        return None

    def watch(self, team: str, step: Step) -> None:
        pass


def write_outputs(each: Audited, policy: Policy, out: Path, environment: Mapping[str, str], *, deliver: bool) -> bool:
    if each.report is None:
        print(f"{each.team.key} {each.week}: {each.problem}", file=sys.stderr)
        return False
    folder = out / each.team.key / str(each.week)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "report.json").write_text(each.report.to_json())
    return True
