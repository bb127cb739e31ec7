"""Let people join: one way of joining for each word that a ritual may carry.

kept            some on site, some at home, everybody on an own screen
kept_no_show    the same, and one who accepted never came
broken          several share the room's system while others are at home; -_android and -_hub name the system
all_remote      everybody at home
all_on_site     everybody in the office, on own screens, with the room's system on
own_kit         several share one laptop in a room without a system: nothing tells that room from a no-show
no_shows        a room, people at home, and one who never came: nobody can know where he sat
vpn             people on site and people behind a tunnel, who may be anywhere
customers       the team on site, customers far away: that alone makes no meeting hybrid
phones          one of the team by telephone, the others at home
nine_sessions   kept, with more sessions than a page holds, some people on two devices
short_room      a room's system that looked in for some minutes
no_record       a meeting that left no call record
"""

from __future__ import annotations

import hashlib
import math
import uuid
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sandbox.company.calls import Call, Network, Platform, Session
from sandbox.company.meetings import Meeting
from sandbox.company.people import Person, Room

if TYPE_CHECKING:
    from sandbox.company.company import Company

OFFICE = Network(connection="wifi", address="10.20.4.31", subnet="10.20.4.0", egress="192.0.2.17")
"""An office that the policy lists."""

SECOND_OFFICE = Network(connection="wired", address="192.168.1.40", subnet="192.168.1.0", egress="198.51.100.7")
"""An office that nobody listed: only the room in the call gives it away. Its private subnet is everybody's at home."""

VPN = Network(connection="tunnel", address="10.99.0.12", subnet="10.99.0.0", egress="192.0.2.200")
"""The tunnel leaves through the office, from wherever people are."""

SCREENS: tuple[Platform, ...] = ("windows", "windows", "macOS", "web")
ROOM_PLATFORM: dict[str, Platform] = {
    "windows": "roomSystem",
    "android": "android",
    "hub": "surfaceHub",
    "own": "unknown",
}


@dataclass(slots=True)
class Lobby:
    """One call while people come in."""

    company: Company
    meeting: Meeting
    sessions: list[Session]

    def enter(self, session: Session) -> None:
        """Let one device in, with an id of its own and clipped to the call."""
        number = f"{self.meeting.key}.{len(self.sessions)}.{session.key}"
        self.sessions.append(replace(session, id=str(uuid.uuid5(uuid.NAMESPACE_DNS, f"{self.company.seed}.{number}"))))

    def person(self, person: Person, network: Network | None, **more: object) -> None:
        """Let somebody in on an own screen, a little late and a little early gone."""
        spread = hashlib.sha256(f"{self.meeting.key}{person.id}".encode()).digest()
        session = Session(
            id="",
            who="account",
            key=person.id,
            start=self.meeting.start + timedelta(seconds=spread[0] - 100),
            end=self.meeting.end - timedelta(seconds=spread[1] // 2),
            platform=SCREENS[spread[2] % len(SCREENS)],
            network=network,
        )
        self.enter(replace(session, **more))  # type: ignore[arg-type]

    def room(self, room: Room, network: Network, *, until: datetime | None = None) -> None:
        """Let a room's system in under the room's own account, for the whole meeting unless *until*."""
        self.enter(
            Session(
                id="",
                who="account",
                key=room.account,
                start=self.meeting.start - timedelta(minutes=1),
                end=until or self.meeting.end,
                platform=ROOM_PLATFORM[room.kit],
                network=network,
                device="Vergaderbalk",
            )
        )


def home(person: Person) -> Network:
    """Return the network of somebody at home: a private subnet like any other, an address like no other."""
    number = int(person.id[:6], 16)
    return Network(
        connection="wifi",
        address=f"192.168.1.{2 + number % 200}",
        subnet="192.168.1.0",
        egress=f"203.0.113.{1 + number % 250}",
    )


def record(company: Company, meeting: Meeting) -> Call | None:
    """Return the call that *meeting* became; None where nothing was recorded."""
    if meeting.online is None or meeting.cancelled or not meeting.joining or meeting.joining == "no_record":
        return None
    if meeting.organiser not in company.person_by_mail:  # the call lives in the tenant of whoever invited
        return None
    coming = [
        company.person_by_mail[mail]
        for mail in (meeting.organiser, *(found.mail for found in meeting.invitations if found.response == "accepted"))
        if mail in company.person_by_mail and company.person_by_mail[mail].user_type == "Member"
    ]
    left_out = {*company.opted_out, *company.representatives}
    coming.sort(key=lambda person: person.id in left_out)  # they are at home and on an own screen, whatever happens
    lobby = Lobby(company, meeting, [])
    _join(lobby, coming)
    first = lobby.sessions[0]
    lobby.sessions[0] = replace(first, twice=meeting.joining.startswith("broken"))
    return Call(
        id=str(uuid.uuid5(uuid.NAMESPACE_DNS, f"{company.seed}.call.{meeting.key}")),
        organiser=company.person_by_mail[meeting.organiser].id,
        start=min(session.start for session in lobby.sessions),
        end=max(session.end for session in lobby.sessions),
        sessions=tuple(lobby.sessions),
        online=meeting.online,
        host=meeting.organiser,
        pages_of=3 if meeting.joining == "nine_sessions" else 60,
    )


def _join(lobby: Lobby, coming: list[Person]) -> None:
    way = lobby.meeting.joining
    booked = next((booking.mail for booking in lobby.meeting.rooms if booking.response == "accepted"), None)
    room = next((room for room in lobby.company.rooms if room.mail == booked), None)
    if way.startswith("broken") and room is not None:
        _share_the_room(lobby, coming, room)
    elif way in {"kept", "kept_no_show", "nine_sessions", "no_shows"}:
        _on_own_screens(lobby, coming[1:] if way in {"kept_no_show", "no_shows"} else coming, room)
    else:
        _in_one_place(lobby, coming, room)
    for invitation in lobby.meeting.invitations:
        if invitation.mail not in lobby.company.person_by_mail and invitation.response == "accepted":
            _others(lobby, "outsider", invitation.mail)


def _in_one_place(lobby: Lobby, coming: list[Person], room: Room | None) -> None:
    """Put everybody at home or everybody in the office, with the exceptions that each word tells."""
    way = lobby.meeting.joining
    half = max(1, len(coming) // 2)
    match way:
        case "own_kit":
            lobby.person(coming[0], OFFICE, device="Vergaderset USB")
            _at_home(lobby, coming[max(2, half + 1) :])
        case "vpn":
            for place, person in enumerate(coming):
                lobby.person(person, OFFICE if place < half else None if place == half else VPN)
        case "all_on_site" | "customers":
            for person in coming:
                lobby.person(person, OFFICE)
            if room is not None and room.kit != "own":
                lobby.room(room, OFFICE)
            if way == "customers":
                _others(lobby, "anonymous", "Bezoeker zonder naam")
        case "phones":
            _at_home(lobby, coming[1:])
            _others(lobby, "phone", "+3225550143")
        case "short_room":
            _at_home(lobby, coming)
            lobby.room(lobby.company.rooms[0], OFFICE, until=lobby.meeting.start + timedelta(minutes=6))
        case _:
            _at_home(lobby, coming)


def _at_home(lobby: Lobby, people: list[Person]) -> None:
    for person in people:
        lobby.person(person, home(person))


def _share_the_room(lobby: Lobby, coming: list[Person], room: Room) -> None:
    """Put four in ten, and two at least, in front of the room's system; the others are at home."""
    network = SECOND_OFFICE if room.kit == "hub" else OFFICE
    lobby.room(room, network)
    sharing = min(len(coming) - 1, max(2, math.ceil(0.4 * len(coming))))
    for place, person in enumerate(coming[sharing:]):
        if place == 1:
            lobby.person(
                person, Network(connection="mobile", address="100.64.3.9", subnet="100.64.3.0", egress="203.0.113.254")
            )
        else:
            lobby.person(person, home(person))


def _on_own_screens(lobby: Lobby, coming: list[Person], room: Room | None) -> None:
    """Put half on site and half at home, each on an own screen; one may come for a minute only."""
    network = OFFICE
    if room is not None and room.kit != "own":
        network = SECOND_OFFICE if room.floor == 3 else OFFICE
        lobby.room(room, network)
    half = max(1, len(coming) // 2)
    for place, person in enumerate(coming):
        here = replace(network, egress=None) if network is SECOND_OFFICE and place == 1 else network
        lobby.person(person, here if place < half else home(person))
        if lobby.meeting.joining == "nine_sessions" and place < 3:  # a telephone on the table beside the screen
            lobby.person(person, network, platform="iOS")
        if lobby.meeting.joining == "kept" and place == 0 and lobby.meeting.key.startswith("sales."):
            last = lobby.sessions[-1]
            lobby.sessions[-1] = replace(last, end=last.start + timedelta(seconds=60))


def _others(lobby: Lobby, who: str, key: str) -> None:
    lobby.enter(
        Session(
            id="",
            who=who,  # type: ignore[arg-type]
            key=key,
            start=lobby.meeting.start,
            end=lobby.meeting.end,
            platform="unknown" if who == "phone" else "web",
            network=None
            if who == "phone"
            else Network(connection="wifi", address="10.0.0.8", subnet="10.0.0.0", egress="203.0.113.251"),
        )
    )


def calls_of(company: Company) -> list[Call]:
    """Return every call up to the company's now: meetings, a sitting at another hour, and calls between two people."""
    found: list[Call] = []
    for meeting in company.meetings:
        if meeting.start >= company.end:
            continue
        call = record(company, meeting)
        if call is None:
            continue
        found.append(call)
        if meeting.series == "platform.planning":
            found.append(_test_sitting(call))
    found.extend(_between_two(company, team.members[0], team.members[-1]) for team in company.teams)
    return sorted(found, key=lambda call: (call.start, call.id))


def _test_sitting(call: Call) -> Call:
    """Return a short sitting three hours earlier behind the same link: somebody tried the camera."""
    earlier = timedelta(hours=3)
    tried = replace(
        call.sessions[-1], start=call.start - earlier, end=call.start - earlier + timedelta(minutes=3), twice=False
    )
    return replace(
        call, id=str(uuid.uuid5(uuid.NAMESPACE_DNS, call.id)), start=tried.start, end=tried.end, sessions=(tried,)
    )


def _between_two(company: Company, one: str, other: str) -> Call:
    start = company.start + timedelta(days=1, hours=9, minutes=7)
    session = Session(id="", who="account", key=one, start=start, end=start + timedelta(minutes=8), network=OFFICE)
    call_id = str(uuid.uuid5(uuid.NAMESPACE_DNS, f"{company.seed}.two.{one}.{other}"))
    session = replace(session, id=call_id)
    answered = replace(session, id=call_id, key=other)
    return Call(id=call_id, organiser=one, start=start, end=session.end, sessions=(session, answered))
