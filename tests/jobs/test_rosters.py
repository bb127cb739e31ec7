"""A team's roster on its way into the facts: asked for once, of its people alone, and unknown rather than empty."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from auditors import BY_KEY
from core.facts import Gap, PersonKey
from core.intervals import Interval
from core.policy import BotTarget
from core.policy_file import read_policy
from core.report import Report
from core.roster import Planned, Roster, Unrostered
from core.team import TeamSettings, team_settings
from core.week import Week
from graph.rosters import GraphRosters
from jobs.audit import Audited, AuditRequest, audit
from jobs.personal import personal
from jobs.policy_meaning import meaning
from jobs.rosters import read_roster, shifts_of
from jobs.settings import read_settings
from jobs.wiring import house, report_store, rules
from sandbox import FOR_SHIFTS, GRANTED, MARKER, Company, Fault, Faults, Served, build, policy_toml, served_in_thread
from sandbox.wall_clock import at

WEEK = Week(2026, 46)
WINDOW = WEEK.window(ZoneInfo("Europe/Brussels"))
ANNA = PersonKey("Anna")
POLICY = """
[organisation]
domains = ["voorbeeld.example"]
zone = "Europe/Brussels"
[teams.crew]
{source}
hours = "{hours}"
"""


def settings(source: str = 'group = "g"', hours: str = "shifts") -> TeamSettings:
    text = POLICY.format(source=source, hours=hours)
    return team_settings(read_policy(text.encode(), name="policy.toml", rules=rules()), "crew")


@dataclass
class Answers:
    """Rosters that say what they are told to, and remember what they were asked."""

    says: Roster | Unrostered | Gap
    asked: list[tuple[str, Interval, frozenset[str]]] = field(default_factory=list)

    async def roster(self, team: str, window: Interval, people: frozenset[str]) -> Roster | Unrostered | Gap:
        self.asked.append((team, window, people))
        return self.says


def planned(*days: int) -> Roster:
    shifts = tuple(Interval(WINDOW.start + day * 86400 + 3600, WINDOW.start + day * 86400 + 7200) for day in days)
    return Roster(people={"anna": Planned(shifts=shifts)})


def read(
    says: Roster | Unrostered | Gap, team: TeamSettings | None = None
) -> tuple[Unrostered | None, tuple[Gap, ...]]:
    found = asyncio.run(read_roster(team or settings(), WINDOW, Answers(says), people=[ANNA]))
    return found.why_not, found.gaps


GAP = Gap(source="roster", reason="service error")


@pytest.mark.parametrize(
    ("says", "why_not", "reasons"),
    [
        pytest.param(planned(2), None, [], id="somebody is planned"),
        pytest.param(planned(), Unrostered.NOBODY_PLANNED, [], id="nobody is"),
        pytest.param(planned(-3, 9), Unrostered.NOBODY_PLANNED, [], id="nobody is in this week"),
        pytest.param(Unrostered.NOT_GRANTED, Unrostered.NOT_GRANTED, ["access denied"], id="refused"),
        pytest.param(Unrostered.NO_ROSTER, Unrostered.NO_ROSTER, ["not found"], id="not there"),
        pytest.param(GAP, Unrostered.NOT_READ, ["service error"], id="an outage"),
    ],
)
def test_a_roster_that_tells_nothing_is_a_reason_and_never_an_empty_week(
    says: Roster | Unrostered | Gap, why_not: Unrostered | None, reasons: list[str]
) -> None:
    found, gaps = read(says)
    assert found is why_not
    assert [(gap.source, gap.reason) for gap in gaps] == [("roster", reason) for reason in reasons]


def test_reports_of_a_manager_have_no_roster_to_ask_for() -> None:
    answers = Answers(planned(2))
    found = asyncio.run(read_roster(settings('reports_of = "m"'), WINDOW, answers, people=[ANNA]))
    assert (found.why_not, answers.asked) == (Unrostered.NO_TEAM, [])


def test_a_reader_without_shifts_of_the_own_waits_for_other_hours() -> None:
    ahead = Interval(WINDOW.start, WINDOW.end)
    assert asyncio.run(shifts_of(settings(), ANNA, ahead, Answers(planned(1)))) == planned(1).of("anna")
    assert asyncio.run(shifts_of(settings(), PersonKey("boss"), ahead, Answers(planned(1)))) is None
    assert asyncio.run(shifts_of(settings(), ANNA, ahead, Answers(GAP))) is None
    by_outlook = Answers(planned(1))
    assert asyncio.run(shifts_of(settings(hours="outlook"), ANNA, ahead, by_outlook)) is None
    assert by_outlook.asked == []


def test_a_valid_policy_says_which_teams_work_by_a_roster() -> None:
    text = POLICY.format(source='group = "g"', hours="shifts") + '[teams.odd]\nreports_of = "m"\nhours = "shifts"\n'
    told = list(meaning(read_policy(text.encode(), name="policy.toml", rules=rules())))
    assert "Works by its roster in Teams Shifts, which takes Schedule.Read.All: crew." in told
    assert [line for line in told if line.startswith("odd: what rests on working time is not measured")]


@pytest.fixture(scope="module")
def company() -> Company:
    return build(seed=7, people=12, week=str(WEEK), shifts=True)


@pytest.fixture(scope="module")
def served(company: Company) -> Iterator[Served]:
    with served_in_thread(company, faults=Faults.none(), granted=GRANTED | FOR_SHIFTS) as found:
        yield found


def audited(company: Company, served: Served, folder: Path, text: str | None = None) -> Report:
    policy = read_policy((text or policy_toml(company)).encode(), name="policy.toml", rules=rules())
    where = read_settings({**served.environment, "KADANS_STORAGE": f"folder:{folder}"})
    request = AuditRequest(policy=policy, week=WEEK, team="hotline", exact=True)
    found: list[Audited] = asyncio.run(
        audit(request, where, report_store(where), now=company.now, watch=lambda _, __: None)
    )
    (crew,) = found
    assert crew.report is not None
    return crew.report


def rosters_asked_for(served: Served, before: int) -> list[str]:
    """The lists that were begun, whatever pages they went on for."""
    return [
        seen.path.rpartition("/")[2]
        for seen in served.requests[before:]
        if "/schedule/" in seen.path and "$skiptoken" not in seen.query
    ]


def test_a_roster_is_asked_for_once_for_a_team_and_not_where_nothing_needs_it(
    company: Company, served: Served, tmp_path: Path
) -> None:
    before = len(served.requests)
    audited(company, served, tmp_path)
    assert rosters_asked_for(served, before) == ["shifts", "timesOff"]
    before = len(served.requests)
    text = re.sub(r"(?m)^\[auditors\.\w+\]\n.*?(?=^\[)", "", policy_toml(company), flags=re.DOTALL)
    text = text.replace('hours = "shifts"', 'hours = "shifts"\nsections = ["all_virtual_rule"]')
    audited(company, served, tmp_path, text)
    assert rosters_asked_for(served, before) == []
    before = len(served.requests)
    audited(company, served, tmp_path, policy_toml(company).replace('hours = "shifts"', 'hours = "outlook"'))
    assert rosters_asked_for(served, before) == []


def test_a_roster_is_read_for_nobody_who_is_left_out(
    company: Company, served: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted: list[frozenset[str]] = []

    async def spy(self: GraphRosters, team: str, window: Interval, people: frozenset[str]) -> object:
        wanted.append(people)
        return await original(self, team, window, people)

    original = GraphRosters.roster
    monkeypatch.setattr(GraphRosters, "roster", spy)
    audited(company, served, tmp_path)
    (people,) = wanted
    members = {member.casefold() for member in company.team("hotline").members}
    assert members - people == members & {each.casefold() for each in (*company.opted_out, *company.representatives)}
    assert len(members - people) == 1


def test_no_word_of_a_roster_and_nobodys_hours_get_into_a_report(
    company: Company, served: Served, tmp_path: Path
) -> None:
    told = audited(company, served, tmp_path).model_dump_json()
    assert MARKER not in told
    assert not [person.id for person in company.people if person.id in told]


NEEDING = {key for key, auditor in BY_KEY.items() if auditor.needs_expected_time}


@pytest.mark.parametrize(
    ("fault", "note"),
    [
        pytest.param(Fault(match="/shifts$", status=403, times=99), "shifts_not_granted", id="403"),
        pytest.param(Fault(match="/timesOff$", status=404, times=99), "shifts_no_roster", id="404"),
        pytest.param(Fault(match="/shifts$", status=503, times=99), "shifts_not_read", id="503 for ever"),
        pytest.param(Fault(match="/shifts$", kind="loop", times=99), "shifts_not_read", id="pages in a circle"),
        pytest.param(Fault(match="/shifts$", kind="foreign_next_link"), "shifts_not_read", id="a link elsewhere"),
        pytest.param(Fault(match="/shifts$", status=429, retry_after=0), "", id="429 once"),
        pytest.param(Fault(match="/timesOff$", kind="truncated"), "", id="a torn page once"),
        pytest.param(Fault(match="/shifts$", kind="reset", after=1), "", id="a connection that breaks"),
    ],
)
def test_trouble_with_a_roster_is_a_gap_or_nothing_at_all(
    company: Company, tmp_path: Path, fault: Fault, note: str
) -> None:
    with served_in_thread(company, faults=Faults(faults=(fault,)), granted=GRANTED | FOR_SHIFTS) as served:
        found = audited(company, served, tmp_path)
    said = {section.auditor: [each.key for each in section.notes] for section in found.sections}
    assert {key for key, notes in said.items() if notes == [note]} == (NEEDING & said.keys() if note else set())
    assert bool([gap for gap in found.gaps if gap.source == "roster"]) is bool(note)
    assert any(section.status == "measured" for section in found.sections), "the others go on"


def test_a_card_waits_for_the_readers_own_shift(company: Company, served: Served, tmp_path: Path) -> None:
    """Tuesday morning is after the night of who works by night, and inside the shift of who works early."""
    team = company.team("hotline")
    policy = read_policy(policy_toml(company).encode(), name="policy.toml", rules=rules())
    now = datetime(2026, 11, 17, 9, 0, tzinfo=UTC)
    there = house({**served.environment, "KADANS_STORAGE": f"folder:{tmp_path}"}, clock=lambda: now)

    def moment(person: str) -> int | None:
        target = BotTarget(kind="bot", user=person)
        return asyncio.run(personal(there, team_settings(policy, "hotline"), WEEK, target)).moment

    tonight = at(datetime(2026, 11, 17, tzinfo=UTC).date(), "22:00")
    assert moment(team.members[4]) == int(tonight.timestamp())
    assert moment(team.members[0]) == int(now.timestamp())
    assert moment(team.manager) == int(now.timestamp()), "in no roster: by Outlook's hours"


def test_the_manager_of_a_team_in_shifts_has_an_own_example(company: Company, served: Served, tmp_path: Path) -> None:
    team = company.team("hotline")
    policy = read_policy(policy_toml(company).encode(), name="policy.toml", rules=rules())
    now = datetime(2026, 11, 17, 9, 0, tzinfo=UTC)
    there = house({**served.environment, "KADANS_STORAGE": f"folder:{tmp_path}"}, clock=lambda: now)
    target = BotTarget(kind="bot", user=team.manager)
    found = asyncio.run(personal(there, team_settings(policy, "hotline"), WEEK, target))
    assert found.own is not None
    assert found.own.reached is not None
    assert not found.own.unread
