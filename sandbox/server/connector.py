"""The Bot Connector of Teams: conversations and activities. It takes what the bot pages of 2026 document, and no more."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from sandbox.server.faults import Fault, Faults
from sandbox.server.login import BOT, Login
from sandbox.server.tenant import Tenant

PATH = "/teams"
LARGEST = 100 * 1024
"""Bytes of UTF-16."""
type Body = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class PostedActivity:
    """A message that stands in a conversation; after an update, as it was changed."""

    conversation: str
    id: str
    message: Body = field(repr=False)

    @property
    def card(self) -> Body:
        """The card in it."""
        content: Body = self.message["attachments"][0]["content"]
        return content


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request: what was asked, and what was answered."""

    method: str
    path: str
    status: int


class _No(Exception):  # noqa: N818 - an answer like any other
    def __init__(self, status: int, code: str, words: str = "") -> None:
        super().__init__(words)
        self.status = status
        self.body: Body = {"error": {"code": code, "message": words or code}}


class Connector:
    """What stands in the tenant's chats and channels."""

    def __init__(self, tenant: Tenant, login: Login, faults: Faults) -> None:
        """Let things go wrong as *faults* says: a status posts nothing; a slow, cut or broken answer comes after the post."""
        self._tenant = tenant
        self._login = login
        self._faults = faults
        self.posted: dict[str, PostedActivity] = {}
        """By activity id, in order."""
        self.calls: list[Call] = []

    async def receive(self, request: web.Request) -> web.StreamResponse:
        """Take one request and remember it."""
        fault = self._faults.hit(request.path)
        response = await self._answered(request, fault)
        self.calls.append(Call(method=request.method, path=request.path, status=response.status))
        if fault is not None and fault.kind == "reset" and request.transport is not None:
            request.transport.abort()
        if fault is not None and fault.kind == "slow":
            await asyncio.sleep(fault.seconds)
        if fault is not None and fault.kind == "truncated" and isinstance(response, web.Response):
            return await _cut(request, response)
        return response

    async def _answered(self, request: web.Request, fault: Fault | None) -> web.Response:
        if fault is not None and fault.status:
            headers = {"Retry-After": str(fault.retry_after)} if fault.retry_after is not None else {}
            return web.json_response({"error": {"code": "ServiceError"}}, status=fault.status, headers=headers)
        try:
            status, body = self._told(request, await request.read())
        except _No as refusal:
            return web.json_response(refusal.body, status=refusal.status)
        return web.json_response(body, status=status)

    def _told(self, request: web.Request, content: bytes) -> tuple[int, Body]:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme != "Bearer" or not self._login.good(token, audience=BOT):
            raise _No(401, "Unauthorized", "Authorization has been denied for this request.")
        if request.query or request.content_type != "application/json":
            raise _No(400, "BadArgument", "A JSON body, and no query.")
        if len(content.decode("utf-8", "replace").encode("utf-16-le")) > LARGEST:
            raise _No(413, "MessageSizeTooBig", "Message size too large.")
        try:
            body = json.loads(content)
        except ValueError:
            raise _No(400, "BadSyntax") from None
        parts = [request.match_info.get(name) for name in ("conversation", "activity")]
        match (request.method, *parts):
            case ("POST", None, None):
                return 201, self._made(body)
            case ("POST", str(conversation), None):
                return 201, self._posted(conversation, body)
            case ("PUT", str(conversation), str(activity)):
                return 200, self._changed(conversation, activity, body)
        raise _No(405, "MethodNotAllowed")

    def _made(self, body: Body) -> Body:
        members = body.get("members")
        if set(body) != {"members", "tenantId"} or not isinstance(members, list) or len(members) != 1:
            raise _No(400, "BadArgument", "One member and the tenant.")
        if body["tenantId"] != self._tenant.company.tenant_id:
            raise _No(403, "InvalidTenant")
        person = str(members[0].get("id"))
        if person not in self._tenant.company.person_by_id:
            raise _No(400, "BadArgument", "Failed to decrypt conversation id.")
        if person not in self._tenant.apps.installed:
            raise _No(403, "ForbiddenOperationException", "The bot is not installed in user's personal scope.")
        chat = self._tenant.apps.chat_of(person)
        self._tenant.apps.gone.discard(chat)
        return {"id": chat}

    def _posted(self, conversation: str, message: Body) -> Body:
        self._check_place(conversation)
        _check_message(message)
        activity = PostedActivity(
            conversation=conversation, id=str(1_795_000_000_000 + len(self.posted)), message=message
        )
        self.posted[activity.id] = activity
        return {"id": activity.id}

    def _changed(self, conversation: str, activity: str, message: Body) -> Body:
        self._check_place(conversation)
        _check_message(message)
        known = self.posted.get(activity)
        if known is None or known.conversation != conversation:
            raise _No(404, "ActivityNotFoundInConversation")
        self.posted[activity] = PostedActivity(conversation=conversation, id=activity, message=message)
        return {"id": activity}

    def _check_place(self, conversation: str) -> None:
        apps, company = self._tenant.apps, self._tenant.company
        teams = {channel: group.id for group in company.groups if group.teams for channel in group.channels}
        people = {apps.chat_of(person): person for person in apps.installed}
        if conversation in apps.gone or conversation not in {*teams, *people}:
            raise _No(404, "ConversationNotFound", "Conversation not found.")
        if conversation in teams and teams[conversation] not in apps.teams:
            raise _No(403, "BotNotInConversationRoster", "The bot is not part of the conversation roster.")
        if people.get(conversation) in apps.blocked:
            refusal = _No(403, "")
            details = {"subCode": "MessageWritesBlocked", "details": "Thread is blocked from message writes."}
            refusal.body = {"errorCode": 209, "message": json.dumps(details)}
            raise refusal


def _check_message(message: Body) -> None:
    try:
        fine = message["type"] == "message" and set(message) <= {"type", "summary", "attachments"}
        fine = fine and len(message["attachments"]) == 1 and _is_card(message["attachments"][0])
    except (KeyError, TypeError):
        fine = False
    if not fine:
        raise _No(400, "BadArgument", "Activity resulted into no message.")


def _is_card(attachment: Body) -> bool:
    content = attachment["content"]
    return (
        attachment["contentType"] == "application/vnd.microsoft.card.adaptive"
        and content["type"] == "AdaptiveCard"
        and "version" in content  # phones show nothing without it
    )


async def _cut(request: web.Request, whole: web.Response) -> web.StreamResponse:
    """Send the head and half of the body, then hang up."""
    content = whole.body if isinstance(whole.body, bytes) else b""
    response = web.StreamResponse(status=whole.status, headers={"Content-Length": str(len(content))})
    await response.prepare(request)
    await response.write(content[: len(content) // 2])
    if request.transport is not None:
        request.transport.close()
    return response
