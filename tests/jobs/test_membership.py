"""Who is in a team, and who is left out of it."""

from __future__ import annotations

import asyncio

import pytest

from core.errors import AnswerError, GoneError, KadansError, NotGrantedError
from core.facts import PersonKey
from core.policy import Organisation
from core.policy_file import read_policy
from core.ports import DirectoryPerson
from core.team import TeamSettings, team_settings
from jobs.membership import Members, left_out, members_of
from jobs.wiring import rules
from tests.jobs.conftest import FakeDirectory


def person(key: str, *, enabled: bool = True, guest: bool = False) -> DirectoryPerson:
    return DirectoryPerson(key=PersonKey(key), enabled=enabled, guest=guest, mail=f"{key.lower()}@voorbeeld.example")


def team(lines: str = 'group = "g"\nmanager = "BOSS"') -> TeamSettings:
    text = f'[organisation]\ndomains = ["voorbeeld.example"]\nzone = "Europe/Brussels"\n[teams.platform]\n{lines}\n'
    return team_settings(read_policy(text.encode(), name="policy.toml", rules=rules()), "platform")


def organisation(**others: object) -> Organisation:
    return Organisation.model_validate({"domains": ["voorbeeld.example"], "zone": "Europe/Brussels", **others})


def met(directory: FakeDirectory, settings: TeamSettings) -> Members:
    return asyncio.run(members_of(directory, settings))


def keys(members: Members) -> list[str]:
    return [each.key for each in members.nominal]


def test_the_manager_disabled_accounts_and_guests_are_no_members() -> None:
    people = [person("a"), person("boss"), person("off", enabled=False), person("guest", guest=True), person("b")]
    found = met(FakeDirectory(groups={"g": people}), team())
    assert keys(found) == ["a", "b"]
    assert found.guests == {"guest@voorbeeld.example"}


def test_a_team_without_a_manager_leaves_none_out() -> None:
    found = met(FakeDirectory(groups={"g": [person("a"), person("boss")]}), team('group = "g"'))
    assert keys(found) == ["a", "boss"]


def test_a_team_may_be_those_who_report_to_somebody() -> None:
    directory = FakeDirectory(reports={"BOSS": [person("a"), person("b", enabled=False)]})
    assert keys(met(directory, team('reports_of = "BOSS"'))) == ["a"]


def test_people_who_are_left_out_still_make_the_size_of_a_team() -> None:
    directory = FakeDirectory(groups={"g": [person("a"), person("b")], "out": [person("b")]})
    assert keys(met(directory, team())) == ["a", "b"]


@pytest.mark.parametrize(
    ("settings", "found"),
    [
        pytest.param({}, set(), id="nobody"),
        pytest.param({"opt_out": ["A"]}, {"a"}, id="by id"),
        pytest.param({"representatives": ["A", "B"]}, {"a", "b"}, id="representatives by id"),
        pytest.param({"opt_out_group": "out"}, {"x", "x@voorbeeld.example"}, id="by group"),
        pytest.param({"representatives_group": "reps"}, {"y", "y@voorbeeld.example"}, id="representatives by group"),
        pytest.param(
            {"opt_out": ["A"], "opt_out_group": "out", "representatives_group": "reps", "representatives": ["B"]},
            {"a", "b", "x", "x@voorbeeld.example", "y", "y@voorbeeld.example"},
            id="all of them",
        ),
    ],
)
def test_those_who_opted_out_and_representatives_are_left_out(settings: dict[str, object], found: set[str]) -> None:
    directory = FakeDirectory(groups={"out": [person("X")], "reps": [person("Y")]})
    assert asyncio.run(left_out(directory, organisation(**settings))) == found


@pytest.mark.parametrize("name", ["opt_out_group", "representatives_group"])
@pytest.mark.parametrize("error", [GoneError("not found"), NotGrantedError("access denied"), AnswerError("throttled")])
def test_a_group_of_people_to_leave_out_that_cannot_be_read_stops_everything(name: str, error: AnswerError) -> None:
    directory = FakeDirectory(groups={"x": error})
    with pytest.raises(KadansError) as caught:
        asyncio.run(left_out(directory, organisation(**{name: "x"})))
    assert not isinstance(caught.value, AnswerError), "an answer error would fail one team alone"
    assert str(caught.value).startswith(f"[organisation] {name}: ")
    assert error.reason in str(caught.value)


@pytest.mark.parametrize(
    ("lines", "error", "words"),
    [
        pytest.param('group = "g"', NotGrantedError("access denied"), "Grant GroupMember.ReadBasic.All", id="refused"),
        pytest.param('group = "g"', GoneError("not found"), "Check 'group' in [teams.platform]", id="gone"),
        pytest.param('reports_of = "g"', GoneError("not found"), "Check 'reports_of' in", id="no such manager"),
        pytest.param('group = "g"', AnswerError("service error"), "Run again later", id="out of order"),
    ],
)
def test_members_that_cannot_be_read_are_told_with_what_to_do(lines: str, error: AnswerError, words: str) -> None:
    with pytest.raises(KadansError, match="its members can't be read") as caught:
        met(FakeDirectory(groups={"g": error}, reports={"g": error}), team(lines))
    assert words in str(caught.value)


def test_no_repr_shows_a_person() -> None:
    shown = repr(met(FakeDirectory(groups={"g": [person("a-person"), person("guest", guest=True)]}), team()))
    assert "a-person" not in shown
    assert "voorbeeld" not in shown
