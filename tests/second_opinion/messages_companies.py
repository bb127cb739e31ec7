"""Companies whose weeks are hard because of messages: when they land, on whom, and what is a message at all."""

# ruff: noqa: ANN401 - JSON, and settings passed on
from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from typing import Any

from .company import Company
from .meetings_hours import AUCKLAND, KOLKATA, NEW_YORK, OWN_BRUSSELS, OWN_PACIFIC
from .scenario import BRUSSELS, DAYS, Mention, Person, guid

SIGNALS = {"signals": {"calendar": True, "chats": True, "channels": True, "calls": False}}
CUSTOMERS = [guid(f"customer{n}") for n in range(6)]
OFFICE = dict.fromkeys(DAYS[:5], "08:30-17:00")


def _company(week: str, **settings: Any) -> Company:
    return Company(week=week, sections=("off_hours_messages",), extra_policy=SIGNALS, **settings)


def _disturb(company: Company, someone: Person, days: int) -> None:
    """Let a customer write to somebody on so many evenings, twice on the first."""
    chat = company.chat("oneOnOne", [someone])
    for day in DAYS[:days]:
        company.say(chat, f"{day} 21:15", CUSTOMERS[days % 6])
    company.say(chat, "Mon 22:15", CUSTOMERS[0])


def disturbed_days() -> Company:
    company = _company("2026-W43")
    for size, warn, alert in (
        (4, 4, 4),
        (5, 3, 0),
        (5, 3, 3),
        (7, 3, 3),
        (7, 4, 3),
        (8, 3, 2),
        (8, 8, 3),
        (15, 4, 4),
        (15, 5, 5),
        (16, 4, 3),
        (16, 9, 4),
    ):
        key = f"t{size}-{warn}-{alert}"
        people = company.crowd(f"{key}x", size)
        company.team(key, people)
        for index, someone in enumerate(people):
            _disturb(
                company, someone, 5 + index % 3 if index < alert else 3 + index % 2 if index < warn else 1 + index % 2
            )
    own = company.crowd("ownlimits", 6)
    company.team(
        "own-limits", own, auditors={"off_hours_messages": {"warn_days": 1, "alert_days": 2, "grace_minutes": 0}}
    )
    for index, someone in enumerate(own):
        _disturb(company, someone, 1 + index % 3)
        company.say(company.chat("oneOnOne", [someone]), "Thu 17:10", CUSTOMERS[1])
    early = company.crowd("early", 6)
    company.team("before-four", early)
    for someone in early:
        chat = company.chat("oneOnOne", [someone])
        for when in ("Mon 02:00", "Tue 03:30", "Wed 03:59", "Wed 04:01", "Sun 23:30", "Mon 23:00"):
            company.say(chat, when, CUSTOMERS[2])  # Monday, Monday, Tuesday, Wednesday, Sunday, Monday
        company.say(chat, "Mon+1 03:00", CUSTOMERS[2])
        company.say(chat, "Sun-1 23:59", CUSTOMERS[2])
    late = company.crowd("late", 6)
    company.team("after-four", late)
    for someone in late:
        chat = company.chat("oneOnOne", [someone])
        for when in ("Tue 04:30", "Tue 22:00", "Wed 22:00"):
            company.say(chat, when, CUSTOMERS[3])  # two days, not three
    return company


def what_is_a_message() -> Company:  # noqa: C901, PLR0915 - one paragraph for each rule
    company = _company("2026-W46", message_page=4)
    night = ("Mon 22:00", "Tue 22:00", "Thu 22:00", "Fri 22:00", "Sat 12:00")

    def team(key: str, size: int = 6, *, channel: bool = True) -> list[Person]:
        people = company.crowd(key, size)
        company.team(key, people)
        chat = company.chat("group", people)
        for index in range(8):
            company.say(chat, f"{DAYS[index % 5]} 1{index}:1{index}", people[index % size])
        if channel:
            company.channel(key)
        return people

    people = team("kinds")
    chat = company.chat("meeting", people)
    for writer in people:
        for when in (
            "Mon 19:00",
            "Tue 21:00",
            "Thu 07:15",
            "Sat 01:00",
            "Sun 22:00",
            "Wed 10:00",
            "Thu 07:45",
            "Fri 17:20",
        ):
            company.say(chat, when, writer)

    people = team("doubtful")
    chat = company.chat("group", people)
    for index, when in enumerate(night):
        for writer in (people[index], people[index - 1]):
            company.say(chat, when, writer, modified=company.at("Mon+1 11:00"))
            company.say(chat, when, writer, deleted=True)
            company.say(chat, when, writer, kind="unknownFutureValue")
            company.say(chat, when, writer, kind="typing")
        company.say(chat, when, None, kind="systemEventMessage")
        company.say(chat, when, guid("bot"), application=True, importance="urgent")
        company.say(chat, when, None)
    company.say(chat, "Sun-1 22:00", people[0], modified=company.at("Tue 22:00"))
    company.say(chat, "Mon+1 05:00", people[0])

    people = team("pressing", 7)
    group, pair = company.chat("group", people), company.chat("group", people[:2])
    for index, when in enumerate(night):
        writer = people[index]
        company.say(group, when, writer)
        company.say(group, when, writer, importance="urgent" if index % 2 else "high")
        company.say(group, when, writer, mentions=(Mention(kind="person", id=people[index - 1].id),))
        company.say(group, when, writer, mentions=(Mention(kind="person", id=CUSTOMERS[0]), Mention(kind="tag")))
        company.say(pair, when, people[index % 2])
        company.say(company.chat("oneOnOne", [people[index], people[index - 2]]), when, writer)
    company.say(group, "Wed 12:00", people[5], mentions=(Mention(kind="chat"),))

    people = team("channel", 8)
    channel, other = company.channel("channel"), company.channel("channel")
    foreign = company.channel("kinds")
    for index, when in enumerate(night):
        writer = people[index]
        root = company.say(channel, when, writer)
        for reply in range(7):
            company.say(
                channel,
                company.at(when) + timedelta(minutes=reply),
                people[reply],
                reply_to=root.id,
                mentions=(Mention(kind="person", id=people[index].id), Mention(kind="person", id=people[reply].id)),
            )
        company.say(other, when, writer, mentions=(Mention(kind="channel"),))
        company.say(
            other, when, CUSTOMERS[index], mentions=(Mention(kind="team"), Mention(kind="person", id=writer.id))
        )
        company.say(other, when, writer, mentions=(Mention(kind="tag"),), importance="high")
        company.say(foreign, when, writer, mentions=(Mention(kind="person", id=people[0].id),))
    old = company.say(channel, "Sun-1 10:00", people[0])
    company.say(channel, "Wed 10:00", people[1], reply_to=old.id, mentions=(Mention(kind="channel"),))

    people = team("slow-road", 6)
    company.per_channel_only.add(guid("group-slow-road"))
    channel = company.channel("slow-road")
    ancient = company.say(channel, "Sun-1 10:00", people[0], mentions=(Mention(kind="team"),))
    for index in range(12):
        company.say(
            channel,
            f"{DAYS[index % 7]} 2{index % 4}:0{index % 10}",
            people[index % 6],
            reply_to=ancient.id,
            mentions=(Mention(kind="person", id=people[(index + 1) % 6].id),),
        )
        company.say(
            channel, f"{DAYS[index % 7]} 06:1{index % 10}", people[index % 6], mentions=(Mention(kind="channel"),)
        )

    people = team("same-ids", 6, channel=False)
    for someone in people:
        chat = company.chat("group", people)
        for number, when in enumerate(night):
            company.say(chat, when, someone, id=str(1_700_000_000_000 + number))

    people = team("pages", 6)
    company.empty_first_page |= {people[0].id, guid("group-pages")}
    company.repeat_items |= {p.id for p in people[1:]} | {guid("group-pages")}
    chat, channel = company.chat("group", people), company.channel("pages")
    for index in range(40):
        company.say(chat, f"{DAYS[index % 7]} 19:{index + 10}", people[index % 6])
        company.say(channel, f"{DAYS[index % 7]} 20:{index + 10}", people[index % 6], mentions=(Mention(kind="team"),))

    people = team("latecomers", 7)
    chat = company.chat("group", people)
    for index in range(20):
        company.say(
            chat,
            f"{DAYS[index % 5]} 18:{index + 10}",
            people[index % 5],
            missing_for=(people[5].id, people[6].id)[: index % 3],
        )
    return company


def who_writes_to_whom() -> Company:
    """Managers, guests, opted-out, away and outside people write; what lands counts, what they send does not."""
    boss, guest = Person(name="boss"), Person(name="guest", guest=True, domain="partner.example")
    quiet = [Person(name="optout"), Person(name="representative")]
    company = _company(
        "2026-W43",
        organisation={"opt_out": [quiet[0].id], "representatives": [quiet[1].id]},
    )
    for someone in (boss, guest, *quiet):
        company.people[someone.id] = someone
    people = company.crowd("crew", 8)
    company.team("crew", [boss, guest, *quiet, *people], manager=boss.id)
    everybody = [boss, guest, *quiet, *people]
    company.leave(people[0], "Mon..Thu")
    chat, channel = company.chat("group", everybody), company.channel("crew")
    for index, someone in enumerate(everybody):
        for hour in ("10", "13", "18", "21"):
            company.say(chat, f"{DAYS[index % 6]} {hour}:{10 + index}", someone)
            company.say(channel, f"{DAYS[index % 7]} {hour}:{25 + index}", someone, mentions=(Mention(kind="team"),))
        if someone is not people[1]:
            company.say(company.chat("oneOnOne", [someone, people[1]]), f"{DAYS[index % 7]} 20:30", someone)

    for key, size, blind in (("seven-of-ten", 10, 3), ("six-of-ten", 10, 4)):
        some = [company.person(f"{key}{n}", chats="forbidden" if n < blind else "ok") for n in range(size)]
        company.team(key, some)
        chat = company.chat("group", some)
        for index in range(30):
            company.say(chat, f"{DAYS[index % 7]} 18:{10 + index}", some[index % size])
    dead = [company.person(f"nomailbox{n}", mailbox="dead" if n < 4 else "ok") for n in range(7)]
    company.team("calendars-unknown", dead)
    for someone in dead[4:6]:
        company.leave(someone, "Tue")
    chat = company.chat("group", dead)
    for index in range(35):
        company.say(chat, f"{DAYS[index % 5]} {(9, 12, 18)[index % 3]}:{10 + index}", dead[index % 7])
    return company


EDGES = """
    00:00 04:00 06:30 07:00 07:30 08:00 08:30 09:00 12:00 12:30 13:00 14:00 15:30 16:00 17:00 17:30
    18:00 18:30 19:00 20:00 20:30 21:30 23:00
    """.split()  # noqa: SIM905


def _moment(company: Company, draw: random.Random) -> datetime:
    """Return any second of the week and some before and after, half of the time close to where something changes."""
    if draw.random() < 0.5:
        return company.at("Mon 00:00") + timedelta(minutes=draw.randint(-600, 10700), seconds=draw.randint(0, 50))
    zone = draw.choice(
        (BRUSSELS, BRUSSELS, "America/New_York", "America/Los_Angeles", "Asia/Kolkata", "Pacific/Auckland")
    )
    edge = company.at(f"{draw.choice(DAYS)} {draw.choice(EDGES)}", zone)
    return edge + timedelta(minutes=draw.choice((-1, 0)), seconds=draw.randint(0, 50))


def soup(seed: int, week: str, *, closures: tuple[date, ...] = ()) -> Company:
    """A seeded random company in many zones, with schedules, duty, leave, and messages at every minute of the week."""
    draw = random.Random(seed)  # noqa: S311
    company = _company(week, message_page=draw.choice((9, 25, 50)), organisation={"closures": list(closures)})
    second = {**{d: OFFICE[d] for d in ("Mon", "Tue", "Wed")}, "Thu": ["08:30-12:00", "14:00-18:30"]}
    fortnight = {"week": {**OFFICE, "Wed": "08:30-12:30"}, "week_2": second}
    company.schedules = {
        "four-fifths": {"week": {d: OFFICE[d] for d in ("Mon", "Tue", "Thu", "Fri")}},
        "odd": {"anchor": date(2026, 11, 2), "duty": {"Sat": "09:00-18:00", "Wed": ["18:00-20:00"]}, **fortnight},
        "even": {"anchor": date(2026, 11, 9), "zone": BRUSSELS, "duty": {"Sun": "07:00-10:30"}, **fortnight},
        "split": {"week": {d: ["06:00-09:00", "13:00-15:30", "19:00-21:00"] for d in DAYS[1:6]}},
    }
    for number, size in enumerate((6, 9, 17)):
        people = []
        for index in range(size):
            usage, hours = draw.choice(
                (
                    ("BE", OWN_BRUSSELS),
                    ("BE", None),
                    ("US", NEW_YORK),
                    ("IN", KOLKATA),
                    ("NZ", AUCKLAND),
                    ("US", OWN_PACIFIC),
                )
            )
            people.append(company.person(f"soup{number}x{index}", usage=usage, hours=hours))
        declared = {p.id: draw.choice(list(company.schedules)) for p in people if p.hours is None}
        company.team(f"soup{number}", people, schedules=declared)
        for someone in people[::4]:
            company.leave(someone, draw.choice(("Tue", "Wed..Thu", "Fri", "Thu 09:00-13:30", "Tue 11:00-18:00")))
        company.leave(people[1], "Mon..Fri")
        channels = [company.channel(f"soup{number}") for _ in range(2)]
        places = [
            *channels,
            company.chat("group", people),
            company.chat("meeting", people[2:]),
            *(company.chat("oneOnOne", draw.sample(people, 2)) for _ in range(size)),
            *(company.chat("group", draw.sample(people, draw.randint(1, 5))) for _ in range(size)),
            *(company.chat("oneOnOne", [someone]) for someone in people),
        ]
        for place in draw.choices(places, weights=[9, 9, 9, 9, *[2] * (len(places) - 4)], k=30 * size):
            when = _moment(company, draw)
            insiders = people if place.kind == "channel" else [p for p in people if p.id in place.members]
            writer = draw.choice([*(p.id for p in insiders), draw.choice(CUSTOMERS)])
            mentioned = Mention(kind="person", id=draw.choice(insiders).id)
            whole = Mention(kind="channel" if place.kind == "channel" else "chat")
            company.say(
                place,
                when,
                writer,
                mentions=draw.choice(((), (mentioned,), (mentioned, whole), (Mention(kind="tag"),))),
                importance=draw.choice(("normal",) * 6 + ("high", "urgent")),
                deleted=draw.random() < 0.05,
                application=draw.random() < 0.05,
                modified=when + timedelta(days=draw.choice((1, 9))) if draw.random() < 0.1 else None,
            )
    return company


def soup_in_october() -> Company:
    return soup(21, "2026-W43")


def soup_in_november() -> Company:
    return soup(22, "2026-W46", closures=(date(2026, 11, 12),))


def soup_in_march() -> Company:
    return soup(23, "2026-W13")
