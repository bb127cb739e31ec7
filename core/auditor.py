"""What an auditor is, and the few ways in which all of them turn measurements into a section."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, model_validator

from core import privacy
from core.facts import Availability, Facts, Person, Signal
from core.report import Level, Measure, Note, Section, Setting, Unit, UpcomingMeeting, Value
from core.worktime import HoursSource


class Rule(BaseModel):
    """The thresholds of an auditor: each with its default, bound, unit and reason in one place."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, use_attribute_docstrings=True)


class LimitsInOrder(Rule):
    """A rule whose warning comes before its alarm: below it, or above it where too little is what counts (`_under_`)."""

    @model_validator(mode="after")
    def _warn_before_alert(self) -> Self:
        for name in type(self).model_fields:
            if name.startswith("warn_"):
                other = name.replace("warn_", "alert_", 1)
                warn, alert = getattr(self, name), getattr(self, other)
                if warn > alert and "_under_" not in name:
                    raise ValueError(f"{name} = {warn:g} must not be above {other} = {alert:g}")
                if warn < alert and "_under_" in name:
                    raise ValueError(f"{name} = {warn:g} must not be below {other} = {alert:g}")
        return self


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """An auditor's words, as message ids of the catalogues. `{...}` are filled from settings and measures."""

    title: str
    """The name of the section."""
    lead: Mapping[str, str]
    """By the key of the measure that leads: what the large number counts, in a few words."""
    headline: Mapping[str, str]
    """By level: what a card's headline says when this section leads it."""
    definition: str
    """How it is measured, in one or two sentences, with its limits."""
    question: Mapping[str, str]
    """By level: the one thing to talk about, with something that would help."""
    measures: Mapping[str, str]
    """A plain-language label for each measure key."""
    notes: Mapping[str, str] = field(default_factory=dict)
    """The auditor's own note keys in words."""
    change: Mapping[str, str] = field(default_factory=dict)
    """`better` and `worse`: what a card's headline says when this section changed; without them the title has to serve."""
    own: Mapping[str, str] = field(default_factory=dict)
    """By measure key: what its exact value says to the one person that it was measured on, for the card that a person asked
    for; without any it has nothing to say to one person. Only measures with one number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Auditor[R: Rule]:
    """One auditor: its key, what it reads, its settings, its rule, its words."""

    key: str
    why: str
    """The practice of hybrid work that it serves."""
    needs: frozenset[Signal]
    """Without these it can't say anything."""
    better_with: frozenset[Signal] = frozenset()
    rule: type[R]
    audit: Callable[[Facts, R], Section]
    lead: str
    """The measure that decides its level and leads its section."""
    alert_lead: str = ""
    """Another one that decides the level alert."""
    rate: str = ""
    """A rate or hours whose trend is told beside that of the lead."""
    more: Literal["better", "worse", ""] = ""
    """Which way the lead and the rate are better; where nothing is said, more people over a limit are worse."""
    words: Words
    fewest: int = 0
    """Fewest counted people that it can speak of, where the floor alone would be too low."""
    page_alone: frozenset[str] = frozenset()
    """Measures that stand on the page only, even where the section is on the card."""
    needs_expected_time: bool = True
    weeks: int = 1
    """How many weeks of calendars it looks at, the reporting week included."""
    looks_at_manager: bool = False
    """Whether it looks at the series that the team's manager organises."""
    always_told: frozenset[str] = frozenset()
    """Measures that say nothing about people, so that a suppressed section keeps them."""
    upcoming: Callable[[Facts, R], tuple[UpcomingMeeting, ...]] | None = None
    """The coming week's meetings that may be named."""

    def used_of(self, allowed: frozenset[Signal]) -> frozenset[Signal]:
        """Return the signals that it makes use of where only some are allowed."""
        used = (self.needs | self.better_with) & allowed
        if Signal.LOCATION not in self.needs and Signal.CALLS not in used:
            return used - {Signal.LOCATION}  # it places people in calls, and there are none
        return used

    @property
    def more_is(self) -> Literal["better", "worse", ""]:
        """Whether more of its lead and its rate is better or worse; empty where that is neither."""
        return self.more or ("worse" if self.lead.startswith("people_over_") else "")

    def leads(self, level: Level | None) -> str:
        """Return the key of the measure that decided a level."""
        return self.alert_lead if level == "alert" and self.alert_lead else self.lead

    def section(self, facts: Facts, rule: Rule) -> Section:
        """Return its section, or why there is none.

        Coverage comes before the floor; a section that may not be shown holds no number.
        """
        if facts.shifts and self.needs_expected_time:
            return unmeasured(self.key, str(facts.shifts))
        if any(facts.signals.get(each, Availability.OFF) is not Availability.READ for each in self.needs):
            first = next(
                each for each in Signal if each in self.needs and facts.signals.get(each) is not Availability.READ
            )
            state = facts.signals.get(first, Availability.OFF)
            return unmeasured(self.key, str(state), signal=str(first))
        assert isinstance(rule, self.rule)  # noqa: S101 - the policy built it from this very type
        return self.audit(facts, rule)


type AnyAuditor = Auditor[Any]


def unmeasured(auditor: str, reason: str, **values: Setting) -> Section:
    """Return the section of an auditor that could not measure, with the reason as a note."""
    return Section(auditor=auditor, status="not_measured", notes=(Note(key=reason, values=values),))


def silenced(section: Section, auditor: AnyAuditor) -> Section:
    """Return a measured section without what must not be told."""
    if section.status != "measured":
        return section
    kept = tuple(measure for measure in section.measures if measure.key in auditor.always_told)
    return suppressed(section.auditor).model_copy(update={"measures": kept})


def suppressed(auditor: str) -> Section:
    """Return a section that may not be shown: one word for all causes."""
    return Section(auditor=auditor, status="suppressed")


def people(key: str, count: int, *, counted: int, members: int) -> Measure:
    """Return a count of people as a range."""
    return Measure(
        key=key,
        value=privacy.band(count, counted=counted, members=members),
        unit="people",
        n=members,
        exact=count,
    )


def hours_sum(key: str, seconds: Iterable[int]) -> Measure:
    """Return a sum of each person's seconds as hours, told only where enough people carry it."""
    each = list(seconds)
    told: Value = "little or none"
    if privacy.carried_by_enough(each):
        told = privacy.hours(Fraction(sum(each), 3600)) or "little or none"
    return Measure(key=key, value=told, unit="hours", exact=sum(each) / 3600)


def hours_part(key: str, seconds: Iterable[int], *, of: Iterable[int]) -> Measure:
    """Return a part of a sum of hours that is told beside it, each person's seconds in the same order.

    The rest follows by subtraction, so that it has to be carried by enough people too, or be nothing.
    """
    each, whole = list(seconds), list(of)
    rest = [total - part for total, part in zip(whole, each, strict=True)]
    part = hours_sum(key, each)
    if privacy.carried_by_enough(whole) and any(rest) and not privacy.carried_by_enough(rest):
        return part.model_copy(update={"value": "little or none"})
    return part


def count_value(key: str, unit: Unit, counts: Iterable[int], *, told: bool = True) -> Measure:
    """Return a sum of what each person contributes, to two significant digits, told only where enough people carry it."""
    each = list(counts)
    total = sum(each)
    may = told and privacy.carried_by_enough(each)
    return Measure(key=key, value=privacy.two_digits(total) if may else "little or none", unit=unit, exact=total)


def share_value(key: str, part: Iterable[int], whole: Iterable[int]) -> Measure | None:
    """Return the share of a sum in another, both by who contributes; None where there is no whole to be a part of.

    It is withheld where either sum is carried by too few.
    """
    parts, wholes = list(part), list(whole)
    if not sum(wholes):
        return None
    exact = Fraction(sum(parts), sum(wholes))
    told = privacy.carried_by_enough(wholes) and privacy.carried_by_enough(parts)
    value: Value = (privacy.share(exact) or "little or none") if told else "little or none"
    return Measure(key=key, value=value, unit="share", exact=float(exact))


def hours_value(key: str, hours: Fraction) -> Measure:
    """Return a typical value in hours."""
    return Measure(key=key, value=privacy.hours(hours), unit="hours", exact=float(hours))


def level_by_people(*, over_warn: int, over_alert: int, counted: int) -> Level:
    """Return the level that the shares of people decide. METRICS.md, section 1."""
    if privacy.reaches_edge(over_alert, counted=counted):
        return "alert"
    return "warn" if privacy.reaches_edge(over_warn, counted=counted) else "good"


def calendar_notes(facts: Facts, counted: Sequence[Person]) -> tuple[Note, ...]:
    """Return how many calendars could be read, and whether the organisation's usual hours had to serve."""
    notes = [coverage_note("calendar", len(counted), len(facts.counted))]
    return (*notes, *hours_notes(counted))


def hours_notes(counted: Sequence[Person]) -> tuple[Note, ...]:
    """Return where expected time came from, as far as a reader has to know."""
    sources = {person.expected.source for person in counted}
    told = {HoursSource.DEFAULT: "default_hours_used", HoursSource.ROSTER: "roster_used"}
    return tuple(Note(key=key) for source, key in told.items() if source in sources)


def coverage_note(source: str, readable: int, asked: int) -> Note:
    """Return how much of a source could be read, in three steps and no number."""
    how = "all" if readable == asked else "nearly_all" if readable >= 0.9 * asked else "most"
    return Note(key="coverage", values={"source": source, "read": how})
