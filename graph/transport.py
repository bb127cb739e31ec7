"""Sends requests and returns bytes. The one place that retries, renews tokens, and decides what a failure means."""

import asyncio
import math
import random
import ssl
import time
from asyncio import sslproto
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache, partial
from types import TracebackType
from typing import Protocol, Self

import aiohttp
import msgspec
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception_type, stop_after_attempt
from yarl import URL

from core.errors import (
    AnswerError,
    GoneError,
    KadansError,
    NotGrantedError,
    NotReachedError,
    PostponedError,
    RequestRefusedError,
    SignInError,
)
from graph import shapes
from graph.address import GraphAddress, origin_of
from graph.gates import MOST_IN_FLIGHT, Clock, Gate, Gates, Sleep
from graph.requests import Request
from graph.token import TokenProvider

_ATTEMPTS = 6
_CONNECT_ATTEMPTS = 3
_LONGEST_BACKOFF = 30.0
_PATIENCE = 330.0
"""The longest Retry-After that a run waits for, in seconds; Graph has been seen to ask for 315."""
_SANDBOX_PATIENCE = 60.0
_TOO_LONG = "throttled for longer than this run may wait"
_AGAIN = frozenset({408, 429, 500, 502, 503, 504})
_MOST_PAGES = 10_000
_READ_AT_ONCE = 16 * 1024
"""Bytes, one record of TLS. asyncio would keep 256 KiB ready for each connection, a seventh of what a whole audit needs."""


def _now() -> datetime:
    return datetime.now(UTC)


class Decodes[Shape](Protocol):
    """Makes a shape of an answer."""

    def decode(self, buf: bytes, /) -> Shape:
        """Return it."""
        ...


class _NotRead:
    """Takes any answer for none."""

    def decode(self, buf: bytes, /) -> None: ...


_NOT_READ = _NotRead()


class _TryAgainError(Exception):
    """One attempt failed in a way that may pass."""

    def __init__(self, reason: str, *, retry_after: float | None = None, most: int = _ATTEMPTS) -> None:
        super().__init__(reason)
        self.reason = reason
        self.retry_after = retry_after
        self.most = most


class SharedGate(Protocol):
    """What other instances know about services that count by the tenant. Seconds from now."""

    async def close(self, service: str, seconds: float) -> None:
        """Tell the others to wait."""
        ...

    async def closed(self, service: str) -> float:
        """Return how long to wait."""
        ...


class Transport:
    """One connection pool to Graph, for one job."""

    def __init__(
        self,
        address: GraphAddress,
        tokens: TokenProvider,
        *,
        sleep: Sleep = asyncio.sleep,
        postpones: bool = False,
        shared: SharedGate | None = None,
        clock: Clock = time.monotonic,
        wall_clock: Callable[[], datetime] = _now,
    ) -> None:
        """Open nothing yet. With `postpones` a long wait raises PostponedError; `shared` is told to other instances."""
        self._postpones = postpones
        self._shared = shared
        self._address = address
        self._tokens = tokens
        self._own = f"{address.origin}/"
        self._sleep = sleep
        self._wall_clock = wall_clock
        self._patience = _SANDBOX_PATIENCE if address.loopback else _PATIENCE
        self.gates = Gates(sleep=sleep, clock=clock)
        self._session: aiohttp.ClientSession | None = None
        self.clock_ahead: float | None = None
        """By how many seconds this machine's clock is ahead of Graph's, as the last answer told; None before."""

    async def __aenter__(self) -> Self:
        """Open the pool and sign in: without a token nothing else needs to be tried."""
        context = await asyncio.to_thread(ssl.create_default_context)
        if self._address.ca_bundle:
            try:
                context.load_verify_locations(self._address.ca_bundle)
            except (OSError, ssl.SSLError):
                raise NotReachedError(
                    f"KADANS_CA_BUNDLE = {self._address.ca_bundle}: there is no readable PEM file with certificates."
                ) from None
        await self._tokens.token()
        sslproto.SSLProtocol.max_size = _READ_AT_ONCE  # asyncio has no other way to say so
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(ssl=context, limit=int(MOST_IN_FLIGHT)),
            timeout=aiohttp.ClientTimeout(total=90, sock_connect=20),
            trust_env=not self._address.loopback,
            headers={"User-Agent": "kadans"},
            cookie_jar=aiohttp.DummyCookieJar(),  # Graph's cookies mean nothing to an app
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._session is not None:
            await self._session.close()

    async def one[Shape](self, request: Request, decoder: Decodes[Shape], *, gate: Gate) -> Shape:
        """Return one decoded answer.

        Raises:
            NotGrantedError, GoneError, AnswerError: this one thing can't be read.
            SignInError, NotReachedError: nothing can be read.
        """
        try:
            return await self._attempt(request, decoder, gate)
        except _TryAgainError as error:
            return await self._again(error, partial(self._attempt, request, decoder, gate))

    async def _again[Shape](self, failed: _TryAgainError, attempt: Callable[[], Awaitable[Shape]]) -> Shape:
        """Let tenacity take over from a first attempt that failed. Most requests never come here, and are spared its costs."""
        first: list[_TryAgainError] = [failed]

        async def attempts() -> Shape:
            if first:
                raise first.pop()
            return await attempt()

        retrying = AsyncRetrying(
            retry=retry_if_exception_type(_TryAgainError),
            stop=_stop,
            wait=_wait,
            sleep=self._sleep,
            reraise=True,
        )
        try:
            return await retrying(attempts)
        except _TryAgainError as error:
            if error.most == _CONNECT_ATTEMPTS:
                raise NotReachedError(
                    f"No connection to {self._address.origin}: check the network and KADANS_GRAPH_URL."
                ) from None
            raise AnswerError(error.reason) from None

    async def done(self, request: Request, *, gate: Gate) -> None:
        """Send what may be done twice without harm, such as an installation; its answer is not read.

        Raises:
            The same as `one`.
        """
        await self.one(request, _NOT_READ, gate=gate)

    async def pages[Item](
        self, request: Request, decoder: msgspec.json.Decoder[shapes.Page[Item]], *, gate: Gate
    ) -> AsyncIterator[list[Item]]:
        """Yield the items page by page, following links as long as there are any, also behind an empty page.

        Raises:
            AnswerError: among others where a link leads to another host (which never gets the token) or round in circles.
        """
        seen: set[str] = set()
        while True:
            page = await self.one(request, decoder, gate=gate)
            yield page.value
            link = page.next_link
            if link is None:
                return
            self.own(link)
            if link in seen or len(seen) >= _MOST_PAGES:
                raise AnswerError("paging without an end")
            seen.add(link)
            request = request.following(link)

    def own(self, link: str) -> str:
        """Return a link that leads to Graph itself.

        Raises:
            AnswerError: it leads elsewhere; the token never goes there.
        """
        if link.startswith(self._own):  # nearly always; what follows the slash can't change the host
            return link
        try:
            same = origin_of(link) == self._address.origin
        except ValueError:  # no address at all
            same = False
        if not same:
            raise AnswerError("the answer led to another host")
        return link

    async def _attempt[Shape](self, request: Request, decoder: Decodes[Shape], gate: Gate) -> Shape:
        async with self.gates.through(gate, partial(self._opened, gate)):
            status, retry_after, body = await self._send(request)
            if status == 429 and retry_after:
                self.gates.close(gate, retry_after)
                if self._shared is not None and gate[1] == "tenant":
                    await self._shared.close(gate[0], retry_after)
        if status in request.fine:
            try:
                return decoder.decode(body)
            except msgspec.DecodeError as error:
                if isinstance(error, msgspec.ValidationError):
                    raise AnswerError("unexpected answer") from None
                raise _TryAgainError("unreadable answer") from None
        if status in _AGAIN:
            if retry_after is not None and retry_after > self._patience:
                raise self._too_long(gate, retry_after)
            raise _TryAgainError("throttled" if status == 429 else "service error", retry_after=retry_after)
        raise _refused(status, body)

    async def _opened(self, gate: Gate) -> None:
        """Wait until a gate is open that Graph has closed."""
        wait = self.gates.closed(gate)
        if self._shared is not None and gate[1] == "tenant":
            wait = max(wait, await self._shared.closed(gate[0]))
        if wait > self._patience:
            raise self._too_long(gate, wait)
        if wait > 0:
            await self._sleep(wait)

    def _too_long(self, gate: Gate, seconds: float) -> KadansError:
        if self._postpones:
            return PostponedError(seconds, gate=gate[0] if gate[1] == "tenant" else "")
        return AnswerError(_TOO_LONG)

    async def _send(self, request: Request) -> tuple[int, float | None, bytes]:
        """Send it, and once more with a truly fresh token where Graph refuses the one at hand."""
        token = await self._tokens.token()
        status, retry_after, body = await self._exchange(request, token)
        if status == 401:
            status, retry_after, body = await self._exchange(request, await self._tokens.token(refused=token))
        if status == 401:
            raise SignInError("Graph refuses the token, a fresh one too: check KADANS_GRAPH_URL and KADANS_TENANT_ID.")
        return status, retry_after, body

    async def _exchange(self, request: Request, token: str) -> tuple[int, float | None, bytes]:
        if self._session is None:
            raise RuntimeError("the transport is not open: use `async with`")
        try:
            async with self._session.request(
                "GET" if request.body is None else "POST",
                URL(request.url, encoded=True),
                data=request.body,
                headers=request.headers | {"Authorization": f"Bearer {token}"},
                allow_redirects=False,
            ) as answer:
                body = await answer.read()
                if (theirs := _instant(answer.headers.get("Date"))) is not None:
                    self.clock_ahead = self._wall_clock().timestamp() - theirs
                return answer.status, _seconds(answer.headers.get("Retry-After")), body
        except aiohttp.ClientConnectorCertificateError:
            raise NotReachedError(
                f"The certificate of {self._address.origin} is not trusted: set KADANS_CA_BUNDLE to your network's PEM file."
            ) from None
        except aiohttp.ClientConnectorError:
            raise _TryAgainError("no connection", most=_CONNECT_ATTEMPTS) from None
        except (aiohttp.ClientError, TimeoutError, OSError):
            raise _TryAgainError("connection lost") from None


def _refused(status: int, body: bytes) -> AnswerError:
    try:
        error = shapes.refusal.decode(body).error
    except msgspec.DecodeError:
        error = None
    code = (error.code if error else None) or ""
    if status == 403:
        return NotGrantedError("access denied")
    if status == 404 and code == "MailboxNotEnabledForRESTAPI":
        return GoneError("mailbox not enabled")
    if status in {404, 410}:
        return GoneError("not found")
    return RequestRefusedError(f"refused ({status})")


def _stop(state: RetryCallState) -> bool:
    error = state.outcome.exception() if state.outcome else None
    most = error.most if isinstance(error, _TryAgainError) else _ATTEMPTS
    return stop_after_attempt(most)(state)


def _wait(state: RetryCallState) -> float:
    """Return what Graph asked for, or doubled waits with full jitter."""
    error = state.outcome.exception() if state.outcome else None
    if isinstance(error, _TryAgainError) and error.retry_after is not None:
        return error.retry_after
    longest = min(0.5 * 2**state.attempt_number, _LONGEST_BACKOFF)
    return random.uniform(longest / 2, longest)  # noqa: S311 - spreads load, guards nothing


@lru_cache(maxsize=4)
def _instant(date: str | None) -> float | None:
    """Return an HTTP date as UTC seconds, or None where there is none."""
    try:
        return None if date is None else parsedate_to_datetime(date).timestamp()
    except (ValueError, TypeError):
        return None


def _seconds(retry_after: str | None) -> float | None:
    """Return a Retry-After in seconds, whether it is told in seconds or as a date."""
    if retry_after is None:
        return None
    try:
        seconds = float(retry_after)
    except ValueError:
        pass
    else:
        return None if math.isnan(seconds) else max(seconds, 0.0)
    try:
        return max((parsedate_to_datetime(retry_after) - datetime.now(UTC)).total_seconds(), 0.0)
    except (ValueError, TypeError):
        return None
