"""Nights between two days of work: what counts as activity, to which day it belongs, and when a night is short."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from pydantic import ValidationError

from auditors.rest_time import AUDITOR, RestTime
from core.facts import Message, Person
from core.intervals import Interval
from core.report import Section
from tests.auditors.factories import at, expected, facts, hours, meeting, message, person, team_of, weeks
from tests.auditors.telling import exact, value


def audited(people: Iterable[Person], *messages: Message, **settings: Any) -> Section:  # noqa: ANN401
    return AUDITOR.section(facts(people, messages=messages), RestTime(**settings))


def wrote(day: int, clock: str, people: Iterable[int] = range(5)) -> tuple[Message, ...]:
    return tuple(message(at(day, clock), sender=each) for each in people)


@pytest.mark.parametrize(
    ("late", "early", "short"),
    [
        pytest.param((0, "21:00"), (1, "08:00"), 0, id="exactly eleven hours"),
        pytest.param((0, "21:01"), (1, "08:00"), 5, id="a minute less"),
        pytest.param((1, "03:59"), (1, "14:00"), 5, id="03:59 belongs to the day before"),
        pytest.param((1, "04:00"), (1, "14:00"), 0, id="04:00 begins the next day"),
    ],
)
def test_a_night_is_short_under_eleven_hours(late: tuple[int, str], early: tuple[int, str], short: int) -> None:
    told = audited(team_of(5), *wrote(0, "12:00"), *wrote(*late), *wrote(*early))
    assert exact(told, "short_nights") == short
    assert exact(told, "people_over_warn") == short


def test_meetings_are_activity_up_to_their_end() -> None:
    held = meeting(hours(0, "20:00", "22:00")), meeting(hours(1, "08:00", "09:00"))
    told = audited([person(each, *held) for each in range(5)])
    assert (exact(told, "nights"), exact(told, "short_nights")) == (5, 5)


def test_a_meeting_past_the_next_mornings_first_message_leaves_no_rest_at_all() -> None:
    held = meeting(Interval(at(0, "23:00"), at(1, "06:00")))
    told = audited([person(each, held) for each in range(5)], *wrote(1, "05:00"))
    assert exact(told, "short_nights") == 5


def test_a_day_without_activity_ends_the_count() -> None:
    told = audited(team_of(5), *wrote(0, "23:00"), *wrote(2, "06:00"))
    assert exact(told, "nights") == 0
    assert value(told, "nights") == "little or none"


def test_what_landed_is_no_activity() -> None:
    landed = (message(at(0, "23:00"), *range(5), sender=99), message(at(1, "05:00"), *range(5), sender=99))
    assert exact(audited(team_of(5), *landed), "nights") == 0


def test_only_nights_inside_the_week_count() -> None:
    before = tuple(message(at(0, "02:00"), sender=each) for each in range(5))
    told = audited(team_of(5), *before, *wrote(0, "08:00"), *wrote(6, "23:30"))
    assert exact(told, "nights") == 0


def test_days_are_the_persons_own() -> None:
    """22:00 and 09:00 in Brussels are 16:00 and 03:00 in New York: one day."""
    there = expected(zone=ZoneInfo("America/New_York"))
    told = audited([person(each, expected=there) for each in range(5)], *wrote(1, "22:00"), *wrote(2, "09:00"))
    assert exact(told, "nights") == 0


def test_a_day_that_has_begun_elsewhere_belongs_to_the_week_after() -> None:
    """Sunday 20:00 in Brussels is Monday 08:00 in Auckland."""
    there = expected(zone=ZoneInfo("Pacific/Auckland"))
    told = audited([person(each, expected=there) for each in range(5)], *wrote(6, "10:00"), *wrote(6, "20:00"))
    assert exact(told, "nights") == 0


@pytest.mark.parametrize(("nights", "level"), [(0, "good"), (1, "warn"), (2, "warn"), (3, "alert")], ids=str)
def test_one_short_night_warns_and_three_are_an_alert(nights: int, level: str) -> None:
    messages = [each for day in range(nights) for each in wrote(day, "22:30")]
    messages += [each for day in range(4) for each in wrote(day, "08:00")]
    assert audited(team_of(5), *messages).level == level


def test_a_sum_of_nights_is_told_only_where_enough_people_carry_it_and_the_rest() -> None:
    two = [*wrote(0, "23:00", range(2)), *wrote(1, "08:00", range(2))]
    assert value(audited(team_of(5), *two), "short_nights") == "little or none"
    all_but_one = [*wrote(0, "12:00"), *wrote(0, "23:00", range(4)), *wrote(1, "08:00")]
    told = audited(team_of(5), *all_but_one)
    assert (exact(told, "nights"), exact(told, "short_nights")) == (5, 4)
    assert (value(told, "nights"), value(told, "short_nights")) == (5, "little or none")


@pytest.mark.parametrize(("unread", "source"), [("calendar_read", "calendar"), ("messages_read", "chats")])
def test_both_sources_are_needed_of_a_person(unread: str, source: str) -> None:
    people = [person(each, **{unread: each > 3}) for each in range(10)]
    (note,) = audited(people).notes
    assert (note.key, note.values) == ("coverage_low", {"source": source})


def test_less_rest_than_the_law_wants_can_not_be_agreed_on() -> None:
    with pytest.raises(ValidationError):
        RestTime(rest_hours=10)


@given(of=weeks())
def test_more_activity_never_makes_a_night_longer(of: Any) -> None:  # noqa: ANN401
    more = tuple(message(at(day, "23:45"), sender=0) for day in range(7))
    before, after = (AUDITOR.section(each, RestTime()) for each in (of, replace(of, messages=(*of.messages, *more))))
    assert exact(after, "short_nights") >= exact(before, "short_nights")  # type: ignore[operator]
