"""Teams Workflows: webhooks that take a card for a channel, as Microsoft's connector page of May 2026 tells it."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from sandbox.server.faults import Faults
from sandbox.server.login import FLOW, Login

FLOW_PATH = "/flows/{flow}/triggers/manual/paths/invoke"
SIGNATURE = "zz-verzonnen-handtekening"
"""The `sig` of every flow. It holds the marker, so that a test can tell that the secret got nowhere."""
LARGEST = 28_672
"""Bytes. The server counts more than is sent: 24,453 were seen as 28,897."""
_COUNTED_AS = 1.18


@dataclass(frozen=True, slots=True, kw_only=True)
class PostedCard:
    """A card that stands in a channel now."""

    flow: str
    card: dict[str, Any]


class Flows:
    """Every flow of the tenant: they come into being when somebody posts."""

    def __init__(self, faults: Faults, login: Login) -> None:
        """Let things go wrong as *faults* says: a status posts nothing; a slow or cut answer comes after the post."""
        self.posted: list[PostedCard] = []
        self._faults = faults
        self._login = login
        self._signed_in: set[str] = set()

    def url(self, root: str, flow: str, *, signed_in: bool = False) -> str:
        """Return a flow's URL: whoever has it may post; or, where it asks for a sign-in, the app alone."""
        path = FLOW_PATH.format(flow=flow)
        if signed_in:
            self._signed_in.add(flow)
            return f"{root}{path}?api-version=1"
        return f"{root}{path}?api-version=1&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig={SIGNATURE}"

    async def receive(self, request: web.Request) -> web.StreamResponse:
        """Take one request."""
        fault = self._faults.hit(request.path)
        if fault is not None and fault.status:
            headers = {"Retry-After": str(fault.retry_after)} if fault.retry_after is not None else {}
            return web.Response(status=fault.status, headers=headers)
        body = await request.read()
        signed_in = request.match_info["flow"] in self._signed_in
        refusal = (self._stranger(request) if signed_in else _anybody(request)) or _refusal(request, body)
        if refusal is not None:
            return refusal
        for attachment in json.loads(body)["attachments"]:
            self.posted.append(PostedCard(flow=request.match_info["flow"], card=attachment["content"]))
        if fault is not None and fault.kind == "reset" and request.transport is not None:
            request.transport.abort()
        if fault is not None and fault.kind == "slow":
            await asyncio.sleep(fault.seconds)
        return web.Response(status=202)

    def _stranger(self, request: web.Request) -> web.Response | None:
        """Return what a trigger answers to whoever has not signed in for flows."""
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme != "Bearer" or not self._login.good(token, audience=FLOW):
            return _refused(401, "DirectApiAuthorizationRequired", "The request must be authenticated by a token.")
        return None


def _anybody(request: web.Request) -> web.Response | None:
    """Return what a trigger for anyone answers to whoever does not hold its URL, or signs in all the same."""
    if request.query.get("sig") != SIGNATURE:
        return _refused(401, "DirectApiAuthorizationRequired", "The request must be authenticated by a signature.")
    if "Authorization" in request.headers:
        return _refused(401, "DirectApiInvalidAuthorizationScheme", "An authorization header is not expected.")
    return None


def _refusal(request: web.Request, body: bytes) -> web.Response | None:
    """Return what the trigger answers to a request that it does not take."""
    if request.method != "POST":
        return _refused(405, "MethodNotAllowed", "The workflow trigger takes POST only.")
    if len(body) * _COUNTED_AS > LARGEST:
        return _refused(413, "RequestEntityTooLarge", "The message is too large.")
    try:
        message = json.loads(body)
        fine = message["type"] == "message" and all(_is_card(each) for each in message["attachments"])
    except (ValueError, KeyError, TypeError):
        fine = False
    if not fine:
        return _refused(400, "TriggerInputSchemaMismatch", "Required properties are missing from object: contentUrl.")
    return None


def _is_card(attachment: dict[str, Any]) -> bool:
    return (
        attachment["contentType"] == "application/vnd.microsoft.card.adaptive"
        and attachment["contentUrl"] is None
        and attachment["content"]["type"] == "AdaptiveCard"
        and "version" in attachment["content"]
    )


def _refused(status: int, code: str, words: str) -> web.Response:
    return web.json_response({"error": {"code": code, "message": words}}, status=status)
