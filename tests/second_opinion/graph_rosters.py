"""Teams Shifts of the fake tenant: rosters in pages, with drafts and open shifts, and a filter that takes each bound once."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from .answers import Answer, Ask, instant, problem
from .scenario import MARKER, RosterEntry
from .shapes import z

if TYPE_CHECKING:
    from .graph import Graph


def roster_routes(graph: Graph) -> list[tuple[str, Callable[..., Answer]]]:
    def listed(ask: Ask, team: str, kind: str) -> Answer:
        key = next((key for key, told in graph.company.teams.items() if told.get("group") == team), None)
        if key is None or key not in graph.company.rosters:
            return problem(
                404, "NotFound", f"Sorry, the team was not found, or you may not have access to it. {MARKER}"
            )
        if key in graph.company.closed_rosters:
            return problem(403, "Forbidden", f"{MARKER} Missing scope permissions on the request.")
        name = "Shift" if kind == "shifts" else "TimeOff"
        bounds: dict[str, datetime] = {}
        for clause in ask.query.get("$filter", "").split(" and "):
            found = re.fullmatch(rf"shared{name}/(startDateTime ge|endDateTime le) (\S+)", clause)
            if found is None or found[1] in bounds:
                graph.unknown.append(f"$filter {clause}")
                return problem(400, "BadRequest", f"The entity property '{clause}' is not allowed in $filter query.")
            bounds[found[1]] = instant(found[2])
        after, before = bounds.get("startDateTime ge"), bounds.get("endDateTime le")
        items = [
            _entry(entry, name, number)
            for number, entry in enumerate(graph.company.rosters[key])
            if entry.time_off == (name == "TimeOff")
            and entry.shared
            and (after is None or entry.start >= after)
            and (before is None or entry.end <= before)
        ]
        return graph.page(ask, items, default=7, most=7)

    return [(r"/teams/([^/]+)/schedule/(shifts|timesOff)", listed)]


def _entry(entry: RosterEntry, name: str, number: int) -> dict[str, Any]:
    item = {"startDateTime": z(entry.start), "endDateTime": z(entry.end), "theme": "blue"}
    if name == "Shift":
        item |= {"displayName": MARKER, "notes": MARKER, "activities": []}  # type: ignore[dict-item]
    else:
        item |= {"timeOffReasonId": f"TOR_{MARKER}"}
    return {
        "id": f"{name}_{number}",
        "userId": entry.person.upper() if entry.person and number % 3 == 0 else entry.person,
        "lastModifiedBy": {"user": {"id": "planner", "displayName": MARKER}},
        f"shared{name}": item,
        f"draft{name}": {**item, "startDateTime": z(entry.start.replace(hour=3))} if number % 4 == 0 else None,
    }
