"""Who holds all sums of a week's teams, and knows who is in which team, can't get at the sum of a few people."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import overlap
from core.privacy import suppressed_by_overlap
from tests.attackers import organisations
from tests.attackers.algebra import few_by_adding_and_subtracting, few_told_of
from tests.attackers.organisations import (
    SMALL_TEAMS,
    Teams,
    crowd,
    organisation,
    pairs_alone,
    published,
    with_small_teams,
)

ORGANISATIONS = 2000


def test_no_combination_of_published_sums_is_about_a_few_people() -> None:
    silenced = 0
    for seed in range(ORGANISATIONS):
        teams = with_small_teams(organisation(seed), smallest_group=5)
        told = published(teams)
        assert few_told_of(list(told.values()), fewer_than=5) is None, seed
        silenced += len(told) < sum(len(team) >= 5 for team in teams.values())
    assert silenced > ORGANISATIONS / 4, "these organisations put nothing to the test"


@pytest.mark.parametrize("smallest_group", [6, 8, 10])
def test_a_raised_floor_holds_in_the_same_way(smallest_group: int) -> None:
    for seed in range(300):
        told = published(organisation(seed, most=5), smallest_group=smallest_group)
        assert few_told_of(list(told.values()), fewer_than=smallest_group) is None, seed


def test_no_team_is_silent_without_a_reason() -> None:
    """Each silent team, beside the ones that are published before it, would give the attacker a few people."""
    for seed in range(1500):
        before: list[frozenset[str]] = []
        teams = organisation(seed)
        told = published(teams)
        for key, team in teams.items():
            if key in told:
                before.append(team)
            elif len(team) >= 5:
                assert few_told_of([*before, team], fewer_than=5) is not None, (seed, key)


members = st.sets(st.integers(0, 13).map(lambda each: f"p{each}"), min_size=3).map(frozenset)


@given(st.lists(members, max_size=6))
def test_neither_by_algebra_nor_by_trying_all_signs(groups: list[frozenset[str]]) -> None:
    told = list(published({str(number): team for number, team in enumerate(groups)}).values())
    assert few_told_of(told, fewer_than=5) is None
    assert not list(few_by_adding_and_subtracting(told, fewer_than=5))


@given(st.lists(members, max_size=6))
def test_all_that_two_teams_alone_give_away_is_covered_too(groups: list[frozenset[str]]) -> None:
    teams = {str(number): team for number, team in enumerate(groups)}
    told = published(teams)
    assert not pairs_alone(told, smallest_group=5)
    assert told or not any(len(team) >= 5 for team in groups)


A, B, C, D = (frozenset(crowd(6, first=6 * number)) for number in range(4))
FEW = frozenset(crowd(2, first=90))


@pytest.mark.parametrize(
    ("teams", "silent"),
    [
        pytest.param({"a": A, "b": B, "both and two": A | B | FEW}, {"both and two"}, id="two teams, and their union"),
        pytest.param({"both and two": A | B | FEW, "a": A, "b": B}, {"b"}, id="the order decides who stays silent"),
        pytest.param({"a": A, "b": B, "both": A | B}, set(), id="a union alone tells nothing more"),
        pytest.param({"a": A, "b": B, "c": C, "all": A | B | C | FEW}, {"all"}, id="three teams and all"),
        pytest.param(
            {"ab": A | B, "bc": B | C, "cd": C | D, "da": D | A | FEW},
            {"da"},
            id="a ring of four, two more in the last",
        ),
        pytest.param(
            {"ab": A | B | FEW, "bc": B | C | FEW, "ca": C | A | FEW, "abc": A | B | C | FEW},
            {"abc"},
            id="weights: the sum of three less twice the fourth",
        ),
        pytest.param(
            {"ab": A | B | FEW, "bc": B | C | FEW, "ca": C | A | FEW, "abc": A | B | C},
            {"abc"},
            id="weights: half of it",
        ),
        pytest.param({"a": A, "b": A | B, "c": B | FEW}, {"c"}, id="a difference of two, and two more"),
        pytest.param({"a": A | FEW, "b": B | FEW}, set(), id="two people in both, and nothing to set against"),
    ],
)
def test_three_and_more_teams_are_looked_at_together(teams: Teams, silent: set[str]) -> None:
    assert suppressed_by_overlap(teams, smallest_group=5) == silent


def test_the_small_teams_together_stay_silent_where_they_would_fill_a_gap() -> None:
    one, two = frozenset(crowd(3)), frozenset(crowd(3, first=3))
    told = published(with_small_teams({"all": A | B, "one": one, "two": two}, smallest_group=5))
    assert told == {"all": A | B, SMALL_TEAMS: A}
    told = published(with_small_teams({"all": A | FEW, "one": one, "two": two}, smallest_group=5))
    assert told == {"all": A | FEW}


def test_where_nobody_can_look_at_all_ways_a_team_stays_silent(monkeypatch: pytest.MonkeyPatch) -> None:
    seed = next(
        seed
        for seed in range(3, 2000, 5)
        if len(told := published(organisation(seed))) > 3 and len(set().union(*told.values())) < 16
    )
    before = published(organisation(seed))
    monkeypatch.setattr(overlap, "STEPS", 0)
    monkeypatch.setattr(overlap, "WORK", 0)
    assert published(organisation(seed)).keys() < before.keys()


def test_hundreds_of_teams_are_decided_and_keep_speaking() -> None:
    people = crowd(3600)
    departments = {f"d{start}": frozenset(people[start : start + 12]) for start in range(0, 3600, 12)}
    areas = {f"a{start}": frozenset(people[start : start + 60]) for start in range(0, 3600, 60)}
    assert suppressed_by_overlap({**departments, **areas, "all": frozenset(people)}, smallest_group=5) == set()
    odd = frozenset(people) - {"p7", "p900"}
    assert suppressed_by_overlap({**departments, **areas, "nearly": odd}, smallest_group=5) == {"nearly"}


# --- with a weaker rule the attacker wins ------------------------------------------------------------------------------


def wins(*, smallest_group: int = 5, organisations_tried: int = 500) -> int:
    """Tell in how many organisations the attacker gets at fewer than five people."""
    return sum(
        few_told_of(list(published(organisation(seed), smallest_group=smallest_group).values()), fewer_than=5)
        is not None
        for seed in range(organisations_tried)
    )


def test_without_the_rule_the_attacker_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(organisations, "suppressed_by_overlap", lambda *_, **__: frozenset())
    assert wins() > 100


def test_with_a_rule_that_looks_at_two_teams_alone_the_attacker_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(organisations, "suppressed_by_overlap", pairs_alone)
    assert wins() > 50


def test_with_a_lower_floor_the_attacker_wins() -> None:
    assert wins(smallest_group=4) > 50


def test_with_a_search_that_gives_up_too_early_the_attacker_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(overlap.Beside, "isolates", lambda *_: False)
    assert wins() > 100
