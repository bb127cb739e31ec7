"""Counts of people are ranges: what all ranges and levels of a week's reports, taken together, leave open about each person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import combinations, product
from random import Random

import pytest

from core import privacy
from core.auditor import level_by_people, people
from core.report import Report
from tests.attackers import organisations
from tests.attackers.organisations import Team, crowd, organisation, published, with_small_teams
from tests.attackers.weeks import IDLE, SECTIONS, Own, drawn_week, report, reports
from tests.attackers.worlds import certain_of

ORGANISATIONS = 700
OVER = Own(meeting_hours=24, disturbed=5)


# --- one team -----------------------------------------------------------------------------------------------------------


def weeks_that_look_alike(counted: int, members: int) -> Iterator[list[tuple[int, int]]]:
    """Yield the pairs (over the lower limit, over the higher one) that lead to the same level and the same ranges."""
    alike = defaultdict(list)
    for over_warn, over_alert in product(range(counted + 1), repeat=2):
        if over_alert <= over_warn:
            told = (
                level_by_people(over_warn=over_warn, over_alert=over_alert, counted=counted),
                people("people_over_warn", over_warn, counted=counted, members=members).value,
                people("people_over_alert", over_alert, counted=counted, members=members).value,
            )
            alike[str(told)].append((over_warn, over_alert))
    yield from alike.values()


SIZES = [(counted, counted + absent) for counted in range(5, 41) for absent in range(7)]


def fewest_left_open() -> int:
    """Return how many counts the level and both ranges together leave open, where they leave the fewest."""
    return min(
        len(set(counts))
        for counted, members in SIZES
        for alike in weeks_that_look_alike(counted, members)
        for counts in ([w for w, _ in alike], [a for _, a in alike], [w - a for w, a in alike])
    )


def states_left_open() -> bool:
    """Tell whether everybody may be over each limit, may not be, and may be between them, whatever is told."""
    return all(
        max(counts) > 0 and min(counts) < counted
        for counted, members in SIZES
        for alike in weeks_that_look_alike(counted, members)
        for counts in ([w for w, _ in alike], [a for _, a in alike], [w - a for w, a in alike])
    )


def test_level_and_both_ranges_together_leave_three_counts_open_or_more() -> None:
    assert fewest_left_open() >= 3


def test_whatever_is_told_of_one_team_everybody_may_be_over_a_limit_or_not() -> None:
    assert states_left_open()


def test_who_takes_the_own_state_off_the_count_still_knows_nobody_elses() -> None:
    for counted, members in SIZES:
        for alike in weeks_that_look_alike(counted, members):
            for own in (0, 1):
                left = {over - own for over, _ in alike if 0 <= over - own <= counted - 1}
                assert not left or (max(left) > 0 and min(left) < counted - 1)


@pytest.mark.parametrize(
    "cut", [pytest.param(lambda n: n + 1, id="exact counts"), pytest.param(lambda _: 4, id="quarters")]
)
def test_with_narrower_ranges_the_attacker_counts(monkeypatch: pytest.MonkeyPatch, cut: object) -> None:
    monkeypatch.setattr(privacy, "parts", cut)
    assert fewest_left_open() < 3


def test_with_exact_counts_everybody_is_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(privacy, "parts", lambda n: n + 1)
    assert not states_left_open()


# --- all teams of a week ------------------------------------------------------------------------------------------------


def told_of(teams: Mapping[str, Team], week: Mapping[str, Own]) -> list[int]:
    """Return of how many people something is certain, in each section."""
    made: dict[str, Report] = reports(teams, week)
    return [len(frozenset[str]().union(*certain_of(teams, made, auditor))) for auditor in SECTIONS]


def drawn(seed: int) -> tuple[dict[str, Team], dict[str, Own]]:
    teams = published(with_small_teams(organisation(seed, most=5), smallest_group=5))
    return teams, drawn_week(frozenset[str]().union(*teams.values()), Random(seed))  # noqa: S311


def in_order(teams: Mapping[str, Team]) -> bool:
    """Tell whether teams lie within or beside each other, as departments do, or are two at most."""
    pairs = combinations(teams.values(), 2)
    return len(teams) <= 2 or all(one <= other or other <= one or not one & other for one, other in pairs)


def test_nothing_becomes_certain_about_fewer_than_five_people() -> None:
    """Where three or more teams cross each other, hardly ever: a known limit, told in docs/privacy.md."""
    tried, crossing, lost = 0, 0, []
    for seed in range(ORGANISATIONS):
        teams, week = drawn(seed)
        certain = told_of(teams, week)
        few = any(0 < each < 5 for each in certain)
        if in_order(teams):
            tried += len(teams) > 1
            assert not few, (seed, certain)
        else:
            crossing += 1
            lost += [seed] if few else []
    assert min(tried, crossing) > ORGANISATIONS / 4
    assert len(lost) <= crossing / 200, lost


def in_one_another(inner: int, outer: int) -> dict[str, Team]:
    return {"inner": frozenset(crowd(inner)), "outer": frozenset(crowd(outer))}


@pytest.mark.parametrize(("inner", "outer"), [(5, 10), (6, 11), (7, 13), (8, 16)])
def test_of_five_people_at_once_something_may_become_certain(inner: int, outer: int) -> None:
    """A known limit, told in docs/privacy.md: the ranges of two teams can meet where all others are alike."""
    teams = in_one_another(inner, outer)
    over = -(-inner // privacy.parts(inner))
    week = {name: OVER if place < over else IDLE for place, name in enumerate(crowd(outer))}
    assert published(teams) == teams
    assert max(told_of(teams, week)) == outer - inner >= 5


def test_without_the_rule_on_overlaps_a_single_person_is_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    teams = in_one_another(7, 8)
    week = {name: OVER if place < 4 else IDLE for place, name in enumerate(crowd(8))}
    assert published(teams).keys() == {"inner"}
    assert told_of(published(teams), week) == [0, 0]
    monkeypatch.setattr(organisations, "suppressed_by_overlap", lambda *_, **__: frozenset())
    monkeypatch.setattr(privacy, "parts", lambda n: n + 1)
    assert max(told_of(published(teams), week)) > 0


def test_without_the_rule_on_overlaps_the_attacker_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(organisations, "suppressed_by_overlap", lambda *_, **__: frozenset())
    assert any(0 < certain < 5 for seed in range(400) if in_order(drawn(seed)[0]) for certain in told_of(*drawn(seed)))


def test_who_is_swapped_with_a_colleague_of_the_same_teams_changes_no_report() -> None:
    """So nothing that is published can tell the two apart."""
    for seed in range(60):
        teams, week = drawn(seed)
        random = Random(seed)  # noqa: S311
        for team in teams.values():
            alike = sorted(each for each in team if all((each in t) == (t == team) for t in teams.values()))
            mixed = dict(zip(alike, random.sample(alike, len(alike)), strict=True))
            other = {name: week[mixed.get(name, name)] for name in week}
            before, after = report(team, week), report(team, other)
            assert before.section("meeting_overload") == after.section("meeting_overload")
