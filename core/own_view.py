"""What concerns one reader alone, told in that reader's own chat and kept nowhere. METRICS.md, section 3, "Own view".

Its numbers are the reader's own doing: there is no place for them in a report, and nothing stores this type.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from core.facts import EventCopy, Facts, Person, PersonKey, Response
from core.intervals import Interval, common, minus, union
from core.messages import Copy
from core.offhours import HoursMap
from core.organiser import Organiser
from core.week import instant

LUNCH = time(12), time(13)
ONE_ON_ONE_DAYS = 21
"""A one-to-one that is longer ago than this is due."""
NEW_DAYS = 90
"""So long after the day on which somebody was hired, a colleague is new."""
NEW_ONE_ON_ONE_DAYS = 14
"""With a new colleague it is due sooner."""
_A_DAY = 24 * 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """What the reader wrote that landed off hours on members: (message, receiver) pairs."""

    pressing: int
    could_wait: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """Meetings that the reader organised in the week and that members attended."""

    off_hours: int
    """For one of them at least, wholly or partly outside expected time."""
    over_lunch: int
    """For one of them at least, between 12:00 and 13:00 of their own day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OneOnOnes:
    """Meetings of two in the reader's own calendar."""

    due: int
    """Members with whom the last one is more than three weeks ago."""
    members: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NewColleagues:
    """Members whom the directory knows to be new."""

    without: int
    """Those with whom there was no meeting of two in the last two weeks."""
    people: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnNumbers:
    """A manager's own example. None stands for what was not read."""

    reached: Reached | None = field(default=None, repr=False)
    held: Held | None = field(default=None, repr=False)
    one_on_ones: OneOnOnes | None = field(default=None, repr=False)
    new_colleagues: NewColleagues | None = field(default=None, repr=False)
    organiser: Organiser = field(default=Organiser(), repr=False)
    unread: bool = False
    """Something that should have been read could not be."""


def reached(
    written: Iterable[Copy],
    people_of: Mapping[str, frozenset[str]],
    facts: Facts,
    *,
    one_on_one: frozenset[str],
    grace_minutes: int,
) -> Reached:
    """Return how many of the reader's own messages of the week landed off hours on whom they reached.

    `written` is what the reader wrote, `people_of` who is in each chat (object ids, lower case); in a channel a message reaches
    whom it mentions. Everybody whose week may be measured counts, people on leave too: it reaches them all the same.
    """
    hours = {
        person.key.casefold(): HoursMap(person.expected, facts.window, grace_minutes=grace_minutes)
        for person in facts.people
    }
    pressing = could_wait = 0
    for copy in {copy.key: copy for copy in written}.values():
        singled_out = hours.keys() if copy.mentions.everybody else copy.mentions.people
        there = singled_out if copy.in_channel else people_of.get(copy.place, frozenset())
        for receiver in (there & hours.keys()) - {copy.sender}:
            if hours[receiver].kind(copy.sent_at) is None:
                continue
            presses = copy.in_channel or copy.urgent or copy.place in one_on_one or receiver in singled_out
            pressing += presses
            could_wait += not presses
    return Reached(pressing=pressing, could_wait=could_wait)


def held(facts: Facts, own_addresses: frozenset[str]) -> Held:
    """Return which of the reader's own meetings of the week took members' evenings or lunch.

    `own_addresses` are the reader's, lower case. A member attends where the meeting counts for that member.
    """
    off_hours: set[str] = set()
    over_lunch: set[str] = set()
    for person in facts.people:
        if not person.calendar_read:
            continue
        for meeting in person.meetings:
            if meeting.organiser not in own_addresses or not _inside(meeting.when, facts.window):
                continue
            if minus((meeting.when,), person.expected.instants):
                off_hours.add(meeting.key)
            if common((meeting.when,), _lunches(person, meeting.when)):
                over_lunch.add(meeting.key)
    return Held(off_hours=len(off_hours), over_lunch=len(over_lunch))


def one_on_ones(
    calendar: Sequence[EventCopy], members: Mapping[str, PersonKey], *, until: int, own_addresses: frozenset[str]
) -> OneOnOnes:
    """Return with how many members the last meeting of two is more than three weeks before `until`, in UTC seconds.

    `calendar` is the reader's own, of the four weeks before; `members` are the addresses, lower case, of all nominal members.
    Everybody is counted, whoever opted out too: it is the reader's own calendar that tells it, nothing of theirs is read, and a
    number that left somebody out would show who it was.
    """
    since = until - ONE_ON_ONE_DAYS * _A_DAY
    met = _met(calendar, members, since=since, until=until, own_addresses=own_addresses)
    everybody = set(members.values())
    return OneOnOnes(due=len(everybody - met), members=len(everybody))


def new_colleagues(
    calendar: Sequence[EventCopy],
    members: Mapping[str, PersonKey],
    hired: Mapping[PersonKey, int],
    *,
    until: int,
    own_addresses: frozenset[str],
) -> NewColleagues:
    """Return with how many new colleagues there was no meeting of two in the two weeks before `until`, in UTC seconds.

    `hired` is when people were hired, as far as it was asked and the directory tells; nobody else is new. Whoever left
    themselves out is never asked about, and is so like the many of whom the directory knows no day.
    """
    new = {person for person, since in hired.items() if until - NEW_DAYS * _A_DAY <= since < until}
    met = _met(calendar, members, since=until - NEW_ONE_ON_ONE_DAYS * _A_DAY, until=until, own_addresses=own_addresses)
    return NewColleagues(without=len(new - met), people=len(new))


def _met(
    calendar: Sequence[EventCopy],
    members: Mapping[str, PersonKey],
    *,
    since: int,
    until: int,
    own_addresses: frozenset[str],
) -> set[PersonKey]:
    """Return the members with whom a meeting of two began in a time."""
    met: set[PersonKey] = set()
    for event in calendar:
        if event.cancelled or event.dates is not None or not since <= event.when.start < until:
            continue
        if not event.organised and event.response not in {Response.ACCEPTED, Response.TENTATIVE}:
            continue
        people = {event.organiser, *(each.address for each in event.invited if not each.resource)} - {""}
        others = {each.address: each.response for each in event.invited if not each.resource}
        other = people - own_addresses
        if len(people) == 2 and len(other) == 1:
            (address,) = other
            declined = others.get(address) is Response.DECLINED
            if address in members and not declined:
                met.add(members[address])
    return met


def _inside(when: Interval, window: Interval) -> bool:
    return window.start <= when.start < window.end


def _lunches(person: Person, when: Interval) -> tuple[Interval, ...]:
    """Return the lunch hours of the working days that a meeting touches, in the person's zone."""
    zone = person.expected.zone
    day = datetime.fromtimestamp(when.start, zone).date()
    last = datetime.fromtimestamp(max(when.end - 1, when.start), zone).date()
    found = []
    while day <= last:
        begins, ends = (instant(datetime.combine(day, clock, zone)) for clock in LUNCH)
        whole = Interval(
            instant(datetime.combine(day, time(), zone)),
            instant(datetime.combine(day + timedelta(days=1), time(), zone)),
        )
        if begins < ends and common((whole,), person.expected.instants):
            found.append(Interval(begins, ends))
        day += timedelta(days=1)
    return union(found)
