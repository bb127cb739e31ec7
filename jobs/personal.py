"""What a delivery asks of its reader: when a card may come, and what that reader alone is told.

Everything here is read afresh for one delivery and kept nowhere.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import timedelta

from auditors.meeting_overload import KEY as OVERLOAD
from auditors.off_hours_messages import KEY as OFF_HOURS
from auditors.off_hours_messages import OffHoursMessages
from core.errors import KadansError, SignInError
from core.facts import Facts, Gap, PersonKey, Signal
from core.intervals import Interval, Intervals, union
from core.meetings import leave_of
from core.messages import Copy, Unavailable
from core.own_view import OwnNumbers, Reached, held, new_colleagues, one_on_ones, reached
from core.policy import BotTarget, FolderTarget, Target
from core.ports import DirectoryPerson
from core.right_time import next_moment
from core.roster import Planned
from core.team import TeamSettings
from core.week import Week
from core.worktime import DayOff, OutlookHours, expected_time
from jobs.concurrency import run_all
from jobs.facts import MARGIN, gather
from jobs.house import House
from jobs.membership import left_out, members_of
from jobs.own_meetings import managers_part
from jobs.rosters import shifts_of
from jobs.wiring import Tenant

LOOKS_AHEAD = 4
"""Weeks in which the next working moment is looked for."""
LOOKS_BACK = int(timedelta(days=28).total_seconds())


@dataclass(frozen=True, slots=True, kw_only=True)
class Personal:
    """What holds for one reader of one card."""

    moment: int | None
    """When the card may come, in UTC seconds: now, or later; None where nobody knows."""
    own: OwnNumbers | None = field(default=None, repr=False)
    """Only for the team's manager, in the manager's own chat, when the moment has come."""


async def personal(
    house: House, settings: TeamSettings, week: Week, target: Target, *, may_read: bool = True, waits: bool = True
) -> Personal:
    """Return when this route's reader may get the card, and what that reader alone is told.

    A folder disturbs nobody. A channel is read by the whole team: its default hours, holidays and closures count. In somebody's
    own chat that person's own hours and leave do. Where nothing may be read (`may_read`), the team's hours serve. Without `waits`
    the card may come at any time.

    Raises:
        KadansError: it can't be known whom not to read about, or Graph asks to come back later.
        SignInError, NotReachedError: nothing can be read.
    """
    now = house.now
    if isinstance(target, FolderTarget):
        return Personal(moment=now)
    team_moment = next_moment(now, expected_of_team(settings, now)) if waits else now
    if not isinstance(target, BotTarget) or target.user is None or not may_read:
        return Personal(moment=team_moment)
    async with house.reading() as tenant:
        silent = await left_out(tenant.directory, settings.organisation)
        if target.user.casefold() in silent:
            return Personal(moment=team_moment)
        reader = await tenant.directory.person(target.user)
        moment: int | None = now
        if waits:
            moment = next_moment(now, await expected_of(target.user, reader, settings, tenant, now))
        manager = (settings.team.manager or "").casefold()
        if moment != now or target.user.casefold() != manager or reader is None:
            return Personal(moment=moment)
        return Personal(moment=moment, own=await own_view(settings, week, reader, silent, tenant, house))


def expected_of_team(settings: TeamSettings, now: int) -> Intervals:
    """Return the coming weeks' default hours of a team, without its holidays and closures."""
    return _expected(settings, now, country=settings.country, outlook=None, leave=(), person="")


async def expected_of(
    key: str, reader: DirectoryPerson | None, settings: TeamSettings, tenant: Tenant, now: int
) -> Intervals:
    """Return a reader's own working time of the coming weeks."""
    person = PersonKey(key)
    ahead = Interval(now, now + int(timedelta(weeks=LOOKS_AHEAD + 1).total_seconds()))
    mailbox = await tenant.calendars.mailbox(person)
    leave: tuple[DayOff, ...] = ()
    if settings.signals.on(Signal.CALENDAR):
        events = await tenant.calendars.events(person, ahead)
        leave = () if isinstance(events, Gap) else leave_of(events)
    return _expected(
        settings,
        now,
        country=(reader.country if reader else "") or settings.country,
        outlook=None if isinstance(mailbox, Gap) else mailbox.hours,
        leave=leave,
        person=key,
        planned=await shifts_of(settings, person, ahead, tenant.rosters),
    )


def _expected(
    settings: TeamSettings,
    now: int,
    *,
    country: str,
    outlook: OutlookHours | None,
    leave: tuple[DayOff, ...],
    person: str,
    planned: Planned | None = None,
) -> Intervals:
    week = Week.at(now, settings.zone)
    found: list[Interval] = []
    for _ in range(LOOKS_AHEAD + 1):
        found += expected_time(
            week.window(settings.zone),
            schedule=settings.schedules.get(person.casefold()),
            outlook=outlook,
            country=country,
            leave=leave,
            calendar=settings.calendar,
            planned=planned,
        ).instants
        week = week.following
    return union(found)


async def own_view(
    settings: TeamSettings, week: Week, reader: DirectoryPerson, silent: frozenset[str], tenant: Tenant, house: House
) -> OwnNumbers:
    """Return the manager's own example of a week. What can't be read is left out, and told."""
    try:
        return await _own_view(settings, week, reader, silent, tenant, house)
    except SignInError:
        raise
    except KadansError:
        return OwnNumbers(unread=True)  # the team's card does not wait for it


async def _own_view(
    settings: TeamSettings, week: Week, reader: DirectoryPerson, silent: frozenset[str], tenant: Tenant, house: House
) -> OwnNumbers:
    members = await members_of(tenant.directory, settings)
    facts = await gather(
        replace(settings, sections=(OVERLOAD,), further=()),
        week,
        members,
        left_out=silent,
        tenant=tenant,
        now=house.clock(),
    )
    if facts.shifts:
        return OwnNumbers()
    told = OwnNumbers()
    if settings.signals.on(Signal.CALENDAR):
        until = facts.window.end
        around = Interval(until - LOOKS_BACK - MARGIN, week.following.window(settings.zone).end + MARGIN)
        calendar = await tenant.calendars.events(reader.key, around)
        if isinstance(calendar, Gap):
            told = replace(told, unread=True)
        else:
            # Whoever is left out was not read, and counts; a shared mailbox was found to be nobody's, and doesn't.
            people = {person.key.casefold() for person in facts.people} | silent
            everybody = {
                address: person.key
                for person in members.nominal
                if person.key.casefold() in people
                for address in person.addresses
            }
            told = replace(
                told,
                held=held(facts, reader.addresses),
                one_on_ones=one_on_ones(calendar, everybody, until=until, own_addresses=reader.addresses),
                new_colleagues=new_colleagues(
                    calendar,
                    everybody,
                    await _hired(facts, tenant),
                    until=until,
                    own_addresses=reader.addresses,
                ),
                organiser=await managers_part(
                    settings, week, reader, calendar, members=members, silent=silent, tenant=tenant, now=house.clock()
                ),
            )
    if settings.signals.on(Signal.CHATS) and OFF_HOURS in settings.sections and not settings.muted(OFF_HOURS, week):
        wrote = await _reached(settings, facts, reader.key, tenant)
        told = replace(told, unread=True) if wrote is None else replace(told, reached=wrote)
    return told


async def _hired(facts: Facts, tenant: Tenant) -> dict[PersonKey, int]:
    """Ask since when each member works here whose week may be read, one by one: a list of the group would tell it of all."""
    people = [person.key for person in facts.people]
    answers = await run_all(tenant.directory.hired(person) for person in people)
    return {person: since for person, since in zip(people, answers, strict=True) if since is not None}


async def _reached(settings: TeamSettings, facts: Facts, manager: PersonKey, tenant: Tenant) -> Reached | None:
    export = await tenant.conversations.chat_messages(manager, facts.window)
    if isinstance(export, Gap):
        return None
    written = _by(manager, export)
    chats = sorted({copy.place for copy in written})
    answers = await run_all(tenant.conversations.chat_members(chat) for chat in chats)
    people_of: dict[str, frozenset[str]] = {}
    for chat, answer in zip(chats, answers, strict=True):
        if isinstance(answer, Gap):
            return None
        people_of[chat] = answer
    if settings.signals.on(Signal.CHANNELS) and settings.team.group is not None:
        posts = await tenant.conversations.channel_messages(settings.team.group, facts.window)
        if isinstance(posts, Gap):
            return None
        written += [] if isinstance(posts, Unavailable) else _by(manager, posts)
    rule = settings.rules[OFF_HOURS]
    assert isinstance(rule, OffHoursMessages)  # noqa: S101 - the policy built it from this very type
    return reached(
        written,
        people_of,
        facts,
        one_on_one=await tenant.conversations.one_on_one_chats(manager, frozenset(chats)),
        grace_minutes=rule.grace_minutes,
    )


def _by(writer: PersonKey, copies: Iterable[Copy]) -> list[Copy]:
    return [copy for copy in copies if copy.sender == writer.casefold()]
