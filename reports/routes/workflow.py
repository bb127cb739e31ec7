"""The Workflows route: a channel's webhook in Teams, in its plain form. The URL is the secret; it stands in no error and no log.

Microsoft answers 202 when the flow is queued; whether a card appears is not told (facts of the connector page of May 2026). So a
good answer means "accepted, unconfirmed".
"""

import asyncio
import json
import ssl
from collections.abc import Awaitable, Callable
from ipaddress import ip_address
from urllib.parse import urlsplit

import aiohttp
from tenacity import AsyncRetrying, RetryCallState, retry_if_result, stop_after_attempt
from yarl import URL

from core.delivery import Outcome, Receipt
from core.errors import PolicyError

HOSTS = (".environment.api.powerplatform.com", ".logic.azure.com")
"""Where flows live. Paths have changed twice, so a URL is held against its host alone."""
_GONE = (".webhook.office.com", "outlook.office.com", "outlook.office365.com")
_SURELY_NOT_POSTED = frozenset({429, 503})
"""Answers of the gate in front of the flow. A 500, 502 or 504 may come from behind it, where the card is posted."""
_ATTEMPTS = 3
_PATIENCE = 60
"""The longest wait in a job, in seconds; a longer one becomes a message that comes later."""
_TIMEOUT = aiohttp.ClientTimeout(total=30, sock_connect=10)

type Sleep = Callable[[float], Awaitable[None]]


class WorkflowRoute:
    """The `Postman` port on a Teams Workflows webhook without authentication."""

    def __init__(
        self,
        url: str,
        *,
        name: str,
        loopback: bool = False,
        ca_bundle: str | None = None,
        sleep: Sleep = asyncio.sleep,
        timeout: aiohttp.ClientTimeout = _TIMEOUT,
    ) -> None:
        """Take a URL; `name` is what errors call it, `loopback` allows this machine in place of Microsoft's hosts.

        Raises:
            PolicyError: it leads somewhere else.
        """
        _check(url, name, loopback=loopback)
        self._url = URL(url, encoded=True)
        self._ca_bundle = ca_bundle
        self._sleep = sleep
        self._timeout = timeout

    async def post(self, key: str, card: bytes) -> Receipt:  # noqa: ARG002 - a webhook has no place for a key
        """Post a card, again where it surely was not posted, and tell what is known."""
        retrying = AsyncRetrying(
            retry=retry_if_result(_soon),
            stop=stop_after_attempt(_ATTEMPTS),
            wait=_wait,
            sleep=self._sleep,
            retry_error_callback=_last,
        )
        context = await asyncio.to_thread(ssl.create_default_context)
        if self._ca_bundle:
            await asyncio.to_thread(context.load_verify_locations, self._ca_bundle)
        async with aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(ssl=context, force_close=True),
            timeout=self._timeout,
            headers={"User-Agent": "kadans", "Content-Type": "application/json"},
        ) as session:
            return await retrying(self._attempt, session, envelope(card))

    async def _attempt(self, session: aiohttp.ClientSession, body: bytes) -> Receipt:
        try:
            # No Authorization header: a flow for anyone refuses requests that carry one.
            async with session.post(self._url, data=body, allow_redirects=False) as answer:
                return _receipt(answer.status, answer.headers.get("Retry-After"))
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError):
            return Receipt(outcome=Outcome.LATER, reason="no connection")
        except TimeoutError:
            return Receipt(outcome=Outcome.AMBIGUOUS, reason="no answer in time")
        except (aiohttp.ClientError, OSError):
            return Receipt(outcome=Outcome.AMBIGUOUS, reason="connection lost")


def envelope(card: bytes) -> bytes:
    """Return the message that a flow takes: the card in an attachment, `contentUrl` always there and null.

    `summary` is what a notification says; without one it says only that a card was sent.
    """
    content = json.loads(card)
    attachment = {"contentType": "application/vnd.microsoft.card.adaptive", "contentUrl": None, "content": content}
    message = {"type": "message", "summary": content.get("fallbackText", ""), "attachments": [attachment]}
    return json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode()


def _check(url: str, name: str, *, loopback: bool) -> None:
    parts = urlsplit(url)
    host = (parts.hostname or "").casefold()
    if host.endswith(_GONE):
        raise PolicyError(
            f"{name}: is the address of an Office 365 connector, which Microsoft has switched off: make a Teams workflow."
        )
    if parts.scheme == "https" and host.endswith(HOSTS):
        return
    if loopback and parts.scheme == "https" and _is_here(host):
        return
    raise PolicyError(f"{name}: must be the https address of a Teams workflow, on a host of {' or '.join(HOSTS)}.")


def _is_here(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _receipt(status: int, retry_after: str | None) -> Receipt:
    if 200 <= status < 300:
        return Receipt(outcome=Outcome.ACCEPTED)
    if status in _SURELY_NOT_POSTED:
        seconds = int(retry_after) if retry_after and retry_after.isdecimal() else 0
        return Receipt(outcome=Outcome.LATER, reason=f"throttled ({status})", retry_after=seconds)
    if status >= 500 or status == 408:
        return Receipt(outcome=Outcome.AMBIGUOUS, reason=f"service error ({status})")
    return Receipt(outcome=Outcome.REJECTED, reason=f"refused ({status})")


def _soon(receipt: Receipt) -> bool:
    return receipt.outcome is Outcome.LATER and receipt.retry_after <= _PATIENCE


def _wait(state: RetryCallState) -> float:
    receipt = state.outcome.result() if state.outcome else None
    asked = receipt.retry_after if isinstance(receipt, Receipt) else 0
    return float(asked or 2**state.attempt_number)


def _last(state: RetryCallState) -> Receipt:
    receipt: Receipt = state.outcome.result() if state.outcome else Receipt(outcome=Outcome.LATER)
    return receipt
