"""What a right answer would be: exact values straight from the plan, by naive arithmetic.

Nothing is imported from the product, and no time is computed twice the same way: minutes are counted one by one.
Where METRICS.md leaves a choice, the choice is told in the docstring of the function that makes it.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from sandbox.company import Company
from sandbox.company.people import Team
from sandbox.presence import present_in
from sandbox.truth.focus import focus_day, focus_time
from sandbox.truth.habits import meeting_hygiene, rest_time
from sandbox.truth.messages import off_hours_messages
from sandbox.truth.office import office_day_fit
from sandbox.truth.overload import meeting_overload
from sandbox.truth.rule import all_virtual_rule
from sandbox.truth.together import async_candidates, connection, learning_time, rituals
from sandbox.truth.writing import notification_load, open_channels, response_protocol
from sandbox.wall_clock import monday_of


def truth(company: Company, team: str | Team, *, week: str | None = None, sampled: bool = False) -> dict[str, Any]:
    """Return the true exact numbers of *team* in *week* (the audited one, unless another planned week is named).

    The shape: {"members": nominal, "counted": n, "away": n, "sections": {auditor: {"status", "level", "exact"}}}.
    With *sampled*, work locations were sampled on each day of the week.
    A section that is suppressed or not measured has no number but at_risk_next_week, and level None.

    Raises:
        KeyError: the company has no such team.
    """
    found = company.team(team) if isinstance(team, str) else team
    monday: date = monday_of(week) if week is not None else company.monday
    present = present_in(company, found, monday)
    return {
        "members": len(found.members),
        "counted": len(present.counted),
        "away": len(present.away),
        "sections": {
            "meeting_overload": meeting_overload(company, present),
            "off_hours_messages": off_hours_messages(company, found, present),
            "all_virtual_rule": all_virtual_rule(company, found, present, sampled=sampled),
            "focus_time": focus_time(company, found, present),
            "focus_day": focus_day(company, found, present),
            "rest_time": rest_time(company, found, present),
            "meeting_hygiene": meeting_hygiene(company, present),
            "async_candidates": async_candidates(company, found, present),
            "notification_load": notification_load(company, found, present),
            "response_protocol": response_protocol(company, found, present),
            "open_channels": open_channels(company, found, present),
            "rituals": rituals(company, present),
            "learning_time": learning_time(company, present),
            "connection": connection(company, found, present),
            **({"office_day_fit": office_day_fit(company, found, present)} if sampled else {}),
        },
    }
