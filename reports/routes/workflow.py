"""The Workflows route: a channel's webhook in Teams, for anyone who has its URL, or for those who sign in to Entra.

For anyone, the URL is the secret: it stands in no error and no log. Microsoft answers 202 when the flow is queued; whether a card
appears is not told (facts of the connector page of May 2026). So a good answer means "accepted, unconfirmed".
"""

import json
from collections.abc import Awaitable, Callable
from urllib.parse import parse_qs, urlsplit

from core.delivery import Outcome, Receipt
from core.errors import KadansError, PolicyError, SignInError
from core.ports import Tokens
from reports.routes.posting import DIRECT, Answer, Line, Network, is_here, line_to, patiently, verdict

HOSTS = (".environment.api.powerplatform.com", ".logic.azure.com")
"""Where flows live. Paths have changed twice, so a URL is held against its host alone."""
SCOPE = "https://service.flow.microsoft.com//.default"
"""For a trigger that asks for a sign-in. The audience itself ends in a slash, hence two."""
LARGEST = 28_672
"""Bytes of one message, as the service counts."""
_GONE = (".webhook.office.com", "outlook.office.com", "outlook.office365.com")
_SURELY_NOT_POSTED = frozenset({429, 503})
"""Answers of the gate in front of the flow. A 500, 502 or 504 may come from behind it, where the card is posted."""

type Pace = Callable[[], Awaitable[int]]
"""Takes a turn and returns 0, or returns in how many seconds there is one."""


async def at_once() -> int:
    """Keep no pace."""
    return 0


class WorkflowRoute:
    """The `Postman` port on a Teams Workflows webhook."""

    def __init__(
        self,
        url: str,
        *,
        name: str,
        tokens: Tokens | None = None,
        pace: Pace = at_once,
        network: Network = DIRECT,
    ) -> None:
        """Take a URL; `name` is what errors call it; with `tokens` the trigger asks for a sign-in.

        Raises:
            PolicyError: the URL leads somewhere else, or is for the other kind of trigger.
        """
        check_url(url, name, signed_in=tokens is not None, loopback=network.loopback)
        self._url = url
        self._tokens = tokens
        self._pace = pace
        self._network = network

    async def post(self, key: str, card: bytes) -> Receipt:  # noqa: ARG002 - a webhook has no place for a key
        """Post a card, again where it surely was not posted, and tell what is known."""
        body = envelope(card)
        if counted(body) > LARGEST:
            return Receipt(outcome=Outcome.REJECTED, reason="the card is too large for a Teams workflow")
        async with line_to(self._url, self._network) as line:
            receipt: Receipt = await patiently(self._network.sleep)(self._attempt, line, body)
        return receipt

    async def _attempt(self, line: Line, body: bytes) -> Receipt:
        wait = await self._pace()
        if wait > 0:
            return Receipt(outcome=Outcome.LATER, reason="pacing: Teams posts 25 cards in 5 minutes", retry_after=wait)
        try:
            answer = await self._answer(line, body)
        except SignInError:
            return Receipt(outcome=Outcome.REJECTED, reason="the sign-in was refused")
        except KadansError:
            return Receipt(outcome=Outcome.LATER, reason="no connection")
        if isinstance(answer, Receipt):
            return answer
        if answer.fine:
            return Receipt(outcome=Outcome.ACCEPTED)
        return verdict(answer, again=_SURELY_NOT_POSTED) or _refused(answer)

    async def _answer(self, line: Line, body: bytes) -> Answer | Receipt:
        """Send it as the trigger wants it, with a truly fresh token where the one at hand is refused."""
        if self._tokens is None:
            # No Authorization header: a flow for anyone refuses requests that carry one.
            return await line.send("POST", self._url, body)
        token = await self._tokens.token()
        answer = await line.send("POST", self._url, body, headers=_bearer(token))
        if isinstance(answer, Answer) and answer.status == 401:
            token = await self._tokens.token(refused=token)
            answer = await line.send("POST", self._url, body, headers=_bearer(token))
        return answer


def envelope(card: bytes) -> bytes:
    """Return the message that a flow takes: the card in an attachment, `contentUrl` always there and null.

    `summary` is what a notification says; without one it says only that a card was sent.
    """
    content = json.loads(card)
    attachment = {"contentType": "application/vnd.microsoft.card.adaptive", "contentUrl": None, "content": content}
    summary = content.get("fallbackText")
    message = {"type": "message", **({"summary": summary} if summary else {}), "attachments": [attachment]}
    return json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode()


def counted(body: bytes) -> int:
    """Return the bytes of a message as the service counts them: a fifth more than is sent (24,453 were seen as 28,897)."""
    return len(body) * 6 // 5


def check_url(url: str, name: str, *, signed_in: bool, loopback: bool) -> None:
    """Hold a URL against the hosts of flows and the kind of its trigger. The URL stands in no message.

    Raises:
        PolicyError: it leads somewhere else, or is for the other kind.
    """
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").casefold(), parts.port
    except ValueError:
        parts, host, port = urlsplit(""), "", None
    if host.endswith(_GONE):
        raise PolicyError(
            f"{name}: is the address of an Office 365 connector, which Microsoft has switched off for good: in Teams, give the "
            "channel a workflow 'When a Teams webhook request is received' and put its address here."
        )
    theirs = host.endswith(HOSTS) and port in {None, 443}
    if parts.scheme != "https" or parts.username or parts.password or not (theirs or (loopback and is_here(host))):
        raise PolicyError(f"{name}: must be the https address of a Teams workflow, on a host of {' or '.join(HOSTS)}.")
    signatures = parse_qs(parts.query, keep_blank_values=True).get("sig", [])
    if signed_in and signatures:
        raise PolicyError(
            f"{name}: holds a signature, so anyone who has it may post: use auth = 'none', or let the trigger ask for a sign-in."
        )
    if not signed_in and not (len(signatures) == 1 and signatures[0]):
        raise PolicyError(
            f"{name}: holds no signature ('sig='): copy the whole address of the workflow, or use auth = 'entra' "
            "where its trigger asks for a sign-in."
        )


def _bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def _refused(answer: Answer) -> Receipt:
    meaning = {
        401: "the workflow's trigger wants another 'auth', or another caller",
        403: "the workflow's trigger does not allow this caller",
        404: "the workflow is gone or switched off",
        413: "the card is too large for a Teams workflow",
    }.get(answer.status, "refused")
    return Receipt(outcome=Outcome.REJECTED, reason=f"{meaning} ({answer.status})")
