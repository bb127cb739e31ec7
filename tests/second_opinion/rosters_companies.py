"""Companies whose teams work in shifts: rosters drawn at random, over midnights, the week's edges and the changes of the clock."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from .company import Company
from .scenario import DAYS, Hours, Mention, Person, guid

SIGNALS: Mapping[str, Mapping[str, bool]] = {
    "signals": {"calendar": True, "chats": True, "channels": False, "calls": False}
}
CUSTOMER = guid("customer-of-the-night")
SHIFTS = ("06:00-14:00", "14:00-22:00", "22:00-06:00", "19:00-07:00", "07:00-11:00", "15:30-19:15", "10:00-10:45")


def _company(week: str, **settings: Any) -> Company:  # noqa: ANN401
    return Company(
        week=week, sections=("meeting_overload", "off_hours_messages"), extra_policy=dict(SIGNALS), **settings
    )


def _night_or_day(company: Company, day: int, clocks: str) -> tuple[datetime, datetime]:
    """Return a shift that begins on a day of the week, 0 being Monday, by the clock of Brussels."""
    start, end = clocks.split("-")
    first, last = (f"{DAYS[number % 7]}{number // 7:+d}" for number in (day, day + (end <= start)))
    return company.at(f"{first} {start}"), company.at(f"{last} {end}")


def drawn(seed: int, week: str, *, closures: tuple[date, ...] = ()) -> Company:
    """A seeded company: every person gets shifts and time off at random, meetings and messages at every hour."""
    draw = random.Random(seed)  # noqa: S311
    company = _company(week, organisation={"closures": list(closures)})
    company.schedules = {"mornings": {"week": dict.fromkeys(DAYS[:5], "08:00-12:00")}}
    for number, size in enumerate((6, 9, 17)):
        key = f"crew{number}"
        people = [
            company.person(f"{key}x{index}", hours=draw.choice((Hours(), Hours(start="22:00", end="23:00"), None)))
            for index in range(size)
        ]
        company.team(key, people, hours="shifts", schedules={people[0].id: "mornings"} if number else {})
        company.rosters[key] = []
        for index, someone in enumerate(people):
            _planned(company, key, someone, draw, often=0 if index == 1 else draw.choice((3, 5, 6)))
        company.roster(key, None, *_night_or_day(company, 2, "06:00-14:00"))
        company.roster(key, people[2], *_night_or_day(company, 6, "06:00-14:00"), shared=False)
        company.leave(people[3], draw.choice(("Tue", "Wed..Thu", "Thu 09:00-13:30")))
        _lived(company, people, draw)
    return company


def _planned(company: Company, key: str, someone: Person, draw: random.Random, *, often: int) -> None:
    for day in range(-2, 10):
        if often and draw.randrange(7) < often:
            company.roster(key, someone, *_night_or_day(company, day, draw.choice(SHIFTS)))
    for _ in range(draw.choice((0, 0, 1, 2))):
        start = company.at(f"{draw.choice(DAYS)} {draw.randrange(24):02}:00")
        length = timedelta(hours=draw.choice((3, 24, 60)))
        company.roster(key, someone, start, start + length, time_off=True)
    if draw.random() < 0.1:
        company.roster(key, someone, company.at("Mon-3 00:00"), company.at("Thu 00:00"), time_off=True)


def _lived(company: Company, people: list[Person], draw: random.Random) -> None:
    for _ in range(4 * len(people)):
        day, hour = draw.choice(DAYS), draw.randrange(22)
        company.meet(
            f"{day} {hour:02}:00-{hour + 1:02}:{draw.choice((0, 15, 30)):02}", draw.sample(people, draw.randint(2, 5))
        )
    places = [company.chat("group", people), *(company.chat("oneOnOne", [someone]) for someone in people)]
    for place in draw.choices(places, weights=[12, *[1] * len(people)], k=25 * len(people)):
        when = company.at("Mon 00:00") + timedelta(minutes=draw.randrange(7 * 1440), seconds=30)
        insiders = [p for p in people if p.id in place.members]
        mentioned = Mention(kind="person", id=draw.choice(insiders).id)
        writer = draw.choice([*(p.id for p in insiders), CUSTOMER])
        company.say(place, when, writer, mentions=draw.choice(((), (mentioned,), (Mention(kind="chat"),))))


def rosters_in_november() -> Company:
    """A holiday on the Wednesday and a closure on the Thursday, on which people work all the same."""
    return drawn(41, "2026-W46", closures=(date(2026, 11, 12),))


def rosters_in_march() -> Company:
    return drawn(42, "2026-W13")


def rosters_in_october() -> Company:
    return drawn(43, "2026-W43")


def rosters_that_tell_nothing() -> Company:
    """None at all, one that is refused, one without a shift in this week, and reports of a manager."""
    company = _company("2026-W46")
    for key in ("none", "refused", "empty", "draft"):
        company.team(key, company.crowd(f"{key}x", 6), hours="shifts")
        if key != "none":
            company.rosters[key] = []
    company.closed_rosters.add("refused")
    someone = company.people[guid("refusedx0")]
    company.roster("refused", someone, *_night_or_day(company, 0, "06:00-14:00"))
    company.roster("empty", company.people[guid("emptyx0")], *_night_or_day(company, 8, "06:00-14:00"))
    company.roster("empty", company.people[guid("emptyx1")], *_night_or_day(company, 2, "06:00-14:00"), time_off=True)
    company.roster("draft", company.people[guid("draftx0")], *_night_or_day(company, 2, "06:00-14:00"), shared=False)
    chief = company.person("chief")
    company.reports_team("reports", chief, company.crowd("reportsx", 6), hours="shifts")
    return company
