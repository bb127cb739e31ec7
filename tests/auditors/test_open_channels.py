"""What is said in channels, and what in group chats."""

from typing import Any

import pytest

from auditors.open_channels import AUDITOR, OpenChannels
from core.facts import Message, MessagePlace
from core.report import Section
from tests.auditors.factories import ON_LEAVE, at, facts, message, person, team_of
from tests.auditors.telling import exact, value

NOON = at(1, "12:00")


def audited(*messages: Message, **changes: Any) -> Section:  # noqa: ANN401
    people = [*team_of(6), person(6, expected=ON_LEAVE)]
    return AUDITOR.section(facts(people, messages=messages, **changes), OpenChannels())


def in_channel(sender: int) -> Message:
    return message(NOON, sender=sender, place=MessagePlace.CHANNEL)


def in_group(sender: int, *others: int, conversation: str = "group") -> Message:
    return message(NOON, *others, sender=sender, conversation=conversation)


def test_the_share_is_that_of_channels_in_what_several_can_read() -> None:
    told = audited(*(in_channel(each) for each in range(3)), *(in_group(each, (each + 1) % 6) for each in range(6)))
    assert exact(told, "channel_share") == pytest.approx(1 / 3)
    assert value(told, "channel_share") == 0.35
    assert told.level is None


@pytest.mark.parametrize(
    "beside",
    [
        pytest.param(in_group(0, 1, conversation="two"), id="a group chat of two"),
        pytest.param(message(NOON, 1, 2, sender=0, place=MessagePlace.ONE_ON_ONE), id="a one-to-one chat"),
        pytest.param(in_group(6, 0, 1, 2), id="of somebody who is away"),
        pytest.param(in_group(77, 0, 1, 2), id="of somebody else"),
        pytest.param(message(NOON, 0, 1, 2, sender=None), id="of nobody of the tenant"),
    ],
)
def test_what_is_no_group_chat_of_a_member_is_left_out(beside: Message) -> None:
    assert exact(audited(in_channel(0), beside), "channel_share") == 1


def test_a_third_person_makes_a_group_whoever_reads_or_writes() -> None:
    two, third = in_group(0, 1), in_group(77, 1)
    assert exact(audited(in_channel(0), two, third), "channel_share") == 0.5


def test_a_share_that_few_writers_carry_is_withheld() -> None:
    told = audited(*(in_channel(each) for each in range(2)), *(in_group(each, 5) for each in range(4)))
    assert value(told, "channel_share") == "little or none"


def test_where_nothing_was_written_there_is_no_share() -> None:
    told = audited()
    assert (told.status, told.measures) == ("measured", ())
