"""The load server: Graph and Entra as far as the bench needs them, over HTTPS, in a process of its own.

It parses what it must with `bytes.find`, answers with pages drawn beforehand, keeps to a latency, and holds its clients to Graph's
documented limits. A line of JSON on standard output says where it is; `/bench/set` changes its mind, `/bench/seen` tells what came.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import ssl
import sys
import tempfile
import time
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, override
from urllib.parse import parse_qs, urlsplit

from bench.company import TEAM_SIZE
from bench.limits import Limits, Tally
from bench.pages import Pages, pages_of
from sandbox.server.certificate import write_certificates

_BANDWIDTH = 25e6
"""Bytes a second of one connection."""


@dataclass(slots=True, kw_only=True)
class Seen:
    """What has come in since the counters were set back."""

    requests: int = 0
    refused: int = 0
    exports: int = 0
    """Answered ones."""
    first_export: float = 0.0
    last_export: float = 0.0
    in_flight: int = 0
    most_in_flight: int = 0
    ideal_seconds: float = 0.0
    """All latencies, one after the other."""
    by_kind: dict[str, int] = field(default_factory=dict)


class Serving:
    """What all connections share."""

    def __init__(self) -> None:
        self.pages: Pages = pages_of(people=TEAM_SIZE, team_size=TEAM_SIZE)
        self.root = ""
        self.latency = 0.0
        self.limits: Limits | None = None
        self.seen = Seen()

    def set(self, query: dict[str, str]) -> None:
        """Begin anew: people, team (its size), latency in seconds, limits (0 or 1)."""
        self.latency = float(query.get("latency", "0"))
        self.limits = Limits() if query.get("limits") == "1" else None
        self.seen = Seen()
        if "people" in query:
            self.pages = pages_of(people=int(query["people"]), team_size=int(query.get("team", TEAM_SIZE)))


class Line(asyncio.Protocol):
    """One connection; one request at a time."""

    def __init__(self, serving: Serving) -> None:
        self._serving = serving
        self._buffer = b""
        self._transport: asyncio.Transport | None = None

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if isinstance(transport, asyncio.Transport):
            self._transport = transport

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None

    @override
    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while (end := self._buffer.find(b"\r\n\r\n")) >= 0:
            head = self._buffer[:end]
            length = _length(head)
            if len(self._buffer) < end + 4 + length:
                return
            self._buffer = self._buffer[end + 4 + length :]
            self._asked(head)

    def _asked(self, head: bytes) -> None:
        target = head.split(b" ", 2)[1]
        if not target.startswith(b"/v1.0/"):
            self._write(200, json.dumps(_aside(self._serving, target.decode())).encode())
            return
        serving, seen = self._serving, self._serving.seen
        path = target[5:].partition(b"?")[0].decode()
        seen.requests += 1
        tallies: list[Tally] = []
        if serving.limits is not None:
            wait, tallies = serving.limits.ask(path, time.monotonic())
            if wait:
                seen.refused += 1
                self._write(429, b'{"error":{"code":"TooManyRequests","message":"Too many requests."}}', wait=wait)
                return
        gzip = b"gzip" in head
        body = serving.pages.answer(target, serving.root, gzip=gzip) if b"Bearer " in head else None
        if body is None:
            self._write(404, b'{"error":{"code":"NotFound","message":"There is nothing here."}}')
            return
        _count(seen, path)
        latency = serving.latency + (len(body) / _BANDWIDTH if serving.latency else 0.0)
        seen.ideal_seconds += latency
        seen.in_flight += 1
        seen.most_in_flight = max(seen.most_in_flight, seen.in_flight)
        if latency:
            asyncio.get_running_loop().call_later(latency, partial(self._answer, body, tallies, seen, gzip=gzip))
        else:
            self._answer(body, tallies, seen, gzip=gzip)

    def _answer(self, body: bytes, tallies: list[Tally], seen: Seen, *, gzip: bool) -> None:
        seen.in_flight -= 1
        for tally in tallies:
            tally.in_progress -= 1
        self._write(200, body, gzip=gzip)

    def _write(self, status: int, body: bytes, *, wait: int = 0, gzip: bool = False) -> None:
        if self._transport is None:
            return
        retry = f"Retry-After: {wait}\r\n" if wait else ""
        encoding = "Content-Encoding: gzip\r\n" if gzip else ""
        head = f"HTTP/1.1 {status} Said\r\nContent-Type: application/json\r\n{encoding}{retry}Content-Length: {len(body)}\r\n\r\n"
        self._transport.write(head.encode() + body)


def _length(head: bytes) -> int:
    at = head.lower().find(b"content-length:")
    return int(head[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else 0


def _count(seen: Seen, path: str) -> None:
    kind = path.rsplit("/", 1)[-1]
    seen.by_kind[kind] = seen.by_kind.get(kind, 0) + 1
    if kind.startswith("getAllMessages"):
        seen.exports += 1
        now = time.monotonic()
        seen.first_export = seen.first_export or now
        seen.last_export = now


def _aside(serving: Serving, target: str) -> dict[str, Any]:
    """Answer what is not Graph: Entra, and the bench itself."""
    parts = urlsplit(target)
    if parts.path == "/bench/set":
        serving.set({name: values[0] for name, values in parse_qs(parts.query).items()})
        return {}
    if parts.path == "/bench/seen":
        return asdict(serving.seen) | {"cpu": time.process_time()}
    if parts.path.endswith("/token"):
        return {"access_token": "a-token", "token_type": "Bearer", "expires_in": 3599}
    base = f"{serving.root}/bench/oauth2/v2.0"
    return {"token_endpoint": f"{base}/token", "authorization_endpoint": f"{base}/authorize", "issuer": serving.root}


async def serve(serving: Serving, folder: Path, *, port: int = 0) -> tuple[asyncio.Server, Path]:
    """Open the server; return it with the file of the authority that vouches for it."""
    authority, own = await asyncio.to_thread(write_certificates, folder)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(own)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Line(serving), "127.0.0.1", port, ssl=context, backlog=512)
    serving.root = f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    return server, authority


async def _forever(folder: Path) -> None:
    serving = Serving()
    server, authority = await serve(serving, folder)
    print(json.dumps({"root": serving.root, "ca": str(authority)}), flush=True)
    loop = asyncio.get_running_loop()
    await loop.run_in_executor(None, sys.stdin.read)  # until whoever started it is gone
    server.close()


def main() -> None:
    """Serve until standard input closes."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    with tempfile.TemporaryDirectory(prefix="kadans-bench-") as folder:
        asyncio.run(_forever(Path(folder)))


if __name__ == "__main__":
    main()
