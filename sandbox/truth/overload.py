"""The true numbers of meeting_overload."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sandbox.company import Company
from sandbox.company.meetings import Meeting
from sandbox.presence import Presence, Present
from sandbox.truth.shares import level_by_people, readable_enough, typical, withheld
from sandbox.wall_clock import minutes_between
from sandbox.working_time import inside

WARN_HOURS, ALERT_HOURS = 15, 20
ATTENDING = {"organizer", "accepted", "tentativelyAccepted"}
SHOWING = {"busy", "tentative", "workingElsewhere"}
BROADCAST = 50


@dataclass(frozen=True, slots=True)
class Sitting:
    """One person in one meeting."""

    meeting: Meeting
    invitees: int
    minutes: frozenset[int]


def meeting_overload(company: Company, present: Present) -> dict[str, Any]:
    """Return status, level and exact values of METRICS.md, section 2, "meeting_overload".

    Choice: a chain of back-to-back meetings is looked for in the intervals as the week clips them.
    """
    people = present.readable()
    status = readable_enough(readable=len(people), counted=len(present.counted))
    if status != "measured":
        return withheld(status)
    reading = {presence.person.mail for presence in people} | {presence.person.mail for presence in present.away}
    weeks = [(presence, sittings_of(company, presence, present, reading)) for presence in people]
    hours = [len(union(sittings)) / 60 for _, sittings in weeks]
    limits = [presence.scale for presence, _ in weeks]
    over = {
        name: sum(spent > limit * scale + 1e-9 for spent, scale in zip(hours, limits, strict=True))
        for name, limit in (("warn", WARN_HOURS), ("alert", ALERT_HOURS))
    }
    exact: dict[str, float] = {
        "people_over_warn": over["warn"],
        "people_over_alert": over["alert"],
        "meeting_hours_typical": typical([spent / scale for spent, scale in zip(hours, limits, strict=True)]),
        "back_to_back_people": sum(has_chain(sittings) for _, sittings in weeks),
        "off_hours_meeting_hours": sum(len(union(sittings) - presence.after) for presence, sittings in weeks) / 60,
        "conflict_hours": sum(len(doubled(sittings)) for _, sittings in weeks) / 60,
        "large_hours": _hours(weeks, lambda sitting: sitting.invitees >= 9),
        "long_hours": _hours(
            weeks, lambda sitting: sitting.meeting.end - sitting.meeting.start > timedelta(minutes=60)
        ),
        "recurring_hours": _hours(weeks, lambda sitting: sitting.meeting.series is not None),
        "external_hours": _hours(weeks, lambda sitting: has_outsider(company, sitting.meeting)),
    }
    if len(people) >= 50:
        ranked = sorted(spent / scale for spent, scale in zip(hours, limits, strict=True))
        exact["meeting_hours_p90"] = ranked[math.ceil(0.9 * len(ranked)) - 1]
    level = level_by_people(people=len(people), over_warn=over["warn"], over_alert=over["alert"])
    return {"status": "measured", "level": level, "n": len(people), "exact": exact}


def sittings_of(company: Company, presence: Presence, present: Present, reading: set[str]) -> list[Sitting]:
    """Return the meetings of one person that touch the week, clipped to it."""
    mail = presence.person.mail
    found: list[Sitting] = []
    for meeting in company.meetings:
        if meeting.answer_of(mail) not in ATTENDING or meeting.shown_to(mail) not in SHOWING:
            continue
        if meeting.cancelled or meeting.all_day or meeting.sensitivity != "normal":
            continue
        if meeting.end - meeting.start >= timedelta(hours=24):
            continue
        invitees = seen_invitees(meeting, reading)
        minutes = inside(minutes_between(meeting.start, meeting.end), present.monday)
        if minutes and 2 <= invitees <= 50:
            found.append(Sitting(meeting, invitees, frozenset(minutes)))
    return found


def busy_minutes(company: Company, presence: Presence) -> frozenset[int]:
    """Return the minutes that are taken without being a meeting: private entries and broadcasts."""
    mail = presence.person.mail
    taken: set[int] = set()
    for meeting in company.meetings:
        if meeting.answer_of(mail) not in ATTENDING or meeting.shown_to(mail) not in SHOWING:
            continue
        if meeting.cancelled or meeting.all_day or meeting.end - meeting.start >= timedelta(hours=24):
            continue
        if meeting.sensitivity != "normal" or 1 + len(meeting.invitations) > BROADCAST:
            taken.update(minutes_between(meeting.start, meeting.end))
    return frozenset(taken)


def seen_invitees(meeting: Meeting, reading: set[str]) -> int:
    """Return the size of *meeting* as the calendars that are read tell it.

    A hidden list shows whole in the organiser's copy only; every other copy shows its owner and the organiser.
    """
    if meeting.hides_attendees and meeting.organiser not in reading:
        return 2
    return len({meeting.organiser, *(invitation.mail for invitation in meeting.invitations)})


def has_outsider(company: Company, meeting: Meeting) -> bool:
    """Tell whether somebody from outside organises or is invited; guests have outside addresses."""
    mails = {meeting.organiser, *(invitation.mail for invitation in meeting.invitations)}
    return any(not mail.endswith("@" + company.domain) for mail in mails)


def union(sittings: Iterable[Sitting]) -> frozenset[int]:
    """Return every minute spent in a meeting, once."""
    return frozenset().union(*(sitting.minutes for sitting in sittings))


def doubled(sittings: list[Sitting]) -> set[int]:
    """Return the minutes in which two or more meetings ask for the same person."""
    seen: set[int] = set()
    twice: set[int] = set()
    for sitting in sittings:
        twice |= seen & sitting.minutes
        seen |= sitting.minutes
    return twice


def has_chain(sittings: list[Sitting]) -> bool:
    """Tell whether two or more meetings follow within ten minutes and last two hours from first start to last end."""
    runs: list[tuple[int, int, int]] = []  # start, latest end, meetings
    for start, end in sorted((min(sitting.minutes), max(sitting.minutes) + 1) for sitting in sittings):
        if runs and start < runs[-1][1] + 10:
            runs[-1] = (runs[-1][0], max(end, runs[-1][1]), runs[-1][2] + 1)
        else:
            runs.append((start, end, 1))
    return any(count >= 2 and end - start >= 120 for start, end, count in runs)


def _hours(weeks: list[tuple[Presence, list[Sitting]]], belongs: Any) -> float:  # noqa: ANN401
    return sum(len(union(filter(belongs, sittings))) for _, sittings in weeks) / 60
