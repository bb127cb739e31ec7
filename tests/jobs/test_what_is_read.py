"""Nothing is read that no section wants; from a real tenant, nothing at all without a legal footing."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from core.errors import PolicyError
from core.facts import EventCopy, Gap, PersonKey
from core.intervals import Interval
from core.policy_file import Policy, read_policy
from core.team import team_settings
from core.week import Week
from graph.calendars import GraphCalendars
from jobs.audit import Audited, AuditRequest, Step, audit
from jobs.facts import wanted_signals
from jobs.messages import AUDITS
from jobs.plan import plan
from jobs.settings import Settings, read_settings
from jobs.wiring import report_store, rules
from sandbox import Company, Faults, Served, build, policy_toml, served_in_thread
from tests.stage import MONDAY, Stage

WEEK = Week(2026, 46)
BRUSSELS = ZoneInfo("Europe/Brussels")
NOW = datetime(2026, 11, 17, 9, tzinfo=UTC)


def policy_of(text: str) -> Policy:
    return read_policy(text.encode(), name="policy.toml", rules=rules())


@pytest.fixture(scope="module")
def company() -> Company:
    return build(seed=3, people=12, week=str(WEEK))


@pytest.fixture(scope="module")
def served(company: Company) -> Iterator[Served]:
    with served_in_thread(company, faults=Faults.none()) as found:
        yield found


def settings_of(served: Served, folder: Path) -> Settings:
    return read_settings({**served.environment, "KADANS_STORAGE": f"folder:{folder}"})


def asked_for(served: Served, folder: Path, policy: str) -> tuple[set[str], list[Audited]]:
    """Audit, and return the kinds of things that were asked for."""
    before = len(served.requests)
    settings = settings_of(served, folder)
    request = AuditRequest(policy=policy_of(policy), week=WEEK, team="platform", exact=True)
    now = served.company.now
    found = asyncio.run(audit(request, settings, report_store(settings), now=now, watch=lambda _, __: None))
    kinds = {
        "settings": "/mailboxSettings", "calendar": "/calendarView", "chats": "/chats", "channels": "/channels",
        "calls": "/communications/", "rooms": "/places/",
    }  # fmt: skip
    paths = [seen.path for seen in served.requests[before:]]
    return {kind for kind, part in kinds.items() if any(part in path for path in paths)}, found


EVERYTHING = {"settings", "calendar", "chats", "channels", "calls", "rooms"}


@pytest.mark.parametrize(
    ("sections", "signals", "read"),
    [
        pytest.param("off_hours_messages meeting_overload all_virtual_rule", "", EVERYTHING, id="all sections"),
        pytest.param("meeting_overload", "", {"settings", "calendar"}, id="meetings alone"),
        pytest.param(
            "off_hours_messages", "", {"settings", "calendar", "chats", "channels"}, id="messages: calendars for leave"
        ),
        pytest.param("all_virtual_rule", "", {"settings", "calendar", "calls", "rooms"}, id="the rule alone"),
        pytest.param("off_hours_messages", "channels", {"settings", "calendar", "chats"}, id="channels are off"),
        pytest.param("all_virtual_rule", "calls", {"settings", "calendar", "rooms"}, id="calls are off"),
        pytest.param("off_hours_messages", "calendar chats channels", {"settings"}, id="nothing is on"),
    ],
)
def test_nothing_is_read_that_no_section_wants(
    served: Served, company: Company, tmp_path: Path, sections: str, signals: str, read: set[str]
) -> None:
    policy = policy_toml(company, further={})
    for signal in signals.split():
        policy = policy.replace(f"\n{signal} = true", f"\n{signal} = false")
    policy = policy.replace('routes = ["platform"]', f"sections = {json.dumps(sections.split())}")
    kinds, found = asked_for(served, tmp_path, policy)
    assert found[0].report is not None, found[0].problem
    assert kinds == read


def test_a_muted_section_reads_nothing(company: Company) -> None:
    mute = '\n[[teams.platform.mutes]]\nauditor = "off_hours_messages"\nreason = "move"\nuntil = 2026-11-30\n'
    muted = team_settings(policy_of(policy_toml(company, further={}) + mute), "platform")
    assert {signal.value for signal in wanted_signals(muted, WEEK)} == {"calendar", "calls"}
    assert {signal.value for signal in wanted_signals(muted, Week(2026, 50))} >= {"chats", "channels"}


@pytest.mark.parametrize(
    ("table", "weeks"),
    [
        pytest.param("", 1, id="the card alone"),
        pytest.param("[auditors.focus_time]\n", 1, id="an auditor that looks at this week"),
        pytest.param("[auditors.meeting_hygiene]\n[auditors.focus_time]\n", 4, id="one that looks at four"),
    ],
)
def test_one_calendar_view_for_each_person_covers_the_longest_window_that_anybody_wants(
    served: Served, company: Company, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, table: str, weeks: int
) -> None:
    asked: list[tuple[PersonKey, Interval]] = []
    events = GraphCalendars.events

    async def noted(self: GraphCalendars, person: PersonKey, window: Interval) -> tuple[EventCopy, ...] | Gap:
        asked.append((person, window))
        return await events(self, person, window)

    monkeypatch.setattr(GraphCalendars, "events", noted)
    asked_for(served, tmp_path, policy_toml(company, further={}) + table)
    assert len(asked) == len({person for person, _ in asked}) > 3
    first, last = WEEK.back(weeks - 1).window(BRUSSELS).start, WEEK.following.window(BRUSSELS).end
    assert {window for _, window in asked} == {Interval(first - 2 * 86_400, last + 2 * 86_400)}


def test_nothing_is_asked_about_people_who_are_left_out(served: Served, company: Company, tmp_path: Path) -> None:
    members = company.team("platform").members
    someone = members[0]
    policy = policy_toml(company).replace("[privacy]", "", 1).replace('preset = "belgium"', "")
    policy = policy.replace("[organisation]", f'[organisation]\nopt_out = ["{someone.upper()}"]', 1)
    before = len(served.requests)
    asked_for(served, tmp_path, policy)
    assert not [seen.path for seen in served.requests[before:] if someone in seen.path.lower()]
    assert [seen.path for seen in served.requests[before:] if members[-1] in seen.path.lower()]


GOVERNANCE = {
    "purpose": '"trying it out"', "charter": '"https://intranet.example/charter"', "informed_on": "2026-10-01",
    "consulted": '"CPBW"', "dpo": '"dpo@example.org"', "dpia": '"1"', "readers": '"managers"', "until": "2026-12-31",
}  # fmt: skip


def real_tenant(tmp_path: Path) -> Settings:
    """Return settings that lead nowhere: whoever tried to read would fail in another way."""
    told = {
        "KADANS_TENANT_ID": "t", "KADANS_CLIENT_ID": "c", "KADANS_CLIENT_SECRET": "s",
        "KADANS_GRAPH_URL": "https://graph.invalid/v1.0", "KADANS_AUTHORITY": "https://login.invalid",
        "KADANS_STORAGE": f"folder:{tmp_path}",
    }  # fmt: skip
    return read_settings(told)


def refused(
    tmp_path: Path,
    *,
    preset: str = "none",
    without: str = "",
    until: str = "2026-12-31",
    now: datetime = NOW,
    **asked: object,
) -> str:
    told = GOVERNANCE | {"until": until}
    lines = "\n".join(f"{key} = {value}" for key, value in told.items() if key != without)
    policy = policy_of(
        '[organisation]\ndomains = ["example.org"]\nzone = "Europe/Brussels"\n'
        f'[privacy]\npreset = "{preset}"\n'
        f'[governance]\n{lines}\n[teams.one]\ngroup = "g"\n[teams.far]\ngroup = "h"\nzone = "America/Los_Angeles"\n'
    )
    seen: list[tuple[str, Step]] = []
    settings = real_tenant(tmp_path)
    request = AuditRequest(policy=policy, **asked)  # type: ignore[arg-type]
    with pytest.raises(PolicyError) as caught:
        asyncio.run(
            audit(request, settings, report_store(settings), now=now, watch=lambda key, step: seen.append((key, step)))
        )
    assert seen == []
    return str(caught.value)


@pytest.mark.parametrize("missing", sorted(GOVERNANCE))
def test_a_real_tenant_is_not_read_without_a_complete_footing(tmp_path: Path, missing: str) -> None:
    assert refused(tmp_path, without=missing, week=WEEK).startswith(f"[governance] lacks {missing}: ")


def test_a_real_tenant_is_not_read_after_the_agreed_period(tmp_path: Path) -> None:
    assert "the agreed period is over" in refused(tmp_path, until="2026-11-16", week=WEEK)


def test_the_last_agreed_day_still_counts(tmp_path: Path) -> None:
    """Then only a week that is not over stands in the way."""
    assert "is not over yet" in refused(tmp_path, until="2026-11-17", week=Week(2026, 47))


def test_exact_numbers_of_a_real_tenant_are_never_told(tmp_path: Path) -> None:
    assert refused(tmp_path, week=WEEK, exact=True).startswith("--exact is for sandbox tenants")


@pytest.mark.parametrize(
    ("now", "week"),
    [
        pytest.param(NOW, Week(2026, 47), id="this week"),
        pytest.param(NOW, Week(2027, 1), id="a week to come"),
        pytest.param(datetime(2026, 11, 16, 6, tzinfo=UTC), WEEK, id="over in Brussels, not yet in Los Angeles"),
    ],
)
def test_a_week_that_is_not_over_is_not_read(tmp_path: Path, now: datetime, week: Week) -> None:
    assert refused(tmp_path, week=week, now=now).startswith(f"Week {week} is not over yet")


def test_a_team_that_nobody_knows_is_named(tmp_path: Path) -> None:
    assert "nobody" in refused(tmp_path, week=WEEK, team="nobody")


def test_a_policy_without_teams_has_nothing_to_audit(served: Served, tmp_path: Path) -> None:
    policy = policy_of('[organisation]\ndomains = ["example.org"]\nzone = "UTC"\n')
    settings = settings_of(served, tmp_path)
    with pytest.raises(PolicyError, match="nothing to audit"):
        asyncio.run(
            audit(AuditRequest(policy=policy), settings, report_store(settings), now=NOW, watch=lambda _, __: None)
        )


def test_without_a_week_the_last_one_that_is_over_counts(served: Served, company: Company, tmp_path: Path) -> None:
    settings = settings_of(served, tmp_path)
    request = AuditRequest(policy=policy_of(policy_toml(company)), team="legal")
    found = asyncio.run(audit(request, settings, report_store(settings), now=company.now, watch=lambda _, __: None))
    assert [(each.team.key, each.week) for each in found] == [("legal", WEEK)]
    assert company.now.date() == date(2026, 11, 16)


@pytest.mark.parametrize("preset", ["belgium", "works-council-de"])
def test_with_a_preset_no_week_is_read_that_began_before_people_were_informed(tmp_path: Path, preset: str) -> None:
    """They were informed on Thursday of week 40."""
    told = refused(tmp_path, preset=preset, week=Week(2026, 40))
    assert told == (
        f"Week 2026-W40 began before [governance] informed_on = 2026-10-01: with the preset '{preset}' no week is read that "
        "began before people were informed."
    )
    after = refused(tmp_path, preset=preset, week=Week(2026, 47))
    assert "is not over yet" in after, "a later week is refused for other reasons alone"


@pytest.mark.parametrize(("informed", "weeks"), [("2026-10-01", 4), ("2026-11-02", 2), ("2026-11-03", 1)])
def test_the_plan_leaves_out_weeks_that_began_before_people_were_informed(
    tmp_path: Path, informed: str, weeks: int
) -> None:
    stage = Stage(folder=tmp_path)
    house = stage.house(MONDAY)
    policy = tmp_path / "policy.toml"
    policy.write_text(
        f'{policy.read_text()}[privacy]\npreset = "belgium"\n[governance]\ninformed_on = {informed}\n', "utf-8"
    )
    asyncio.run(plan(house))
    sent = 0
    while house.storage.queues.receive(AUDITS, hidden=60) is not None:
        sent += 1
    assert sent == weeks
