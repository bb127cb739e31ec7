"""Tell whether the team's focus day is free of internal meetings.

Why: one day on which the whole team leaves itself alone is worth more than the same hours scattered over a week ("Focus Thursday",
without internal meetings: a practice that hybrid teams agree on). Customers know nothing of it, so meetings with people from
outside are exempt and told apart.

Chosen where METRICS.md is silent: the day is a day of the team's zone; members count where they are invited, whatever they
answered; a person's time counts where the person attends, inside the own expected time, overlaps once; a meeting counts where it
takes some counted person's expected time. A day on which the team's usual hours leave nothing (a holiday, a closure, a weekend)
is off.
"""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from fractions import Fraction
from typing import Annotated

from pydantic import Field

from core.auditor import (
    Auditor,
    Rule,
    Words,
    calendar_notes,
    hours_sum,
    level_by_people,
    people,
    suppressed,
    unmeasured,
)
from core.facts import Facts, Meeting, Person, Signal
from core.intervals import Interval, clipped, common, seconds, union
from core.report import Measure, Note, Section
from core.week import instant
from core.words import N_

KEY = "focus_day"


class FocusDay(Rule):
    """From when on an internal meeting breaks the focus day."""

    min_members: Annotated[int, Field(ge=2, le=10, json_schema_extra={"unit": "people"})] = 3
    """With fewer members a meeting is a talk between two, which the day doesn't forbid."""
    alert_hours: Annotated[float, Field(ge=0.5, le=8, json_schema_extra={"unit": "hours", "step": 0.5})] = 2
    """From here on a focus block is gone for whoever sits in them; a whole day has about eight hours."""


def audit(facts: Facts, rule: FocusDay) -> Section:
    """Return what internal meetings took of the focus day of the counted people whose calendar could be read."""
    day = _day(facts)
    if day is None:
        return Section(auditor=KEY, status="off", notes=(Note(key="no_focus_day"),))
    if facts.usual is None or not clipped(facts.usual.instants, day):
        return Section(auditor=KEY, status="off", notes=(Note(key="free_day"),))
    counted = facts.readable(lambda person: person.calendar_read)
    if counted is None:
        return unmeasured(KEY, "coverage_low", source="calendar")
    if len(counted) < facts.smallest_group:
        return suppressed(KEY)

    taken, found = _taken(facts, counted, day, rule)
    n, members = len(counted), facts.members
    alert = Fraction(str(rule.alert_hours)) * 3600
    any_at_all, far = sum(each > 0 for each in taken), sum(each >= alert for each in taken)
    return Section(
        auditor=KEY,
        status="measured",
        level=level_by_people(over_warn=any_at_all, over_alert=far, counted=n),
        measures=(
            people("people_over_warn", any_at_all, counted=n, members=members),
            people("people_over_alert", far, counted=n, members=members),
            _meetings("internal_meetings", sum(not each.external for each in found.values())),
            hours_sum("internal_person_hours", taken),
            _meetings("external_meetings", sum(each.external for each in found.values())),
        ),
        notes=calendar_notes(facts, counted),
        settings=rule.model_dump(),
    )


def _day(facts: Facts) -> Interval | None:
    """Return the instants of the week's focus day in the team's zone."""
    number = facts.around.focus_day
    if number is None or facts.usual is None:
        return None
    day = facts.week.monday + timedelta(days=number)
    zone = facts.usual.zone
    return Interval(
        instant(datetime.combine(day, time(), zone)), instant(datetime.combine(day + timedelta(days=1), time(), zone))
    )


def _taken(
    facts: Facts, counted: Sequence[Person], day: Interval, rule: FocusDay
) -> tuple[list[int], dict[str, Meeting]]:
    """Return each person's seconds in internal meetings, and the meetings of enough members that took anybody's time."""
    members = facts.around.members
    enough: dict[str, bool] = {}

    def concerned(meeting: Meeting) -> bool:
        if meeting.key not in enough:
            known = {members[each.address] for each in meeting.people if each.address in members}
            enough[meeting.key] = len(known | meeting.holders) >= rule.min_members
        return enough[meeting.key]

    found: dict[str, Meeting] = {}
    taken: list[int] = []
    for person in counted:
        expected = clipped(person.expected.instants, day)
        today = [
            meeting
            for meeting in person.meetings
            if meeting.when.start < day.end
            and meeting.when.end > day.start
            and concerned(meeting)
            and common((meeting.when,), expected)
        ]
        found |= {meeting.key: meeting for meeting in today}
        taken.append(seconds(common(union(each.when for each in today if not each.external), expected)))
    return taken, found


def _meetings(key: str, count: int) -> Measure:
    return Measure(key=key, value=count, unit="meetings", exact=count)


WORDS = Words(
    title=N_("Focus day"),
    lead={
        "people_over_warn": N_("In internal meetings on the focus day"),
        "people_over_alert": N_("{alert_hours} h or more of internal meetings on the focus day"),
    },
    headline={
        "good": N_("The focus day was left alone"),
        "warn": N_("Internal meetings slip into the focus day"),
        "alert": N_("The focus day filled up with meetings"),
    },
    definition=N_(
        "People with an internal meeting on the team's focus day, inside their working time; {alert_hours} hours or more weigh "
        "most. Internal: everybody invited is of the organisation, {min_members} or more of them members of the team. Meetings "
        "with people from outside are exempt. Calendars tell what was planned."
    ),
    question={
        "good": N_("What did you get done on the focus day? That is the best reason to keep it."),
        "warn": N_("Which of these meetings could move by a day, or become a written update?"),
        "alert": N_("Is it the right day? Another one may suit everybody better."),
    },
    measures={
        "people_over_warn": N_("In internal meetings that day"),
        "people_over_alert": N_("In them for {alert_hours} hours or more"),
        "internal_meetings": N_("Internal meetings that day"),
        "internal_person_hours": N_("Time in them, all together"),
        "external_meetings": N_("Meetings with people from outside, which are exempt"),
    },
    notes={
        "no_focus_day": N_("Not used here: the team has agreed on no focus day"),
        "free_day": N_("The focus day was a free day this week"),
    },
    own={
        "internal_person_hours": N_("Your time in internal meetings on the focus day"),
    },
)

AUDITOR = Auditor(
    key=KEY,
    why=N_("A day for deep work: once a week the whole team leaves itself alone."),
    needs=frozenset({Signal.CALENDAR}),
    rule=FocusDay,
    audit=audit,
    lead="people_over_warn",
    alert_lead="people_over_alert",
    words=WORDS,
)
