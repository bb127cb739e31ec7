"""Fill a week with the small meetings that make it what its story says: calm, busy, or far too busy."""

from __future__ import annotations

import math
import random
from datetime import UTC, datetime

from sandbox.company.diary import Diary
from sandbox.company.meetings import Invitation, Meeting, Response
from sandbox.company.people import Level, Person, Team

WARN_MINUTES = 15 * 60
"""The limit of meeting_overload, at which a week is too full; 20 hours is far too full."""

RANGES: dict[Level, tuple[float, float]] = {"good": (0.35, 0.75), "warn": (1.1, 1.25), "alert": (1.45, 1.65)}
"""How full, as a multiple of the warn limit: clear of the limits at both sides by more than a filler's half hour."""

SUBJECTS = (
    "Even afstemmen", "Offerte", "Vragen bij het dossier", "Point rapide", "Suivi", "Sprint-vragen", "Review",
    "Voorbereiding", "Kort overleg", "Koppelingen", "Planning toestellen", "Préparation", "Overdracht", "Check-in",
)  # fmt: skip


def edge(people: int) -> float:
    """Return the share of people from which a level changes (METRICS.md, "Level by people")."""
    return 1 / 2 if people < 8 else 1 / 3 if people < 16 else 1 / 4


def heavy_count(people: int) -> int:
    """Return how many of *people* a story makes heavy: clearly enough for its level, and not everybody."""
    return min(people, math.ceil(edge(people) * people) + 1)


def fill(diary: Diary, team: Team) -> None:
    """Give each member the meeting time that the story of *team* asks for."""
    chance = diary.chance(f"{team.key}.fill")
    load = diary.cast.stories[team.key].load
    left_out = {*diary.cast.opted_out, *diary.cast.representatives}
    need: dict[str, float] = {}
    counted = [
        person
        for person in diary.members(team)
        if person.id not in left_out and person.mailbox == "readable" and diary.present(person, team) >= 0.5
    ]
    heavy = {person.id for person in chance.sample(counted, heavy_count(len(counted)))} if load != "good" else set()
    for person in diary.members(team):
        low, high = RANGES[load if person.id in heavy else "good"]
        target = chance.uniform(low, high) * WARN_MINUTES * diary.share(person, team)
        need[person.id] = target - diary.attended(person)
    while True:
        person = max(diary.members(team), key=lambda member: need[member.id])
        if need[person.id] < 30 or not _one_meeting(diary, team, person, need, chance):
            if need[person.id] < 30:
                return
            need[person.id] = 0


def _one_meeting(diary: Diary, team: Team, person: Person, need: dict[str, float], chance: random.Random) -> bool:
    """Add one meeting for *person* and whoever else has room for it; tell whether a place was found."""
    starts = sorted(minute for minute in diary.working(person, team) if minute % 30 == 0)
    if not starts:
        return False
    for _ in range(60):
        length = chance.choice([length for length in (30, 30, 45, 60, 60, 75, 90) if length <= need[person.id] + 10])
        start = chance.choice(starts)
        minutes = range(start, start + length)
        if not _fits(diary, team, person, minutes):
            continue
        others = [
            member
            for member in diary.members(team)
            if member != person and need[member.id] >= length - 10 and _fits(diary, team, member, minutes)
        ]
        partners = chance.sample(others, min(len(others), chance.choice((1, 1, 2, 3))))
        _write(diary, team, [person, *partners], minutes, chance)
        for member in (person, *partners):
            need[member.id] -= length
        return True
    return False


def _fits(diary: Diary, team: Team, person: Person, minutes: range) -> bool:
    return diary.working(person, team).issuperset(minutes) and diary.free(person, minutes)


def _write(diary: Diary, team: Team, there: list[Person], minutes: range, chance: random.Random) -> None:
    start, end = (datetime.fromtimestamp(minute * 60, UTC) for minute in (minutes.start, minutes.stop))
    organiser = chance.choice(there).mail
    people = [person for person in there if person.mail != organiser]
    answers: list[Response] = [*(("accepted",) * 9), "tentativelyAccepted"]
    invitations = [Invitation(mail=person.mail, response=chance.choice(answers)) for person in people]
    if len(there) == 1 or chance.random() < 0.2:
        if chance.random() < 0.6:
            outsider = chance.choice(diary.cast.outsiders)
            if chance.random() < 0.3:  # the customer invites
                invitations.append(Invitation(mail=organiser))
                organiser = outsider.mail
            else:
                invitations.append(Invitation(mail=outsider.mail))
        else:
            boss = diary.people[chance.choice([other.manager for other in diary.cast.teams])]
            invitations.append(Invitation(mail=boss.mail, response=chance.choice(["accepted", "declined", "none"])))
    present = {organiser, *(invitation.mail for invitation in invitations)}
    absent = [member for member in diary.members(team) if member.mail not in present]
    left_out = {*diary.cast.opted_out, *diary.cast.representatives}
    seen = any(person.id not in left_out and person.mailbox == "readable" for person in there)
    if absent and seen and chance.random() < 0.25:
        invitations.append(
            Invitation(mail=chance.choice(absent).mail, response=chance.choice(["declined", "none"]), optional=True)
        )
    key = f"{team.key}.{start:%Y%m%d%H%M}.{chance.randrange(16**6):06x}"
    online = chance.random() < 0.6
    diary.write(
        Meeting(
            key=key,
            subject=chance.choice(SUBJECTS),
            organiser=organiser,
            start=start,
            end=end,
            invitations=tuple(invitations),
            rooms=() if online else diary.book(len(invitations) + 1, minutes) if chance.random() < 0.4 else (),
            online=key if online else None,
            lists_organiser=chance.random() < 0.4,
            team=team.key,
            joining="all_remote" if online else "",
        )
    )
