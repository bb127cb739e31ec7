"""Answers in channels: what is a question, when it is answered in time, and when nothing is judged."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import pytest

from auditors.response_protocol import AUDITOR, ResponseProtocol
from core.facts import Availability, Message, MessagePlace, Signal
from core.report import Section
from reports import phrases
from tests.auditors.factories import EVERYTHING, at, expected, facts, key, message, surroundings, team_of, thread
from tests.auditors.telling import exact, value

SOON, LATE = 60 * 60, 3 * 60 * 60


def audited(*threads: Iterable[Message], people: int = 6, **changes: Any) -> Section:  # noqa: ANN401
    messages = tuple(each for thread_ in threads for each in thread_)
    return AUDITOR.section(facts(team_of(people), messages=messages, **changes), ResponseProtocol())


def question(writer: int, wait: int | None = SOON, *, moment: int | None = None, **changes: Any) -> tuple[Message, ...]:  # noqa: ANN401
    begun = at(1, "09:00") if moment is None else moment
    return thread(begun, writer, *(() if wait is None else ((begun + wait, 50),)), **changes)


def asked(in_time: int, late: int) -> list[tuple[Message, ...]]:
    return [question(number % 5, SOON if number < in_time else LATE) for number in range(in_time + late)]


@pytest.mark.parametrize(
    ("in_time", "late", "level"),
    [
        pytest.param(4, 0, None, id="four threads are too few"),
        pytest.param(8, 2, "good", id="80 %"),
        pytest.param(7, 2, "warn", id="under 80 %"),
        pytest.param(6, 4, "warn", id="60 %"),
        pytest.param(5, 4, "alert", id="under 60 %"),
        pytest.param(0, 5, "alert", id="none"),
    ],
)
def test_the_level_follows_from_the_share_answered_in_time(in_time: int, late: int, level: str | None) -> None:
    told = audited(*asked(in_time, late))
    assert told.level == level
    assert [note.key for note in told.notes] == ([] if level else ["few_threads"])
    assert exact(told, "answered_in_time_share") == in_time / (in_time + late)


@pytest.mark.parametrize(
    ("begun", "answered", "in_time"),
    [
        pytest.param((1, "09:00"), (1, "11:00"), True, id="exactly two hours"),
        pytest.param((1, "09:00"), (1, "11:01"), False, id="a minute more"),
        pytest.param((1, "16:00"), (2, "09:00"), True, id="an hour on each day"),
        pytest.param((1, "22:00"), (2, "10:00"), True, id="asked in the evening"),
        pytest.param((1, "09:00"), (1, "10:00"), True, id="within an hour"),
        pytest.param((3, "16:00"), (4, "09:01"), False, id="a minute too many over night"),
    ],
)
def test_only_the_teams_usual_working_time_counts(
    begun: tuple[int, str], answered: tuple[int, str], in_time: bool
) -> None:
    told = audited(thread(at(*begun), 0, (at(*answered), 1)))
    assert exact(told, "answered_in_time_share") == in_time


def test_holidays_and_closures_stop_the_clock() -> None:
    usual = expected(closures=[date(2026, 11, 11)])
    told = audited(thread(at(1, "16:00"), 0, (at(3, "09:00"), 1)), usual=usual)
    assert exact(told, "answered_in_time_share") == 1


@pytest.mark.parametrize(
    ("thread_", "threads", "decided"),
    [
        pytest.param(question(0), 1, True, id="a question"),
        pytest.param(question(0, mentions=False), 0, False, id="without a mention"),
        pytest.param(question(0, None, moment=at(4, "15:30")), 1, False, id="too young to judge"),
        pytest.param(question(0, None, moment=at(4, "14:30")), 1, True, id="old enough"),
        pytest.param(thread(at(1, "09:00"), 0, (at(1, "09:10"), 0)), 1, True, id="answered by oneself"),
        pytest.param([message(at(1, "09:00"), sender=0, mentions=True)], 0, False, id="in a chat"),
        pytest.param(
            [message(at(1, "09:00"), sender=0, mentions=True, place=MessagePlace.CHANNEL)], 0, False, id="a reply"
        ),
    ],
)
def test_a_question_is_a_thread_that_mentions_somebody(thread_: Iterable[Message], threads: int, decided: bool) -> None:
    told = audited(thread_)
    assert exact(told, "threads") == threads
    assert (told.measure("answered_in_time_share") is not None) is decided


def test_the_own_reply_is_no_answer() -> None:
    told = audited(thread(at(1, "09:00"), 0, (at(1, "09:10"), 0), (at(1, "12:00"), 1)))
    assert exact(told, "answered_in_time_share") == 0


@pytest.mark.parametrize(("begun", "unanswered"), [("13:00", 0), ("12:59", 1)])
def test_without_an_answer_after_twice_the_time_it_is_unanswered(begun: str, unanswered: int) -> None:
    assert exact(audited(question(0, None, moment=at(4, begun))), "unanswered") == unanswered


def test_an_answer_within_five_minutes_is_instant() -> None:
    told = audited(question(0, 300), question(1, 301))
    assert exact(told, "instant_share") == 0.5


def test_threads_of_people_who_are_left_out_are_left_out_and_their_answers_count() -> None:
    around = surroundings(team_of(6), left_out=frozenset({key(0).casefold()}))
    told = audited(question(0), thread(at(1, "09:00"), 1, (at(1, "09:30"), 0)), around=around)
    assert (exact(told, "threads"), exact(told, "answered_in_time_share")) == (1, 1)


def test_a_share_that_few_peoples_threads_carry_is_withheld_and_judges_nothing() -> None:
    told = audited(*(question(number % 2) for number in range(8)))
    assert (value(told, "answered_in_time_share"), value(told, "threads")) == ("little or none", "little or none")
    assert (told.level, [note.key for note in told.notes]) == (None, ["few_threads"])


def test_a_team_without_channels_is_told_so() -> None:
    of = facts(team_of(6), signals={**EVERYTHING, Signal.CHANNELS: Availability.NO_TEAM})
    told = AUDITOR.section(of, ResponseProtocol())
    assert (told.status, [note.key for note in told.notes]) == ("not_measured", ["no_team"])
    assert "no_team" in phrases.REASONS
