"""Call records as they are since mid-2026: organizer_v2, participants_v2, associatedIdentity; the old names are null."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from sandbox.company.calls import Call, Session
from sandbox.server import properties
from sandbox.server.asked import Asked, Body, Refusal, pick
from sandbox.server.calendar import instant
from sandbox.server.call_shape import key_of, participant_shape, record_shape, session_shape
from sandbox.server.tenant import Tenant

READERS = ("CallRecords.Read.All",)
KEPT = timedelta(days=30)
PAGE = 60
PEOPLE_PAGE = 130

BY_PERSON = re.compile(r"^participants_v2/any\((\w+):\s*\1/id eq '([^']+)'\)$")
BY_TIME = re.compile(r"^startDateTime (ge|gt|le|lt) (\S+)$")
EXPANSIONS = {"sessions", "sessions($expand=segments)", "participants_v2"}


def records(tenant: Tenant, asked: Asked) -> Body:
    """GET /communications/callRecords: sixty to a page, of the last 30 days, never with sessions or participants."""
    asked.needs(*READERS)
    asked.only("$filter", "$select", "$top")
    names = asked.selected(properties.CALL_RECORD, of="microsoft.graph.callRecords.callRecord")
    found = [call for call in _living(tenant) if _fits(asked.query.get("$filter", ""), call)]
    items = [pick(record_shape(tenant, asked, call), names) for call in found]
    size = asked.page_size(default=PAGE, most=PAGE)
    return asked.page(items, about="communications/callRecords", size=size)


def record(tenant: Tenant, asked: Asked, call_id: str) -> Body:
    """GET /communications/callRecords/{id}, with sessions, segments and participants on demand."""
    asked.needs(*READERS)
    asked.only("$expand", "$select")
    call = _needed(tenant, call_id)
    names = asked.selected(properties.CALL_RECORD, of="microsoft.graph.callRecords.callRecord")
    expansions = _expansions(asked)
    body: Body = {
        "@odata.context": asked.context(f"communications/callRecords({','.join(sorted(expansions))})/$entity"),
        **pick(record_shape(tenant, asked, call), names),
    }
    for expansion in expansions:
        if expansion == "participants_v2":
            body["participants_v2"] = [participant_shape(tenant, session) for session in _people(call)][:PEOPLE_PAGE]
        else:
            segments = "segments" in expansion
            shown = _twice(call)
            body["sessions"] = [
                session_shape(tenant, call, session, segments=segments) for session in shown[: call.pages_of]
            ]
            if len(shown) > call.pages_of:
                query = {"$expand": "segments"} if segments else {}
                path = f"communications/callRecords/{call.id}/sessions"
                body["sessions@odata.nextLink"] = asked.link(call.pages_of, path=path, query=query)
    return body


def sessions(tenant: Tenant, asked: Asked, call_id: str) -> Body:
    """GET /communications/callRecords/{id}/sessions, with segments on demand."""
    asked.needs(*READERS)
    asked.only("$expand")
    call = _needed(tenant, call_id)
    expand = asked.query.get("$expand")
    if expand not in {None, "segments"}:
        raise Refusal(400, "BadRequest", f"Query option '$expand={expand}' is not allowed.")
    items = [session_shape(tenant, call, session, segments=expand is not None) for session in _twice(call)]
    about = f"communications/callRecords('{call.id}')/sessions" + ("(segments())" if expand else "")
    return asked.page(items, about=about, size=call.pages_of)


def participants(tenant: Tenant, asked: Asked, call_id: str) -> Body:
    """GET /communications/callRecords/{id}/participants_v2."""
    asked.needs(*READERS)
    asked.only()
    call = _needed(tenant, call_id)
    items = [participant_shape(tenant, session) for session in _people(call)]
    return asked.page(items, about=f"communications/callRecords('{call.id}')/participants_v2", size=PEOPLE_PAGE)


def _living(tenant: Tenant) -> list[Call]:
    oldest = tenant.company.now - KEPT
    return [call for call in tenant.company.calls if call.start >= oldest]


def _needed(tenant: Tenant, call_id: str) -> Call:
    for call in _living(tenant):
        if call.id == call_id.lower():
            return call
    raise Refusal(404, "NotFound", "callRecord not found.")


def _fits(told: str, call: Call) -> bool:
    for clause in filter(None, re.split(r" and ", told.strip())):
        person, time = BY_PERSON.match(clause), BY_TIME.match(clause)
        if person is not None:
            if person[2].lower() not in {key_of(session) for session in call.sessions}:
                return False
        elif time is not None:
            if not _compares(call.start, time[1], instant(time[2])):
                return False
        else:
            raise Refusal(400, "BadRequest", f"Invalid filter clause: '{clause}' is not supported on callRecords.")
    return True


def _compares(start: datetime, operator: str, bound: datetime) -> bool:
    return {"ge": start >= bound, "gt": start > bound, "le": start <= bound, "lt": start < bound}[operator]


def _expansions(asked: Asked) -> list[str]:
    found = [part.strip() for part in re.split(r",(?![^(]*\))", asked.query.get("$expand", "")) if part.strip()]
    for expansion in found:
        if expansion not in EXPANSIONS:
            raise Refusal(400, "BadRequest", f"Query option '$expand={expansion}' is not allowed.")
    return found


def _twice(call: Call) -> list[Session]:
    """Return the sessions as they are listed: some of them come a second time."""
    return [*call.sessions, *(session for session in call.sessions if session.twice)]


def _people(call: Call) -> list[Session]:
    return list({session.key: session for session in call.sessions}.values())
