"""The roster of a team in Teams Shifts: shifts and times off, drafts and all, and a filter that can do little."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Literal

from sandbox.company.rosters import Entry
from sandbox.server.asked import Asked, Body, Refusal
from sandbox.server.calendar import instant
from sandbox.server.directory import needed_team
from sandbox.server.message_shape import moment
from sandbox.server.tenant import MARKER, Tenant, opaque

READERS = ("Schedule.Read.All", "Schedule.ReadWrite.All")
_PAGE = 25
_CLAUSE = re.compile(r"^(\w+)/(startDateTime|endDateTime) (\w+) (\S+)$")
_OPERATORS = {"startDateTime": "ge", "endDateTime": "le"}


def shifts(tenant: Tenant, asked: Asked, team_id: str) -> Body:
    """GET /teams/{id}/schedule/shifts."""
    return _listed(tenant, asked, team_id, "shift")


def times_off(tenant: Tenant, asked: Asked, team_id: str) -> Body:
    """GET /teams/{id}/schedule/timesOff."""
    return _listed(tenant, asked, team_id, "time_off")


def _listed(tenant: Tenant, asked: Asked, team_id: str, kind: Literal["shift", "time_off"]) -> Body:
    asked.needs(*READERS)
    asked.only("$filter")
    group = needed_team(tenant, team_id)
    team = next((team for team in tenant.company.teams if team.group == group.id), None)
    if team is None or team.roster is None:
        raise Refusal(404, "NotFound", "Sorry, the team was not found, or you may not have access to it.")
    name, collection = ("Shift", "shifts") if kind == "shift" else ("TimeOff", "timesOff")
    after, before = _filter(asked, shared=f"shared{name}")
    items = [
        _entry(tenant, entry, name)
        for entry in sorted(team.roster.entries, key=lambda entry: opaque(entry.key))
        if entry.kind == kind and _inside(entry, after, before)
    ]
    return asked.page(
        items, about=f"teams('{group.id}')/schedule/{collection}", size=_PAGE, empty_first=kind == "shift"
    )


def _filter(asked: Asked, *, shared: str) -> tuple[datetime | None, datetime | None]:
    """Return from when on and until when; each bound once, and of one kind only.

    Raises:
        Refusal: another property or operator, or a property twice.
    """
    bounds: dict[str, datetime] = {}
    for clause in filter(None, re.split(r" and ", asked.query.get("$filter", "").strip())):
        found = _CLAUSE.match(clause)
        if found is None or found[1] != shared:
            raise Refusal(400, "BadRequest", f"The entity property of '{clause}' is not allowed in $filter query.")
        _, edge, operator, told = found.groups()
        if edge in bounds:
            raise Refusal(400, "BadRequest", "A property is allowed to appear at most once in the $filter query.")
        if operator != _OPERATORS[edge]:
            raise Refusal(400, "BadRequest", f"Another operator is allowed on entity property '{shared}/{edge}'.")
        bounds[edge] = instant(told)
    return bounds.get("startDateTime"), bounds.get("endDateTime")


def _inside(entry: Entry, after: datetime | None, before: datetime | None) -> bool:
    if after is None and before is None:
        return True
    if entry.shared is None:
        return False
    start, end = entry.shared
    return (after is None or start >= after) and (before is None or end <= before)


def _entry(tenant: Tenant, entry: Entry, name: str) -> Body:
    made = moment(tenant.company.start.replace(month=1, day=5))
    return {
        "@odata.etag": f'"{opaque(entry.key, "etag", size=6)}"',
        "id": opaque(entry.key, prefix="SHFT_" if name == "Shift" else "TOFF_"),
        "createdDateTime": made,
        "lastModifiedDateTime": made,
        **({"schedulingGroupId": opaque("group", prefix="TAG_")} if name == "Shift" else {}),
        "userId": entry.person,
        "isStagedForDeletion": entry.staged_for_deletion,
        "lastModifiedBy": {
            "application": None,
            "device": None,
            "user": {"id": tenant.company.people[0].id, "displayName": f"Planner {MARKER}"},
        },
        f"shared{name}": _item(entry.shared, name),
        f"draft{name}": _item(entry.draft, name),
    }


def _item(when: tuple[datetime, datetime] | None, name: str) -> Body | None:
    if when is None:
        return None
    start, end = when
    times = {"startDateTime": moment(start), "endDateTime": moment(end), "theme": "blue"}
    if name == "TimeOff":
        return {**times, "timeOffReasonId": f"TOR_{MARKER}"}
    pause = {
        "isPaid": False,
        "startDateTime": moment(start),
        "endDateTime": moment(start),
        "code": MARKER,
        "displayName": f"Pauze {MARKER}",
    }
    return {**times, "displayName": f"Dienst {MARKER}", "notes": f"Breng taart mee {MARKER}", "activities": [pause]}
