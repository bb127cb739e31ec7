"""Where people say that they work, day by day: what their calls show, and between calls the habit of their team.

Most teams agree on days at the office; one comes and goes as it likes, each person on another day; and some people never set
anything, so that one team is too dark to speak of.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Literal
from zoneinfo import ZoneInfo

from sandbox.company.calls import Session
from sandbox.company.joining import OFFICE, SECOND_OFFICE
from sandbox.company.people import Person, Team
from sandbox.wall_clock import at

if TYPE_CHECKING:
    from sandbox.company.company import Company

type Place = Literal["office", "remote", "timeOff", "unspecified"]

SCATTERED = frozenset({"sales"})
"""Everybody chooses an own day at the office."""
SHY = frozenset({"finance"})
"""Every other person has never set a work location."""
TOGETHER = (1, 3)
"""Tuesday and Thursday: the days that the other teams keep for the office."""
_OFFICES = frozenset({OFFICE.egress, SECOND_OFFICE.egress})


def place_of(company: Company, person: Person, day: date) -> Place:
    """Return what Microsoft 365 would show of *person* late on the morning of *day*."""
    found = _member(company, person)
    if found is None or person.purpose != "user":
        return "unspecified"
    team, number = found
    if number % 2 and team.key in SHY:
        return "unspecified"
    if _absent(company, person, day):
        return "timeOff"
    called = _called(company, person.id).get(day)
    if called is not None:
        return called
    if team.key in SCATTERED:
        return "office" if day.weekday() == number % 5 else "remote"
    return "office" if day.weekday() in TOGETHER else "remote"


def _member(company: Company, person: Person) -> tuple[Team, int] | None:
    return next((
        (team, team.members.index(person.id)) for team in company.teams if person.id in team.members
    ), None)  # fmt: skip


def _absent(company: Company, person: Person, day: date) -> bool:
    """Tell whether *person* is out of office late on that morning."""
    moment = at(day, "11:05")
    return any(
        meeting.organiser == person.mail and meeting.show_as == "oof" and meeting.start <= moment < meeting.end
        for meeting in company.meetings
        if not meeting.invitations
    )


def _called(company: Company, person: str) -> dict[date, Place]:
    """Return where the first call of each day that shows it was joined from."""
    shown = sorted(
        (session.start, place)
        for call in company.calls
        for session in call.sessions
        if session.key == person and (place := _shown(session)) is not None
    )
    found: dict[date, Place] = {}
    for start, place in shown:
        found.setdefault(today(start), place)
    return found


def _shown(session: Session) -> Place | None:
    network = session.network
    if network is None or network.connection == "tunnel":
        return None
    at_work = network.egress in _OFFICES or (network.egress is None and network.subnet == SECOND_OFFICE.subnet)
    return "office" if at_work else "remote"


def today(moment: datetime) -> date:
    """Return the day that it is in the company at an instant."""
    return moment.astimezone(ZoneInfo("Europe/Brussels")).date()
