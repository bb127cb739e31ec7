"""From the copies in people's calendars to meetings: which are one, who is invited, whom it occupies. METRICS.md, section 1."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from core.facts import Asked, EventCopy, Invitation, Meeting, Occurrence, PersonKey, Response, Series
from core.intervals import Interval, Intervals, union
from core.worktime import DayOff

_OCCUPIES = frozenset({"busy", "tentative", "workingElsewhere"})
_NO_ANSWER = frozenset({Response.NONE, Response.NOT_RESPONDED})
_A_DAY = 24 * 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingRules:
    """What the policy says about meetings."""

    domains: frozenset[str]
    """Mail domains of the organisation, lower case."""
    guests: frozenset[str] = frozenset()
    """Addresses of guest accounts: from outside, whatever their domain."""
    counts_as_attending: frozenset[Response] = frozenset({Response.ORGANIZER, Response.ACCEPTED, Response.TENTATIVE})
    broadcast_over: int = 50
    rooms: frozenset[str] = frozenset()
    """Addresses of known rooms."""

    def internal(self, address: str) -> bool:
        """Tell whether an address is the organisation's own."""
        _, _, domain = address.rpartition("@")
        return domain in self.domains and "#ext#" not in address and address not in self.guests


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarFacts:
    """What one person's calendar comes to."""

    meetings: tuple[Meeting, ...]
    busy: Intervals
    leave: tuple[DayOff, ...]
    holds: tuple[Interval, ...] = ()
    asked: tuple[Asked, ...] = ()


type MeetingKey = tuple[str, int]


def read_calendars(
    calendars: Mapping[PersonKey, tuple[EventCopy, ...]],
    rules: MeetingRules,
    *,
    addresses: Mapping[PersonKey, frozenset[str]],
) -> tuple[dict[PersonKey, CalendarFacts], tuple[Meeting, ...]]:
    """Return what each calendar comes to, and all meetings in them, sorted by time.

    A meeting is known by its iCalUId and start (the start guards against ids that a series shares). `addresses` tells whose
    calendar it is: everybody's own copy is surest about the own answer, the organiser's copy about the others'.
    """
    copies: dict[MeetingKey, dict[PersonKey, EventCopy]] = defaultdict(dict)
    for person, events in calendars.items():
        for event in events:
            if event.dates is None:
                copies[_key(event)].setdefault(person, event)
    internal = cache(rules.internal)  # the same few addresses come again and again
    meetings = {key: _meeting(key, held, rules, addresses, internal) for key, held in copies.items()}
    by_person = {person: _calendar(events, meetings, rules) for person, events in calendars.items()}
    return by_person, tuple(sorted(meetings.values(), key=lambda meeting: (meeting.when, meeting.key)))


def leave_of(events: tuple[EventCopy, ...]) -> tuple[DayOff, ...]:
    """Return a calendar's out-of-office events that are neither cancelled nor declined, private ones too."""
    return tuple(
        DayOff(dates=event.dates, when=event.when)
        for event in events
        if event.show_as == "oof" and not event.cancelled and event.response is not Response.DECLINED
    )


def series_of(
    calendars: Mapping[PersonKey, tuple[EventCopy, ...]], rules: MeetingRules, *, members: Mapping[str, PersonKey]
) -> tuple[Series, ...]:
    """Return the series that the people of these calendars organise, by their own copies; private ones are left out.

    `members` are the team's addresses. An occurrence that was cancelled, or that doesn't occupy its organiser, was not held.
    """
    held: dict[tuple[PersonKey, str], list[EventCopy]] = defaultdict(list)
    for person, events in calendars.items():
        for event in events:
            if event.series and event.organised and event.dates is None and not event.private:
                held[person, event.series].append(event)
    found = [
        Series(
            organiser=person,
            broadcast=any(each.size > rules.broadcast_over for each in occurrences),
            categories=frozenset[str]().union(*(copy.categories for copy in copies)),
            occurrences=occurrences,
        )
        for (person, _), copies in held.items()
        if (occurrences := tuple(_occurrences(copies, rules, members)))
    ]
    return tuple(sorted(found, key=lambda each: (each.occurrences[0].when, each.organiser)))


def _occurrences(
    copies: Iterable[EventCopy], rules: MeetingRules, members: Mapping[str, PersonKey]
) -> Iterable[Occurrence]:
    for copy in sorted(copies, key=lambda each: each.when):
        humans = _humans(copy, rules)
        if len(humans) < 2 or not _occupies(copy, rules):
            continue
        answers = [each.response for each in humans if each.address != copy.organiser]
        yield Occurrence(
            when=copy.when,
            size=len(humans),
            accepted=answers.count(Response.ACCEPTED),
            unanswered=sum(answer in _NO_ANSWER for answer in answers),
            members=len({members[each.address] for each in humans if each.address in members}),
        )


def _key(event: EventCopy) -> MeetingKey:
    return event.uid or event.id, event.when.start


def _meeting(
    key: MeetingKey,
    held: dict[PersonKey, EventCopy],
    rules: MeetingRules,
    addresses: Mapping[PersonKey, frozenset[str]],
    internal: Callable[[str], bool],
) -> Meeting:
    copies = [*held.values()]
    humans = [_humans(copy, rules) for copy in copies]
    surest = fullest = 0
    if len(copies) > 1:
        numbers = range(len(copies))
        surest = max(numbers, key=lambda at: _sureness(copies[at]))
        fullest = max(numbers, key=lambda at: (len(humans[at]), copies[at].organised))
    sure = copies[surest]
    people = _answered(humans[fullest], humans[surest], held, addresses)
    join_link: str | None = None
    series = private = shows_busy = online = False
    cancelled = True
    for copy in copies:
        join_link = join_link or copy.join_link
        series = series or bool(copy.series)
        private = private or copy.private
        shows_busy = shows_busy or copy.show_as in _OCCUPIES
        online = online or copy.online
        cancelled = cancelled and copy.cancelled
    return Meeting(
        key=f"{key[0]} {key[1]}",
        when=sure.when,
        series=series,
        size=len(people),
        external=not all(map(internal, filter(None, [each.address for each in people]))),
        broadcast=len(people) > rules.broadcast_over,
        private=private,
        cancelled=sure.cancelled if sure.organised else cancelled,
        shows_busy=shows_busy,
        organiser=sure.organiser,
        people=people,
        rooms=_rooms(copies, rules),
        online=online or bool(join_link),
        join_link=join_link or None,
        categories=frozenset[str]().union(*[copy.categories for copy in copies]),
        holders=frozenset(held),
    )


def _sureness(copy: EventCopy) -> tuple[bool, bool, int]:
    return copy.organised, not copy.hidden_attendees, len(copy.invited)


def _answered(
    people: tuple[Invitation, ...],
    surest: tuple[Invitation, ...],
    held: dict[PersonKey, EventCopy],
    addresses: Mapping[PersonKey, frozenset[str]],
) -> tuple[Invitation, ...]:
    """Return the invitees with the surest answer of each."""
    answers = {each.address: each.response for each in people}
    if surest is not people:
        answers.update([(each.address, each.response) for each in surest])
    for person, copy in held.items():
        own = Response.ORGANIZER if copy.organised else copy.response
        for address in addresses.get(person, ()):
            if address in answers:
                answers[address] = own
    return tuple(
        [
            each
            if not each.address or each.response is answers[each.address]
            else Invitation(address=each.address, response=answers[each.address])
            for each in people
        ]
    )


def _rooms(copies: Iterable[EventCopy], rules: MeetingRules) -> tuple[Invitation, ...]:
    """Return the rooms on any copy; one that has accepted on any of them has accepted."""
    found: dict[str, Invitation] = {}
    for copy in copies:
        for each in copy.invited:
            if (each.resource or each.address in rules.rooms) and (
                each.address not in found or each.response is Response.ACCEPTED
            ):
                found[each.address] = each
    return tuple(found.values())


def _humans(copy: EventCopy, rules: MeetingRules) -> tuple[Invitation, ...]:
    """Return a copy's human invitees, the organiser first, each address once, nameless ones as they come."""
    organiser, rooms = copy.organiser, rules.rooms
    others = [
        each for each in copy.invited if not each.resource and each.address != organiser and each.address not in rooms
    ]
    named = {each.address for each in others}
    if organiser and len(named) == len(others) and "" not in named:  # nearly always
        return Invitation(address=organiser, response=Response.ORGANIZER), *others
    found: dict[str, Invitation] = {}
    if copy.organiser:
        found[copy.organiser] = Invitation(address=copy.organiser, response=Response.ORGANIZER)
    for number, each in enumerate(copy.invited):
        if not each.resource and each.address not in rules.rooms:
            found.setdefault(each.address or f"#{number}", each)
    return tuple(found.values())


def _calendar(
    events: tuple[EventCopy, ...], meetings: Mapping[MeetingKey, Meeting], rules: MeetingRules
) -> CalendarFacts:
    held: dict[MeetingKey, EventCopy] = {}
    for event in events:
        if event.dates is None:
            held.setdefault(_key(event), event)
    attended: list[Meeting] = []
    busy: list[Interval] = []
    holds: list[Interval] = []
    asked: list[Asked] = []
    for key, event in held.items():
        meeting = meetings[key]
        if _invites(event, meeting):
            asked.append(Asked(start=event.when.start, answered=event.response not in _NO_ANSWER))
        if not _occupies(event, rules):
            continue
        if event.private or (meeting.broadcast and meeting.size >= 2):
            busy.append(event.when)
        elif meeting.size >= 2:
            attended.append(meeting)
        elif event.show_as == "busy":
            holds.append(event.when)
    return CalendarFacts(
        meetings=tuple(sorted(attended, key=lambda meeting: meeting.when)),
        busy=union(busy),
        leave=leave_of(events),
        holds=tuple(sorted(holds)),
        asked=tuple(sorted(asked, key=lambda each: (each.start, each.answered))),
    )


def _invites(event: EventCopy, meeting: Meeting) -> bool:
    """Tell whether somebody else's copy asks its owner to a meeting, whatever the answer."""
    return (
        not (event.organised or event.private or event.cancelled or meeting.cancelled or meeting.broadcast)
        and meeting.size >= 2
        and 0 < event.when.seconds < _A_DAY
    )


def _occupies(event: EventCopy, rules: MeetingRules) -> bool:
    if event.cancelled or event.show_as not in _OCCUPIES or event.when.seconds >= _A_DAY or not event.when.seconds:
        return False
    response = Response.ORGANIZER if event.organised else event.response
    return response in rules.counts_as_attending
