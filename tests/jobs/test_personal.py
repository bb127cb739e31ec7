"""What a delivery asks of its reader, over HTTPS: when the card may come, and the manager's own example."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from core.own_view import NewColleagues, Reached
from core.policy import BotTarget, FolderTarget, Target, WorkflowTarget
from core.policy_file import read_policy
from core.team import TeamSettings, team_settings
from core.week import Week
from jobs.house import House
from jobs.personal import Personal, personal
from jobs.wiring import house, rules
from sandbox import Company, Faults, Served, build, policy_toml, served_in_thread
from sandbox.company.people import Team
from sandbox.off_hours import Rest
from sandbox.presence import present_in
from sandbox.truth.messages import is_message, presses, receivers_of
from sandbox.truth.rule import call_of, in_scope, verdict
from sandbox.wall_clock import midnight

WEEK = Week(2026, 46)
TUESDAY = datetime(2026, 11, 17, 9, 0, tzinfo=UTC)
"""10:00 in Brussels."""
CHANNEL = WorkflowTarget(kind="workflow", url_secret="CHANNEL")  # noqa: S106 - the name of a setting


@pytest.fixture(scope="module")
def company() -> Company:
    return build(seed=7, people=60, week=str(WEEK))


@pytest.fixture(scope="module")
def served(company: Company) -> Iterator[Served]:
    with served_in_thread(company, faults=Faults.none()) as line:
        yield line


def settings_of(company: Company, team: str, change: Callable[[str], str] = lambda text: text) -> TeamSettings:
    text = change(policy_toml(company))
    return team_settings(read_policy(text.encode(), name="policy.toml", rules=rules()), team)


def asked(
    served: Served, folder: Path, settings: TeamSettings, target: Target, now: datetime = TUESDAY
) -> tuple[Personal, list[str]]:
    """Return the answer, and the paths that were asked for."""
    before = len(served.requests)
    environment = {**served.environment, "KADANS_STORAGE": f"folder:{folder}"}
    there: House = house(environment, clock=lambda: now)
    found = asyncio.run(personal(there, settings, WEEK, target))
    return found, [seen.path for seen in served.requests[before:]]


def manager_of(team: Team) -> BotTarget:
    return BotTarget(kind="bot", user=team.manager)


def planned(company: Company, team: Team) -> Reached:
    """Count minute by minute what the manager wrote and on whose free time it landed."""
    present = present_in(company, team, company.monday)
    rests = {each.person.id: Rest(each, company.monday) for each in (*present.counted, *present.away)}
    chats = {chat.id: chat for chat in company.chats}
    until = midnight(company.monday + timedelta(days=7))
    pressing = could_wait = 0
    for message in company.messages:
        if message.writer != team.manager or not is_message(message):
            continue
        if not midnight(company.monday) <= message.sent < until:
            continue
        for receiver in receivers_of(company, team, message, chats) & rests.keys():
            if rests[receiver].kind(message.sent) is not None:
                pressing += presses(message, receiver, chats)
                could_wait += not presses(message, receiver, chats)
    return Reached(pressing=pressing, could_wait=could_wait)


def test_a_manager_is_told_how_many_own_messages_landed_in_free_time(
    company: Company, served: Served, tmp_path: Path
) -> None:
    counts = []
    for team in company.teams:
        found, _ = asked(served, tmp_path, settings_of(company, team.key), manager_of(team))
        if found.own is None:
            continue
        assert found.own.reached == planned(company, team), team.key
        assert found.own.held is not None
        assert found.own.one_on_ones is not None
        assert not found.own.unread
        counts.append(found.own.reached)
    assert len(counts) >= 3
    assert any(each.pressing for each in counts if each), "otherwise nothing is shown by this"


def test_a_manager_is_told_of_new_colleagues_without_a_talk_and_nobody_who_opted_out_is_asked_about(
    company: Company, served: Served, tmp_path: Path
) -> None:
    team = company.team("platform")
    manager = company.person_by_id[team.manager]
    left_out = {*company.opted_out, *company.representatives}
    new = {
        person
        for person in company.members(team)
        if company.monday - timedelta(days=83) <= person.hired < company.monday + timedelta(days=7)
    }
    assert {person.id for person in new} & left_out, "otherwise nothing is shown by this"
    until = midnight(company.monday + timedelta(days=7))
    met = {
        person
        for person in new
        for meeting in company.meetings
        if until - timedelta(days=14) <= meeting.start < until
        and {meeting.organiser, *(each.mail for each in meeting.invitations)} == {person.mail, manager.mail}
        and not (meeting.cancelled or meeting.all_day)
        and meeting.answer_of(person.mail) != "declined"
        and meeting.answer_of(manager.mail) != "declined"
    }
    known = {person for person in new if person.id not in left_out}
    before = len(served.requests)
    found, _ = asked(served, tmp_path, settings_of(company, "platform"), manager_of(team))
    assert found.own is not None
    assert found.own.new_colleagues == NewColleagues(without=len(known - met), people=len(known))
    assert (len(known - met), len(known)) == (1, 2)
    seen = {request.path for request in served.requests[before:]}
    assert not [path for path in seen if any(f"/users/{person}" in path for person in left_out)]


def test_a_managers_own_meetings_are_judged_by_the_auditors_and_only_where_the_team_has_them(
    company: Company, served: Served, tmp_path: Path
) -> None:
    """The manager here is whom the plan lets organise the team's meetings: what holds for an organiser holds for a manager."""
    team = company.team("platform")
    first = company.person_by_id[team.members[0]]

    def made_manager(text: str) -> str:
        return text.replace(f'manager = "{team.manager}"', f'manager = "{first.id}"')

    settings = settings_of(company, "platform", made_manager)
    target = BotTarget(kind="bot", user=first.id)
    found, _ = asked(served, tmp_path, settings, target)
    assert found.own is not None
    organiser = found.own.organiser
    read = {first.id, *(room.account for room in company.rooms)}
    scope = [each for each in in_scope(company, team, {first.id}, company.monday) if each.organiser == first.mail]
    broken = {each.start for each in scope if verdict(company, each, call_of(company, each, read)) == "broken"}
    assert {each.when.start for each in organiser.broken} == {int(each.timestamp()) for each in broken}
    assert organiser.broken
    assert organiser.series
    coming = in_scope(company, team, {first.id}, company.monday + timedelta(days=7))
    at_risk = {
        int(each.start.timestamp())
        for each in coming
        if each.organiser == first.mail
        and each.start >= TUESDAY
        and any(room.response == "accepted" for room in each.rooms)
    }
    assert {each.when.start for each in organiser.at_risk} == at_risk

    def muted(text: str) -> str:
        until = 'until = 2026-12-31\nreason = "move"\n'
        mutes = "".join(
            f'\n[[teams.platform.mutes]]\nauditor = "{each}"\n{until}'
            for each in ("all_virtual_rule", "async_candidates", "meeting_overload")
        )
        return made_manager(text) + mutes

    silent, paths = asked(served, tmp_path, settings_of(company, "platform", muted), target)
    assert silent.own is not None
    assert silent.own.organiser.empty
    assert not [path for path in paths if "callRecords" in path], "what is muted asks for nothing"


def test_somebody_elses_chat_and_a_channel_get_no_own_view(company: Company, served: Served, tmp_path: Path) -> None:
    settings, team = settings_of(company, "platform"), company.team("platform")
    colleague, asked_about = asked(served, tmp_path, settings, BotTarget(kind="bot", user=team.members[0]))
    assert colleague.own is None
    assert not any("getAllMessages" in path for path in asked_about)
    channel, nothing = asked(served, tmp_path, settings, CHANNEL)
    folder, _ = asked(served, tmp_path, settings, FolderTarget(kind="folder", path="x"))
    assert (channel.own, nothing, folder.own) == (None, [], None)


def test_a_card_waits_for_working_time_in_a_channel_and_not_in_a_folder(
    company: Company, served: Served, tmp_path: Path
) -> None:
    settings = settings_of(company, "platform")
    saturday = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
    waiting, _ = asked(served, tmp_path, settings, CHANNEL, saturday)
    at_once, _ = asked(served, tmp_path, settings, FolderTarget(kind="folder", path="x"), saturday)
    assert waiting.moment == int(datetime(2026, 11, 23, 7, 0, tzinfo=UTC).timestamp()), "Monday 08:00 in Brussels"
    assert at_once.moment == int(saturday.timestamp())


def test_a_card_does_not_come_on_a_holiday_or_a_closure(company: Company, served: Served, tmp_path: Path) -> None:
    closed = settings_of(
        company, "platform", lambda text: re.sub(r"closures = \[.*\]", "closures = [2026-11-12]", text)
    )
    armistice, _ = asked(served, tmp_path, closed, CHANNEL, datetime(2026, 11, 11, 10, 0, tzinfo=UTC))
    assert armistice.moment == int(datetime(2026, 11, 13, 7, 0, tzinfo=UTC).timestamp())


def test_a_managers_own_leave_is_waited_for(company: Company, served: Served, tmp_path: Path) -> None:
    """The reader here is a member on leave, as the company plans one: what holds for a reader holds for a manager."""
    away = next(person for person in company.people if person.quirk == "on_leave")
    settings = settings_of(company, next(team.key for team in company.teams if away.id in team.members))
    found, paths = asked(
        served, tmp_path, settings, BotTarget(kind="bot", user=away.id), datetime(2026, 11, 10, 9, 30, tzinfo=UTC)
    )
    assert any("calendarView" in path for path in paths)
    assert found.moment is None or found.moment >= int(datetime(2026, 11, 14, tzinfo=UTC).timestamp())


def test_nothing_is_read_about_a_reader_who_opted_out(company: Company, served: Served, tmp_path: Path) -> None:
    team = company.team("platform")
    settings = settings_of(
        company,
        "platform",
        lambda text: text.replace("[organisation]", f'[organisation]\nopt_out = ["{team.manager.upper()}"]', 1),
    )
    found, paths = asked(served, tmp_path, settings, manager_of(team))
    assert found.own is None
    assert not [path for path in paths if team.manager in path.lower()]


def test_what_cannot_be_read_is_told_and_holds_no_card_up(company: Company, tmp_path: Path) -> None:
    team = company.team("platform")
    with served_in_thread(company, faults=Faults(without_permissions=("Chat.Read.All",))) as line:
        found, _ = asked(line, tmp_path, settings_of(company, "platform"), manager_of(team))
    assert found.own is not None
    assert found.own.unread
    assert found.own.reached is None
    assert found.own.held is not None


def test_after_the_agreed_period_nothing_is_read_about_a_reader(
    company: Company, served: Served, tmp_path: Path
) -> None:
    there = house({**served.environment, "KADANS_STORAGE": f"folder:{tmp_path}"}, clock=lambda: TUESDAY)
    before = len(served.requests)
    target = manager_of(company.team("platform"))
    found = asyncio.run(personal(there, settings_of(company, "platform"), WEEK, target, may_read=False))
    assert (found.moment, found.own) == (int(TUESDAY.timestamp()), None)
    assert len(served.requests) == before
