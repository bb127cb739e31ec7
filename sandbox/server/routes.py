"""Which path is answered by what. Paths that are not here are refused as Graph refuses them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from urllib.parse import unquote

from sandbox.server import app, calendar, calls, directory, mailbox, messages, presence, rosters, teams_apps
from sandbox.server.asked import Asked, Body, Refusal
from sandbox.server.tenant import Tenant

type Handler = Callable[..., Body]

USER_CAST = ("microsoft.graph.user", "graph.user")


def _routes() -> list[tuple[str, Handler]]:
    found: list[tuple[str, Handler]] = [
        ("organization", directory.organisation),
        ("groups/*", directory.group),
        ("groups/*/members", partial(directory.members, transitive=False, users=False)),
        ("groups/*/transitiveMembers", partial(directory.members, transitive=True, users=False)),
        ("users", directory.users),
        ("users/*", directory.user),
        ("users/*/manager", directory.manager),
        ("users/*/directReports", partial(directory.direct_reports, users=False)),
        ("users/*/mailboxSettings", mailbox.settings),
        ("users/*/mailboxSettings/workingHours", mailbox.only_working_hours),
        ("users/*/mailboxSettings/userPurpose", mailbox.only_purpose),
        ("users/*/calendarView", calendar.calendar_view),
        ("users/*/calendar/calendarView", calendar.calendar_view),
        ("teams/*/members", directory.team_members),
        ("users/*/chats", messages.chats_of),
        ("users/*/chats/getAllMessages", messages.user_messages),
        ("chats/*", messages.chat),
        ("chats/*/members", messages.chat_members),
        ("teams/*/channels", messages.channels),
        ("teams/*/channels/getAllMessages", messages.team_messages),
        ("teams/*/channels/*/messages", messages.channel_messages),
        ("teams/*/schedule/shifts", rosters.shifts),
        ("teams/*/schedule/timesOff", rosters.times_off),
        ("communications/callRecords", calls.records),
        ("communications/callRecords/*", calls.record),
        ("communications/callRecords/*/sessions", calls.sessions),
        ("communications/callRecords/*/participants_v2", calls.participants),
        ("places/microsoft.graph.room", directory.rooms),
        ("places/graph.room", directory.rooms),
        ("servicePrincipals(appId='*')", app.service_principal),
        ("servicePrincipals/*/appRoleAssignments", app.assignments),
        ("servicePrincipals/*/owners", app.service_principal_owners),
        ("applications(appId='*')", app.application),
        ("applications/*/owners", app.application_owners),
        ("appCatalogs/teamsApps", teams_apps.catalogue),
        ("users/*/teamwork/installedApps", teams_apps.installed),
        ("users/*/teamwork/installedApps/*/chat", teams_apps.chat),
    ]
    for cast in USER_CAST:
        found.append((f"groups/*/members/{cast}", partial(directory.members, transitive=False, users=True)))
        found.append((f"groups/*/transitiveMembers/{cast}", partial(directory.members, transitive=True, users=True)))
        found.append((f"users/*/directReports/{cast}", partial(directory.direct_reports, users=True)))
    return found


ROUTES = tuple((tuple(pattern.lower().split("/")), handler) for pattern, handler in _routes())


POSTED = (
    (("users", "*", "teamwork", "installedapps"), teams_apps.install),
    (("serviceprincipals", "*", "approleassignedto"), app.assign),
    (("communications", "getpresencesbyuserid"), presence.presences),
)


def answer(tenant: Tenant, asked: Asked, *, method: str = "GET") -> Body:
    """Return what Graph would answer.

    Raises:
        Refusal: an error answer, also for a path that does not exist.
    """
    parts = [unquote(part) for part in asked.path.split("/")]
    for pattern, handler in ROUTES if method == "GET" else POSTED:
        keys = _match(pattern, parts)
        if keys is not None:
            return handler(tenant, asked, *keys)
    if method != "GET":
        raise Refusal(405, "Request_BadRequest", "Specified HTTP method is not allowed for the request target.")
    last = parts[-1]
    if len(parts) > 1:
        raise Refusal(400, "BadRequest", f"Resource not found for the segment '{last}'.")
    raise Refusal(404, "ResourceNotFound", f"Resource not found for the segment '{last}'.")


def _match(pattern: tuple[str, ...], parts: list[str]) -> list[str] | None:
    if len(pattern) != len(parts):
        return None
    keys: list[str] = []
    for expected, part in zip(pattern, parts, strict=True):
        head, key, tail = expected.partition("*")
        if key and part.lower().startswith(head) and part.lower().endswith(tail):
            keys.append(part[len(head) : len(part) - len(tail)])
        elif expected != part.lower().removesuffix("()"):
            return None
    return keys
