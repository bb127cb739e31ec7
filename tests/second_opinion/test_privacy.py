"""What must never come out: names, subjects, addresses, ids, secrets; and whom nothing may be asked about."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from . import meetings_hours, meetings_kinds, meetings_teams
from .certificates import Certificates
from .company import Company
from .conftest import Outcome
from .oracle import left_out
from .product import Run, audit
from .scenario import CLIENT_SECRET, MARKER
from .server import serve

SCENARIOS = (
    meetings_kinds.what_is_a_meeting,
    meetings_kinds.soup_in_october,
    meetings_teams.who_belongs,
    meetings_teams.unreadable,
    meetings_hours.schedules_and_holidays,
)


def _leaks(run: Run, words: Iterable[str]) -> list[str]:
    wanted = [word.lower().encode() for word in words]
    found = []
    for name, content in run.everything().items():
        low = content.lower()
        found += [f"{word.decode()} in {name}" for word in wanted if word in low or word.replace(b"-", b"") in low]
    return found


@pytest.mark.parametrize("build", SCENARIOS, ids=lambda build: build.__name__)
def test_no_text_of_graph_comes_out(
    build: Callable[[], Company], outcome_of: Callable[[Callable[[], Company]], Outcome]
) -> None:
    run = outcome_of(build).run
    assert run.reports
    assert not _leaks(run, [MARKER, "token-1", CLIENT_SECRET, "customer.example", "uid-2026"])


@pytest.mark.parametrize("build", SCENARIOS, ids=lambda build: build.__name__)
def test_no_person_is_identified(
    build: Callable[[], Company], outcome_of: Callable[[Callable[[], Company]], Outcome]
) -> None:
    outcome = outcome_of(build)
    assert outcome.run.reports
    assert not _leaks(outcome.run, outcome.company.people)


def test_nothing_is_asked_about_people_who_opted_out(outcome_of: Callable[[Callable[[], Company]], Outcome]) -> None:
    outcome = outcome_of(meetings_teams.who_belongs)
    silent = left_out(outcome.company)
    assert len(silent) == 4
    assert outcome.run.reports
    for key in silent:
        person = outcome.company.people[key]
        for seen in outcome.state.seen:
            text = f"{seen.path} {seen.query}".lower()
            assert key not in text
            assert person.mail not in text
            assert person.upn not in text


def test_nothing_is_asked_about_people_of_no_team(outcome_of: Callable[[Callable[[], Company]], Outcome]) -> None:
    outcome = outcome_of(meetings_teams.who_belongs)
    strangers = [p for p in outcome.company.people.values() if p.name in ("disabled", "guest")]
    boxes = [seen.path for seen in outcome.state.seen if "calendarView" in seen.path or "mailboxSettings" in seen.path]
    assert boxes
    for person in strangers:
        assert not [path for path in boxes if person.id in path]


def test_subjects_and_bodies_are_never_requested(outcome_of: Callable[[Callable[[], Company]], Outcome]) -> None:
    outcome = outcome_of(meetings_kinds.what_is_a_meeting)
    views = [seen for seen in outcome.state.seen if seen.path.endswith("/calendarView")]
    assert views
    for seen in views:
        names = {name.strip() for name in seen.query.get("$select", "").split(",")}
        assert names - {""}, "everything was requested"
        assert not names & {"subject", "body", "bodyPreview", "attachments", "webLink"}


def _small_company() -> Company:
    company = Company(week="2026-W43")
    people = company.crowd("calm", 6)
    company.team("calm", people)
    for index, someone in enumerate(people):
        company.busy(someone, 13 + index)
    away = company.crowd("few", 4)
    company.team("few", away)
    return company


def test_without_exact_the_report_counts_nobody(certificates: Certificates, tmp_path: Path) -> None:
    company = _small_company()
    company.leave(next(iter(company.people.values())), "Mon..Fri")
    with serve(company, certificates) as tenant:
        run = audit(company, tenant, tmp_path, want_exact=False)
    assert run.code == 0
    report = run.reports["calm"]
    assert report["people"] == {"members": 6}
    text = json.dumps(report)
    for word in ('"exact"', '"counted"', '"away"', '"count"'):
        assert word not in text


def test_a_published_week_is_final(certificates: Certificates, tmp_path: Path) -> None:
    company = _small_company()
    with serve(company, certificates) as tenant:
        first = audit(company, tenant, tmp_path, want_exact=False).reports["calm"]
    for someone in company.people.values():
        company.busy(someone, 9, start="19:00")
    with serve(company, certificates) as tenant:
        again = audit(company, tenant, tmp_path, want_exact=False).reports["calm"]
        anew = audit(company, tenant, tmp_path).reports["calm"]
        last = audit(company, tenant, tmp_path, want_exact=False).reports["calm"]
    assert again == first
    assert last == first
    assert anew["sections"] != first["sections"]
    assert {m["key"]: m["exact"] for m in anew["sections"][0]["measures"]}["people_over_alert"] == 6


def test_a_suppressed_section_holds_no_number(outcome_of: Callable[[Callable[[], Company]], Outcome]) -> None:
    reports = outcome_of(meetings_teams.overlapping_teams).run.reports
    for team in ("less-one", "less-four", "swapped-one", "without-lead"):
        for section in reports[team]["sections"]:
            assert section["status"] == "suppressed"
            assert section.get("level") is None
            assert not section.get("measures")


def test_one_team_alone_is_no_way_round(certificates: Certificates, tmp_path: Path) -> None:
    company = meetings_teams.overlapping_teams()
    with serve(company, certificates) as tenant:
        run = audit(company, tenant, tmp_path, "--team", "less-one")
    assert set(run.reports) <= {"less-one"}
    assert run.reports["less-one"]["sections"][0]["status"] == "suppressed"
