"""Chats and channels of the fake tenant: the export endpoints, the lists, and the slower road through one channel."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from .answers import Answer, Ask, instant, problem
from .scenario import MARKER, Mention, Message, Place
from .shapes import z

if TYPE_CHECKING:
    from .graph import Graph

REPLIES = 5  # nested replies before a nextLink


def _identity(user: str, name: str = MARKER, kind: str = "aadUser") -> dict[str, Any]:
    return {"id": user, "displayName": f"{name} person", "userIdentityType": kind, "tenantId": None}


def _mention(index: int, mention: Mention, place: Place) -> dict[str, Any]:
    mentioned: dict[str, Any] = {"application": None, "device": None, "conversation": None, "user": None, "tag": None}
    if mention.kind == "person":
        mentioned["user"] = _identity(mention.id)
    elif mention.kind == "tag":
        mentioned["tag"] = {"id": "MjQzMmI1N2ItMGFiZC00M2Ri", "displayName": f"{MARKER} tag"}
    else:
        ids = {"channel": place.id, "team": place.team, "chat": place.id}
        mentioned["conversation"] = {
            "id": ids[mention.kind],
            "displayName": f"{MARKER} {mention.kind}",
            "conversationIdentityType": mention.kind,
        }
    return {"id": index, "mentionText": f"{MARKER} mention", "mentioned": mentioned}


def chat_message(message: Message, place: Place, prefer: str) -> dict[str, Any]:
    kind = message.kind
    if kind == "systemEventMessage" and "include-unknown-enum-members" not in prefer:
        kind = "unknownFutureValue"
    sender: dict[str, Any] | None = {"application": None, "device": None, "user": None}
    assert sender is not None
    if message.application:
        sender["application"] = {
            "id": message.sender,
            "displayName": f"{MARKER} bot",
            "applicationIdentityType": "bot",
        }
    elif message.sender is None:
        sender = None
    else:
        sender["user"] = _identity(message.sender)
    modified = message.modified or message.sent
    in_channel = place.kind == "channel"
    return {
        "@odata.type": "#microsoft.graph.chatMessage",
        "id": message.id,
        "replyToId": message.reply_to,
        "etag": message.id,
        "messageType": kind,
        "createdDateTime": z(message.sent).replace("Z", ".864Z"),
        "lastModifiedDateTime": z(modified).replace("Z", ".87Z"),
        "lastEditedDateTime": None if message.modified is None else z(modified),
        "deletedDateTime": z(modified) if message.deleted else None,
        "subject": f"{MARKER} subject" if in_channel else None,
        "summary": None,
        "chatId": None if in_channel else place.id,
        "importance": message.importance,
        "locale": "en-us",
        "webUrl": f"https://teams.microsoft.com/l/message/{MARKER}" if in_channel else None,
        "policyViolation": None,
        "eventDetail": {
            "@odata.type": "#microsoft.graph.teamDescriptionUpdatedEventMessageDetail",
            "teamDescription": MARKER,
        }
        if message.sender is None
        else None,
        "from": sender,
        "body": {"contentType": "html", "content": f"<div>{MARKER} secret words</div>"},
        "channelIdentity": {"teamId": place.team, "channelId": place.id} if in_channel else None,
        "attachments": [
            {"id": "1", "contentType": "reference", "contentUrl": f"https://{MARKER}.example", "name": f"{MARKER}.docx"}
        ],
        "mentions": [_mention(n, mention, place) for n, mention in enumerate(message.mentions)],
        "reactions": [
            {"reactionType": "like", "createdDateTime": z(modified), "user": {"user": _identity(message.sender or "")}}
        ]
        if message.modified
        else [],
    }


class Messages:
    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.company = graph.company

    def routes(self) -> list[tuple[str, Callable[..., Answer]]]:
        channel = r"/teams/([^/]+)/channels/([^/]+)"
        return [
            (r"/users/([^/]+)/chats/getAllMessages(?:\(\))?", self.export),
            (r"/users/([^/]+)/chats", self.chats),
            (r"/users/([^/]+)/chats/([^/]+)", self.user_chat),
            (r"/chats/([^/]+)", self.chat),
            (r"/chats/([^/]+)/members", self.chat_members),
            (r"/teams/([^/]+)", self.team),
            (r"/teams/([^/]+)/(?:allChannels|channels)", self.channels),
            (r"/teams/([^/]+)/channels/getAllMessages(?:\(\))?", self.team_export),
            (channel + r"/messages", self.channel_messages),
            (channel + r"/messages/([^/]+)/replies", self.replies),
        ]

    def filtered(self, ask: Ask, found: list[tuple[Message, Place]]) -> list[dict[str, Any]] | Answer:
        kept = found
        for clause in re.split(r"\s+and\s+", ask.query.get("$filter", ""), flags=re.IGNORECASE):
            match = re.fullmatch(r"\(?\s*lastModifiedDateTime\s+(gt|ge|lt|le)\s+([^\s)]+)\s*\)?", clause)
            if match:
                edge, how = instant(match[2]), match[1]
                kept = [
                    (m, p)
                    for m, p in kept
                    if ((m.modified or m.sent) >= edge if how[0] == "g" else (m.modified or m.sent) <= edge)
                ]
            elif clause.strip():
                self.graph.unknown.append(f"$filter {clause}")
                return problem(400, "BadRequest", f"{MARKER} filter is not allowed.")
        return [chat_message(m, p, ask.headers.get("prefer", "")) for m, p in kept]

    def paged(self, ask: Ask, items: list[dict[str, Any]] | Answer, key: str | None = None) -> Answer:
        if not isinstance(items, list):
            return items
        return self.graph.page(ask, items, default=20, most=min(50, self.company.message_page), key=key)

    def export(self, ask: Ask, key: str) -> Answer:
        person = self.graph.who(key)
        if person is None:
            return self.graph.missing(key)
        if person.chats != "ok":
            return problem(
                403, "Forbidden", f"{MARKER}: the app is not authorised to export the messages of this user."
            )
        found = [
            (message, place)
            for place in self.company.places
            if person.id in place.members
            for message in place.messages
            if person.id not in message.missing_for
        ]
        return self.paged(ask, self.filtered(ask, found), key=person.id)

    def shape_of_chat(self, place: Place, *, members: bool) -> dict[str, Any]:
        shape: dict[str, Any] = {
            "id": place.id,
            "topic": f"{MARKER} topic",
            "createdDateTime": "2024-12-08T23:53:05.801Z",
            "lastUpdatedDateTime": "2024-12-08T23:58:32.511Z",
            "chatType": place.kind,
            "webUrl": MARKER,
            "tenantId": None,
            "onlineMeetingInfo": None,
        }
        if members:
            shape["members"] = [
                {
                    "@odata.type": "#microsoft.graph.aadUserConversationMember",
                    "id": f"MmFi{member}",
                    "roles": ["owner"],
                    "displayName": f"{MARKER} member",
                    "userId": member,
                    "email": f"{MARKER}@voorbeeld.example",
                }
                for member in place.members
            ]
        return shape

    def chats(self, ask: Ask, key: str) -> Answer:
        person = self.graph.who(key)
        if person is None:
            return self.graph.missing(key)
        if person.chats != "ok":
            return problem(403, "Forbidden", f"{MARKER}: not authorised.")
        places = [p for p in self.company.places if p.kind != "channel" and person.id in p.members]
        kind = re.search(r"chatType eq '(\w+)'", ask.query.get("$filter", ""))
        members = "members" in ask.query.get("$expand", "")
        shaped = [self.shape_of_chat(p, members=members) for p in places if not kind or p.kind == kind[1]]
        if ask.select:
            shaped = [{k: v for k, v in s.items() if k in (*ask.select, "members", "id")} for s in shaped]
        return self.paged(ask, shaped)

    def chat(self, ask: Ask, key: str) -> Answer:
        for place in self.company.places:
            if place.id == key and place.kind != "channel":
                return Answer(self.shape_of_chat(place, members="members" in ask.query.get("$expand", "")))
        return self.graph.missing(key)

    def user_chat(self, ask: Ask, _user: str, key: str) -> Answer:
        return self.chat(ask, key)

    def chat_members(self, ask: Ask, key: str) -> Answer:
        found = [p for p in self.company.places if p.id == key]
        return (
            self.paged(ask, self.shape_of_chat(found[0], members=True)["members"]) if found else self.graph.missing(key)
        )

    def of_team(self, team: str) -> list[Place]:
        return [p for p in self.company.places if p.kind == "channel" and p.team == team]

    def team(self, _ask: Ask, team: str) -> Answer:
        return Answer({"id": team, "displayName": f"{MARKER} team"}) if self.of_team(team) else self.graph.missing(team)

    def channels(self, ask: Ask, team: str) -> Answer:
        if not self.of_team(team):
            return problem(404, "NotFound", f"No team found with Group Id {team} {MARKER}")
        return self.paged(
            ask,
            [
                {
                    "id": p.id,
                    "createdDateTime": "2024-05-27T19:22:25.692Z",
                    "displayName": f"{MARKER} channel",
                    "description": MARKER,
                    "membershipType": "standard",
                }
                for p in self.of_team(team)
            ],
        )

    def team_export(self, ask: Ask, team: str) -> Answer:
        if not self.of_team(team):
            return problem(404, "NotFound", f"No team found with Group Id {team} {MARKER}")
        if team in self.company.per_channel_only:
            return problem(403, "Forbidden", f"{MARKER}: application is not authorised to export this team.")
        found = [(message, place) for place in self.of_team(team) for message in place.messages]
        return self.paged(ask, self.filtered(ask, found), key=team)

    def _channel(self, team: str, channel: str) -> Place | None:
        return next((p for p in self.of_team(team) if p.id == channel), None)

    def channel_messages(self, ask: Ask, team: str, channel: str) -> Answer:
        place = self._channel(team, channel)
        if place is None:
            return self.graph.missing(channel)
        if "$filter" in ask.query or int(ask.query.get("$top", 20)) > 50:
            self.graph.unknown.append(f"channel messages {ask.query}")
            return problem(400, "BadRequest", f"{MARKER}: query option is not allowed.")
        prefer = ask.headers.get("prefer", "")
        threads = [m for m in place.messages if m.reply_to is None]

        def latest(root: Message) -> datetime:
            return max((m.modified or m.sent) for m in place.messages if m is root or m.reply_to == root.id)

        items = []
        for root in sorted(threads, key=latest, reverse=True):
            item = chat_message(root, place, prefer)
            if "replies" in ask.query.get("$expand", ""):
                answers = [chat_message(m, place, prefer) for m in place.messages if m.reply_to == root.id]
                item["replies"] = answers[:REPLIES]
                item["replies@odata.count"] = len(answers)
                if len(answers) > REPLIES:
                    link = f"{self.graph.state.base}/v1.0{ask.path}/{root.id}/replies?$skip={REPLIES}"
                    item["replies@odata.nextLink"] = link.replace("@thread", "%40thread")
            items.append(item)
        return self.paged(ask, items, key=place.id)

    def replies(self, ask: Ask, team: str, channel: str, root: str) -> Answer:
        place = self._channel(team, channel)
        if place is None:
            return self.graph.missing(channel)
        prefer = ask.headers.get("prefer", "")
        return self.paged(ask, [chat_message(m, place, prefer) for m in place.messages if m.reply_to == root])


def message_routes(graph: Graph) -> list[tuple[str, Callable[..., Answer]]]:
    return Messages(graph).routes()
