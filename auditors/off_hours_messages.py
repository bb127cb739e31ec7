"""Tell how often messages that press land outside people's own working time: on evenings, nights, free days.

Why: the right to disconnect protects the rest of whoever receives. Asynchronous work is welcome: what can wait disturbs nobody,
so only what presses (one-to-one, a mention, high importance) makes a disturbed day.
"""

import math
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from itertools import pairwise
from operator import attrgetter
from typing import Annotated

from pydantic import Field

from core import privacy
from core.auditor import (
    Auditor,
    LimitsInOrder,
    Words,
    coverage_note,
    hours_notes,
    level_by_people,
    people,
    suppressed,
    unmeasured,
)
from core.facts import Availability, Facts, Message, Person, PersonKey, Signal
from core.offhours import HoursMap, OffHours
from core.report import Measure, Note, Section, Value
from core.words import N_

KEY = "off_hours_messages"
_WHEN = attrgetter("sent_at")
_WHAT_LANDED = attrgetter("sender", "landed_on", "pressing_for")
_WRITER_AND_RECEIVERS = attrgetter("sender", "landed_on")


class OffHoursMessages(LimitsInOrder):
    """Limits on days that were disturbed; not scaled by part time: rest is for everybody."""

    grace_minutes: Annotated[int, Field(ge=0, le=120, json_schema_extra={"unit": "minutes", "step": 5})] = 30
    """Around working time, so that nobody's 17:10 is flagged; over two hours the evening would be gone."""
    warn_days: Annotated[int, Field(ge=0, le=6, json_schema_extra={"unit": "days"})] = 2
    """More disturbed days than this in a week weigh on rest."""
    alert_days: Annotated[int, Field(ge=0, le=6, json_schema_extra={"unit": "days"})] = 4
    """More than this leaves hardly a quiet day."""


def audit(facts: Facts, rule: OffHoursMessages) -> Section:
    """Return what landed off hours on the counted people whose chats could be read. METRICS.md, section 2."""
    counted = facts.readable(lambda person: person.messages_read)
    if counted is None:
        return unmeasured(KEY, "coverage_low", source="chats")
    if len(counted) < facts.smallest_group:
        return suppressed(KEY)

    tally = _Tally(counted, facts, rule)
    days = [len(tally.disturbed[person.key]) for person in counted]
    over_warn, over_alert = (sum(each > limit for each in days) for limit in (rule.warn_days, rule.alert_days))
    n, members = len(counted), facts.members
    notes = [coverage_note("chats", n, len(facts.counted))]
    channels = facts.signals.get(Signal.CHANNELS, Availability.OFF)
    if channels is not Availability.READ:
        notes.append(Note(key=f"channels_{channels}"))
    if not all(person.calendar_read for person in counted):
        notes.append(Note(key="leave_unknown"))
    notes.extend(hours_notes(counted))
    return Section(
        auditor=KEY,
        status="measured",
        level=level_by_people(over_warn=over_warn, over_alert=over_alert, counted=n),
        measures=(
            people("people_over_warn", over_warn, counted=n, members=members),
            people("people_over_alert", over_alert, counted=n, members=members),
            *tally.measures(),
        ),
        notes=tuple(notes),
        settings={
            "grace_minutes": rule.grace_minutes,
            "warn_days": rule.warn_days,
            "alert_days": rule.alert_days,
        },
    )


type _Pairs = Counter[tuple[PersonKey, PersonKey]]
"""How many messages went from a writer to a receiver."""
type _Kinds = dict[OffHours, defaultdict[tuple[PersonKey, PersonKey], int]]


class _Tally:
    """One pass over the messages of a week."""

    def __init__(self, counted: Iterable[Person], facts: Facts, rule: OffHoursMessages) -> None:
        maps = {
            person.key: HoursMap(person.expected, facts.window, grace_minutes=rule.grace_minutes) for person in counted
        }
        by_id = {key.casefold(): key for key in maps}
        self.disturbed: defaultdict[PersonKey, set[date]] = defaultdict(set)
        self.landed: _Pairs = Counter()
        pressing: _Kinds = {kind: defaultdict(int) for kind in OffHours}
        could_wait: _Kinds = {kind: defaultdict(int) for kind in OffHours}
        self.sent: Counter[PersonKey] = Counter()
        self.sent_off_hours: Counter[PersonKey] = Counter()
        messages = sorted(facts.messages, key=_WHEN)
        times = [message.sent_at for message in messages]
        for start, end, off in _stretches(maps):
            here = messages[bisect_left(times, start) : bisect_left(times, end)]
            pressed = self._off_hours(here, off, by_id, pressing, could_wait)
            if pressed:
                self._disturb(pressed, here, maps)
        self.pressing, self.could_wait = _added(pressing.values()), _added(could_wait.values())
        self.kinds = {kind: _added((pressing[kind], could_wait[kind])) for kind in OffHours}
        groups = Counter(map(_WRITER_AND_RECEIVERS, messages))
        for (sender, receivers), number in groups.items():
            writer = sender or PersonKey("")
            if writer in by_id:
                self.sent[by_id[writer]] += number
            for receiver in receivers:
                if receiver in maps:
                    self.landed[writer, receiver] += number

    def _off_hours(
        self,
        messages: Sequence[Message],
        off: Mapping[PersonKey, OffHours],
        by_id: Mapping[str, PersonKey],
        pressing: _Kinds,
        could_wait: _Kinds,
    ) -> set[PersonKey]:
        """Count the messages of a stretch of time in which the same people are off hours; return for whom some pressed."""
        pressed: set[PersonKey] = set()
        for (sender, receivers, presses), times in Counter(map(_WHAT_LANDED, messages)).items():
            writer = sender or PersonKey("")
            if by_id.get(writer) in off:
                self.sent_off_hours[by_id[writer]] += times
            for receiver in receivers:
                if receiver in off:
                    if receiver in presses:
                        pressing[off[receiver]][writer, receiver] += times
                        pressed.add(receiver)
                    else:
                        could_wait[off[receiver]][writer, receiver] += times
        return pressed

    def _disturb(
        self, receivers: Iterable[PersonKey], messages: Sequence[Message], maps: Mapping[PersonKey, HoursMap]
    ) -> None:
        """Note the days on which messages of a stretch press for these people; there is one at least for each of them."""
        known: dict[int, date | None] = {}
        first, last = messages[0].sent_at, messages[-1].sent_at
        for receiver in receivers:
            hours = maps[receiver]
            if hours.days not in known:
                day = hours.day(first)
                known[hours.days] = day if day == hours.day(last) else None
            single = known[hours.days]  # nearly always: a stretch is a part of a day
            self.disturbed[receiver] |= {single} if single else _days_disturbed(receiver, messages, hours)

    def measures(self) -> tuple[Measure, ...]:
        """Return what may be told of the sums, so that no withheld part follows from the others."""
        off_hours = _added((self.pressing, self.could_wait))
        total_told = _carried(off_hours)
        by_press = _told_parts([self.pressing, self.could_wait], total_told=total_told)
        by_kind = _told_parts(list(self.kinds.values()), total_told=total_told)
        kinds = dict(zip(OffHours, by_kind, strict=True))
        return (
            _messages("pressing_off_hours", self.pressing, told=by_press[0]),
            _messages("could_wait_off_hours", self.could_wait, told=by_press[1]),
            _messages("landed", self.landed, told=_carried(self.landed)),
            _messages("landed_off_hours", off_hours, told=total_told),
            _share("landed_off_hours_share", off_hours, self.landed, told=total_told and _carried(self.landed)),
            Measure(
                key="landed_by_kind",
                value={kind.value: _count(self.kinds[kind].total(), told=kinds[kind]) for kind in OffHours},
                unit="messages",
                exact={kind.value: self.kinds[kind].total() for kind in OffHours},
            ),
            *self._sent(),
        )

    def _sent(self) -> tuple[Measure, ...]:
        """Return what counted people wrote: each writer is the one who contributes."""
        told = privacy.carried_by_enough(self.sent.values())
        told_off = privacy.carried_by_enough(self.sent_off_hours.values())
        return (
            _messages("sent", self.sent, told=told),
            _messages("sent_off_hours", self.sent_off_hours, told=told_off),
            _share("sent_off_hours_share", self.sent_off_hours, self.sent, told=told and told_off),
        )


def _days_disturbed(receiver: PersonKey, messages: Sequence[Message], hours: HoursMap) -> set[date]:
    """Return the days of the messages that press for a receiver."""
    return {
        hours.day(message.sent_at)
        for message in messages
        if receiver in message.pressing_for and receiver in message.landed_on
    }


def _stretches(maps: Mapping[PersonKey, HoursMap]) -> Iterator[tuple[float, float, dict[PersonKey, OffHours]]]:
    """Yield the stretches of time in which the same people are off hours: where each begins and ends, and who they are."""
    alike: defaultdict[int, list[PersonKey]] = defaultdict(list)
    for key, hours in maps.items():
        alike[hours.week].append(key)
    weeks = [(maps[keys[0]], keys) for keys in alike.values()]
    edges = [-math.inf, *sorted({start for hours, _ in weeks for start in hours.starts}), math.inf]
    for start, end in pairwise(edges):
        off = {key: kind for hours, keys in weeks if (kind := hours.kind(start)) is not None for key in keys}
        if off:
            yield start, end, off


def _added(parts: Iterable[Mapping[tuple[PersonKey, PersonKey], int]]) -> _Pairs:
    """Return the sum. There is no zero and nothing below it in what is added, so that this need not look for them."""
    first, *others = parts
    total: _Pairs = Counter(first)
    for part in others:
        for pair, number in part.items():
            total[pair] = total.get(pair, 0) + number
    return total


def _carried(pairs: _Pairs) -> bool:
    """Tell whether enough writers and enough receivers carry a sum of messages."""
    receivers: defaultdict[PersonKey, int] = defaultdict(int)
    for (_, receiver), number in pairs.items():
        receivers[receiver] += number
    if not privacy.carried_by_enough(receivers.values()):
        return False
    writers: defaultdict[PersonKey, int] = defaultdict(int)
    for (writer, _), number in pairs.items():
        writers[writer] += number
    return privacy.carried_by_enough(writers.values())


def _told_parts(parts: list[_Pairs], *, total_told: bool) -> tuple[bool, ...]:
    """Return which parts of a sum may be told.

    Where the sum is told, the rest of it follows by subtraction: parts are withheld, the smallest first, until the rest is
    carried by enough people too, or is nothing.
    """
    told = [_carried(part) for part in parts]
    while total_told and any(told):
        rest: _Pairs = Counter()
        for part, may in zip(parts, told, strict=True):
            if not may:
                rest += part
        if not rest or _carried(rest):
            break
        told[min((number for number, may in enumerate(told) if may), key=lambda number: parts[number].total())] = False
    return tuple(told)


def _count(number: int, *, told: bool) -> Value:
    return privacy.two_digits(number) if told and number else "little or none"


def _messages(key: str, counts: Counter[PersonKey] | _Pairs, *, told: bool) -> Measure:
    number = counts.total()
    return Measure(key=key, value=_count(number, told=told), unit="messages", exact=number)


def _share(key: str, part: Counter[PersonKey] | _Pairs, whole: Counter[PersonKey] | _Pairs, *, told: bool) -> Measure:
    exact = Fraction(part.total(), whole.total()) if whole.total() else Fraction(0)
    value: Value = (privacy.share(exact) or "little or none") if told else "little or none"
    return Measure(key=key, value=value, unit="share", exact=float(exact))


def _kind_words() -> Mapping[str, str]:
    return {
        "landed_by_kind.day_off": N_("On free days"),
        "landed_by_kind.night": N_("At night, 20:00 to 07:00"),
        "landed_by_kind.evening": N_("After work"),
        "landed_by_kind.early": N_("Before work"),
        "landed_by_kind.break": N_("In a long break of the day"),
    }


WORDS = Words(
    title=N_("Evenings and free days"),
    lead={
        "people_over_warn": N_("Disturbed in free time on more than {warn_days} days"),
        "people_over_alert": N_("Disturbed in free time on more than {alert_days} days"),
        "landed_off_hours_share": N_("Messages off hours"),
    },
    headline={
        "good": N_("Quiet evenings and free days"),
        "warn": N_("Messages reach into free time"),
        "alert": N_("Free time is seldom free of messages"),
    },
    change={
        "better": N_("Quieter evenings and free days"),
        "worse": N_("Evenings and free days got busier"),
    },
    definition=N_(
        "People on whom a pressing message (one-to-one, a mention, or of high importance) landed outside their own working "
        "time on more than {warn_days} days of the week; above {alert_days} it weighs most. What could wait, duty, and the "
        "{grace_minutes} minutes around working time don't count; holidays, leave and part-time days are free time. "
        "Texts are dropped unread."
    ),
    question={
        "good": N_(
            "What helps you to leave each other's evenings alone? It may be worth writing down as an agreement."
        ),
        "warn": N_(
            "What makes a message urgent enough for the evening here? Anything else can be scheduled for the morning."
        ),
        "alert": N_(
            "Who needs to be reachable after hours, and who doesn't? A duty rota for the few frees the evening of the many."
        ),
    },
    measures={
        "people_over_warn": N_("Disturbed in free time on more than {warn_days} days"),
        "people_over_alert": N_("Disturbed in free time on more than {alert_days} days"),
        "pressing_off_hours": N_("Pressing messages that landed off hours"),
        "could_wait_off_hours": N_("Messages off hours that could wait"),
        "landed": N_("Messages that landed, each receiver counted"),
        "landed_off_hours": N_("Of these, off hours"),
        "landed_off_hours_share": N_("Share that landed off hours"),
        "landed_by_kind": N_("When they landed"),
        **_kind_words(),
        "sent": N_("Messages that the team wrote"),
        "sent_off_hours": N_("Of these, off hours for the writer"),
        "sent_off_hours_share": N_("Share written off hours"),
    },
    notes={
        "channels_signal_off": N_("Channels are not read: the policy does not switch them on."),
        "channels_not_granted": N_(
            "Channels are not measured: the app lacks ChannelMessage.Read.All, or ChannelMessage.Read.Group for this team."
        ),
        "channels_unreadable": N_("Channels could not be read this time."),
        "channels_no_team": N_("This team has no channels in Microsoft Teams."),
        "leave_unknown": N_("Some calendars could not be read: leave in them is unknown."),
    },
    own={
        "pressing_off_hours": N_("Pressing messages that reached you in free time"),
        "could_wait_off_hours": N_("Messages that reached you in free time and could wait"),
        "sent_off_hours": N_("Messages that you sent in your own free time"),
    },
)

AUDITOR = Auditor(
    key=KEY,
    why=N_("The right to disconnect: whoever is free should be left in peace, and what can wait may come any time."),
    needs=frozenset({Signal.CHATS}),
    better_with=frozenset({Signal.CHANNELS, Signal.CALENDAR}),
    rule=OffHoursMessages,
    audit=audit,
    lead="people_over_warn",
    alert_lead="people_over_alert",
    rate="landed_off_hours_share",
    words=WORDS,
)
