"""Small contacts: what is one, and how little may be said of who had none."""

from typing import Any

import pytest

from auditors.connection import AUDITOR, Connection
from core.facts import Meeting, Message, MessagePlace, Response
from core.report import Section
from tests.auditors.factories import at, facts, hours, invitation, meeting, message, person, surroundings
from tests.auditors.telling import exact, value

NOON = at(1, "12:00")


def audited(*held: Meeting, messages: tuple[Message, ...] = (), people: int = 20, **changes: Any) -> Section:  # noqa: ANN401
    team = [person(each, *held) for each in range(people)]
    values: dict[str, Any] = {"messages": messages, "around": surroundings(team), **changes}
    return AUDITOR.section(facts(team, **values), Connection())


def chat(*writers: int, place: MessagePlace = MessagePlace.ONE_ON_ONE) -> tuple[Message, ...]:
    return tuple(message(NOON, sender=each, place=place, conversation=f"chat {sorted(writers)}") for each in writers)


def talking(pairs: int) -> tuple[Message, ...]:
    return tuple(each for pair in range(pairs) for each in chat(2 * pair, 2 * pair + 1))


@pytest.mark.parametrize(
    ("held", "share"),
    [
        pytest.param(meeting(hours(1, "10:00", "10:30"), 0, 1), 0, id="two"),
        pytest.param(meeting(hours(1, "10:00", "10:30"), 0, 90, 91, 1), 0, id="four"),
        pytest.param(meeting(hours(1, "10:00", "10:30"), 0, 1, 90, 91, 92), 1, id="five"),
        pytest.param(meeting(hours(1, "10:00", "10:30"), 90, 91, 92), 1, id="nobody else of the team"),
        pytest.param(meeting(hours(8, "10:00", "10:30"), 0, 1), 1, id="in the week after"),
        pytest.param(
            meeting(hours(1, "10:00", "10:30"), invitation(90), invitation(1, Response.DECLINED)), 1, id="who declined"
        ),
    ],
)
def test_a_small_meeting_with_another_member_is_a_contact(held: Meeting, share: float) -> None:
    assert exact(audited(held), "without_contact_share") == share


@pytest.mark.parametrize(
    ("messages", "without"),
    [
        pytest.param(chat(0, 1), 18, id="both wrote"),
        pytest.param(chat(0), 20, id="one wrote"),
        pytest.param(chat(0, 90), 20, id="with somebody of no team of ours"),
        pytest.param(chat(0, 1, place=MessagePlace.GROUP), 20, id="in a group"),
    ],
)
def test_a_chat_in_which_both_wrote_is_a_contact(messages: tuple[Message, ...], without: int) -> None:
    assert exact(audited(messages=messages), "without_contact_share") == without / 20


@pytest.mark.parametrize(
    ("pairs", "people", "told", "level"),
    [
        pytest.param(10, 20, "little or none", "good", id="nobody without"),
        pytest.param(8, 20, "little or none", "good", id="four without are nearly nobody too"),
        pytest.param(7, 20, 0.3, "warn", id="six of twenty"),
        pytest.param(47, 100, 0.1, "warn", id="six of a hundred"),
        pytest.param(0, 20, 1.0, "warn", id="everybody"),
    ],
)
def test_only_nearly_nobody_or_a_step_of_ten_percent_is_told(pairs: int, people: int, told: Any, level: str) -> None:  # noqa: ANN401
    section = audited(messages=talking(pairs), people=people)
    assert (value(section, "without_contact_share"), section.level) == (told, level)
    assert len(section.measures) == 1


def test_a_team_of_fewer_than_twenty_says_nothing() -> None:
    assert audited(people=19).status == "suppressed"


def test_a_higher_floor_holds_here_too() -> None:
    assert audited(people=24, smallest_group=25).status == "suppressed"
