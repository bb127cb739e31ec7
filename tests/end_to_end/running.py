"""Runs the program as a person does, and looks at everything that left it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run of `kadans`, with its folder."""

    code: int
    out: str
    err: str
    folder: Path

    @property
    def words(self) -> str:
        return self.out + self.err

    def report(self, team: str, week: str) -> dict[str, Any]:
        file = self.folder / "out" / team / week / "report.json"
        found: dict[str, Any] = json.loads(file.read_text("utf-8"))
        return found

    def section(self, team: str, week: str, auditor: str) -> dict[str, Any]:
        sections: list[dict[str, Any]] = self.report(team, week)["sections"]
        return next(section for section in sections if section["auditor"] == auditor)

    def everything(self) -> dict[str, bytes]:
        """Return all that left the process: what it printed, and every file in its folder but the policy."""
        files = (path for path in self.folder.rglob("*") if path.is_file() and path.name != "policy.toml")
        found = {str(path.relative_to(self.folder)): path.read_bytes() for path in files}
        return {"stdout": self.out.encode(), "stderr": self.err.encode(), **found}


def kadans(folder: Path, environment: Mapping[str, str], *arguments: str, policy: str | None = None) -> Run:
    """Run the program in a folder of its own; a policy is written there first."""
    folder.mkdir(parents=True, exist_ok=True)
    if policy is not None:
        (folder / "policy.toml").write_text(policy, "utf-8")
    surroundings = {
        "PATH": os.environ.get("PATH", ""),
        "HOME": str(folder),
        "TMPDIR": str(folder),
        "LANG": "C.UTF-8",
        "PYTHONPATH": str(ROOT),
        "PYTHONDONTWRITEBYTECODE": "1",
        "COLUMNS": "200",
    }
    done = subprocess.run(
        [sys.executable, "-m", "cli", *arguments],
        cwd=folder,
        env={**surroundings, **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return Run(code=done.returncode, out=done.stdout, err=done.stderr, folder=folder)


def audit(folder: Path, environment: Mapping[str, str], *arguments: str, policy: str | None = None) -> Run:
    """Run `kadans audit`, with its output in the folder `out`."""
    return kadans(folder, environment, "audit", "--out", "out", *arguments, policy=policy)
