"""Let people talk, week by week: calm talk that fits everybody's hours, and as much disturbance as the story tells."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from sandbox.company.chats import Mention, Message
from sandbox.company.conversations import answer_questions, coffee_corner, odd_ones, small_talk, whole_team, write_late
from sandbox.company.filling import heavy_count
from sandbox.company.people import Person
from sandbox.company.talk import Talk, TeamWeek, team_chat, team_week
from sandbox.presence import absences
from sandbox.wall_clock import midnight

if TYPE_CHECKING:
    from sandbox.company.company import Company

WEEKS = range(-1, 2)
"""The weeks in which anybody writes, the audited one being 0."""

DISTURBED = {"good": (0, 1), "warn": (3, 4), "alert": (5, 6)}
"""On how many days the people of a story are disturbed; over 2 warns, over 4 alerts."""


def talk_of(company: Company) -> Talk:
    """Return everything that is said in *company*, week by week and team by team."""
    talk = Talk(company)
    events = absences(company)
    for number in WEEKS:
        monday = company.monday + timedelta(days=7 * number)
        for team in company.teams:
            week = team_week(talk, team, monday, events=events)
            whole_team(week)
            small_talk(week)
            _disturb(week)
            answer_questions(week)
            write_late(week)
            if number == 0:
                odd_ones(week)
        coffee_corner(talk, monday)
    talk.messages.sort(key=lambda message: (message.sent, message.place))
    return talk


def _disturb(week: TeamWeek) -> None:
    """Disturb as many people on as many days as the story of the team tells, and nobody else more than twice."""
    level = week.team.promise["off_hours_messages"] or "good"
    level = "good" if level == "suppressed" else level
    low, high = DISTURBED[level]
    counted = week.counted()
    chosen = week.chance.sample(counted, heavy_count(len(counted)) if level != "good" else min(2, len(counted)))
    if level == "good":
        chosen = [person for person in chosen if not week.disturbed[person.id]]
    for person in chosen:
        wanted = week.chance.randint(low, high)
        days = list(range(7))
        week.chance.shuffle(days)
        for day in days * 2:
            if len(week.disturbed[person.id]) >= wanted:
                break
            _disturb_once(week, person, week.monday + timedelta(days=day))


def _disturb_once(week: TeamWeek, person: Person, day: date) -> None:
    zone = week.presences[person.id].hours.zone
    clock = f"{week.chance.choice((12, 18, 18, 19, 20, 21, 22, 6))}:{week.chance.randrange(60):02}".rjust(5, "0")
    sent = week.moment(day, clock, zone)
    end = midnight(week.monday + timedelta(days=7))
    rest = week.rests[person.id]
    if (
        not midnight(week.monday) <= sent < end
        or rest.kind(sent) is None
        or rest.day(sent) in week.disturbed[person.id]
    ):
        return
    colleagues = [other for other in week.people if other != person]
    writer = week.chance.choice([week.team.manager, week.team.manager, *(other.id for other in colleagues)])
    company, way = week.talk.company, week.chance.random()
    here = company.group(week.team.group) if week.team.group else None
    if way < 0.15:
        outsider = week.chance.choice(company.outsiders).mail
        chat = week.talk.with_outsider(person.id, outsider)
        message = Message(chat=chat, sent=sent, writer=outsider, by="outsider", text="Nog een vraagje")
    elif way < 0.35:
        mention = (Mention(of="person", id=person.id),)
        message = Message(chat=team_chat(week), sent=sent, writer=writer, mentions=mention, text="Kan jij kijken?")
    elif way < 0.5 and here is not None:
        mention = (Mention(of="person", id=person.id),)
        message = Message(
            team=here.id, channel=here.channels[1], sent=sent, writer=writer, mentions=mention, text="Storing"
        )
    else:
        message = Message(chat=week.talk.two(person.id, writer), sent=sent, writer=writer, text="Ben je er nog?")
    week.press((person.id,), message)
