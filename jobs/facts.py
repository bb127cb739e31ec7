"""Gathers the facts of one team's week. They live for the length of the job."""

import asyncio
from collections.abc import Coroutine, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from core.errors import KadansError
from core.facts import Availability, EventCopy, Facts, Gap, Person, PersonKey, Signal
from core.intervals import Interval
from core.meetings import CalendarFacts, read_calendars
from core.ports import Calendars, DirectoryPerson, Mailbox
from core.team import TeamSettings
from core.week import Week
from core.worktime import expected_time
from jobs.membership import Members

_MARGIN = int(timedelta(days=2).total_seconds())
"""Around the week: all-day events float, and local days begin up to a day before or after the team's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    person: DirectoryPerson
    mailbox: Mailbox
    events: tuple[EventCopy, ...] | None
    gaps: tuple[Gap, ...]


async def gather(
    settings: TeamSettings, week: Week, members: Members, *, left_out: frozenset[str], calendars: Calendars
) -> Facts:
    """Return everything that the auditors of a team may know of a week.

    Mailboxes of people who are left out are never asked for anything.
    """
    window = week.window(settings.zone)
    read = Interval(window.start - _MARGIN, week.following.window(settings.zone).end + _MARGIN)
    signal_on = settings.signals.on(Signal.CALENDAR)
    readings = await _all(
        [
            _read(person, read, calendars=calendars, calendar_on=signal_on)
            for person in members.nominal
            if person.key.casefold() not in left_out
        ]
    )
    shared = sum(reading.mailbox.shared for reading in readings)
    readings = [reading for reading in readings if not reading.mailbox.shared]
    by_person, _ = read_calendars(
        {reading.person.key: reading.events for reading in readings if reading.events is not None},
        settings.meeting_rules(guests=members.guests, rooms=frozenset()),
    )
    gaps = tuple(gap for reading in readings for gap in reading.gaps)
    return Facts(
        team=settings.key,
        week=week,
        window=window,
        members=len(members.nominal) - shared,
        people=tuple(_person(reading, by_person.get(reading.person.key), window, settings) for reading in readings),
        smallest_group=settings.smallest_group,
        signals={Signal.CALENDAR: _availability(readings, signal_on)},
        gaps=gaps,
        shifts=settings.team.hours == "shifts",
    )


async def _all(reads: Iterable[Coroutine[None, None, _Reading]]) -> list[_Reading]:
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(read) for read in reads]
    except* KadansError as group_of_errors:
        errors = group_of_errors
    else:
        return [task.result() for task in tasks]
    raise next(_leaves(errors)) from None


def _leaves(group: BaseExceptionGroup[KadansError]) -> Iterator[KadansError]:
    for error in group.exceptions:
        if isinstance(error, BaseExceptionGroup):
            yield from _leaves(error)
        else:
            yield error


async def _read(person: DirectoryPerson, window: Interval, *, calendars: Calendars, calendar_on: bool) -> _Reading:
    mailbox = await calendars.mailbox(person.key)
    gaps = [mailbox] if isinstance(mailbox, Gap) else []
    known = Mailbox() if isinstance(mailbox, Gap) else mailbox
    events: tuple[EventCopy, ...] | None = None
    if calendar_on and not known.shared:
        answer = await calendars.events(person.key, window)
        if isinstance(answer, Gap):
            gaps.append(answer)
        else:
            events = answer
    return _Reading(person=person, mailbox=known, events=events, gaps=tuple(gaps))


def _person(reading: _Reading, calendar: CalendarFacts | None, window: Interval, settings: TeamSettings) -> Person:
    expected = expected_time(
        window,
        schedule=settings.schedules.get(reading.person.key.casefold()),
        outlook=reading.mailbox.hours,
        country=reading.person.country or settings.country,
        leave=calendar.leave if calendar else (),
        calendar=settings.calendar,
    )
    return Person(
        key=PersonKey(reading.person.key),
        expected=expected,
        meetings=calendar.meetings if calendar else (),
        busy=calendar.busy if calendar else (),
        calendar_read=reading.events is not None,
    )


def _availability(readings: Sequence[_Reading], signal_on: bool) -> Availability:  # noqa: FBT001 - private, named at the call
    if not signal_on:
        return Availability.OFF
    refused = [gap for reading in readings for gap in reading.gaps if gap.source == "calendar"]
    if readings and len(refused) == len(readings) and all(gap.reason == "access denied" for gap in refused):
        return Availability.NOT_GRANTED
    return Availability.READ
