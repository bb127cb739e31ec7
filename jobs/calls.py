"""Reads the call records that belong to a team's meetings, and no others."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from core.calls import CallRecord
from core.facts import Availability, Gap, Meeting, PersonKey, Response
from core.intervals import Interval
from core.links import link_key
from core.messages import Unavailable
from core.ports import Calls, Directory
from jobs.concurrency import run_all

CALL_RECORDS_LIVE = 30 * 24 * 3600
"""Seconds; older records are gone from Graph."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallsRead:
    """What came of it."""

    availability: Availability
    records: tuple[CallRecord, ...] = ()
    gaps: tuple[Gap, ...] = ()


async def read_calls(
    meetings: Iterable[Meeting],
    window: Interval,
    calls: Calls,
    *,
    members: Sequence[PersonKey],
    rooms: Iterable[PersonKey] = (),
) -> CallsRead:
    """Return the records of the week's meetings with a join link: listed by the members invited, each read once.

    `rooms` are accounts of rooms to list by as well. Where there is no such meeting, one member is asked all the same, to know
    whether records could have been read.
    """
    concerned = [each for each in meetings if each.join_link and window.start <= each.when.start < window.end]
    links = frozenset(link_key(each.join_link or "") for each in concerned)
    people = sorted({person for each in concerned for person in each.holders} | {*rooms}) or list(members[:1])
    lists = await run_all(calls.listed(PersonKey(person), window, links) for person in people)
    if people and all(answer is Unavailable.NOT_GRANTED for answer in lists):
        return CallsRead(availability=Availability.NOT_GRANTED)
    gaps = [answer for answer in lists if isinstance(answer, Gap)]
    if people and len(gaps) == len(lists):
        return CallsRead(availability=Availability.UNREADABLE, gaps=tuple(gaps))
    ids = sorted(frozenset[str]().union(*(answer for answer in lists if isinstance(answer, frozenset))))
    records = await run_all(calls.record(each) for each in ids)
    gaps += [answer for answer in records if isinstance(answer, Gap)]
    return CallsRead(
        availability=Availability.READ,
        records=tuple(answer for answer in records if isinstance(answer, CallRecord)),
        gaps=tuple(gaps),
    )


async def room_accounts(meetings: Iterable[Meeting], window: Interval, directory: Directory) -> tuple[PersonKey, ...]:
    """Return the accounts of the rooms that the week's meetings with a join link have booked.

    Where one person alone is read about, these find the call that the person followed from the room, without an own screen.
    """
    addresses = sorted(
        {
            room.address
            for each in meetings
            if each.join_link and window.start <= each.when.start < window.end
            for room in each.rooms
            if room.response is Response.ACCEPTED and room.address
        }
    )
    answers = await run_all(directory.identity(address) for address in addresses)
    return tuple(answer for answer in answers if answer is not None)
