"""Graph v1.0 over a company: directory, mailboxes, calendars, rooms. Messages and call records stand in files beside."""

from __future__ import annotations

import json
import re
import urllib.parse
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from . import shapes
from .answers import Answer, Ask, instant, problem
from .company import Company
from .graph_calls import call_routes
from .graph_messages import message_routes
from .graph_rosters import roster_routes
from .scenario import MARKER, Person

if TYPE_CHECKING:
    from .server import State


class Graph:
    def __init__(self, company: Company, state: State) -> None:
        self.company = company
        self.state = state
        self.unknown: list[str] = []
        user = r"/users/([^/]+)"
        self.routes: list[tuple[str, Callable[..., Answer]]] = [
            (r"/groups/([^/]+)/(members|transitiveMembers)", self.members),
            (r"/groups/([^/]+)/(members|transitiveMembers)/(?:microsoft\.)?graph\.user", self.members_users),
            (r"/groups/([^/]+)", self.group),
            (r"/users", self.users),
            (user, self.user),
            (user + r"/directReports", self.direct_reports),
            (user + r"/directReports/(?:microsoft\.)?graph\.user", self.direct_reports),
            (user + r"/manager", self.manager),
            (user + r"/mailboxSettings", self.settings),
            (user + r"/mailboxSettings/(workingHours|timeZone|userPurpose)", self.settings_part),
            (user + r"(?:/calendar)?/calendarView", self.calendar_view),
            (r"/places/(?:microsoft\.)?graph\.room", self.rooms),
            *message_routes(self),
            *call_routes(self),
            *roster_routes(self),
        ]

    def get(self, path: str, query: dict[str, str], headers: dict[str, str], method: str, body: bytes) -> Answer:
        if method == "POST" and path == "/$batch":
            return self.batch(body, headers)
        for pattern, handler in self.routes:
            match = re.fullmatch(pattern, path)
            if match and method == "GET":
                return handler(Ask(path, query, headers), *match.groups())
        self.unknown.append(f"{method} {path}")
        return problem(404, "ResourceNotFound", f"{MARKER} resource not found for the segment.")

    def batch(self, body: bytes, headers: dict[str, str]) -> Answer:
        replies = []
        for part in json.loads(body)["requests"]:
            raw = urllib.parse.urlsplit(part["url"])
            query = {k: v[-1] for k, v in urllib.parse.parse_qs(raw.query, keep_blank_values=True).items()}
            own = {**headers, **{k.lower(): v for k, v in part.get("headers", {}).items()}}
            got = self.get(urllib.parse.unquote(raw.path), query, own, part.get("method", "GET"), b"")
            replies.append({"id": part["id"], "status": got.status, "headers": got.headers, "body": got.body})
        return Answer({"responses": replies})

    # -- helpers ---------------------------------------------------------------------------------------------

    def page(self, ask: Ask, items: list[Any], *, default: int, most: int, key: str | None = None) -> Answer:
        """Cut `items` into pages with absolute nextLinks; `key` names a person whose pages are odd on purpose."""
        size = min(int(ask.query.get("$top", default)), most)
        skip = int(ask.query.get("$skip", ask.query.get("$skiptoken", "0")))
        more = dict(ask.query)
        more.pop("$skip", None)
        more.pop("$skiptoken", None)
        link = f"{self.state.base}/v1.0{urllib.parse.quote(ask.path, safe='/$@:')}"
        if key in self.company.empty_first_page and "empty" not in ask.query:
            more["empty"] = "1"
            rest = urllib.parse.urlencode({**more, "$skip": "0"})
            return Answer({"value": [], "@odata.nextLink": f"{link}?{rest}"})
        shown = items[skip : skip + size]
        step = skip + size
        body: dict[str, Any] = {"@odata.context": "https://graph.microsoft.com/v1.0/$metadata#x", "value": shown}
        if key in self.company.repeat_items and skip:
            body["value"] = [items[skip - 1], *shown]
        if step < len(items):
            body["@odata.nextLink"] = f"{link}?{urllib.parse.urlencode({**more, '$skip': str(step)})}"
        if ask.query.get("$count") == "true":
            body["@odata.count"] = len(items)
        return Answer(body)

    def who(self, key: str) -> Person | None:
        key = urllib.parse.unquote(key)
        if key in self.company.people:
            return self.company.people[key]
        named = [p for p in self.company.people.values() if key.lower() in (p.mail.lower(), p.upn.lower())]
        return named[0] if named else None

    def bad_select(self, ask: Ask, known: frozenset[str], kind: str) -> Answer | None:
        for name in ask.select:
            if name not in known:
                text = f"Could not find a property named '{name}' on type 'microsoft.graph.{kind}'."
                self.unknown.append(f"$select {name} on {kind}")
                return problem(400, "RequestBroker--ParseUri", text)
        return None

    def missing(self, key: str) -> Answer:
        return problem(404, "Request_ResourceNotFound", f"Resource '{key}' {MARKER} does not exist.")

    def people_answer(self, ask: Ask, ids: list[str]) -> Answer:
        bad = self.bad_select(ask, shapes.USER_PROPERTIES, "user")
        if bad:
            return bad
        items = []
        for key in ids:
            if key in self.company.people:
                items.append(shapes.selected(shapes.user(self.company.people[key]), ask.select))
            else:
                items.append({"@odata.type": "#microsoft.graph.group", "id": key, "displayName": f"Group {MARKER}"})
        return self.page(ask, items, default=100, most=self.company.page)

    # -- directory -------------------------------------------------------------------------------------------

    def flat(self, group: str, *, nested: bool) -> list[str]:
        found = dict.fromkeys(self.company.groups[group])
        waiting = [key for key in found if nested and key in self.company.groups]
        while waiting:
            for key in self.company.groups[waiting.pop()]:
                if key not in found and key != group and key in self.company.groups:
                    waiting.append(key)
                found[key] = None
        return [key for key in found if key != group]

    def members(self, ask: Ask, group: str, how: str) -> Answer:
        if group not in self.company.groups:
            return self.missing(group)
        return self.people_answer(ask, self.flat(group, nested=how == "transitiveMembers"))

    def members_users(self, ask: Ask, group: str, how: str) -> Answer:
        if group not in self.company.groups:
            return self.missing(group)
        ids = self.flat(group, nested=how == "transitiveMembers")
        return self.people_answer(ask, [i for i in ids if i in self.company.people])

    def group(self, _ask: Ask, group: str) -> Answer:
        if group not in self.company.groups:
            return self.missing(group)
        return Answer({"id": group, "displayName": f"Group {MARKER}", "resourceProvisioningOptions": ["Team"]})

    def users(self, ask: Ask) -> Answer:
        text = ask.query.get("$filter", "")
        wanted = {v.lower() for v in re.findall(r"'([^']*)'", text)}
        people = [
            p
            for p in self.company.people.values()
            if not text or wanted & {p.id, p.mail.lower(), p.upn.lower(), f"smtp:{p.mail.lower()}"}
        ]
        return self.people_answer(ask, [p.id for p in people])

    def user(self, ask: Ask, key: str) -> Answer:
        person = self.who(key)
        if person is None:
            return self.missing(key)
        bad = self.bad_select(ask, shapes.USER_PROPERTIES | {"mailboxSettings"}, "user")
        return bad or Answer(shapes.selected(shapes.user(person), ask.select))

    def direct_reports(self, ask: Ask, key: str) -> Answer:
        return self.people_answer(ask, self.company.reports.get(key, [])) if self.who(key) else self.missing(key)

    def manager(self, ask: Ask, key: str) -> Answer:
        for manager, reports in self.company.reports.items():
            if key in reports:
                return Answer(shapes.selected(shapes.user(self.company.people[manager]), ask.select))
        return self.missing(key)

    # -- mailboxes -------------------------------------------------------------------------------------------

    def mailbox(self, key: str) -> Person | Answer:
        person = self.who(key)
        if person is None:
            return self.missing(key)
        if person.mailbox == "dead":
            text = f"The mailbox {MARKER} is either inactive, soft-deleted, or is hosted on-premise."
            return problem(404, "MailboxNotEnabledForRESTAPI", text)
        if person.mailbox == "forbidden":
            return problem(403, "ErrorAccessDenied", f"Access is denied. {MARKER}: Blocked by tenant policy settings.")
        return person

    def settings(self, _ask: Ask, key: str) -> Answer:
        box = self.mailbox(key)
        return box if isinstance(box, Answer) else Answer(shapes.mailbox_settings(box))

    def settings_part(self, _ask: Ask, key: str, part: str) -> Answer:
        box = self.mailbox(key)
        if isinstance(box, Answer):
            return box
        value = shapes.mailbox_settings(box)[part]
        return Answer(value if isinstance(value, dict) else {"value": value})

    def calendar_view(self, ask: Ask, key: str) -> Answer:
        box = self.mailbox(key)
        if isinstance(box, Answer):
            return box
        bad = self.bad_select(ask, shapes.EVENT_PROPERTIES - {"createdDateTime", "lastModifiedDateTime"}, "event")
        if bad:
            return bad
        if "startDateTime" not in ask.query or "endDateTime" not in ask.query:
            return problem(400, "ErrorInvalidParameter", "This request requires a time window.")
        start, end = instant(ask.query["startDateTime"]), instant(ask.query["endDateTime"])
        zone = ask.timezone()
        items = [
            shapes.selected(shapes.event(event, box, answer, shows, zone), ask.select)
            for event, answer, shows in self.company.copies(box)
            if shapes.occupies(event, box, start, end)
        ]
        return self.page(ask, items, default=10, most=self.company.page, key=box.id)

    def rooms(self, ask: Ask) -> Answer:
        return self.page(ask, [shapes.room(r) for r in self.company.rooms], default=100, most=self.company.page)
