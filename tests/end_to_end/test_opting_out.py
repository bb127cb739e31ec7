"""Whoever opts out is left alone from the next audit on, and nobody who reads the reports can see it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.end_to_end.plain_tenant import MONDAY, WEEK, PlainTenant
from tests.end_to_end.running import Run, audit
from tests.graph.wire import Asked, Exchange, Says

TENANT = PlainTenant(teams=1, people=12, messages=120)
SOMEBODY = TENANT.person(0, 4)
QUIET = "quiet-group"
BY_LIST = f'opt_out = ["{SOMEBODY.upper()}"]'
BY_GROUP = f'opt_out_group = "{QUIET}"'


@dataclass(frozen=True)
class Office:
    """The plain tenant, where one person's calendar may say something else, and a group holds those who opted out."""

    calendar: list[dict[str, object]] | None = None
    paths: list[str] = field(default_factory=list)

    def __call__(self, asked: Asked) -> Says:
        """Answer a request."""
        self.paths.append(asked.path)
        if QUIET in asked.path:
            return Says(body={"value": [{"id": SOMEBODY, "accountEnabled": True, "userType": "Member"}]})
        if self.calendar is not None and SOMEBODY in asked.path and asked.path.endswith("/calendarView"):
            return Says(body={"value": self.calendar})
        return TENANT(asked)

    @property
    def about_somebody(self) -> list[str]:
        return [path for path in self.paths if SOMEBODY in path.lower() or "p4.t0" in path.lower()]


ON_LEAVE = [
    {
        "id": "leave",
        "iCalUId": "leave",
        "start": {"dateTime": f"{MONDAY:%Y-%m-%d}T00:00:00.0000000", "timeZone": "UTC"},
        "end": {"dateTime": f"{MONDAY.replace(day=16):%Y-%m-%d}T00:00:00.0000000", "timeZone": "UTC"},
        "isAllDay": True,
        "isOrganizer": True,
        "showAs": "oof",
    }
]


def policy(line: str = "") -> str:
    return TENANT.policy.replace("[organisation]\n", f"[organisation]\n{line}\n")


@pytest.fixture
def run(exchange: Exchange, tmp_path: Path) -> Callable[..., Run]:
    def once(office: Office, text: str, *arguments: str, folder: str) -> Run:
        with exchange.answering(office) as wire:
            done = audit(tmp_path / folder, wire.environment, *arguments, policy=text)
        assert done.code == 0, done.words
        return done

    return once


@pytest.mark.parametrize("line", [pytest.param(BY_LIST, id="by the list"), pytest.param(BY_GROUP, id="by the group")])
def test_a_report_is_the_same_whether_somebody_opted_out_or_was_on_leave(run: Callable[..., Run], line: str) -> None:
    opted_out, on_leave = Office(), Office(calendar=ON_LEAVE)
    one = run(opted_out, policy(line), "--week", WEEK, folder="opted-out")
    other = run(on_leave, policy(), "--week", WEEK, folder="on-leave")
    assert one.report("team-0", WEEK) == other.report("team-0", WEEK)
    assert {path: content for path, content in one.everything().items() if path.startswith("out/")} == {
        path: content for path, content in other.everything().items() if path.startswith("out/")
    }
    assert opted_out.about_somebody == []
    assert on_leave.about_somebody


def test_what_a_report_tells_of_keeps_its_shape_when_somebody_opts_out(run: Callable[..., Run]) -> None:
    before = run(Office(), policy(), "--week", WEEK, folder="before").report("team-0", WEEK)
    after = run(Office(), policy(BY_LIST), "--week", WEEK, folder="after").report("team-0", WEEK)
    assert after["people"] == before["people"] == {"members": 12}
    assert after.keys() == before.keys()
    for key in ("team", "week", "window", "gaps", "policy", "upcoming"):
        assert after.get(key) == before.get(key)
    for one, other in zip(before["sections"], after["sections"], strict=True):
        assert {key: value for key, value in one.items() if key != "measures"} == {
            key: value for key, value in other.items() if key != "measures"
        }
        assert [(m["key"], m["unit"], m.get("n")) for m in one.get("measures", [])] == [
            (m["key"], m["unit"], m.get("n")) for m in other.get("measures", [])
        ]
    assert SOMEBODY not in json.dumps(after).lower()


def test_it_holds_from_the_next_audit_on_and_changes_nothing_that_is_published(
    run: Callable[..., Run], tmp_path: Path
) -> None:
    first = run(Office(), policy(), "--week", WEEK, folder="same")
    kept = first.report("team-0", WEEK)
    later = Office()
    again = run(later, policy(BY_LIST), "--week", WEEK, folder="same")
    assert again.report("team-0", WEEK) == kept
    assert later.paths == [], "a published week is read no more"
    limits = (
        "[auditors.meeting_overload]\nwarn_hours = 5\nalert_hours = 6\n[auditors.off_hours_messages]\nwarn_days = 0\n"
    )
    assert run(later, policy() + limits, "--week", WEEK, folder="same").report("team-0", WEEK) == kept
    assert later.paths == []
    other_week = Office()
    run(other_week, policy(BY_LIST), "--week", "2026-W45", folder="same")
    assert other_week.paths
    assert other_week.about_somebody == []
    assert not any(
        SOMEBODY in path.read_bytes().decode("utf-8", "replace").lower() for path in stored(tmp_path / "same")
    )


def stored(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and path.name != "policy.toml"]
