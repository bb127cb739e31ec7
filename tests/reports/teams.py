"""A Teams that says what it is told to say, over HTTPS on this machine, and remembers exactly what it was sent."""

from __future__ import annotations

import asyncio
import json
import ssl
import threading
from collections.abc import Coroutine, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Literal

import aiohttp
from aiohttp import web

from core.delivery import Receipt
from reports.routes.posting import Network
from tests.graph.wire import Certificates, Time

CARD = b'{"type":"AdaptiveCard","version":"1.5","fallbackText":"Week 46","body":[]}'
TOKEN = "zz-verzonnen-token"  # noqa: S105 - opens nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Says:
    """One answer. `how` it goes wrong: before or after the request was read, in the middle of the answer, or never."""

    status: int = 201
    body: Any = field(default_factory=lambda: {"id": "activity-1"})
    headers: Mapping[str, str] = field(default_factory=dict)
    how: Literal["", "reset unread", "reset", "half", "silence"] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """One request."""

    method: str
    path: str
    """As it was sent, encoded, with its query."""
    headers: Mapping[str, str]
    body: Any

    @property
    def line(self) -> str:
        return f"{self.method} {self.path}"


class Teams:
    """The server. The last thing said is said for ever."""

    def __init__(self, script: Sequence[Says], certificates: Certificates) -> None:
        self._left = list(script)
        self.certificates = certificates
        self.heard: list[Heard] = []
        self.root = ""
        self.time = Time()

    @property
    def lines(self) -> list[str]:
        return [each.line for each in self.heard]

    @property
    def waits(self) -> list[float]:
        return self.time.slept

    @property
    def network(self) -> Network:
        """The way here; only silence takes real time, half a second of it."""
        return Network(
            loopback=True,
            tls=ssl.create_default_context(cafile=str(self.certificates.authority)),
            sleep=self.time.sleep,
            timeout=aiohttp.ClientTimeout(total=5 if all(each.how != "silence" for each in self._left) else 0.5),
        )

    async def answer(self, request: web.Request) -> web.StreamResponse:
        says = self._left.pop(0) if len(self._left) > 1 else self._left[0]
        body = b"null" if says.how == "reset unread" else await request.read()
        headers = {name.lower(): value for name, value in request.headers.items()}
        self.heard.append(
            Heard(method=request.method, path=request.raw_path, headers=headers, body=json.loads(body or b"null"))
        )
        if says.how.startswith("reset") and request.transport is not None:
            request.transport.abort()
        if says.how == "silence":
            await asyncio.sleep(30)
        content = says.body if isinstance(says.body, bytes) else json.dumps(says.body).encode()
        if says.how == "half":
            response = web.StreamResponse(status=says.status, headers={"Content-Length": str(len(content))})
            await response.prepare(request)
            await response.write(content[: len(content) // 2])
            if request.transport is not None:
                request.transport.close()
            return response
        return web.Response(
            body=content, status=says.status, headers={"Content-Type": "application/json", **says.headers}
        )


@contextmanager
def teams(certificates: Certificates, *script: Says) -> Iterator[Teams]:
    """Play a script in a thread while the block runs."""
    found, loop = Teams(script or (Says(),), certificates), asyncio.new_event_loop()
    app = web.Application()
    app.router.add_route("*", "/{anything:.*}", found.answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1, handler_cancellation=True)

    async def open_it() -> None:
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=certificates.context).start()
        found.root = f"https://127.0.0.1:{runner.addresses[0][1]}"

    async def shut_it() -> None:
        await runner.cleanup()
        await asyncio.sleep(0.01)

    loop.run_until_complete(open_it())
    thread = threading.Thread(target=loop.run_forever, name="teams", daemon=True)
    thread.start()
    try:
        yield found
    finally:
        asyncio.run_coroutine_threadsafe(shut_it(), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


class Tokens:
    """Gives one token after the other, and remembers which were refused."""

    def __init__(self, error: Exception | None = None) -> None:
        self.refused: list[str | None] = []
        self._error = error

    async def token(self, *, refused: str | None = None) -> str:
        self.refused.append(refused)
        if self._error is not None:
            raise self._error
        return f"{TOKEN}-{len(self.refused)}"


def run[T](work: Coroutine[Any, Any, T]) -> T:
    """Do something and let its connections close, which takes them a moment."""

    async def done() -> T:
        found = await work
        await asyncio.sleep(0.01)
        return found

    return asyncio.run(done())


def told(receipt: Receipt) -> tuple[str, str]:
    """What a receipt says, in short."""
    return receipt.outcome.value, receipt.reason
