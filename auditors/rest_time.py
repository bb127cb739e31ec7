"""Tell how often the night between two days of work is shorter than eleven hours.

Why: eleven hours of rest in a row are a right in the European Union (Directive 2003/88/EC, article 3), and nights after late
messages or meetings are the first sign that it slips. What counts is what people did themselves, never whether they looked.

Chosen where METRICS.md is silent: a day is a local day that ends at 04:00, and only nights between two days of the same week count,
since nothing else is read; a meeting belongs to the day in which it begins; where channels are read, writing there is activity too.
Where a roster plans a shift that runs past 04:00, the day ends after it: halfway to the next shift, eight hours later at most. So a
night shift is one day of work, and the rest after it is what is measured.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta, tzinfo
from functools import cache
from itertools import pairwise
from typing import Annotated

from pydantic import Field

from core import privacy
from core.auditor import (
    Auditor,
    LimitsInOrder,
    Words,
    calendar_notes,
    count_value,
    coverage_note,
    level_by_people,
    people,
    suppressed,
    unmeasured,
)
from core.facts import Facts, Person, PersonKey, Signal
from core.report import Note, Section
from core.week import instant
from core.words import N_

KEY = "rest_time"
_DAY_ENDS = time(4)
_DAYS = 7
_AFTER_A_SHIFT = 8 * 3600


class RestTime(LimitsInOrder):
    """Limits on short nights; not scaled by part time: rest is for everybody."""

    rest_hours: Annotated[int, Field(ge=11, le=14, json_schema_extra={"unit": "hours"})] = 11
    """The right to rest of the directive: an agreement may ask for more, never for less."""
    warn_nights: Annotated[int, Field(ge=1, le=5, json_schema_extra={"unit": "nights"})] = 1
    """One short night in a week is worth a word."""
    alert_nights: Annotated[int, Field(ge=1, le=6, json_schema_extra={"unit": "nights"})] = 3
    """From three on it is the rule and no exception."""


def audit(facts: Facts, rule: RestTime) -> Section:
    """Return how long the counted people rested whose calendar and chats could be read. METRICS.md, section 3."""
    counted = facts.readable(lambda person: person.calendar_read and person.messages_read)
    if counted is None:
        return unmeasured(KEY, "coverage_low", source=_least_read(facts))
    if len(counted) < facts.smallest_group:
        return suppressed(KEY)

    sent = _sent(facts, counted)
    edges = {zone: _edges(zone, facts) for zone in {person.expected.zone for person in counted}}
    nights = [
        _nights(person, sent[person.key], facts, _after_shifts(edges[person.expected.zone], person))
        for person in counted
    ]
    short = [sum(rest < rule.rest_hours * 3600 for rest in each) for each in nights]
    n, members = len(counted), facts.members
    over_warn, over_alert = (sum(each >= limit for each in short) for limit in (rule.warn_nights, rule.alert_nights))
    measured = [len(each) for each in nights]
    rest = [all_of_them - part for all_of_them, part in zip(measured, short, strict=True)]
    return Section(
        auditor=KEY,
        status="measured",
        level=level_by_people(over_warn=over_warn, over_alert=over_alert, counted=n),
        measures=(
            people("people_over_warn", over_warn, counted=n, members=members),
            people("people_over_alert", over_alert, counted=n, members=members),
            count_value("nights", "nights", measured),
            count_value("short_nights", "nights", short, told=not any(rest) or privacy.carried_by_enough(rest)),
        ),
        notes=(*calendar_notes(facts, counted), coverage_note("chats", n, len(facts.counted)), *_remarks(counted)),
        settings=rule.model_dump(),
    )


def _remarks(counted: Iterable[Person]) -> tuple[Note, ...]:
    return (Note(key="days_end_after_shifts"),) if any(person.expected.rostered for person in counted) else ()


def _least_read(facts: Facts) -> str:
    calendars = sum(person.calendar_read for person in facts.counted)
    return "calendar" if calendars <= sum(person.messages_read for person in facts.counted) else "chats"


def _sent(facts: Facts, counted: Sequence[Person]) -> dict[PersonKey, list[int]]:
    """Return when each person wrote something."""
    by_id = {person.key.casefold(): person.key for person in counted}
    found: dict[PersonKey, list[int]] = {person.key: [] for person in counted}

    @cache  # the same few writers come again and again
    def of(sender: PersonKey | None) -> list[int] | None:
        own = by_id.get((sender or "").casefold())
        return None if own is None else found[own]

    for message in facts.messages:
        moments = of(message.sender)
        if moments is not None:
            moments.append(message.sent_at)
    return found


def _edges(zone: tzinfo, facts: Facts) -> list[int]:
    """Return the instants at which the days of the week begin and end by the clocks of a zone, eight in all."""
    days = (facts.week.monday + timedelta(days=number) for number in range(_DAYS + 1))
    return [instant(datetime.combine(day, _DAY_ENDS, zone)) for day in days]


def _after_shifts(edges: Sequence[int], person: Person) -> Sequence[int]:
    """Return the edges of a person's days: each that lies inside a rostered shift moves behind it."""
    if not person.expected.rostered:
        return edges
    shifts = person.expected.instants
    found: list[int] = []
    for edge, following in pairwise((*edges, edges[-1] + 24 * 3600)):
        number = bisect_right(shifts, edge, key=lambda shift: shift.start) - 1
        if number < 0 or not shifts[number].start < edge < shifts[number].end:
            found.append(edge)
            continue
        end = shifts[number].end
        halfway = (end + shifts[number + 1].start) // 2 if number + 1 < len(shifts) else following
        found.append(min(end + _AFTER_A_SHIFT, halfway, following))
    return found


def _nights(person: Person, sent: Iterable[int], facts: Facts, edges: Sequence[int]) -> list[int]:
    """Return the seconds of rest in each night between two days of the week with activity."""
    start, end = facts.window
    first: list[int | None] = [None] * _DAYS
    last = [0] * _DAYS
    moments = sorted(sent)
    for day, (begins, ends) in enumerate(pairwise(edges)):
        since, until = bisect_left(moments, max(begins, start)), bisect_left(moments, min(ends, end))
        if since < until:
            first[day], last[day] = moments[since], moments[until - 1]
    for meeting in person.meetings:
        begins, ends = meeting.when
        day = bisect_right(edges, begins) - 1
        if start <= begins < end and 0 <= day < _DAYS:
            earliest = first[day]
            first[day] = begins if earliest is None else min(earliest, begins)
            last[day] = max(last[day], ends)
    return [
        max(after - last[day], 0)
        for day, (before, after) in enumerate(pairwise(first))
        if before is not None and after is not None
    ]


WORDS = Words(
    title=N_("Rest between two days"),
    lead={
        "people_over_warn": N_("A night of less than {rest_hours} h of rest"),
        "people_over_alert": N_("{alert_nights} or more nights of less than {rest_hours} h"),
    },
    headline={
        "good": N_("Nights are long enough to rest"),
        "warn": N_("Some nights are short"),
        "alert": N_("Short nights come back often"),
    },
    definition=N_(
        "People with {warn_nights} or more nights of the week in which less than {rest_hours} hours lie between the last "
        "message they wrote or meeting they attended and the first of the next day; {alert_nights} or more weigh most. "
        "A day ends at 04:00. Reading a message, and working without writing, can't be seen."
    ),
    question={
        "good": N_("What helps you to close the day? New colleagues will want to know."),
        "warn": N_("What comes back late in the evening that could have waited until the morning?"),
        "alert": N_("Which work has no place in the day any more, so that it ends up in the night?"),
    },
    measures={
        "people_over_warn": N_("With {warn_nights} or more short nights"),
        "people_over_alert": N_("With {alert_nights} or more short nights"),
        "nights": N_("Nights between two days with activity, all together"),
        "short_nights": N_("Of these, shorter than {rest_hours} hours"),
    },
    own={
        "nights": N_("Nights between two days on which you were active"),
        "short_nights": N_("Of those, nights shorter than {rest_hours} hours"),
    },
    notes={
        "days_end_after_shifts": N_(
            "Where a shift of the roster runs past 04:00, the day ends after it: halfway to the next shift, 8 hours later at most."
        ),
    },
)

AUDITOR = Auditor(
    key=KEY,
    why=N_("Rest: eleven hours in a row between two days of work are a right in the European Union."),
    needs=frozenset({Signal.CALENDAR, Signal.CHATS}),
    better_with=frozenset({Signal.CHANNELS}),
    rule=RestTime,
    audit=audit,
    lead="people_over_warn",
    alert_lead="people_over_alert",
    words=WORDS,
)
