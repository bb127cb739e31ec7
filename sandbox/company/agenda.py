"""Plan a week: who is away, what the team always does, the odd ones that a reader must get right, and the rest."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from sandbox.company.diary import Diary, sample
from sandbox.company.meetings import Invitation, Meeting, Response, Sensitivity
from sandbox.company.people import Person, Team
from sandbox.company.stories import Ritual
from sandbox.wall_clock import at, midnight, minutes_between


def plan_absences(diary: Diary, team: Team) -> None:
    """Write down who is out of office, in all the forms that Outlook knows."""
    for person in diary.members(team):
        if person.quirk == "on_leave" and diary.audited:
            _away(diary, person, "Vakantie", first=0, days=5)
        elif person.quirk == "friday_off":
            _away(diary, person, "Verlof", first=4, days=1)
        elif person.quirk == "private_day_off":
            _away(diary, person, "Afwezig", first=1, days=1, sensitivity="private")
        elif person.quirk == "half_day_off":
            start, end = at(diary.day(3), "13:00"), at(diary.day(3), "17:00")
            diary.write(
                Meeting(
                    key=f"away.{person.mail}.{diary.monday}", subject="Tandarts", organiser=person.mail,
                    start=start, end=end, show_as="oof", team=team.key,
                )
            )  # fmt: skip


def _away(  # an absence has a person, a name, a span and a shade
    diary: Diary, person: Person, subject: str, *, first: int, days: int, sensitivity: Sensitivity = "normal"
) -> None:
    diary.write(
        Meeting(
            key=f"away.{person.mail}.{diary.monday}",
            subject=subject,
            organiser=person.mail,
            start=midnight(diary.day(first), person.zone),
            end=midnight(diary.day(first + days), person.zone),
            zone=person.zone,
            all_day=True,
            show_as="oof",
            sensitivity=sensitivity,
        )
    )


def hold_rituals(diary: Diary, team: Team) -> None:
    """Write down what *team* has every week. On a day off the organiser cancels, and the copies of the others stay."""
    for ritual in diary.cast.stories[team.key].rituals:
        if not ritual.series and not diary.audited:
            continue
        for number, weekday in enumerate(ritual.days):
            _hold(diary, team, ritual, weekday, number)


def _hold(diary: Diary, team: Team, ritual: Ritual, weekday: int, number: int) -> None:
    chance = diary.chance(f"{team.key}.{ritual.key}.{weekday}")
    members = diary.members(team)
    manager = diary.people[team.manager]
    asked = _asked(diary, team, ritual)
    start = at(diary.day(weekday), ritual.at)
    end = start + timedelta(minutes=ritual.minutes)
    open_day = diary.open_day(team, weekday)
    organiser = members[0] if members[0] in asked else asked[0]
    people = [person for person in asked if person != organiser]
    invitations = diary.answers(people, team=team, start=start, end=end, late=ritual.late and open_day, chance=chance)
    if ritual.dull:
        answers: tuple[Response, ...] = ("accepted", "none", "accepted", "declined", "none")
        invitations = [replace(each, response=answers[place % 5]) for place, each in enumerate(invitations)]
    if not ritual.people:
        invitations.append(Invitation(mail=manager.mail, response="none" if weekday == 3 else "accepted"))
    invitations.extend(Invitation(mail=outsider.mail) for outsider in diary.cast.outsiders[: ritual.customers])
    joining = ritual.joining[number] if number < len(ritual.joining) else ""
    minutes = minutes_between(start, end)
    kit = {"broken_android": "android", "broken_hub": "hub", "own_kit": "own"}.get(joining, "")
    if joining and not kit:
        kit = "windows"
    occurrence = f"{ritual.key}.{diary.day(weekday)}"
    series = f"{team.key}.{ritual.key}" if ritual.series else None
    diary.write(
        Meeting(
            key=f"{team.key}.{occurrence}",
            subject=ritual.subject,
            organiser=organiser.mail,
            start=start,
            end=end,
            invitations=tuple(invitations),
            rooms=diary.book(len(invitations) + 1, minutes, kit=kit) if ritual.room and open_day else (),
            online=(series or f"{team.key}.{occurrence}") if ritual.online else None,
            series=series,
            cancelled=not open_day,
            hides_attendees=ritual.hidden,
            lists_organiser=ritual.listed,
            categories=(ritual.category,) if ritual.category else (),
            team=team.key,
            joining=joining if open_day else "",
        )
    )


def _asked(diary: Diary, team: Team, ritual: Ritual) -> list[Person]:
    """Return who is asked: the same people for every occurrence, and nobody whom the week takes away entirely."""
    members = diary.members(team)
    if not ritual.people:
        return members
    there = [
        person
        for person in members
        if person.quirk
        not in {"on_leave", "opted_out", "representative", "no_mailbox", "forbidden", "new_york", "kolkata"}
        and diary.present(person, team) >= 0.5
    ]
    return sample(diary.chance(f"{team.key}.{ritual.key}"), there, ritual.people)


def add_odd_ones(diary: Diary, team: Team) -> None:
    """Write down what must not be counted, or not the way it looks: one reader's mistake each."""
    members = [person for person in diary.members(team) if person.mailbox == "readable"]
    first, second, third = members[0], members[1], members[3 % len(members)]
    manager = diary.people[team.manager]
    stamp = f"{team.key}.{diary.monday}"

    def entry(key: str, subject: str, day: int, clock: str, minutes: int, **more: Any) -> None:  # noqa: ANN401
        start = at(diary.day(day), clock)
        end = start + timedelta(minutes=minutes)
        diary.write(
            Meeting(
                **{"key": f"{stamp}.{key}", "subject": subject, "start": start, "end": end, "team": team.key, **more}
            )
        )

    guests = tuple(Invitation(mail=person.mail) for person in members[1:4])
    entry("hold", "Focustijd", 3, "08:30", 90, organiser=first.mail)
    entry("hold-room", "Alleen met het bord", 3, "16:00", 60, organiser=second.mail, rooms=diary.book(1, range(0)))
    entry("private", "Persoonlijk gesprek", 1, "16:00", 30, organiser=manager.mail, sensitivity="private",
          invitations=(Invitation(mail=second.mail),))  # fmt: skip
    entry("confidential", "Vertrouwelijk", 3, "12:30", 30, organiser=first.mail, sensitivity="confidential",
          invitations=guests)  # fmt: skip
    entry("free", "Lunchwandeling", 1, "12:15", 30, organiser=third.mail, show_as="free", invitations=guests)
    entry("declined", "Kan beter per mail", 0, "16:15", 45, organiser=manager.mail,
          invitations=(Invitation(mail=first.mail, response="declined"),
                       Invitation(mail=second.mail, response="none")))  # fmt: skip
    entry("elsewhere", "Op bezoek", 4, "13:15", 45, organiser=first.mail, show_as="workingElsewhere",
          invitations=(Invitation(mail=second.mail, show_as="busy"), Invitation(mail="kim@partner.example")))  # fmt: skip
    entry("oof-declined", "Uitstap", 0, "13:00", 180, organiser=manager.mail, show_as="oof",
          invitations=(Invitation(mail=first.mail, response="declined"),))  # fmt: skip
    entry("offsite", "Tweedaagse", 1, "08:00", 33 * 60, organiser=manager.mail,
          invitations=tuple(Invitation(mail=person.mail) for person in members[:2]))  # fmt: skip
    if diary.cast.stories[team.key].learns:
        for place, person in enumerate(members[::2]):
            entry(f"learn{place}", "Leren", 3, "15:30", 60, organiser=person.mail, categories=("Learning",))
    all_day = {"start": midnight(diary.day(2)), "end": midnight(diary.day(3)), "all_day": True}
    entry("fair", "Beurs", 2, "00:00", 0, organiser=first.mail, show_as="free", invitations=guests, **all_day)
    if diary.cast.stories[team.key].load != "good":
        night = tuple(Invitation(mail=person.mail) for person in members[1:5])
        entry("window", "Onderhoudsvenster", -1, "23:15", 90, organiser=first.mail, invitations=night)
        if diary.open_day(team, 3):
            entry("moved", "Verplaatst overleg", 3, "11:30", 30, organiser=second.mail, moved=True,
                  series=f"{team.key}.moving", online=f"{team.key}.moving", invitations=(Invitation(mail=third.mail),))  # fmt: skip


def broadcast(diary: Diary) -> None:
    """Write down the talk for everybody: more than fifty are asked, so that it is busy time and no meeting."""
    chief = diary.cast.people[0]
    humans = [person for person in diary.cast.people if person.purpose == "user" and person.enabled and person != chief]
    audience = [Invitation(mail=person.mail) for person in humans]
    audience.extend(
        Invitation(mail=f"luisteraar{number:02}@klant.example", response="none")
        for number in range(max(2, 55 - len(audience)))
    )
    start = at(diary.day(1), "12:45")
    diary.write(
        Meeting(
            key=f"talk.{diary.monday}", subject="Stand van zaken", organiser=chief.mail, start=start,
            end=start + timedelta(minutes=45), invitations=tuple(audience), online=f"talk.{diary.monday}",
        )
    )  # fmt: skip
