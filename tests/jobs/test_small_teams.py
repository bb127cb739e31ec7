"""Which small teams are put together, and which are not."""

import pytest

from core.errors import KadansError
from core.policy_file import Policy, read_policy
from core.team import SMALL_TEAMS, TeamSettings, team_settings
from jobs.membership import Members
from jobs.small_teams import together
from jobs.wiring import rules
from tests.jobs.test_membership import keys, person

_POLICY = """
[organisation]
domains = ["voorbeeld.example"]
zone = "Europe/Brussels"
locale = "nl-BE"
closures = [2026-12-24]
[signals]
calendar = true
[auditors.meeting_overload]
warn_hours = 12
[schedules.part_time]
week = { Mon = ["09:00-17:00"] }
[teams.one]
group = "1"
schedules = { "a" = "part_time" }
[teams.two]
group = "2"
[teams.two.auditors.meeting_overload]
warn_hours = 18
[teams.large]
group = "3"
"""


def read(text: str = _POLICY) -> tuple[Policy, list[TeamSettings]]:
    policy = read_policy(text.encode(), name="policy.toml", rules=rules())
    return policy, [team_settings(policy, key) for key in policy.tables.teams]


def of(names: str) -> Members:
    return Members(nominal=tuple(person(name) for name in names), guests=frozenset())


def put(
    one: Members | KadansError = of("abc"),  # noqa: B008 - frozen
    two: Members | KadansError = of("def"),  # noqa: B008 - frozen
    large: Members | KadansError = of("mnopqr"),  # noqa: B008 - frozen
    text: str = _POLICY,
) -> tuple[TeamSettings, Members] | None:
    policy, teams = read(text)
    return together(policy, teams, {"one": one, "two": two, "large": large})


def test_small_teams_are_one_team_with_the_organisations_settings() -> None:
    found = put()
    assert found is not None
    settings, members = found
    assert (settings.key, keys(members)) == (SMALL_TEAMS, list("abcdef"))
    assert settings.rules["meeting_overload"].model_dump()["warn_hours"] == 12
    assert set(settings.schedules) == {"a"}
    assert (settings.locale, len(settings.calendar.closures), settings.team.manager) == ("nl-BE", 1, None)


def test_somebody_in_two_small_teams_counts_once() -> None:
    found = put(of("abc"), of("cdE"))
    assert found is not None
    assert keys(found[1]) == list("abcdE")


@pytest.mark.parametrize(
    ("one", "two", "large"),
    [
        pytest.param(of("ab"), of("cd"), of("mnopqr"), id="four people"),
        pytest.param(of("abc"), of("abc"), of("mnopqr"), id="the same few people twice"),
        pytest.param(of("abcde"), of("fghi"), of("mnopqr"), id="one small team only"),
        pytest.param(of("abcd"), of(""), of("mnopqr"), id="a team of nobody is no second one"),
        pytest.param(of("abc"), of("def"), KadansError("its members can't be read"), id="a team that can't be read"),
    ],
)
def test_too_few_teams_or_people_are_not_put_together(one: Members, two: Members, large: Members | KadansError) -> None:
    assert put(one, two, large) is None


@pytest.mark.parametrize(
    "line",
    [
        pytest.param('hours = "shifts"', id="works in shifts"),
        pytest.param('zone = "America/New_York"', id="another week"),
    ],
)
def test_a_team_without_the_same_week_or_expected_time_stays_out(line: str) -> None:
    assert put(of("abcd"), of("efgh"), text=_POLICY.replace('group = "2"', f'group = "2"\n{line}')) is None


def test_the_floor_is_the_policys_own() -> None:
    raised = _POLICY + "[privacy]\nsmallest_group = 10\n"
    assert put(text=raised) is not None, "the three together are twelve"
    assert put(large=of("mno"), text=raised) is None, "and nine are too few"
