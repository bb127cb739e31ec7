"""`meeting_overload` by counting minutes: what it means for one team in one week."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil
from typing import Any

from .oracle_time import Minute, PersonWeek, Week, minute
from .scenario import Event, Person

ATTENDING = ("organizer", "accepted", "tentativelyAccepted")
SHOWS_BUSY = ("busy", "tentative", "workingElsewhere")
BUSY_TIME_ONLY = ("private", "personal", "confidential")


@dataclass
class Sum:
    """A sum with what each person contributes to it."""

    parts: dict[str, Fraction] = field(default_factory=dict)

    @property
    def total(self) -> Fraction:
        return sum(self.parts.values(), Fraction(0))


@dataclass
class People:
    """A number of people."""

    count: int


@dataclass
class Plain:
    """A number that is shown rounded (`step`), and whether how it is shown is beyond doubt."""

    value: Fraction
    step: Fraction = Fraction(1, 2)
    sure: bool = True


Value = Sum | People | Plain | Any


def humans(event: Event, read: set[str]) -> set[str]:
    """Return the addresses of the human invitees with the organiser, from the fullest copy at hand."""
    everybody = {event.organiser.lower()} | {i.address.lower() for i in event.invitees if i.kind != "resource"}
    if not event.hidden or event.organiser.lower() in read:
        return everybody
    holders = everybody & read
    return max(({event.organiser.lower(), holder} for holder in holders), key=len, default=set())


def is_meeting(week: Week, event: Event, answer: str, shows: str, read: set[str]) -> bool:
    attending = week.organisation.get("counts_as_attending", ATTENDING)
    return (
        not event.cancelled
        and not event.all_day
        and (event.end - event.start).total_seconds() < 24 * 3600
        and len(humans(event, read)) >= 2
        and answer in attending
        and shows in SHOWS_BUSY
        and event.sensitivity not in BUSY_TIME_ONLY
        and len(humans(event, read)) <= week.setting("broadcast_over", 50)
    )


def meetings_of(week: Week, person: Person, read: set[str]) -> list[Event]:
    """Return each meeting of the person once, those that touch the week."""
    found = {}
    for event, answer, shows in week.company.copies(person):
        if (
            is_meeting(week, event, answer, shows, read)
            and minute(event.start) < week.end
            and minute(event.end) > week.start
        ):
            found[event.uid] = event
    return list(found.values())


def covered(week: Week, events: list[Event]) -> list[Minute]:
    """Return the minutes of the week that each event covers; a minute comes as often as it is covered."""
    return [m for e in events for m in range(max(minute(e.start), week.start), min(minute(e.end), week.end))]


def has_chain(events: list[Event]) -> bool:
    """Tell whether two or more meetings follow within less than 10 minutes for 2 hours or longer."""
    ordered = sorted((minute(e.start), minute(e.end)) for e in events)
    for first in range(len(ordered)):
        begin, end = ordered[first]
        for following, finish in ordered[first + 1 :]:
            if following - end >= 10:
                break
            end = max(end, finish)
            if end - begin >= 120:
                return True
    return False


def typical(values: list[Fraction]) -> Fraction:
    drop = len(values) // 4
    middle = sorted(values)[drop : len(values) - drop]
    return sum(middle, Fraction(0)) / len(middle)


def meeting_overload(week: Week, readable: list[PersonWeek], read: set[str], rule: dict[str, Any]) -> dict[str, Value]:
    """Return the values by key, for the counted people whose calendar was read; `read` are all addresses read."""
    warn, alert = Fraction(str(rule.get("warn_hours", 15))), Fraction(str(rule.get("alert_hours", 20)))
    hours: list[Fraction] = []
    over = {"warn": 0, "alert": 0}
    chains = unsure_chains = 0
    sums = {
        k: Sum()
        for k in (
            "off_hours_meeting_hours",
            "conflict_hours",
            "large_hours",
            "long_hours",
            "recurring_hours",
            "external_hours",
        )
    }
    domains = [d.lower() for d in week.organisation["domains"]]
    for someone in readable:
        events = meetings_of(week, someone.person, read)
        minutes = covered(week, events)
        union = set(minutes)
        own = Fraction(len(union), 60)
        hours.append(own / someone.scale)
        over["warn"] += own > warn * someone.scale
        over["alert"] += own > alert * someone.scale
        inside = [e for e in events if minute(e.start) >= week.start and minute(e.end) <= week.end]
        chains += has_chain(events)
        unsure_chains += has_chain(events) != has_chain(inside)
        twice = {m for m, times in Counter(minutes).items() if times > 1}
        kinds = {
            "off_hours_meeting_hours": union - someone.after,
            "conflict_hours": twice,
            "large_hours": set(covered(week, [e for e in events if len(humans(e, read)) >= 9])),
            "long_hours": set(covered(week, [e for e in events if minute(e.end) - minute(e.start) > 60])),
            "recurring_hours": set(covered(week, [e for e in events if e.series is not None])),
            "external_hours": set(
                covered(week, [e for e in events if any(a.rpartition("@")[2] not in domains for a in humans(e, read))])
            ),
        }
        for key, found in kinds.items():
            if found:
                sums[key].parts[someone.person.id] = Fraction(len(found), 60)
    values: dict[str, Value] = {
        "people_over_warn": People(over["warn"]),
        "people_over_alert": People(over["alert"]),
        "meeting_hours_typical": Plain(typical(hours), sure=_balanced(hours)),
        "back_to_back_people": People(chains),
        **sums,
    }
    if unsure_chains:
        del values["back_to_back_people"]
    n = len(readable)
    if n >= 50:
        values["meeting_hours_p90"] = Plain(sorted(hours)[ceil(n * 9 / 10) - 1])
    return values


def _balanced(hours: list[Fraction]) -> bool:
    """Tell whether the middle half would also pass as a sum: then it is beyond doubt how it is shown."""
    drop = len(hours) // 4
    middle = [h for h in sorted(hours)[drop : len(hours) - drop] if h]
    return len(middle) >= 3 and 2 * max(middle) <= sum(middle, Fraction(0))
