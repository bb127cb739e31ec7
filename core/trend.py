"""What changed: the median of the last four weeks against the four before. METRICS.md, section 4, "Trend".

Computed from published reports alone, whenever a card is made; nothing of it is kept. A week that was suppressed, not measured,
paused, or measured with other limits is a gap, and a gap is never nought.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from core.auditor import AnyAuditor
from core.place import Change, Place, mean, middle, told_value
from core.report import Level, Measure, Report, Section
from core.week import Week

SPAN = 4
SHOWN = 2 * SPAN
"""Weeks that a trend shows, the report's own included."""
EARLIER = SHOWN
"""Reports before a card's own that it rests on: a change has to hold a week ago too, so that is one week more than is shown."""
_ENOUGH = 2
"""Measured weeks of each four, or there is no median worth the name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """One measure now and before."""

    key: str
    change: Change
    better: bool | None = None
    """None: nothing changed, or the auditor doesn't say which way is better."""
    before: Measure | None = None
    """The median of the four weeks before the last four, as it may be told; there where something changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekPoint:
    """One week of a section; without a section that could be measured it is a gap."""

    week: Week
    measured: bool
    level: Level | None = None
    rate: float | None = None
    """What `charted` names, in its unit; a count of meetings as the share that it is of those it was decided on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """Eight weeks of one section, oldest first, and what changed in them."""

    points: tuple[WeekPoint, ...]
    lead: Comparison | None = None
    """Of the number that leads the section; None where too few weeks could be measured."""
    rate: Comparison | None = None
    """Of its rate or hours."""

    @property
    def told(self) -> bool:
        """Whether there is an earlier week to speak of."""
        return any(point.measured for point in self.points[:-1])


def charted(auditor: AnyAuditor) -> str:
    """Return the key of the measure that can be drawn week by week, if it is not a range of people."""
    return auditor.rate or auditor.lead


def earlier_weeks(week: Week) -> tuple[Week, ...]:
    """Return the weeks before one whose reports its card rests on, oldest first."""
    return tuple(_back(week, number) for number in range(EARLIER, 0, -1))


def trends(report: Report, history: Iterable[Report], auditors: Mapping[str, AnyAuditor]) -> Mapping[str, Trend]:
    """Return the trend of each measured section of a report, by the auditor's key.

    `history` holds earlier reports of the same team in any order; those of other teams and of later weeks are left alone.
    """
    own = Week.parse(report.week)
    weeks = {Week.parse(each.week): each for each in history if each.team == report.team}
    weeks = {week: each for week, each in weeks.items() if week < own} | {own: report}
    return {
        section.auditor: _trend(section, own, weeks, auditor)
        for section in report.sections
        if section.status == "measured" and (auditor := auditors.get(section.auditor)) is not None
    }


def _trend(section: Section, own: Week, reports: Mapping[Week, Report], auditor: AnyAuditor) -> Trend:
    measured = {
        week: found
        for week, report in reports.items()
        if (found := report.section(section.auditor)) is not None
        and found.status == "measured"
        and found.settings == section.settings
    }
    points = tuple(_point(_back(own, number), measured, auditor) for number in range(SHOWN - 1, -1, -1))
    return Trend(
        points=points,
        lead=_comparison(auditor.leads(section.level), own, measured, auditor),
        rate=_comparison(auditor.rate, own, measured, auditor) if auditor.rate else None,
    )


def _point(week: Week, measured: Mapping[Week, Section], auditor: AnyAuditor) -> WeekPoint:
    section = measured.get(week)
    if section is None:
        return WeekPoint(week=week, measured=False)
    place = Place.of(section.measure(charted(auditor)))
    rate = None if place is None or place.is_range else float(told_value(place.low, place.measure))
    return WeekPoint(week=week, measured=True, level=section.level, rate=rate)


def _comparison(key: str, own: Week, measured: Mapping[Week, Section], auditor: AnyAuditor) -> Comparison | None:
    """Return how a measure changed, if for two weeks running and in this week itself; None where too little is known."""
    places = {week: place for week, section in measured.items() if (place := Place.of(section.measure(key)))}
    now, week_ago = _compared(own, places), _compared(_back(own, 1), places)
    if now is None or own not in places:
        return None
    change, before = now
    holds = week_ago is not None and week_ago[0] is change and places[own].against(before) is change
    if change is Change.SAME or not holds:
        return Comparison(key=key, change=Change.SAME)
    better = (change is Change.MORE) == (auditor.more_is == "better") if auditor.more_is else None
    return Comparison(key=key, change=change, better=better, before=before.measure)


def _compared(week: Week, places: Mapping[Week, Place]) -> tuple[Change, Place] | None:
    """Return how the four weeks up to one differ from the four before, with the median of those before."""
    last, before = (
        [places[at] for number in range(first, first + SPAN) if (at := _back(week, number)) in places]
        for first in (0, SPAN)
    )
    if len(last) < _ENOUGH or len(before) < _ENOUGH:
        return None
    # Of an even number of ranges none is the middle: a change counts only where it holds for either of the two.
    if last[0].is_range:
        (low_now, high_now), (low, high) = middle(last), middle(before)
        if low_now.against(high) is Change.MORE:
            return Change.MORE, high
        return (Change.LESS, low) if high_now.against(low) is Change.LESS else (Change.SAME, high)
    median_now, median = (mean(*middle(each)) for each in (last, before))
    return median_now.against(median), median


def _back(week: Week, number: int) -> Week:
    return Week.of(week.monday - timedelta(days=7 * number))
