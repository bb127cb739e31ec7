"""`kadans explain` and `kadans check`: a table for a person, lines for a program, and nobody's id in either."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from rich.console import Console

from jobs.explain import run_changes, run_explain
from jobs.policy_meaning import meaning
from jobs.settings import read_settings
from jobs.wiring import open_storage
from storage.policy_log import Kind, LogEntry
from tests.core.policies import EXAMPLE, ROOT, SMALL, TEAM, changed, policy

POLICY = ROOT / "config" / "policy.toml"


def shown(*, terminal: bool, width: int = 80) -> str:
    written = io.StringIO()
    console = Console(file=written, width=width, force_terminal=terminal, color_system=None, highlight=False)
    assert run_explain("platform", POLICY, {}, as_json=False, console=console) == 0
    return written.getvalue()


def test_a_table_fits_eighty_columns_and_breaks_no_word() -> None:
    text = shown(terminal=True)
    assert max(len(line.rstrip()) for line in text.splitlines()) <= 80
    for words in ("all_virtual_rule", "counts_as_attending", "works-council-de", "organisation", "[teams.*]"):
        assert words in text
    (line,) = (line.split() for line in text.splitlines() if "warn_hours" in line)
    assert line == ["warn_hours", "12", "hours", "team", "5", "to", "40"]
    assert "The preset 'belgium'" in text


def test_piped_it_is_a_line_for_each_setting(capsys: pytest.CaptureFixture[str]) -> None:
    assert shown(terminal=False) == ""
    lines = [line.split("\t") for line in capsys.readouterr().out.splitlines()]
    assert ["auditors.meeting_overload.warn_hours", "12 hours", "team", "5 to 40"] in lines
    assert {len(line) for line in lines} == {4}


def test_as_json_it_holds_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    run_explain("platform", POLICY, {}, as_json=True)
    told = {f"{each['table']}.{each['key']}": each for each in json.loads(capsys.readouterr().out)}
    assert told["auditors.meeting_overload.warn_hours"] == {
        "table": "auditors.meeting_overload", "key": "warn_hours", "value": "12", "unit": "hours", "layer": "team",
        "bound": "5 to 40",
    }  # fmt: skip
    assert "0000-0000" not in json.dumps(told)


def test_changes_are_told_by_time_version_and_key(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    environment = {
        "KADANS_TENANT_ID": "t", "KADANS_CLIENT_ID": "c", "KADANS_CLIENT_SECRET": "s",
        "KADANS_STORAGE": f"folder:{tmp_path}",
    }  # fmt: skip
    run_changes(None, environment)
    assert capsys.readouterr().out == "No policy has been in force in this storage yet.\n"
    log = open_storage(read_settings(environment)).policy_log
    log.note(LogEntry(kind=Kind.POLICY, at=0, keys=(), version="sha256:" + "ab" * 32))
    log.note(LogEntry(kind=Kind.WHAT_IF, at=60, keys=("auditors.x.y", "auditors.x.z"), version="sha256:" + "ab" * 32))
    log.note(LogEntry(kind=Kind.POLICY, at=120, keys=("organisation.opt_out",), version="sha256:" + "cd" * 32))
    run_changes(None, environment)
    assert capsys.readouterr().out.splitlines() == [
        "1970-01-01T00:00:00Z  policy sha256:abababababababab  the first one",
        "1970-01-01T00:01:00Z  what-if sha256:abababababababab  auditors.x.y, auditors.x.z",
        "1970-01-01T00:02:00Z  policy sha256:cdcdcdcdcdcdcdcd  organisation.opt_out",
    ]


def test_a_valid_policy_is_told_by_what_it_means() -> None:
    told = "\n".join(meaning(policy(EXAMPLE)))
    for line in (
        "Reads: calendars. Not: chats, channel messages, call records, work locations.",
        "off_hours_messages: 1 team, not measured, since chats are off.",
        "meeting_overload: 1 team, measured.",
        "all_virtual_rule: 1 team, measured, less well without call records.",
        "Told of 5 people or more (preset 'belgium'",
        "No week that began before 2026-10-01 is read",
        "no card is sent before 2026-12-07",
        "platform: all_virtual_rule is silent up to and including 2026-12-31.",
        "Nobody uses: [routes.platform-general], [routes.platform-channel], [schedules.alternate-fridays].",
    ):
        assert line in told


def test_what_a_policy_does_not_have_is_not_told() -> None:
    told = list(meaning(policy(SMALL + TEAM + "[signals]\nchats = true\nchannels = true\ncalls = true\n")))
    assert told.pop(1).startswith("Permissions for that, beside the directory's: Calendars.ReadBasic.All, Mail")
    assert told == [
        "Reads: calendars, chats, channel messages, call records. Not: work locations.",
        "off_hours_messages: 1 team, measured.",
        "meeting_overload: 1 team, measured.",
        "all_virtual_rule: 1 team, measured.",
        "Told of 5 people or more.",
    ]


def test_a_preset_that_raises_the_floor_is_told() -> None:
    text = changed('preset = "belgium"', 'preset = "works-council-de"')
    assert any(
        line.startswith("Told of 10 people or more (preset 'works-council-de'") for line in meaning(policy(text))
    )
