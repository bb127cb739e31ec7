"""Exit codes, and the sentence that goes with each."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

import cli
from jobs.command import AuditCommand, run_audit
from sandbox import GRANTED, Company, Faults, Served, served_in_thread
from tests.end_to_end.running import Run, kadans
from tests.graph.wire import Exchange, Says

WEEK = "2026-W46"


@pytest.fixture(scope="module")
def served(company: Company) -> Iterator[Served]:
    with served_in_thread(company, faults=Faults.none()) as found:
        yield found


@dataclass(frozen=True)
class Here:
    """Runs an audit inside this process, at the company's own time."""

    company: Company
    policy: str
    folder: Path
    capture: pytest.CaptureFixture[str]

    def audit(self, environment: Mapping[str, str], *, policy: str | None = None, week: str = WEEK) -> Run:
        file = self.folder / "policy.toml"
        file.write_text(self.policy if policy is None else policy, "utf-8")
        told = {"KADANS_POLICY": str(file), "KADANS_STORAGE": f"folder:{self.folder / 'store'}", **environment}
        command = AuditCommand(out=self.folder / "out", week=week)

        def run() -> None:
            raise SystemExit(asyncio.run(run_audit(command, told, now=self.company.now)))

        self.capture.readouterr()
        code = cli._guarded(run)
        said = self.capture.readouterr()
        return Run(code=code, out=said.out, err=said.err, folder=self.folder)


@pytest.fixture
def here(company: Company, policy: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Here:
    return Here(company, policy, tmp_path, capsys)


def closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


NOT_DONE = [
    pytest.param({"KADANS_TENANT_ID": ""}, "KADANS_TENANT_ID is not set", id="no tenant"),
    pytest.param({"KADANS_CLIENT_ID": ""}, "KADANS_CLIENT_ID is not set", id="no app"),
    pytest.param({"KADANS_CLIENT_SECRET": ""}, "Neither KADANS_CLIENT_SECRET nor", id="no secret"),
    pytest.param({"KADANS_CLIENT_SECRET": "wrong"}, "check KADANS_CLIENT_SECRET", id="a wrong secret"),
    pytest.param({"KADANS_TENANT_ID": "nowhere"}, "check KADANS_TENANT_ID", id="a wrong tenant"),
    pytest.param({"KADANS_POLICY": "nowhere.toml"}, "no readable policy file", id="no policy"),
    pytest.param({"KADANS_STORAGE": "table:x"}, "KADANS_STORAGE", id="a storage of another kind"),
    pytest.param({"KADANS_GRAPH_URL": "graph.microsoft.com"}, "must be an address", id="half an address"),
    pytest.param({"KADANS_GRAPH_URL": "https://[nothing/v1.0"}, "must be an address", id="no address"),
    pytest.param({"KADANS_GRAPH_URL": "https://127.0.0.1:port/v1.0"}, "must be an address", id="no port"),
    pytest.param({"KADANS_AUTHORITY": "http://127.0.0.1:1"}, "must be an address", id="a secret without TLS"),
    pytest.param({"KADANS_CA_BUNDLE": "nowhere.pem"}, "KADANS_CA_BUNDLE = nowhere.pem", id="no certificates"),
    pytest.param({"KADANS_AUTHORITY": "https://127.0.0.1:{closed}"}, "KADANS_AUTHORITY", id="no Entra"),
]


@pytest.mark.parametrize(("changes", "words"), NOT_DONE)
def test_nothing_is_done_and_one_sentence_says_why(
    served: Served, here: Here, changes: dict[str, str], words: str
) -> None:
    told = {name: value.format(closed=closed_port()) for name, value in changes.items()}
    run = here.audit({**served.environment, **told})
    assert run.code == 2, run.words
    assert words in run.err
    assert len(run.err.splitlines()) == 1
    assert not (here.folder / "out").exists()


def test_no_graph_is_no_network(exchange: Exchange, here: Here) -> None:
    with exchange.answering(Says()) as entra:
        graph = f"https://127.0.0.1:{closed_port()}"
        run = here.audit({**entra.environment, "KADANS_GRAPH_URL": f"{graph}/v1.0"})
    assert run.code == 2
    assert run.err == f"No connection to {graph}: check the network and KADANS_GRAPH_URL.\n"


@pytest.mark.parametrize(
    ("find", "put", "words"),
    [
        pytest.param('country = "BE"', 'country = "Belgium"', ["country", "Belgium"], id="a value"),
        pytest.param("[signals]", "[signals]\nchat = true", ["chat", "chats"], id="a name"),
        pytest.param("[signals]", "[signals", ["policy.toml"], id="no TOML"),
        pytest.param('routes = ["legal"]', 'routes = ["nowhere"]', ["nowhere"], id="a route that is not there"),
    ],
)
def test_a_wrong_policy_is_not_run(served: Served, here: Here, find: str, put: str, words: list[str]) -> None:
    asked = len(served.requests)
    run = here.audit(served.environment, policy=here.policy.replace(find, put))
    assert run.code == 2
    assert all(word in run.err for word in words), run.err
    assert len(served.requests) == asked


WITHOUT = [
    pytest.param({"Calendars.ReadBasic.All", "Calendars.Read"}, "meeting_overload", "not_measured", id="calendars"),
    pytest.param({"Chat.Read.All"}, "off_hours_messages", "not_measured", id="chats"),
    pytest.param({"ChannelMessage.Read.All", "Channel.ReadBasic.All"}, "off_hours_messages", "measured", id="channels"),
    pytest.param({"CallRecords.Read.All"}, "all_virtual_rule", "measured", id="call records"),
]


@pytest.mark.parametrize(("missing", "auditor", "status"), WITHOUT)
def test_a_permission_that_is_missing_is_told_and_no_failure(
    company: Company, here: Here, missing: set[str], auditor: str, status: str
) -> None:
    with served_in_thread(company, faults=Faults.none(), granted=GRANTED - missing) as served:
        run = here.audit(served.environment)
    assert run.code == 0, run.words
    section = run.section("platform", WEEK, auditor)
    assert section["status"] == status
    assert any("not_granted" in note["key"] for note in section["notes"]), section["notes"]
    if status == "not_measured":
        assert [measure["key"] for measure in section["measures"]] in ([], ["at_risk_next_week"])
        assert section["level"] is None


def test_a_group_that_is_gone_fails_its_own_team_alone(served: Served, here: Here) -> None:
    gone = here.company.team("platform").group or ""
    run = here.audit(served.environment, policy=here.policy.replace(gone, "00000000-0000-4000-8000-00000000dead"))
    assert run.code == 1
    assert run.err == ("platform 2026-W46: its members can't be read (not found). Check 'group' in [teams.platform].\n")
    assert run.report("legal", WEEK)["team"] == "legal"
    assert not (here.folder / "out" / "platform").exists()


def test_an_opt_out_group_that_is_gone_stops_everything(served: Served, here: Here) -> None:
    run = here.audit(
        served.environment,
        policy=here.policy.replace(here.company.opt_out_group, "00000000-0000-4000-8000-00000000dead"),
    )
    assert run.code == 1
    assert "opt_out_group" in run.err
    assert not (here.folder / "out").exists()
    assert not (here.folder / "store").exists()


def test_a_folder_that_cannot_be_written_is_named(served: Served, here: Here) -> None:
    (here.folder / "out").write_text("a file is here")
    run = here.audit(served.environment)
    assert run.code == 1
    assert "Choose another --out" in run.err


def test_a_storage_that_cannot_be_written_is_named(served: Served, here: Here) -> None:
    (here.folder / "store").write_text("a file is here")
    run = here.audit(served.environment)
    assert run.code == 1
    assert "KADANS_STORAGE" in run.err


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        pytest.param(("audit",), 2, "--out", id="no folder"),
        pytest.param(("audit", "--out", "out", "--week", "2026-W54"), 2, "--week", id="no week"),
        pytest.param(("audit", "--out", "out", "--team", "nobody"), 2, "nobody", id="no team"),
        pytest.param(("check", "--policy", "nowhere.toml"), 2, "nowhere.toml", id="nothing to check"),
        pytest.param(("check",), 0, "valid. 2 teams: platform, legal.", id="a policy that is right"),
    ],
)
def test_a_command_that_makes_no_sense_is_not_run(
    served: Served, policy: str, tmp_path: Path, arguments: tuple[str, ...], code: int, words: str
) -> None:
    run = kadans(tmp_path, served.environment, *arguments, policy=policy)
    assert (run.code, words in run.words) == (code, True), run.words
