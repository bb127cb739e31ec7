"""What `kadans check` says of a mistake: the file, the table, the key, the value, the bound, and what to do."""

# ruff: noqa: E501 - each sentence stands as it is read

import re

import pytest

from core.errors import PolicyError
from tests.core.policies import EXAMPLE, SMALL, TEAM, changed, line_of, policy

MISTAKES: dict[str, tuple[str, str, list[str]]] = {
    "a limit over its bound": (
        "warn_hours = 15 ",
        "warn_hours = 90 ",
        ["[auditors.meeting_overload] warn_hours = 90: must be at most 40."],
    ),
    "a limit under its bound": (
        "warn_hours = 12",
        "warn_hours = 2",
        ["[teams.platform.auditors.meeting_overload] warn_hours = 2: must be at least 5."],
    ),
    "a limit that is no number": (
        "warn_hours = 15 ",
        'warn_hours = "15" ',
        ["[auditors.meeting_overload] warn_hours = '15': must be a number, without quotes, 5 to 40."],
    ),
    "a limit that is not whole": (
        "grace_minutes = 30 ",
        "grace_minutes = 30.5 ",
        ["[auditors.off_hours_messages] grace_minutes = 30.5: must be a whole number, 0 to 120."],
    ),
    "a limit that is true": (
        "warn_days = 2 ",
        "warn_days = true ",
        ["[auditors.off_hours_messages] warn_days = true: must be a whole number, 0 to 6."],
    ),
    "a misspelt limit": (
        "warn_hours = 15 ",
        "warn_hour = 15 ",
        ["[auditors.meeting_overload] has no setting 'warn_hour'. Did you mean 'warn_hours'?"],
    ),
    "a warning above its alarm": (
        "warn_hours = 15 ",
        "warn_hours = 25 ",
        ["[auditors.meeting_overload] warn_hours = 25 must not be above alert_hours = 20."],
    ),
    "a team's warning above the organisation's alarm": (
        "warn_hours = 12",
        "warn_hours = 21",
        ["[teams.platform.auditors.meeting_overload] warn_hours = 21 must not be above alert_hours = 20."],
    ),
    "a misspelt auditor": (
        "[auditors.meeting_overload]",
        "[auditors.meeting_overlod]",
        ["[auditors.meeting_overlod]: there is no auditor 'meeting_overlod'. Did you mean 'meeting_overload'?"],
    ),
    "a team's misspelt auditor": (
        "[teams.platform.auditors.meeting_overload]",
        "[teams.platform.auditors.meetings_overload]",
        [
            "[teams.platform.auditors.meetings_overload]: there is no auditor 'meetings_overload'. Did you mean 'meeting_overload'?"
        ],
    ),
    "an unknown table": ("[signals] ", "[signal] ", ["there is no table [signal]. Did you mean 'signals'?"]),
    "a misspelt table of a team": (
        "[[teams.platform.mutes]]",
        "[[teams.platform.mute]]",
        ["[teams.platform] has no setting 'mute'. Did you mean 'mutes'?"],
    ),
    "a table where there is none": (
        "[schedules.four-fifths-wednesday]",
        "[organisation.schedule]",
        ["[organisation] has no setting 'schedule'. Did you mean the table [schedules]?"],
    ),
    "a list of tables": ("[privacy]", "[[privacy]]", ["[[privacy]] must be one table, in single brackets."]),
    "no domain": (
        'domains = ["voorbeeld.example"] ',
        "domains = [] ",
        ["[organisation] domains = []: the list needs 1 or more."],
    ),
    "a domain with an @": (
        'domains = ["voorbeeld.example"] ',
        'domains = ["@voorbeeld.example"] ',
        [
            "[organisation] domains (number 1 of the list) = '@voorbeeld.example': must be a mail domain such as 'example.org', without @."
        ],
    ),
    "a text for a list": (
        'domains = ["voorbeeld.example"] ',
        'domains = "voorbeeld.example" ',
        ["[organisation] domains = 'voorbeeld.example': must be a list, in square brackets."],
    ),
    "domains left out": (
        'domains = ["voorbeeld.example"] ',
        "#",
        ["[organisation] needs 'domains'. Mail domains of the organisation: who is internal."],
    ),
    "a zone that there is none of": (
        'zone = "Europe/Brussels"          # IANA',
        'zone = "Europe/Brussel"          # IANA',
        ["[organisation] zone = 'Europe/Brussel': must be an IANA time zone such as 'Europe/Brussels'."],
    ),
    "an abbreviated zone": (
        'zone = "Europe/Brussels"          # IANA',
        'zone = "CET"          # IANA',
        ["[organisation] zone = 'CET': must be an IANA time zone such as 'Europe/Brussels'."],
    ),
    "a country by its name": (
        'country = "BE"',
        'country = "Belgium"',
        ["[organisation] country = 'Belgium': must be an ISO 3166 country code in capitals such as 'BE'."],
    ),
    "a subdivision that there is none of": (
        'subdivision = ""',
        'subdivision = "VLG"',
        [
            "[organisation] subdivision = 'VLG': is no subdivision of BE with holidays of its own; known: Flemish, French, German."
        ],
    ),
    "a language without cards": (
        'locale = "nl-BE"',
        'locale = "es-ES"',
        ["[organisation] locale = 'es-ES': must be nl, fr, de or en, with a country if you like, such as 'nl-BE'."],
    ),
    "a full time of nothing": (
        "full_time_hours = 45",
        "full_time_hours = 0",
        ["[organisation] full_time_hours = 0: must be more than 0."],
    ),
    "a full time longer than a week": (
        "full_time_hours = 45",
        "full_time_hours = 200",
        ["[organisation] full_time_hours = 200: must be at most 168."],
    ),
    "hours in another form": (
        'default_hours = { Mon = "08:00-17:00"',
        'default_hours = { Mon = "8-17"',
        ["[organisation] default_hours: Mon = '8-17' must be hours such as '08:30-17:00'."],
    ),
    "a day that there is none of": (
        "default_hours = { Mon =",
        "default_hours = { Mo =",
        ["[organisation] default_hours: 'Mo' is not a day: use Mon, Tue, Wed, Thu, Fri, Sat, Sun."],
    ),
    "hours that end before they start": (
        'default_hours = { Mon = "08:00-17:00"',
        'default_hours = { Mon = "17:00-08:00"',
        [
            "[organisation] default_hours: Mon = '17:00-08:00' must end after it starts; write a night as two spans, '22:00-24:00' and on the next day '00:00-06:00'."
        ],
    ),
    "hours that overlap": (
        '["08:30-12:00", "14:00-18:30"]',
        '["08:30-14:30", "14:00-18:30"]',
        ["[schedules.alternate-fridays] week_2: Thu = ['08:30-14:30', '14:00-18:30'] has spans that overlap."],
    ),
    "hours that are no table": (
        'duty = { Sat = "09:00-18:00" }',
        'duty = "Sat 09:00-18:00"',
        ["[schedules.alternate-fridays] duty = 'Sat 09:00-18:00': must be a table such as { Mon = '08:30-17:00' }."],
    ),
    "a date in another form": (
        "closures = [2026-12-24]",
        'closures = ["24/12/2026"]',
        [
            "[organisation] closures (number 1 of the list) = '24/12/2026': must be a date, without quotes and without a time, such as 2026-12-24."
        ],
    ),
    "a date with a time": (
        "closures = [2026-12-24]",
        "closures = [2026-12-24T10:00:00]",
        [
            "[organisation] closures (number 1 of the list) = 2026-12-24 10:00:00: must be a date, without quotes and without a time, such as 2026-12-24."
        ],
    ),
    "a network that is none": (
        'office_networks = ["192.0.2.0/24"]',
        'office_networks = ["192.0.2.0/99"]',
        [
            "[organisation] office_networks (number 1 of the list) = '192.0.2.0/99': must be an address or a subnet such as '192.0.2.0/24'."
        ],
    ),
    "an answer that there is none of": (
        '"tentativelyAccepted"]',
        '"maybe"]',
        [
            "[organisation] counts_as_attending (number 3 of the list) = 'maybe': must be one of 'organizer', 'accepted' or 'tentativelyAccepted'."
        ],
    ),
    "a broadcast of few": (
        "broadcast_over = 50",
        "broadcast_over = 5",
        ["[organisation] broadcast_over = 5: must be at least 10."],
    ),
    "a word for true or false": (
        "count_outsiders = false",
        'count_outsiders = "no"',
        ["[organisation] count_outsiders = 'no': must be true or false, without quotes."],
    ),
    "an id with a space": (
        "opt_out = []",
        'opt_out = ["a b"]',
        [
            "[organisation] opt_out (number 1 of the list) = (not shown): must be an object id, without spaces or slashes."
        ],
    ),
    "an admin route that leads nowhere": (
        'admin_route = "admins"',
        'admin_route = "admin"',
        ["[organisation] admin_route = 'admin': there is no [routes.admin]. Did you mean 'admins'?"],
    ),
    "a preset that there is none of": (
        'preset = "belgium"',
        'preset = "france"',
        ["[privacy] preset = 'france': must be one of 'belgium', 'works-council-de' or 'none'."],
    ),
    "a floor lowered": (
        "smallest_group = 5",
        "smallest_group = 3",
        ["[privacy] smallest_group = 3: must be at least 5."],
    ),
    "a charter that is not on https": (
        'charter = "https://',
        'charter = "http://',
        ["[governance] charter = 'http://intranet.example/charter': must be an address that begins with https://."],
    ),
    "a number for true or false": (
        "calendar = true",
        "calendar = 1",
        ["[signals] calendar = 1: must be true or false, without quotes."],
    ),
    "a route of another kind": (
        'kind = "folder"',
        'kind = "mail"',
        ["[routes.admins] kind = 'mail': must be one of folder, workflow, bot."],
    ),
    "a route without a kind": ('kind = "folder"', "#", ["[routes.admins] needs 'kind': folder, workflow or bot."]),
    "a route without its path": (
        'path = "out/admins"',
        "",
        ["[routes.admins] needs 'path'. The folder that cards are written into."],
    ),
    "a secret that stands in the policy": (
        'url_secret = "PLATFORM_WEBHOOK"',
        'url_secret = "https://x.example"',
        [
            "[routes.platform-channel] url_secret = (not shown): must be the name of an app setting: letters, digits and underscores."
        ],
    ),
    "a misspelt key of a route": (
        'channel = "19:',
        'chanel = "19:',
        ["[routes.platform-general] has no setting 'chanel'. Did you mean 'channel'?"],
    ),
    "a bot route to two places": (
        'channel = "19:',
        'user = "u"\nchannel = "19:',
        ["[routes.platform-general] a bot route needs either 'user', or 'team' and 'channel'."],
    ),
    "a bot route to a mail address": (
        'user = "00000000-0000-0000-0000-000000000001"',
        'user = "somebody@voorbeeld.example"',
        ["[routes.platform-manager] user takes the person's object id (Entra, Users), no mail address."],
    ),
    "a bot route to a channel's name": (
        'channel = "19:0000000000000000@thread.tacv2"',
        'channel = "General"',
        [
            "[routes.platform-general] channel takes the channel's id, such as '19:...@thread.tacv2' (in Teams: Get link to channel, decoded)."
        ],
    ),
    "an anchor left out": (
        "anchor = 2026-11-02",
        "#",
        ["[schedules.alternate-fridays] week_2 needs 'anchor', a date in a week that follows 'week'."],
    ),
    "a schedule that ends before it begins": (
        "until = 2027-06-30",
        "until = 2025-06-30",
        ["[schedules.alternate-fridays] until = 2025-06-30 lies before from = 2026-01-01."],
    ),
    "a team of nobody": (
        'group = "00000000-0000-0000-0000-0000000000aa"  ',
        "# ",
        [
            "[teams.platform] needs either 'group' (an Entra group or a team in Microsoft Teams) or 'reports_of' (a manager)."
        ],
    ),
    "a team of two sources": (
        'group = "00000000-0000-0000-0000-0000000000aa"  ',
        'reports_of = "m"\ngroup = "g" #',
        [
            "[teams.platform] needs either 'group' (an Entra group or a team in Microsoft Teams) or 'reports_of' (a manager)."
        ],
    ),
    "a route that leads nowhere": (
        'routes = ["platform-manager"]',
        'routes = ["platform-manger"]',
        ["[teams.platform] routes: there is no [routes.platform-manger]. Did you mean 'platform-manager'?"],
    ),
    "a moment in another form": (
        'report_at = "Mon 08:30"',
        'report_at = "Monday 8:30"',
        ["[teams.platform] report_at = 'Monday 8:30': must be a day and a time such as 'Mon 08:30'."],
    ),
    "a schedule that there is none of": (
        '= "four-fifths-wednesday" }',
        '= "four-fifths" }',
        ["[teams.platform] schedules: there is no [schedules.four-fifths]. Did you mean 'four-fifths-wednesday'?"],
    ),
    "a day in full": (
        'focus_day = "Thu"',
        'focus_day = "Thursday"',
        ["[teams.platform] focus_day = 'Thursday': must be one of 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat' or 'Sun'."],
    ),
    "hours from elsewhere": (
        'hours = "outlook"',
        'hours = "roster"',
        ["[teams.platform] hours = 'roster': must be one of 'outlook' or 'shifts'."],
    ),
    "a misspelt section": (
        'sections = ["off_hours_messages"',
        'sections = ["off_hour_messages"',
        [
            "[teams.platform] sections (number 1 of the list) = 'off_hour_messages': there is no auditor 'off_hour_messages'. Did you mean 'off_hours_messages'?"
        ],
    ),
    "a section twice": (
        '"all_virtual_rule"]',
        '"meeting_overload"]',
        [
            "[teams.platform] sections = ['off_hours_messages', 'meeting_overload', 'meeting_overl...: names 'meeting_overload' twice."
        ],
    ),
    "no section": (
        'sections = ["off_hours_messages", "meeting_overload", "all_virtual_rule"]',
        "sections = []",
        ["[teams.platform] sections = []: the list needs 1 or more."],
    ),
    "more sections than a card holds": (
        '"all_virtual_rule"]',
        '"all_virtual_rule", "focus_time", "focus_day", "rituals"]',
        [
            "[teams.platform] sections = ['off_hours_messages', 'meeting_overload', 'all_virtual_r...: the list takes 5 at most, and has 6."
        ],
    ),
    "an agreement about nothing known": (
        'auditor = "focus_day"',
        'auditor = "focusday"',
        [
            "[[teams.platform.agreements]] auditor = 'focusday': there is no auditor 'focusday'. Did you mean 'focus_day'?"
        ],
    ),
    "a mute without a reason": (
        'reason = "office move"',
        'reason = ""',
        ["[[teams.platform.mutes]] reason = '': must not be empty."],
    ),
    "a mute without an end": (
        "until = 2026-12-31",
        "",
        ["[[teams.platform.mutes]] needs 'until'. The last day of silence; the auditor comes back by itself."],
    ),
    "a number for a date": (
        "until = 2026-12-31",
        "until = 2026",
        [
            "[[teams.platform.mutes]] until = 2026: must be a date, without quotes and without a time, such as 2026-12-24."
        ],
    ),
    "a work location where the preset keeps it off": (
        'preset = "belgium"                # belgium, works-council-de (at least 10 people) or none\nsmallest_group = 5                # fewest people that a number may rest on: can be raised, never lowered\nsample_work_location = false',
        'preset = "works-council-de"\nsmallest_group = 5\nsample_work_location = true',
        ["[privacy] sample_work_location = true: the preset 'works-council-de' keeps it off."],
    ),
    "cards before people are informed": (
        "cards_from = 2026-12-07",
        "cards_from = 2026-09-07",
        [
            "[organisation] cards_from = 2026-09-07: lies before [governance] informed_on = 2026-10-01: people are informed before any card."
        ],
    ),
    "a period that ends before it begins": (
        "until = 2027-09-30",
        "until = 2026-09-30",
        ["[governance] until = 2026-09-30: lies before informed_on = 2026-10-01."],
    ),
    "a route twice": (
        'routes = ["platform-manager"]',
        'routes = ["platform-manager", "platform-manager"]',
        ["[teams.platform] routes = ['platform-manager', 'platform-manager']: names 'platform-manager' twice."],
    ),
    "a manager with a slash": (
        'manager = "00000000-0000-0000-0000-000000000001"',
        'manager = "users/boss"',
        ["[teams.platform] manager = (not shown): must be an object id, without spaces or slashes."],
    ),
    "a bracket left open": (
        "opt_out = []",
        "opt_out = [",
        [
            f"line {line_of('representatives_group')}, column 1: Expected a value, found the next line. A closing bracket is missing before it."
        ],
    ),
    "a table twice": (
        "[auditors.all_virtual_rule]",
        "[auditors.meeting_overload]",
        [
            f"line {line_of('[auditors.all_virtual_rule]')}, column 27: Cannot declare ('auditors', 'meeting_overload') twice. The same table stands in the file twice: put them together."
        ],
    ),
    "a schedule that is no text": (
        '= "four-fifths-wednesday" }',
        "= 4 }",
        ["[teams.platform] schedules = (not shown): each object id takes the name of a schedule, in quotes."],
    ),
    "a mute in single brackets": (
        "[[teams.platform.mutes]]",
        "[teams.platform.mutes]",
        ["[teams.platform.mutes] must be a list of tables, in double brackets."],
    ),
    "a time without quotes": (
        'report_at = "Mon 08:30"',
        "report_at = 08:30",
        [
            f"line {line_of('report_at')}, column 14: Expected newline or end of document after a statement. A setting takes one line; texts and times of day stand in quotes."
        ],
    ),
    "a team's key with a space": (
        "[teams.platform]",
        '[teams."plat form"]',
        [
            "[teams.'plat form']: a key takes letters, digits, - and _ only, 63 at most.",
            "[teams.platform] needs either 'group' (an Entra group or a team in Microsoft Teams) or 'reports_of' (a manager).",
        ],
    ),
    "a text without quotes": (
        'name = "Voorbeeld NV"',
        "name = Voorbeeld NV",
        [
            f"line {line_of('name = "Voorbeeld NV"')}, column 8: Invalid value. Texts and times stand in quotes; true, false, numbers and dates don't."
        ],
    ),
    "a key twice": (
        "count_outsiders = false",
        "broadcast_over = 50",
        [
            f"line {line_of('count_outsiders = false')}, column 20: Cannot overwrite a value. The same key stands in this table twice: remove one."
        ],
    ),
}


_ROUTE, _SCHEDULE, _TEAM = "[routes.admins]", "[schedules.alternate-fridays]", "[teams.platform]"
OF_THE_TABLE = {
    "domains left out": "[organisation]",
    "a route without a kind": _ROUTE,
    "a route without its path": _ROUTE,
    "a bot route to two places": "[routes.platform-general]",
    "a bot route to a mail address": "[routes.platform-manager]",
    "a bot route to a channel's name": "[routes.platform-general]",
    "an anchor left out": _SCHEDULE,
    "a schedule that ends before it begins": _SCHEDULE,
    "a team of nobody": _TEAM,
    "a team of two sources": _TEAM,
    "a mute without an end": "[[teams.platform.mutes]]",
    "a work location where the preset keeps it off": "[privacy]",
    "a bracket left open": "representatives_group",
}
"""What is said of a whole table has the line of its header."""


@pytest.mark.parametrize(("old", "new", "problems"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_told_with_its_place_and_what_to_do(old: str, new: str, problems: list[str]) -> None:
    with pytest.raises(PolicyError) as caught:
        policy(changed(old, new))
    told = [re.sub(r" \(line \d+\)$", "", problem) for problem in caught.value.problems]
    assert told == [f"policy.toml: {problem}" for problem in problems]


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_told_with_the_line_that_it_stands_on(name: str) -> None:
    old, new, _ = MISTAKES[name]
    text = changed(old, new)
    with pytest.raises(PolicyError) as caught:
        policy(text)
    found = re.search(r" \(line (\d+)\)$|: line (\d+), ", caught.value.problems[0])
    assert found is not None
    place = text.index(f"\n{OF_THE_TABLE[name]}") + 1 if name in OF_THE_TABLE else EXAMPLE.index(old)
    assert int(found[1] or found[2]) == text[:place].count("\n") + 1


def test_there_are_more_than_twenty_kinds_of_mistakes() -> None:
    assert len({text for _, _, problems in MISTAKES.values() for text in problems}) > 60


def test_the_same_people_in_two_teams_are_allowed() -> None:
    """Nobody is told apart by two teams that are one; the same numbers stand twice."""
    assert set(policy(SMALL + TEAM + '[teams.u]\ngroup = "g"\n').tables.teams) == {"t", "u"}


TABLES = (
    "organisation", "privacy", "governance", "signals", "routes.admins", "routes.platform-manager",
    "routes.platform-channel", "schedules.alternate-fridays", "auditors.meeting_overload", "teams.platform",
    "teams.platform.auditors.meeting_overload", "[teams.platform.agreements]", "[teams.platform.mutes]",
)  # fmt: skip


@pytest.mark.parametrize("table", TABLES)
def test_a_setting_that_a_table_does_not_have_is_told_in_each_table(table: str) -> None:
    text = changed(f"\n[{table}]", f"\n[{table}]\nxyzzy = 1")
    with pytest.raises(PolicyError) as caught:
        policy(text)
    line = text[: text.index("xyzzy")].count("\n") + 1
    (told,) = caught.value.problems
    assert told.startswith(f"policy.toml: [{table}] has no setting 'xyzzy'. Known: ")
    assert told.endswith(f" (line {line})")


def test_no_team_takes_the_place_of_the_organisations_page() -> None:
    with pytest.raises(
        PolicyError, match=r"\[teams.organisation\]: this name is taken by the page of the whole organisation"
    ):
        policy(SMALL + TEAM.replace("teams.t", "teams.organisation"))


def test_all_mistakes_are_told_at_once() -> None:
    text = EXAMPLE.replace("warn_hours = 15", "warn_hours = 90").replace('country = "BE"', 'country = "be"')
    with pytest.raises(PolicyError) as caught:
        policy(text)
    assert len(caught.value.problems) == 2
    assert str(caught.value) == "\n".join(caught.value.problems)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        pytest.param(b"\xff\xfe", "is not a text in UTF-8: save it as UTF-8.", id="another encoding"),
        pytest.param("", "[organisation] is missing: every policy needs this table.", id="an empty file"),
        pytest.param(SMALL + "teams = 5", "[organisation] has no setting 'teams'.", id="a key in the wrong place"),
        pytest.param("teams = 5" + SMALL, "teams = 5: must be a table.", id="a number for a table"),
        pytest.param(f"{SMALL}{TEAM}auditors = 5", "[teams.t] auditors = 5: must be a table.", id="one deeper"),
        pytest.param(f"{SMALL}[teams]\nx = 5", "[teams] x = 5: must be a table.", id="a number for a team"),
        pytest.param(
            f"{SMALL}[auditors]\nmeeting_overload = 5",
            "[auditors] meeting_overload = 5: must be a table.",
            id="a number for an auditor's settings",
        ),
        pytest.param(
            "[organisation", "end of document: Expected ']' at the end of a table declaration.", id="no bracket"
        ),
    ],
)
def test_a_file_that_is_no_policy_is_told_so(content: str | bytes, problem: str) -> None:
    with pytest.raises(PolicyError) as caught:
        policy(content)
    assert caught.value.problems[0].startswith(f"policy.toml: {problem}")


def test_a_secret_that_was_put_into_the_policy_is_not_repeated() -> None:
    with pytest.raises(PolicyError) as caught:
        policy(changed('url_secret = "PLATFORM_WEBHOOK"', 'url_secret = "https://hooks.example/sig=zz"'))
    assert "hooks.example" not in str(caught.value)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param('manager = "', 'manager = "secret/', id="a manager"),
        pytest.param('{ "00000000-0000-0000-0000-000000000005" = ', '{ "secret" = 4, x = ', id="who has a schedule"),
        pytest.param(
            '{ "00000000-0000-0000-0000-000000000005" = ', '{ "secret" = "none", x = ', id="a schedule unknown"
        ),
        pytest.param("opt_out = []", 'opt_out = ["secret/"]', id="who opted out"),
        pytest.param("representatives = []", 'representatives = "secret"', id="who represents"),
        pytest.param('user = "', 'user = "secret/', id="whose chat"),
    ],
)
def test_nobodys_id_is_repeated(old: str, new: str) -> None:
    with pytest.raises(PolicyError) as caught:
        policy(changed(old, new))
    assert "secret" not in str(caught.value)


def test_a_message_names_the_file_that_it_is_about() -> None:
    with pytest.raises(PolicyError, match=r"^policy\.toml: "):
        policy("x")
