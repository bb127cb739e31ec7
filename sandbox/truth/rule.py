"""The true verdicts of all_virtual_rule."""

from __future__ import annotations

import ipaddress
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sandbox.company import Company
from sandbox.company.calls import Call, Session
from sandbox.company.meetings import Meeting
from sandbox.company.people import Team
from sandbox.policy import OFFICE_NETWORKS
from sandbox.presence import Present
from sandbox.truth.office import sampled_place
from sandbox.truth.shares import readable_enough
from sandbox.wall_clock import midnight

EXEMPT = {"Brainstorm", "Kick-off", "Team building"}
LONG_ENOUGH = timedelta(minutes=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Where the people of one call were."""

    rooms: int
    on_site: set[str]
    remote: set[str]
    unplaced: set[str]


def all_virtual_rule(company: Company, team: Team, present: Present, *, sampled: bool = False) -> dict[str, Any]:
    """Return status, level and exact values of METRICS.md, section 2, "all_virtual_rule".

    Choices: a meeting is looked at when it stands in a calendar that is read, whatever its owner answered; a call
    record is found only through the people whose calls are read, so that what only others joined stays unknown; who
    was in the call for two minutes is decided by all of a person's sessions together.
    """
    read = {presence.person.id for presence in (*present.counted, *present.away)}
    at_risk = sum(
        any(room.response == "accepted" for room in meeting.rooms)
        for meeting in in_scope(company, team, read, present.monday + timedelta(days=7))
    )
    readable = present.readable()
    status = readable_enough(readable=len(readable), counted=len(present.counted))
    if status != "measured":
        return {"status": status, "level": None, "exact": {"at_risk_next_week": at_risk}}
    verdicts = Counter[str]()
    hybrid = 0
    looked_at = in_scope(company, team, read, present.monday)
    recorded = present.monday >= company.monday - timedelta(days=21)
    for meeting in looked_at:
        call = call_of(company, meeting, read)
        known = _sampled(company, team, present, meeting) if sampled else {}
        verdicts[verdict(company, meeting, call, known)] += 1
        if call is not None:
            places = places_of(company, meeting, call, known)
            hybrid += bool(places.remote and (places.on_site or places.rooms))
    exact: dict[str, Any] = {"at_risk_next_week": at_risk}
    if not recorded:
        return {"status": status, "level": None, "exact": exact}
    kept, broken = verdicts["kept"], verdicts["broken"]
    exact.update(hybrid=hybrid, kept=kept, broken=broken, unknown=verdicts["unknown"])
    if kept + broken:
        exact["broken_share"] = broken / (kept + broken)
    return {"status": status, "level": level_of(kept=kept, broken=broken), "n": len(looked_at), "exact": exact}


def level_of(*, kept: int, broken: int) -> str | None:
    """Return the level that so many verdicts come to."""
    decided = kept + broken
    if decided == 0:
        return None
    if decided >= 4 and 2 * broken >= decided:
        return "alert"
    return "warn" if broken >= 2 and 5 * broken >= decided else "good"


def in_scope(company: Company, team: Team, read: set[str], monday: date) -> list[Meeting]:
    """Return the meetings that begin in the week of *monday*, that the rule speaks about, and that somebody's calendar tells."""
    calendars = {person.mail for person in company.members(team) if person.id in read and person.mailbox == "readable"}
    found: list[Meeting] = []
    for meeting in company.meetings:
        if not midnight(monday) <= meeting.start < midnight(monday + timedelta(days=7)):
            continue
        mails = {meeting.organiser, *(invitation.mail for invitation in meeting.invitations)}
        plain = not meeting.cancelled and not meeting.all_day and meeting.sensitivity == "normal"
        if (
            plain
            and meeting.online
            and 3 <= len(mails) <= 50
            and mails & calendars
            and not EXEMPT & set(meeting.categories)
        ):
            found.append(meeting)
    return found


def call_of(company: Company, meeting: Meeting, read: set[str]) -> Call | None:
    """Return the call record of *meeting*: the same link, at the same time, with somebody in it whose calls are read."""
    for call in company.calls:
        same = call.online == meeting.online and call.start < meeting.end and call.end > meeting.start
        if same and any(session.key in read for session in call.sessions):
            return call
    return None


def _sampled(company: Company, team: Team, present: Present, meeting: Meeting) -> dict[str, str]:
    """Return the sampled places of the day on which *meeting* begins, by each person's own clock."""
    everybody = {each.person: each.hours.zone for each in (*present.counted, *present.away)}
    days = {person: meeting.start.astimezone(ZoneInfo(zone)).date() for person, zone in everybody.items()}
    found = {person.id: sampled_place(company, team, person, day) for person, day in days.items()}
    return {key: "on_site" if place == "office" else "remote" for key, place in found.items() if place is not None}


def verdict(company: Company, meeting: Meeting, call: Call | None, known: dict[str, str] | None = None) -> str:
    """Return kept, broken, not_hybrid or unknown."""
    if call is None:
        return "unknown"
    places = places_of(company, meeting, call, known)
    answered = {
        company.person_by_mail[mail].id
        for mail in (meeting.organiser, *(found.mail for found in meeting.invitations if found.response == "accepted"))
        if mail in company.person_by_mail and mail.endswith("@" + company.domain)
    }
    missing = answered - {session.key for session in call.sessions}
    phones = len({session.key for session in call.sessions if session.who == "phone"})
    if places.rooms and places.remote and len(missing) - phones >= max(2, 0.3 * len(answered)):
        return "broken"
    together = bool(places.on_site) or bool(places.rooms)
    if places.remote and together and (not missing or (len(missing) == 1 and len(answered) > 6)):
        return "kept"
    if not places.unplaced and (not places.remote or not together):
        return "not_hybrid"
    return "unknown"


def places_of(company: Company, meeting: Meeting, call: Call, known: dict[str, str] | None = None) -> Places:
    """Tell rooms and people apart, and people by place; outsiders and telephones are nowhere.

    *known* places are those of people whom no network places.
    """
    accounts = {room.account for room in company.rooms}
    rooms: list[Session] = []
    people: defaultdict[str, list[Session]] = defaultdict(list)
    for session in call.sessions:
        if session.key in accounts or session.platform in {"roomSystem", "surfaceHub"}:
            rooms.append(session)
        elif session.who == "account" and company.person_by_id[session.key].user_type == "Member":
            people[session.key].append(session)
    long = [room for room in rooms if 2 * (room.end - room.start) >= meeting.end - meeting.start]
    places = Places(rooms=len(long), on_site=set(), remote=set(), unplaced=set())
    for key, sessions in people.items():
        if sum((_length(session) for session in sessions), timedelta()) < LONG_ENOUGH:
            continue
        where = {_place(session, rooms) for session in sessions}
        chosen = "on_site" if "on_site" in where else "remote" if "remote" in where else "unplaced"
        if chosen == "unplaced":
            chosen = (known or {}).get(key, chosen)
        getattr(places, chosen).add(key)
    return places


def _length(session: Session) -> timedelta:
    start: datetime = session.start
    return session.end - start


def _place(session: Session, rooms: list[Session]) -> str:
    network = session.network
    if network is None or network.connection == "tunnel":
        return "unplaced"
    if network.connection == "mobile":
        return "remote"
    offices = [ipaddress.ip_network(office) for office in OFFICE_NETWORKS]
    if network.egress and any(ipaddress.ip_address(network.egress) in office for office in offices):
        return "on_site"
    for room in rooms:
        if room.network is None:
            continue
        if network.egress and room.network.egress:
            if network.egress == room.network.egress:
                return "on_site"
        elif network.subnet == room.network.subnet:
            return "on_site"
    return "remote"
