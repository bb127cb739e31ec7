"""Who may write the policy and the groups, and wants to see somebody through the numbers: idle accounts, other limits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from itertools import combinations, product
from random import Random

import pytest

from core import privacy
from core.auditor import hours_sum
from core.report import Report
from tests.attackers.organisations import crowd, published
from tests.attackers.weeks import IDLE, Own, report

DRAWS = 200


def drawn(random: Random) -> Own:
    return Own(
        meeting_hours=random.randint(0, 40),
        large=random.random() < 0.5,
        disturbed=random.randint(0, 5),
        sent=random.randint(0, 9),
    )


def among_idle(real: Mapping[str, Own], idle: int, *, smallest_group: int = 5) -> Report:
    """Return the report of some people in a team that was filled up with accounts that nobody uses."""
    names = crowd(len(real) + idle)
    week = {name: real.get(name, IDLE) for name in names}
    return report(frozenset(names), week, from_outside=True, smallest_group=smallest_group)


def without_typical(of: Report) -> Report:
    """Return a report without the one number that a single person can move."""
    return of.model_copy(
        update={
            "sections": tuple(
                section.model_copy(
                    update={"measures": tuple(m for m in section.measures if not m.key.endswith("_typical"))}
                )
                for section in of.sections
            )
        }
    )


def test_one_person_among_idle_accounts_changes_nothing_in_the_report() -> None:
    random = Random(1)  # noqa: S311
    for _ in range(DRAWS):
        idle = random.randint(4, 20)
        assert among_idle({"p0": drawn(random)}, idle) == among_idle({}, idle + 1)


def test_two_people_among_idle_accounts_change_no_count_no_sum_and_no_level() -> None:
    random = Random(2)  # noqa: S311
    for _ in range(DRAWS):
        idle = random.randint(3, 20)
        real = {name: replace(drawn(random), sent=0) for name in ("p0", "p1")}  # idle accounts get no messages either
        told = among_idle(real, idle)
        assert without_typical(told) == without_typical(among_idle({}, idle + 2))


def test_the_typical_value_of_two_people_among_three_idle_accounts_tells_of_the_lower_one() -> None:
    """A known limit, told in docs/privacy.md: the mean of the middle half is defined so, and idle looks like quiet."""
    told = among_idle({"p0": Own(meeting_hours=12), "p1": Own(meeting_hours=30)}, 3)
    section = told.section("meeting_overload")
    typical = section.measure("meeting_hours_typical") if section else None
    assert typical is not None
    assert typical.value == 12 / 3


def test_a_sum_told_without_the_rule_on_contributors_is_that_one_persons(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(privacy, "carried_by_enough", any)
    section = among_idle({"p0": Own(meeting_hours=11, large=True)}, 6).section("meeting_overload")
    large = section.measure("large_hours") if section else None
    assert large is not None
    assert large.value == 11


def test_levels_that_rest_on_fewer_people_tell_of_one_among_idle_accounts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(privacy, "parts", lambda n: n)
    assert among_idle({"p0": Own(disturbed=5)}, 6) != among_idle({}, 7)


def test_the_floor_counts_people_whose_week_is_counted_however_large_the_team_is_by_name() -> None:
    """Those away, opted out or unreadable make a team larger by name; they can't fill it up."""
    week = dict.fromkeys(crowd(4), Own(meeting_hours=30, disturbed=5))
    for members in (4, 5, 12, 40):
        told = report(frozenset(crowd(4)), week, members=members)
        assert {section.status for section in told.sections} == {"suppressed"}
        assert not any(section.measures for section in told.sections)


def test_with_a_lower_floor_four_people_are_told_of() -> None:
    week = dict.fromkeys(crowd(4), Own(meeting_hours=30, disturbed=5))
    told = report(frozenset(crowd(4)), week, smallest_group=4)
    assert {section.level for section in told.sections} == {"alert"}


def test_whatever_the_limit_is_set_to_the_range_leaves_three_counts_open() -> None:
    """One published week knows one limit. Even all limits at once never narrow a count to fewer than three."""
    random = Random(3)  # noqa: S311
    for _ in range(20):
        names = crowd(random.randint(5, 20))
        week = {name: drawn(random) for name in names}
        for limit in range(5, 41, 5):
            section = report(frozenset(names), week, warn_hours=limit, alert_hours=40).section("meeting_overload")
            measure = section.measure("people_over_warn") if section else None
            assert measure is not None
            assert isinstance(measure.value, tuple)
            low, high = measure.value
            assert high - low >= 2


def test_a_team_made_larger_by_a_few_is_not_published_beside_the_first() -> None:
    for more in range(1, 5):
        first, second = frozenset(crowd(9)), frozenset(crowd(9 + more))
        assert published({"first": first, "second": second}) == {"first": first}
        assert published({"second": second, "first": first}) == {"second": second}


# --- sums of one team: every week that fits -----------------------------------------------------------------------------

CAP = 5


def weeks_by_what_is_told(people: int = 5) -> dict[float, list[tuple[int, ...]]]:
    """Return, by the sum that is told in half hours, every way in which people can have come to it."""
    found = defaultdict(list)
    for values in product(range(CAP + 1), repeat=people):
        told = hours_sum("large_hours", [1800 * value for value in values]).value
        if isinstance(told, float) and told <= CAP / 2:  # larger sums have ways that lie outside this search
            found[told].append(values)
    return found


def test_a_sum_that_is_told_leaves_every_group_of_up_to_four_open() -> None:
    told = weeks_by_what_is_told()
    assert told.keys() == {1.5, 2.0, 2.5}
    for weeks in told.values():
        for size in range(1, 5):
            for group in combinations(range(5), size):
                assert len({sum(week[each] for each in group) for week in weeks}) > 1


def test_who_takes_the_own_part_off_a_sum_that_is_told_still_knows_nobody_elses() -> None:
    for weeks in weeks_by_what_is_told().values():
        for own in {week[0] for week in weeks}:
            for other in range(1, 5):
                assert len({week[other] for week in weeks if week[0] == own}) > 1


def test_withheld_and_nothing_are_the_same_words() -> None:
    nothing = hours_sum("large_hours", [0] * 6)
    for values in ([7200, 0, 0, 0, 0, 0], [3600, 3600, 0, 0, 0, 0], [36000, 60, 60, 60, 60, 60]):
        told = hours_sum("large_hours", values)
        assert (told.value, told.unit) == (nothing.value, nothing.unit) == (privacy.LITTLE_OR_NONE, "hours")


def test_no_sum_is_told_where_one_carries_more_than_half() -> None:
    random = Random(4)  # noqa: S311
    for _ in range(2000):
        values = [random.choice((0, 0, random.randint(1, 40))) * 1800 for _ in range(random.randint(5, 12))]
        told = hours_sum("large_hours", values).value
        if told != privacy.LITTLE_OR_NONE:
            assert max(values) * 2 <= sum(values)
            assert sum(value > 0 for value in values) >= 3
            assert isinstance(told, float)
            assert abs(Fraction(told) - Fraction(sum(values), 3600)) <= Fraction(1, 4)
