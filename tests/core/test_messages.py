"""From copies in exports to messages: on whom each landed, and for whom it pressed."""

import copy as copying
from collections.abc import Iterable
from itertools import permutations
from typing import Any

import pytest

from core.facts import Message, MessagePlace, PersonKey
from core.messages import Copy, Mentions, put_together

ANN, BOB, CYN = (PersonKey(each) for each in ("AAA-ann", "bob", "cyn"))
EVERYBODY = Mentions(everybody=True)


def copy(**changes: Any) -> Copy:  # noqa: ANN401
    values: dict[str, Any] = {"key": "c/1", "place": "c", "in_channel": False, "sent_at": 5, "sender": "bob"}
    return Copy(**{**values, **changes})


def mentions(*people: str) -> Mentions:
    return Mentions(people=frozenset(people))


def messages(
    exports: dict[PersonKey, Iterable[Copy]] | None = None,
    channels: Iterable[Copy] = (),
    one_on_one: Iterable[str] = (),
) -> tuple[Message, ...]:
    return put_together(exports or {}, channels, members=(ANN, BOB, CYN), one_on_one=frozenset(one_on_one))


def in_chat(of: Copy, *holders: PersonKey, one_on_one: Iterable[str] = ()) -> Message:
    (message,) = messages(dict.fromkeys(holders, (of,)), one_on_one=one_on_one)
    return message


def in_channel(of: Copy) -> Message:
    (message,) = messages(channels=(of,))
    return message


# --- chats


def test_a_chat_message_lands_on_everybody_whose_export_holds_it_but_its_writer() -> None:
    assert in_chat(copy(), ANN, BOB, CYN).landed_on == (ANN, CYN)
    assert in_chat(copy(), ANN, BOB).landed_on == (ANN,)
    assert in_chat(copy(sender="somebody else"), ANN, BOB).landed_on == (ANN, BOB)


def test_the_writer_is_known_in_whatever_capitals() -> None:
    assert in_chat(copy(sender="aaa-ann"), ANN, BOB).landed_on == (BOB,)


def test_a_message_is_one_however_many_exports_hold_it() -> None:
    assert len(messages({ANN: (copy(),), BOB: (copy(),), CYN: (copy(),)})) == 1


def test_a_message_that_an_export_tells_twice_lands_once() -> None:
    assert messages({ANN: (copy(), copy())})[0].landed_on == (ANN,)


def test_the_same_number_in_another_chat_is_another_message() -> None:
    assert len(messages({ANN: (copy(), copy(key="d/1", place="d"))})) == 2


@pytest.mark.parametrize(
    ("changes", "pressing"),
    [
        pytest.param({}, set(), id="a group chat waits"),
        pytest.param({"mentions": mentions("cyn")}, {CYN}, id="for whom it mentions"),
        pytest.param({"mentions": mentions("aaa-ann")}, {ANN}, id="whose id has capitals"),
        pytest.param({"mentions": mentions("bob")}, set(), id="not for its writer"),
        pytest.param({"mentions": EVERYBODY}, {ANN, CYN}, id="everybody is mentioned"),
        pytest.param({"urgent": True}, {ANN, CYN}, id="of high importance"),
    ],
)
def test_a_message_of_a_group_presses_for_whom_it_singles_out(changes: dict[str, Any], pressing: set[str]) -> None:
    message = in_chat(copy(**changes), ANN, BOB, CYN)
    assert message.place is MessagePlace.GROUP
    assert message.pressing_for == pressing


def test_a_one_to_one_message_always_presses() -> None:
    message = in_chat(copy(), ANN, BOB, one_on_one=["c"])
    assert message.place is MessagePlace.ONE_ON_ONE
    assert message.pressing_for == {ANN}


def test_a_group_chat_of_two_is_no_one_to_one_chat() -> None:
    assert in_chat(copy(), ANN, BOB).pressing_for == set()


# --- channels


@pytest.mark.parametrize(
    ("changes", "landed"),
    [
        pytest.param({}, (), id="nobody is notified"),
        pytest.param({"urgent": True}, (), id="importance alone notifies nobody"),
        pytest.param({"mentions": mentions("cyn", "stranger")}, (CYN,), id="whom it mentions"),
        pytest.param({"mentions": mentions("aaa-ann")}, (ANN,), id="whose id has capitals"),
        pytest.param({"mentions": mentions("bob")}, (), id="not on its writer"),
        pytest.param({"mentions": EVERYBODY}, (ANN, CYN), id="the channel or the team"),
    ],
)
def test_a_channel_message_lands_on_whom_it_mentions_and_presses_there(
    changes: dict[str, Any], landed: tuple[PersonKey, ...]
) -> None:
    message = in_channel(copy(in_channel=True, **changes))
    assert message.place is MessagePlace.CHANNEL
    assert message.landed_on == landed
    assert message.pressing_for == set(landed)


def test_a_channel_message_told_twice_is_one() -> None:
    assert len(messages(channels=(copy(in_channel=True), copy(in_channel=True)))) == 1


# --- all of them


def test_the_order_of_exports_and_copies_changes_nothing() -> None:
    copies = [copy(key="c/1"), copy(key="c/2", sent_at=4), copy(key="c/3", sent_at=9, sender="cyn")]
    found = {
        tuple(
            (each.key, each.sent_at, each.sender, frozenset(each.landed_on)) for each in messages({a: order, b: order})
        )
        for order in permutations(copies)
        for a, b in ((ANN, BOB), (BOB, ANN))
    }
    assert len(found) == 1
    assert [each[0] for each in found.pop()] == ["c/2", "c/1", "c/3"]


# --- conversations


def test_a_chat_is_one_conversation() -> None:
    first, second = messages({ANN: (copy(), copy(key="c/2"))})
    assert first.conversation == second.conversation == "c"
    assert not first.begins


def test_a_thread_of_a_channel_is_one_conversation_and_its_first_message_begins_it() -> None:
    root = copy(key="ch 1", place="ch", in_channel=True)
    reply = copy(key="ch 2", place="ch", in_channel=True, thread="1", sent_at=6)
    other = copy(key="ch 3", place="ch", in_channel=True, sent_at=7)
    first, second, third = messages(channels=(root, reply, other))
    assert first.conversation == second.conversation != third.conversation
    assert [each.begins for each in (first, second, third)] == [True, False, True]


@pytest.mark.parametrize(
    ("of", "mentioned"),
    [
        pytest.param(copy(), False, id="nobody"),
        pytest.param(copy(mentions=mentions("nobody-of-the-team")), True, id="somebody of no team of ours"),
        pytest.param(copy(mentions=EVERYBODY), True, id="everybody"),
    ],
)
@pytest.mark.parametrize("in_channel", [True, False])
def test_that_somebody_is_mentioned_is_known(of: Copy, mentioned: bool, in_channel: bool) -> None:
    copied = copying.replace(of, in_channel=in_channel)
    (message,) = messages(channels=(copied,)) if in_channel else messages({ANN: (copied,)})
    assert message.mentions is mentioned
