"""Series that might do in writing: which are candidates, what they would give back, which may be named."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditors.async_candidates import AUDITOR, AsyncCandidates
from core.facts import Occurrence, Series
from core.intervals import Interval
from core.report import Section
from tests.auditors.factories import at, facts, key, surroundings, team_of
from tests.auditors.telling import exact, value


def series(
    *accepted: int,
    size: int = 8,
    minutes: int = 60,
    members: int = 6,
    first: int = -20,
    **changes: Any,  # noqa: ANN401
) -> Series:
    """A series held once a week, as often as there are numbers of people who accepted."""
    held = tuple(
        Occurrence(
            when=Interval(at(first + 7 * number, "10:00"), at(first + 7 * number, "10:00") + minutes * 60),
            size=size,
            accepted=each,
            unanswered=0,
            members=members,
        )
        for number, each in enumerate(accepted)
    )
    return Series(**{"organiser": key(0), "broadcast": False, "occurrences": held, **changes})


def audited(*each: Series, people: int = 6, **settings: Any) -> Section:  # noqa: ANN401
    return AUDITOR.section(facts(team_of(people), series=each), AsyncCandidates(**settings))


@pytest.mark.parametrize(
    ("each", "found"),
    [
        pytest.param(series(4, 4, 4), 1, id="three times, 12 of 21 accepted"),
        pytest.param(series(4, 4), 0, id="twice only"),
        pytest.param(series(5, 5, 5), 0, id="15 of 21 accepted"),
        pytest.param(series(7, 7, 7, size=11), 0, id="exactly 70 %"),
        pytest.param(series(2, 2, 2, size=4), 1, id="four invitees"),
        pytest.param(series(1, 1, 1, size=3), 0, id="three invitees"),
        pytest.param(series(4, 4, 4, minutes=61), 0, id="over an hour"),
        pytest.param(series(4, 4, 4, minutes=20), 0, id="writing would take longer"),
        pytest.param(series(4, 4, 4, minutes=21), 1, id="a minute more gives something back"),
        pytest.param(series(4, 4, 4, broadcast=True), 0, id="a broadcast"),
        pytest.param(series(4, 4, 4, categories=frozenset({"brainstorm"})), 0, id="meant to be in one room"),
        pytest.param(series(4, 4, 4, organiser=key(70)), 1, id="the manager's"),
        pytest.param(series(4, 4, 4, first=-28), 0, id="once before the last four weeks"),
        pytest.param(series(4, 4, 4, first=-6), 0, id="once in weeks to come"),
    ],
)
def test_a_candidate_is_held_often_is_short_and_is_not_much_accepted(each: Series, found: int) -> None:
    team = team_of(6)
    of = facts(team, series=(each,), around=surroundings(team, exempt_categories=frozenset({"brainstorm"})))
    assert exact(AUDITOR.section(of, AsyncCandidates()), "series") == found


@pytest.mark.parametrize(
    ("each", "minutes"),
    [
        pytest.param(series(4, 4, 4, 4), 5 * (60 - 20), id="a round: everybody writes"),
        pytest.param(series(4, 4, 4), 5 * (60 - 20) * 3 / 4, id="three times in four weeks"),
        pytest.param(series(2, 4, 6, size=9), 5 * (60 - 20) * 3 / 4, id="the median counts"),
        pytest.param(series(4, 4, 4, 4, 0, 0), 5 * (60 - 20), id="occasions to come play no part"),
        pytest.param(series(7, 7, 7, 7, size=12), 8 * (60 - 20), id="eight people still all write"),
        pytest.param(series(8, 8, 8, 8, size=14), 9 * 60 - (15 + 45), id="for nine, one writes for all"),
    ],
)
def test_the_time_given_back_is_what_writing_does_not_cost(each: Series, minutes: float) -> None:
    assert exact(audited(each), "hours_back_per_week") == pytest.approx(minutes / 60)


def test_half_an_hour_a_person_and_week_is_worth_a_talk() -> None:
    one = series(4, 4, 4, 4)  # 200 minutes a week
    assert audited(one, people=6).level == "warn"
    assert audited(one, people=7).level == "good"
    assert audited(people=6).level == "good"


def test_candidates_add_up() -> None:
    told = audited(series(4, 4, 4, 4), series(4, 4, 4, 4, organiser=key(1)))
    assert (exact(told, "series"), value(told, "hours_back_per_week")) == (2, 6.5)


@pytest.mark.parametrize(
    ("members", "people", "named"),
    [
        pytest.param(5, 10, True, id="5 of 10"),
        pytest.param(5, 11, False, id="5 of 11: less than half of the team"),
        pytest.param(4, 6, False, id="4 of 6: too few"),
    ],
)
def test_a_candidate_is_named_by_time_length_and_size_where_most_of_the_team_is_invited(
    members: int, people: int, named: bool
) -> None:
    told = audited(series(4, 4, 4, members=members), people=people)
    notes = [note.values for note in told.notes if note.key == "candidate"]
    assert notes == ([{"start": "2026-11-03T09:00:00Z", "minutes": 60, "invitees": 8}] if named else [])


def test_three_are_named_at_most_the_largest_first() -> None:
    four = [series(4, 4, 4, minutes=minutes, organiser=key(minutes)) for minutes in (30, 60, 45, 50)]
    told = audited(*four)
    assert [note.values["minutes"] for note in told.notes if note.key == "candidate"] == [60, 50, 45]


@given(st.lists(st.integers(0, 12), min_size=3, max_size=4), st.integers(5, 60), st.integers(4, 20))
def test_nothing_that_would_cost_more_in_writing_is_a_candidate(accepted: list[int], minutes: int, size: int) -> None:
    told = audited(series(*(min(each, size - 1) for each in accepted), minutes=minutes, size=size))
    back, number = exact(told, "hours_back_per_week"), exact(told, "series")
    assert isinstance(back, float)
    assert (back > 0) == bool(number)
    assert back <= Fraction(minutes * (max(accepted) + 1) * len(accepted), 4 * 60)
