"""Gathers the facts of one team's week. They live for the length of the job."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from auditors import ALL, BY_KEY
from core.auditor import AnyAuditor
from core.calls import CallRecord
from core.facts import Availability, EventCopy, Facts, Gap, Meeting, Person, PersonKey, Signal, Surroundings, WorkPlace
from core.hybrid import records_of, unrecognised
from core.intervals import Interval
from core.meetings import CalendarFacts, read_calendars, series_of
from core.messages import Copy, Unavailable, put_together
from core.permissions import ROOMS_FOR
from core.policy import WEEKDAYS, attending
from core.ports import DirectoryPerson, Mailbox
from core.roster import Planned
from core.team import TeamSettings
from core.week import Week
from core.worktime import expected_time
from jobs.calls import CALL_RECORDS_LIVE, CallsRead, read_calls, room_accounts
from jobs.concurrency import both, run_all
from jobs.managers import Organised, organised_by
from jobs.membership import Members
from jobs.rosters import RosterRead, read_roster
from jobs.wiring import Tenant

MARGIN = int(timedelta(days=2).total_seconds())
"""Around the week: all-day events float, and local days begin up to a day before or after the team's."""
LONGEST = max(auditor.weeks for auditor in ALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    """What was read about one person."""

    person: DirectoryPerson
    mailbox: Mailbox
    events: tuple[EventCopy, ...] | None = None
    """None: not read."""
    chats: tuple[Copy, ...] | None = None
    """None: not read."""
    gaps: tuple[Gap, ...] = ()

    @property
    def key(self) -> PersonKey:
        return self.person.key


async def gather(
    settings: TeamSettings,
    week: Week,
    members: Members,
    *,
    left_out: frozenset[str],
    tenant: Tenant,
    now: datetime,
    only: frozenset[str] | None = None,
) -> Facts:
    """Return everything that the auditors of a team may know of a week, and nothing that none of them wants.

    Nothing of people who are left out is ever asked for. With `only` (object ids, lower case) nothing is asked for about anybody
    else either, the manager included: for what concerns one reader alone.
    """
    window, coming = week.window(settings.zone), week.following.window(settings.zone)
    before = tuple(week.back(number).window(settings.zone) for number in range(1, LONGEST))
    wanted, auditors = wanted_signals(settings, week), _looking(settings, week)
    weeks = max((auditor.weeks for auditor in auditors), default=1)
    first = before[weeks - 2].start if weeks > 1 else window.start
    around_week = Interval(first - MARGIN, coming.end + MARGIN)
    held: dict[str, Copy] = {}
    tasks = (
        _read(person, around_week, window, tenant=tenant, wanted=wanted, held=held)
        for person in members.nominal
        if person.key.casefold() not in left_out and (only is None or person.key.casefold() in only)
    )
    channels, everybody = await both(_channels(settings, window, tenant, wanted), run_all(tasks))
    readings = [reading for reading in everybody if not reading.mailbox.shared]
    known_rooms = await _rooms(settings, week, tenant, wanted)
    copies = {reading.key: reading.events for reading in readings if reading.events is not None}
    meeting_rules = settings.meeting_rules(guests=members.guests, rooms=known_rooms)
    calendars, meetings = read_calendars(
        copies, meeting_rules, addresses={reading.key: reading.person.addresses for reading in readings}
    )
    await asyncio.sleep(0)  # requests of other teams go out on time
    boss = Organised()
    if only is None and Signal.CALENDAR in wanted and any(auditor.looks_at_manager for auditor in auditors):
        boss = await organised_by(settings.team.manager, around_week, tenant.calendars, left_out=left_out)
    exports = {reading.key: reading.chats for reading in readings if reading.chats is not None}
    messages = put_together(
        exports,
        channels.copies,
        members=[reading.key for reading in readings],
        one_on_one=await _one_on_one(exports, tenant),
    )
    expired = (now.timestamp() - window.end) >= CALL_RECORDS_LIVE
    roster = RosterRead()
    if settings.team.hours == "shifts" and any(auditor.needs_expected_time for auditor in auditors):
        roster = await read_roster(settings, window, tenant.rosters, people=[reading.key for reading in readings])
    calls = CallsRead(availability=Availability.OFF)
    if Signal.CALLS in wanted and not expired:
        rooms = () if only is None else await room_accounts(meetings, window, tenant.directory)
        calls = await read_calls(
            meetings, window, tenant.calls, members=[reading.key for reading in readings], rooms=rooms
        )
    around = await _with_identities(
        _surroundings(settings, members, left_out, known_rooms, tenant, calls.records), meetings, calls.records, tenant
    )
    sampled, places = _places(settings, week, [reading.key for reading in readings], tenant, wanted, now)
    return Facts(
        team=settings.key,
        week=week,
        window=window,
        members=len(members.nominal) - (len(everybody) - len(readings)),
        people=tuple(
            replace(
                _person(reading, calendars.get(reading.key), window, settings, planned=roster.of(reading.key)),
                places=places.get(reading.key, {}),
            )
            for reading in readings
        ),
        smallest_group=settings.smallest_group,
        signals={
            Signal.CALENDAR: _availability("calendar", readings, Signal.CALENDAR in wanted),
            Signal.CHATS: _availability("chats", readings, Signal.CHATS in wanted),
            Signal.CHANNELS: channels.availability,
            Signal.CALLS: Availability.READ if Signal.CALLS in wanted and expired else calls.availability,
            Signal.LOCATION: sampled,
        },
        messages=messages,
        meetings=meetings,
        series=series_of(
            copies | boss.copies,
            meeting_rules,
            members=around.members,
        ),
        coming=coming,
        before=before,
        usual=expected_time(
            window, schedule=None, outlook=None, country=settings.country, leave=(), calendar=settings.calendar
        ),
        calls=calls.records,
        calls_expired=expired,
        around=around,
        gaps=(
            *(gap for reading in readings for gap in reading.gaps),
            *boss.gaps,
            *channels.gaps,
            *calls.gaps,
            *roster.gaps,
        ),
        shifts=roster.why_not,
    )


def _surroundings(
    settings: TeamSettings,
    members: Members,
    left_out: frozenset[str],
    rooms: frozenset[str],
    tenant: Tenant,
    records: Iterable[CallRecord],
) -> Surroundings:
    ours = {person.key.casefold() for person in members.nominal}
    seen = {
        endpoint.tenant for record in records for endpoint in record.endpoints if endpoint.identity in ours
    }  # KADANS_TENANT_ID may be a domain name
    return Surroundings(
        internal=settings.meeting_rules(guests=members.guests, rooms=rooms).internal,
        members={address: person.key for person in members.nominal for address in person.addresses},
        left_out=left_out,
        tenants=frozenset({tenant.id.casefold(), *seen} - {""}),
        rooms=rooms,
        office_networks=settings.office_networks,
        exempt_categories=settings.exempt_categories,
        count_outsiders=settings.count_outsiders,
        attending=attending(settings.organisation),
        social_categories=settings.social_categories,
        learning_categories=settings.learning_categories,
        focus_day=WEEKDAYS.index(settings.team.focus_day) if settings.team.focus_day else None,
    )


async def _with_identities(
    around: Surroundings, meetings: Iterable[Meeting], records: tuple[CallRecord, ...], tenant: Tenant
) -> Surroundings:
    """Ask the directory for colleagues who may have been in a call under a sign-in name that is not their mail address."""
    addresses = sorted(
        frozenset[str]().union(
            *(
                unrecognised(meeting, sittings, around)
                for meeting in meetings
                if records and (sittings := records_of(meeting, records))
            )
        )
    )
    answers = await run_all(tenant.directory.identity(address) for address in addresses)
    found = {address: key for address, key in zip(addresses, answers, strict=True) if key is not None}
    return replace(around, identities=found)


async def _rooms(settings: TeamSettings, week: Week, tenant: Tenant, wanted: frozenset[Signal]) -> frozenset[str]:
    """Return the known rooms where somebody cares; resource attendees are known as rooms without them."""
    if Signal.CALENDAR not in wanted or all(each.key not in ROOMS_FOR for each in _looking(settings, week)):
        return frozenset()
    answer = await tenant.calls.rooms()
    return frozenset() if isinstance(answer, Gap) else answer


def wanted_signals(settings: TeamSettings, week: Week) -> frozenset[Signal]:
    """Return the signals that the policy allows and that some section of this week makes use of."""
    allowed = frozenset(signal for signal in Signal if settings.allows(signal))
    return frozenset[Signal]().union(*(auditor.used_of(allowed) for auditor in _looking(settings, week)))


def _looking(settings: TeamSettings, week: Week) -> tuple[AnyAuditor, ...]:
    """Return the auditors that look at this week of the team."""
    return tuple(BY_KEY[key] for key in settings.auditors if key in BY_KEY and not settings.muted(key, week))


def _places(
    settings: TeamSettings,
    week: Week,
    people: Sequence[PersonKey],
    tenant: Tenant,
    wanted: frozenset[Signal],
    now: datetime,
) -> tuple[Availability, Mapping[PersonKey, Mapping[date, WorkPlace]]]:
    """Return what was sampled of a week; of people who are left out it isn't even looked up."""
    if Signal.LOCATION not in wanted:
        return Availability.OFF, {}
    days = [week.monday + timedelta(days=number) for number in range(7)]
    found = tenant.sampled.of(days, people, zone=settings.zone, now=now)
    return (found, {}) if isinstance(found, Availability) else (Availability.READ, found)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Channels:
    availability: Availability
    copies: tuple[Copy, ...] = ()
    gaps: tuple[Gap, ...] = ()


async def _channels(settings: TeamSettings, window: Interval, tenant: Tenant, wanted: frozenset[Signal]) -> _Channels:
    if Signal.CHANNELS not in wanted:
        return _Channels(availability=Availability.OFF)
    if settings.team.group is None:
        return _Channels(availability=Availability.NO_TEAM)
    answer = await tenant.conversations.channel_messages(settings.team.group, window)
    if isinstance(answer, Unavailable):
        return _Channels(availability=Availability(answer))
    if isinstance(answer, Gap):
        return _Channels(availability=Availability.UNREADABLE, gaps=(answer,))
    return _Channels(availability=Availability.READ, copies=answer)


async def _one_on_one(exports: Mapping[PersonKey, tuple[Copy, ...]], tenant: Tenant) -> frozenset[str]:
    """Ask for the kind of each chat once, from one of those who take part in it."""
    asked: dict[PersonKey, set[str]] = {}
    known: set[str] = set()
    for person, export in exports.items():
        fresh = {copy.place for copy in export} - known
        if fresh:
            asked[person] = fresh
            known |= fresh
    answers = await run_all(
        tenant.conversations.one_on_one_chats(person, frozenset(chats)) for person, chats in asked.items()
    )
    return frozenset[str]().union(*answers)


async def _read(
    person: DirectoryPerson,
    around: Interval,
    window: Interval,
    *,
    tenant: Tenant,
    wanted: frozenset[Signal],
    held: dict[str, Copy],
) -> _Reading:
    """Read one person. `held` are the messages that others of the team hold too: each is kept once."""
    mailbox = await tenant.calendars.mailbox(person.key)
    gaps = [mailbox] if isinstance(mailbox, Gap) else []
    known = Mailbox() if isinstance(mailbox, Gap) else mailbox
    if known.shared:
        return _Reading(person=person, mailbox=known)
    events, chats = await both(
        tenant.calendars.events(person.key, around) if Signal.CALENDAR in wanted else _nothing(),
        tenant.conversations.chat_messages(person.key, window) if Signal.CHATS in wanted else _nothing(),
    )
    gaps += [each for each in (events, chats) if isinstance(each, Gap)]
    return _Reading(
        person=person,
        mailbox=known,
        events=None if isinstance(events, Gap) else events,
        chats=None
        if chats is None or isinstance(chats, Gap)
        else tuple([held.setdefault(each.key, each) for each in chats]),
        gaps=tuple(gaps),
    )


async def _nothing() -> None:
    """Stand in for what is not read."""


def _person(
    reading: _Reading,
    calendar: CalendarFacts | None,
    window: Interval,
    settings: TeamSettings,
    *,
    planned: Planned | None,
) -> Person:
    expected = expected_time(
        window,
        schedule=settings.schedules.get(reading.person.key.casefold()),
        outlook=reading.mailbox.hours,
        country=reading.person.country or settings.country,
        leave=calendar.leave if calendar else (),
        calendar=settings.calendar,
        planned=planned,
    )
    return Person(
        key=PersonKey(reading.person.key),
        expected=expected,
        meetings=calendar.meetings if calendar else (),
        busy=calendar.busy if calendar else (),
        holds=calendar.holds if calendar else (),
        asked=calendar.asked if calendar else (),
        calendar_read=reading.events is not None,
        messages_read=reading.chats is not None,
    )


def _availability(source: str, readings: Sequence[_Reading], wanted: bool) -> Availability:  # noqa: FBT001 - named at the call
    if not wanted:
        return Availability.OFF
    refused = [gap for reading in readings for gap in reading.gaps if gap.source == source]
    if readings and len(refused) == len(readings) and all(gap.reason == "access denied" for gap in refused):
        return Availability.NOT_GRANTED
    return Availability.READ
