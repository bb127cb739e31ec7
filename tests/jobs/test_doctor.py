"""The doctor's page: what is green, what is red, what to do about it, and that looking tells nothing about anybody."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from core.delivery import State
from graph import checkup
from jobs.doctor.page import Line, Mark, Part, drawn, exit_code
from jobs.doctor.visit import Visit, examined
from jobs.plan import newest_due
from jobs.settings import read_settings
from jobs.wiring import open_storage
from sandbox import (
    FOR_BOTS,
    FOR_SHIFTS,
    GRANTED,
    MARKER,
    Company,
    Fault,
    Faults,
    Served,
    build,
    policy_toml,
    served_in_thread,
)
from tests.stage import WEEK, report_of

PER_TEAM = {"ChannelMessage.Read.Group", "ChannelSettings.Read.Group"}


@pytest.fixture(scope="module")
def company() -> Company:
    return build(seed=3, people=12, week=str(WEEK))


@pytest.fixture(scope="module")
def served(company: Company) -> Iterator[Served]:
    with served_in_thread(company, faults=Faults.none()) as found:
        yield found


@dataclass(frozen=True)
class Ward:
    """Where the doctor looks: a company, a folder, and the answers."""

    company: Company
    folder: Path
    more: dict[str, str] = field(default_factory=dict)
    late: timedelta = timedelta()

    @property
    def policy(self) -> str:
        return policy_toml(self.company, folder=str(self.folder / "out"))

    def parts(self, served: Served, *, policy: str | None = None, test_card: str | None = None) -> list[Part]:
        file = self.folder / "policy.toml"
        file.write_text(self.policy if policy is None else policy)
        visit = Visit(policy=file, environment=self.environment(served), clock=lambda: datetime.now(UTC) + self.late)
        return asyncio.run(examined(visit, test_card=test_card))

    def environment(self, served: Served) -> dict[str, str]:
        return {**served.environment, "KADANS_STORAGE": f"folder:{self.folder / 'store'}", **self.more}

    def granted(self, granted: frozenset[str], *, policy: str | None = None) -> list[Part]:
        with served_in_thread(self.company, faults=Faults.none(), granted=granted) as served:
            return self.parts(served, policy=policy)


@pytest.fixture
def ward(company: Company, tmp_path: Path) -> Ward:
    return Ward(company, tmp_path)


def lines(parts: list[Part], title: str = "") -> list[Line]:
    return [line for part in parts if title in part.title for line in part.lines]


def reds(parts: list[Part]) -> list[str]:
    return [line.text for line in lines(parts) if line.mark is Mark.RED]


def test_a_tenant_in_order_is_all_green_and_exits_with_0(ward: Ward, served: Served) -> None:
    parts = ward.parts(served)
    assert reds(parts) == []
    assert exit_code(parts) == 0
    assert [part.title for part in parts] == [
        "Policy", "Versions", "Tenant", "Permissions", "Who could act as this identity", "Storage", "Routes", "Last runs",
    ]  # fmt: skip
    assert len(lines(parts, "Permissions")) == len(GRANTED | FOR_BOTS), "self cards go by the bot"
    assert not any((ward.folder / "store").glob("doctor/*")), "what it writes it takes away"


def test_the_page_reads_well_at_80_columns_and_says_what_to_do(ward: Ward) -> None:
    parts = ward.granted(GRANTED - {"Chat.Read.All"} | {"Mail.Read", "Calendars.Read"})
    page = list(drawn(parts))
    texts = [line for line in page if str(ward.folder) not in line]  # a path is not cut
    assert max(map(len, texts)) <= 80, max(texts, key=len)
    assert page[-1] == "3 red lines."
    for line in lines(parts):
        assert bool(line.todo) == (line.mark is Mark.RED), line.text


def test_looking_reads_nothing_about_anybody(ward: Ward, served: Served) -> None:
    before = len(served.requests)
    first = ward.company.team("platform").members[:3]
    policy = ward.policy.replace("[organisation]", f"[organisation]\nopt_out = {json.dumps(list(first))}", 1)
    page = "\n".join(drawn(ward.parts(served, policy=policy)))
    asked = [(seen.path, set(seen.query)) for seen in served.requests[before:] if seen.path.startswith("/v1.0/")]
    out = {*first, *ward.company.opted_out, *ward.company.representatives}
    assert any("/users/" in path for path, _ in asked)
    assert not [path for path, _ in asked if any(person in path for person in out)]
    for path, query in asked:
        if "calendarView" in path:
            assert "startDateTime" in query
        if "getAllMessages" in path:
            assert "$filter" in query
        assert not path.endswith("/messages")
    assert MARKER not in page
    assert not [person.id for person in ward.company.people if person.id in page or person.mail in page]


def test_the_windows_that_it_asks_for_are_empty() -> None:
    start, end = (datetime.fromisoformat(each) for each in checkup._EMPTY)
    assert end - start == timedelta(seconds=1)
    assert start.year == 2000


@pytest.mark.parametrize(
    ("missing", "words"),
    [
        pytest.param("Calendars.ReadBasic.All", "Calendars.ReadBasic.All: missing.", id="calendars"),
        pytest.param("MailboxSettings.Read", "MailboxSettings.Read: missing.", id="mailbox settings"),
        pytest.param("CallRecords.Read.All", "CallRecords.Read.All: missing.", id="calls"),
        pytest.param("Chat.Read.All", "Chat.Read.All: missing.", id="chats"),
        pytest.param("Place.Read.All", "Place.Read.All: missing.", id="rooms"),
        pytest.param("User.Read.All", "User.Read.All: missing.", id="users"),
        pytest.param("GroupMember.ReadBasic.All", "GroupMember.ReadBasic.All: missing.", id="members"),
        pytest.param("ChannelMessage.Read.All", "channels of platform: no consent.", id="channels"),
    ],
)
def test_a_missing_permission_is_red_with_the_command_that_grants_it(ward: Ward, missing: str, words: str) -> None:
    parts = ward.granted(GRANTED - {missing})
    found = [line for line in lines(parts, "Permissions") if line.text.startswith(words)]
    assert found, reds(parts)
    assert found[0].mark is Mark.RED
    assert found[0].commands or "channels" in words
    assert exit_code(parts) == 1


@pytest.mark.parametrize(
    ("extra", "words"),
    [
        pytest.param("Calendars.Read", "Grant Calendars.ReadBasic.All in its place", id="wider than needed"),
        pytest.param("Mail.Read", "Take it away", id="of no use"),
        pytest.param("Directory.Read.All", "in its place", id="the whole directory"),
    ],
)
def test_what_is_too_broad_is_red_with_the_commands_that_narrow_it(ward: Ward, extra: str, words: str) -> None:
    parts = ward.granted(GRANTED | {extra})
    (line,) = [line for line in lines(parts, "Permissions") if line.mark is Mark.RED]
    assert line.text.startswith(f"{extra}: too broad")
    assert words in line.todo
    commands = next(line.commands for line in lines(parts, "Permissions") if line.text.startswith("to take away"))
    assert f"'{extra}'" in commands[0]
    assert any("Remove-MgServicePrincipalAppRoleAssignment" in command for command in commands)


def test_a_permission_that_the_policy_does_not_use_is_too_broad(ward: Ward) -> None:
    parts = ward.granted(GRANTED, policy=ward.policy.replace("chats = true", "chats = false"))
    assert reds(parts) == ["Chat.Read.All: too broad for this policy, which makes no use of it"]


def test_mailboxes_scoped_by_exchange_and_channels_by_consent_are_green(ward: Ward) -> None:
    scoped = (
        GRANTED - {"Calendars.ReadBasic.All", "ChannelMessage.Read.All"} | {"Application Calendars.Read"} | PER_TEAM
    )
    parts = ward.granted(frozenset(scoped))
    told = [line.text for line in lines(parts, "Permissions")]
    assert "Calendars.ReadBasic.All: works by a role of Exchange, and in no token" in told
    assert [text[:20] for text in told if text.startswith("channels of")] == [
        "channels of platform",
        "channels of legal: c",
    ]
    assert reds(parts) == []


def test_what_was_granted_and_is_refused_all_the_same_is_told_apart(ward: Ward, company: Company) -> None:
    fault = Fault(match="/calendarView$", status=403, times=99)
    with served_in_thread(company, faults=Faults(faults=(fault,))) as served:
        (text,) = reds(ward.parts(served))
    assert text == "Calendars.ReadBasic.All: granted, and refused all the same"


def test_an_outage_is_no_missing_permission(ward: Ward, company: Company) -> None:
    fault = Fault(match="/places", status=410, times=99)
    with served_in_thread(company, faults=Faults(faults=(fault,))) as served:
        parts = ward.parts(served)
    assert reds(parts) == []
    assert any("Place.Read.All: in the token, but the try gave no clear answer" in line.text for line in lines(parts))


def test_owners_are_counted_where_they_can_be_seen_and_never_named(ward: Ward, served: Served) -> None:
    blind = lines(ward.parts(served), "Who could act")
    assert "can't see who owns it, as it should be" in blind[0].text
    seeing = lines(ward.granted(GRANTED | {"Application.Read.All"}), "Who could act")
    assert seeing[0].text.startswith("2 owners")
    assert all(any("owner list" in command for command in each[0].commands) for each in (blind, seeing))
    assert "function app" in seeing[-1].text


FATAL = [
    pytest.param({"KADANS_CLIENT_SECRET": "wrong"}, "", "no token", id="a wrong secret"),
    pytest.param({"KADANS_CLIENT_SECRET": ""}, "", "Neither KADANS_CLIENT_SECRET nor", id="no secret"),
    pytest.param({"KADANS_GRAPH_URL": "https://127.0.0.1:9/v1.0"}, "", "", id="no network"),
    pytest.param({}, '[organisation]\nzone = "Mars"\n', "must be an IANA time zone", id="a bad policy"),
]


@pytest.mark.parametrize(("more", "policy", "words"), FATAL)
def test_a_bad_policy_secret_or_network_exits_with_2_and_the_rest_is_looked_at(
    ward: Ward, served: Served, more: dict[str, str], policy: str, words: str
) -> None:
    parts = replace(ward, more=more).parts(served, policy=policy or None)
    assert exit_code(parts) == 2
    fatal = [line for line in lines(parts) if line.fatal]
    assert fatal
    assert all(line.todo for line in fatal)
    assert any(words in line.text for line in fatal), fatal
    assert len(parts) >= 3


@pytest.mark.parametrize(("late", "mark"), [(20, Mark.GOOD), (120, Mark.NOTE), (-400, Mark.RED)])
def test_a_clock_that_is_off_is_held_against_the_tenants_answers(
    ward: Ward, served: Served, late: int, mark: Mark
) -> None:
    parts = replace(ward, late=timedelta(seconds=late)).parts(served)
    (line,) = [line for line in lines(parts, "Tenant") if "clock" in line.text]
    assert line.mark is mark
    assert late == 20 or ("ahead" in line.text) is (late > 0)


ROUTES = """
[routes.hook]
kind = "workflow"
url_secret = "HOOK"
[routes.nowhere]
kind = "folder"
path = "/proc/kadans"
"""


def test_routes_are_red_where_a_card_could_not_go(ward: Ward, served: Served) -> None:
    found = reds(ward.parts(served, policy=ward.policy + ROUTES))
    assert found[0] == "[routes.hook] workflow: not ready"
    assert found[1].startswith("[routes.nowhere] folder /proc/kadans: can't be written")
    wrong = replace(ward, more={"HOOK": "https://evil.example/x"}).parts(served, policy=ward.policy + ROUTES)
    (line,) = [line for line in lines(wrong, "Routes") if "hook" in line.text and line.mark is Mark.RED]
    assert "HOOK" in line.todo
    assert "evil" not in line.todo + line.text
    fine = replace(ward, more={"HOOK": served.flows.url(served.authority, "x")})
    assert len(reds(fine.parts(served, policy=ward.policy + ROUTES))) == 1
    assert served.flows.posted == [], "nothing is posted unasked"


def test_a_test_card_goes_out_on_request_alone(ward: Ward, served: Served) -> None:
    hook = replace(ward, more={"HOOK": served.flows.url(served.authority, "doctor")})
    policy = ward.policy + ROUTES.partition("[routes.nowhere]")[0]
    before = len(served.flows.posted)
    parts = hook.parts(served, policy=policy, test_card="hook")
    assert "test card accepted" in lines(parts, "Routes")[-1].text
    assert "a test card" in str(served.flows.posted[before].card)
    assert exit_code(hook.parts(served, policy=policy, test_card="none")) == 2
    delivered = ward.parts(served, test_card="admins")
    assert lines(delivered, "Routes")[-1].text == "[routes.admins] test card delivered"
    assert len(list((ward.folder / "out" / "admins" / "doctor").glob("*.json"))) == 1


def test_storage_that_cannot_be_written_is_red(ward: Ward, served: Served) -> None:
    (ward.folder / "store").write_text("a file is here")
    parts = ward.parts(served)
    assert exit_code(parts) == 1
    assert "can't be written" in lines(parts, "Storage")[0].text
    assert "KADANS_STORAGE" in lines(parts, "Storage")[0].todo


def test_last_runs_are_told_and_what_waits_for_a_person_is_red(ward: Ward, served: Served) -> None:
    storage = open_storage(read_settings(ward.environment(served)))
    now = datetime.now(UTC)
    team = "platform"
    zone = now.astimezone().tzinfo or UTC
    newest = newest_due(now, zone, (0, datetime.min.time()))
    storage.reports.publish(report_of(team, newest))
    storage.leases.extend("plan/last", until=int(now.timestamp()) - 600)
    claim = storage.ledger.claim(f"{team}/{newest}/admins", now=0)
    assert claim is not None
    storage.ledger.settle(claim, State.AMBIGUOUS, now=1, reason="interrupted")
    parts = ward.parts(served)
    told = [line.text for line in lines(parts, "Last runs")]
    assert told[0].startswith("last planned ")
    assert told[1] == f"platform: last report {newest}"
    assert told[2] == "legal: no report yet"
    assert reds(parts) == [f"delivery platform/{newest}/admins: ambiguous (interrupted)"]
    late = replace(ward, late=timedelta(days=30)).parts(served)
    assert [text for text in reds(late) if text.startswith(("last planned", "platform: last report"))]


def test_a_real_tenant_is_not_tried_on_before_its_footing_is_complete(
    ward: Ward, served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("graph.address.GraphAddress.loopback", property(lambda _: False))
    before = len(served.requests)
    parts = ward.parts(served, policy=ward.policy.replace('dpia = "DPIA-VOORBEELD-1"', ""))
    asked = {seen.path for seen in served.requests[before:] if seen.path.startswith("/v1.0/")}
    assert {path.removeprefix("/v1.0/").partition("(")[0] for path in asked} == {"organization", "servicePrincipals"}
    assert any("[governance] lacks dpia" in text for text in reds(parts))
    assert "Chat.Read.All: granted, not tried" in [line.text for line in lines(parts, "Permissions")]


def test_a_token_that_cannot_be_read_leaves_the_tries(
    ward: Ward, served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("graph.checkup.claims_of", lambda _: None)
    parts = ward.parts(served)
    assert reds(parts) == []
    assert any("told by trying alone" in line.text for line in lines(parts, "Tenant"))


@pytest.fixture(scope="module")
def crew(tmp_path_factory: pytest.TempPathFactory) -> Ward:
    return Ward(build(seed=3, people=12, week=str(WEEK), shifts=True), tmp_path_factory.mktemp("crew"))


def rosters(parts: list[Part]) -> list[Line]:
    return [line for line in lines(parts, "Permissions") if line.text.startswith("roster of")]


def test_each_team_in_shifts_is_told_whether_its_roster_is_readable(crew: Ward) -> None:
    parts = crew.granted(GRANTED | FOR_SHIFTS)
    assert [line.text for line in rosters(parts)] == ["roster of hotline: readable"]
    assert reds(parts) == []
    assert "Schedule.Read.All: granted" in [line.text for line in lines(parts, "Permissions")]


def test_a_roster_that_is_refused_is_one_red_line_with_its_command(crew: Ward) -> None:
    parts = crew.granted(GRANTED)
    (text,) = reds(parts)
    assert text.startswith("Schedule.Read.All: missing. In teams that work in shifts")
    assert [line.mark for line in rosters(parts)] == [Mark.NOTE]


def test_a_team_without_a_schedule_or_without_a_group_is_red_with_what_to_do(crew: Ward) -> None:
    legal = crew.company.team("legal")
    policy = crew.policy.replace(f'group = "{legal.group}"', f'group = "{legal.group}"\nhours = "shifts"')
    policy += f'[teams.managed]\nreports_of = "{legal.manager}"\nhours = "shifts"\n'
    parts = crew.granted(GRANTED | FOR_SHIFTS, policy=policy)
    told = {line.text.partition(":")[0]: line for line in rosters(parts)}
    assert told["roster of hotline"].mark is Mark.GOOD
    assert "there is no team or no schedule" in told["roster of legal"].text
    assert "Shifts app of Teams" in told["roster of legal"].todo
    assert "a manager's reports have none" in told["roster of managed"].text
    assert "[teams.managed]" in told["roster of managed"].todo
    assert len(reds(parts)) == 2
    assert max(len(line) for line in drawn(parts) if str(crew.folder) not in line) <= 80


def test_the_permission_for_rosters_is_too_broad_where_nobody_works_in_shifts(crew: Ward) -> None:
    parts = crew.granted(GRANTED | FOR_SHIFTS, policy=crew.policy.replace('hours = "shifts"', 'hours = "outlook"'))
    assert reds(parts) == ["Schedule.Read.All: too broad for this policy, which makes no use of it"]
