"""Messages come as the export APIs send them: twice at times, in odd order, with bodies, and not all are messages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from sandbox import MARKER, Company
from sandbox.company.chats import Chat, Message
from sandbox.truth.messages import presses, receivers_of
from tests.sandbox.conftest import Caller


@pytest.fixture(scope="module")
def since(company: Company) -> str:
    return f"$top=50&$filter=lastModifiedDateTime gt {company.start:%Y-%m-%dT%H:%M:%SZ}"


@pytest.fixture(scope="module")
def lead(company: Company) -> str:
    return company.team("platform").members[0]


@pytest.fixture(scope="module")
def exported(caller: Caller, lead: str, since: str) -> list[dict[str, Any]]:
    return caller.all(f"/users/{lead}/chats/getAllMessages?{since}")


def test_the_export_repeats_messages_and_brings_old_ones_back(exported: list[dict[str, Any]], company: Company) -> None:
    keys = [(message["chatId"], message["id"]) for message in exported]
    assert len(set(keys)) < len(keys)
    old = [message for message in exported if message["createdDateTime"] < f"{company.start:%Y-%m-%dT%H:%M:%S}"]
    assert [len(message["reactions"]) for message in old] == [1]


def test_an_id_is_unique_inside_a_chat_only(exported: list[dict[str, Any]]) -> None:
    places: dict[str, set[str]] = {}
    for message in exported:
        places.setdefault(message["id"], set()).add(message["chatId"])
    assert any(len(chats) > 1 for chats in places.values())


def test_bodies_always_come_and_carry_the_marker(exported: list[dict[str, Any]]) -> None:
    written = [
        message for message in exported if message["messageType"] == "message" and not message["deletedDateTime"]
    ]
    assert all(MARKER in message["body"]["content"] for message in written)


def test_others_messages_are_in_the_export_and_every_kind_of_sender(exported: list[dict[str, Any]], lead: str) -> None:
    users = [message["from"]["user"] for message in exported if message["from"] and message["from"]["user"]]
    assert {user["userIdentityType"] for user in users} >= {"aadUser"}
    assert any(user["id"] != lead for user in users)
    assert any(message["from"] and message["from"]["application"] for message in exported)
    assert any(message["from"] is None for message in exported)


def test_a_system_message_is_of_an_unknown_type_unless_the_caller_prefers_to_know(
    caller: Caller, lead: str, since: str
) -> None:
    path = f"/users/{lead}/chats/getAllMessages?{since}"
    plain = {message["messageType"] for message in caller.all(path)}
    told = {message["messageType"] for message in caller.all(path, Prefer="include-unknown-enum-members")}
    assert (plain, told) == ({"message", "unknownFutureValue"}, {"message", "systemEventMessage"})


@pytest.mark.parametrize(
    ("path", "status"),
    [
        pytest.param("/users/{lead}/chats/getAllMessages?$top=51", 400, id="a page too large"),
        pytest.param("/users/{lead}/chats/getAllMessages?$select=id", 400, id="a selection"),
        pytest.param(
            "/users/{lead}/chats/getAllMessages?$filter=lastModifiedDateTime ge {now}", 400, id="another operator"
        ),
        pytest.param("/users/{lead}/chats/getAllMessages?$filter=createdDateTime gt {now}", 400, id="another property"),
        pytest.param("/users/{lead}/chats/getAllMessages()?$filter=from/user/id eq '{lead}'", 200, id="one sender"),
        pytest.param(
            "/teams/{group}/channels/getAllMessages?$filter=from/user/id eq '{lead}'", 400, id="a sender in channels"
        ),
        pytest.param(
            "/teams/{group}/channels/{channel}/messages?$filter=lastModifiedDateTime gt {now}", 400, id="a filter"
        ),
        pytest.param("/users/{lead}/chats?$expand=messages", 400, id="an expansion"),
        pytest.param("/chats/19:nowhere@thread.v2", 404, id="a chat that is not there"),
        pytest.param("/users/nobody/chats/getAllMessages", 404, id="a user who is not there"),
    ],
)
def test_the_export_takes_only_the_options_it_is_documented_to_take(
    caller: Caller, company: Company, lead: str, path: str, status: int
) -> None:
    group = company.group(company.team("platform").group or "")
    assert group
    asked = path.format(lead=lead, group=group.id, channel=group.channels[0], now=f"{company.now:%Y-%m-%dT%H:%M:%SZ}")
    assert caller.ask(asked).status_code == status


def test_a_filter_by_time_bounds_the_last_change(caller: Caller, company: Company, lead: str) -> None:
    until = f"{company.start:%Y-%m-%dT%H:%M:%SZ}"
    found = caller.all(f"/users/{lead}/chats/getAllMessages?$top=50&$filter=lastModifiedDateTime lt {until}")
    assert found
    assert all(message["lastModifiedDateTime"] < until for message in found)


def test_who_joined_later_has_only_what_came_later(caller: Caller, company: Company) -> None:
    chat = next(chat for chat in company.chats if chat.joined)
    late = next(iter(chat.joined))
    early = next(person for person in chat.people if person != late)
    counts = [
        len({m["id"] for m in caller.all(f"/users/{person}/chats/getAllMessages?$top=50") if m["chatId"] == chat.id})
        for person in (early, late)
    ]
    assert counts == [2, 1]


def test_a_channel_lists_threads_newest_first_with_replies_on_demand(caller: Caller, company: Company) -> None:
    group = company.group(company.team("platform").group or "")
    assert group
    path = f"/teams/{group.id}/channels/{group.channels[0]}/messages"
    roots = caller.all(path + "?$top=50&$expand=replies")
    assert [root["createdDateTime"] for root in roots] == sorted(
        (root["createdDateTime"] for root in roots), reverse=True
    )
    assert any(root["replies"] for root in roots)
    assert "replies" not in caller.all(path)[0]
    flat = caller.all(f"/teams/{group.id}/channels/getAllMessages?$top=50")
    assert any(message["replyToId"] for message in flat)


def test_names_of_chats_need_less_than_their_messages(company: Company, call: Callable[..., Any], lead: str) -> None:
    with call(company, granted=frozenset({"Chat.ReadBasic.All"})) as reader:
        assert {chat["chatType"] for chat in reader.all(f"/users/{lead}/chats?$expand=members")} >= {
            "oneOnOne",
            "group",
        }
        assert reader.refusal(f"/users/{lead}/chats/getAllMessages")[0] == 403


def test_a_group_chat_of_two_presses_nobody(company: Company) -> None:
    chats: dict[str, Chat] = {chat.id: chat for chat in company.chats}
    two = {chat.id for chat in company.chats if chat.type == "group" and len(chat.people) == 2}
    found = [message for message in company.messages if message.chat in two and not message.mentions]
    assert found
    assert not any(
        presses(message, receiver, chats) for message in found for receiver in chats[message.chat or ""].people
    )


def test_a_tag_lands_on_nobody_and_a_team_on_everybody(company: Company) -> None:
    team = company.team("platform")
    chats = {chat.id: chat for chat in company.chats}

    def landing(of: str) -> list[int]:
        here: list[Message] = [message for message in company.messages if message.team == team.group]
        return [
            len(receivers_of(company, team, message, chats))
            for message in here
            if {m.of for m in message.mentions} == {of}
        ]

    assert set(landing("tag")) == {0}
    assert min(landing("team")) > len(team.members)
