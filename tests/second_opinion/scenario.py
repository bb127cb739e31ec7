"""Made-up companies as plain data: people, groups, meetings, messages, call records and faults.

A marker stands in every text that Kadans has no business with; privacy tests look for it everywhere.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

MARKER = "QuetzalPlume"
DOMAIN = "voorbeeld.example"
BRUSSELS = "Europe/Brussels"
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
WORKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday")
TENANT_ID = "7c0a1d52-0f7e-4a51-9f52-5d1a60f1aa01"
CLIENT_ID = "1f0b7a6e-51c7-4c55-8b19-3f4f9f0b1c02"
CLIENT_SECRET = "not-a-real-secret~1"  # noqa: S105

WINDOWS_NAMES = {
    "Romance Standard Time": BRUSSELS,
    "Eastern Standard Time": "America/New_York",
    "India Standard Time": "Asia/Kolkata",
    "New Zealand Standard Time": "Pacific/Auckland",
    "W. Europe Standard Time": "Europe/Berlin",
    "GMT Standard Time": "Europe/London",
    "UTC": "UTC",
}


def guid(name: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_DNS, f"{name}.{DOMAIN}"))


@dataclass(frozen=True, kw_only=True)
class CustomZone:
    """Working hours in a zone of the user's own making; local = UTC - bias, in summer UTC - bias - daylight_bias."""

    bias: int
    daylight_bias: int = -60
    daylight: tuple[int, int, str, str] = (3, 5, "sunday", "02:00")  # month, n-th (5 = last), day, local time
    standard: tuple[int, int, str, str] = (10, 5, "sunday", "03:00")


@dataclass(frozen=True, kw_only=True)
class Hours:
    zone: str | CustomZone = "Romance Standard Time"
    days: tuple[str, ...] = WORKDAYS
    start: str = "08:00"
    end: str = "17:00"


@dataclass(frozen=True, kw_only=True, eq=False)
class Person:
    name: str
    usage: str | None = "BE"
    hours: Hours | None = Hours()
    enabled: bool = True
    guest: bool = False
    purpose: str = "user"
    mailbox: str = "ok"  # ok | dead | forbidden
    chats: str = "ok"  # ok | forbidden
    domain: str = DOMAIN
    plain_upn: bool = False  # signs in with the mail address

    @property
    def id(self) -> str:
        return guid(self.name)

    @property
    def mail(self) -> str:
        return f"{self.name}.{MARKER.lower()}@{self.domain}"

    @property
    def upn(self) -> str:
        return self.mail if self.plain_upn else f"{self.name}.{MARKER.lower()}.upn@{self.domain}"


@dataclass(frozen=True, kw_only=True)
class Invitee:
    address: str
    response: str = "accepted"
    kind: str = "required"
    show: str | None = None  # how the own copy shows, where it differs


@dataclass(frozen=True, kw_only=True)
class Event:
    """One happening. Every person of the tenant who organises it or is invited holds a copy of it."""

    uid: str
    start: datetime  # UTC; for an all-day event midnight of the floating date, tagged UTC
    end: datetime
    organiser: str
    invitees: tuple[Invitee, ...] = ()
    show: str = "busy"
    sensitivity: str = "normal"
    cancelled: bool = False
    all_day: bool = False
    hidden: bool = False
    series: str | None = None
    link: str | None = None
    categories: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Mention:
    kind: str  # person | channel | team | chat | tag
    id: str = ""


@dataclass(frozen=True, kw_only=True)
class Message:
    id: str
    sent: datetime
    sender: str | None  # object id; None where Graph says `from: null`
    modified: datetime | None = None
    kind: str = "message"
    application: bool = False
    deleted: bool = False
    importance: str = "normal"
    mentions: tuple[Mention, ...] = ()
    reply_to: str | None = None
    missing_for: tuple[str, ...] = ()  # members whose own export lacks it


@dataclass(kw_only=True)
class Place:
    """A chat (with members) or a channel (with the team it stands in)."""

    id: str
    kind: str  # oneOnOne | group | meeting | channel
    members: tuple[str, ...] = ()
    team: str | None = None
    messages: list[Message] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Session:
    """One endpoint in one call."""

    start: datetime
    end: datetime
    user: str | None = None
    upn: str | None = None
    tenant: str | None = TENANT_ID
    phone: bool = False
    platform: str = "windows"
    egress: str | None = None
    subnet: str | None = None
    address: str | None = None
    connection: str = "wired"
    network: bool = True
    twice: bool = False


@dataclass(frozen=True, kw_only=True)
class CallRecord:
    id: str
    link: str | None
    start: datetime
    end: datetime
    sessions: tuple[Session, ...]


@dataclass(frozen=True, kw_only=True)
class RosterEntry:
    """A shift or a time off in the roster of a team."""

    person: str | None  # None: an open shift
    start: datetime
    end: datetime
    time_off: bool = False
    shared: bool = True


@dataclass(kw_only=True)
class Fault:
    """What goes wrong on paths that match, `times` times (then no longer)."""

    path: str
    times: int = 1
    mode: str = "status"  # status | reset | truncate | expire | foreign | slow
    status: int = 429
    headers: Mapping[str, str] = field(default_factory=dict)
    code: str = "TooManyRequests"

    def hits(self, path: str) -> bool:
        return self.times > 0 and re.search(self.path, path) is not None
