"""The fake tenant's front door: HTTPS with its own certificate authority, tokens, faults, and a log of every request."""

# ruff: noqa: ANN401 - JSON, and settings passed on
from __future__ import annotations

import json
import socket
import ssl
import struct
import threading
import time
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from .answers import Answer, problem
from .certificates import Certificates
from .company import Company
from .graph import Graph
from .scenario import CLIENT_ID, CLIENT_SECRET, MARKER, TENANT_ID, Fault


@dataclass
class Seen:
    method: str
    path: str
    query: dict[str, str]
    token: str | None
    status: int = 0
    at: float = field(default_factory=time.monotonic)


@dataclass
class State:
    company: Company
    base: str = ""
    audience: str = ""  # where it differs from `base`
    foreign: str = ""
    seen: list[Seen] = field(default_factory=list)
    tokens: set[str] = field(default_factory=set)
    minted: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def fault(self, path: str) -> Fault | None:
        with self.lock:
            for fault in self.company.faults:
                if fault.hits(path):
                    fault.times -= 1
                    return fault
        return None


class Front(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    state: State
    graph: Graph

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Stay silent: the log of requests is `state.seen`."""

    def do_GET(self) -> None:
        self.answer()

    def do_POST(self) -> None:
        self.answer()

    def answer(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length) if length else b""
        raw = urllib.parse.urlsplit(self.path)
        path = urllib.parse.unquote(raw.path)
        query = {k: v[-1] for k, v in urllib.parse.parse_qs(raw.query, keep_blank_values=True).items()}
        bearer = self.headers.get("Authorization", "")
        token = bearer.removeprefix("Bearer ") if bearer.startswith("Bearer ") else None
        seen = Seen(self.command, path, query, token)
        with self.state.lock:
            self.state.seen.append(seen)
        reply = self.reply(path, query, token, body)
        if reply is None:
            return
        seen.status = reply.status
        self.send(reply)

    def reply(self, path: str, query: dict[str, str], token: str | None, body: bytes) -> Answer | None:
        fault = self.state.fault(path)
        if fault is not None and fault.mode in ("status", "reset", "expire"):
            return self.fail(fault, token)
        if not path.startswith("/v1.0/"):
            return self.login(path, body)
        with self.state.lock:
            known = token in self.state.tokens
        if not known:
            return problem(401, "InvalidAuthenticationToken", "Access token is empty or has expired.")
        headers = {k.lower(): v for k, v in self.headers.items()}
        reply = self.graph.get(path.removeprefix("/v1.0"), query, headers, self.command, body)
        if fault is not None and fault.mode == "foreign" and isinstance(reply.body, dict):
            reply.body["@odata.nextLink"] = f"{self.state.foreign}{path}?$skip=1"
        if fault is not None and fault.mode == "truncate":
            self.cut(reply)
            return None
        if fault is not None and fault.mode == "slow":
            time.sleep(1.0)
        return reply

    def fail(self, fault: Fault, token: str | None) -> Answer | None:
        if fault.mode == "reset":
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.close_connection = True
            self.connection.close()
            return None
        if fault.mode == "expire":
            with self.state.lock:
                self.state.tokens.discard(token or "")
            return problem(401, "InvalidAuthenticationToken", "Lifetime validation failed, the token is expired.")
        reply = problem(fault.status, fault.code, f"{MARKER} please try again later.")
        reply.headers.update(fault.headers)
        return reply

    def login(self, path: str, body: bytes) -> Answer:
        base, home = self.state.base, f"/{TENANT_ID}"
        if path == f"{home}/v2.0/.well-known/openid-configuration":
            return Answer(
                {
                    "issuer": f"{base}{home}/v2.0",
                    "token_endpoint": f"{base}{home}/oauth2/v2.0/token",
                    "authorization_endpoint": f"{base}{home}/oauth2/v2.0/authorize",
                    "device_authorization_endpoint": f"{base}{home}/oauth2/v2.0/devicecode",
                    "jwks_uri": f"{base}{home}/discovery/v2.0/keys",
                    "token_endpoint_auth_methods_supported": ["client_secret_post", "private_key_jwt"],
                    "response_types_supported": ["code"],
                    "subject_types_supported": ["pairwise"],
                    "id_token_signing_alg_values_supported": ["RS256"],
                }
            )
        if path != f"{home}/oauth2/v2.0/token":
            return Answer({"error": "invalid_request", "error_description": "AADSTS90002: Tenant not found."}, 400)
        form = {k: v[-1] for k, v in urllib.parse.parse_qs(body.decode()).items()}
        if form.get("client_id") != CLIENT_ID or form.get("client_secret") != CLIENT_SECRET:
            return Answer(
                {
                    "error": "invalid_client",
                    "error_description": f"AADSTS7000215: Invalid client secret provided. Trace ID: {MARKER}",
                    "error_codes": [7000215],
                },
                401,
            )
        if (
            form.get("scope") != f"{self.state.audience or base}/.default"
            or form.get("grant_type") != "client_credentials"
        ):
            return Answer({"error": "invalid_scope", "error_description": "AADSTS70011: The scope is not valid."}, 400)
        with self.state.lock:
            self.state.minted += 1
            token = f"token-{self.state.minted}-{MARKER}"
            self.state.tokens.add(token)
        return Answer({"token_type": "Bearer", "expires_in": 3599, "ext_expires_in": 3599, "access_token": token})

    def send(self, reply: Answer) -> None:
        data = json.dumps(reply.body).encode()
        self.send_response(reply.status)
        self.send_header("Content-Type", "application/json;odata.metadata=minimal;odata.streaming=true")
        self.send_header("Content-Length", str(len(data)))
        self.send_header("request-id", "94fb3b52-452a-4535-a601-69e0a90e3aa2")
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def cut(self, reply: Answer) -> None:
        """Promise the whole body and send half of it."""
        data = json.dumps(reply.body).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data[: len(data) // 2])
        self.wfile.flush()
        self.close_connection = True


class Tls(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, handler: type[BaseHTTPRequestHandler], certificates: Certificates) -> None:
        super().__init__(("127.0.0.1", 0), handler)
        self.context = certificates.server_context()

    def finish_request(self, request: Any, client_address: Any) -> None:
        """Shake hands in the connection's own thread, so that one slow client holds up nobody."""
        try:
            with self.context.wrap_socket(request, server_side=True) as secure:
                super().finish_request(secure, client_address)
        except (ssl.SSLError, OSError):
            pass

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Broken connections are part of the game."""


@dataclass
class Tenant:
    """A running fake tenant: where it listens, and what it saw."""

    state: State
    ca: Path
    unknown: list[str]

    @property
    def base(self) -> str:
        return self.state.base

    @property
    def paths(self) -> list[str]:
        return [s.path for s in self.state.seen]

    @property
    def foreign_tokens(self) -> list[Seen]:
        return [s for s in self.state.seen if s.method.startswith("FOREIGN")]


@contextmanager
def serve(company: Company, certificates: Certificates) -> Iterator[Tenant]:
    """Serve the company until the block ends, with a second host beside it that nobody should ever ask."""
    state = State(company)
    graph = Graph(company, state)
    front = Tls(type("BoundFront", (Front,), {"state": state, "graph": graph}), certificates)

    class Stranger(Front):
        def answer(self) -> None:
            state.seen.append(Seen(f"FOREIGN {self.command}", self.path, {}, self.headers.get("Authorization")))
            self.send(Answer({"value": []}))

    stranger = Tls(Stranger, certificates)
    state.base = f"https://localhost:{front.server_address[1]}"
    state.foreign = f"https://127.0.0.1:{stranger.server_address[1]}"
    threads = [threading.Thread(target=s.serve_forever, args=(0.05,), daemon=True) for s in (front, stranger)]
    for thread in threads:
        thread.start()
    try:
        yield Tenant(state, certificates.ca, graph.unknown)
    finally:
        for server in (front, stranger):
            server.shutdown()
            server.server_close()
