"""What may be shown: bands, typical values, contributors, roundings."""

import math
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from core import privacy

counted_people = st.integers(5, 200)
left_out = st.integers(0, 40)


@pytest.mark.parametrize(
    ("counted", "members", "bands"),
    [
        pytest.param(5, 5, [(0, 2), (3, 5)], id="halves of 5"),
        pytest.param(7, 7, [(0, 3), (4, 7)], id="halves of 7"),
        pytest.param(8, 8, [(0, 2), (3, 5), (6, 8)], id="thirds of 8"),
        pytest.param(12, 12, [(0, 3), (4, 7), (8, 12)], id="thirds of 12"),
        pytest.param(15, 15, [(0, 4), (5, 9), (10, 15)], id="thirds of 15"),
        pytest.param(16, 16, [(0, 3), (4, 7), (8, 11), (12, 16)], id="quarters of 16"),
        pytest.param(7, 12, [(0, 5), (6, 12)], id="halves of the 7 counted, told of 12"),
        pytest.param(10, 17, [(0, 5), (6, 11), (12, 17)], id="thirds of the 10 counted, told of 17"),
    ],
)
def test_a_count_of_people_is_told_as_a_share_of_the_nominal_size(
    counted: int, members: int, bands: list[tuple[int, int]]
) -> None:
    told = [privacy.band(count, counted=counted, members=members) for count in range(counted + 1)]
    assert list(dict.fromkeys(told)) == bands


@given(counted_people, left_out)
def test_the_bands_of_a_team_cover_every_count_once(counted: int, absent: int) -> None:
    members = counted + absent
    told = [privacy.band(count, counted=counted, members=members) for count in range(counted + 1)]
    covered = [each for low, high in dict.fromkeys(told) for each in range(low, high + 1)]
    assert covered == list(range(members + 1))
    assert told == sorted(told)


@given(counted_people, left_out, st.data())
def test_a_band_runs_from_the_share_rounded_up_to_just_under_the_next(
    counted: int, absent: int, data: st.DataObject
) -> None:
    members, count = counted + absent, data.draw(st.integers(0, counted))
    parts = 2 if counted < 8 else 3 if counted <= 15 else 4
    edges = [Fraction(part, parts) for part in range(parts + 1)]
    index = next(i for i in range(parts) if edges[i] <= Fraction(count, counted) < edges[i + 1] or i == parts - 1)
    low = math.ceil(edges[index] * members)
    high = members if index == parts - 1 else math.ceil(edges[index + 1] * members) - 1
    assert privacy.band(count, counted=counted, members=members) == (low, high)


@given(counted_people, left_out)
def test_no_band_leaves_fewer_than_three_counts_open(counted: int, absent: int) -> None:
    members = counted + absent
    told = [privacy.band(count, counted=counted, members=members) for count in range(counted + 1)]
    for low, high in set(told):
        assert high - low >= 2
        assert told.count((low, high)) >= 3


@given(counted_people, left_out, st.data())
def test_the_band_says_no_more_than_the_level_does(counted: int, absent: int, data: st.DataObject) -> None:
    count = data.draw(st.integers(0, counted))
    low, _ = privacy.band(count, counted=counted, members=counted + absent)
    assert privacy.reaches_edge(count, counted=counted) == (low > 0)


@pytest.mark.parametrize(
    ("counted", "fewest"),
    [
        pytest.param(5, 3, id="half of 5"),
        pytest.param(6, 3, id="half of 6"),
        pytest.param(7, 4, id="half of 7"),
        pytest.param(8, 3, id="a third of 8"),
        pytest.param(9, 3, id="a third of 9"),
        pytest.param(15, 5, id="a third of 15"),
        pytest.param(16, 4, id="a quarter of 16"),
        pytest.param(40, 10, id="a quarter of 40"),
    ],
)
def test_a_level_needs_a_half_a_third_or_a_quarter(counted: int, fewest: int) -> None:
    assert privacy.reaches_edge(fewest, counted=counted)
    assert not privacy.reaches_edge(fewest - 1, counted=counted)


@given(counted_people)
def test_a_level_never_rests_on_fewer_than_three(counted: int) -> None:
    assert not privacy.reaches_edge(2, counted=counted)


def test_nobody_decides_nothing() -> None:
    assert not privacy.reaches_edge(0, counted=0)
    assert privacy.band(0, counted=0, members=6) == (0, 2)


@pytest.mark.parametrize(
    ("values", "typical"),
    [
        pytest.param([1, 2, 3, 4, 100], Fraction(3), id="one dropped at each end of 5"),
        pytest.param([0, 0, 5, 7, 9, 10, 11, 90], Fraction(31, 4), id="two dropped at each end of 8"),
        pytest.param([5, 6, 10], Fraction(7), id="none dropped of 3"),
    ],
)
def test_the_typical_value_is_the_mean_of_the_middle_half(values: list[int], typical: Fraction) -> None:
    assert privacy.typical([Fraction(each) for each in reversed(values)]) == typical


@given(st.lists(st.integers(0, 100), min_size=5, max_size=40), st.integers(1, 50), st.data())
def test_no_single_person_decides_the_typical_value(values: list[int], more: int, data: st.DataObject) -> None:
    who = data.draw(st.integers(0, len(values) - 1))
    changed = [each + more * (number == who) for number, each in enumerate(values)]
    before, after = (privacy.typical([Fraction(v) for v in each]) for each in (values, changed))
    assert 0 <= after - before <= Fraction(more, 3)


@given(st.lists(st.integers(0, 100), min_size=1, max_size=40))
def test_the_typical_value_lies_within_the_values_and_ignores_order(values: list[int]) -> None:
    found = privacy.typical([Fraction(each) for each in values])
    assert min(values) <= found <= max(values)
    assert found == privacy.typical([Fraction(each) for each in sorted(values, reverse=True)])


@pytest.mark.parametrize(
    ("people", "rank"),
    [pytest.param(50, 45, id="of 50"), pytest.param(51, 46, id="of 51"), pytest.param(60, 54, id="of 60")],
)
def test_nine_in_ten_is_the_nearest_rank(people: int, rank: int) -> None:
    values = [Fraction(each) for each in range(people, 0, -1)]
    assert privacy.nearest_rank(values, percent=90) == rank


@pytest.mark.parametrize(
    ("contributions", "told"),
    [
        pytest.param([], False, id="nobody"),
        pytest.param([0, 0, 0, 0], False, id="nothing"),
        pytest.param([1, 1, 0, 0], False, id="two people"),
        pytest.param([1, 1, 1], True, id="three people"),
        pytest.param([2, 1, 1], True, id="one with exactly half"),
        pytest.param([3, 1, 1], False, id="one with more than half"),
        pytest.param([100, 50, 51], True, id="one with a little under half"),
    ],
)
def test_a_sum_needs_three_contributors_and_none_with_more_than_half(contributions: list[int], told: bool) -> None:
    assert privacy.carried_by_enough(contributions) is told


@given(st.lists(st.lists(st.integers(0, 9), min_size=4, max_size=4), min_size=2, max_size=5))
def test_where_every_part_may_be_told_their_sum_may_be_too(parts: list[list[int]]) -> None:
    assume(all(privacy.carried_by_enough(part) for part in parts))
    assert privacy.carried_by_enough([sum(column) for column in zip(*parts, strict=True)])


@pytest.mark.parametrize(
    ("value", "told"),
    [
        pytest.param(Fraction(1, 4), 0.5, id="a quarter goes up"),
        pytest.param(Fraction(24, 100), 0.0, id="less goes down"),
        pytest.param(Fraction(57, 4), 14.5, id="14.25 goes up"),
        pytest.param(Fraction(59, 4), 15.0, id="14.75 goes up"),
    ],
)
def test_hours_are_told_to_half_hours_and_halves_go_up(value: Fraction, told: float) -> None:
    assert privacy.hours(value) == told


@pytest.mark.parametrize(
    ("value", "told"),
    [
        pytest.param(Fraction(1, 40), 0.05, id="2.5 % goes up"),
        pytest.param(Fraction(3, 40), 0.1, id="7.5 % goes up, where binary numbers would go down"),
        pytest.param(Fraction(12, 100), 0.1, id="12 % goes down"),
        pytest.param(Fraction(1), 1.0, id="all"),
    ],
)
def test_shares_are_told_to_five_percent_and_halves_go_up(value: Fraction, told: float) -> None:
    assert privacy.share(value) == told


@pytest.mark.parametrize(
    ("count", "told"),
    [
        (0, 0),
        (7, 7),
        (99, 99),
        (100, 100),
        (104, 100),
        (105, 110),
        (994, 990),
        (995, 1000),
        (1250, 1300),
        (12449, 12000),
    ],
)
def test_messages_are_told_to_two_significant_digits_and_halves_go_up(count: int, told: int) -> None:
    assert privacy.two_digits(count) == told


@given(st.integers(0, 10**7))
def test_two_digits_are_within_five_percent_and_keep_order(count: int) -> None:
    assert abs(privacy.two_digits(count) - count) * 20 <= count
    assert privacy.two_digits(count) <= privacy.two_digits(count + 1)


@pytest.mark.parametrize(
    ("readable", "asked", "enough"),
    [(7, 10, True), (6, 10, False), (4, 5, True), (3, 5, False), (14, 20, True), (69, 100, False), (70, 100, True)],
)
def test_under_seven_in_ten_readable_nothing_is_said(readable: int, asked: int, enough: bool) -> None:
    assert privacy.covers_enough(readable, asked=asked) is enough


def team(*people: int) -> frozenset[str]:
    return frozenset(f"p{each}" for each in people)


@pytest.mark.parametrize(
    ("teams", "silent"),
    [
        pytest.param({"a": team(*range(10)), "b": team(*range(9))}, {"b"}, id="one person apart"),
        pytest.param({"a": team(*range(10)), "b": team(*range(6))}, {"b"}, id="four people apart"),
        pytest.param({"a": team(*range(10)), "b": team(*range(5))}, set(), id="five people apart"),
        pytest.param({"a": team(*range(10)), "b": team(*range(10))}, set(), id="the same people"),
        pytest.param({"a": team(*range(9)), "b": team(*range(10))}, {"b"}, id="the larger one stands later"),
        pytest.param({"a": team(0, 1, 2, 3, 4, 5), "b": team(2, 3, 4, 5, 6, 7)}, {"b"}, id="two out, two in"),
        pytest.param(
            {"a": team(*range(10)), "b": team(*range(8)), "c": team(*range(6))},
            {"b", "c"},
            id="each of them too near to the first",
        ),
        pytest.param(
            {"a": team(*range(12)), "b": team(*range(10)), "c": team(*range(7))},
            {"b"},
            id="a silent team silences no other",
        ),
        pytest.param({"small": team(0, 1, 2, 3), "b": team(0, 1, 2, 3, 4, 5)}, set(), id="a small team tells nothing"),
    ],
)
def test_two_teams_that_differ_by_few_people_are_not_both_published(
    teams: dict[str, frozenset[str]], silent: set[str]
) -> None:
    assert privacy.suppressed_by_overlap(teams, smallest_group=5) == silent


@given(st.lists(st.sets(st.integers(0, 11), min_size=5), max_size=5))
def test_no_difference_of_two_published_teams_is_smaller_than_the_floor(groups: list[set[int]]) -> None:
    teams = {str(number): team(*group) for number, group in enumerate(groups)}
    silent = privacy.suppressed_by_overlap(teams, smallest_group=5)
    told = [members for key, members in teams.items() if key not in silent]
    assert all(len(one ^ other) == 0 or len(one ^ other) >= 5 for one in told for other in told)
    assert not groups or told
