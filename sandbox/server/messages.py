"""Chats and messages: the export APIs, the chats of a user, the channels of a team."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime

from sandbox.company.chats import Chat, Message
from sandbox.company.talk import outsider_id
from sandbox.server import properties
from sandbox.server.asked import Asked, Body, Refusal, pick
from sandbox.server.calendar import instant
from sandbox.server.directory import needed_team
from sandbox.server.message_shape import member_of, moment, shape
from sandbox.server.tenant import Tenant, marked, not_found

CHAT_READERS = ("Chat.Read.All", "Chat.ReadWrite.All")
CHAT_NAMES = ("Chat.ReadBasic.All", *CHAT_READERS)
CHANNEL_READERS = ("ChannelMessage.Read.All",)
CHANNEL_NAMES = ("ChannelSettings.Read.Group", "Channel.ReadBasic.All", "ChannelSettings.Read.All", "Group.Read.All")
MOST = 50


def user_messages(tenant: Tenant, asked: Asked, user_id: str) -> Body:
    """GET /users/{id}/chats/getAllMessages: what this person's chats hold, others' messages and all bodies included."""
    asked.needs(*CHAT_READERS)
    asked.only("$top", "$filter", "model", "$count")
    person = tenant.needed_user(user_id)
    chats = {chat.id: chat for chat in tenant.company.chats if person.id in chat.people}
    found = [
        message
        for message in tenant.company.messages
        if message.chat in chats and chats[message.chat].joined.get(person.id, message.sent) <= message.sent
    ]
    return _export(tenant, asked, found, senders=True)


def team_messages(tenant: Tenant, asked: Asked, team_id: str) -> Body:
    """GET /teams/{id}/channels/getAllMessages: every channel of the team, replies as items of their own."""
    asked.needs(*CHANNEL_READERS)
    asked.only("$top", "$filter", "model", "$count")
    team = needed_team(tenant, team_id)
    return _export(
        tenant, asked, [message for message in tenant.company.messages if message.team == team.id], senders=False
    )


def _export(tenant: Tenant, asked: Asked, found: list[Message], *, senders: bool) -> Body:
    after, before, sender = _filter(asked, senders=senders)
    kept = [
        message
        for message in sorted(found, key=lambda message: (message.modified, message.place, message.id))
        if (after is None or message.modified > after)
        and (before is None or message.modified < before)
        and (sender is None or message.writer == sender)
    ]
    size = asked.page_size(default=20, most=MOST)
    items = [shape(tenant, asked, message) for message in _with_replays(kept)]
    return asked.page(items, about="Collection(chatMessage)", size=size, count=True)


def _with_replays(messages: list[Message]) -> Iterable[Message]:
    """Yield every message, and now and then one again a little later, as the export does across pages."""
    for place, message in enumerate(messages):
        yield message
        if place % 23 == 7:
            yield messages[place - 5]


CLAUSE = re.compile(r"^lastModifiedDateTime (gt|lt) (\S+)$", re.IGNORECASE)
SENDER = re.compile(r"^from/user/id eq '([^']+)'$", re.IGNORECASE)


def _filter(asked: Asked, *, senders: bool) -> tuple[datetime | None, datetime | None, str | None]:
    """Return after, before and sender. Nothing else can be filtered.

    Raises:
        Refusal: another property or operator.
    """
    bounds: dict[str, datetime] = {}
    sender: str | None = None
    for clause in filter(None, re.split(r" and ", asked.query.get("$filter", "").strip())):
        by_time, by_sender = CLAUSE.match(clause), SENDER.match(clause)
        if by_time and by_time[1].lower() not in bounds:
            bounds[by_time[1].lower()] = instant(by_time[2])
        elif by_sender and senders and sender is None:
            sender = by_sender[1].lower()
        else:
            raise Refusal(400, "BadRequest", f"Invalid filter clause: '{clause}' is not allowed.")
    return bounds.get("gt"), bounds.get("lt"), sender


def chats_of(tenant: Tenant, asked: Asked, user_id: str) -> Body:
    """GET /users/{id}/chats: names and types, with $expand=members the members; never a message."""
    asked.needs(*CHAT_NAMES)
    asked.only("$top", "$expand", "$select")
    person = tenant.needed_user(user_id)
    names = asked.selected(properties.CHAT, of="microsoft.graph.chat")
    expand = _expands(asked, "members")
    items = [
        pick(_chat(tenant, chat, expand=expand), names, always=("id", "members"))
        for chat in tenant.company.chats
        if person.id in chat.people
    ]
    size = asked.page_size(default=50, most=MOST)
    return asked.page(
        items, about=f"users('{person.id}')/chats" + ("(members())" if expand else ""), size=size, count=True
    )


def chat(tenant: Tenant, asked: Asked, chat_id: str) -> Body:
    """GET /chats/{id}."""
    asked.needs(*CHAT_NAMES)
    asked.only("$expand", "$select")
    names = asked.selected(properties.CHAT, of="microsoft.graph.chat")
    full = _chat(tenant, _needed_chat(tenant, chat_id), expand=_expands(asked, "members"))
    return {"@odata.context": asked.context("chats/$entity"), **pick(full, names, always=("id", "members"))}


def chat_members(tenant: Tenant, asked: Asked, chat_id: str) -> Body:
    """GET /chats/{id}/members."""
    asked.needs("ChatMember.Read.All", *CHAT_NAMES)
    asked.only("$top")
    found = _needed_chat(tenant, chat_id)
    items = _members(tenant, found)
    size = asked.page_size(default=100, most=999)
    return asked.page(items, about=f"chats('{found.id}')/members", size=size, count=True)


def _needed_chat(tenant: Tenant, chat_id: str) -> Chat:
    for found in tenant.company.chats:
        if found.id == chat_id:
            return found
    raise Refusal(404, "NotFound", "No thread found with the given id.")


def _expands(asked: Asked, *known: str) -> bool:
    told = asked.query.get("$expand")
    if told is not None and told not in known:
        raise Refusal(400, "BadRequest", f"Query option '$expand={told}' is not allowed.")
    return told is not None


def _chat(tenant: Tenant, found: Chat, *, expand: bool) -> Body:
    born = tenant.company.start.replace(month=1, day=5)
    full: Body = {
        "id": found.id,
        "topic": marked(found.topic) if found.topic else None,
        "createdDateTime": moment(born),
        "lastUpdatedDateTime": moment(tenant.company.start),
        "chatType": found.type,
        "webUrl": f"https://teams.microsoft.example/l/chat/{found.id}/0?tenantId={tenant.company.tenant_id}",
        "tenantId": tenant.company.tenant_id,
        "onlineMeetingInfo": None,
        "viewpoint": None,
        "isHiddenForAllMembers": False,
    }
    return {**full, "members": _members(tenant, found)} if expand else full


def _members(tenant: Tenant, found: Chat) -> list[Body]:
    people = [
        member_of(
            tenant,
            found.id,
            key,
            tenant.company.person_by_id[key].name,
            tenant.company.person_by_id[key].mail,
            own=True,
        )
        for key in found.people
    ]
    names = {outsider.mail: outsider.name for outsider in tenant.company.outsiders}
    return people + [
        member_of(tenant, found.id, outsider_id(mail), names[mail], mail, own=False) for mail in found.outsiders
    ]


def channels(tenant: Tenant, asked: Asked, team_id: str) -> Body:
    """GET /teams/{id}/channels."""
    asked.needs(*CHANNEL_NAMES)
    asked.only("$select")
    team = needed_team(tenant, team_id)
    names = asked.selected(properties.CHANNEL, of="microsoft.graph.channel")
    items: list[Body] = []
    for key, name in zip(team.channels, ("Algemeen", "Werkvloer"), strict=True):
        full: Body = {
            "id": key,
            "createdDateTime": "2019-03-04T08:00:00.123Z",
            "displayName": marked(name),
            "description": marked("Een kanaal dat niet bestaat"),
            "email": f"{name.lower()}.{team.mail}",
            "membershipType": "standard",
            "isArchived": False,
            "isFavoriteByDefault": None,
            "tenantId": tenant.company.tenant_id,
            "webUrl": f"https://teams.microsoft.example/l/channel/{key}",
        }
        items.append(pick(full, names))
    return asked.page(items, about=f"teams('{team.id}')/channels", size=100, count=True)


def channel_messages(tenant: Tenant, asked: Asked, team_id: str, channel_id: str) -> Body:
    """GET /teams/{t}/channels/{c}/messages: the first messages of threads, newest first; replies with $expand."""
    asked.needs(*CHANNEL_READERS, "ChannelMessage.Read.Group")
    asked.only("$top", "$expand")
    team = needed_team(tenant, team_id)
    if channel_id not in team.channels:
        raise not_found(channel_id)
    expand = _expands(asked, "replies")
    here = [message for message in tenant.company.messages if message.channel == channel_id]
    replies: dict[str, list[Message]] = {}
    for message in here:
        if message.reply_to is not None:
            replies.setdefault(message.reply_to, []).append(message)
    roots = sorted((message for message in here if message.reply_to is None), key=lambda root: root.sent, reverse=True)
    items = [_root(tenant, asked, root, replies if expand else None) for root in roots]
    about = f"teams('{team.id}')/channels('{channel_id}')/messages"
    return asked.page(items, about=about, size=asked.page_size(default=20, most=MOST), count=True)


def _root(tenant: Tenant, asked: Asked, root: Message, replies: Mapping[str, list[Message]] | None) -> Body:
    item = shape(tenant, asked, root)
    if replies is None:
        return item
    answers = [shape(tenant, asked, reply) for reply in reversed(replies.get(root.id, []))]
    return {
        **item,
        "replies@odata.context": asked.context("replies"),
        "replies@odata.count": len(answers),
        "replies": answers,
    }
