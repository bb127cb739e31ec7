"""How routes talk to Teams: one connection for one card, explicit timeouts, no redirects, and the one policy of trying again.

What was sent and never answered may have been posted. So a request is sent again only where it surely was not posted, or where
doing it twice changes nothing more (`harmless`).
"""

import asyncio
import math
import random
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from ipaddress import ip_address
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp
from tenacity import AsyncRetrying, RetryCallState, retry_if_result, stop_after_attempt
from yarl import URL

from core.delivery import Outcome, Receipt

ATTEMPTS = 3
PATIENCE = 60
"""The longest wait in a job, in seconds; a longer one becomes a message that comes later."""
TIMEOUT = aiohttp.ClientTimeout(total=30, sock_connect=10)

type Sleep = Callable[[float], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """How to reach a service from here."""

    loopback: bool = False
    """Whether this machine may stand in for Microsoft's hosts."""
    tls: ssl.SSLContext | None = None
    """What to trust; None is what the machine trusts."""
    sleep: Sleep = asyncio.sleep
    timeout: aiohttp.ClientTimeout = TIMEOUT


DIRECT = Network()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a service said."""

    status: int
    retry_after: int = 0
    """Seconds; 0 where it doesn't say."""
    body: bytes = field(default=b"", repr=False)

    @property
    def fine(self) -> bool:
        """Whether it was taken."""
        return 200 <= self.status < 300


class Line:
    """A way to one service. No address and no header stands in what it returns."""

    def __init__(self, session: aiohttp.ClientSession, *, proxy: str | None) -> None:
        self._session = session
        self._proxy = proxy

    async def send(
        self, method: str, url: str, body: bytes, *, headers: Mapping[str, str] | None = None, harmless: bool = False
    ) -> Answer | Receipt:
        """Return the answer, or what is known without one."""
        unclear = Outcome.LATER if harmless else Outcome.AMBIGUOUS
        try:
            async with self._session.request(
                method, URL(url, encoded=True), data=body, headers=headers, proxy=self._proxy, allow_redirects=False
            ) as answer:
                return Answer(status=answer.status, retry_after=_seconds(answer.headers), body=await _body(answer))
        except aiohttp.ClientConnectorCertificateError:
            return Receipt(outcome=Outcome.LATER, reason="certificate not trusted: see KADANS_CA_BUNDLE")
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.ClientHttpProxyError):
            return Receipt(outcome=Outcome.LATER, reason="no connection")
        except TimeoutError:
            return Receipt(outcome=unclear, reason="no answer in time")
        except (aiohttp.ClientError, OSError):
            return Receipt(outcome=unclear, reason="connection lost")


@asynccontextmanager
async def line_to(url: str, network: Network) -> AsyncIterator[Line]:
    """Open a way to the host of an address, through the machine's proxy where it has one."""
    host = urlsplit(url).hostname or ""
    proxy = None if is_here(host) or proxy_bypass(host) else getproxies().get("https")
    async with aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(ssl=network.tls or True, force_close=True),
        timeout=network.timeout,
        # Not trust_env: it would also read ~/.netrc and send an Authorization header of its own.
        headers={"User-Agent": "kadans", "Content-Type": "application/json"},
    ) as session:
        yield Line(session, proxy=proxy)


def verdict(answer: Answer, *, again: frozenset[int], harmless: bool = False) -> Receipt | None:
    """Return what an error answer means for the card, None where it was taken or is for the route to judge.

    `again` are the answers after which it surely was not posted and may be tried again.
    """
    if answer.status in again:
        words = "throttled" if answer.status == 429 else "service error"
        return Receipt(outcome=Outcome.LATER, reason=f"{words} ({answer.status})", retry_after=answer.retry_after)
    if answer.status >= 500 or answer.status == 408:
        outcome = Outcome.LATER if harmless else Outcome.AMBIGUOUS
        return Receipt(outcome=outcome, reason=f"service error ({answer.status})")
    return None


def patiently(sleep: Sleep) -> AsyncRetrying:
    """Return the policy: three tries, as long apart as asked for or doubled with jitter, and no wait over a minute."""
    return AsyncRetrying(
        retry=retry_if_result(_soon),
        stop=stop_after_attempt(ATTEMPTS),
        wait=_wait,
        sleep=sleep,
        retry_error_callback=lambda state: state.outcome.result() if state.outcome else None,
    )


def is_here(host: str) -> bool:
    """Tell whether a host is this machine."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


async def _body(answer: aiohttp.ClientResponse) -> bytes:
    """Return the body, nothing where it breaks off: the status has said what became of the card."""
    try:
        return await answer.read()
    except (aiohttp.ClientError, TimeoutError, OSError):
        return b""


def _soon(told: object) -> bool:
    return isinstance(told, Receipt) and told.outcome is Outcome.LATER and told.retry_after <= PATIENCE


def _wait(state: RetryCallState) -> float:
    told = state.outcome.result() if state.outcome else None
    asked = told.retry_after if isinstance(told, Receipt) else 0
    longest = 2.0**state.attempt_number
    return float(asked) or random.uniform(longest / 2, longest)  # noqa: S311 - spreads load, guards nothing


def _seconds(headers: Mapping[str, str]) -> int:
    """Return a Retry-After in whole seconds, told in seconds or as a date (by the service's own clock); 0 without one."""
    told = headers.get("Retry-After", "")
    try:
        seconds = float(told)
    except ValueError:
        try:
            seconds = (parsedate_to_datetime(told) - parsedate_to_datetime(headers.get("Date", ""))).total_seconds()
        except (ValueError, TypeError):
            return 0
    return math.ceil(max(seconds, 0)) if math.isfinite(seconds) else 0
