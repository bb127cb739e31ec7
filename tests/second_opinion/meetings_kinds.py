"""Companies whose weeks are hard because of meetings: what is one, how big, how long, and what hangs together."""

from __future__ import annotations

import random
from datetime import timedelta

from .company import Company
from .scenario import MARKER, Invitee, Person

CLIENT = f"client.{MARKER.lower()}@customer.example"
SUBSIDIARY = f"sister.{MARKER.lower()}@second.example"


def _internal(number: int) -> list[Invitee]:
    return [Invitee(address=f"far{n}.{MARKER.lower()}@voorbeeld.example", response="none") for n in range(number)]


def what_is_a_meeting() -> Company:  # noqa: PLR0915 - one paragraph for each rule
    """One team for each rule: five people or more who all have the same kind of thing, and an ordinary meeting beside."""
    company = Company(week="2026-W46", page=7)
    room = company.room("room-bluebird")
    resource = Invitee(address=room.mail, kind="resource")

    def team(key: str, size: int = 6) -> list[Person]:
        people = company.crowd(key, size)
        company.team(key, people)
        company.meet("Mon 10:00-11:00", people)
        return people

    people = team("solo-and-rooms")
    for someone in people:
        company.meet("Tue 09:00-10:00", [someone])
        company.meet("Tue 10:00-12:00", [someone], others=[resource])
        company.meet("Tue 13:00-14:00", [someone], others=[resource, *_internal(1)])

    people = team("answers")
    company.meet("Tue 09:00-11:00", people, answers={"answers1": "declined", "answers2": "tentativelyAccepted"})
    company.meet(
        "Wed 09:00-12:00", people, answers={"answers1": "notResponded", "answers2": "none", "answers3": "declined"}
    )
    company.meet(
        "Thu 09:00-10:30", people, answers=dict.fromkeys(("answers3", "answers4", "answers5"), "tentativelyAccepted")
    )

    people = team("shows")
    for day, show in zip(
        ("Tue", "Wed", "Thu", "Fri", "Sat"), ("free", "tentative", "workingElsewhere", "oof", "unknown"), strict=True
    ):
        company.meet(f"{day} 14:00-15:30", people, show=show)

    people = team("secrets")
    for day, sensitivity in zip(("Tue", "Wed", "Thu"), ("private", "personal", "confidential"), strict=True):
        company.meet(f"{day} 14:00-15:30", people, sensitivity=sensitivity)
    company.meet("Tue 15:00-16:00", people)

    people = team("off")
    company.meet("Tue 14:00-15:30", people, cancelled=True)
    company.meet("Wed 14:00-15:30", people, all_day=False)
    start = company.at("Thu 00:00", "UTC")
    company.also(company.events[-1], start=start, end=start + timedelta(days=1), all_day=True)

    people = team("very-long", 8)
    company.meet("Tue 09:00-Wed 09:00", people)
    company.meet("Thu 09:00-Fri 08:59", people)

    people = team("broadcasts", 7)
    company.meet("Tue 09:00-10:15", people, others=_internal(43))
    company.meet("Tue 11:00-12:15", people, others=_internal(44))
    company.meet("Wed 11:00-13:15", people, others=[*_internal(43), resource])
    company.meet("Thu 11:00-13:30", people, others=[*_internal(44)], hidden=True)

    people = team("sizes", 5)
    company.meet("Tue 09:00-10:00", people, others=_internal(3))
    company.meet("Wed 09:00-10:30", people, others=_internal(4))
    company.meet("Wed 14:00-14:45", people, others=[*_internal(3), resource])
    company.meet("Thu 09:00-10:00", people, others=[*_internal(3), Invitee(address=people[0].mail.upper())])
    company.meet("Thu 14:00-15:00", people, others=[*_internal(3), Invitee(address=CLIENT, response="declined")])

    people = team("hidden", 6)
    far = f"planner.{MARKER.lower()}@voorbeeld.example"
    company.meet("Tue 09:00-10:30", people, others=_internal(6), hidden=True)
    company.meet("Wed 09:00-10:30", [far, *people], others=_internal(6), hidden=True)
    company.meet("Thu 09:00-09:30", [far, people[0]], hidden=True)

    people = team("outside", 5)
    guest = company.person("visitor", guest=True, domain="partner.example")
    company.meet("Tue 09:00-10:00", people, others=[Invitee(address=CLIENT)])
    company.meet("Wed 09:00-10:00", [CLIENT, *people])
    company.meet("Thu 09:00-09:45", [*people, guest])
    company.meet("Thu 11:00-12:00", people, others=[Invitee(address=SUBSIDIARY), *_internal(1)])
    company.meet("Fri 11:00-12:00", people, others=[Invitee(address="Far0@VOORBEELD.example")])

    people = team("series", 5)
    for day in ("Mon", "Tue", "Wed", "Thu", "Fri"):
        company.meet(f"{day} 09:00-09:15", people, series="daily")
    company.meet("Fri 15:00-17:00", people, series="retro", sensitivity="private")
    company.meet("Fri 13:00-14:00", people)

    people = team("edges", 5)
    company.meet("Sun-1 23:00-Mon 00:30", people)
    company.meet("Sun 23:15-Mon+1 01:30", people)
    company.meet("Sun-1 20:00-Mon 00:00", people)
    company.meet("Mon+1 00:00-01:00", people)
    company.meet("Wed 23:30-Thu 00:45", people)

    people = team("chains", 10)
    for index, second in enumerate(("09:59", "10:00", "10:01", "09:40")):
        company.meet("Tue 09:00-09:50", people[2 * index : 2 * index + 2])
        company.meet(f"Tue {second}-11:00", people[2 * index : 2 * index + 2])
    company.meet("Wed 09:00-11:59", [people[1], people[8]])
    company.meet("Wed 09:00-09:30", [people[9], people[1]])
    company.meet("Wed 09:39-10:50", [people[9], people[1]])
    company.meet("Wed 10:59-11:00", [people[9], people[1]])

    people = team("nested", 9)
    company.meet("Tue 09:00-12:00", people)
    company.meet("Tue 09:30-09:45", people[:5])
    company.meet("Tue 12:08-12:30", people[3:])
    company.meet("Tue 11:30-12:15", people[:7], show="tentative")

    people = team("pages", 6)
    company.empty_first_page |= {people[0].id, people[1].id}
    company.repeat_items |= {people[1].id, people[2].id, people[3].id}
    for day in ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"):
        for slot in range(24):
            begin = f"{6 + slot // 2:02d}:{slot % 2 * 30:02d}"
            end = f"{6 + slot // 2:02d}:{slot % 2 * 30 + 10:02d}"
            company.meet(f"{day} {begin}-{end}", [people[slot % 5], people[(slot + 1) % 6]])
    company.organisation["domains"] = ["voorbeeld.example", "Second.Example"]
    return company


def soup(seed: int, week: str, zone: str, team_zone: str) -> Company:
    """A seeded random company: teams of 5 to 20 with random meetings of every kind."""
    draw = random.Random(seed)  # noqa: S311
    company = Company(week=week, zone=team_zone, page=draw.choice((5, 13, 50)))
    for number in range(8):
        people = company.crowd(f"soup{number}x", draw.choice((5, 6, 7, 8, 11, 15, 16, 20)))
        company.team(f"soup{number}", people)
        for _ in range(len(people) * draw.choice((2, 4, 7))):
            some = draw.sample(people, draw.randint(1, min(len(people), 7)))
            start = company.at(f"{draw.choice(('Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'))} 00:00", zone)
            start += timedelta(minutes=draw.choice((*range(300, 1200, 15), *range(360, 1080, 7))))
            length = draw.choice((15, 25, 30, 30, 45, 50, 60, 60, 61, 90, 120, 240, 700))
            answer = ("accepted", "accepted", "accepted", "tentativelyAccepted", "declined", "notResponded", "none")
            event = company.meet("Mon 09:00-10:00", some, answers={p.name: draw.choice(answer) for p in some[1:]})
            company.events.pop()
            company.also(
                event,
                start=start,
                end=start + timedelta(minutes=length),
                invitees=(*event.invitees, *_internal(draw.choice((0, 0, 1, 4, 8, 60)))),
                organiser=event.organiser if draw.random() < 0.8 else CLIENT,
                show=draw.choice(("busy", "busy", "busy", "tentative", "workingElsewhere", "free")),
                sensitivity=draw.choice(("normal",) * 8 + ("private", "confidential")),
                cancelled=draw.random() < 0.07,
                series=draw.choice((None, None, "s1")),
            )
    return company


def soup_in_october() -> Company:
    return soup(11, "2026-W43", "Europe/Brussels", "Europe/Brussels")


def soup_in_the_south() -> Company:
    return soup(12, "2026-W39", "Pacific/Auckland", "Pacific/Auckland")


def soup_in_march() -> Company:
    return soup(13, "2026-W13", "America/New_York", "Europe/Brussels")
