"""What a reader is told about the meetings that the reader organises, by the auditors' own rules.

An auditor that the team's policy does not switch on, or that is muted, says nothing here either.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import msgspec

from auditors.all_virtual_rule import KEY as ALL_VIRTUAL
from auditors.all_virtual_rule import AllVirtualRule, risky, verdicts
from auditors.async_candidates import KEY as ASYNC
from auditors.async_candidates import AsyncCandidates, candidates
from auditors.meeting_overload import KEY as OVERLOAD
from core.facts import EventCopy, Facts, Gap, PersonKey
from core.hybrid import Verdict
from core.intervals import Interval
from core.organiser import Organiser, OwnMeeting, OwnSeries, own_meetings, worth_shortening
from core.ports import DirectoryPerson, Mailbox
from core.team import TeamSettings
from core.week import Week
from jobs.facts import gather
from jobs.membership import Members
from jobs.wiring import Tenant

LOOK_AT_OWN_MEETINGS = (ALL_VIRTUAL, ASYNC, OVERLOAD)


def looking(settings: TeamSettings, week: Week) -> tuple[str, ...]:
    """Return the auditors that have something to say to an organiser, as far as the team's policy lets them."""
    return tuple(key for key in LOOK_AT_OWN_MEETINGS if key in settings.auditors and not settings.muted(key, week))


def organiser_of(facts: Facts, settings: TeamSettings, own_addresses: frozenset[str], *, now: int) -> Organiser:
    """Return the organiser's part for the one person whom the facts are about; `own_addresses` are that person's, lower case.

    Meetings with people outside the team are the organiser's own too: calendar and call record of an organiser hold everybody.
    What is not sure to have broken the rule is not told, nor what has begun by `now`, in UTC seconds, as something to come.
    """
    looks = looking(settings, facts.week)
    mine = replace(facts, meetings=tuple(each for each in facts.meetings if each.organiser in own_addresses))
    told = Organiser()
    if ALL_VIRTUAL in looks:
        rule = settings.rules[ALL_VIRTUAL]
        assert isinstance(rule, AllVirtualRule)  # noqa: S101 - the policy built it from this very type
        coming = (meeting for meeting in risky(mine, rule) if meeting.when.start >= now)
        broken = (meeting for meeting, judgement in verdicts(mine, rule) if judgement.verdict is Verdict.BROKEN)
        told = replace(told, broken=own_meetings(broken), at_risk=own_meetings(coming))
    if ASYNC in looks:
        limits = settings.rules[ASYNC]
        assert isinstance(limits, AsyncCandidates)  # noqa: S101 - the policy built it from this very type
        found = sorted(candidates(mine, limits), key=lambda each: (-each.minutes_a_week, each.latest.when))
        series = tuple(
            OwnSeries(
                latest=OwnMeeting(when=each.latest.when, size=each.latest.size), minutes_a_week=each.minutes_a_week
            )
            for each in found
        )
        told = replace(told, series=series)
    if OVERLOAD in looks:
        told = replace(told, shorter=worth_shortening(mine, own_addresses, now=now))
    return told


async def managers_part(
    settings: TeamSettings,
    week: Week,
    reader: DirectoryPerson,
    calendar: tuple[EventCopy, ...],
    *,
    members: Members,
    silent: frozenset[str],
    tenant: Tenant,
    now: datetime,
) -> Organiser:
    """Return the organiser's part of somebody who is no member; `calendar` is the reader's own, read before.

    Beside it only rooms are read, and the call records of meetings that the reader organises.
    """
    looks = looking(settings, week)
    if not looks:
        return Organiser()
    known = _Known(reader.key, [each if each.organised else _without_call(each) for each in calendar])
    facts = await gather(
        replace(settings, sections=looks, further=()),
        week,
        replace(members, nominal=(*members.nominal, reader)),
        left_out=silent,
        tenant=replace(tenant, calendars=known),
        now=now,
        only=frozenset({reader.key.casefold()}),
    )
    return organiser_of(facts, settings, reader.addresses, now=int(now.timestamp()))


def _without_call(event: EventCopy) -> EventCopy:
    """Return an entry of somebody else's meeting, whose call is not asked about."""
    return msgspec.structs.replace(event, join_link=None)


@dataclass(frozen=True, slots=True)
class _Known:
    """The `Calendars` port on one calendar that was read before."""

    reader: PersonKey
    events_read: Sequence[EventCopy]

    async def mailbox(self, person: PersonKey) -> Mailbox | Gap:  # noqa: ARG002 - hours play no part in it
        return Mailbox()

    async def events(self, person: PersonKey, window: Interval) -> tuple[EventCopy, ...] | Gap:
        if person != self.reader:
            return ()
        return tuple(each for each in self.events_read if each.when.end > window.start and each.when.start < window.end)
