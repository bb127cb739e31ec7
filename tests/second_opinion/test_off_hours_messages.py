"""Messages outside working hours, team by team, against the second opinion."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from . import messages_companies
from .certificates import Certificates
from .company import Company
from .conftest import Outcome
from .oracle import left_out
from .product import audit, differences
from .scenario import MARKER
from .server import serve

SCENARIOS: tuple[Callable[[], Company], ...] = (
    messages_companies.disturbed_days,
    messages_companies.what_is_a_message,
    messages_companies.who_writes_to_whom,
    messages_companies.soup_in_october,
    messages_companies.soup_in_november,
    messages_companies.soup_in_march,
)
CASES = [pytest.param(build, team, id=f"{build.__name__}-{team}") for build in SCENARIOS for team in build().teams]


@pytest.mark.parametrize(("build", "team"), CASES)
def test_a_team_gets_the_numbers_of_the_definitions(
    build: Callable[[], Company], team: str, outcome_of: Callable[[Callable[[], Company]], Outcome]
) -> None:
    outcome = outcome_of(build)
    wrong = differences(outcome.expected[team], outcome.run.reports.get(team))
    assert not wrong, "\n".join([*wrong, outcome.run.err[-2000:], *outcome.unknown[:5]])


@pytest.mark.parametrize("build", SCENARIOS, ids=lambda build: build.__name__)
def test_the_command_ends_well_and_says_nothing_of_what_was_written(
    build: Callable[[], Company], outcome_of: Callable[[Callable[[], Company]], Outcome]
) -> None:
    run = outcome_of(build).run
    assert run.code == 0, run.err[-2000:]
    assert "Traceback" not in run.words
    for name, content in run.everything().items():
        assert MARKER.lower().encode() not in content.lower(), name


def test_nothing_is_asked_about_people_who_opted_out(outcome_of: Callable[[Callable[[], Company]], Outcome]) -> None:
    outcome = outcome_of(messages_companies.who_writes_to_whom)
    assert outcome.run.reports
    for key in left_out(outcome.company):
        assert not [seen.path for seen in outcome.state.seen if key in f"{seen.path} {seen.query}"]


def test_messages_are_read_from_the_start_of_the_week_without_an_end_or_a_sender(
    outcome_of: Callable[[Callable[[], Company]], Outcome],
) -> None:
    state = outcome_of(messages_companies.disturbed_days).state
    filters = [seen.query.get("$filter", "") for seen in state.seen if "getAllMessages" in seen.path]
    assert filters
    for text in filters:
        assert " lt " not in text
        assert " le " not in text
        assert "from/" not in text


@pytest.mark.parametrize("signal", ["off", "not granted"])
def test_without_chats_nothing_is_measured(certificates: Certificates, tmp_path: Path, signal: str) -> None:
    company = Company(
        week="2026-W43",
        sections=("off_hours_messages", "meeting_overload"),
        extra_policy={"signals": {"calendar": True, "chats": signal != "off", "channels": False, "calls": False}},
    )
    people = [company.person(f"calm{n}", chats="forbidden") for n in range(6)]
    company.team("calm", people)
    with serve(company, certificates) as tenant:
        run = audit(company, tenant, tmp_path)
    assert run.code == 0, run.err
    sections = {section["auditor"]: section for section in run.reports["calm"]["sections"]}
    assert sections["off_hours_messages"]["status"] == "not_measured"
    assert not sections["off_hours_messages"].get("measures")
    assert sections["meeting_overload"]["status"] == "measured"
    assert [seen for seen in tenant.paths if "getAllMessages" in seen] == [] or signal != "off"
