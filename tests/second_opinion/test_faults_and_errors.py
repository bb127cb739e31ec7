"""What goes wrong on the way: throttling, broken answers, strangers, wrong settings. Nobody else's numbers may suffer."""

from __future__ import annotations

import re
import socket
import subprocess
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from .certificates import Certificates
from .company import Company
from .conftest import Outcome
from .oracle import expect
from .product import Run, audit, differences, policy_text
from .scenario import CLIENT_SECRET, MARKER, Fault, guid
from .server import serve

WAIT = {"Retry-After": "1"}


def _calm(company: Company, key: str) -> list[str]:
    """Add a team with ordinary meetings and return the paths of its members' calendars."""
    people = company.crowd(f"{key}-", 5)
    company.team(key, people)
    for index, someone in enumerate(people):
        company.busy(someone, 11 + 2 * index)
    company.meet("Tue 17:30-18:30", people)
    return [f"/users/{someone.id}/calendarView" for someone in people]


def passing_faults() -> Company:
    company = Company(week="2026-W43", page=3)
    _calm(company, "calm")
    boxes = _calm(company, "errors")
    for box, status in zip(boxes, (500, 502, 503, 504, 429), strict=True):
        company.faults.append(Fault(path=box, status=status, code="UnknownError"))
    boxes = _calm(company, "throttled")
    company.faults.append(Fault(path=boxes[0], times=2, headers=WAIT))
    company.faults.append(Fault(path=boxes[1], status=503, headers=WAIT, code="serviceNotAvailable"))
    boxes = _calm(company, "broken-lines")
    company.faults += [Fault(path=boxes[0], mode="reset"), Fault(path=boxes[1], mode="truncate")]
    boxes = _calm(company, "expired")
    company.faults.append(Fault(path=boxes[2], mode="expire"))
    boxes = _calm(company, "directory")
    company.faults.append(Fault(path=f"/groups/{guid('group-directory')}/", status=503, headers=WAIT))
    company.faults.append(Fault(path=boxes[0].replace("calendarView", "mailboxSettings"), headers=WAIT))
    return company


@pytest.mark.parametrize("team", passing_faults().teams)
def test_a_passing_fault_changes_no_number(team: str, outcome_of: Callable[[Callable[[], Company]], Outcome]) -> None:
    outcome = outcome_of(passing_faults)
    wrong = differences(outcome.expected[team], outcome.run.reports.get(team))
    assert not wrong, "\n".join([*wrong, outcome.run.err[-2000:]])


def test_passing_faults_end_well(outcome_of: Callable[[Callable[[], Company]], Outcome]) -> None:
    outcome = outcome_of(passing_faults)
    assert outcome.run.code == 0, outcome.run.err[-2000:]
    assert not [fault for fault in outcome.company.faults if fault.times], "a fault was never met"
    _says_no_more_than_it_should(outcome.run)


def test_an_expired_token_is_renewed_and_never_sent_again(
    outcome_of: Callable[[Callable[[], Company]], Outcome],
) -> None:
    state = outcome_of(passing_faults).state
    assert state.minted >= 2
    refused = Counter((seen.path, str(seen.query)) for seen in state.seen if seen.status == 401)
    assert refused
    assert (
        max(refused.values()) == 1
    )  # what was on its way when it expired is refused once, and then comes with the new one


def test_the_wait_that_graph_asks_for_is_kept(certificates: Certificates, tmp_path: Path) -> None:
    company = Company(week="2026-W43")
    box = _calm(company, "patient")[0]
    company.faults.append(Fault(path=box, headers={"Retry-After": "2"}))
    with serve(company, certificates) as tenant:
        run = audit(company, tenant, tmp_path)
    assert not differences(expect(company)["patient"], run.reports.get("patient"))
    asked = [seen for seen in tenant.state.seen if seen.path.endswith(box)]
    refused = next(seen for seen in asked if seen.status == 429)
    again = next(seen for seen in asked if seen.at > refused.at and seen.query == refused.query)
    assert again.at - refused.at >= 1.9


def _says_no_more_than_it_should(run: Run) -> None:
    assert "Traceback" not in run.words
    assert 'File "' not in run.words
    assert MARKER.lower() not in run.words.lower()
    assert CLIENT_SECRET not in run.words


def _broken_beside_calm(
    certificates: Certificates, folder: Path, *faults: tuple[str, Fault]
) -> tuple[Run, Company, list[str]]:
    """Audit one calm and one broken team; return the run, and where the calm one's report is wrong."""
    company = Company(week="2026-W43")
    box = _calm(company, "broken")[0]
    _calm(company, "calm")
    places = {
        "group": f"/groups/{guid('group-broken')}(/|$)",
        "calendar": box,
        "everywhere": "/calendarView",
    }
    for place, fault in faults:
        fault.path = places.get(place, place)
        company.faults.append(fault)
    with serve(company, certificates) as tenant:
        run = audit(company, tenant, folder)
    assert not tenant.foreign_tokens, "another host was asked"
    _says_no_more_than_it_should(run)
    return run, company, differences(expect(company)["calm"], run.reports.get("calm"))


def test_a_next_link_to_another_host_is_refused(certificates: Certificates, tmp_path: Path) -> None:
    run, _, wrong = _broken_beside_calm(certificates, tmp_path, ("calendar", Fault(path="", times=9, mode="foreign")))
    assert not wrong
    assert run.code in (0, 1)


def test_a_foreign_next_link_in_a_group_is_refused(certificates: Certificates, tmp_path: Path) -> None:
    run, _, wrong = _broken_beside_calm(certificates, tmp_path, ("group", Fault(path="", times=9, mode="foreign")))
    assert not wrong
    assert run.code == 1


@pytest.mark.parametrize(("status", "code"), [(403, "Authorization_RequestDenied"), (404, "Request_ResourceNotFound")])
def test_a_group_that_cannot_be_read_fails_its_team_alone(
    certificates: Certificates, tmp_path: Path, status: int, code: str
) -> None:
    fault = Fault(path="", times=99, status=status, code=code)
    run, _, wrong = _broken_beside_calm(certificates, tmp_path, ("group", fault))
    assert not wrong
    assert run.code == 1
    assert "broken" in run.words.lower()
    assert "broken" not in run.reports


def test_calendars_without_permission_are_not_measured(certificates: Certificates, tmp_path: Path) -> None:
    fault = Fault(path="", times=999, status=403, code="ErrorAccessDenied")
    run, _, _ = _broken_beside_calm(certificates, tmp_path, ("everywhere", fault))
    assert run.code == 0
    for team in ("broken", "calm"):
        section = run.reports[team]["sections"][0]
        assert (section["status"], section.get("level")) == ("not_measured", None)
        assert not section.get("measures")


def test_without_mailbox_settings_the_default_hours_serve(certificates: Certificates, tmp_path: Path) -> None:
    fault = Fault(path="", times=999, status=403, code="ErrorAccessDenied")
    run, _, wrong = _broken_beside_calm(certificates, tmp_path, ("/mailboxSettings", fault))
    assert run.code == 0
    assert not wrong


def test_a_very_long_wait_is_not_slept_through(certificates: Certificates, tmp_path: Path) -> None:
    company = Company(week="2026-W43")
    _calm(company, "calm")
    _calm(company, "broken")
    company.faults.append(Fault(path=f"/groups/{guid('group-broken')}/", times=99, headers={"Retry-After": "3600"}))
    with serve(company, certificates) as tenant:
        try:
            run = audit(company, tenant, tmp_path, timeout=20)
        except subprocess.TimeoutExpired:
            pytest.fail("after 20 seconds the command still waits for a group that asks for an hour")
    assert not differences(expect(company)["calm"], run.reports.get("calm"))
    assert run.code == 1
    _says_no_more_than_it_should(run)


def _fails(certificates: Certificates, folder: Path, policy: str | None = None, **environment: str) -> Run:
    company = Company(week="2026-W43")
    _calm(company, "calm")
    with serve(company, certificates) as tenant:
        run = audit(company, tenant, folder, policy=policy, environment=environment)
    _says_no_more_than_it_should(run)
    assert run.code == 2, run.words
    assert not run.reports
    said = [line for line in run.words.splitlines() if line.strip()]
    assert 1 <= len(said) <= 12
    return run


def _policy() -> str:
    company = Company(week="2026-W43")
    _calm(company, "calm")
    return policy_text(company.policy())


def test_an_unknown_setting_is_named_with_the_nearest_known_one(certificates: Certificates, tmp_path: Path) -> None:
    run = _fails(certificates, tmp_path, policy=_policy() + "\n[auditors.meeting_overload]\nwarn_hour = 12\n")
    assert re.search(r"\bwarn_hour\b", run.words)
    assert "warn_hours" in run.words


def test_all_errors_of_a_policy_come_at_once(certificates: Certificates, tmp_path: Path) -> None:
    text = _policy().replace("BE", "Belgium?") + "\n[auditors.meeting_overload]\nwarn_hours = 90\nnonsense = 1\n"
    run = _fails(certificates, tmp_path, policy=text)
    for word in ("country", "warn_hours", "nonsense", "90", "40"):
        assert word in run.words, word


def test_a_floor_cannot_be_lowered(certificates: Certificates, tmp_path: Path) -> None:
    run = _fails(certificates, tmp_path, policy=_policy().replace("smallest_group = 5", "smallest_group = 4"))
    assert "smallest_group" in run.words


def test_broken_toml_tells_where(certificates: Certificates, tmp_path: Path) -> None:
    run = _fails(certificates, tmp_path, policy=_policy() + "\n[teams.calm\n")
    assert "policy.toml" in run.words


def test_a_team_with_a_schedule_that_nobody_declared(certificates: Certificates, tmp_path: Path) -> None:
    text = _policy().replace(
        "[teams.calm]", '[teams.calm]\nschedules = { "00000000-0000-0000-0000-000000000005" = "ghost" }'
    )
    assert "ghost" in _fails(certificates, tmp_path, policy=text).words


def test_a_missing_policy(certificates: Certificates, tmp_path: Path) -> None:
    _fails(certificates, tmp_path, KADANS_POLICY=str(tmp_path / "nowhere.toml"))


def test_a_wrong_secret(certificates: Certificates, tmp_path: Path) -> None:
    run = _fails(certificates, tmp_path, KADANS_CLIENT_SECRET="wrong-one")  # noqa: S106
    assert "wrong-one" not in run.words
    assert "secret" in run.words.lower()


def _closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.mark.parametrize("what", ["KADANS_GRAPH_URL", "KADANS_AUTHORITY"])
def test_no_network(certificates: Certificates, tmp_path: Path, what: str) -> None:
    url = f"https://localhost:{_closed_port()}"
    company = Company(week="2026-W43")
    _calm(company, "calm")
    with serve(company, certificates) as tenant:
        environment = {what: url + ("/v1.0" if what == "KADANS_GRAPH_URL" else "")}
        if what == "KADANS_GRAPH_URL":
            tenant.state.audience = url
        run = audit(company, tenant, tmp_path, environment=environment)
    _says_no_more_than_it_should(run)
    assert run.code == 2, run.words
    assert not run.reports


def test_a_certificate_that_nobody_vouches_for(certificates: Certificates, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    _fails(certificates, tmp_path, KADANS_CA_BUNDLE=str(Certificates(tmp_path / "other").ca))


def test_exact_numbers_are_refused_outside_a_sandbox(certificates: Certificates, tmp_path: Path) -> None:
    _fails(certificates, tmp_path, KADANS_GRAPH_URL="https://graph.microsoft.invalid/v1.0")


@pytest.mark.parametrize("variable", ["KADANS_TENANT_ID", "KADANS_CLIENT_ID"])
def test_a_missing_setting_is_named(certificates: Certificates, tmp_path: Path, variable: str) -> None:
    assert variable in _fails(certificates, tmp_path, **{variable: ""}).words
