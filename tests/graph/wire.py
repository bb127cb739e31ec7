"""A Graph that says what it is told to say, over HTTPS on this machine, and remembers what it was asked."""

from __future__ import annotations

import asyncio
import inspect
import json
import ssl
import threading
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from aiohttp import web

from graph.address import GraphAddress
from graph.requests import Requests
from graph.token import TokenProvider
from graph.transport import Transport
from sandbox.server.certificate import write_certificates

TENANT = "11111111-0000-4000-8000-000000000001"
CLIENT = "22222222-0000-4000-8000-000000000002"
SECRET = "a-secret-of-nobody"  # noqa: S105 - opens nothing but this server


class Certificates:
    """An authority and a certificate for this machine."""

    def __init__(self, folder: Path) -> None:
        self.authority, server = write_certificates(folder)
        self.context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        self.context.load_cert_chain(server)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request below /v1.0."""

    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    """Lower-case names."""
    root: str
    """Of this server: scheme, host and port."""

    @property
    def link(self) -> str:
        """The address asked for, without its query."""
        return f"{self.root}/v1.0{self.path}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Says:
    """One answer; a body that is no bytes goes as JSON."""

    body: Any = field(default_factory=dict)
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    broken: Literal["", "reset", "truncated"] = ""

    @property
    def content(self) -> bytes:
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()


type Script = Callable[[Asked], Says | Awaitable[Says]]
type Form = Mapping[str, str]


def refusal(status: int, code: str = "SomeCode", message: str = "", **headers: str) -> Says:
    """Return an error answer in Graph's shape; `_` in a header's name is `-`."""
    told = {name.replace("_", "-"): value for name, value in headers.items()}
    return Says(status=status, body={"error": {"code": code, "message": message}}, headers=told)


def in_turn(*answers: Says) -> Script:
    """Say one answer after the other; the last one for ever."""
    left = list(answers)
    return lambda _: left.pop(0) if len(left) > 1 else left[0]


class Wire:
    """The server: Graph below /v1.0, and an Entra that gives token-1, token-2 and so on."""

    def __init__(self, script: Script, certificates: Certificates) -> None:
        self._script = script
        self._certificates = certificates
        self.asked: list[Asked] = []
        self.signed_in: list[Form] = []
        self.sign_in: Callable[[Form], tuple[int, Any]] = lambda _: (200, None)
        """Says how a sign-in ends: a status, and a body other than a token."""
        self.root = ""

    @property
    def url(self) -> str:
        return f"{self.root}/v1.0"

    @property
    def tokens(self) -> list[str]:
        """The tokens that came with the requests, in order."""
        return [each.headers["authorization"].removeprefix("Bearer ") for each in self.asked]

    def address(self, **others: Any) -> GraphAddress:  # noqa: ANN401 - any field of an address
        told: dict[str, Any] = {
            "url": self.url,
            "authority": self.root,
            "tenant": TENANT,
            "client": CLIENT,
            "secret": SECRET,
            "ca_bundle": str(self._certificates.authority),
        }
        return GraphAddress(**(told | others))

    @property
    def environment(self) -> dict[str, str]:
        """What Kadans has to find in its environment."""
        return {
            "KADANS_TENANT_ID": TENANT,
            "KADANS_CLIENT_ID": CLIENT,
            "KADANS_CLIENT_SECRET": SECRET,
            "KADANS_GRAPH_URL": self.url,
            "KADANS_AUTHORITY": self.root,
            "KADANS_CA_BUNDLE": str(self._certificates.authority),
        }

    async def answer(self, request: web.Request) -> web.StreamResponse:
        if request.path.startswith("/v1.0"):
            return await self._graph(request)
        if request.path.endswith("/.well-known/openid-configuration"):
            base = f"{self.root}/{TENANT}"
            return web.json_response(
                {
                    "token_endpoint": f"{base}/oauth2/v2.0/token",
                    "authorization_endpoint": f"{base}/oauth2/v2.0/authorize",
                    "issuer": f"{base}/v2.0",
                }
            )
        form = {key: str(value) for key, value in (await request.post()).items()}
        self.signed_in.append(form)
        status, body = self.sign_in(form)
        if body is None:
            body = {"access_token": f"token-{len(self.signed_in)}", "token_type": "Bearer", "expires_in": 3599}
        if isinstance(body, bytes):
            return web.Response(body=body, status=status)
        return web.json_response(body, status=status)

    async def _graph(self, request: web.Request) -> web.StreamResponse:
        asked = Asked(
            path=request.path.removeprefix("/v1.0"),
            query=dict(request.query),
            headers={name.lower(): value for name, value in request.headers.items()},
            root=self.root,
        )
        self.asked.append(asked)
        answer = self._script(asked)
        says = await answer if inspect.isawaitable(answer) else answer
        if says.broken == "reset" and request.transport is not None:
            request.transport.abort()
        if says.broken == "truncated":
            return await _half(request, says.content)
        kind = {"Content-Type": "application/json"}
        return web.Response(body=says.content, status=says.status, headers={**kind, **says.headers})


async def _half(request: web.Request, content: bytes) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Length": str(len(content))})
    await response.prepare(request)
    await response.write(content[: len(content) // 2])
    if request.transport is not None:
        request.transport.close()
    return response


class Exchange:
    """Serves any number of wires from one thread of its own, for as long as it is open."""

    def __init__(self, certificates: Certificates) -> None:
        self.certificates = certificates
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="wire", daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    @contextmanager
    def answering(self, script: Script | Says) -> Iterator[Wire]:
        """Play a script while the block runs."""
        said = script
        wire = Wire((lambda _: said) if isinstance(said, Says) else said, self.certificates)
        lines = set[asyncio.BaseTransport]()
        runner = asyncio.run_coroutine_threadsafe(self._open(wire, lines), self._loop).result(10)
        try:
            yield wire
        finally:
            asyncio.run_coroutine_threadsafe(self._shut(runner, lines), self._loop).result(10)

    async def _open(self, wire: Wire, lines: set[asyncio.BaseTransport]) -> web.AppRunner:
        async def answer(request: web.Request) -> web.StreamResponse:
            if request.transport is not None:
                lines.add(request.transport)
            return await wire.answer(request)

        app = web.Application()
        app.router.add_route("*", "/{anything:.*}", answer)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=self.certificates.context).start()
        wire.root = f"https://127.0.0.1:{runner.addresses[0][1]}"
        return runner

    async def _shut(self, runner: web.AppRunner, lines: set[asyncio.BaseTransport]) -> None:
        for line in lines:
            if isinstance(line, asyncio.Transport):
                line.abort()
        await runner.cleanup()
        await asyncio.sleep(0.01)


class Time:
    """A clock that goes on by sleeping only."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.slept: list[float] = []

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds
        await asyncio.sleep(0)

    def clock(self) -> float:
        return self.now


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """An open way to the server."""

    wire: Wire
    transport: Transport
    requests: Requests
    time: Time


class Graph:
    """Runs something against a script."""

    def __init__(self, exchange: Exchange) -> None:
        self.exchange = exchange

    def run[T](self, script: Script | Says, use: Callable[[Line], Awaitable[T]]) -> T:
        """Return what `use` returns for a line to a server that plays the script."""
        with self.exchange.answering(script) as wire:
            return asyncio.run(self._through(wire, use))

    async def _through[T](self, wire: Wire, use: Callable[[Line], Awaitable[T]]) -> T:
        time, address = Time(), wire.address()
        opened = Transport(address, TokenProvider(address), sleep=time.sleep, clock=time.clock)
        async with opened as transport:
            found = await use(Line(wire=wire, transport=transport, requests=Requests(address.url), time=time))
        await asyncio.sleep(0.01)  # connections take a moment to close
        return found
