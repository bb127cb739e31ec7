"""The last eight weeks of a section in words: what changed, its levels, and its rate or hours week by week."""

from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby

from core.auditor import AnyAuditor
from core.place import Change
from core.privacy import rounded
from core.report import Level, Measure, Section
from core.trend import Comparison, Trend, WeekPoint, charted
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
    """One week; where nothing could be measured, or there is no rate, it has no value."""

    week: str
    level: Level | None
    word: str
    """The level, or that there is none."""
    value: float | None = None
    text: str = ""
    short: str = ""
    """The value without its unit, for a narrow place."""


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
    bars: tuple[Bar, ...] = ()
    """Each week from the first measured one."""
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
    shown = section.measure(charted(auditor))
    unit = "share" if shown is not None and shown.n is not None else shown.unit if shown is not None else ""
    bars = _bars(trend.points, unit, language)
    return TrendStory(
        better=moved.better if moved else None,
        line=line[:1].upper() + line[1:],
        leads=moved is None or moved is lead,
        runs=tuple(_runs(trend.points, language)),
        bars=bars,
        chart=_chart(bars, unit, label, language) if shown is not None else None,
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
        found.append(Run(weeks=weeks, level=level, word=_word(level, measured=measured, language=language)))
    return found


def _bars(points: tuple[WeekPoint, ...], unit: str, language: Language) -> tuple[Bar, ...]:
    first = next(index for index, point in enumerate(points) if point.measured)
    return tuple(_bar(point, unit, language) for point in points[first:])


def _bar(point: WeekPoint, unit: str, language: Language) -> Bar:
    week, word = str(point.week.number), _word(point.level, measured=point.measured, language=language)
    if point.rate is None:
        return Bar(week=week, level=point.level, word=word)
    share = unit == "share"
    return Bar(
        week=week,
        level=point.level,
        word=word,
        value=point.rate,
        text=formats.value_text(point.rate, unit, language),
        short=formats.value_text(point.rate, unit, language) if share else formats.number(point.rate, language),
    )


def _word(level: Level | None, *, measured: bool, language: Language) -> str:
    if level:
        return language.say(phrases.LEVELS[level])
    return language.say(phrases.WITHOUT_LEVEL if measured else phrases.WITHOUT_NUMBERS)


def _chart(bars: tuple[Bar, ...], unit: str, label: str, language: Language) -> Chart | None:
    if sum(bar.value is not None for bar in bars) < _BARS_AT_LEAST:
        return None
    silent = language.say(phrases.WITHOUT_NUMBERS)
    told = " · ".join(_pair(bar.week, bar.text or silent, language) for bar in bars)
    return Chart(label=label, percent=unit == "share", bars=bars, text=_pair(label, told, language))


def _pair(label: str, value: str, language: Language) -> str:
    return language.say(phrases.PAIR, label=label, value=value)
