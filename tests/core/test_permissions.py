"""What a policy needs follows from its signals, its sections and its routes: nothing more is asked for, nothing less."""

from __future__ import annotations

import re

import pytest

from auditors import ALL
from core.permissions import PERMISSIONS, SCOPES, needs
from tests.core.policies import SMALL, TEAM, policy

ALWAYS = ["GroupMember.ReadBasic.All", "User.Read.All", "MailboxSettings.Read"]
ROOMS = ["Calendars.ReadBasic.All", "Place.Read.All"]
PER_TEAM = ["ChannelMessage.Read.Group", "ChannelSettings.Read.Group"]
USER_BOT = '[routes.r]\nkind = "bot"\nuser = "u"\n'
CHANNEL_BOT = '[routes.r]\nkind = "bot"\nteam = "t"\nchannel = "19:c@thread.tacv2"\n'


def needed(text: str) -> list[str]:
    return [need.permission.name for need in needs(policy(text).tables, ALL)]


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        pytest.param("", [*ALWAYS, *ROOMS], id="calendars alone, as without [signals]"),
        pytest.param("[signals]\ncalendar = false\n", ALWAYS, id="nothing is on"),
        pytest.param("[signals]\ncalls = true\n", [*ALWAYS, *ROOMS, "CallRecords.Read.All"], id="+ calls"),
        pytest.param(
            "[signals]\nchannels = true\n", [*ALWAYS, *ROOMS, *PER_TEAM, "ChannelMessage.Read.All"], id="+ channels"
        ),
        pytest.param("[signals]\nchats = true\n", [*ALWAYS, *ROOMS, "Chat.Read.All"], id="+ chats"),
        pytest.param(
            USER_BOT,
            [*ALWAYS, *ROOMS, "TeamsAppInstallation.ReadWriteSelfForUser.All", "AppCatalog.Read.All"],
            id="a person's chat",
        ),
        pytest.param(CHANNEL_BOT, [*ALWAYS, *ROOMS], id="a channel: an owner adds the app"),
    ],
)
def test_each_tier_adds_its_own_permissions_and_no_others(more: str, expected: list[str]) -> None:
    assert needed(SMALL + more + TEAM) == expected
    assert needed(SMALL + more) == expected, "also before there are teams"


def test_what_no_section_uses_is_not_asked_for() -> None:
    meetings_alone = TEAM + 'sections = ["meeting_overload"]\n'
    assert needed(SMALL + "[signals]\nchats = true\ncalls = true\n" + meetings_alone) == [
        *ALWAYS,
        "Calendars.ReadBasic.All",
    ]


def test_a_need_names_the_auditors_and_teams_that_it_is_for() -> None:
    of_a_manager = '[teams.m]\nreports_of = "x"\n'
    text = SMALL + "[signals]\nchannels = true\n" + TEAM + of_a_manager
    found = {need.permission.name: need for need in needs(policy(text).tables, ALL)}
    assert found["Calendars.ReadBasic.All"].auditors == ("off_hours_messages", "meeting_overload", "all_virtual_rule")
    assert found["Place.Read.All"].auditors == ("all_virtual_rule",)
    assert found["ChannelMessage.Read.Group"].teams == ("t",), "the reports of a manager have no channels"


@pytest.mark.parametrize(
    ("team", "asked"),
    [
        pytest.param('group = "g"\nhours = "shifts"\n', True, id="a team in shifts"),
        pytest.param('group = "g"\nhours = "outlook"\n', False, id="hours from Outlook"),
        pytest.param('reports_of = "m"\nhours = "shifts"\n', False, id="reports have no roster"),
        pytest.param('group = "g"\nhours = "shifts"\nsections = ["all_virtual_rule"]\n', False, id="no need of hours"),
    ],
)
def test_rosters_are_asked_for_where_a_team_works_by_one_and_a_section_needs_working_time(
    team: str, asked: bool
) -> None:
    text = SMALL + "[signals]\nchats = true\n[teams.crew]\n" + team
    found = {need.permission.name: need for need in needs(policy(text).tables, ALL)}
    assert ("Schedule.Read.All" in found) is asked
    if asked:
        assert found["Schedule.Read.All"].teams == ("crew",)
        assert found["Schedule.Read.All"].auditors == ("off_hours_messages", "meeting_overload")


def test_every_row_of_the_table_is_complete() -> None:
    names = [permission.name for permission in PERMISSIONS]
    assert len(set(names)) == len(names)
    for permission in PERMISSIONS:
        assert permission.id == "" or re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", permission.id)
        assert permission.requests
        assert permission.alternative <= set(names)
        assert permission.scope in SCOPES
        assert bool(permission.exchange_role) == (permission.scope.value == "exchange")
        assert permission.reason.endswith(".")
        assert permission.without.endswith(".")


def test_a_request_is_held_against_whole_paths() -> None:
    calendars = next(each for each in PERMISSIONS if each.name == "Calendars.ReadBasic.All")
    assert calendars.serves("GET", "/users/abc/calendarView")
    assert not calendars.serves("POST", "/users/abc/calendarView")
    assert not calendars.serves("GET", "/users/abc/def/calendarView")
    assert not calendars.serves("GET", "/users/abc/calendarView/delta")
