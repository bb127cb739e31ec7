"""One virtual, all virtual: verdict by verdict against the second opinion."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from .calls_companies import SCENARIOS, coming_week_with_calls, coming_week_without_calls, long_ago, verdicts
from .certificates import Certificates
from .company import Company
from .conftest import Outcome
from .product import audit, differences
from .scenario import MARKER, Fault
from .server import serve

CASES = [pytest.param(build, team, id=f"{build.__name__}-{team}") for build in SCENARIOS for team in build().teams]


@pytest.mark.parametrize(("build", "team"), CASES)
def test_a_team_gets_the_verdicts_of_the_definitions(
    build: Callable[[], Company], team: str, outcome_of: Callable[[Callable[[], Company]], Outcome]
) -> None:
    outcome = outcome_of(build)
    wrong = differences(outcome.expected[team], outcome.run.reports.get(team))
    assert not wrong, "\n".join([*wrong, outcome.run.err[-2000:], *outcome.unknown[:5]])


@pytest.mark.parametrize("build", SCENARIOS, ids=lambda build: build.__name__)
def test_the_command_ends_well_and_names_nobody_and_no_network(
    build: Callable[[], Company], outcome_of: Callable[[Callable[[], Company]], Outcome]
) -> None:
    outcome = outcome_of(build)
    assert outcome.run.code == 0, outcome.run.err[-2000:]
    assert outcome.run.reports
    assert "Traceback" not in outcome.run.words
    words = [MARKER.lower(), "198.51.100.7", "203.0.113.", "10.1.2.", "meetup-join", *list(outcome.company.people)[:40]]
    for name, content in outcome.run.everything().items():
        for word in words:
            assert word.encode() not in content.lower(), f"{word} in {name}"


@pytest.mark.parametrize("build", [coming_week_without_calls, long_ago], ids=lambda build: build.__name__)
def test_without_call_records_there_is_no_verdict_on_the_past(
    build: Callable[[], Company], outcome_of: Callable[[Callable[[], Company]], Outcome]
) -> None:
    reports = outcome_of(build).run.reports
    assert reports
    for report in reports.values():
        section = report["sections"][0]
        assert section.get("level") is None
        assert not {"kept", "broken", "unknown", "hybrid", "broken_share"} & {m["key"] for m in section["measures"]}


def test_call_records_are_not_read_without_the_signal(outcome_of: Callable[[Callable[[], Company]], Outcome]) -> None:
    assert outcome_of(coming_week_with_calls).run.reports
    assert not [path for path in outcome_of(coming_week_without_calls).state.seen if "callRecords" in path.path]


def test_call_records_without_permission(certificates: Certificates, tmp_path: Path) -> None:
    company = coming_week_with_calls()
    company.faults.append(Fault(path="/communications/", times=9999, status=403, code="Forbidden"))
    with serve(company, certificates) as tenant:
        run = audit(company, tenant, tmp_path)
    assert run.code == 0, run.err
    assert "Traceback" not in run.words
    assert MARKER.lower() not in run.words.lower()
    section = run.reports["named"]["sections"][0]
    measures = {m["key"]: m["value"] for m in section["measures"]}
    assert measures.get("at_risk_next_week") == 1
    assert section.get("level") is None
    assert not {"kept", "broken", "broken_share"} & measures.keys()


def test_each_record_is_read_once(outcome_of: Callable[[Callable[[], Company]], Outcome]) -> None:
    outcome = outcome_of(verdicts)
    assert outcome.run.reports
    for record in outcome.company.calls:
        paths = [seen for seen in outcome.state.seen if seen.path.endswith(f"/callRecords/{record.id}")]
        assert len(paths) <= 4
