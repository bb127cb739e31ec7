"""The pages: everything that a report may tell, on one self-contained, accessible HTML page that prints well.

A page has no script, loads nothing (its content policy says so to the browser), and follows the reader's light or dark setting.
"""

import base64
import hashlib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from auditors import BY_KEY
from core.auditor import AnyAuditor
from core.report import Report
from reports import phrases
from reports.agreement_story import TRY_AND_SEE
from reports.card_parts import MARKS
from reports.language import Language
from reports.reader import Reader
from reports.section_story import SectionStory
from reports.story import Story, story

_TALLEST = 64
"""Of a bar, in the picture's own units."""


def page(
    report: Report, reader: Reader, *, history: Iterable[Report] = (), auditors: Mapping[str, AnyAuditor] = BY_KEY
) -> str:
    """Return the content of report.html in the reader's language; `history` holds the team's reports of earlier weeks."""
    return page_of(story(report, reader, history=history, auditors=auditors))


def page_of(told: Story) -> str:
    """Return the page of what a report says."""
    return rendered("page.html", told.language, told=told, try_and_see=TRY_AND_SEE)


def rendered(template: str, language: Language, **values: object) -> str:
    """Return a page from its template, with what every page has."""
    style = style_sheet()
    return (
        _environment()
        .get_template(template)
        .render(
            say=language.say,
            phrases=phrases,
            marks=_MARKS,
            lang=language.tag,
            weeks=_weeks,
            style=Markup(style),  # noqa: S704 - a file of ours
            style_hash=f"sha256-{base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()}",
            **values,
        )
    )


@cache
def style_sheet() -> str:
    """Return the style that pages carry within them."""
    return files("reports").joinpath("templates", "page.css").read_text("utf-8")


def _weeks(section: SectionStory) -> Markup:
    """Return a picture of a section's weeks. The table beside it says the same."""
    trend = section.trend
    highest = max((bar.value for bar in trend.bars if bar.value), default=0.0)
    bars = [
        {
            "x": 40 * number,
            "height": max(round(_TALLEST * bar.value / highest), 1) if bar.value and highest else 0,
            "short": bar.short or "\N{EN DASH}",
            "level": bar.level,
            "week": bar.week,
        }
        for number, bar in enumerate(trend.bars)
    ]
    text = trend.chart.text if trend.chart else " · ".join(f"{run.weeks} {run.word}" for run in trend.runs)
    drawn = (
        _environment()
        .get_template("weeks.svg")
        .render(trend=trend, bars=bars, text=text, marks=_MARKS, bottom=126 if trend.chart else 50)
    )
    return Markup(drawn)  # noqa: S704 - what the template has escaped


_MARKS = {level: shape for level, (shape, _) in MARKS.items()}


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
