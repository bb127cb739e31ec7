"""What a valid policy comes to: defaults, layers, floors, schedules, mutes."""

import re
from datetime import date, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from pydantic import BaseModel

from core.errors import PolicyError
from core.facts import Response, Signal
from core.policy import (
    Agreement,
    BotTarget,
    DeclaredSchedule,
    FolderTarget,
    Governance,
    Mute,
    Organisation,
    PolicyTables,
    Privacy,
    Signals,
    Team,
    WorkflowTarget,
    attending,
    subdivision_problem,
    zone_of,
)
from core.team import DEFAULT_SECTIONS, TeamSettings, governance_ended, team_settings
from core.week import Week
from core.worktime import Span
from tests.core.policies import EXAMPLE, RULES, SMALL, TEAM, changed, policy

BRUSSELS = ZoneInfo("Europe/Brussels")


def team(text: str, key: str = "t") -> TeamSettings:
    return team_settings(policy(text), key)


def limits(text: str, key: str = "t", auditor: str = "meeting_overload") -> dict[str, Any]:
    return policy(text).rules[key][auditor].model_dump()


# --- the example


def test_the_policy_of_the_repository_is_valid() -> None:
    assert list(policy(EXAMPLE).tables.teams) == ["platform"]


@pytest.mark.parametrize(
    "table",
    [
        Organisation, Privacy, Governance, Signals, FolderTarget, BotTarget, WorkflowTarget, DeclaredSchedule, Team,
        Agreement, Mute, PolicyTables, *RULES.values(),
    ],
    ids=lambda table: table.__name__,
)  # fmt: skip
def test_the_policy_of_the_repository_shows_every_setting(table: type[BaseModel]) -> None:
    for name, field in table.model_fields.items():
        assert (field.alias or name) in EXAMPLE


def test_the_policy_of_the_repository_has_the_defaults_of_every_auditor() -> None:
    found = policy(re.sub(r"(?m)^# (\[auditors\.|\w+ = )", r"\1", EXAMPLE)).tables.auditors
    assert found == {key: rule().model_dump() for key, rule in RULES.items()}


def test_a_policy_knows_its_version() -> None:
    assert policy().version.startswith("sha256:")
    assert policy().version == policy().version
    assert policy(SMALL).version != policy().version


# --- defaults


def test_a_small_policy_gets_sensible_defaults() -> None:
    settings = team(SMALL + TEAM)
    assert (settings.name, settings.locale, settings.country) == ("t", "en", "")
    assert settings.zone == BRUSSELS
    assert settings.sections == ("off_hours_messages", "meeting_overload", "all_virtual_rule")
    assert settings.calendar.default == {day: (Span(480, 1020),) for day in range(5)}
    assert settings.calendar.full_time_seconds == 45 * 3600
    assert (settings.smallest_group, settings.broadcast_over, settings.count_outsiders) == (5, 50, False)
    assert settings.report_at == (0, time(8, 30))
    assert [signal for signal in Signal if settings.signals.on(signal)] == [Signal.CALENDAR]
    assert attending(settings.organisation) == {Response.ORGANIZER, Response.ACCEPTED, Response.TENTATIVE}


def test_limits_have_their_defaults() -> None:
    assert limits(SMALL + TEAM) == {"warn_hours": 15, "alert_hours": 20}


# --- layers

ALL_TEAMS = "[auditors.meeting_overload]\nwarn_hours = 10\nalert_hours = 18\n"
OWN = "[teams.t.auditors.meeting_overload]\nwarn_hours = 12\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(SMALL + TEAM + ALL_TEAMS, (10, 18), id="the organisation's over the code's"),
        pytest.param(SMALL + TEAM + OWN, (12, 20), id="the team's over the code's"),
        pytest.param(SMALL + TEAM + ALL_TEAMS + OWN, (12, 18), id="the team's over the organisation's, key by key"),
    ],
)
def test_the_nearest_layer_decides_each_limit(text: str, expected: tuple[int, int]) -> None:
    assert tuple(limits(text).values()) == expected


def test_a_teams_limits_are_its_own() -> None:
    text = SMALL + TEAM + OWN + '[teams.other]\ngroup = "h"\n' + ALL_TEAMS
    assert limits(text)["warn_hours"] == 12
    assert limits(text, "other")["warn_hours"] == 10


@pytest.mark.parametrize(
    ("organisation", "own", "setting", "expected"),
    [
        pytest.param('locale = "nl-BE"', 'locale = "fr-BE"', "locale", "fr-BE", id="locale"),
        pytest.param("", 'zone = "Asia/Tokyo"', "zone", ZoneInfo("Asia/Tokyo"), id="zone"),
        pytest.param('country = "BE"', 'country = "NL"', "country", "NL", id="country"),
        pytest.param("broadcast_over = 20", "broadcast_over = 30", "broadcast_over", 30, id="broadcast_over"),
        pytest.param("count_outsiders = true", "count_outsiders = false", "count_outsiders", False, id="outsiders"),
        pytest.param(
            'office_networks = ["192.0.2.0/24"]', "office_networks = []", "office_networks", (), id="office_networks"
        ),
        pytest.param(
            'exempt_categories = ["a"]',
            'exempt_categories = ["Kick-OFF"]',
            "exempt_categories",
            frozenset({"kick-off"}),
            id="exempt_categories",
        ),
    ],
)
def test_a_team_may_set_otherwise_what_the_organisation_sets(
    organisation: str, own: str, setting: str, expected: object
) -> None:
    assert getattr(team(f"{SMALL}{organisation}\n{TEAM}{own}\n"), setting) == expected
    without = getattr(team(f"{SMALL}{organisation}\n{TEAM}"), setting)
    assert without != expected
    assert without == getattr(team(f"{SMALL}{organisation}\n{TEAM}"), setting)


def test_a_team_that_says_nothing_has_what_the_organisation_has() -> None:
    assert team(f'{SMALL}locale = "nl-BE"\nbroadcast_over = 20\n{TEAM}').locale == "nl-BE"
    assert team(f"{SMALL}broadcast_over = 20\n{TEAM}").broadcast_over == 20


def test_full_time_is_the_length_of_the_teams_default_hours_unless_it_is_said() -> None:
    hours = 'default_hours = { Mon = "08:00-12:00", Tue = ["08:00-12:00", "13:00-17:00"] }\n'
    assert team(SMALL + TEAM + hours).calendar.full_time_seconds == 12 * 3600
    assert team(f"{SMALL}full_time_hours = 38.5\n{TEAM}{hours}").calendar.full_time_seconds == 38.5 * 3600


def test_closures_of_a_team_stand_instead_of_the_organisations() -> None:
    settings = team(f"{SMALL}closures = [2026-12-24]\n{TEAM}closures = [2026-12-31]\n")
    assert settings.calendar.closures == {date(2026, 12, 31)}


@pytest.mark.parametrize(
    ("own", "free"),
    [
        pytest.param("", True, id="the organisation's subdivision"),
        pytest.param('country = "DE"', False, id="a country of its own has none"),
        pytest.param('subdivision = "HH"', False, id="another subdivision"),
        pytest.param('country = "DE"\nsubdivision = "BY"', True, id="both of its own"),
    ],
)
def test_a_subdivision_belongs_to_the_country_that_it_stands_with(own: str, free: bool) -> None:
    text = f'{SMALL}country = "DE"\nsubdivision = "BY"\n{TEAM}{own}\n'
    assert (date(2026, 1, 6) in team(text).calendar.holidays("DE", 2026)) is free


# --- floors


@pytest.mark.parametrize(
    ("privacy", "floor"),
    [
        pytest.param("", 5, id="by default"),
        pytest.param("smallest_group = 8", 8, id="raised"),
        pytest.param('preset = "works-council-de"', 10, id="by a preset"),
        pytest.param('preset = "works-council-de"\nsmallest_group = 5', 10, id="a preset is not lowered"),
        pytest.param('preset = "works-council-de"\nsmallest_group = 15', 15, id="a preset can be raised"),
        pytest.param('preset = "belgium"', 5, id="Belgium"),
    ],
)
def test_floors_can_be_raised_and_never_lowered(privacy: str, floor: int) -> None:
    assert team(f"{SMALL}{TEAM}[privacy]\n{privacy}\n").smallest_group == floor


# --- schedules, mutes, governance


def test_a_declared_schedule_is_found_by_the_persons_id_in_any_capitals() -> None:
    text = f'{SMALL}{TEAM}schedules = {{ "AB-1" = "s" }}\n[schedules.s]\nweek = {{ Mon = "08:00-24:00" }}\n'
    schedule = team(text).schedules["ab-1"]
    assert schedule.week == {0: (Span(480, 1440),)}
    assert schedule.zone == BRUSSELS
    assert schedule.duty == {}


def test_a_declared_schedule_keeps_its_own_zone_anchor_and_validity() -> None:
    key = "00000000-0000-0000-0000-000000000005"
    settings = team(changed('= "four-fifths-wednesday"', '= "alternate-fridays"'), "platform")
    schedule = settings.schedules[key]
    assert (schedule.anchor, schedule.valid_from) == (date(2026, 11, 2), date(2026, 1, 1))
    assert schedule.valid_until == date(2027, 6, 30)
    assert schedule.week_2 is not None
    assert schedule.week_2[3] == (Span(510, 720), Span(840, 1110))
    assert schedule.duty == {5: (Span(540, 1080),)}


@pytest.mark.parametrize(
    ("week", "muted"),
    [("2026-W52", True), ("2026-W53", True), ("2027-W01", False)],
    ids=["before its end", "its end lies in the week", "after its end"],
)
def test_a_mute_holds_for_weeks_that_begin_before_its_end(week: str, muted: bool) -> None:
    settings = team(EXAMPLE, "platform")
    assert bool(settings.muted("all_virtual_rule", Week.parse(week))) is muted
    assert settings.muted("meeting_overload", Week.parse(week)) is None


def test_the_meeting_rules_are_the_policys() -> None:
    rules = team(f'{SMALL}counts_as_attending = ["accepted"]\nbroadcast_over = 20\n{TEAM}').meeting_rules(
        guests=frozenset({"g@ours.example"}), rooms=frozenset({"r@ours.example"})
    )
    assert rules.counts_as_attending == {Response.ACCEPTED}
    assert rules.broadcast_over == 20
    assert rules.internal("a@ours.example")
    assert not rules.internal("g@ours.example")


def test_domains_are_known_in_any_capitals() -> None:
    assert policy(SMALL.replace("ours.example", "Ours.Example") + TEAM).tables.organisation.domains == ("ours.example",)


def test_governance_tells_what_is_missing() -> None:
    assert policy(EXAMPLE).tables.governance.missing() == ()
    assert policy(changed('dpo = "dpo@example.org"', 'dpo = ""')).tables.governance.missing() == ("dpo",)
    assert set(Governance().missing()) == set(Governance.model_fields)


def test_governance_ends_after_its_last_day() -> None:
    last = date(2027, 9, 30)
    assert not governance_ended(last, last)
    assert governance_ended(last, date(2027, 10, 1))
    assert not governance_ended(None, last)


def test_a_team_that_there_is_none_of_is_named_with_those_that_there_are() -> None:
    with pytest.raises(PolicyError, match=r"^The policy has no \[teams\.nobody\]\. It has: t\.$"):
        team(SMALL + TEAM, "nobody")
    with pytest.raises(PolicyError, match=r"It has: no teams\.$"):
        team(SMALL, "nobody")


def test_a_section_of_no_auditor_is_refused() -> None:
    with pytest.raises(PolicyError, match="there is no auditor 'office_day'"):
        team(f'{SMALL}{TEAM}sections = ["office_day"]\n')


def test_work_location_is_sampled_only_where_privacy_says_so() -> None:
    assert not team(SMALL + TEAM).allows(Signal.LOCATION)
    assert team(f"{SMALL}{TEAM}[privacy]\nsample_work_location = true\n").allows(Signal.LOCATION)


def test_a_table_may_be_called_as_a_kind_of_route_is() -> None:
    text = '[routes.bot]\nkind = "folder"\npath = "p"\n[teams.bot]\ngroup = "g"\nroutes = ["bot"]\n'
    assert team(SMALL + text, "bot").team.routes == ("bot",)


def test_subdivisions_of_a_country_that_has_none_are_told_so() -> None:
    assert subdivision_problem("BE", "") is None
    assert subdivision_problem("XX", "A") == "is no subdivision of XX with holidays of its own; known: none"
    assert subdivision_problem(None, "A") == "is no subdivision of no country with holidays of its own; known: none"


def test_a_zone_that_no_policy_can_hold_is_refused() -> None:
    with pytest.raises(ValueError, match="is not a time zone"):
        zone_of("Europe/Atlantis")


# --- what a page shows beside the card


@pytest.mark.parametrize(
    ("text", "further"),
    [
        pytest.param("", (), id="nothing by itself"),
        pytest.param("[auditors.focus_time]\n", ("focus_time",), id="a table of the organisation"),
        pytest.param("[teams.t.auditors.focus_time]\n", ("focus_time",), id="a table of the team"),
        pytest.param('[teams.u]\ngroup = "h"\n[teams.u.auditors.focus_time]\n', (), id="a table of another team"),
        pytest.param("[auditors.meeting_overload]\n", (), id="one of the card"),
        pytest.param(
            "[auditors.rest_time]\n[auditors.focus_time]\n", ("focus_time", "rest_time"), id="in their usual order"
        ),
    ],
)
def test_a_table_puts_an_auditor_on_the_page(text: str, further: tuple[str, ...]) -> None:
    settings = team(SMALL + TEAM + text)
    assert settings.further == further
    assert settings.sections == DEFAULT_SECTIONS
    assert settings.auditors == (*DEFAULT_SECTIONS, *further)


def test_whoever_leaves_one_of_the_three_out_of_the_sections_does_without() -> None:
    text = f'{SMALL}{TEAM}sections = ["focus_time"]\n[auditors.meeting_overload]\n[auditors.focus_time]\n'
    assert team(text).auditors == ("focus_time",)
