"""The parts that a card is made of. Everything wraps, and no meaning hangs on a colour alone."""

from collections.abc import Iterable
from math import inf
from typing import Literal

from microsoft_teams.cards import (
    CardElement,
    Column,
    ColumnSet,
    FactSet,
    RichTextBlock,
    TextBlock,
    TextRun,
    VerticalBarChart,
    VerticalBarChartDataValue,
)
from microsoft_teams.cards import Fact as CardFact

from core.report import Level
from reports.language import NBSP
from reports.section_story import Fact, SectionStory
from reports.trend_story import Chart, TrendStory

type Space = Literal["None", "Small", "Default", "Medium", "Large"]

type Size = Literal["ExtraLarge", "Large", "Medium"]

MARKS: dict[Level, tuple[str, Literal["Good", "Warning", "Attention"]]] = {
    "good": ("●", "Good"),
    "warn": ("▲", "Warning"),
    "alert": ("◆", "Attention"),
}
"""A shape and a colour for each level. Values and words keep the text colour: Teams' yellow on white is hard to read."""


_SIZES: tuple[tuple[float, Size, float], ...] = ((11, "ExtraLarge", 11.5), (15, "Large", 8.7), (inf, "Medium", 7.0))
"""Up to how many characters, at which size, at how many pixels each."""


def heading(text: str, *, size: Literal["Default", "Large"] = "Default", spacing: Space = "Default") -> CardElement:
    """Return a heading that screen readers know as one."""
    return TextBlock(text=text, size=size, weight="Bolder", style="heading", wrap=True, spacing=spacing)


def paragraph(text: str, *, spacing: Space = "Default") -> CardElement:
    """Return running text."""
    return TextBlock(text=text, wrap=True, spacing=spacing)


def quiet(text: str, *, spacing: Space = "Default", separator: bool | None = None) -> CardElement:
    """Return a small line for whoever looks."""
    return TextBlock(text=text, size="Small", is_subtle=True, wrap=True, spacing=spacing, separator=separator)


def quoted(text: str, *, before: str = "", after: str = "", spacing: Space | None = None) -> CardElement:
    """Return a small line around a text from the policy, in an element that reads no Markdown and no mention."""
    runs: list[CardElement] = [
        TextRun(text=each, size="Small", is_subtle=True) for each in (before, text, after) if each
    ]
    return RichTextBlock(inlines=runs, spacing=spacing)


def facts(each: Iterable[Fact]) -> CardElement:
    """Return values with their labels, the value first: it is short, so that a narrow phone keeps the label's width."""
    return FactSet(facts=[CardFact(title=fact.value, value=fact.label) for fact in each], spacing="Small")


def row(section: SectionStory, *, longest: int, first: bool) -> CardElement:
    """Return a section's large value with what it counts and its level; all rows of a card share size and width of the value."""
    size, width = _value_size(longest)
    return ColumnSet(
        columns=[
            Column(width=f"{width}px", vertical_content_alignment="Center", items=[_value(section, size)]),
            Column(width="stretch", vertical_content_alignment="Center", items=_what(section)),
        ],
        spacing="Medium" if first else "Default",
        separator=None if first else True,
    )


def _value(section: SectionStory, size: Size) -> CardElement:
    if not section.value:
        return TextBlock(text="\N{EN DASH}", size=size, is_subtle=True, wrap=True)
    return TextBlock(text=section.value, size=size, weight="Bolder", wrap=True)


def _value_size(longest: int) -> tuple[Size, int]:
    """Return the largest size at which a value of so many characters leaves half of a narrow phone free, and its pixels."""
    if not longest:
        return "Large", 24
    size, per_character = next((size, pixels) for most, size, pixels in _SIZES if longest <= most)
    return size, min(round(max(longest, 4) * per_character) + 12, 140)


def _what(section: SectionStory) -> list[CardElement]:
    """Return what the value counts, and the level as shape, colour and word."""
    label = TextBlock(text=section.label, weight="Bolder", wrap=True)
    runs: list[CardElement] = []
    if section.level:
        shape, color = MARKS[section.level]
        runs += [
            TextRun(text=f"{shape} ", size="Small", color=color),
            TextRun(text=section.word, size="Small", weight="Bolder"),
        ]
    else:
        runs.append(TextRun(text=section.word, size="Small", is_subtle=True))
    what: list[CardElement] = [label, RichTextBlock(inlines=runs, spacing="None")]
    return [*what, quiet(section.trend.line, spacing="None")] if section.trend.line else what


def weeks(told: TrendStory) -> CardElement:
    """Return the level of each week: weeks in a row share a shape and a word."""
    runs: list[CardElement] = []
    for number, run in enumerate(told.runs):
        runs.append(TextRun(text=f"{' · ' if number else ''}{run.weeks}{NBSP}", size="Small"))
        if run.level:
            shape, color = MARKS[run.level]
            runs.append(TextRun(text=f"{shape}{NBSP}", size="Small", color=color))
        runs.append(TextRun(text=run.word.replace(" ", NBSP), size="Small", weight="Bolder" if run.level else None))
    return RichTextBlock(inlines=runs, spacing="Small")


def chart(told: Chart) -> CardElement:
    """Return a chart where Teams draws one, and the same in words everywhere else: phones draw none. A gap has no bar."""
    return VerticalBarChart(
        title=told.label,
        show_title=True,
        show_bar_values=True,
        color="categoricalBlue",
        y_min=0,
        data=[
            VerticalBarChartDataValue(x=bar.week, y=round(bar.value * 100) if told.percent else bar.value)
            for bar in told.bars
            if bar.value is not None
        ],
        fallback=quiet(told.text, spacing="Small"),
    )
