"""Tell which regular meetings might do as well in writing, and how much time that would give back.

Why: "asynchronous by default" is the habit that gives hybrid teams most of their time back. A meeting of an hour costs
everybody an hour; a written update costs its writers 15 minutes and every reader 5. Series that many people don't even accept
are the first to ask about.

Chosen where METRICS.md is silent: "the last 4 weeks" end with the reporting week; length and number of invitees are those of
the latest occasion; tentative answers are no acceptance; hours a week are those of the 4 weeks on average.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from statistics import median
from typing import Annotated

from pydantic import Field

from core import privacy
from core.auditor import Auditor, Rule, Words, calendar_notes, suppressed, unmeasured
from core.facts import Facts, Occurrence, Series, Signal
from core.report import Measure, Note, Section
from core.week import rfc3339
from core.words import N_

KEY = "async_candidates"
_WEEKS = 4
_UPDATE_FOR_ALL_FROM = 9
_NAMED = 3
_NAMED_FROM = 5


class AsyncCandidates(Rule):
    """Which series are candidates, and what writing instead would cost."""

    min_invitees: Annotated[int, Field(ge=3, le=20, json_schema_extra={"unit": "people"})] = 4
    """Smaller groups talk rather than inform."""
    max_minutes: Annotated[int, Field(ge=15, le=180, json_schema_extra={"unit": "minutes", "step": 15})] = 60
    """What takes longer is seldom an update."""
    min_times: Annotated[int, Field(ge=2, le=12, json_schema_extra={"unit": "meetings"})] = 3
    """Held less often in 4 weeks, it is no habit."""
    accepted_percent: Annotated[int, Field(ge=10, le=100, json_schema_extra={"unit": "%", "step": 5})] = 70
    """Under this share of accepted invitations people vote with their feet."""
    write_minutes: Annotated[int, Field(ge=5, le=60, json_schema_extra={"unit": "minutes"})] = 15
    """To write an update instead."""
    read_minutes: Annotated[int, Field(ge=1, le=30, json_schema_extra={"unit": "minutes"})] = 5
    """To read an update takes each person so long."""
    warn_hours: Annotated[float, Field(ge=0.25, le=5, json_schema_extra={"unit": "hours", "step": 0.25})] = 0.5
    """A person and week; under a quarter of an hour it is not worth a talk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A series that might do in writing."""

    latest: Occurrence
    minutes_a_week: Fraction


def audit(facts: Facts, rule: AsyncCandidates) -> Section:
    """Return the series that might do in writing, and the hours that they would give back. METRICS.md, section 3."""
    counted = facts.readable(lambda person: person.calendar_read)
    if counted is None:
        return unmeasured(KEY, "coverage_low", source="calendar")
    if len(counted) < facts.smallest_group:
        return suppressed(KEY)

    found = sorted(candidates(facts, rule), key=lambda each: (-each.minutes_a_week, each.latest.when))
    hours = sum((each.minutes_a_week for each in found), Fraction(0)) / 60
    return Section(
        auditor=KEY,
        status="measured",
        level="warn" if hours >= Fraction(str(rule.warn_hours)) * len(counted) else "good",
        measures=(
            Measure(key="hours_back_per_week", value=privacy.hours(hours), unit="hours", exact=float(hours)),
            Measure(key="series", value=len(found), unit="series", exact=len(found)),
        ),
        notes=(
            *calendar_notes(facts, counted),
            *(_named(each) for each in found[:_NAMED] if _may_be_named(each, facts)),
        ),
        settings=rule.model_dump(),
    )


def candidates(facts: Facts, rule: AsyncCandidates) -> Iterator[Candidate]:
    """Yield the series that might do in writing, as they come."""
    for series in facts.series:
        if not series.broadcast and not series.categories & facts.around.exempt_categories:
            candidate = _candidate(series, facts, rule)
            if candidate is not None:
                yield candidate


def _candidate(series: Series, facts: Facts, rule: AsyncCandidates) -> Candidate | None:
    recent = facts.last(_WEEKS)
    held = [each for each in series.occurrences if recent.start <= each.when.start < recent.end]
    if len(held) < rule.min_times:
        return None
    latest = held[-1]
    invited, accepted = sum(each.size - 1 for each in held), sum(each.accepted for each in held)
    if (
        latest.size < rule.min_invitees
        or latest.when.seconds > rule.max_minutes * 60
        or accepted * 100 >= rule.accepted_percent * invited
    ):
        return None
    there = Fraction(median([Fraction(each.accepted) for each in held])) + 1
    writers = Fraction(1) if there >= _UPDATE_FOR_ALL_FROM else there
    minutes = Fraction(latest.when.seconds, 60) * there - (rule.write_minutes * writers + rule.read_minutes * there)
    return Candidate(latest=latest, minutes_a_week=minutes * len(held) / _WEEKS) if minutes > 0 else None


def _may_be_named(candidate: Candidate, facts: Facts) -> bool:
    members = candidate.latest.members
    return members >= _NAMED_FROM and members * 2 >= facts.members


def _named(candidate: Candidate) -> Note:
    when = candidate.latest.when
    values = {"start": rfc3339(when.start), "minutes": round(when.seconds / 60), "invitees": candidate.latest.size}
    return Note(key="candidate", values={**values})


WORDS = Words(
    title=N_("Meetings that might do in writing"),
    lead={"hours_back_per_week": N_("Time a week that written updates could give back")},
    headline={
        "good": N_("Few regular meetings ask for a written update"),
        "warn": N_("Some regular meetings might do in writing"),
    },
    definition=N_(
        "Series of the team or its manager with {min_invitees} or more invited people, up to {max_minutes} minutes, held "
        "{min_times} times or more in the last 4 weeks, of which fewer than {accepted_percent} % of the invitations were "
        "accepted. What writing costs is taken off: {write_minutes} minutes for each writer (one for more than eight people, "
        "else everybody), {read_minutes} for each reader. Meetings that are meant to be in one room are left out. From "
        "{warn_hours} hours a person and week on it is worth a talk."
    ),
    question={
        "good": N_("Which update do you write already instead of meeting? Others may want to copy it."),
        "warn": N_("Which of these series could become a written update for a month, to see who misses it?"),
    },
    measures={
        "hours_back_per_week": N_("Time a week for all together, if they were written"),
        "series": N_("Series that might do in writing"),
    },
    notes={"candidate": N_("One of the largest: {when}, {minutes} minutes, {invitees} invited.")},
    own={
        "hours_back_per_week": N_("Time a week that writing your series would give back to all together"),
    },
)

AUDITOR = Auditor(
    key=KEY,
    why=N_("Asynchronous by default: what only informs is read faster than it is sat through."),
    needs=frozenset({Signal.CALENDAR}),
    rule=AsyncCandidates,
    audit=audit,
    lead="hours_back_per_week",
    weeks=_WEEKS,
    looks_at_manager=True,
    needs_expected_time=False,
    words=WORDS,
)
