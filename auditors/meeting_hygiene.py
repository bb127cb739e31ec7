"""Tell what wears people out beside the hours: lunch, no gap, three things at once, invitations that nobody answers.

Why: short breaks between meetings keep stress from building up (Microsoft's Human Factors Lab, 2021: a small sample), a lunch hour
is a break that everybody shares, and a series that half of the people don't even answer has outlived its purpose.

Chosen where METRICS.md is silent: series are those that members organise, by the organiser's copy, broadcasts left out; "the last 4
weeks" end with the reporting week; a gap is missing where a meeting begins up to 5 minutes after the end of another (an overlap
leaves no gap to speak of); invitations are those of others to meetings that begin in the week.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import datetime, time, timedelta, tzinfo
from typing import Annotated

from pydantic import Field

from core.auditor import (
    Auditor,
    LimitsInOrder,
    Words,
    calendar_notes,
    hours_sum,
    level_by_people,
    people,
    share_value,
    suppressed,
    unmeasured,
)
from core.facts import Facts, Person, PersonKey, Series, Signal
from core.freetime import meeting_time
from core.intervals import Interval, Intervals, clipped, common, covered_times, seconds
from core.report import Measure, Section
from core.week import instant
from core.words import N_

KEY = "meeting_hygiene"
_LUNCH = time(12), time(13)
_NO_GAP = 5 * 60
_AT_ONCE = 3
_WEEKS = 4


class MeetingHygiene(LimitsInOrder):
    """Limits on lunches with a meeting, and when a series is silent."""

    warn_days: Annotated[int, Field(ge=1, le=5, json_schema_extra={"unit": "days"})] = 2
    """Lunches with a meeting, from which on it is no exception any more."""
    alert_days: Annotated[int, Field(ge=1, le=5, json_schema_extra={"unit": "days"})] = 4
    """From here on hardly a lunch of a full-time week is left."""
    silent_times: Annotated[int, Field(ge=2, le=12, json_schema_extra={"unit": "meetings"})] = 3
    """Occasions in 4 weeks with half of the invitations unanswered; with fewer it may be chance."""


def audit(facts: Facts, rule: MeetingHygiene) -> Section:
    """Return how the meetings of the counted people lie whose calendar could be read. METRICS.md, section 3."""
    counted = facts.readable(lambda person: person.calendar_read)
    if counted is None:
        return unmeasured(KEY, "coverage_low", source="calendar")
    if len(counted) < facts.smallest_group:
        return suppressed(KEY)

    hours = {zone: _lunches(zone, facts) for zone in {person.expected.zone for person in counted}}
    taken = [(person, common(meeting_time(person, facts.window), hours[person.expected.zone])) for person in counted]
    days = [sum(bool(common((lunch,), held)) for lunch in hours[person.expected.zone]) for person, held in taken]
    n, members = len(counted), facts.members
    over_warn, over_alert = (sum(each >= limit for each in days) for limit in (rule.warn_days, rule.alert_days))
    silent = sum(_silent(series, facts, rule) for series in _own(facts))
    return Section(
        auditor=KEY,
        status="measured",
        level=level_by_people(over_warn=over_warn, over_alert=over_alert, counted=n),
        measures=(
            people("people_over_warn", over_warn, counted=n, members=members),
            people("people_over_alert", over_alert, counted=n, members=members),
            hours_sum("lunch_hours", [seconds(held) for _, held in taken]),
            *_no_gap(counted, facts.window),
            hours_sum("overbooked_hours", [_overbooked(person, facts.window) for person in counted]),
            *_unanswered(counted, facts.window),
            Measure(key="silent_series", value=silent, unit="series", exact=silent),
        ),
        notes=calendar_notes(facts, counted),
        settings=rule.model_dump(),
    )


def _lunches(zone: tzinfo, facts: Facts) -> Intervals:
    """Return the lunch hours of the week by the clocks of a zone."""
    days = (facts.week.monday + timedelta(days=number) for number in range(-1, 8))  # local days begin up to a day apart
    hours = (Interval(*(instant(datetime.combine(day, clock, zone)) for clock in _LUNCH)) for day in days)
    return clipped(hours, facts.window)


def _no_gap(counted: Sequence[Person], window: Interval) -> tuple[Measure, ...]:
    """Return the share of people's meetings that begin right after another of theirs."""
    close, whole = [], []
    for person in counted:
        ends = sorted(meeting.when.end for meeting in person.meetings)
        begin = [meeting.when.start for meeting in person.meetings if window.start <= meeting.when.start < window.end]
        close.append(sum(bisect_right(ends, start) > bisect_left(ends, start - _NO_GAP) for start in begin))
        whole.append(len(begin))
    share = share_value("no_gap_share", close, whole)
    return (share,) if share else ()


def _unanswered(counted: Sequence[Person], window: Interval) -> tuple[Measure, ...]:
    """Return the share of invitations to meetings of the week that nobody answered."""
    asked = [[each for each in person.asked if window.start <= each.start < window.end] for person in counted]
    share = share_value(
        "unanswered_share",
        [sum(not each.answered for each in person) for person in asked],
        [len(person) for person in asked],
    )
    return (share,) if share else ()


def _overbooked(person: Person, window: Interval) -> int:
    return seconds(covered_times(clipped((meeting.when for meeting in person.meetings), window), _AT_ONCE))


def _own(facts: Facts) -> tuple[Series, ...]:
    members: frozenset[PersonKey] = frozenset(person.key for person in facts.people)
    return tuple(each for each in facts.series if each.organiser in members and not each.broadcast)


def _silent(series: Series, facts: Facts, rule: MeetingHygiene) -> bool:
    recent = facts.last(_WEEKS)
    silent = sum(
        each.unanswered * 2 >= each.size - 1
        for each in series.occurrences
        if recent.start <= each.when.start < recent.end
    )
    return silent >= rule.silent_times


WORDS = Words(
    title=N_("Meeting habits"),
    lead={
        "people_over_warn": N_("In meetings over lunch on {warn_days} days or more"),
        "people_over_alert": N_("In meetings over lunch on {alert_days} days or more"),
    },
    headline={
        "good": N_("Lunch is a break"),
        "warn": N_("Meetings reach into lunch"),
        "alert": N_("Lunch has become meeting time"),
    },
    definition=N_(
        "People with a meeting between 12:00 and 13:00 of their own day on {warn_days} days of the week or more; {alert_days} or "
        "more weigh most. A series is silent when half or more of its invitations stayed unanswered {silent_times} times in the "
        "last 4 weeks. Calendars tell what was planned."
    ),
    question={
        "good": N_("What keeps your lunch hour free? It may be worth writing down as an agreement."),
        "warn": N_("Could meetings end five minutes early, and leave 12:00 to 13:00 alone?"),
        "alert": N_("Who needs the lunch hour for meetings, and what would it take to give it back?"),
    },
    measures={
        "people_over_warn": N_("Over lunch on {warn_days} days or more"),
        "people_over_alert": N_("Over lunch on {alert_days} days or more"),
        "lunch_hours": N_("Meeting time over lunch, all together"),
        "no_gap_share": N_("Meetings that begin within 5 minutes of another's end"),
        "overbooked_hours": N_("Booked three times or more at once, all together"),
        "unanswered_share": N_("Invitations without an answer"),
        "silent_series": N_("Series to which half of the people don't answer"),
    },
    own={
        "lunch_hours": N_("Your meeting time over lunch"),
        "no_gap_share": N_("Share of your meetings that begin right after another one"),
        "overbooked_hours": N_("Time for which you were booked three times or more"),
        "unanswered_share": N_("Share of the invitations to you without an answer"),
    },
)

AUDITOR = Auditor(
    key=KEY,
    why=N_("Breaks: a lunch without a meeting and a few minutes between two keep the day human."),
    needs=frozenset({Signal.CALENDAR}),
    rule=MeetingHygiene,
    audit=audit,
    lead="people_over_warn",
    alert_lead="people_over_alert",
    weeks=_WEEKS,
    needs_expected_time=False,
    words=WORDS,
)
