"""The table of permissions against what the graph room really asks for, and what a tenant refuses without them."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from auditors import ALL
from core.errors import KadansError
from core.permissions import PERMISSIONS, Permission, Scope, Use, needs
from core.policy_file import read_policy
from core.week import Week
from jobs.audit import Audited, AuditRequest, audit
from jobs.demo import sample_week
from jobs.permissions import as_data, as_text, run_permissions, table
from jobs.settings import read_settings
from jobs.wiring import report_store, rules
from sandbox import FOR_SAMPLING, FOR_SHIFTS, Company, Faults, build, policy_toml, served_in_thread
from sandbox import GRANTED as WITHOUT_SHIFTS
from sandbox.server.app import APP_ROLES

ROOT = Path(__file__).parents[2]
WEEK = "2026-W46"
GRANTED = WITHOUT_SHIFTS | FOR_SHIFTS
PER_TEAM = frozenset({"ChannelMessage.Read.Group", "ChannelSettings.Read.Group"})
EVERYTHING = GRANTED | FOR_SAMPLING
BY_TEAM = EVERYTHING - {"ChannelMessage.Read.All"} | PER_TEAM
READING = [each for each in PERMISSIONS if each.use is not Use.BOT_PERSON]


@pytest.fixture(scope="module")
def company() -> Company:
    return build(seed=3, people=12, week=WEEK, shifts=True)


@dataclass(frozen=True)
class Asked:
    """What an audit of every signal asked for, with the answers."""

    requests: frozenset[tuple[str, str, int]]
    audited: tuple[Audited, ...]

    @property
    def answered(self) -> set[tuple[str, str]]:
        return {(method, path) for method, path, status in self.requests if status == 200}

    @property
    def refused(self) -> set[tuple[str, str]]:
        return {(method, path) for method, path, status in self.requests if status == 403}


def audited(company: Company, folder: Path, granted: frozenset[str]) -> Asked:
    """Sample a week and audit all teams, one of them as a manager's reports; remember every request below the version."""
    text = policy_toml(company, sampled=True)
    legal = company.team("legal")
    text += f'[teams.managed]\nreports_of = "{legal.manager}"\n'
    path = policy_file(folder, text)
    with served_in_thread(company, faults=Faults.none(), granted=granted) as served:
        environment = {
            **served.environment,
            "KADANS_PSEUDONYM_KEY": served.pseudonym_key,
            "KADANS_STORAGE": f"folder:{folder}/store",
            "KADANS_POLICY": str(path),
        }
        settings = read_settings(environment)
        asyncio.run(sample_week(Week.parse(WEEK), served, environment, zone=ZoneInfo("Europe/Brussels")))
        request = AuditRequest(
            policy=read_policy(text.encode(), name="policy.toml", rules=rules()), week=Week.parse(WEEK), exact=True
        )
        found = asyncio.run(audit(request, settings, report_store(settings), now=company.now, watch=lambda _, __: None))
        graph = [seen for seen in served.requests if seen.path.startswith("/v1.0/")]
    return Asked(
        requests=frozenset((seen.method, seen.path.removeprefix("/v1.0"), seen.status) for seen in graph),
        audited=tuple(found),
    )


@pytest.fixture(scope="module")
def everything(company: Company, tmp_path_factory: pytest.TempPathFactory) -> Asked:
    whole = audited(company, tmp_path_factory.mktemp("whole"), EVERYTHING)
    by_team = audited(company, tmp_path_factory.mktemp("by-team"), BY_TEAM)
    return Asked(requests=whole.requests | by_team.requests, audited=(*whole.audited, *by_team.audited))


def test_every_request_that_is_made_stands_in_the_table(everything: Asked) -> None:
    assert len(everything.requests) > 50
    assert all(each.report is not None for each in everything.audited), [each.problem for each in everything.audited]
    loose = {
        (method, path) for method, path, _ in everything.requests if not any(p.serves(method, path) for p in READING)
    }
    assert loose == set()


def test_every_permission_of_the_table_serves_a_request_that_is_made(everything: Asked) -> None:
    for permission in READING:
        assert any(permission.serves(*each) for each in everything.answered), permission.name


def test_what_the_table_names_is_enough_and_nothing_is_refused_with_it(company: Company, tmp_path: Path) -> None:
    named = frozenset(each.name for each in READING) - PER_TEAM
    found = audited(company, tmp_path, named)
    closed = {person.id for person in company.people if person.mailbox == "forbidden"}
    assert not {path for _, path in found.refused if not any(each in path for each in closed)}


@pytest.mark.parametrize("permission", READING, ids=lambda each: each.name)
def test_without_a_permission_the_tenant_refuses_what_it_is_for_and_the_audit_goes_on(
    company: Company, tmp_path: Path, permission: Permission
) -> None:
    whole = BY_TEAM if permission.scope is Scope.TEAM else EVERYTHING
    if permission.name == "GroupMember.ReadBasic.All":
        with pytest.raises(KadansError, match=f"nothing was audited.*{permission.name}"):
            audited(company, tmp_path, whole - {permission.name})
        return
    found = audited(company, tmp_path, whole - {permission.name})
    served = {(method, path) for method, path, _ in found.requests if permission.serves(method, path)}
    if permission.name == "User.Read.All":  # members come all the same, as ids without properties
        assert ("GET", f"/users/{company.team('legal').manager}/directReports/graph.user") in found.refused
        return
    assert served
    assert served <= found.refused
    assert any(each.report is not None for each in found.audited)


def test_a_permission_that_is_missing_makes_a_section_say_so(company: Company, tmp_path: Path) -> None:
    found = audited(company, tmp_path, GRANTED - {"Chat.Read.All"})
    platform = next(each.report for each in found.audited if each.team.key == "platform")
    assert platform is not None
    section = platform.section("off_hours_messages")
    assert section is not None
    assert (section.status, section.level, section.measures) == ("not_measured", None, ())
    assert [note.key for note in section.notes] == ["not_granted"]


def test_a_roster_without_permission_makes_what_needs_working_time_say_so(company: Company, tmp_path: Path) -> None:
    found = audited(company, tmp_path, GRANTED - FOR_SHIFTS)
    crew = next(each.report for each in found.audited if each.team.key == "hotline")
    platform = next(each.report for each in found.audited if each.team.key == "platform")
    assert crew is not None
    assert platform is not None
    said = {section.auditor: [note.key for note in section.notes] for section in crew.sections}
    needing = {each.key for each in ALL if each.needs_expected_time}
    assert {key for key, notes in said.items() if notes == ["shifts_not_granted"]} == needing
    assert {section.auditor for section in platform.sections if section.status == "measured"} & needing
    assert [(gap.source, gap.reason) for gap in crew.gaps if gap.source == "roster"] == [("roster", "access denied")]


def test_a_permission_that_was_missing_when_it_was_sampled_is_told_by_the_section(
    company: Company, tmp_path: Path
) -> None:
    found = audited(company, tmp_path, GRANTED)
    platform = next(each.report for each in found.audited if each.team.key == "platform")
    section = platform.section("office_day_fit") if platform is not None else None
    assert section is not None
    assert (section.status, section.measures) == ("not_measured", ())
    assert [(note.key, note.values) for note in section.notes] == [("not_granted", {"signal": "location"})]


def test_app_roles_have_the_ids_that_every_tenant_knows() -> None:
    for permission in PERMISSIONS:
        if permission.id:
            assert APP_ROLES[permission.name] == permission.id


def policy_file(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "policy.toml"
    path.write_text(text)
    return path


@contextmanager
def printed(capsys: pytest.CaptureFixture[str]) -> Iterator[list[str]]:
    lines: list[str] = []
    capsys.readouterr()
    yield lines
    lines += capsys.readouterr().out.splitlines()


def test_the_command_prints_the_least_with_reasons_in_80_columns(
    company: Company, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = policy_file(tmp_path, policy_toml(company))
    with printed(capsys) as lines:
        assert run_permissions(path, {"KADANS_CLIENT_ID": "the-client"}, as_json=False) == 0
    text = "\n".join(lines)
    assert max(map(len, lines)) <= 80
    assert "  app role   6b7d71aa-70aa-4810-a8d9-5d9fb2830017" in lines
    assert "New-ServicePrincipal -AppId the-client" in text
    assert "Teams application access policies" in text
    assert "resourceSpecific" in text
    assert "  teams      platform, " in text


def test_for_scripts_the_same_comes_as_data(
    company: Company, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = policy_toml(company).replace("chats = true", "chats = false")
    with printed(capsys) as lines:
        run_permissions(policy_file(tmp_path, text), {}, as_json=True)
    told = json.loads("\n".join(lines))
    policy = read_policy(text.encode(), name="policy.toml", rules=rules())
    assert told == as_data(policy)
    assert told["tiers"] == {"calendar": True, "calls": True, "channels": True, "chats": False, "location": False}
    assert [each["name"] for each in told["permissions"]] == [n.permission.name for n in needs(policy.tables, ALL)]
    assert {each["consent"] for each in told["permissions"]} == {"tenant", "team"}
    assert all(each["reason"] and each["code"] and each["requests"] for each in told["permissions"])


def test_a_policy_of_calendars_alone_hears_nothing_of_channels() -> None:
    policy = read_policy(b'[organisation]\ndomains = ["a.example"]\nzone = "UTC"\n', name="policy.toml", rules=rules())
    text = "\n".join(as_text(policy, client=""))
    assert "resourceSpecific" not in text
    assert "<KADANS_CLIENT_ID>" in text


def test_the_docs_hold_the_table() -> None:
    assert table() in (ROOT / "docs" / "permissions.md").read_text("utf-8")
