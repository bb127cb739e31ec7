"""The true numbers of office_day_fit, and the places that a week's samples hold."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sandbox.company import Company
from sandbox.company.meetings import Meeting
from sandbox.company.people import Person, Team
from sandbox.company.places import place_of
from sandbox.presence import Presence, Present
from sandbox.truth.focus import runs
from sandbox.truth.overload import ATTENDING, Sitting, busy_minutes, sittings_of, union
from sandbox.truth.shares import FLOOR, carried, readable_enough, typical, withheld
from sandbox.wall_clock import week_walk
from sandbox.working_time import free_days, hours_of, pattern_minutes

BLOCK = 120
WARN_PERCENT = 30
"""As the company's policy has it."""


def sampled_place(company: Company, team: Team, person: Person, day: date) -> str | None:
    """Return what the sample of *day* holds of *person*: nothing of who is left out, or not expected as far as a policy tells."""
    if person.id in {*company.opted_out, *company.representatives}:
        return None
    monday = day - timedelta(days=day.weekday())
    hours = hours_of(person, team=team, schedules=dict(company.schedules), monday=monday)
    closed = {*company.closures, *team.closures} | free_days(
        company.person_by_id[team.manager], team=team, hours=hours, monday=monday, closures=company.closures
    )
    mine = free_days(person, team=team, hours=hours, monday=monday, closures=company.closures)
    if day.weekday() > 4 or day in closed or day in mine:
        return None
    if hours.source == "declared":
        works = {at for minute, at, _ in week_walk(monday, hours.zone) if minute in pattern_minutes(hours, monday)}
        if day not in works:
            return None
    place = place_of(company, person, day)
    return place if place in {"office", "remote"} else None


def office_day_fit(company: Company, team: Team, present: Present) -> dict[str, Any]:
    """Return status, level and exact values of METRICS.md, section 3, "office_day_fit".

    Choices: those of the auditor, told minute by minute.
    """
    people = present.readable()
    status = readable_enough(readable=len(people), counted=len(present.counted))
    if status == "not_measured":
        return withheld(status)
    week = [present.monday + timedelta(days=number) for number in range(7)]
    everybody = {presence.person.id: presence for presence in (*present.counted, *present.away)}
    places = {
        (key, day): place
        for key, presence in everybody.items()
        for day in week
        if (place := sampled_place(company, team, presence.person, day)) is not None
    }
    days = {presence.person.id: _minutes_of_days(presence, present.monday) for presence in people}
    asked = [
        (presence.person.id, day) in places
        for presence in people
        for day in week
        if days[presence.person.id][day] & presence.after
    ]
    if sum(asked) < 0.7 * len(asked):
        return withheld("not_measured")
    if len(people) < FLOOR:
        return withheld("suppressed")
    exact: dict[str, Any] = {}
    alone, whole = _shares(company, team, present, people, places, days)
    level = None
    if carried(whole):
        exact["screen_only_share"] = sum(alone) / sum(whole)
        level = "warn" if carried(alone) and 100 * sum(alone) >= WARN_PERCENT * sum(whole) else "good"
    gains = [
        gain for presence in people
        if (gain := _gain(company, present, presence, everybody, places, days[presence.person.id])) is not None
    ]  # fmt: skip
    if len(gains) >= FLOOR:
        exact["home_focus_gain_hours"] = typical(gains)
    return {"status": "measured", "level": level, "n": len(people), "exact": exact}


def _minutes_of_days(presence: Presence, monday: date) -> defaultdict[date, set[int]]:
    found: defaultdict[date, set[int]] = defaultdict(set)
    for minute, day, _ in week_walk(monday, presence.hours.zone, 0):
        found[day].add(minute)
    return found


def _shares(
    company: Company,
    team: Team,
    present: Present,
    people: tuple[Presence, ...],
    places: dict[tuple[str, date], str],
    days: dict[str, defaultdict[date, set[int]]],
) -> tuple[list[int], list[int]]:
    """Return each person's minutes in meetings at the office: on a screen alone, and all that are decided."""
    readable = [each for each in (*present.counted, *present.away) if each.person.mailbox == "readable"]
    reading = {each.person.mail for each in readable}
    sat = {each.person.id: sittings_of(company, each, present, reading) for each in readable}
    there: defaultdict[str, set[str]] = defaultdict(set)
    for key, sittings in sat.items():
        for sitting in sittings:
            there[sitting.meeting.key].add(key)
    alone, whole = [], []
    for presence in people:
        key = presence.person.id
        screen, decided = 0, 0
        for day, minutes in days[key].items():
            if places.get((key, day)) != "office":
                continue
            kinds: dict[str, set[int]] = {"together": set(), "unknown": set(), "screen": set()}
            for sitting in sat[key]:
                others = there[sitting.meeting.key] | _answered(company, team, sitting.meeting, reading)
                kinds[_kind(sitting, others - {key}, places, present)] |= sitting.minutes & minutes
            seen_alone = kinds["screen"] - kinds["together"] - kinds["unknown"]
            screen += len(seen_alone)
            decided += len(seen_alone | kinds["together"])
        alone.append(screen)
        whole.append(decided)
    return alone, whole


def _answered(company: Company, team: Team, meeting: Meeting, reading: set[str]) -> set[str]:
    """Return the members who come by their answer, as far as the copies that are read show it."""
    found: set[str] = set()
    for person in company.members(team):
        shown = meeting.organiser in reading or person.mail in {meeting.organiser, *reading}
        if meeting.hides_attendees and meeting.organiser not in reading:
            shown = person.mail == meeting.organiser
        if shown and meeting.answer_of(person.mail) in ATTENDING:
            found.add(person.id)
    return found


def _kind(sitting: Sitting, others: set[str], places: dict[tuple[str, date], str], present: Present) -> str:
    if any(room.response != "declined" for room in sitting.meeting.rooms):
        return "together"
    zones = {each.person.id: each.hours.zone for each in (*present.counted, *present.away)}
    where = [
        places.get((other, sitting.meeting.start.astimezone(ZoneInfo(zones[other])).date())) if other in zones else None
        for other in others
    ]
    if "office" in where:
        return "together"
    return "unknown" if None in where else "screen"


def _gain(
    company: Company,
    present: Present,
    presence: Presence,
    everybody: dict[str, Presence],
    places: dict[tuple[str, date], str],
    days: defaultdict[date, set[int]],
) -> float | None:
    """Return by how many hours of an average day somebody has more focus time at home; None without both kinds of day."""
    reading = {each.person.mail for each in everybody.values() if each.person.mailbox == "readable"}
    taken = union(sittings_of(company, presence, present, reading)) | busy_minutes(company, presence)
    focus, expected, number = {"office": 0, "remote": 0}, {"office": 0, "remote": 0}, 0
    for day, minutes in days.items():
        place, work = places.get((presence.person.id, day)), presence.after & minutes
        if place is None or not work:
            continue
        number += 1
        expected[place] += len(work)
        focus[place] += sum(end - start for start, end in runs(frozenset(work - taken)) if end - start >= BLOCK)
    if not expected["office"] or not expected["remote"]:
        return None
    better = focus["remote"] / expected["remote"] - focus["office"] / expected["office"]
    return better * (expected["remote"] + expected["office"]) / number / 60
