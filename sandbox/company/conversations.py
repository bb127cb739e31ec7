"""What is said: to the whole team, between two, in meetings and channels; and what must not be taken for a message."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sandbox.company.chats import Importance, Mention, Message
from sandbox.company.filling import heavy_count
from sandbox.company.people import Person
from sandbox.company.talk import Talk, TeamWeek, common_minutes, instant, team_chat, working_days
from sandbox.wall_clock import at, dice, midnight

ANSWERED = {"good": 1.0, "warn": 0.8, "alert": 0.4}
"""How many of the questions are answered soon; the others later, or never."""

TEXTS = (
    "Gezien, dank je",
    "Ik kijk er morgen naar",
    "C'est noté",
    "Staat in het dossier",
    "Top",
    "Kan dat tegen vrijdag?",
)


def whole_team(week: TeamWeek) -> None:
    """Press on everybody on two days, in the middle of a Belgian working day: whoever works elsewhere is disturbed."""
    members = tuple(person.id for person in week.people)
    here = week.talk.company.group(week.team.group) if week.team.group else None
    if here is not None:
        sent = week.moment(week.monday + timedelta(days=1), "11:05", week.team.zone)
        everybody = (Mention(of="team", id=here.id),)
        root = Message(team=here.id, channel=here.channels[0], sent=sent, writer=week.team.manager, mentions=everybody)
        week.press(members, root)
        sent = week.moment(week.monday + timedelta(days=1), "11:20", week.team.zone)
        week.talk.say(
            Message(
                team=here.id, channel=here.channels[0], sent=sent, writer=members[0], reply_to=root.id, text="Begrepen"
            )
        )
    chat = team_chat(week)
    sent = week.moment(week.monday + timedelta(days=1), "11:30", week.team.zone)
    all_here = (Mention(of="chat", id=chat),)
    week.press(members, Message(chat=chat, sent=sent, writer=members[1], mentions=all_here, text="Wie kan er vrijdag?"))
    sent = week.moment(week.monday + timedelta(days=3), "14:10", week.team.zone)
    importance: Importance = "urgent" if len(members) % 2 else "high"
    week.press(members, Message(chat=chat, sent=sent, writer=week.team.manager, importance=importance))


def small_talk(week: TeamWeek) -> None:
    """Let everybody write some messages on each working day; whatever presses finds its receiver at work."""
    for place, person in enumerate(week.people):
        for day in working_days(week.presences[person.id], week.monday):
            for _ in range(week.chance.randint(2, 5)):
                _one_message(week, place, person, day)
    pair = week.people[:2]
    chat = week.talk.group(f"{week.team.name}: met zijn tweeën", tuple(person.id for person in pair))
    minutes = common_minutes([week.presences[person.id] for person in pair])
    for minute in week.chance.sample(minutes, min(3, len(minutes))):
        week.talk.say(Message(chat=chat, sent=instant(minute, week.chance), writer=pair[0].id, text="Onder ons"))
    evening = week.moment(week.monday + timedelta(days=1), "21:40", week.team.zone)
    week.talk.say(Message(chat=chat, sent=evening, writer=pair[1].id, text="Voor morgen"))


def _one_message(week: TeamWeek, place: int, person: Person, day: range) -> None:
    chance, text = week.chance, week.chance.choice(TEXTS)
    own = [minute for minute in day if minute in week.presences[person.id].after]
    way = chance.random()
    here = week.talk.company.group(week.team.group) if week.team.group else None
    if way < 0.45:
        late = chance.random() < 0.12
        sent = instant(own[-1] + chance.randrange(60, 240) if late else chance.choice(own), chance)
        week.talk.say(Message(chat=team_chat(week), sent=sent, writer=person.id, text=text))
        return
    other = week.people[(place + chance.choice((1, 1, 2, 3))) % len(week.people)]
    both = [minute for minute in own if minute in week.presences[other.id].after]
    if other == person or not both:
        return
    sent = instant(chance.choice(both), chance)
    if way < 0.85:
        week.press(
            (other.id,), Message(chat=week.talk.two(person.id, other.id), sent=sent, writer=person.id, text=text)
        )
    elif way < 0.92:
        chat = week.talk.group(
            f"{week.team.name}: weekoverleg", tuple(member.id for member in week.people), meeting=True
        )
        week.talk.say(Message(chat=chat, sent=sent, writer=person.id, text=text))
    elif here is not None:
        mentions = (Mention(of="person", id=other.id),) if chance.random() < 0.6 else ()
        message = Message(
            team=here.id,
            channel=chance.choice(here.channels),
            sent=sent,
            writer=person.id,
            mentions=mentions,
            text=text,
        )
        week.press((other.id,) if mentions else (), message)


def answer_questions(week: TeamWeek) -> None:
    """Let somebody answer most of what was asked in the channels, as reliably as the story of the team tells, at work."""
    talk = week.talk
    chance = dice(talk.company.seed, f"{week.monday}.{week.team.key}.answers")
    start, end = midnight(week.monday), midnight(week.monday + timedelta(days=7))
    asked = [
        message
        for message in talk.messages
        if message.team is not None
        and message.team == week.team.group
        and message.mentions
        and message.reply_to is None
        and message.deleted is None
        and start <= message.sent < end
    ]
    for question in asked:
        person = chance.choice([each for each in week.people if each.id != question.writer])
        late = chance.random() >= ANSWERED[week.team.answers]
        wait = chance.randrange(150, 500) if late else chance.choice((3, 20, 40, 70, 100))
        first = int(question.sent.timestamp()) // 60 + wait
        minutes = [minute for minute in week.presences[person.id].after if minute >= first]
        if minutes and not (late and chance.random() < 0.5):
            sent = instant(min(minutes), chance)
            talk.say(
                Message(
                    team=question.team,
                    channel=question.channel,
                    sent=sent,
                    writer=person.id,
                    reply_to=question.id,
                    text="Zo zit het",
                )
            )


def write_late(week: TeamWeek) -> None:
    """Let enough of the team for its level write late in the evening and early the next morning; nothing of it presses."""
    counted = week.counted()
    for day in range(week.team.late_nights):
        for place, person in enumerate(counted[: heavy_count(len(counted))]):
            zone = week.presences[person.id].hours.zone
            for more, clock in ((0, f"22:{10 + place:02}"), (1, f"07:{10 + place:02}")):
                sent = at(week.monday + timedelta(days=day + more), clock, zone) + timedelta(milliseconds=500 + place)
                week.talk.say(Message(chat=team_chat(week), sent=sent, writer=person.id, text="Nog even dit"))


def coffee_corner(talk: Talk, monday: date) -> None:
    """Let the first of each team write to each other, across teams: nothing presses, some of it comes at night."""
    first = tuple(team.members[0] for team in talk.company.teams)
    chat = talk.group("Koffiehoek", first)
    for place, person in enumerate(first):
        clock = ("10:12", "12:40", "20:30", "16:05")[place % 4]
        sent = at(monday + timedelta(days=place % 5), clock) + timedelta(milliseconds=700 + place)
        talk.say(Message(chat=chat, sent=sent, writer=person, text="Taart op het derde"))


def odd_ones(week: TeamWeek) -> None:
    """Say what is no message, or not the message it looks like: one reader's mistake each.

    All of it falls on the first two members late on a Monday evening, where a mistake would show in their days; what
    really counts among it does not press.
    """
    talk, zone = week.talk, week.team.zone
    first, second = week.people[0].id, week.people[1].id
    pair, everybody = talk.two(first, second), team_chat(week)
    evening = [week.moment(week.monday, f"21:{minute:02}", zone) for minute in range(1, 20)]
    me = (Mention(of="person", id=first),)
    later, next_week = timedelta(minutes=7), timedelta(days=8)
    talk.say(Message(chat=pair, sent=evening[0], writer=second, deleted=evening[0] + later, text="Vergis me"))
    talk.say(Message(chat=pair, sent=evening[1] - timedelta(days=6), writer=second, reacted=evening[1], text="Oud"))
    talk.say(Message(chat=everybody, sent=evening[2], writer="Bouwbot", by="app", mentions=me, text="Build is rood"))
    talk.say(Message(chat=everybody, sent=evening[3], writer="", by="system", text="<systemEventMessage/>"))
    talk.say(Message(chat=everybody, sent=evening[4], writer=second, edited=evening[4] + later, text="Verbeterd"))
    talk.say(
        Message(chat=everybody, sent=evening[5], writer=second, reacted=evening[5] + next_week, text="Later geliket")
    )
    talk.say(Message(chat=everybody, sent=evening[6], writer=first, mentions=me, text="Nota aan mezelf"))
    twin = talk.group(f"{week.team.name}: hetzelfde nummer", (first, second))
    talk.say(Message(chat=twin, sent=evening[6], writer=first, text="Zelfde nummer, ander gesprek"))
    talk.say(
        Message(chat=everybody, sent=midnight(week.monday) - timedelta(seconds=3), writer=second, text="Net te vroeg")
    )
    talk.say(
        Message(chat=everybody, sent=midnight(week.monday) + timedelta(seconds=3), writer=second, text="Net op tijd")
    )
    last = midnight(week.monday + timedelta(days=7))
    talk.say(Message(chat=everybody, sent=last - timedelta(milliseconds=1500), writer=second, text="Nog net"))
    talk.say(Message(chat=everybody, sent=last, writer=second, text="Net te laat"))
    _late_joiner(week, evening[7].date())
    _guest_and_channel(week)
    _duty_and_leave(week)


def _late_joiner(week: TeamWeek, monday: date) -> None:
    """Let somebody join a chat on Thursday: what was said on Monday is in nobody's export of hers."""
    first, second, third = (person.id for person in week.people[:3])
    thursday = at(monday + timedelta(days=3), "12:00", week.team.zone)
    chat = week.talk.group(f"{week.team.name}: later erbij", (first, second, third), joined={third: thursday})
    for day in (0, 4):
        sent = week.moment(monday + timedelta(days=day), "21:30", week.team.zone)
        week.talk.say(Message(chat=chat, sent=sent, writer=first, text="Wie was erbij?"))


def _guest_and_channel(week: TeamWeek) -> None:
    """Let a guest write, and mention a tag, a whole channel and somebody who is no member."""
    company = week.talk.company
    here = company.group(week.team.group) if week.team.group else None
    if here is None:
        return
    first, second = week.people[0].id, week.people[1].id
    guest = next(person.id for person in company.people if person.user_type == "Guest")
    if guest in here.people:
        sent = week.moment(week.monday + timedelta(days=4), "21:35", week.team.zone)
        week.talk.say(Message(chat=team_chat(week), sent=sent, writer=guest, by="guest", text="Groet van buiten"))
    place: dict[str, Any] = {"team": here.id, "channel": here.channels[1]}
    evening = [week.moment(week.monday, f"21:{minute}", week.team.zone) for minute in range(40, 46)]
    tag = Mention(of="tag", id="wachtdienst")
    week.talk.say(Message(**place, sent=evening[0], writer=second, mentions=(tag,), text="Wachtdienst"))
    boss = Mention(of="person", id=week.team.manager)
    week.talk.say(Message(**place, sent=evening[1], writer=second, mentions=(boss,), text="Voor de baas"))
    week.talk.say(Message(**place, sent=evening[2], writer=second, text="Ter info"))
    week.talk.say(Message(**place, sent=evening[3], writer="", by="system", text="<systemEventMessage/>"))
    gone = evening[4] + timedelta(minutes=2)
    mention = (Mention(of="person", id=first),)
    week.talk.say(Message(**place, sent=evening[4], writer=second, mentions=mention, deleted=gone, text="Laat maar"))
    morning = week.moment(week.monday + timedelta(days=1), "15:10", week.team.zone)
    whole = (Mention(of="channel", id=here.channels[1]),)
    week.press(
        tuple(person.id for person in week.people), Message(**place, sent=morning, writer=second, mentions=whole)
    )


def _duty_and_leave(week: TeamWeek) -> None:
    """Write to whoever is on duty on Saturday, which disturbs nobody, and let somebody on leave write."""
    for person in week.people:
        if person.quirk == "duty":
            sent = week.moment(week.monday + timedelta(days=5), "10:20", week.team.zone)
            chat = week.talk.two(person.id, week.team.manager)
            week.press((person.id,), Message(chat=chat, sent=sent, writer=week.team.manager, text="Oproep"))
        if person.quirk == "on_leave":
            sent = week.moment(week.monday + timedelta(days=1), "10:30", week.team.zone)
            week.talk.say(Message(chat=team_chat(week), sent=sent, writer=person.id, text="Groeten uit Spanje"))
