"""Try and see: what a team's numbers were before an agreement began, and what they have been since.

Computed from published reports alone, whenever a card is made; nothing of it is kept. A week counts on neither side while the
agreement began in it, or in the weeks that its auditor looks back on. As in the trend, a week that was suppressed, not measured,
paused, or measured with other limits is a gap, and a gap is never nought.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from core.auditor import AnyAuditor
from core.place import NOTABLE, Change, Place, mean, middle
from core.policy import Agreement
from core.report import Measure, Report, Section
from core.trend import charted
from core.week import Week

SPAN = 8
"""Weeks on either side that are compared, at most."""
ENOUGH = 3
"""Measured weeks on either side, or nothing is said of a change."""
_EARLIEST = date(2000, 1, 1)
"""No week before has a report, and the calendar itself has a first week."""


class Finding(StrEnum):
    """What can be said of an agreement."""

    NOT_USED = "not used"
    """Its auditor doesn't look at this team."""
    NOTHING_BEFORE = "nothing before"
    """Too few measured weeks to compare with."""
    TOO_EARLY = "too early"
    SAME = "same"
    """Nothing beyond the usual swing."""
    BETTER = "better"
    WORSE = "worse"
    MORE = "more"
    """It changed, and the auditor doesn't say which way is better."""
    LESS = "less"


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """The measured weeks before an agreement, or since; every value as it may be told."""

    weeks: int
    middle: Measure
    """The median."""
    lowest: Measure
    highest: Measure


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """One agreement, and what the weeks say."""

    name: str
    """Untrusted."""
    since: date
    auditor: str
    finding: Finding
    weeks_before: int = 0
    """Measured ones."""
    weeks_since: int = 0
    before: Side | None = None
    """There from `ENOUGH` measured weeks on."""
    since_then: Side | None = None

    @property
    def key(self) -> str:
        """The measure that is compared; empty where there are too few weeks for any."""
        return self.before.middle.key if self.before else ""


def weeks_of(agreement: Agreement, own: Week, *, looks_back: int = 1) -> tuple[tuple[Week, ...], tuple[Week, ...]]:
    """Return the weeks before an agreement, and those since up to a card's own week, each oldest first; none of one to come.

    `looks_back` is how many weeks of calendars its auditor looks at.
    """
    first_day = max(agreement.from_, _EARLIEST)
    if first_day > own.following.monday:
        return (), ()
    began = Week.of(first_day)
    whole = began if began.monday == first_day else began.following
    first = whole.back(1 - looks_back)
    before = tuple(began.back(number) for number in range(SPAN, 0, -1))
    since = tuple(week for number in range(SPAN - 1, -1, -1) if (week := own.back(number)) >= first)
    return before, since


def tried(
    agreements: Iterable[Agreement], report: Report, history: Iterable[Report], auditors: Mapping[str, AnyAuditor]
) -> tuple[Tried, ...]:
    """Return what may be said of the agreements that had begun when a report's week ended, the newest first.

    `history` holds earlier reports of the same team in any order; those of other teams and of later weeks are left alone.
    """
    own = Week.parse(report.week)
    weeks = {Week.parse(each.week): each for each in history if each.team == report.team}
    weeks = {week: each for week, each in weeks.items() if week < own} | {own: report}
    begun = [each for each in agreements if each.from_ < own.monday + timedelta(days=7)]
    return tuple(
        _tried(agreement, own, weeks, auditors[agreement.auditor])
        for agreement in sorted(begun, key=lambda each: each.from_, reverse=True)
        if agreement.auditor in auditors
    )


def _tried(agreement: Agreement, own: Week, reports: Mapping[Week, Report], auditor: AnyAuditor) -> Tried:
    before, since = weeks_of(agreement, own, looks_back=auditor.weeks)
    measured = _measured(reports, {*before, *since}, auditor)
    # A rate tells more than a range of people, where enough weeks have one: "little or none" is no number.
    keys = dict.fromkeys((charted(auditor), auditor.lead))
    sides = {key: (_places(key, before, measured), _places(key, since, measured)) for key in keys}
    key = max(sides, key=lambda each: min(ENOUGH, *(len(places) for places in sides[each])))
    earlier, later = sides[key]
    told = Tried(
        name=agreement.name,
        since=agreement.from_,
        auditor=auditor.key,
        finding=Finding.SAME,
        weeks_before=len(earlier),
        weeks_since=len(later),
        before=_side(earlier) if len(earlier) >= ENOUGH else None,
        since_then=_side(later) if len(later) >= ENOUGH else None,
    )
    used = reports[own].section(auditor.key) is not None
    return replace(told, finding=_finding(told, earlier, later, auditor, used=used))


def _measured(reports: Mapping[Week, Report], weeks: Iterable[Week], auditor: AnyAuditor) -> Mapping[Week, Section]:
    """Return the sections of the weeks that can be compared: those with the limits of the newest."""
    found = {
        week: section
        for week in weeks
        if week in reports
        and (section := reports[week].section(auditor.key)) is not None
        and section.status == "measured"
    }
    newest = found[max(found)].settings if found else {}
    return {week: section for week, section in found.items() if section.settings == newest}


def _places(key: str, weeks: Sequence[Week], measured: Mapping[Week, Section]) -> list[Place]:
    return [
        place for week in weeks if week in measured and (place := Place.of(measured[week].measure(key))) is not None
    ]


def _side(places: Sequence[Place]) -> Side:
    low, high = middle(places)
    lowest, highest = _ends(places)
    if low.is_range:
        return Side(weeks=len(places), middle=high.measure, lowest=lowest.measure, highest=highest.measure)
    told = [mean(one, other).measure for one, other in ((low, high), (lowest, lowest), (highest, highest))]
    return Side(weeks=len(places), middle=told[0], lowest=told[1], highest=told[2])


def _ends(places: Sequence[Place]) -> tuple[Place, Place]:
    ordered = sorted(places, key=lambda place: (place.low, place.high))
    return ordered[0], ordered[-1]


def _finding(
    told: Tried, before: Sequence[Place], since: Sequence[Place], auditor: AnyAuditor, *, used: bool
) -> Finding:
    if told.before is None:
        return Finding.NOTHING_BEFORE if used or before or since else Finding.NOT_USED
    if told.since_then is None:
        return Finding.TOO_EARLY
    change = _change(before, since)
    if change is Change.SAME:
        return Finding.SAME
    if not auditor.more_is:
        return Finding(change.value)
    return Finding.BETTER if (change is Change.MORE) == (auditor.more_is == "better") else Finding.WORSE


def _change(before: Sequence[Place], since: Sequence[Place]) -> Change:
    """Return how the median moved, if it left all that the weeks before had known.

    Of an even number of ranges none is the middle: a change counts only where it holds for either of the two.
    """
    (lowest, highest), (low, high) = _ends(before), middle(since)
    if low.is_range or lowest.is_range:
        if low.against(highest) is Change.MORE:
            return Change.MORE
        return Change.LESS if high.against(lowest) is Change.LESS else Change.SAME
    was, now = mean(*middle(before)).low, mean(low, high).low
    if abs(now - was) < NOTABLE * was:
        return Change.SAME
    return Change.MORE if now > highest.low else Change.LESS if now < lowest.low else Change.SAME
