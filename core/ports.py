"""What the jobs ask of the outside world. An adapter that can't see answers with a Gap or raises, never with an empty list."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from core.calls import CallRecord
from core.facts import EventCopy, Gap, PersonKey
from core.intervals import Interval
from core.messages import Copy, Unavailable
from core.report import Report
from core.week import Week
from core.worktime import OutlookHours


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectoryPerson:
    """An account as the directory tells it."""

    key: PersonKey = field(repr=False)
    country: str = ""
    enabled: bool = True
    guest: bool = False
    addresses: frozenset[str] = field(default=frozenset(), repr=False)
    """Mail address and sign-in name, lower case."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailbox:
    """What a mailbox says about its person's working time."""

    shared: bool = False
    """A shared, room or equipment mailbox: nobody's own."""
    hours: OutlookHours | None = None


class Clock(Protocol):
    """Tells the time, aware and in UTC."""

    def __call__(self) -> datetime: ...


class Directory(Protocol):
    """Who belongs to what. Raises AnswerError where it can't be read: without members there is no team."""

    async def group_members(self, group: str) -> Sequence[DirectoryPerson]: ...
    async def direct_reports(self, manager: str) -> Sequence[DirectoryPerson]: ...
    async def identity(self, address: str) -> PersonKey | None: ...


class Calendars(Protocol):
    """Mailbox settings and calendars."""

    async def mailbox(self, person: PersonKey) -> Mailbox | Gap: ...
    async def events(self, person: PersonKey, window: Interval) -> tuple[EventCopy, ...] | Gap: ...


class Conversations(Protocol):
    """Messages without their texts."""

    async def chat_messages(self, person: PersonKey, window: Interval) -> tuple[Copy, ...] | Gap: ...
    async def one_on_one_chats(self, person: PersonKey, chats: frozenset[str]) -> frozenset[str]: ...
    async def channel_messages(self, team: str, window: Interval) -> tuple[Copy, ...] | Gap | Unavailable: ...


class Calls(Protocol):
    """Call records and rooms."""

    async def rooms(self) -> frozenset[str] | Gap: ...
    async def listed(
        self, person: PersonKey, window: Interval, links: frozenset[str]
    ) -> frozenset[str] | Gap | Unavailable: ...
    async def record(self, call: str) -> CallRecord | Gap | None: ...


class ReportStore(Protocol):
    """Published reports; a published team-week is final."""

    def read(self, team: str, week: Week) -> Report | None: ...
    def publish(self, report: Report) -> None: ...
