"""What the jobs ask of the outside world. An adapter that can't see answers with a Gap or raises, never with an empty list."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from typing import Protocol, runtime_checkable

from core.calls import CallRecord
from core.delivery import Receipt
from core.facts import Availability, EventCopy, Fact, Gap, PersonKey, WorkPlace
from core.intervals import Interval
from core.messages import Copy, Unavailable
from core.report import Report
from core.roster import Roster, Unrostered
from core.week import Week
from core.worktime import OutlookHours


class DirectoryPerson(Fact, frozen=True, kw_only=True):
    """An account as the directory tells it. All members of all teams are in memory at once, so it is kept small."""

    key: PersonKey
    country: str = ""
    enabled: bool = True
    guest: bool = False
    mail: str = ""
    """Its address, lower case."""
    sign_in: str = ""
    """Its sign-in name, lower case; empty where it is the mail address."""

    @property
    def addresses(self) -> frozenset[str]:
        """By what it may be called on an invitation."""
        return frozenset({self.mail, self.sign_in} - {""})


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
    async def person(self, key: str) -> DirectoryPerson | None: ...
    async def identity(self, address: str) -> PersonKey | None: ...
    async def hired(self, person: PersonKey) -> int | None: ...


class Calendars(Protocol):
    """Mailbox settings and calendars."""

    async def mailbox(self, person: PersonKey) -> Mailbox | Gap: ...
    async def events(self, person: PersonKey, window: Interval) -> tuple[EventCopy, ...] | Gap: ...


class Conversations(Protocol):
    """Messages without their texts."""

    async def chat_messages(self, person: PersonKey, window: Interval) -> tuple[Copy, ...] | Gap: ...
    async def one_on_one_chats(self, person: PersonKey, chats: frozenset[str]) -> frozenset[str]: ...
    async def chat_members(self, chat: str) -> frozenset[str] | Gap: ...
    async def channel_messages(self, team: str, window: Interval) -> tuple[Copy, ...] | Gap | Unavailable: ...


class Calls(Protocol):
    """Call records and rooms."""

    async def rooms(self) -> frozenset[str] | Gap: ...
    async def listed(
        self, person: PersonKey, window: Interval, links: frozenset[str]
    ) -> frozenset[str] | Gap | Unavailable: ...
    async def record(self, call: str) -> CallRecord | Gap | None: ...


class Rosters(Protocol):
    """Rosters of teams that work in shifts: of the people named, ids in lower case, and of nobody else."""

    async def roster(self, team: str, window: Interval, people: frozenset[str]) -> Roster | Unrostered | Gap: ...


class Presences(Protocol):
    """Where people work, as they say now. There is no yesterday in it."""

    async def work_places(self, people: Sequence[PersonKey]) -> Mapping[PersonKey, WorkPlace] | Gap | Unavailable: ...


class Sampled(Protocol):
    """What was sampled of a week: for each person the days of which a place is known."""

    def of(
        self, days: Sequence[date], people: Sequence[PersonKey], *, zone: tzinfo, now: datetime
    ) -> Mapping[PersonKey, Mapping[date, WorkPlace]] | Availability: ...


class Postman(Protocol):
    """Posts cards to one route, at most once for each call; never raises for what the route answers."""

    async def post(self, key: str, card: bytes) -> Receipt: ...


@runtime_checkable
class Corrector(Protocol):
    """A route that can change a card that it has posted; doing it twice changes nothing more."""

    async def update(self, activity: str, card: bytes) -> Receipt: ...


class Tokens(Protocol):
    """Tokens for one service. Raises SignInError or NotReachedError."""

    async def token(self, *, refused: str | None = None) -> str: ...


class ReportStore(Protocol):
    """Published reports; a published team-week is final."""

    def read(self, team: str, week: Week) -> Report | None: ...
    def publish(self, report: Report) -> None: ...


type Values = Mapping[str, str | int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What is kept under a key; the tag changes with every change."""

    values: Values
    tag: str


class Rows(Protocol):
    """Small rows that change under a condition: of two who try at the same time, one is told no."""

    def read(self, key: str) -> Row | None: ...
    def insert(self, key: str, values: Values) -> bool: ...
    def replace(self, key: str, values: Values, *, tag: str) -> bool: ...
    def remove(self, key: str, *, tag: str) -> bool: ...
    def listed(self, prefix: str) -> Mapping[str, Row]: ...


class Papers(Protocol):
    """Whole documents, each under a name with slashes."""

    def read(self, name: str) -> bytes | None: ...
    def create(self, name: str, content: bytes) -> bool: ...
    def write(self, name: str, content: bytes) -> None: ...
    def names(self, prefix: str) -> Sequence[str]: ...
    def remove(self, name: str) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """A message that is hidden from others for a while."""

    id: str
    text: str
    dequeued: int
    """How often it has been received, this time included."""
    receipt: str = field(repr=False)


class Queues(Protocol):
    """Messages that come at least once, the same one perhaps twice."""

    def send(self, queue: str, text: str, *, delay: int = 0) -> None: ...
    def receive(self, queue: str, *, hidden: int) -> Received | None: ...
    def finish(self, queue: str, message: Received) -> None: ...
    def put_back(self, queue: str, message: Received, *, delay: int) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyText:
    """A policy as it lies in its source."""

    name: str
    content: bytes = field(repr=False)
    tag: str = ""


class PolicySource(Protocol):
    """Where admins put the policy. Raises PolicyError where there is none."""

    def read(self) -> PolicyText: ...
