"""`kadans grant`: exactly what a policy needs, told before it is done, and nothing a second time."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from auditors import ALL
from core.errors import KadansError, PolicyError, SignInError
from core.permissions import PERMISSIONS, Scope, needs
from core.policy_file import read_policy
from graph.address import GraphAddress
from graph.admin import AdminTokens, SignIn
from jobs.doctor.page import Mark
from jobs.doctor.visit import Visit, examined
from jobs.grant import GrantCommand, run_grant
from jobs.wiring import rules
from sandbox import Company, Faults, Served, build, policy_toml, served_in_thread
from sandbox.server.app import OFFERED
from tests.stage import WEEK

type Opened = Callable[..., AbstractContextManager[Office]]
type Capsys = pytest.CaptureFixture[str]
FIRST = frozenset({"User.Read.All"})


@pytest.fixture(scope="module")
def company() -> Company:
    return build(seed=3, people=12, week=str(WEEK))


@dataclass(frozen=True)
class Office:
    """Where an administrator sits."""

    served: Served
    policy: Path

    def grant(
        self, *, what_if: bool = False, mailboxes: str = "tenant", channels: str = "team", **more: str
    ) -> tuple[int, int]:
        """Return the exit code, and how many grants were asked for."""
        before = len(self.served.requests)
        command = GrantCommand(policy=self.policy, what_if=what_if, mailboxes=mailboxes, channels=channels)
        environment = {**self.served.environment, "KADANS_CLIENT_SECRET": "", **more}
        code = asyncio.run(run_grant(command, environment))
        return code, sum(
            seen.method == "POST" and "appRoleAssignedTo" in seen.path for seen in self.served.requests[before:]
        )


@pytest.fixture
def opened(company: Company, tmp_path: Path) -> Opened:
    @contextmanager
    def office(granted: frozenset[str] = FIRST, faults: Faults | None = None) -> Iterator[Office]:
        file = tmp_path / "policy.toml"
        file.write_text(policy_toml(company))
        with served_in_thread(company, faults=faults or Faults.none(), granted=granted) as served:
            yield Office(served, file)

    return office


def needed(policy: Path) -> set[str]:
    tables = read_policy(policy.read_bytes(), name="policy.toml", rules=rules()).tables
    return {need.permission.name for need in needs(tables, ALL) if need.permission.scope is not Scope.TEAM}


def test_it_grants_what_the_policy_needs_and_nothing_a_second_time(opened: Opened, capsys: Capsys) -> None:
    with opened() as office:
        code, made = office.grant(channels="tenant")
        assert (code, made) == (0, len(needed(office.policy) - FIRST))
        told = capsys.readouterr().out
        assert "  there        User.Read.All" in told
        assert f"{made} permissions granted." in told
        assert office.grant(channels="tenant") == (0, 0)
        assert "Everything is there already" in capsys.readouterr().out


def test_what_was_granted_is_in_the_apps_next_token(opened: Opened, capsys: Capsys) -> None:
    with opened() as office:
        office.grant(channels="tenant")
        door = office.served._door
        assert {*FIRST, *door.tenant.assigned} == needed(office.policy)
    capsys.readouterr()


def test_what_if_tells_the_same_and_changes_nothing(opened: Opened, capsys: Capsys) -> None:
    with opened() as office:
        assert office.grant(what_if=True) == (0, 0)
        told = capsys.readouterr().out
        assert "  would grant  Calendars.ReadBasic.All:" in told
        assert "Leave --what-if out to do it." in told
        assert {line.split(":")[0] for line in told.splitlines() if "would grant" in line} == {
            f"  would grant  {name}" for name in needed(office.policy) - FIRST - {"ChannelMessage.Read.All"}
        }


def test_each_change_is_told_before_it_is_made(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    monkeypatch.setattr("jobs.grant.say", told.append)
    with opened() as office:
        asked = office.served._door.tenant.assigned

        class Watched(set[str]):
            def add(self, role: str) -> None:
                assert any(f"grant        {role}:" in line for line in told), role
                super().add(role)

        office.served._door.tenant.assigned = Watched(asked)
        assert office.grant()[0] == 0


def test_channels_are_left_to_the_owners_of_teams_unless_asked_for(opened: Opened, capsys: Capsys) -> None:
    with opened() as office:
        office.grant()
        assert "ChannelMessage.Read.All" not in office.served._door.tenant.assigned
        assert "an owner of each team adds the Teams app" in capsys.readouterr().out


def test_with_a_scope_in_exchange_no_mailbox_permission_is_granted(opened: Opened, capsys: Capsys) -> None:
    with opened() as office:
        office.grant(mailboxes="exchange")
        assert not {"Calendars.ReadBasic.All", "MailboxSettings.Read"} & office.served._door.tenant.assigned
        told = capsys.readouterr().out
    assert "New-ManagementRoleAssignment" in told
    assert "<object id of the ENTERPRISE application>" not in told
    assert "Take away" not in told


def test_a_grant_that_would_undo_the_scope_is_named(opened: Opened, capsys: Capsys) -> None:
    with opened(FIRST | {"Calendars.Read"}) as office:
        office.grant(mailboxes="exchange")
        assert "Take away what would undo that scope: Calendars.Read." in " ".join(capsys.readouterr().out.split())


def test_the_older_name_of_a_permission_is_as_good(opened: Opened, capsys: Capsys) -> None:
    with opened(FIRST | {"GroupMember.Read.All"}) as office:
        office.grant()
        assert "GroupMember.ReadBasic.All" not in office.served._door.tenant.assigned
        assert "  there        GroupMember.Read.All" in capsys.readouterr().out


def test_what_is_too_broad_is_told_and_left(opened: Opened, capsys: Capsys) -> None:
    with opened(FIRST | {"Mail.Read", "Calendars.Read"}) as office:
        assert office.grant()[0] == 0
        assert "Too broad: Calendars.Read, Mail.Read." in capsys.readouterr().out


def test_who_may_not_grant_is_told_which_role_it_takes(
    opened: Opened, capsys: Capsys, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sandbox.server.door.ADMINS", frozenset({"Application.Read.All"}))
    with opened() as office:
        code, made = office.grant()
        assert code == 1
        assert made > 0
        told = capsys.readouterr()
        assert "Privileged Role Administrator" in told.err
        assert "0 granted" in told.out
        monkeypatch.setattr("sandbox.server.door.ADMINS", frozenset())
        assert office.grant() == (1, 0)
        assert "You may not look at applications" in capsys.readouterr().err


def test_an_identity_of_another_tenant_is_told(opened: Opened) -> None:
    with opened() as office, pytest.raises(KadansError, match="no such application or managed identity"):
        office.grant(KADANS_CLIENT_ID="00000000-0000-0000-0000-000000000000")


def test_an_option_that_makes_no_sense_is_told_with_what_may_be(tmp_path: Path) -> None:
    command = GrantCommand(policy=tmp_path, mailboxes="some", sign_in="fax")
    with pytest.raises(PolicyError, match="--mailboxes some: must be tenant or exchange") as told:
        asyncio.run(run_grant(command, {}))
    assert "--sign-in fax: must be az or device." in str(told.value)


def test_the_sandboxs_administrator_comes_from_the_sandbox(opened: Opened) -> None:
    with opened() as office, pytest.raises(PolicyError, match="kadans sandbox serve prints both"):
        office.grant(KADANS_ADMIN_SECRET="")


def test_without_an_azure_cli_session_the_sentence_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    address = GraphAddress(
        url="https://graph.microsoft.com/v1.0", authority="https://login.microsoftonline.com", tenant="t", client="c"
    )
    with pytest.raises(SignInError, match="az login --tenant"):
        asyncio.run(AdminTokens(address, SignIn.AZ).token())


def test_the_doctor_turns_green_by_it(opened: Opened, capsys: Capsys) -> None:
    with opened(frozenset()) as office:
        visit = Visit(policy=office.policy, environment=office.served.environment, clock=lambda: datetime.now(UTC))
        assert any("missing" in line.text for part in asyncio.run(examined(visit)) for line in part.lines)
        office.grant(channels="tenant")
        parts = [part for part in asyncio.run(examined(visit)) if part.title == "Permissions"]
        assert [line.text for line in parts[0].lines if line.mark is not Mark.GOOD] == []
    capsys.readouterr()


def test_the_sandbox_offers_every_permission_that_a_policy_can_need() -> None:
    assert {each.name for each in PERMISSIONS if each.scope is not Scope.TEAM} <= set(OFFERED)
