"""Facts to look at, with sensible defaults: a team of office workers in Brussels, in an ordinary week of November."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from core.calls import Caller, CallRecord, Endpoint, Network
from core.facts import (
    Availability,
    Facts,
    Invitation,
    Meeting,
    Message,
    MessagePlace,
    Person,
    PersonKey,
    Response,
    Signal,
    Surroundings,
    WorkPlace,
)
from core.intervals import Interval
from core.links import link_key
from core.roster import Planned
from core.week import Week, instant
from core.worktime import DayOff, ExpectedTime, OutlookHours, Schedule, Span, WeekPattern, WorkCalendar, expected_time

BRUSSELS = ZoneInfo("Europe/Brussels")
WEEK = Week(2026, 46)
"""9 to 15 November 2026; the holiday on the 11th is left out, unless a test wants it."""
MARKER = "zz-marker"
"""Part of every key, address and id of a person, so that none of them can come out unseen."""
EVERYTHING: Mapping[Signal, Availability] = dict.fromkeys(Signal, Availability.READ)
OFFICE_HOURS: WeekPattern = {day: (Span(8 * 60, 17 * 60),) for day in range(5)}
OURS = "tenant"
SOCIAL, LEARNING = "social", "learning"
LINK = "https://teams.example/l/1"

_numbers = count()


def at(day: int, clock: str, *, week: Week = WEEK, zone: ZoneInfo = BRUSSELS) -> int:
    """An instant by the wall clock; day 0 is the week's Monday."""
    hour, minute = (int(each) for each in clock.split(":"))
    midnight = datetime.combine(week.monday + timedelta(days=day), datetime.min.time(), zone)
    return instant(midnight.replace(hour=hour, minute=minute))


def hours(day: int, start: str, end: str, **where: Any) -> Interval:  # noqa: ANN401
    return Interval(at(day, start, **where), at(day, end, **where))


def key(number: int) -> PersonKey:
    return PersonKey(f"{MARKER}-person-{number}")


def address(number: int) -> str:
    return f"{MARKER}.{number}@ours.example"


def expected(
    pattern: WeekPattern = OFFICE_HOURS,
    *,
    week: Week = WEEK,
    zone: ZoneInfo = BRUSSELS,
    team_zone: ZoneInfo = BRUSSELS,
    full_time_hours: int = 45,
    duty: WeekPattern | None = None,
    leave: Iterable[DayOff] = (),
    closures: Iterable[date] = (),
    outlook: OutlookHours | None = None,
    planned: Planned | None = None,
) -> ExpectedTime:
    """A person's expected time: a declared pattern, unless Outlook's hours or what a roster plans are given."""
    return expected_time(
        week.window(team_zone),
        schedule=None if outlook or planned else Schedule(week=pattern, zone=zone, duty=duty or {}),
        outlook=outlook,
        country="BE",
        leave=tuple(leave),
        calendar=WorkCalendar(
            zone=team_zone,
            default=OFFICE_HOURS,
            full_time_seconds=full_time_hours * 3600,
            closures=frozenset(closures),
            holidays=lambda _country, _year: frozenset(),
        ),
        planned=planned,
    )


FULL_TIME = expected()
ON_LEAVE = expected(leave=[DayOff(dates=(WEEK.monday, WEEK.monday + timedelta(days=7)))])


def person(number: int = 0, *meetings: Meeting, **changes: Any) -> Person:  # noqa: ANN401
    held = tuple(sorted(meetings, key=lambda each: each.when))
    values: dict[str, Any] = {"key": key(number), "expected": FULL_TIME, "meetings": held, "places": places(number)}
    return Person(**{**values, **changes})


def places(number: int) -> dict[date, WorkPlace]:
    """Every other day at the office, the other days at home; neighbours take turns."""
    return {
        WEEK.monday + timedelta(days=day): WorkPlace.OFFICE if (day + number) % 2 else WorkPlace.REMOTE
        for day in range(7)
    }


def invitation(number: int, response: Response = Response.ACCEPTED) -> Invitation:
    return Invitation(address=address(number), response=response)


def meeting(when: Interval, *invited: int | Invitation, **changes: Any) -> Meeting:  # noqa: ANN401
    """A meeting of those invited, the first of whom organised it; of four people who play no part where nobody is named."""
    people = tuple(each if isinstance(each, Invitation) else invitation(each) for each in invited or (90, 91, 92, 93))
    values: dict[str, Any] = {
        "key": f"{MARKER}-meeting-{next(_numbers)}",
        "when": when,
        "series": False,
        "size": len(people),
        "external": False,
        "broadcast": False,
        "private": False,
        "cancelled": False,
        "shows_busy": True,
        "organiser": people[0].address,
        "people": people,
    }
    return Meeting(**{**values, **changes})


ROOM = Invitation(address=f"{MARKER}-room@ours.example", response=Response.ACCEPTED, resource=True)


def online(when: Interval, *invited: int | Invitation, link: str = LINK, **changes: Any) -> Meeting:  # noqa: ANN401
    return meeting(when, *invited, **{"online": True, "join_link": link, **changes})


def message(
    moment: int,
    *to: int,
    sender: int | None = 99,
    pressing: bool | Iterable[int] = True,
    place: MessagePlace = MessagePlace.GROUP,
    conversation: str = "",
    **changes: Any,  # noqa: ANN401
) -> Message:
    """A message that lands on some, and presses for all, none or a few of them."""
    receivers = tuple(key(each) for each in to)
    singled_out = receivers if pressing is True else tuple(key(each) for each in pressing or ())
    values: dict[str, Any] = {
        "key": f"{MARKER}-message-{next(_numbers)}",
        "place": place,
        "sent_at": moment,
        "sender": None if sender is None else key(sender),
        "landed_on": receivers,
        "pressing_for": frozenset(singled_out),
        "conversation": conversation or f"{MARKER}-chat",
    }
    return Message(**{**values, **changes})


def thread(moment: int, sender: int, *replies: tuple[int, int], mentions: bool = True) -> tuple[Message, ...]:
    """A thread of a channel, and its replies: when, and of whom."""
    about: dict[str, Any] = {"place": MessagePlace.CHANNEL, "conversation": f"{MARKER}-thread-{next(_numbers)}"}
    root = message(moment, sender=sender, begins=True, mentions=mentions, **about)
    return (root, *(message(when, sender=who, **about) for when, who in replies))


OFFICE = Network(egress="192.0.2.10", subnet="10.0.0.0")
HOME = Network(egress="198.51.100.7", subnet="192.168.1.0")


def endpoint(number: int, when: Interval, *networks: Network, **changes: Any) -> Endpoint:  # noqa: ANN401
    """A colleague's own session."""
    values: dict[str, Any] = {
        "caller": Caller.USER,
        "identity": key(number),
        "account": address(number),
        "tenant": OURS,
        "platform": "windows",
        "when": when,
        "networks": networks,
    }
    return Endpoint(**{**values, **changes})


def room_endpoint(when: Interval, *networks: Network, **changes: Any) -> Endpoint:  # noqa: ANN401
    values: dict[str, Any] = {"identity": "room-id", "account": ROOM.address, "platform": "roomSystem", **changes}
    return endpoint(0, when, *(networks or (OFFICE,)), **values)


def record(when: Interval, *endpoints: Endpoint, link: str = LINK) -> CallRecord:
    return CallRecord(id=f"call-{next(_numbers)}", when=when, join_link=link_key(link), endpoints=endpoints)


def surroundings(people: Iterable[Person] = (), **changes: Any) -> Surroundings:  # noqa: ANN401
    values: dict[str, Any] = {
        "internal": lambda each: each.endswith("@ours.example"),
        "members": {address(int(each.key.rpartition("-")[2])): each.key for each in people},
        "tenants": frozenset({OURS}),
        "focus_day": 3,
        "social_categories": frozenset({SOCIAL}),
        "learning_categories": frozenset({LEARNING}),
    }
    return Surroundings(**{**values, **changes})


def facts(people: Iterable[Person], **changes: Any) -> Facts:  # noqa: ANN401
    """Everything was read, and there is nothing but what is given."""
    team = tuple(people)
    values: dict[str, Any] = {
        "team": "platform",
        "week": WEEK,
        "window": WEEK.window(BRUSSELS),
        "members": len(team),
        "people": team,
        "smallest_group": 5,
        "signals": EVERYTHING,
        "coming": WEEK.following.window(BRUSSELS),
        "before": tuple(WEEK.back(number).window(BRUSSELS) for number in range(1, 4)),
        "usual": FULL_TIME,
        "around": surroundings(team),
    }
    return Facts(**{**values, **changes})


def team_of(number: int, **changes: Any) -> tuple[Person, ...]:  # noqa: ANN401
    return tuple(person(each, **changes) for each in range(number))


def busy_week(people: int = 6, *, meeting_hours: int = 16, evenings: int = 3) -> Facts:
    """A week in which everybody has meetings by day, one-to-one messages by night, and one hybrid meeting shares a screen."""
    everybody = tuple(range(people))
    by_day = [meeting(hours(number % 5, "08:00", "09:00"), *everybody) for number in range(0)]
    by_day += [
        meeting(Interval(start, start + 3600), *everybody, holders=frozenset(key(each) for each in everybody))
        for start in (at(number % 5, "09:00") + number // 5 * 3600 for number in range(meeting_hours))
    ]
    when = hours(1, "15:00", "16:00")
    shared = online(when, *everybody, rooms=(ROOM,))
    coming = online(hours(8, "10:00", "11:00"), *everybody, rooms=(ROOM,), link="https://teams.example/l/2")
    messages = [
        message(at(day, "22:00"), receiver, sender=(receiver + 1 + day) % people)
        for day in range(evenings)
        for receiver in everybody
    ]
    team = [person(each, *by_day) for each in everybody]
    return facts(
        team,
        meetings=(*by_day, shared, coming),
        messages=tuple(messages),
        calls=(record(when, room_endpoint(when), endpoint(0, when, HOME)),),
    )


@st.composite
def weeks(draw: st.DrawFn, *, fewest: int = 5, most: int = 17) -> Facts:
    """A week of a team, with meetings, messages and calls as they come; everybody is present and could be read."""
    everybody = range(draw(st.integers(fewest, most)))
    some = st.lists(st.sampled_from(everybody), min_size=1, unique=True)
    quarters = st.integers(0, 7 * 96 - 1).map(lambda quarter: WEEK.window(BRUSSELS).start + quarter * 900)
    spans = st.builds(lambda start, length: Interval(start, start + length * 900), quarters, st.integers(1, 16))
    load = st.integers(0, 12).flatmap(lambda least: st.integers(least, 30))
    held = [
        meeting(
            when,
            *attendees,
            size=len(attendees) + draw(st.integers(0, 8)),
            series=draw(st.booleans()),
            external=draw(st.booleans()),
            holders=frozenset(key(each) for each in attendees),
        )
        for when, attendees in draw(st.lists(st.tuples(spans, some), max_size=draw(load)))
    ]
    messages = [
        message(moment, *(each for each in to if each != sender), sender=sender, pressing=pressing)
        for moment, sender, to, pressing in draw(
            st.lists(st.tuples(quarters, st.sampled_from((*everybody, 99)), some, st.booleans()), max_size=25)
        )
    ]
    hybrid, calls = [], []
    for number in range(draw(st.integers(0, 6))):
        when, link = draw(spans), f"https://teams.example/hybrid/{number}"
        hybrid.append(online(when, *draw(some), rooms=(ROOM,), link=link))
        own = [
            endpoint(each, when, draw(st.sampled_from([HOME, OFFICE, Network(connection="tunnel")])))
            for each in draw(st.lists(st.sampled_from(everybody), unique=True))
        ]
        calls.append(record(when, *([room_endpoint(when)] if draw(st.booleans()) else []), *own, link=link))
    team = [person(each, *(every for every in held if key(each) in every.holders)) for each in everybody]
    return facts(team, meetings=(*held, *hybrid), messages=tuple(messages), calls=tuple(calls))
