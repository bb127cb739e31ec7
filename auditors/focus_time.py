"""Tell how much unbroken time of their own people have: stretches of two hours or more without a meeting.

Why: deep work needs long stretches, and hybrid work promises them. Two hours are the field's usual length of a focus block (Viva
Insights, Clockwise); a week with under ten hours of them is the usual sign that focus work moves into the evening. What people
book for themselves is theirs: an entry without anybody else breaks nothing.

Chosen where METRICS.md is silent: hours are told for a full-time week, like those of meetings; a block ends where expected time
does; booked time counts in the whole week, overlaps once; where channels are read, their mentions interrupt like chats.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Annotated

from pydantic import Field

from core import privacy
from core.auditor import (
    Auditor,
    LimitsInOrder,
    Words,
    calendar_notes,
    hours_part,
    hours_sum,
    hours_value,
    level_by_people,
    people,
    suppressed,
    unmeasured,
)
from core.facts import Availability, Facts, Person, PersonKey, Signal
from core.freetime import free_time, meeting_time
from core.intervals import Intervals, clipped, common, seconds, union
from core.report import Measure, Note, Section
from core.words import N_

KEY = "focus_time"
_UNINTERRUPTED = 3600


class FocusTime(LimitsInOrder):
    """Limits on hours in focus blocks of a full-time week; part-time and partly absent weeks scale them down."""

    block_hours: Annotated[float, Field(ge=1, le=4, json_schema_extra={"unit": "hours", "step": 0.5})] = 2
    """From this length on a free stretch is a focus block; under an hour nobody gets into deep work, over four no day has one."""
    warn_under_hours: Annotated[float, Field(ge=2, le=30, json_schema_extra={"unit": "hours"})] = 10
    """With less than two hours a day on average, focus work is squeezed; the field's usual line."""
    alert_under_hours: Annotated[float, Field(ge=1, le=20, json_schema_extra={"unit": "hours"})] = 5
    """With less than one block every other day hardly any deep work happens in working time."""


def audit(facts: Facts, rule: FocusTime) -> Section:
    """Return the focus time of the counted people whose calendar could be read. METRICS.md, section 3."""
    counted = facts.readable(lambda person: person.calendar_read)
    if counted is None:
        return unmeasured(KEY, "coverage_low", source="calendar")
    if len(counted) < facts.smallest_group:
        return suppressed(KEY)

    free = [free_time(person, facts.window) for person in counted]
    block = Fraction(str(rule.block_hours)) * 3600
    focus = [seconds(each for each in stretches if each.seconds >= block) for stretches in free]
    scales = [person.expected.scale for person in counted]
    under_warn, under_alert = (
        sum(spent < Fraction(str(limit)) * scale * 3600 for spent, scale in zip(focus, scales, strict=True))
        for limit in (rule.warn_under_hours, rule.alert_under_hours)
    )
    n, members = len(counted), facts.members
    booked = [union(clipped(person.holds, facts.window)) for person in counted]
    overrun = [
        seconds(common(holds, meeting_time(person, facts.window)))
        for person, holds in zip(counted, booked, strict=True)
    ]
    booked_seconds = [seconds(holds) for holds in booked]
    uninterrupted, remarks = _uninterrupted(facts, counted, free)
    return Section(
        auditor=KEY,
        status="measured",
        level=level_by_people(over_warn=under_warn, over_alert=under_alert, counted=n),
        measures=(
            people("people_over_warn", under_warn, counted=n, members=members),
            people("people_over_alert", under_alert, counted=n, members=members),
            hours_value("focus_hours_typical", _typical(focus, scales)),
            hours_sum("booked_focus_hours", booked_seconds),
            hours_part("booked_focus_overrun_hours", overrun, of=booked_seconds),
            *uninterrupted,
        ),
        notes=(*calendar_notes(facts, counted), *remarks),
        settings=rule.model_dump(),
    )


def _typical(each: Sequence[int], scales: Sequence[Fraction]) -> Fraction:
    """Return the typical hours of a full-time week."""
    return privacy.typical([Fraction(spent, 3600) / scale for spent, scale in zip(each, scales, strict=True)])


def _uninterrupted(
    facts: Facts, counted: Sequence[Person], free: Sequence[Intervals]
) -> tuple[tuple[Measure, ...], tuple[Note, ...]]:
    """Return the free stretches of an hour or more that no message cuts, where chats tell; else why not."""
    chats = facts.signals.get(Signal.CHATS, Availability.OFF)
    if chats is not Availability.READ:
        return (), (Note(key=f"chats_{chats}"),)
    known = [(person, stretches) for person, stretches in zip(counted, free, strict=True) if person.messages_read]
    if len(known) < facts.smallest_group or not privacy.covers_enough(len(known), asked=len(counted)):
        return (), (Note(key="chats_unreadable"),)
    landed: dict[PersonKey, list[int]] = {person.key: [] for person, _ in known}
    for message in facts.messages:
        for receiver in message.landed_on:
            if receiver in landed:
                landed[receiver].append(message.sent_at)
    for moments in landed.values():
        moments.sort()
    quiet = [
        sum(each for each in _pieces(stretches, landed[person.key]) if each >= _UNINTERRUPTED)
        for person, stretches in known
    ]
    typical = _typical(quiet, [person.expected.scale for person, _ in known])
    return (hours_value("uninterrupted_hours_typical", typical),), ()


def _pieces(stretches: Intervals, moments: Sequence[int]) -> Iterable[int]:
    """Yield the lengths of the pieces of the stretches between the moments, which are sorted."""
    for start, end in stretches:
        if end - start < _UNINTERRUPTED:  # no piece is longer than the whole
            continue
        inside = moments[bisect_right(moments, start) : bisect_left(moments, end)]
        yield from (later - earlier for earlier, later in pairwise((start, *inside, end)))


WORDS = Words(
    title=N_("Time to focus"),
    lead={
        "people_over_warn": N_("Under {warn_under_hours} h of focus time"),
        "people_over_alert": N_("Under {alert_under_hours} h of focus time"),
    },
    headline={
        "good": N_("There is room to focus"),
        "warn": N_("Long stretches to focus are rare"),
        "alert": N_("Long stretches to focus are missing"),
    },
    definition=N_(
        "People with less than {warn_under_hours} hours of focus time in a full-time week; under {alert_under_hours} it weighs "
        "most. Focus time is what calendars leave free in working time, in stretches of {block_hours} hours or more. Time that "
        "people keep free for themselves is theirs; meetings and private entries break a stretch. Part-time weeks, leave and "
        "holidays scale the limits down."
    ),
    question={
        "good": N_("What protects your focus time? It may be worth writing down as an agreement."),
        "warn": N_("Which mornings or afternoons could the whole team keep free of meetings?"),
        "alert": N_("What if meetings moved together on a few half days, for a month, so that the others stay whole?"),
    },
    measures={
        "people_over_warn": N_("Under {warn_under_hours} hours of focus time"),
        "people_over_alert": N_("Under {alert_under_hours} hours of focus time"),
        "focus_hours_typical": N_("Typical focus time in a full-time week"),
        "booked_focus_hours": N_("Time that people keep free for themselves, all together"),
        "booked_focus_overrun_hours": N_("Of it, taken by meetings"),
        "uninterrupted_hours_typical": N_("Typical free time in stretches of an hour or more without a message"),
    },
    notes={
        "chats_signal_off": N_(
            "Whether messages break free time is not measured: the policy does not switch chats on."
        ),
        "chats_not_granted": N_("Whether messages break free time is not measured: the app lacks Chat.Read.All."),
        "chats_unreadable": N_(
            "Whether messages break free time is not measured: too few chats could be read this time."
        ),
    },
    own={
        "focus_hours_typical": N_("Your focus time, for a full-time week"),
        "booked_focus_hours": N_("Time that you kept free for yourself"),
        "booked_focus_overrun_hours": N_("Of that time, taken by meetings"),
        "uninterrupted_hours_typical": N_("Your free time in stretches of an hour or more without a message"),
    },
)

AUDITOR = Auditor(
    key=KEY,
    why=N_("Deep work: long stretches without meetings are what people plan their days at home for."),
    needs=frozenset({Signal.CALENDAR}),
    better_with=frozenset({Signal.CHATS, Signal.CHANNELS}),
    rule=FocusTime,
    audit=audit,
    lead="people_over_warn",
    alert_lead="people_over_alert",
    words=WORDS,
)
