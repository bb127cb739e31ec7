"""Run the product as a user does, and compare its reports with the second opinion."""

# ruff: noqa: ANN401 - JSON, and settings passed on
from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from .company import Company
from .oracle import ExpectedReport, ExpectedSection
from .oracle_messages import Share
from .publish import LITTLE, derivable, exact, may_be_withheld, shown
from .scenario import CLIENT_ID, CLIENT_SECRET, TENANT_ID
from .server import Tenant

ROOT = Path(__file__).resolve().parents[2]


def toml(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{json.dumps(str(k))} = {toml(v)}" for k, v in value.items()) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(toml(v) for v in value) + "]"
    return json.dumps(value)


def policy_text(policy: dict[str, Any]) -> str:
    lines = []
    for section, values in policy.items():
        if section in ("teams", "routes", "schedules", "auditors"):
            for name, inner in values.items():
                lines += [f"[{section}.{name}]", *(f"{k} = {toml(v)}" for k, v in inner.items()), ""]
        else:
            lines += [f"[{section}]", *(f"{k} = {toml(v)}" for k, v in values.items()), ""]
    return "\n".join(lines)


@dataclass
class Run:
    code: int
    out: str
    err: str
    folder: Path
    reports: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def words(self) -> str:
        return self.out + self.err

    def everything(self) -> dict[str, bytes]:
        """Return all that left the process: what it printed, and every file below its folder but the policy's."""
        found = {"stdout": self.out.encode(), "stderr": self.err.encode()}
        for path in self.folder.rglob("*"):
            if path.is_file() and path.name not in ("policy.toml", "ca.pem"):
                found[str(path.relative_to(self.folder))] = path.read_bytes()
        return found


def audit(
    company: Company,
    tenant: Tenant,
    folder: Path,
    *options: str,
    policy: str | None = None,
    want_exact: bool = True,
    timeout: float = 100,
    environment: Mapping[str, str] | None = None,
) -> Run:
    folder.mkdir(parents=True, exist_ok=True)
    rules = folder / "policy.toml"
    rules.write_text(policy if policy is not None else policy_text(company.policy()), encoding="utf-8")
    out = folder / "out"
    command = [sys.executable, "-m", "cli", "audit", "--week", company.week, "--out", str(out), *options]
    variables = {
        "PATH": os.environ.get("PATH", ""),
        "HOME": str(folder),
        "LANG": "C.UTF-8",
        "TMPDIR": str(folder / "tmp"),
        "KADANS_TENANT_ID": TENANT_ID,
        "KADANS_CLIENT_ID": CLIENT_ID,
        "KADANS_CLIENT_SECRET": CLIENT_SECRET,
        "KADANS_GRAPH_URL": f"{tenant.base}/v1.0",
        "KADANS_AUTHORITY": tenant.base,
        "KADANS_CA_BUNDLE": str(tenant.ca),
        "KADANS_POLICY": str(rules),
        "KADANS_STORAGE": f"folder:{folder / 'store'}",
        **(environment or {}),
    }
    (folder / "tmp").mkdir(exist_ok=True)
    done = subprocess.run(
        [*command, *(["--exact"] if want_exact else [])],
        cwd=ROOT,
        env=variables,
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )
    run = Run(done.returncode, done.stdout, done.stderr, folder)
    for path in out.glob(f"*/{company.week}/report.json"):
        run.reports[path.parent.parent.name] = json.loads(path.read_text(encoding="utf-8"))
    return run


def close(left: Any, right: Any) -> bool:
    if isinstance(left, int | float) and isinstance(right, int | float):
        return abs(left - right) < 1e-3
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(close, left, right))
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(close(left[k], right[k]) for k in left)
    return bool(left == right)


def _in_units(measure: dict[str, Any], truth: Any, told: Any) -> tuple[Any, Any]:
    """Give shares in per cent where the report does."""
    if not str(measure.get("unit", "")).startswith(("%", "percent")):
        return truth, told
    return truth * 100, told * 100 if isinstance(told, float) else told


def _shows(said: Any, told: Any, *, key: str, lenient: set[str]) -> bool:
    if isinstance(told, dict):
        return (
            isinstance(said, dict)
            and said.keys() == told.keys()
            and all(_shows(said[k], told[k], key=k, lenient=lenient) for k in told)
        )
    return told is None or close(said, told) or (said == LITTLE and key in lenient)


def _compare_section(expected: ExpectedSection, got: dict[str, Any] | None, members: int) -> list[str]:
    name = expected.auditor
    if got is None:
        return [f"{name}: no such section"]
    if got["status"] != expected.status:
        return [f"{name}: status {got['status']}, expected {expected.status}"]
    measures = {m["key"]: m for m in got.get("measures", [])}
    if expected.status != "measured":
        held = sorted(k for k in measures if k != "at_risk_next_week")
        wrong = [f"{name}: a {expected.status} section holds {held}"] if held else []
        return wrong + _compare_values(expected, measures, members)
    wrong = _compare_values(expected, measures, members)
    if got.get("level") != expected.level:
        wrong.insert(0, f"{name}: level {got.get('level')}, expected {expected.level}")
    if name == "meeting_overload" and "meeting_hours_p90" in measures and expected.n < 50:
        wrong.append(f"{name}.meeting_hours_p90: present with {expected.n} people")
    if name == "off_hours_messages":
        leaks = derivable(expected.values, {k: m["value"] for k, m in measures.items()})
        wrong += [f"{name}: {key} is withheld alone, the rest of its sum tells it" for key in leaks]
    return wrong


def _compare_values(expected: ExpectedSection, measures: dict[str, Any], members: int) -> list[str]:
    wrong = []
    lenient = may_be_withheld(expected.values)
    for key, value in expected.values.items():
        where = f"{expected.auditor}.{key}"
        if key not in measures:
            wrong.append(f"{where}: missing, expected {exact(value)}")
            continue
        measure = measures[key]
        told = shown(value, n=expected.n, nominal=members)
        truth, told = _in_units(measure, exact(value), told)
        if isinstance(value, Share) and not value.whole.total:
            continue
        if "exact" not in measure or not close(measure["exact"], truth):
            wrong.append(f"{where}: exact {measure.get('exact')}, expected {truth}")
        if not _shows(measure["value"], told, key=key, lenient=lenient):
            wrong.append(f"{where}: shows {measure['value']}, expected {told} ({truth} of n {expected.n}, N {members})")
        if measure.get("unit") == "people" and measure.get("n") != members:
            wrong.append(f"{where}: n {measure.get('n')}, expected {members}")
    return wrong


def _named(got: dict[str, Any]) -> list[dict[str, Any]]:
    return sorted(got.get("upcoming", []), key=lambda meeting: str(meeting["start"]))


def differences(expected: ExpectedReport, got: dict[str, Any] | None) -> list[str]:
    """Return in words where a report differs from the second opinion."""
    if got is None:
        return ["no report was written"]
    wrong = []
    people = got["people"]
    if people.get("members") != expected.members:
        wrong.append(f"members {people.get('members')}, expected {expected.members}")
    sections = {s["auditor"]: s for s in got["sections"]}
    measured = any(s.status == "measured" for s in expected.sections.values())
    for name, number in (("counted", expected.counted), ("away", expected.away)):
        if (measured or name in people) and people.get(name) != number:
            wrong.append(f"{name} {people.get(name)}, expected {number}")
    if not expected.overlapping:
        for source, number in expected.unreadable.items():
            count = sum(g.get("count", 0) for g in got.get("gaps", []) if g["source"] == source)
            if count != number:
                wrong.append(f"gaps of {source}: {count}, expected {number} ({got.get('gaps')})")
    for name, section in expected.sections.items():
        if section.upcoming is not None and _named(got) != section.upcoming:
            wrong.append(f"upcoming {_named(got)}, expected {section.upcoming}")
        wrong += _compare_section(section, sections.get(name), expected.members)
    return wrong
