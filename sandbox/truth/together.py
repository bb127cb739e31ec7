"""The true numbers of async_candidates, rituals and learning_time."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from statistics import median
from typing import Any

from sandbox.company import Company
from sandbox.company.meetings import Meeting
from sandbox.company.people import Team
from sandbox.presence import Present
from sandbox.truth.habits import held_series
from sandbox.truth.messages import is_message
from sandbox.truth.overload import ATTENDING, SHOWING, sittings_of
from sandbox.truth.rule import EXEMPT
from sandbox.truth.shares import readable_enough, typical, withheld
from sandbox.wall_clock import midnight, minutes_between

FEWEST, SMALL, FEW = 20, 4, 4


def async_candidates(company: Company, team: Team, present: Present) -> dict[str, Any]:
    """Return status, level and exact values of METRICS.md, section 3, "async_candidates"."""
    people = present.readable()
    status = readable_enough(readable=len(people), counted=len(present.counted))
    if status != "measured":
        return withheld(status)
    organisers = {
        presence.person.mail for presence in (*present.counted, *present.away) if presence.person.mailbox == "readable"
    }
    manager = company.person_by_id[team.manager]
    if manager.mailbox == "readable":
        organisers.add(manager.mail)
    saved = [minutes for held in held_series(company, organisers, present) if (minutes := _saved(held)) is not None]
    hours = sum(saved) / 60
    level = "warn" if hours / len(people) >= 0.5 - 1e-9 else "good"
    return {
        "status": "measured",
        "level": level,
        "n": len(saved),
        "exact": {"hours_back_per_week": hours, "series": len(saved)},
    }


def _saved(held: list[Meeting]) -> float | None:
    """Return the minutes a week that a series would give back in writing; None where it is no candidate."""
    last = max(held, key=lambda meeting: meeting.start)
    length = (last.end - last.start).total_seconds() / 60
    asked = sum(len(meeting.invitations) for meeting in held)
    yes = [sum(each.response == "accepted" for each in meeting.invitations) for meeting in held]
    wanted = len(held) >= 3 and 1 + len(last.invitations) >= 4 and length <= 60 and sum(yes) / asked < 0.7
    if not wanted or any(EXEMPT & set(meeting.categories) for meeting in held):
        return None
    there = median(yes) + 1
    writing = 15 * (1 if there > 8 else there) + 5 * there
    saved = length * there - writing
    return saved * len(held) / 4 if saved > 0 else None


def rituals(company: Company, present: Present) -> dict[str, Any]:
    """Return status, level and exact values of METRICS.md, section 3, "rituals"."""
    people = present.readable()
    status = readable_enough(readable=len(people), counted=len(present.counted))
    if status != "measured":
        return withheld(status)
    moments = 0
    for meeting in _recent(company, present, weeks=2, category="Social"):
        yes = sum(meeting.answer_of(presence.person.mail) in {"accepted", "organizer"} for presence in people)
        moments += 2 * yes >= len(people)
    return {"status": "measured", "level": "good" if moments else "warn", "n": moments, "exact": {"moments": moments}}


def learning_time(company: Company, present: Present) -> dict[str, Any]:
    """Return status, level and exact values of METRICS.md, section 3, "learning_time"."""
    people = present.readable()
    status = readable_enough(readable=len(people), counted=len(present.counted))
    if status != "measured":
        return withheld(status)
    spent: list[float] = []
    entries = _recent(company, present, weeks=4, category="Learning")
    for presence in people:
        mail, minutes = presence.person.mail, set[int]()
        for entry in entries:
            if entry.answer_of(mail) in ATTENDING and entry.shown_to(mail) in SHOWING:
                minutes.update(minutes_between(entry.start, entry.end))
        spent.append(len(minutes) / 60)
    exact = {
        "people_with_learning_time": sum(hours >= 1 - 1e-9 for hours in spent),
        "learning_hours_typical": typical(spent),
    }
    return {"status": "measured", "level": None, "n": len(people), "exact": exact}


def connection(company: Company, team: Team, present: Present) -> dict[str, Any]:
    """Return status, level and exact values of METRICS.md, section 3, "connection"."""
    people = present.readable()
    status = readable_enough(readable=len(people), counted=len(present.counted))
    if status != "measured" or len(people) < FEWEST:
        return withheld(status if status != "measured" else "suppressed")
    first, last = midnight(present.monday), midnight(present.monday + timedelta(days=7))
    members = {person.id: person.mail for person in company.members(team)}
    reading = {presence.person.mail for presence in (*people, *present.away)}
    writers: defaultdict[str, set[str]] = defaultdict(set)
    for message in company.messages:
        if message.chat and is_message(message) and first <= message.sent < last and message.writer in members:
            writers[message.chat].add(message.writer)
    pairs = {chat.id for chat in company.chats if chat.type == "oneOnOne"}
    talked = {person for chat, wrote in writers.items() if chat in pairs and len(wrote) > 1 for person in wrote}
    alone = 0
    for presence in people:
        sittings = sittings_of(company, presence, present, reading)
        others = set(members.values()) - {presence.person.mail}
        met = any(
            sitting.invitees <= SMALL
            and sitting.meeting.start >= first
            and any(sitting.meeting.answer_of(mail) in ATTENDING for mail in others)
            for sitting in sittings
        )
        alone += not met and presence.person.id not in talked
    level = "good" if alone <= FEW else "warn"
    return {"status": "measured", "level": level, "exact": {"without_contact_share": alone / len(people)}}


def _recent(company: Company, present: Present, *, weeks: int, category: str) -> list[Meeting]:
    first = midnight(present.monday - timedelta(days=7 * (weeks - 1)))
    last = midnight(present.monday + timedelta(days=7))
    return [
        meeting
        for meeting in company.meetings
        if category in meeting.categories
        and first <= meeting.start < last
        and not (meeting.cancelled or meeting.all_day)
        and meeting.sensitivity == "normal"
    ]
