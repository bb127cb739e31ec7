"""Tell how much of the week meetings take: planned hours, chains without a break, and what spills over working time.

Why: hybrid work needs stretches of time of one's own. Weeks full of meetings leave focus work for the evening, and back-to-back
meetings leave no pause in which stress goes down.
"""

from fractions import Fraction
from typing import Annotated

from pydantic import Field

from core import privacy
from core.auditor import (
    Auditor,
    LimitsInOrder,
    Words,
    calendar_notes,
    hours_sum,
    hours_value,
    level_by_people,
    people,
    suppressed,
    unmeasured,
)
from core.facts import Facts, Person, Signal
from core.intervals import Interval, covered, covered_twice, minus, seconds, union
from core.report import Section
from core.words import N_

KEY = "meeting_overload"
_CHAIN_GAP = 10 * 60
_CHAIN_LENGTH = 2 * 3600
_LARGE = 9
_LONG = 60 * 60
_P90_FROM = 50
_TWENTY_HOURS = "Microsoft Viva Insights: more than 20 hours of collaboration a week weigh on wellbeing"


class MeetingOverload(LimitsInOrder):
    """Limits on planned meeting hours in a full-time week; part-time and partly absent weeks scale them down."""

    warn_hours: Annotated[float, Field(ge=5, le=40, json_schema_extra={"unit": "hours"})] = 15
    """From here on a third of a full-time week is gone; under 5 every team would be flagged, over 40 none."""
    alert_hours: Annotated[float, Field(ge=5, le=40, json_schema_extra={"unit": "hours", "source": _TWENTY_HOURS})] = 20
    """Half of the working time of a full-time week; the field's usual line for too much collaboration."""


def audit(facts: Facts, rule: MeetingOverload) -> Section:
    """Return the planned meeting load of the counted people whose calendar could be read. METRICS.md, section 2."""
    counted = facts.readable(lambda person: person.calendar_read)
    if counted is None:
        return unmeasured(KEY, "coverage_low", source="calendar")
    if len(counted) < facts.smallest_group:
        return suppressed(KEY)

    weeks = [_PersonWeek(person, facts.window) for person in counted]
    warn, alert = (Fraction(str(limit)) * 3600 for limit in (rule.warn_hours, rule.alert_hours))
    over_warn = sum(week.over(warn) for week in weeks)
    over_alert = sum(week.over(alert) for week in weeks)
    n, members = len(counted), facts.members

    measures = [
        people("people_over_warn", over_warn, counted=n, members=members),
        people("people_over_alert", over_alert, counted=n, members=members),
        hours_value("meeting_hours_typical", privacy.typical([week.full_time_hours for week in weeks])),
    ]
    if n >= _P90_FROM:
        p90 = privacy.nearest_rank([week.full_time_hours for week in weeks], percent=90)
        measures.append(hours_value("meeting_hours_p90", p90))
    measures += [
        people("back_to_back_people", sum(week.has_chain() for week in weeks), counted=n, members=members),
        hours_sum("off_hours_meeting_hours", [week.off_hours_seconds for week in weeks]),
        hours_sum("conflict_hours", [week.conflict_seconds for week in weeks]),
        hours_sum("large_hours", [covered(week.large) for week in weeks]),
        hours_sum("long_hours", [covered(week.long) for week in weeks]),
        hours_sum("recurring_hours", [covered(week.recurring) for week in weeks]),
        hours_sum("external_hours", [covered(week.external) for week in weeks]),
    ]
    return Section(
        auditor=KEY,
        status="measured",
        level=level_by_people(over_warn=over_warn, over_alert=over_alert, counted=n),
        measures=tuple(measures),
        notes=calendar_notes(facts, counted),
        settings={"warn_hours": rule.warn_hours, "alert_hours": rule.alert_hours},
    )


class _PersonWeek:
    """One person's meetings, clipped to the week."""

    def __init__(self, person: Person, window: Interval) -> None:
        begin, until = window
        self._times: list[Interval] = []
        self.large: list[Interval] = []
        self.long: list[Interval] = []
        self.recurring: list[Interval] = []
        self.external: list[Interval] = []
        for meeting in person.meetings:
            start, end = when = meeting.when
            if start >= until or end <= begin or start == end:
                continue
            whole = begin <= start and end <= until
            inside = when if whole else Interval(max(start, begin), min(end, until))
            self._times.append(inside)
            if end - start > _LONG:
                self.long.append(inside)
            if meeting.size >= _LARGE:
                self.large.append(inside)
            if meeting.series:
                self.recurring.append(inside)
            if meeting.external:
                self.external.append(inside)
        self._times.sort()
        self._expected = person.expected
        self.union = union(self._times)
        self.seconds = seconds(self.union)
        self._scale = self._expected.scale
        self.full_time_hours = Fraction(self.seconds, 3600) / self._scale
        self.off_hours_seconds = seconds(minus(self.union, self._expected.instants))
        self.conflict_seconds = seconds(covered_twice(self._times))

    def over(self, limit_seconds: Fraction) -> bool:
        return self.seconds > limit_seconds * self._scale

    def has_chain(self) -> bool:
        """Tell whether two or more meetings follow each other with less than 10 minutes between, for 2 hours or more."""
        first = latest = None
        links = 0
        for when in self._times:
            if first is None or latest is None or when.start - latest >= _CHAIN_GAP:
                first, latest, links = when.start, when.end, 1
            else:
                latest, links = max(latest, when.end), links + 1
            if links > 1 and latest - first >= _CHAIN_LENGTH:
                return True
        return False


WORDS = Words(
    title=N_("Meetings"),
    lead={
        "people_over_warn": N_("Over {warn_hours} h of meetings"),
        "people_over_alert": N_("Over {alert_hours} h of meetings"),
        "meeting_hours_typical": N_("Typical week"),
    },
    headline={
        "good": N_("Meetings leave room to work"),
        "warn": N_("Meetings take a large part of the week"),
        "alert": N_("Meetings crowd out the week"),
    },
    change={
        "better": N_("Meetings take less of the week"),
        "worse": N_("Meetings take more of the week"),
    },
    definition=N_(
        "People with more than {warn_hours} planned hours of meetings in a full-time week; above {alert_hours} it weighs most. "
        "Meetings of two or more people, accepted or organised; overlaps count once. Private, cancelled and declined ones and "
        "broadcasts don't count. Part time, leave and holidays lower the limit. Calendars tell what was planned, not who came."
    ),
    question={
        "good": N_("What keeps your meetings few? It may be worth writing down as an agreement."),
        "warn": N_("Which regular meeting could become a written update, or be half as long?"),
        "alert": N_("Which meetings would nobody miss? Try one week without the regular ones and see what comes back."),
    },
    measures={
        "people_over_warn": N_("Over {warn_hours} hours"),
        "people_over_alert": N_("Over {alert_hours} hours"),
        "meeting_hours_typical": N_("Typical meeting time in a full-time week"),
        "meeting_hours_p90": N_("Nine in ten stay under"),
        "back_to_back_people": N_("Two hours or more without a break of 10 minutes"),
        "off_hours_meeting_hours": N_("Meeting time outside working time, all together"),
        "conflict_hours": N_("Booked twice at the same time, all together"),
        "large_hours": N_("In meetings of 9 or more, all together"),
        "long_hours": N_("In meetings longer than an hour, all together"),
        "recurring_hours": N_("In recurring meetings, all together"),
        "external_hours": N_("In meetings with people from outside, all together"),
    },
    own={
        "meeting_hours_typical": N_("Your meeting time, for a full-time week"),
        "off_hours_meeting_hours": N_("Your meeting time outside working time"),
        "conflict_hours": N_("Time for which you were booked twice"),
    },
)

AUDITOR = Auditor(
    key=KEY,
    why=N_("Time of one's own: focus work needs hours without meetings, and meetings need breaks between them."),
    needs=frozenset({Signal.CALENDAR}),
    rule=MeetingOverload,
    audit=audit,
    lead="people_over_warn",
    alert_lead="people_over_alert",
    rate="meeting_hours_typical",
    words=WORDS,
)
