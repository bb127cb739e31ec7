"""The last eight weeks of a section in words: what changed, its levels, and its rate or hours week by week."""

from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby

from core.auditor import AnyAuditor
from core.privacy import rounded
from core.report import Level, Measure, Section
from core.trend import Change, Comparison, Trend, WeekPoint, charted
from reports import formats, phrases
from reports.language import WORD_JOINER, Language

_BARS_AT_LEAST = 3
"""Fewer measured weeks are told by the words alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Weeks in a row with the same level."""

    weeks: str
    """Such as 39-42, with an en dash."""
    level: Level | None
    word: str
    """The level, or that there is none, in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One week of a chart; a gap has no value."""

    week: str
    value: float | None
    text: str
    level: Level | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A rate or hours week by week."""

    label: str
    percent: bool
    bars: tuple[Bar, ...]
    text: str
    """The same in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendStory:
    """What eight weeks say."""

    better: bool | None = None
    """Whether the section became better or worse; None where neither."""
    line: str = ""
    """Below the level: what it was before, or that it is as before."""
    leads: bool = True
    """Whether the line speaks of the number that leads; else that is as before, and its rate or hours are not."""
    runs: tuple[Run, ...] = ()
    chart: Chart | None = None


NO_TREND = TrendStory()


def trend_story(
    trend: Trend | None, section: Section, auditor: AnyAuditor, *, label: str, short: str, language: Language
) -> TrendStory:
    """Return a section's weeks in words; `label` and `short` say what its rate is, on a chart and in a line."""
    if trend is None or not trend.told:
        return NO_TREND
    lead, rate = trend.lead, trend.rate
    moved = next((each for each in (lead, rate) if each and each.change is not Change.SAME), None)
    line = language.say(phrases.AS_BEFORE) if lead else ""
    if moved is not None:
        changed = _changed(section.measure(moved.key), moved, language, now_too=moved is rate)
        line = changed if moved is lead else _pair(short, changed, language)
    return TrendStory(
        better=moved.better if moved else None,
        line=line[:1].upper() + line[1:],
        leads=moved is None or moved is lead,
        runs=tuple(_runs(trend.points, language)),
        chart=_chart(trend.points, section.measure(charted(auditor)), label, language),
    )


def _changed(now: Measure | None, moved: Comparison, language: Language, *, now_too: bool = False) -> str:
    """Return the number before; with this week's own, where that stands nowhere or is a count of meetings and not a share."""
    if now is None or moved.before is None:
        return ""
    text = formats.measure_text(moved.before, language).replace(formats.EN_DASH, formats.EN_DASH + WORD_JOINER)
    before = language.say(phrases.WAS, value=text)
    if moved.before.unit == now.unit and not now_too:
        return before
    value = formats.measure_text(now, language)
    if moved.before.unit != now.unit and now.n and isinstance(now.value, int | float):
        value = formats.value_text(rounded(Fraction(now.value) / now.n, Fraction(1, 20)), "share", language)
    return language.say(phrases.CHANGED, value=value, before=before)


def _runs(points: tuple[WeekPoint, ...], language: Language) -> list[Run]:
    """Return the weeks in rows of the same level; those before the first report are left out."""
    first = next(index for index, point in enumerate(points) if point.measured)
    found = []
    for (measured, level), group in groupby(points[first:], key=lambda point: (point.measured, point.level)):
        numbers = [str(point.week.number) for point in group]
        weeks = numbers[0] if len(numbers) == 1 else f"{numbers[0]}{formats.EN_DASH}{WORD_JOINER}{numbers[-1]}"
        silent = phrases.WITHOUT_LEVEL if measured else phrases.WITHOUT_NUMBERS
        found.append(Run(weeks=weeks, level=level, word=language.say(phrases.LEVELS[level] if level else silent)))
    return found


def _chart(points: tuple[WeekPoint, ...], now: Measure | None, label: str, language: Language) -> Chart | None:
    if now is None or sum(point.rate is not None for point in points) < _BARS_AT_LEAST:
        return None
    first = next(index for index, point in enumerate(points) if point.rate is not None)
    unit = "share" if now.n is not None else now.unit
    bars = tuple(
        Bar(
            week=str(point.week.number),
            value=point.rate,
            text=formats.value_text(point.rate, unit, language)
            if point.rate is not None
            else language.say(phrases.WITHOUT_NUMBERS),
            level=point.level,
        )
        for point in points[first:]
    )
    told = " · ".join(_pair(bar.week, bar.text, language) for bar in bars)
    return Chart(label=label, percent=unit == "share", bars=bars, text=_pair(label, told, language))


def _pair(label: str, value: str, language: Language) -> str:
    return language.say(phrases.PAIR, label=label, value=value)
