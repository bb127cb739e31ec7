"""The one door of the server: who knocks, what goes wrong, what is answered, what is remembered."""

from __future__ import annotations

import asyncio
import json
import weakref
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from sandbox.company import Company
from sandbox.server.asked import Asked, Refusal
from sandbox.server.faults import Fault, Faults
from sandbox.server.login import Login, NoTokenError
from sandbox.server.routes import answer
from sandbox.server.tenant import Tenant

ADMINS = frozenset({"Application.Read.All", "AppRoleAssignment.ReadWrite.All"})
"""What an administrator's own sign-in may do here: look at apps, and grant to them."""
AT_ONCE = 4
"""Requests that Outlook answers at the same time for one app and mailbox (facts on throttling)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One request as the log keeps it: no values, no tokens."""

    method: str
    path: str
    query: tuple[str, ...]
    status: int
    fault: str = ""


class Door:
    """Answers every request to the sandbox."""

    def __init__(self, company: Company, *, faults: Faults, granted: frozenset[str]) -> None:
        """Open for *company*, with the permissions in *granted* less those that *faults* takes away, and what it adds."""
        self.tenant = Tenant(company)
        self.faults = faults
        self.granted = granted - set(faults.without_permissions) | set(faults.more_permissions)
        self.tenant.granted = self.granted
        self.login = Login(company, granted=self.granted, assigned=self.tenant.assigned)
        self.requests: list[Seen] = []
        self._inside: Counter[str] = Counter()
        self._lines: weakref.WeakSet[asyncio.Transport] = weakref.WeakSet()

    def hang_up(self) -> None:
        """Cut every connection that a caller keeps open: the company goes home."""
        for line in list(self._lines):
            line.abort()

    async def knock(self, request: web.Request) -> web.StreamResponse:
        """Answer one request and remember it."""
        if request.transport is not None:
            self._lines.add(request.transport)
        fault = self.faults.hit(request.path)
        response, name = await self._answered(request, fault)
        self.requests.append(
            Seen(
                method=request.method,
                path=request.path,
                query=tuple(sorted(request.query)),
                status=response.status,
                fault=name,
            )
        )
        return response

    async def _answered(self, request: web.Request, fault: Fault | None) -> tuple[web.StreamResponse, str]:
        name = (fault.kind or str(fault.status)) if fault else ""
        if fault is not None and fault.kind == "reset":
            if request.transport is not None:
                request.transport.abort()
            return web.Response(status=444), name
        try:
            if fault is not None and fault.status:
                raise self._failure(request, fault)
            body = await self._body(request, fault.seconds if fault is not None and fault.kind == "slow" else 0.0)
        except Refusal as refusal:
            return _error(refusal, number=len(self.requests)), name
        except NoTokenError as refusal:
            return _json(refusal.body, refusal.status), name
        if fault is not None and fault.kind in {"foreign_next_link", "loop"}:
            _bend(body, fault, str(request.url))
        if fault is not None and fault.kind == "truncated":
            return await _truncated(request, body), name
        # Where something is made the answer is 201; an action only tells.
        made = request.method == "POST" and request.path.startswith("/v1.0/") and "value" not in body
        return _json(body, 201 if made else 200), name

    def _failure(self, request: web.Request, fault: Fault) -> Refusal:
        if fault.status == 401:
            self.login.revoke(_bearer(request))
        return failure(fault.status, fault.retry_after)

    async def _body(self, request: web.Request, seconds: float) -> dict[str, Any]:
        if request.path.startswith("/v1.0/"):
            return await self._graph(request, seconds)
        await asyncio.sleep(seconds)
        base = f"https://{request.host}"
        parts = request.path.strip("/").split("/")
        if request.method == "GET" and parts[1:] == ["v2.0", ".well-known", "openid-configuration"]:
            return self.login.discovery(parts[0], base)
        if request.method == "POST" and parts[1:] == ["oauth2", "v2.0", "token"]:
            form = {key: value for key, value in (await request.post()).items() if isinstance(value, str)}
            return self.login.token(parts[0], form, base)
        raise Refusal(404, "ResourceNotFound", "There is nothing here: Graph answers below /v1.0.")

    async def _graph(self, request: web.Request, seconds: float) -> dict[str, Any]:
        token = _bearer(request)
        if not token:
            raise Refusal(401, "InvalidAuthenticationToken", "Access token is empty.")
        if not self.login.good(token):
            raise failure(401, None)
        if request.method not in {"GET", "POST"}:
            raise Refusal(405, "Request_BadRequest", "Specified HTTP method is not allowed for the request target.")
        sent = await _sent(request) if request.method == "POST" else {}
        if len(set(request.query)) != len(request.query):
            raise Refusal(400, "BadRequest", "Query option given more than once.")
        path = request.path.removeprefix("/v1.0/").rstrip("/")
        prefer = [part.strip() for line in request.headers.getall("Prefer", []) for part in line.split(",")]
        asked = Asked(
            base=f"https://{request.host}/v1.0",
            path=path,
            query=dict(request.query),
            prefer=frozenset(prefer),
            headers={name.lower(): value for name, value in request.headers.items() if name.lower() != "authorization"},
            granted=ADMINS if self.login.of_admin(token) else self.granted | self.tenant.assigned,
            body=sent,
        )
        gate = _mailbox_of(path)
        if gate and self._inside[gate] >= AT_ONCE:
            raise Refusal(
                429, "ApplicationThrottled", "Application is over its MailboxConcurrency limit.", {"Retry-After": "1"}
            )
        self._inside[gate] += 1
        try:
            await asyncio.sleep(seconds)
            return answer(self.tenant, asked, method=request.method)
        finally:
            self._inside[gate] -= 1


async def _sent(request: web.Request) -> dict[str, Any]:
    try:
        sent = json.loads(await request.read())
    except ValueError:
        sent = None
    if not isinstance(sent, dict):
        raise Refusal(400, "BadRequest", "Unable to read JSON request payload.")
    return sent


def failure(status: int, retry_after: int | None) -> Refusal:
    """Return what Graph answers when it is out of sorts."""
    told: Mapping[int, tuple[str, str]] = {
        401: ("InvalidAuthenticationToken", "Lifetime validation failed, the token is expired."),
        403: ("ErrorAccessDenied", "Access is denied. Check credentials and try again."),
        404: ("ResourceNotFound", "Resource could not be discovered."),
        408: ("RequestTimeout", "The request timed out."),
        410: ("SyncStateNotFound", "The sync state generation is not found."),
        429: ("TooManyRequests", "Please retry again later."),
        500: ("InternalServerError", "The server encountered an internal failure."),
        502: ("BadGateway", "The server returned an invalid response."),
        503: ("ServiceUnavailable", "The service is temporarily unavailable."),
        504: ("GatewayTimeout", "The server did not answer in time."),
    }
    headers = {} if retry_after is None else {"Retry-After": str(retry_after)}
    if status == 401:
        headers["WWW-Authenticate"] = 'Bearer realm="", error="invalid_token"'
    return Refusal(status, *told[status], headers)


def _bearer(request: web.Request) -> str:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def _mailbox_of(path: str) -> str:
    parts = path.split("/")
    return parts[1].lower() if len(parts) > 2 and parts[0] == "users" and "calendar" in parts[2].lower() else ""


def _error(refusal: Refusal, *, number: int) -> web.Response:
    inner = {"date": "2026-01-01T00:00:00", "request-id": f"{number:08x}-0000-4000-8000-000000000000"}
    body = {"error": {"code": refusal.code, "message": refusal.message, "innerError": inner}}
    return _json(body, refusal.status, refusal.headers)


def _json(body: dict[str, Any], status: int, headers: Mapping[str, str] | None = None) -> web.Response:
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return web.Response(text=text, status=status, content_type="application/json", headers=headers)


def _bend(body: dict[str, Any], fault: Fault, own: str) -> None:
    elsewhere = "https://graph.elsewhere.example/v1.0/users?$skiptoken=stolen"
    body["@odata.nextLink"] = own if fault.kind == "loop" else elsewhere


async def _truncated(request: web.Request, body: dict[str, Any]) -> web.StreamResponse:
    whole = json.dumps(body).encode()
    response = web.StreamResponse(headers={"Content-Type": "application/json", "Content-Length": str(len(whole))})
    await response.prepare(request)
    await response.write(whole[: len(whole) // 2])
    if request.transport is not None:
        request.transport.close()
    return response
