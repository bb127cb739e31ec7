"""What one audit knows of one team's week. It lives in memory for the length of one job and is never written or logged."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import NewType, override

from msgspec import Struct

from core import privacy
from core.calls import CallRecord
from core.intervals import Interval, Intervals
from core.roster import Unrostered
from core.week import Week
from core.worktime import ExpectedTime

PersonKey = NewType("PersonKey", str)
"""A Graph object id. Only for use inside a process: no `repr` shows it."""


class Fact(Struct, frozen=True, kw_only=True, gc=False):
    """What there are hundreds of for each person and week. A struct is made ten times faster than a frozen dataclass.

    Facts are trees, so the collector of cycles leaves them alone. No `repr` tells what is in them.
    """

    @override
    def __repr__(self) -> str:
        return f"{type(self).__name__}()"


class WorkPlace(StrEnum):
    """Where a person said to work on a day, in Graph's words. Whatever else Graph may say is no place."""

    OFFICE = "office"
    REMOTE = "remote"


class Response(StrEnum):
    """A person's answer to an invitation, in Graph's words."""

    NONE = "none"
    ORGANIZER = "organizer"
    TENTATIVE = "tentativelyAccepted"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    NOT_RESPONDED = "notResponded"


class Invitation(Fact, frozen=True, kw_only=True):
    """Somebody or some room on an invitation."""

    address: str
    """Lower case; may be empty where Graph tells none."""
    response: Response = Response.NONE
    resource: bool = False


class EventCopy(Fact, frozen=True, kw_only=True):
    """One item of one person's calendar, without any text: what the allow-list lets through."""

    id: str
    uid: str
    """iCalUId: the same in every calendar that holds the meeting."""
    series: str | None = None
    when: Interval
    """Its instants; of an all-day event midnight to midnight in UTC, which says nothing: see `dates`."""
    dates: tuple[date, date] | None = None
    """Of an all-day event, the floating dates: the first, and the one after the last."""
    cancelled: bool = False
    organised: bool = False
    response: Response = Response.NONE
    show_as: str = "busy"
    sensitivity: str = "normal"
    organiser: str = ""
    invited: tuple[Invitation, ...] = ()
    hidden_attendees: bool = False
    online: bool = False
    join_link: str | None = None
    categories: frozenset[str] = frozenset()

    @property
    def private(self) -> bool:
        """Whether the person marked it: then it is busy time only."""
        return self.sensitivity in {"personal", "private", "confidential"}


class Meeting(Fact, frozen=True, kw_only=True):
    """One meeting of the company, put together from the copies in the calendars that were read."""

    key: str
    when: Interval
    series: bool
    size: int
    """Human invitees with the organiser, whatever they answered, from the fullest copy."""
    external: bool
    """An organiser or invitee from outside."""
    broadcast: bool
    private: bool
    cancelled: bool
    shows_busy: bool
    """On some copy at least it shows as busy, tentative or working elsewhere."""
    organiser: str
    people: tuple[Invitation, ...]
    """The human invitees of the fullest copy, the organiser included, each with the surest answer at hand."""
    rooms: tuple[Invitation, ...] = ()
    online: bool = False
    join_link: str | None = None
    categories: frozenset[str] = frozenset()
    holders: frozenset[PersonKey] = frozenset()
    """Members in whose calendar it stands."""


class Occurrence(Fact, frozen=True, kw_only=True):
    """One time that a series was held, by its organiser's copy: the only one that holds everybody's answer."""

    when: Interval
    size: int
    """Human invitees with the organiser."""
    accepted: int
    """Of those invited, the organiser not counted; who accepted tentatively isn't among them."""
    unanswered: int
    """Of those invited."""
    members: int
    """Members of the team among invitees and organiser."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """A series that a member or the manager organises, as far as it was held in the window read."""

    organiser: PersonKey = field(repr=False)
    broadcast: bool
    """On some occasion."""
    categories: frozenset[str] = field(default=frozenset(), repr=False)
    occurrences: tuple[Occurrence, ...]
    """Sorted by time."""


class Asked(Fact, frozen=True, kw_only=True):
    """That a person was invited to a meeting, whatever became of it."""

    start: int
    """UTC seconds."""
    answered: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A member whose week is measured."""

    key: PersonKey = field(repr=False)
    expected: ExpectedTime
    meetings: tuple[Meeting, ...] = field(default=(), repr=False)
    """Those that count for this person, in the window read, sorted by time."""
    busy: Intervals = field(default=(), repr=False)
    """Busy time only: private events and broadcasts."""
    holds: tuple[Interval, ...] = field(default=(), repr=False)
    """Time that the person keeps free alone: entries without another attendee that show as busy, each as it stands."""
    asked: tuple[Asked, ...] = field(default=(), repr=False)
    """Invitations of others to meetings, in the window read."""
    places: Mapping[date, WorkPlace] = field(default_factory=dict, repr=False)
    """Sampled days of the week; a day that is not there is unknown, and no day at home."""
    calendar_read: bool = True
    messages_read: bool = True

    @property
    def away(self) -> bool:
        """Absent for more than half of the week: left out of the week's person counts."""
        return self.expected.away


class MessagePlace(StrEnum):
    """Where a message was written."""

    ONE_ON_ONE = "oneOnOne"
    GROUP = "group"
    CHANNEL = "channel"


class Message(Fact, frozen=True, kw_only=True):
    """That somebody wrote something to somebody, when, and whether it pressed. There is no place for what was written."""

    key: str
    """Unique by place and id."""
    place: MessagePlace
    sent_at: int
    """UTC seconds."""
    sender: PersonKey | None
    """None where the writer is nobody of the tenant."""
    landed_on: tuple[PersonKey, ...]
    """Members other than the sender."""
    pressing_for: frozenset[PersonKey]
    """Those of them whom it mentions or singles out, or all of them when it is urgent."""
    conversation: str = field(default="", repr=False)
    """The chat, or the thread of a channel, that it belongs to."""
    begins: bool = False
    """It began a thread of a channel."""
    mentions: bool = False
    """It mentions somebody, or a chat, channel or team as a whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """What could not be read, from where and why. An outage must never look like good behaviour."""

    source: str
    reason: str
    count: int = 1
    person: PersonKey | None = field(default=None, repr=False)


class Signal(StrEnum):
    """What may be pulled."""

    CALENDAR = "calendar"
    CHATS = "chats"
    CHANNELS = "channels"
    CALLS = "calls"
    LOCATION = "location"
    """Where people work, sampled day by day; the policy switches it on in [privacy]."""


class Availability(StrEnum):
    """Whether a signal could be used at all."""

    READ = "read"
    OFF = "signal_off"
    """The policy doesn't switch it on."""
    NOT_GRANTED = "not_granted"
    """Graph refuses it."""
    UNREADABLE = "unreadable"
    """Graph could not answer."""
    NO_TEAM = "no_team"
    """There is nothing to ask: the group is no team in Microsoft Teams."""
    NOT_SAMPLED = "not_sampled"
    """Of this week there are no samples: it was not sampled, or they are gone."""
    NO_KEY = "no_key"
    """Samples are kept under a key alone, and there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What the policy and the directory say about a team's meetings."""

    internal: Callable[[str], bool] = field(default=lambda _: True, repr=False)
    """Whether an address is the organisation's own."""
    members: Mapping[str, PersonKey] = field(default_factory=dict, repr=False)
    """Addresses, lower case, of the nominal members."""
    identities: Mapping[str, PersonKey] = field(default_factory=dict, repr=False)
    """Addresses, lower case, of other colleagues whose sign-in name is another one."""
    left_out: frozenset[str] = field(default=frozenset(), repr=False)
    """Ids and addresses, lower case, of people who are left out of every number."""
    tenants: frozenset[str] = field(default=frozenset(), repr=False)
    """Ids of the own tenant, lower case."""
    rooms: frozenset[str] = field(default=frozenset(), repr=False)
    """Addresses of known rooms, lower case."""
    office_networks: tuple[str, ...] = ()
    exempt_categories: frozenset[str] = frozenset()
    """Case-folded."""
    count_outsiders: bool = False
    attending: frozenset[Response] = frozenset({Response.ORGANIZER, Response.ACCEPTED, Response.TENTATIVE})
    """Answers that put a meeting into a person's week."""
    social_categories: frozenset[str] = frozenset()
    """Case-folded, as those below."""
    learning_categories: frozenset[str] = frozenset()
    focus_day: int | None = None
    """0 is Monday."""


@dataclass(frozen=True, kw_only=True)
class Facts:
    """One team's week."""

    team: str
    week: Week
    window: Interval
    members: int
    """The nominal size, opted-out people and representatives included, that a card may tell."""
    people: tuple[Person, ...]
    """Whose week may be measured: the members less those who are left out."""
    smallest_group: int
    signals: Mapping[Signal, Availability]
    messages: tuple[Message, ...] = ()
    meetings: tuple[Meeting, ...] = field(default=(), repr=False)
    """Everything in the calendars that were read, whoever accepted it, in the window read."""
    series: tuple[Series, ...] = field(default=(), repr=False)
    """Those of members, and of the manager where an auditor looks at them, in the window read."""
    coming: Interval | None = None
    """The week after."""
    before: tuple[Interval, ...] = ()
    """The weeks before this one, the newest first: as many as an auditor may look back."""
    usual: ExpectedTime | None = None
    """The team's default working time, holidays and closures taken off."""
    calls: tuple[CallRecord, ...] = field(default=(), repr=False)
    calls_expired: bool = False
    """The week is older than call records live."""
    around: Surroundings = Surroundings()
    gaps: tuple[Gap, ...] = ()
    shifts: Unrostered | None = None
    """The team works in shifts, and why its roster doesn't tell: then there is no expected time."""

    @cached_property
    def counted(self) -> tuple[Person, ...]:
        """The people present for at least half of their week."""
        return tuple(person for person in self.people if not person.away)

    def last(self, weeks: int) -> Interval:
        """Return the instants of the last weeks, this one included."""
        return Interval(self.before[weeks - 2].start, self.window.end) if weeks > 1 else self.window

    def readable(self, source: Callable[[Person], bool]) -> tuple[Person, ...] | None:
        """Return the counted people of whom a source was read, or None where too few of them were to speak of the team."""
        read = tuple(person for person in self.counted if source(person))
        return read if privacy.covers_enough(len(read), asked=len(self.counted)) else None
