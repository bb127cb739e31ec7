"""A message as Graph writes it: with its text, whoever asks."""

from __future__ import annotations

import base64
from datetime import UTC, datetime

from sandbox.company.chats import Mention, Message
from sandbox.company.talk import outsider_id
from sandbox.server.asked import Asked, Body
from sandbox.server.tenant import MARKER, Tenant, marked, opaque

NEW_TYPES = "include-unknown-enum-members"


def moment(instant: datetime | None) -> str | None:
    """Return an instant to the millisecond, as Teams writes it."""
    return None if instant is None else f"{instant.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.{instant.microsecond // 1000:03}Z"


def shape(tenant: Tenant, asked: Asked, message: Message) -> Body:
    """Return *message*; a system message is of an unknown type unless the caller prefers to know."""
    kind = "message"
    if message.by == "system":
        kind = "systemEventMessage" if NEW_TYPES in asked.prefer else "unknownFutureValue"
    gone = message.deleted is not None
    content = "" if gone else message.text if message.by == "system" else f"<p>{MARKER} {message.text}</p>"
    channel = {"teamId": message.team, "channelId": message.channel} if message.channel else None
    modified = moment(message.modified)
    return {
        "@odata.type": "#microsoft.graph.chatMessage",
        "id": message.id,
        "replyToId": message.reply_to,
        "etag": str(int(message.modified.timestamp() * 1000)),
        "messageType": kind,
        "createdDateTime": moment(message.sent),
        "lastModifiedDateTime": modified,
        "lastEditedDateTime": moment(message.edited),
        "deletedDateTime": moment(message.deleted),
        "subject": marked("Onderwerp") if message.channel and not message.reply_to and message.by != "system" else None,
        "summary": None,
        "chatId": message.chat,
        "importance": message.importance,
        "locale": "nl-be",
        "webUrl": f"https://teams.microsoft.example/l/message/{message.channel}/{message.id}"
        if message.channel
        else None,
        "channelIdentity": channel,
        "policyViolation": None,
        "eventDetail": _event(tenant, message),
        "from": _writer(tenant, message),
        "body": {"contentType": "html", "content": content},
        "attachments": [],
        "mentions": []
        if gone
        else [_mention(tenant, number, mention) for number, mention in enumerate(message.mentions)],
        "reactions": [_reaction(message)] if message.reacted else [],
        "messageHistory": [],
    }


def _writer(tenant: Tenant, message: Message) -> Body | None:
    if message.by == "system":
        return None
    if message.by == "app":
        bot = {
            "@odata.type": "#microsoft.graph.teamworkApplicationIdentity",
            "id": opaque(message.writer, "bot"),
            "displayName": marked(message.writer),
            "applicationIdentityType": "bot",
        }
        return {"application": bot, "device": None, "user": None}
    if message.by == "outsider":
        user = _identity(outsider_id(message.writer), message.writer.partition("@")[0], kind="federatedUser")
    else:
        user = _identity(message.writer, tenant.company.person_by_id[message.writer].name)
    return {"application": None, "device": None, "user": user}


def _identity(key: str, name: str, *, kind: str = "aadUser") -> Body:
    return {
        "@odata.type": "#microsoft.graph.teamworkUserIdentity",
        "id": key,
        "displayName": marked(name),
        "userIdentityType": kind,
    }


def _mention(tenant: Tenant, number: int, mention: Mention) -> Body:
    """Return one mention. A tag has no identity in v1.0: only its text tells that somebody was meant."""
    nobody: Body = {"application": None, "device": None, "conversation": None, "user": None}
    if mention.of == "person":
        person = tenant.company.person_by_id[mention.id]
        return {
            "id": number,
            "mentionText": marked(person.name),
            "mentioned": {**nobody, "user": _identity(person.id, person.name)},
        }
    if mention.of == "tag":
        return {"id": number, "mentionText": marked(mention.id), "mentioned": nobody}
    conversation = {"id": mention.id, "displayName": marked("Iedereen"), "conversationIdentityType": mention.of}
    return {"id": number, "mentionText": marked("Iedereen"), "mentioned": {**nobody, "conversation": conversation}}


def _reaction(message: Message) -> Body:
    return {
        "reactionType": "👍",
        "displayName": marked("Like"),
        "reactionContentUrl": None,
        "createdDateTime": moment(message.reacted),
        "user": {"application": None, "device": None, "user": {"id": message.writer, "displayName": None}},
    }


def _event(tenant: Tenant, message: Message) -> Body | None:
    if message.by != "system":
        return None
    return {
        "@odata.type": "#microsoft.graph.membersAddedEventMessageDetail",
        "visibleHistoryStartDateTime": "0001-01-01T00:00:00Z",
        "members": [{"id": tenant.company.people[1].id, "displayName": None, "userIdentityType": "aadUser"}],
        "initiator": {
            "application": None,
            "device": None,
            "user": {"id": tenant.company.people[0].id, "displayName": None},
        },
    }


def member_of(  # a member has an account, a name, an address and a home
    tenant: Tenant, chat: str, key: str, name: str, mail: str, *, own: bool
) -> Body:
    """Return a member of a chat, of this tenant (*own*) or of another."""
    home = tenant.company.tenant_id if own else outsider_id(mail.partition("@")[2])
    return {
        "@odata.type": "#microsoft.graph.aadUserConversationMember",
        "id": base64.b64encode(f"{home}##{chat}##{key}".encode()).decode(),
        "roles": ["owner"],
        "displayName": marked(name),
        "visibleHistoryStartDateTime": "0001-01-01T00:00:00Z",
        "userId": key,
        "email": mail,
        "tenantId": home,
    }
