"""The bot route: a notification-only bot posts a card into a person's chat or a channel, and can change it later.

Three calls, no endpoint of our own: where the chat is (Graph, asked for each delivery and kept nowhere), the post, the update. A
channel's id is its conversation. 201 with an activity id means that Teams has the card (facts of the bot pages of October 2026).
"""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import quote, urlsplit

from core.delivery import Outcome, Receipt
from core.errors import (
    AnswerError,
    GoneError,
    KadansError,
    NotGrantedError,
    NotReachedError,
    PolicyError,
    PostponedError,
    SignInError,
)
from core.policy import BotTarget
from core.ports import Tokens
from reports.routes.posting import DIRECT, Answer, Line, Network, is_here, line_to, patiently, verdict

SCOPES = {
    "smba.trafficmanager.net": "https://api.botframework.com/.default",
    "smba.infra.gcc.teams.microsoft.com": "https://api.botframework.com/.default",
    "smba.infra.gov.teams.microsoft.us": "https://api.botframework.us/.default",
}
"""Where Teams takes cards from bots, and what its token is for. Nowhere else does the token go."""
LARGEST = 80 * 1024
"""Bytes of UTF-16, as Teams counts a message. It refuses over about 100 KB."""
_AGAIN = frozenset({412, 429, 502, 503, 504})
"""Answers after which Microsoft's bot pages say to send again: the message was not taken."""
_LOOKING_AT_MOST = 120
"""Seconds to find the chat, so that a whole delivery stays well under the ten minutes that a claim lasts."""
_BLOCKED = frozenset({"209", "MessageWritesBlocked", "ConversationBlockedByUser"})
_NOT_THERE = "the Teams app is not installed there"
_MEANINGS = {
    "BotNotInConversationRoster": _NOT_THERE,
    "ForbiddenOperationException": _NOT_THERE,
    "BotDisabledByAdmin": "an admin has switched the Teams app off there",
}

type FindChat = Callable[[str], Awaitable[str | None]]
"""Returns the chat of a person with the app, None where the app is in no catalogue. Raises as graph.installed_apps does."""


class BotRoute:
    """The `Postman` and the `Corrector` port on the Bot Connector."""

    def __init__(
        self,
        place: BotTarget,
        *,
        url: str,
        tenant: str,
        tokens: Tokens,
        find_chat: FindChat,
        network: Network = DIRECT,
    ) -> None:
        """Take a place of the policy.

        Raises:
            PolicyError: the address leads somewhere else.
        """
        check_address(url, loopback=network.loopback)
        self._place = place
        self._url = url.rstrip("/")
        self._tenant = tenant
        self._tokens = tokens
        self._find_chat = find_chat
        self._network = network

    async def post(self, key: str, card: bytes) -> Receipt:  # noqa: ARG002 - Teams has no place for a key
        """Post a card, again where it surely was not posted, and tell what is known."""
        body = message_of(card)
        if _counted(body) > LARGEST:
            return Receipt(outcome=Outcome.REJECTED, reason="the card is too large for Teams")
        async with line_to(self._url, self._network) as line:
            where = await self._conversation(line)
            if isinstance(where, Receipt):
                return where
            answer = await self._send(line, "POST", _activities(where), body)
            if isinstance(answer, Answer) and answer.status == 404 and self._place.user is not None:
                # The chat that Graph knows is gone for Teams: the app's chat is made anew, once.
                again = await self._made(line, self._place.user)
                answer = (
                    again if isinstance(again, Receipt) else await self._send(line, "POST", _activities(again), body)
                )
        return answer if isinstance(answer, Receipt) else self._receipt(answer)

    async def update(self, activity: str, card: bytes) -> Receipt:
        """Change a card that was posted; tell what is known. Twice is no harm, so it is tried again also without an answer."""
        body = message_of(card)
        if _counted(body) > LARGEST:
            return Receipt(outcome=Outcome.REJECTED, reason="the card is too large for Teams")
        async with line_to(self._url, self._network) as line:
            where = await self._conversation(line)
            if isinstance(where, Receipt):
                return where
            path = f"{_activities(where)}/{quote(activity, safe='')}"
            answer = await self._send(line, "PUT", path, body, harmless=True)
        if isinstance(answer, Receipt):
            return answer
        if answer.fine:
            return Receipt(outcome=Outcome.DELIVERED, activity=activity)
        if answer.status == 404:
            return Receipt(outcome=Outcome.REJECTED, reason="the card is not there any more (404)")
        return self._receipt(answer)

    async def _conversation(self, line: Line) -> str | Receipt:
        """Return where to post: a channel as it is, a person's chat as Graph knows it, else as Teams makes it."""
        if self._place.channel is not None:
            return self._place.channel
        person = str(self._place.user)
        try:
            async with asyncio.timeout(_LOOKING_AT_MOST):
                try:
                    chat = await self._find_chat(person)
                except NotGrantedError:
                    # Pre-installed by an admin's setup policy: the app needs no permission of Graph to be where it is.
                    return await self._made(line, person)
        except (KadansError, TimeoutError) as error:
            return _not_found(error)
        if chat is None:
            words = "the Teams app is not in the organisation's catalogue: upload it, and check KADANS_TEAMS_APP_ID"
            return Receipt(outcome=Outcome.REJECTED, reason=words)
        return chat

    async def _made(self, line: Line, person: str) -> str | Receipt:
        """Return the chat with a person, which Teams makes once and then knows."""
        body = json.dumps({"members": [{"id": person}], "tenantId": self._tenant}, separators=(",", ":")).encode()
        answer = await self._send(line, "POST", "/v3/conversations", body, harmless=True)
        if isinstance(answer, Receipt):
            return answer
        made = str(_read(answer.body).get("id") or "")
        if answer.fine and made:
            return made
        return (
            self._receipt(answer) if not answer.fine else Receipt(outcome=Outcome.LATER, reason="a chat without an id")
        )

    async def _send(
        self, line: Line, method: str, path: str, body: bytes, *, harmless: bool = False
    ) -> Answer | Receipt:
        told: Answer | Receipt = await patiently(self._network.sleep)(
            self._attempt, line, method, path, body, harmless=harmless
        )
        return told

    async def _attempt(self, line: Line, method: str, path: str, body: bytes, *, harmless: bool) -> Answer | Receipt:
        """Send once, and once more with a truly fresh token where Teams refuses the one at hand."""
        refused: str | None = None
        for _ in range(2):
            try:
                token = await self._tokens.token(refused=refused)
            except KadansError as error:
                return _not_found(error)
            headers = {"Authorization": f"Bearer {token}"}
            answer = await line.send(method, f"{self._url}{path}", body, headers=headers, harmless=harmless)
            if isinstance(answer, Receipt) or answer.status != 401:
                break
            refused = token
        if isinstance(answer, Receipt):
            return answer
        return verdict(answer, again=_AGAIN, harmless=harmless) or answer

    def _receipt(self, answer: Answer) -> Receipt:
        """Return what a final answer means."""
        if answer.fine:
            known = str(_read(answer.body).get("id") or "")
            if known:
                return Receipt(outcome=Outcome.DELIVERED, activity=known)
            return Receipt(outcome=Outcome.ACCEPTED, reason="taken, and its id was not told")
        said = _codes(answer.body)
        if answer.status == 403 and self._place.user is not None and said & _BLOCKED:
            return Receipt(outcome=Outcome.BLOCKED, reason="blocked by the user")
        if answer.status == 401:
            words = "Teams refuses the bot's token (401): is the Azure Bot's id KADANS_BOT_ID, or KADANS_CLIENT_ID"
            return Receipt(outcome=Outcome.REJECTED, reason=words)
        if answer.status == 413:
            return Receipt(outcome=Outcome.REJECTED, reason="the card is too large for Teams (413)")
        meaning = next((_MEANINGS[code] for code in sorted(said) if code in _MEANINGS), "refused")
        return Receipt(outcome=Outcome.REJECTED, reason=f"{meaning} ({answer.status})")


def check_address(url: str, *, loopback: bool) -> None:
    """Hold KADANS_BOT_URL against the hosts that may get the bot's token.

    Raises:
        PolicyError: it leads somewhere else.
    """
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").casefold(), parts.port
    except ValueError:
        parts, host, port = urlsplit(""), "", None
    bare = not (parts.query or parts.fragment or parts.username or parts.password)
    if bare and parts.scheme == "https" and host in SCOPES and port in {None, 443}:
        return
    if bare and loopback and parts.scheme in {"https", "http"} and is_here(host):
        return
    raise PolicyError(f"KADANS_BOT_URL: must be an https address on {' or '.join(SCOPES)}, without a query.")


def scope_of(url: str) -> str:
    """Return what the bot's token is for."""
    return SCOPES.get((urlsplit(url).hostname or "").casefold(), SCOPES["smba.trafficmanager.net"])


def message_of(card: bytes) -> bytes:
    """Return the message that Teams takes: the card in an attachment, and its words for the notification."""
    content = json.loads(card)
    attachment = {"contentType": "application/vnd.microsoft.card.adaptive", "content": content}
    summary = content.get("fallbackText")
    message = {"type": "message", **({"summary": summary} if summary else {}), "attachments": [attachment]}
    return json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode()


def _activities(conversation: str) -> str:
    return f"/v3/conversations/{quote(conversation, safe='')}/activities"


def _counted(body: bytes) -> int:
    return len(body.decode().encode("utf-16-le"))


def _not_found(error: KadansError | TimeoutError) -> Receipt:
    """Return what it means that the chat or the token can't be had."""
    if isinstance(error, PostponedError):
        return Receipt(outcome=Outcome.LATER, reason="throttled", retry_after=int(error.seconds) + 1)
    if isinstance(error, SignInError):
        return Receipt(outcome=Outcome.REJECTED, reason="the sign-in was refused")
    if isinstance(error, NotGrantedError):
        return Receipt(outcome=Outcome.REJECTED, reason=_NOT_THERE)
    if isinstance(error, GoneError):
        return Receipt(outcome=Outcome.REJECTED, reason="there is no such person")
    if isinstance(error, NotReachedError | TimeoutError):
        return Receipt(outcome=Outcome.LATER, reason="no connection")
    reason = error.reason if isinstance(error, AnswerError) else "it can't be told where to post"
    return Receipt(outcome=Outcome.LATER, reason=reason)


def _codes(body: bytes) -> frozenset[str]:
    """Return the codes of an error, whichever of its shapes it has; its words may hold names and are left alone."""
    told = _read(body)
    inner = told.get("error")
    within = _read(str(told.get("message", "")).encode())
    every = [told.get("errorCode"), told.get("code"), within.get("subCode"), within.get("code")]
    every += [inner.get("code"), inner.get("errorCode")] if isinstance(inner, dict) else []
    return frozenset(str(each) for each in every if each)


def _read(body: bytes) -> dict[str, Any]:
    try:
        told = json.loads(body)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}
