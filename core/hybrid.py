"""The verdict on one meeting: did those in the room leave the others behind? METRICS.md, section 2, `all_virtual_rule`."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum, StrEnum
from functools import cache
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from core.calls import Caller, CallRecord, Endpoint, Network
from core.facts import Invitation, Meeting, Person, Response, Surroundings, WorkPlace
from core.intervals import seconds, union
from core.links import link_key

_IN_THE_CALL = 2 * 60
_ROOM_PLATFORMS = frozenset({"roomsystem", "surfacehub"})


class Verdict(StrEnum):
    """What can be said of a meeting, never guessing."""

    BROKEN = "broken"
    KEPT = "kept"
    NOT_HYBRID = "not_hybrid"
    UNKNOWN = "unknown"


class Place(Enum):
    """Where somebody was."""

    ON_SITE = 1
    ELSEWHERE = 2
    UNPLACED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """A verdict, and whether the meeting was hybrid at all."""

    verdict: Verdict
    hybrid: bool


def records_of(meeting: Meeting, records: Collection[CallRecord]) -> tuple[CallRecord, ...]:
    """Return the sittings of a meeting: those with its join link that overlap it in time."""
    if meeting.join_link is None or not records:
        return ()
    link = link_key(meeting.join_link)
    return tuple(
        record
        for record in records
        if record.join_link == link and record.when.start < meeting.when.end and record.when.end > meeting.when.start
    )


def unrecognised(meeting: Meeting, records: Iterable[CallRecord], around: Surroundings) -> frozenset[str]:
    """Return the addresses of people expected who may have been in the call under another name.

    Sign-in names need not be mail addresses. Where a colleague took part whom no invitation names, each of those who seem to be
    missing might be that colleague, until the directory is asked.
    """
    seen = {
        name
        for record in records
        for endpoint in record.endpoints
        if endpoint.tenant in around.tenants
        for name in (endpoint.identity, endpoint.account)
    }
    invited = {each.address for each in meeting.people}
    known = invited | {around.members[each].casefold() for each in invited if each in around.members}
    strangers = any(
        endpoint.tenant in around.tenants and not {endpoint.identity, endpoint.account} & known
        for record in records
        for endpoint in record.endpoints
        if endpoint.platform.casefold() not in _ROOM_PLATFORMS and endpoint.account not in around.rooms
    )
    if not strangers:
        return frozenset()
    return frozenset(
        each.address
        for each in meeting.people
        if _came_by_plan(each, around) and each.address not in around.members and each.address not in seen
    )


def places_at(people: Iterable[Person], meeting: Meeting) -> dict[str, WorkPlace]:
    """Return the sampled places of the day on which a meeting begins, each person's own, by object id in lower case."""
    begin = datetime.fromtimestamp(meeting.when.start, UTC)
    found = ((each, each.places.get(begin.astimezone(each.expected.zone).date())) for each in people if each.places)
    return {person.key.casefold(): place for person, place in found if place is not None}


def judged(
    meeting: Meeting,
    records: Iterable[CallRecord],
    around: Surroundings,
    sampled: Mapping[str, WorkPlace] | None = None,
) -> Judgement:
    """Return the verdict on a meeting from the call records that belong to it.

    `sampled` holds the sampled places of the meeting's day by object id, lower case: they place people whom no network places.
    """
    places_of_day = sampled or {}
    rooms_invited = around.rooms | {each.address for each in meeting.rooms}
    rooms: defaultdict[str, list[Endpoint]] = defaultdict(list)
    people: defaultdict[str, list[Endpoint]] = defaultdict(list)
    phones: defaultdict[str, list[Endpoint]] = defaultdict(list)
    outsiders: defaultdict[str, list[Endpoint]] = defaultdict(list)
    seen: set[str] = set()
    any_record = False
    for record in records:
        any_record = True
        for endpoint in record.endpoints:
            if {endpoint.identity, endpoint.account} & around.left_out:
                continue
            if endpoint.account in rooms_invited or endpoint.platform.casefold() in _ROOM_PLATFORMS:
                rooms[endpoint.identity].append(endpoint)
            elif endpoint.caller is Caller.PHONE:
                phones[endpoint.identity].append(endpoint)
            elif endpoint.tenant in around.tenants:
                people[endpoint.identity].append(endpoint)
                seen |= {endpoint.identity, endpoint.account}
            else:
                outsiders[endpoint.identity].append(endpoint)
                seen |= {endpoint.identity, endpoint.account}
    if not any_record:
        return Judgement(verdict=Verdict.UNKNOWN, hybrid=False)

    room_networks = [
        network
        for sessions in rooms.values()
        if _time(sessions) * 2 >= meeting.when.seconds
        for each in sessions
        for network in each.networks
    ]
    has_room = any(_time(sessions) * 2 >= meeting.when.seconds for sessions in rooms.values())
    places = [
        _place(sessions, room_networks, around.office_networks, places_of_day.get(identity))
        for identity, sessions in people.items()
        if _time(sessions) >= _IN_THE_CALL
    ]
    remote = places.count(Place.ELSEWHERE)
    if around.count_outsiders:
        remote += sum(_time(sessions) >= _IN_THE_CALL for sessions in (*outsiders.values(), *phones.values()))
    on_site = places.count(Place.ON_SITE)
    expected = [each for each in meeting.people if _came_by_plan(each, around)]
    without = sum(not _was_seen(each, seen, around) for each in expected)
    return Judgement(
        verdict=_verdict(
            room=has_room,
            remote=remote,
            on_site=on_site,
            unplaced=places.count(Place.UNPLACED),
            expected=len(expected),
            without=without,
            phones=len(phones),
        ),
        hybrid=remote > 0 and (on_site > 0 or has_room),
    )


def _verdict(
    *, room: bool, remote: int, on_site: int, unplaced: int, expected: int, without: int, phones: int
) -> Verdict:
    missing = without - phones
    if room and remote and missing >= 2 and missing * 10 >= expected * 3:
        return Verdict.BROKEN
    if remote and (on_site or room) and (without == 0 or (without == 1 and expected > 6)):
        return Verdict.KEPT
    if not unplaced and (not remote or not (on_site or room)):
        return Verdict.NOT_HYBRID
    return Verdict.UNKNOWN


def _came_by_plan(invited: Invitation, around: Surroundings) -> bool:
    """Tell whether somebody of the organisation organised or accepted, not tentatively."""
    return (
        invited.response in {Response.ORGANIZER, Response.ACCEPTED}
        and bool(invited.address)
        and around.internal(invited.address)
        and invited.address not in around.left_out
        and str(around.members.get(invited.address, "")).casefold() not in around.left_out
    )


def _was_seen(invited: Invitation, seen: set[str], around: Surroundings) -> bool:
    identity = around.members.get(invited.address) or around.identities.get(invited.address)
    return invited.address in seen or (identity is not None and identity.casefold() in seen)


def _time(sessions: Iterable[Endpoint]) -> int:
    return seconds(union(session.when for session in sessions))


_SAMPLED = {WorkPlace.OFFICE: Place.ON_SITE, WorkPlace.REMOTE: Place.ELSEWHERE, None: Place.UNPLACED}


def _place(
    sessions: Iterable[Endpoint], rooms: list[Network], offices: tuple[str, ...], sampled: WorkPlace | None
) -> Place:
    """Return where a person was: any session on site decides, then any from elsewhere, then what was sampled that day."""
    networks = [network for session in sessions for network in session.networks if not network.tells_nothing]
    if any(_at_the_office(network, rooms, offices) for network in networks):
        return Place.ON_SITE
    return Place.ELSEWHERE if networks else _SAMPLED[sampled]


def _at_the_office(network: Network, rooms: list[Network], offices: tuple[str, ...]) -> bool:
    if network.connection == "mobile":
        return False
    if any(_listed(address, offices) for address in (network.egress, network.address) if address):
        return True
    for room in rooms:
        if room.connection == "tunnel":
            continue
        if network.egress and room.egress:
            if network.egress == room.egress:
                return True
        elif network.subnet and network.subnet == room.subnet:
            return True  # one of the two shows no egress address
    return False


def _listed(address: str, offices: tuple[str, ...]) -> bool:
    try:
        parsed = ip_address(address)
    except ValueError:
        return False
    return any(parsed in office for office in _parsed(offices))


@cache
def _parsed(offices: tuple[str, ...]) -> tuple[IPv4Network | IPv6Network, ...]:
    return tuple(ip_network(each, strict=False) for each in offices)
