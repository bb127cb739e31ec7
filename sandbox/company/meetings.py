"""A meeting as the company means it: one plan, of which each calendar holds its own copy."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

from sandbox.company.stories import Joining

type Response = Literal["accepted", "tentativelyAccepted", "declined", "none"]
type ShowAs = Literal["free", "tentative", "busy", "oof", "workingElsewhere"]
type Sensitivity = Literal["normal", "personal", "private", "confidential"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """One invited address and what it answered."""

    mail: str
    response: Response = "accepted"
    optional: bool = False
    show_as: ShowAs | None = None
    """What this person set in the own copy; else what Outlook makes of the answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking:
    """A room that was asked, and whether it said yes."""

    mail: str
    response: Response = "accepted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """One occurrence of a meeting, a solo hold, or an absence. Start and end are instants in UTC."""

    key: str
    subject: str
    organiser: str
    """A mail address, of the company or from outside."""
    start: datetime
    end: datetime
    zone: str = "Europe/Brussels"
    invitations: tuple[Invitation, ...] = ()
    rooms: tuple[Booking, ...] = ()
    online: str | None = None
    """What the join link is made of: the same for all occurrences of a series."""
    series: str | None = None
    moved: bool = False
    """An exception of its series, held at another time than the others."""
    all_day: bool = False
    """From the local midnight of *start* to that of *end*, in *zone*: floating dates for everybody else."""
    cancelled: bool = False
    sensitivity: Sensitivity = "normal"
    show_as: ShowAs = "busy"
    categories: tuple[str, ...] = ()
    hides_attendees: bool = False
    lists_organiser: bool = False
    team: str = ""
    """The team in whose week this was planned; served nowhere."""
    joining: Joining = ""
    """How people will have joined; served as call records, never as a word."""

    @property
    def first_day(self) -> date:
        """The floating date on which an all-day event begins."""
        return self.start.astimezone(ZoneInfo(self.zone)).date()

    @property
    def last_day(self) -> date:
        """The floating date on which an all-day event ends, not included."""
        return self.end.astimezone(ZoneInfo(self.zone)).date()

    def answer_of(self, mail: str) -> Response | Literal["organizer"] | None:
        """Return what *mail* answered, "organizer" for the organiser, None for whoever is not invited."""
        if mail == self.organiser:
            return "organizer"
        return next((invitation.response for invitation in self.invitations if invitation.mail == mail), None)

    def shown_to(self, mail: str) -> ShowAs:
        """Return how the copy of *mail* shows: what was set there, else what Outlook makes of the answer."""
        invitation = next((found for found in self.invitations if found.mail == mail), None)
        if self.cancelled:
            return "free"
        if invitation is None:
            return self.show_as
        if invitation.show_as is not None:
            return invitation.show_as
        if invitation.response == "declined":
            return "free"
        return self.show_as if invitation.response == "accepted" or self.show_as == "free" else "tentative"
