"""The true numbers of off_hours_messages."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Any

from sandbox.company import Company
from sandbox.company.chats import Chat, Message
from sandbox.company.people import Team
from sandbox.off_hours import KINDS, Rest
from sandbox.presence import Present
from sandbox.truth.shares import level_by_people, readable_enough, withheld
from sandbox.wall_clock import midnight

WARN_DAYS, ALERT_DAYS = 2, 4


def off_hours_messages(company: Company, team: Team, present: Present) -> dict[str, Any]:
    """Return status, level and exact values of METRICS.md, section 2, "off_hours_messages".

    Choices: every counted person's chats can be read, those with a closed mailbox included (chats do not live in it).
    Channels are those of the Microsoft Team that stands on the team's group; a team by manager has none. A share
    whose denominator is zero is left out.
    """
    people = present.counted
    status = readable_enough(readable=len(people), counted=len(people))
    if status != "measured":
        return withheld(status)
    rests = {presence.person.id: Rest(presence, present.monday) for presence in people}
    spoken = [message for message in company.messages if is_message(message) and _in_week(message, present.monday)]
    chats = {chat.id: chat for chat in company.chats}
    landed = Counter[str]()
    pressing = 0
    total = 0
    days: dict[str, set[date]] = {key: set() for key in rests}
    for message in spoken:
        for receiver in receivers_of(company, team, message, chats):
            if receiver not in rests or receiver == message.writer:
                continue
            total += 1
            kind = rests[receiver].kind(message.sent)
            if kind is None:
                continue
            landed[kind] += 1
            if presses(message, receiver, chats):
                pressing += 1
                days[receiver].add(rests[receiver].day(message.sent))
    own = [message for message in spoken if message.writer in rests and (message.chat or message.team == team.group)]
    late = [message for message in own if rests[message.writer].kind(message.sent) is not None]
    over = {limit: sum(len(found) > limit for found in days.values()) for limit in (WARN_DAYS, ALERT_DAYS)}
    off = sum(landed.values())
    exact: dict[str, Any] = {
        "people_over_warn": over[WARN_DAYS],
        "people_over_alert": over[ALERT_DAYS],
        "pressing_off_hours": pressing,
        "could_wait_off_hours": off - pressing,
        "landed": total,
        "landed_off_hours": off,
        "landed_by_kind": {kind: landed[kind] for kind in KINDS},
        "sent": len(own),
        "sent_off_hours": len(late),
    }
    if total:
        exact["landed_off_hours_share"] = off / total
    if own:
        exact["sent_off_hours_share"] = len(late) / len(own)
    level = level_by_people(people=len(people), over_warn=over[WARN_DAYS], over_alert=over[ALERT_DAYS])
    return {"status": "measured", "level": level, "n": len(people), "exact": exact}


def is_message(message: Message) -> bool:
    """Tell whether a human being wrote it and let it stand."""
    return message.by in {"person", "guest", "outsider"} and message.deleted is None


def _in_week(message: Message, monday: date) -> bool:
    return midnight(monday) <= message.sent < midnight(monday + timedelta(days=7))


def receivers_of(company: Company, team: Team, message: Message, chats: dict[str, Chat]) -> set[str]:
    """Return on whom *message* lands: everybody whose export holds it, or whom it mentions in a channel of the team."""
    if message.chat is not None:
        chat = chats[message.chat]
        return {person for person in chat.people if chat.joined.get(person, message.sent) <= message.sent}
    if message.team != team.group or team.group is None:
        return set()
    found: set[str] = set()
    for mention in message.mentions:
        if mention.of == "person":
            found.add(mention.id)
        elif mention.of in {"channel", "team"}:
            group = company.group(team.group)
            found.update(company.everybody_in(group) if group else ())
    return found


def presses(message: Message, receiver: str, chats: dict[str, Chat]) -> bool:
    """Tell whether *message* asks *receiver* for an answer now."""
    if message.importance != "normal":
        return True
    if message.chat is not None and chats[message.chat].type == "oneOnOne":
        return True
    return any(
        mention.of in {"chat", "channel", "team"} or (mention.of, mention.id) == ("person", receiver)
        for mention in message.mentions
    )
