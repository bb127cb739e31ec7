"""The company as its tenant shows it: names carry a marker, and every mailbox has its own copy of each meeting."""

from __future__ import annotations

import base64
import hashlib
from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cached_property, partial

from sandbox.company import Company
from sandbox.company.meetings import Meeting
from sandbox.company.people import Group, Person
from sandbox.server.asked import Refusal
from sandbox.server.installed import TeamsApps

MARKER = "zz-verzonnen"
"""Stands in every name, subject, text and place that is served, so that a test can tell that none of them got out."""


class Tenant:
    """What the handlers ask: who is who, and whose calendar holds what."""

    def __init__(self, company: Company) -> None:
        """Serve *company*."""
        self.company = company
        self.apps = TeamsApps(company)
        self.granted: frozenset[str] = frozenset()
        """What was granted to the app before."""
        self.assigned: set[str] = set()
        """App roles that an administrator has granted since the tenant was opened."""
        self.clock: Callable[[], datetime] = partial(datetime.now, UTC)
        """What "now" is, for what shows nothing else."""
        self.presences_asked: list[str] = []
        """Whose presence was asked for, each time."""

    def user(self, key: str) -> Person | None:
        """Return a user by object id or user principal name."""
        lowered = key.lower()
        found = self.company.person_by_id.get(lowered)
        return found or next((person for person in self.company.people if person.upn.lower() == lowered), None)

    def needed_user(self, key: str) -> Person:
        """Return a user.

        Raises:
            Refusal: there is none, in the directory's words.
        """
        person = self.user(key)
        if person is None:
            raise not_found(key)
        return person

    def needed_group(self, key: str) -> Group:
        """Return a group.

        Raises:
            Refusal: there is none, in the directory's words.
        """
        group = self.company.group(key.lower())
        if group is None:
            raise not_found(key)
        return group

    @cached_property
    def _calendars(self) -> dict[str, list[Meeting]]:
        calendars: defaultdict[str, list[Meeting]] = defaultdict(list)
        for meeting in self.company.meetings:
            holders = [invitation.mail for invitation in meeting.invitations]
            holders.extend(booking.mail for booking in meeting.rooms)
            if not meeting.cancelled:  # the organiser's own copy goes when the meeting is cancelled
                holders.append(meeting.organiser)
            for mail in holders:
                if mail in self.company.person_by_mail:
                    calendars[mail].append(meeting)
        return calendars

    def calendar(self, person: Person) -> list[Meeting]:
        """Return what *person*'s calendar holds, in order of time."""
        return self._calendars.get(person.mail, [])


def not_found(key: str) -> Refusal:
    """Return the directory's answer about something that is not there."""
    message = f"Resource '{key}' does not exist or one of its queried reference-property objects are not present."
    return Refusal(404, "Request_ResourceNotFound", message)


def marked(name: str) -> str:
    """Return a name as the tenant shows it."""
    return f"{name} {MARKER}"


def opaque(*parts: str, prefix: str = "", size: int = 24) -> str:
    """Return an identifier that tells nothing and never changes."""
    digest = hashlib.sha512("|".join(parts).encode()).digest()[:size]
    return prefix + base64.urlsafe_b64encode(digest).decode().rstrip("=")
