"""`off_hours_messages`, pair by pair: which message landed on whom, when, and whether it could wait."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

from .oracle_meetings import People, Value
from .oracle_time import Minute, PersonWeek, Week, local_times, minute
from .scenario import Message, Place

KINDS = ("day_off", "night", "evening", "early", "break")


@dataclass
class Messages:
    """A number of messages, with who received and who wrote how many (None: receivers play no part)."""

    receivers: Counter[str] | None = field(default_factory=Counter)
    writers: Counter[str] = field(default_factory=Counter)

    def add(self, message: Message, receiver: str | None = None) -> None:
        self.writers[message.sender or ""] += 1
        if receiver is not None and self.receivers is not None:
            self.receivers[receiver] += 1

    @property
    def total(self) -> int:
        return sum(self.writers.values())


@dataclass
class Share:
    part: Messages
    whole: Messages

    @property
    def value(self) -> Fraction:
        return Fraction(self.part.total, self.whole.total) if self.whole.total else Fraction(0)


@dataclass
class Split:
    cells: dict[str, Messages]


def kind_of_off_hours(someone: PersonWeek, week: Week, at: Minute, grace: int) -> str | None:
    """Return which kind of off hours a minute is for a person; None where it is within (widened) expected time."""
    if any(m in someone.wide or m in someone.duty for m in range(at - grace, at + grace + 1)):
        return None
    local = local_times(someone.zone, week.first, week.last)
    today, clock = local[at]
    if not someone.by_day:
        for m in sorted(someone.wide | someone.duty):
            someone.by_day.setdefault(local[m][0], []).append(m)
    own = someone.by_day.get(today, [])
    earlier, later = [m for m in own if m < at], [m for m in own if m > at]
    if earlier and later and later[0] - (earlier[-1] + 1) <= 120:
        return None
    if not own:
        return "day_off"
    if clock >= 20 * 60 or clock < 7 * 60:
        return "night"
    rest = someone.rostered and earlier and later and later[0] - (earlier[-1] + 1) >= 8 * 60
    if not later or (rest and 2 * at < earlier[-1] + 1 + later[0]):
        return "evening"
    return "early" if rest or not earlier else "break"


def disturbed_day(someone: PersonWeek, week: Week, at: Minute) -> date:
    """Return the local day that a minute disturbs: it ends at 04:00, and the first day of the week is Monday."""
    today, clock = local_times(someone.zone, week.first, week.last)[at]
    day = (datetime.combine(today, datetime.min.time()) + timedelta(minutes=clock) - timedelta(hours=4)).date()
    return max(day, week.company.monday)


def receivers(place: Place, message: Message, people: list[PersonWeek]) -> list[PersonWeek]:
    others = [p for p in people if p.person.id != message.sender]
    if place.kind != "channel":
        return [p for p in others if p.person.id in place.members and p.person.id not in message.missing_for]
    whole = any(m.kind in ("channel", "team") for m in message.mentions)
    named = {m.id for m in message.mentions if m.kind == "person"}
    return [p for p in others if whole or p.person.id in named]


def is_pressing(place: Place, message: Message, receiver: str) -> bool:
    return (
        place.kind == "oneOnOne"
        or message.importance in ("high", "urgent")
        or any(
            m.kind in ("chat", "channel", "team") or (m.kind == "person" and m.id == receiver) for m in message.mentions
        )
    )


def counts(week: Week, message: Message) -> bool:
    return (
        message.kind == "message"
        and message.sender is not None
        and not message.application
        and not message.deleted
        and week.start <= minute(message.sent) < week.end
    )


def off_hours_messages(week: Week, people: list[PersonWeek], rule: dict[str, Any]) -> dict[str, Value]:
    """Return the values by key for the counted people whose chats were read."""
    grace = rule.get("grace_minutes", 30)
    channels = week.policy["signals"]["channels"]
    places = [
        p for p in week.company.places if (p.kind != "channel") or (channels and p.team == week.team.get("group"))
    ]
    landed, off, pressing, could_wait = Messages(), Messages(), Messages(), Messages()
    kinds = {kind: Messages() for kind in KINDS}
    sent, sent_off = Messages(receivers=None), Messages(receivers=None)
    days: dict[str, set[date]] = {p.person.id: set() for p in people}
    for place in places:
        unique = {m.id: m for m in place.messages if counts(week, m)}
        for message in unique.values():
            at = minute(message.sent)
            for someone in people:
                if someone.person.id == message.sender:
                    sent.add(message)
                    if kind_of_off_hours(someone, week, at, grace):
                        sent_off.add(message)
            for someone in receivers(place, message, people):
                key = someone.person.id
                landed.add(message, key)
                kind = kind_of_off_hours(someone, week, at, grace)
                if kind is None:
                    continue
                off.add(message, key)
                kinds[kind].add(message, key)
                if is_pressing(place, message, key):
                    pressing.add(message, key)
                    days[key].add(disturbed_day(someone, week, at))
                else:
                    could_wait.add(message, key)
    disturbed = [len(found) for found in days.values()]
    return {
        "people_over_warn": People(sum(d > rule.get("warn_days", 2) for d in disturbed)),
        "people_over_alert": People(sum(d > rule.get("alert_days", 4) for d in disturbed)),
        "pressing_off_hours": pressing,
        "could_wait_off_hours": could_wait,
        "landed": landed,
        "landed_off_hours": off,
        "landed_off_hours_share": Share(off, landed),
        "landed_by_kind": Split(kinds),
        "sent": sent,
        "sent_off_hours": sent_off,
        "sent_off_hours_share": Share(sent_off, sent),
    }
