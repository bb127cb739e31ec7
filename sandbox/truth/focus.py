"""The true numbers of focus_time and focus_day."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from typing import Any

from sandbox.company import Company
from sandbox.company.meetings import Meeting
from sandbox.company.people import Team
from sandbox.presence import Presence, Present
from sandbox.truth.messages import is_message, receivers_of
from sandbox.truth.overload import busy_minutes, has_outsider, sittings_of, union
from sandbox.truth.shares import level_by_people, readable_enough, typical, withheld
from sandbox.wall_clock import midnight, minutes_between
from sandbox.working_time import holiday, inside

WARN_HOURS, ALERT_HOURS = 10, 5
BLOCK = 120
FOCUS_DAY_ALERT_MINUTES = 120
MEMBERS = 3
OFF: dict[str, Any] = {"status": "off", "level": None, "exact": {}}


def focus_time(company: Company, team: Team, present: Present) -> dict[str, Any]:
    """Return status, level and exact values of METRICS.md, section 3, "focus_time".

    Choices: hours are told for a full-time week; every counted person's chats can be read; a message cuts in its second.
    """
    people = present.readable()
    status = readable_enough(readable=len(people), counted=len(present.counted))
    if status != "measured":
        return withheld(status)
    reading = {presence.person.mail for presence in (*people, *present.away)}
    landed = _landed(company, team)
    rows: list[dict[str, float]] = []
    for presence in people:
        meetings = union(sittings_of(company, presence, present, reading))
        stretches = runs(presence.after - meetings - busy_minutes(company, presence))
        holds = _holds(company, presence, present)
        rows.append(
            {
                "focus": sum(end - start for start, end in stretches if end - start >= BLOCK) / 60,
                "scale": presence.scale,
                "booked": len(holds) / 60,
                "overrun": len(holds & meetings) / 60,
                "quiet": _quiet(stretches, sorted(landed.get(presence.person.id, ()))) / 3600,
            }
        )
    under = {
        limit: sum(row["focus"] < limit * row["scale"] - 1e-9 for row in rows) for limit in (WARN_HOURS, ALERT_HOURS)
    }
    exact: dict[str, float] = {
        "people_over_warn": under[WARN_HOURS],
        "people_over_alert": under[ALERT_HOURS],
        "focus_hours_typical": typical([row["focus"] / row["scale"] for row in rows]),
        "booked_focus_hours": sum(row["booked"] for row in rows),
        "booked_focus_overrun_hours": sum(row["overrun"] for row in rows),
        "uninterrupted_hours_typical": typical([row["quiet"] / row["scale"] for row in rows]),
    }
    level = level_by_people(people=len(people), over_warn=under[WARN_HOURS], over_alert=under[ALERT_HOURS])
    return {"status": "measured", "level": level, "n": len(people), "exact": exact}


def runs(minutes: frozenset[int]) -> list[tuple[int, int]]:
    """Return unbroken stretches of minutes: the first, and the one after the last."""
    starts = sorted(minute for minute in minutes if minute - 1 not in minutes)
    ends = sorted(minute + 1 for minute in minutes if minute + 1 not in minutes)
    return list(zip(starts, ends, strict=True))


def _holds(company: Company, presence: Presence, present: Present) -> set[int]:
    mail = presence.person.mail
    kept: set[int] = set()
    for entry in company.meetings:
        alone = entry.organiser == mail and not entry.invitations and not entry.all_day and not entry.cancelled
        if alone and entry.show_as == "busy" and entry.sensitivity == "normal":
            kept.update(minutes_between(entry.start, entry.end))
    return inside(kept, present.monday)


def _landed(company: Company, team: Team) -> dict[str, set[int]]:
    """Return in which seconds something landed on whom."""
    chats = {chat.id: chat for chat in company.chats}
    found: dict[str, set[int]] = {}
    for message in filter(is_message, company.messages):
        for receiver in receivers_of(company, team, message, chats):
            if receiver != message.writer:
                found.setdefault(receiver, set()).add(int(message.sent.timestamp()))
    return found


def _quiet(stretches: list[tuple[int, int]], landed: list[int]) -> int:
    """Return the seconds of free stretches of an hour or more between messages."""
    total = 0
    for start, end in stretches:
        edges = [start * 60, *(second for second in landed if start * 60 < second < end * 60), end * 60]
        total += sum(b - a for a, b in pairwise(edges) if b - a >= 3600)
    return total


def focus_day(company: Company, team: Team, present: Present) -> dict[str, Any]:
    """Return status, level and exact values of METRICS.md, section 3, "focus_day".

    Choices: members count where they are invited; a meeting counts where it takes somebody's expected time.
    """
    if team.focus_day is None:
        return OFF
    day = present.monday + timedelta(days=team.focus_day)
    if day.weekday() > 4 or day in {*company.closures, *team.closures} or holiday("BE", day):
        return OFF
    people = present.readable()
    status = readable_enough(readable=len(people), counted=len(present.counted))
    if status != "measured":
        return withheld(status)
    reading = {presence.person.mail for presence in (*people, *present.away)}
    today = frozenset(minutes_between(midnight(day), midnight(day + timedelta(days=1))))
    taken: list[int] = []
    internal: set[str] = set()
    external: set[str] = set()
    for presence in people:
        minutes: set[int] = set()
        for sitting in sittings_of(company, presence, present, reading):
            there = sitting.minutes & today & presence.after
            if not there or _members_invited(company, team, sitting.meeting, reading) < MEMBERS:
                continue
            if has_outsider(company, sitting.meeting):
                external.add(sitting.meeting.key)
            else:
                internal.add(sitting.meeting.key)
                minutes |= there
        taken.append(len(minutes))
    some, many = sum(each > 0 for each in taken), sum(each >= FOCUS_DAY_ALERT_MINUTES for each in taken)
    exact: dict[str, float] = {
        "people_over_warn": some,
        "people_over_alert": many,
        "internal_meetings": len(internal),
        "internal_person_hours": sum(taken) / 60,
        "external_meetings": len(external),
    }
    level = level_by_people(people=len(people), over_warn=some, over_alert=many)
    return {"status": "measured", "level": level, "n": len(people), "exact": exact}


def _members_invited(company: Company, team: Team, meeting: Meeting, reading: set[str]) -> int:
    """Return how many nominal members are invited, as far as the calendars that are read tell."""
    mails = {meeting.organiser, *(invitation.mail for invitation in meeting.invitations)}
    if meeting.hides_attendees and meeting.organiser not in reading:
        mails &= {meeting.organiser, *reading}
    return len(mails & {person.mail for person in company.members(team)})
