"""Bursts of messages: what is one, when it counts, and what getting back to work may cost."""

from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditors.notification_load import AUDITOR, NotificationLoad, refocus_seconds
from core.facts import Availability, Message, Person, Signal
from core.intervals import Interval, seconds, union
from core.report import Section
from tests.auditors.factories import EVERYTHING, at, facts, hours, meeting, message, person, team_of
from tests.auditors.telling import exact, value

EVERYBODY = tuple(range(5))


def audited(people: Iterable[Person], *messages: Message, **settings: Any) -> Section:  # noqa: ANN401
    return AUDITOR.section(facts(people, messages=messages), NotificationLoad(**settings))


def landed(*clocks: str, day: int = 0, conversation: str = "chat", **changes: Any) -> list[Message]:  # noqa: ANN401
    return [message(at(day, clock), *EVERYBODY, conversation=conversation, **changes) for clock in clocks]


@pytest.mark.parametrize(
    ("messages", "bursts"),
    [
        pytest.param(landed("09:00"), 1, id="one message"),
        pytest.param(landed("09:00", "09:05"), 1, id="five minutes later"),
        pytest.param(landed("09:00", "09:06"), 2, id="six minutes later"),
        pytest.param(landed("09:00", "09:04", "09:08", "09:12"), 1, id="each close to the one before"),
        pytest.param([*landed("09:00"), *landed("09:00", conversation="other")], 2, id="two conversations"),
        pytest.param(landed("07:59", "17:00"), 0, id="outside working time"),
        pytest.param(landed("07:58", "08:01"), 1, id="what came before work begins no burst in it"),
        pytest.param(landed("10:00", day=5), 0, id="on Saturday"),
    ],
)
def test_messages_of_one_conversation_that_follow_closely_are_one_burst(messages: list[Message], bursts: int) -> None:
    assert exact(audited(team_of(5), *messages), "bursts_per_day_typical") == bursts / 5


@pytest.mark.parametrize(("a_day", "level"), [(10, "good"), (11, "warn"), (20, "warn"), (21, "alert")])
def test_the_level_follows_from_how_many_are_interrupted_more_often(a_day: int, level: str) -> None:
    messages = [
        each
        for day in range(5)
        for number in range(a_day)
        for each in landed(f"{8 + number // 3:02}:{number % 3 * 20:02}", day=day)
    ]
    assert audited(team_of(5), *messages, warn_bursts=10, alert_bursts=20).level == level


@pytest.mark.parametrize(
    ("clocks", "held", "low", "high"),
    [
        pytest.param(["09:00"], [], 1, 20, id="a burst alone"),
        pytest.param(["09:00", "09:10"], [], 2, 30, id="the next burst cuts it"),
        pytest.param(["09:00"], [("09:05", "10:00")], 1, 5, id="a meeting cuts it"),
        pytest.param(["09:30"], [("09:05", "10:00")], 0, 0, id="in a meeting it costs nothing"),
        pytest.param(["16:55"], [], 1, 5, id="the end of the day cuts it"),
    ],
)
def test_time_to_refocus_ends_with_the_next_burst_meeting_or_day(
    clocks: list[str], held: list[tuple[str, str]], low: int, high: int
) -> None:
    people = [person(each, *(meeting(hours(0, *span)) for span in held)) for each in EVERYBODY]
    told = audited(people, *landed(*clocks))
    assert exact(told, "refocus_low_hours_per_day") == pytest.approx(low / 60 / 5)
    assert exact(told, "refocus_high_hours_per_day") == pytest.approx(high / 60 / 5)


stretches = st.lists(
    st.builds(lambda start, length: Interval(start, start + length), st.integers(0, 5000), st.integers(1, 2000))
).map(union)


@given(st.lists(st.integers(0, 8000)).map(sorted), stretches, st.integers(1, 1200))
def test_time_to_refocus_is_never_more_than_free_time_nor_counted_twice(
    bursts: list[int], free: tuple[Interval, ...], most: int
) -> None:
    spent = {
        second
        for burst in bursts
        for each in free
        if each.start <= burst < each.end
        for second in range(burst, min(burst + most, each.end))
    }
    assert refocus_seconds(bursts, free, most=most) == len(spent) <= seconds(free)


def test_without_calendars_nothing_is_estimated() -> None:
    told = audited([person(each, calendar_read=each > 1) for each in range(6)], *landed("09:00"))
    assert told.measure("refocus_low_hours_per_day") is None
    assert "calendar_needed" in [note.key for note in told.notes]


def test_the_share_that_presses_needs_enough_receivers_and_enough_writers() -> None:
    by_one = [message(at(0, "10:00"), *EVERYBODY, sender=99, pressing=number == 0) for number in range(2)]
    told = audited(team_of(5), *by_one)
    assert (value(told, "pressing_share"), exact(told, "pressing_share")) == ("little or none", 0.5)
    by_four = [message(at(0, "10:00"), *EVERYBODY, sender=90 + number, pressing=number < 4) for number in range(8)]
    assert value(audited(team_of(5), *by_four), "pressing_share") == 0.5


@pytest.mark.parametrize("state", [each for each in Availability if each is not Availability.READ])
def test_that_channels_are_missing_is_told(state: Availability) -> None:
    of = facts(team_of(5), signals={**EVERYTHING, Signal.CHANNELS: state})
    assert f"channels_{state}" in [note.key for note in AUDITOR.section(of, NotificationLoad()).notes]
