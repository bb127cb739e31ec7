"""Numbers, people, hours, weeks and times as the reader writes them."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta, tzinfo
from functools import lru_cache

from babel import Locale
from babel.dates import format_date, format_interval, format_skeleton, format_time, get_month_names
from babel.numbers import format_decimal, format_percent

from core.privacy import LITTLE_OR_NONE
from core.report import Measure, Setting, UpcomingMeeting, Value
from core.week import Week
from core.words import N_
from reports.language import NBSP, Language
from reports.untrusted import unmarked

EN_DASH = "\N{EN DASH}"
OF = N_("{value} of {total}")
LITTLE = N_("little or none")


def number(value: float, language: Language) -> str:
    """Return a number, with as many digits as it has, two at most."""
    return _decimal(value, language.locale)


@lru_cache(maxsize=4096)
def _decimal(value: float, locale: Locale) -> str:
    """Return it; Babel parses its pattern each time, and every report tells the same few numbers."""
    return str(format_decimal(value, format="#,##0.##", locale=locale))


def settings(values: Mapping[str, Setting], language: Language) -> dict[str, str]:
    """Return the limits in force as texts to fill in."""
    return {
        key: number(value, language)
        if isinstance(value, int | float) and not isinstance(value, bool)
        else unmarked(str(value))
        for key, value in values.items()
    }


def value_text(value: Value, unit: str, language: Language, *, n: int | None = None) -> str:
    """Return one value with its unit; a line never breaks inside it."""
    if isinstance(value, str):
        text = language.say(LITTLE) if value == LITTLE_OR_NONE else value
    elif isinstance(value, tuple):
        low, high = (number(each, language) for each in value)
        text = low if low == high else f"{low}{EN_DASH}{high}"
        text = text if n is None else language.say(OF, value=text, total=number(n, language))
    elif unit == "share":
        text = format_percent(value, locale=language.locale)
    elif n is not None:
        text = language.say(OF, value=number(value, language), total=number(n, language))
    elif unit == "hours":
        text = language.many("{count} hour", "{count} hours", value, count=number(value, language))
    else:
        text = number(value, language)
    return text.replace(" ", NBSP)


def measure_text(measure: Measure, language: Language) -> str:
    """Return a measure's value; the parts of a mapping one after the other."""
    value = measure.value
    if isinstance(value, dict):
        return ", ".join(value_text(each, measure.unit, language) for each in value.values())
    return value_text(value, measure.unit, language, n=measure.n)


def week_text(week: Week, language: Language) -> str:
    """Return such as `week 46`."""
    return language.say(N_("week {number}"), number=str(week.number))


def days_text(week: Week, language: Language) -> str:
    """Return the first and last day of a week, such as `9-15 November`, with an en dash."""
    return _days(week, language.locale)


@lru_cache(maxsize=64)
def _days(week: Week, locale: Locale) -> str:
    first, last = week.monday, week.monday + timedelta(days=6)
    text = str(format_interval(first, last, skeleton="MMMMd", locale=locale))
    # CLDR knows intervals with short months only; there is room for the whole word.
    short, whole = (get_month_names(width, locale=locale) for width in ("abbreviated", "wide"))
    for month in {first.month, last.month}:
        text = re.sub(rf"{re.escape(short[month])}(?!\w)", whole[month], text)
    return text


def date_text(iso: str, language: Language) -> str:
    """Return a day that stands as 2026-12-31, such as `31 December 2026`."""
    return format_date(datetime.fromisoformat(iso).date(), format="long", locale=language.locale)


def weekday_text(iso: str, zone: tzinfo, language: Language) -> str:
    """Return weekday and time of an instant in the reader's zone, such as `Tuesday, 10:00`."""
    start = datetime.fromisoformat(iso).astimezone(zone)
    weekday = format_date(start, "EEEE", locale=language.locale)
    return f"{weekday}, {format_time(start, format='short', locale=language.locale)}".replace(" ", NBSP)


def when_text(meeting: UpcomingMeeting, zone: tzinfo, language: Language) -> str:
    """Return day and time of a coming meeting in the reader's zone, such as `Tue 17 Nov, 10:00`."""
    start = datetime.fromisoformat(meeting.start).astimezone(zone)
    weekday, day = (
        format_date(start, "EEE", locale=language.locale),
        format_skeleton("MMMd", start, locale=language.locale),
    )
    clock = format_time(start, format="short", locale=language.locale)
    # A dot after a shortened word is in the way; after a German day it belongs there.
    return re.sub(r"(?<=[^\W\d])\.", "", f"{weekday} {day}, {clock}").replace(" ", NBSP)
