"""Tell whether people keep time to learn.

Why: learning beside the work needs a place in the calendar, or it moves into the evening. The team says with an Outlook
category which entries are meant for it. There is no right amount: it is told for information.

Chosen where METRICS.md is silent: "the last 4 weeks" end with the reporting week; courses that somebody attends and time kept
free alone count, overlaps once; hours are those of the 4 weeks together, not scaled by part time.
"""

from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction
from typing import Annotated

from pydantic import Field

from core import privacy
from core.auditor import Auditor, Rule, Words, calendar_notes, hours_value, people, suppressed, unmeasured
from core.facts import Facts, Meeting, PersonKey, Signal
from core.intervals import Interval, clipped, seconds, union
from core.report import Note, Section
from core.words import N_

KEY = "learning_time"
_WEEKS = 4
_A_DAY = 24 * 3600


class LearningTime(Rule):
    """From how much time on somebody has time to learn."""

    least_hours: Annotated[float, Field(ge=0.5, le=40, json_schema_extra={"unit": "hours", "step": 0.5})] = 1
    """In 4 weeks; under half an hour nothing is learnt."""


def audit(facts: Facts, rule: LearningTime) -> Section:
    """Return how much time to learn the counted people planned whose calendar could be read. METRICS.md, section 3."""
    if not facts.around.learning_categories:
        return Section(auditor=KEY, status="off", notes=(Note(key="no_learning_categories"),))
    counted = facts.readable(lambda person: person.calendar_read)
    if counted is None:
        return unmeasured(KEY, "coverage_low", source="calendar")
    if len(counted) < facts.smallest_group:
        return suppressed(KEY)

    learning: defaultdict[PersonKey, list[Interval]] = defaultdict(list)
    for meeting in facts.meetings:
        if meeting.categories & facts.around.learning_categories and _takes_time(meeting):
            for person in _learners(meeting, facts):
                learning[person].append(meeting.when)
    spent = [seconds(union(clipped(learning[person.key], facts.last(_WEEKS)))) for person in counted]
    enough = sum(each >= Fraction(str(rule.least_hours)) * 3600 for each in spent)
    return Section(
        auditor=KEY,
        status="measured",
        measures=(
            people("people_with_learning_time", enough, counted=len(counted), members=facts.members),
            hours_value("learning_hours_typical", privacy.typical([Fraction(each, 3600) for each in spent])),
        ),
        notes=calendar_notes(facts, counted),
        settings=rule.model_dump(),
    )


def _takes_time(meeting: Meeting) -> bool:
    return meeting.shows_busy and not (meeting.cancelled or meeting.private) and meeting.when.seconds < _A_DAY


def _learners(meeting: Meeting, facts: Facts) -> Iterator[PersonKey]:
    """Yield the members in whose calendar it stands and who attend it; alone, whoever planned it."""
    around = facts.around
    for each in meeting.people:
        person = around.members.get(each.address)
        if person in meeting.holders and each.response in around.attending and person is not None:
            yield person


WORDS = Words(
    title=N_("Time to learn"),
    lead={"people_with_learning_time": N_("With {least_hours} h or more to learn in 4 weeks")},
    headline={},
    definition=N_(
        "People who planned {least_hours} hours or more in the last 4 weeks with an Outlook category for learning, alone or "
        "together. What is learnt without an entry in the calendar can't be seen. For information: there is no right amount."
    ),
    question={},
    measures={
        "people_with_learning_time": N_("With {least_hours} hours or more in 4 weeks"),
        "learning_hours_typical": N_("Typical time to learn in 4 weeks"),
    },
    notes={"no_learning_categories": N_("Not used here: no Outlook category for learning was agreed on")},
    own={
        "learning_hours_typical": N_("Your time to learn in 4 weeks"),
    },
)

AUDITOR = Auditor(
    key=KEY,
    why=N_("Growth: time to learn that stands in the calendar is time that happens."),
    needs=frozenset({Signal.CALENDAR}),
    rule=LearningTime,
    audit=audit,
    lead="people_with_learning_time",
    weeks=_WEEKS,
    needs_expected_time=False,
    words=WORDS,
)
