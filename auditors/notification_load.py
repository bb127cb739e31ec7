"""Tell how often messages interrupt the working day, and what getting back to work may cost: an estimate, told as a range.

Why: every burst of messages asks for attention. What it costs is disputed: the "20 minutes to refocus" of many articles have no
solid source, and Microsoft reckons with one minute. So both ends are told, labelled as estimates and capped by the free time
that there is.

Chosen where METRICS.md is silent: a burst is counted where it begins; busy time interrupts free time like a meeting; time to
refocus is told of people whose calendar could be read, since only there meetings are known.
"""

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from fractions import Fraction
from itertools import pairwise
from typing import Annotated

from pydantic import Field

from core import privacy
from core.auditor import (
    Auditor,
    LimitsInOrder,
    Words,
    coverage_note,
    hours_value,
    level_by_people,
    people,
    share_value,
    suppressed,
    unmeasured,
)
from core.facts import Availability, Facts, Person, PersonKey, Signal
from core.freetime import expected_in, free_time
from core.intervals import Intervals
from core.report import Measure, Note, Section
from core.words import N_

KEY = "notification_load"


class NotificationLoad(LimitsInOrder):
    """Limits on bursts of messages on an average present day, and the two ends of the estimate."""

    gap_minutes: Annotated[int, Field(ge=1, le=15, json_schema_extra={"unit": "minutes"})] = 5
    """Messages of one conversation that follow closer than this are one burst: one look takes them all in."""
    warn_bursts: Annotated[int, Field(ge=10, le=200, json_schema_extra={"unit": "bursts", "step": 5})] = 50
    """A day: more than one about every ten minutes."""
    alert_bursts: Annotated[int, Field(ge=20, le=400, json_schema_extra={"unit": "bursts", "step": 10})] = 100
    """A day: more than one about every five minutes."""
    refocus_low_minutes: Annotated[int, Field(ge=1, le=5, json_schema_extra={"unit": "minutes"})] = 1
    """The low end of the estimate, about what Microsoft reckons with."""
    refocus_high_minutes: Annotated[int, Field(ge=5, le=25, json_schema_extra={"unit": "minutes"})] = 20
    """The high end, which many articles tell without a solid source."""


def audit(facts: Facts, rule: NotificationLoad) -> Section:
    """Return how often messages interrupted the counted people whose chats could be read. METRICS.md, section 3."""
    counted = facts.readable(lambda person: person.messages_read)
    if counted is None:
        return unmeasured(KEY, "coverage_low", source="chats")
    if len(counted) < facts.smallest_group:
        return suppressed(KEY)

    landed = _Landed(facts, counted)
    days = [_days(person, landed.expected[person.key]) for person in counted]
    bursts = [landed.bursts(person, gap=rule.gap_minutes * 60) for person in counted]
    a_day = [Fraction(len(each), number) for each, number in zip(bursts, days, strict=True)]
    n, members = len(counted), facts.members
    over_warn, over_alert = (sum(each > limit for each in a_day) for limit in (rule.warn_bursts, rule.alert_bursts))
    typical = privacy.typical(a_day)
    refocus, remarks = _refocus(facts, list(zip(counted, bursts, days, strict=True)), rule)
    channels = facts.signals.get(Signal.CHANNELS, Availability.OFF)
    if channels is not Availability.READ:
        remarks = (*remarks, Note(key=f"channels_{channels}"))
    return Section(
        auditor=KEY,
        status="measured",
        level=level_by_people(over_warn=over_warn, over_alert=over_alert, counted=n),
        measures=(
            people("people_over_warn", over_warn, counted=n, members=members),
            people("people_over_alert", over_alert, counted=n, members=members),
            Measure(
                key="bursts_per_day_typical",
                value=privacy.two_digits(int(typical + Fraction(1, 2))),
                unit="bursts",
                exact=float(typical),
            ),
            *landed.pressing_share(),
            *refocus,
        ),
        notes=(coverage_note("chats", n, len(facts.counted)), *remarks),
        settings=rule.model_dump(),
    )


type _Pairs = Counter[tuple[str, str]]
"""How many messages went from a writer to a receiver: receiver first."""


class _Landed:
    """What landed on whom inside expected time."""

    def __init__(self, facts: Facts, counted: Sequence[Person]) -> None:
        self.expected: dict[PersonKey, Intervals] = {
            person.key: expected_in(person, facts.window) for person in counted
        }
        edges = {key: [edge for each in expected for edge in each] for key, expected in self.expected.items()}
        self._moments: dict[PersonKey, dict[str, list[int]]] = {person.key: defaultdict(list) for person in counted}
        everything: list[tuple[str, str]] = []
        pressing: list[tuple[str, str]] = []
        for message in facts.messages:
            sent_at, presses = message.sent_at, message.pressing_for
            for receiver in message.landed_on:
                # Between a start and an end lies an odd number of edges.
                if receiver in edges and bisect_right(edges[receiver], sent_at) & 1:
                    self._moments[receiver][message.conversation].append(sent_at)
                    pair = receiver, message.sender or ""
                    everything.append(pair)
                    if receiver in presses:
                        pressing.append(pair)
        self._all: _Pairs = Counter(everything)
        self._pressing: _Pairs = Counter(pressing)

    def bursts(self, person: Person, *, gap: int) -> list[int]:
        """Return when each burst began that landed on a person, sorted."""
        found: list[int] = []
        for moments in self._moments[person.key].values():
            moments.sort()
            found.append(moments[0])
            found += [later for earlier, later in pairwise(moments) if later - earlier > gap]
        return sorted(found)

    def pressing_share(self) -> tuple[Measure, ...]:
        """Return the share that pressed, told where enough receivers and enough writers carry it."""
        sides = []
        for side in (0, 1):
            pressing, whole = (_by_side(pairs, side) for pairs in (self._pressing, self._all))
            sides.append(share_value("pressing_share", [pressing[who] for who in whole], whole.values()))
        return tuple(sorted((each for each in sides if each), key=lambda each: each.told)[:1])


def _by_side(pairs: _Pairs, side: int) -> Counter[str]:
    """Return the sums of each receiver (0) or each writer (1)."""
    found = Counter[str]()
    for pair, number in pairs.items():
        found[pair[side]] += number
    return found


def _days(person: Person, expected: Intervals) -> int:
    """Return on how many local days a person was expected."""
    zone = person.expected.zone
    return len({datetime.fromtimestamp(each.start, zone).date() for each in expected}) or 1


type _Row = tuple[Person, list[int], int]
"""A person, when bursts began, and the number of days."""


def _refocus(
    facts: Facts, rows: Iterable[_Row], rule: NotificationLoad
) -> tuple[tuple[Measure, ...], tuple[Note, ...]]:
    """Return both ends of the estimate, where calendars tell when people were free; else why not."""
    asked = list(rows)
    known = [(person, bursts, days) for person, bursts, days in asked if person.calendar_read]
    if len(known) < facts.smallest_group or not privacy.covers_enough(len(known), asked=len(asked)):
        return (), (Note(key="calendar_needed"),)
    free = [free_time(person, facts.window) for person, _, _ in known]
    ends = (
        ("refocus_low_hours_per_day", rule.refocus_low_minutes),
        ("refocus_high_hours_per_day", rule.refocus_high_minutes),
    )
    return tuple(
        hours_value(
            key,
            privacy.typical(
                [
                    Fraction(refocus_seconds(bursts, stretches, most=minutes * 60), days * 3600)
                    for (_, bursts, days), stretches in zip(known, free, strict=True)
                ]
            ),
        )
        for key, minutes in ends
    ), ()


def refocus_seconds(bursts: Sequence[int], free: Intervals, *, most: int) -> int:
    """Return the time that bursts take of the free stretches, each at most `most` seconds, none of it counted twice."""
    total = 0
    for start, end in free:
        inside = bursts[bisect_left(bursts, start) : bisect_left(bursts, end)]
        total += sum([min(most, following - burst) for burst, following in pairwise((*inside, end))])
    return total


WORDS = Words(
    title=N_("Interruptions by messages"),
    lead={
        "people_over_warn": N_("Over {warn_bursts} interruptions a day"),
        "people_over_alert": N_("Over {alert_bursts} interruptions a day"),
    },
    headline={
        "good": N_("Messages leave room to concentrate"),
        "warn": N_("Messages break up the day"),
        "alert": N_("Hardly a quiet moment between messages"),
    },
    definition=N_(
        "People with more than {warn_bursts} bursts of messages on an average working day; above {alert_bursts} it weighs most. "
        "Messages of one chat or thread with less than {gap_minutes} minutes between are one burst. Only working time counts; "
        "whether somebody was notified or looked can't be seen."
    ),
    question={
        "good": N_("What keeps your chats calm? New colleagues will want to know."),
        "warn": N_("Which chats could be read twice a day, instead of as they come?"),
        "alert": N_("What really can't wait an hour here? Everything else could go to a channel without a mention."),
    },
    measures={
        "people_over_warn": N_("Over {warn_bursts} bursts a day"),
        "people_over_alert": N_("Over {alert_bursts} bursts a day"),
        "bursts_per_day_typical": N_("Typical number of bursts a day"),
        "pressing_share": N_("Share of messages that press: one-to-one, a mention, or of high importance"),
        "refocus_low_hours_per_day": N_(
            "Estimate, low: time a day to refocus, at {refocus_low_minutes} min for each burst"
        ),
        "refocus_high_hours_per_day": N_(
            "Estimate, high: the same at {refocus_high_minutes} min for each burst, never more than free time"
        ),
    },
    notes={
        "channels_signal_off": N_("Channels are not read: the policy does not switch them on."),
        "channels_not_granted": N_(
            "Channels are not measured: the app lacks ChannelMessage.Read.All, or ChannelMessage.Read.Group for this team."
        ),
        "channels_unreadable": N_("Channels could not be read this time."),
        "channels_no_team": N_("This team has no channels in Microsoft Teams."),
        "calendar_needed": N_("Time to refocus is not estimated: too few calendars tell when people were free."),
    },
    own={
        "bursts_per_day_typical": N_("Times a day that messages reached you in working time"),
        "pressing_share": N_("Share of the messages to you that pressed"),
    },
)

AUDITOR = Auditor(
    key=KEY,
    why=N_("Attention: whoever is interrupted all day works in the evening."),
    needs=frozenset({Signal.CHATS}),
    better_with=frozenset({Signal.CHANNELS, Signal.CALENDAR}),
    rule=NotificationLoad,
    audit=audit,
    lead="people_over_warn",
    alert_lead="people_over_alert",
    page_alone=frozenset({"refocus_low_hours_per_day", "refocus_high_hours_per_day"}),
    words=WORDS,
)
