"""`all_virtual_rule`, meeting by meeting: who was where, and what follows from it."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Any

from .oracle_meetings import Plain, humans, is_meeting
from .oracle_time import PersonWeek, Week, minute
from .scenario import TENANT_ID, Event, Session
from .shapes import z

ROOM_PLATFORMS = ("roomSystem", "surfaceHub")


@dataclass
class Hybrid:
    verdict: str
    hybrid: bool


def in_scope(week: Week, everybody: list[PersonWeek], read: set[str], *, first: int, last: int) -> list[Event]:
    """Return the meetings that began between two minutes and to which the rule applies."""
    exempt = set(week.setting("exempt_categories", []))
    found: dict[str, Event] = {}
    for someone in everybody:
        for event, answer, shows in week.company.copies(someone.person) if someone.person.mailbox == "ok" else []:
            if (
                is_meeting(week, event, answer, shows, read)
                and event.link
                and len(humans(event, read)) >= 3
                and not exempt & set(event.categories)
                and first <= minute(event.start) < last
            ):
                found[event.uid] = event
    return list(found.values())


def _office(week: Week, *addresses: str | None) -> bool:
    networks = [ipaddress.ip_network(n) for n in week.setting("office_networks", [])]
    return any(ipaddress.ip_address(a) in n for a in addresses if a for n in networks)


def place_of(week: Week, session: Session, rooms: list[Session]) -> str:
    """Return where one session was: on site, elsewhere, or unplaced."""
    if not session.network or session.connection == "tunnel":
        return "unplaced"
    if session.connection == "mobile":
        return "elsewhere"
    if _office(week, session.address, session.egress, session.subnet):
        return "on site"
    for room in rooms:
        if session.egress and room.egress:
            if session.egress == room.egress:
                return "on site"
        elif session.subnet and session.subnet == room.subnet:
            return "on site"
    return "elsewhere"


def verdict(week: Week, event: Event) -> Hybrid:  # noqa: C901, PLR0912 - the table of verdicts, read from top to bottom
    company = week.company
    sessions: list[Session] = []
    seen = False
    for record in company.calls:
        if record.link == event.link and record.start < event.end and record.end > event.start:
            seen = True
            sessions += record.sessions
    if not seen:
        return Hybrid("unknown", hybrid=False)
    resources = {i.address.lower() for i in event.invitees if i.kind == "resource"}
    known = {room.mail.lower() for room in company.rooms} | resources

    def is_room(session: Session) -> bool:
        return session.platform in ROOM_PLATFORMS or (session.upn or "").lower() in known

    half = (event.end - event.start) / 2
    rooms = [s for s in sessions if is_room(s) and s.end - s.start >= half]
    phones = {s.user for s in sessions if s.phone}
    by_person: dict[str, list[Session]] = {}
    for session in sessions:
        if not is_room(session) and not session.phone and session.user:
            by_person.setdefault(session.user, []).append(session)
    remote = on_site = unplaced = 0
    outsiders_count = week.setting("count_outsiders", False)
    for own in by_person.values():
        if sum((s.end - s.start for s in own), timedelta()) < timedelta(minutes=2):
            continue
        if own[0].tenant != TENANT_ID:
            remote += bool(outsiders_count)
            continue
        places = {place_of(week, s, rooms) for s in own}
        if "on site" in places:
            on_site += 1
        elif "elsewhere" in places:
            remote += 1
        else:
            unplaced += 1
    if outsiders_count:
        remote += len(phones)
    domains = [d.lower() for d in week.organisation["domains"]]
    asked = {event.organiser.lower()} | {
        i.address.lower() for i in event.invitees if i.response == "accepted" and i.kind != "resource"
    }
    mails = {p.mail.lower(): p.id for p in company.people.values()}
    invited = {a for a in asked if a.rpartition("@")[2] in domains}
    without = [a for a in invited if mails.get(a) not in by_person]
    hybrid = remote > 0 and (on_site > 0 or bool(rooms))
    if rooms and remote and len(without) - len(phones) >= max(Fraction(2), Fraction(3, 10) * len(invited)):
        return Hybrid("broken", hybrid=hybrid)
    if hybrid and (not without or (len(without) == 1 and len(invited) > 6)):
        return Hybrid("kept", hybrid=hybrid)
    if not unplaced and (not remote or (not on_site and not rooms)):
        return Hybrid("not_hybrid", hybrid=hybrid)
    return Hybrid("unknown", hybrid=hybrid)


def _level(kept: int, broken: int) -> str | None:
    decided = kept + broken
    if not decided:
        return None
    share = Fraction(broken, decided)
    if decided >= 4 and share >= Fraction(1, 2):
        return "alert"
    return "warn" if broken >= 2 and share >= Fraction(1, 5) else "good"


def _at_risk(week: Week, everybody: list[PersonWeek], read: set[str]) -> list[Event]:
    following = in_scope(week, everybody, read, first=week.end, last=week.next_end)
    return [e for e in following if any(i.kind == "resource" and i.response == "accepted" for i in e.invitees)]


def all_virtual_rule(
    week: Week, everybody: list[PersonWeek], read: set[str], members: set[str]
) -> tuple[dict[str, Any], str | None, list[dict[str, Any]]]:
    """Return the values by key, the level, and the meetings at risk that may be named."""
    risky = _at_risk(week, everybody, read)
    named = []
    for event in sorted(risky, key=lambda e: e.start):
        ours = humans(event, read) & members
        if len(ours) >= 5 and 2 * len(ours) >= len(members):
            minutes = minute(event.end) - minute(event.start)
            named.append({"start": z(event.start), "minutes": minutes, "invitees": len(humans(event, read))})
    values: dict[str, Any] = {"at_risk_next_week": len(risky)}
    too_old = datetime.fromtimestamp(week.start * 60, UTC) < datetime.now(UTC) - timedelta(days=30)
    if not week.policy["signals"]["calls"] or too_old:
        return values, None, named
    judged = [verdict(week, e) for e in in_scope(week, everybody, read, first=week.start, last=week.end)]
    counts = {name: sum(h.verdict == name for h in judged) for name in ("kept", "broken", "unknown")}
    values |= {"hybrid": sum(h.hybrid for h in judged), **counts}
    decided = counts["kept"] + counts["broken"]
    if decided:
        share = Fraction(counts["broken"], decided)
        values["broken_share"] = Plain(share, step=Fraction(1, 20), sure=share > 0)
    return values, _level(counts["kept"], counts["broken"]), named
