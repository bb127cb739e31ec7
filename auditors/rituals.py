"""Tell whether the team had a social moment in the last two weeks.

Why: teams that see each other less need moments that are not about work (a lunch, a coffee, a celebration), planned, since they
don't happen by themselves any more. The team says with an Outlook category which ones they are.

Chosen where METRICS.md is silent: "the last 2 weeks" end with the reporting week; whoever organises a moment has accepted it;
all-day entries are no moments, gatherings of more people than a meeting may have are.
"""

from typing import Annotated

from pydantic import Field

from core.auditor import Auditor, Rule, Words, calendar_notes, suppressed, unmeasured
from core.facts import Facts, Meeting, PersonKey, Response, Signal
from core.report import Measure, Note, Section
from core.words import N_

KEY = "rituals"
_WEEKS = 2
_ACCEPTED = frozenset({Response.ACCEPTED, Response.ORGANIZER})


class Rituals(Rule):
    """When a gathering is one of the team."""

    accepted_percent: Annotated[int, Field(ge=25, le=100, json_schema_extra={"unit": "%", "step": 5})] = 50
    """Of the people present; with fewer it was a moment of some, not of the team."""


def audit(facts: Facts, rule: Rituals) -> Section:
    """Return how many social moments the counted people had whose calendar could be read. METRICS.md, section 3."""
    if not facts.around.social_categories:
        return Section(auditor=KEY, status="off", notes=(Note(key="no_social_categories"),))
    counted = facts.readable(lambda person: person.calendar_read)
    if counted is None:
        return unmeasured(KEY, "coverage_low", source="calendar")
    if len(counted) < facts.smallest_group:
        return suppressed(KEY)

    present = frozenset(person.key for person in counted)
    moments = sum(
        _social(meeting, facts) and _accepted(meeting, present, facts) * 100 >= rule.accepted_percent * len(counted)
        for meeting in facts.meetings
    )
    return Section(
        auditor=KEY,
        status="measured",
        level="good" if moments else "warn",
        measures=(Measure(key="moments", value=moments, unit="moments", exact=moments),),
        notes=calendar_notes(facts, counted),
        settings=rule.model_dump(),
    )


def _social(meeting: Meeting, facts: Facts) -> bool:
    recent = facts.last(_WEEKS)
    return (
        recent.start <= meeting.when.start < recent.end
        and not (meeting.cancelled or meeting.private)
        and bool(meeting.categories & facts.around.social_categories)
    )


def _accepted(meeting: Meeting, present: frozenset[PersonKey], facts: Facts) -> int:
    """Return how many of the people present accepted."""
    members = facts.around.members
    yes = {members[each.address] for each in meeting.people if each.response in _ACCEPTED and each.address in members}
    return len(yes & present)


WORDS = Words(
    title=N_("Social moments"),
    lead={"moments": N_("Social moments of the team in 2 weeks")},
    headline={
        "good": N_("The team made time for each other"),
        "warn": N_("Two weeks without a social moment"),
    },
    definition=N_(
        "Meetings of the last two weeks with an Outlook category for social moments, which {accepted_percent} % or more of the "
        "people present accepted. What is not in the calendar can't be seen, and that is fine."
    ),
    question={
        "good": N_("Which moment would you miss most? Keep that one."),
        "warn": N_("What would be a good excuse to have coffee together in the coming weeks?"),
    },
    measures={"moments": N_("Social moments in the last two weeks")},
    notes={"no_social_categories": N_("Not used here: no Outlook category for social moments was agreed on")},
    own={
        "moments": N_("Social moments that you said yes to in 2 weeks"),
    },
)

AUDITOR = Auditor(
    key=KEY,
    why=N_("Belonging: moments that are not about work don't happen by themselves when people see each other less."),
    needs=frozenset({Signal.CALENDAR}),
    rule=Rituals,
    audit=audit,
    lead="moments",
    weeks=_WEEKS,
    needs_expected_time=False,
    words=WORDS,
)
