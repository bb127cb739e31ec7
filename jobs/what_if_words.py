"""What what-if shows: counts of teams at each level, as a table and as one mark for each team. Never which team."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from core.limits import Limit
from core.report import Level
from core.week import Week
from core.what_if import FLAGGED, TEAMS_AT_LEAST, Changes, Levels, Seen, flagged
from reports.phrases import LEVELS

_ORDER: tuple[Level, ...] = ("alert", "warn", "good")
_STYLES: dict[Level | None, str] = {"alert": "red", "warn": "yellow", "good": "green"}
_MARKS: dict[Level | None, str] = {"alert": "█", "warn": "▒", "good": "·"}
_PLOT = 60
"""Marks a line takes at most; with more teams one mark stands for several."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """What a baseline says about one limit."""

    limit: Limit
    today: float
    weeks: int
    """In which enough teams have a level."""
    now: Levels
    value: float | None = None
    """None: too few weeks."""
    then: Levels | None = None


def show(changes: Changes, today: Changes, before: Seen, after: Seen, console: Console) -> None:
    """Print, for each auditor, how many team-weeks are at each level today and under the limits that are tried out."""
    for auditor, values in changes.items():
        told = ", ".join(f"{key} = {value:g} (today {today[auditor][key]:g})" for key, value in values.items())
        console.print(Text(f"\n{auditor}: what if {told}?", style="bold"))
        weeks = [week for week in before.weeks(auditor) if week in after.weeks(auditor)]
        if not weeks:
            console.print(_too_few(weeks=0))
            continue
        console.print(_counts(before.total(auditor, weeks), after.total(auditor, weeks), weeks))
        _plot([(week, before.by_week[auditor, week], after.by_week[auditor, week]) for week in weeks], console)
        silent = len({week for name, week in before.by_week if name == auditor}) - len(weeks)
        if silent:
            console.print(
                Text(f"{silent} {'week is' if silent == 1 else 'weeks are'} left out: {_too_few(weeks=silent)}")
            )
    console.print(Text(f"\n{_FOOTNOTE}", style="dim"))


_FOOTNOTE = (
    "Levels only, of all teams together. Teams with a limit of their own keep it. Nothing of this is stored but the fact that "
    "it was asked (kadans explain --changes)."
)


def _too_few(*, weeks: int) -> str:
    which = "in them" if weeks > 1 else "in it" if weeks else "in any week"
    return f"fewer than {TEAMS_AT_LEAST} teams have a level {which}, and everybody would know which."


def _counts(before: Levels, after: Levels, weeks: Sequence[Week]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 2, 0, 0), caption_justify="left")
    table.add_column("Level")
    for head in ("Today", "What if", "Change"):
        table.add_column(head, justify="right")
    for level in _ORDER:
        change = after[level] - before[level]
        told = f"{change:+d}" if change else "="
        table.add_row(Text(LEVELS[level], style=_STYLES[level]), str(before[level]), str(after[level]), told)
    if before[None] or after[None]:
        table.add_row(Text("No level", style="dim"), str(before[None]), str(after[None]), "")
    table.caption = f"Teams, added up over {len(weeks)} {'week' if len(weeks) == 1 else 'weeks'}"
    return table


def _plot(weeks: Sequence[tuple[Week, Levels, Levels]], console: Console) -> None:
    """Print two lines for each week, with a mark for each team."""
    teams = max(sum(levels.values()) - levels[None] for _, *both in weeks for levels in both)
    each = -(-teams // _PLOT)
    legend = Text("  ").join(Text(f"{_MARKS[level]} {LEVELS[level]}", style=_STYLES[level]) for level in _ORDER)
    console.print(Text.assemble("Each mark is a team: " if each == 1 else f"Each mark is {each} teams: ", legend))
    for week, before, after in weeks:
        console.print(Text.assemble(f"{week}  today    ", *_marks(before, each)))
        console.print(Text.assemble(f"{'':8}  what if  ", *_marks(after, each)))


def _marks(levels: Levels, each: int) -> Iterator[tuple[str, str]]:
    for level in _ORDER:
        yield _MARKS[level] * -(-levels[level] // each), _STYLES[level]


def show_suggestions(suggestions: Iterable[Suggestion], console: Console) -> None:
    """Print, for each limit of a warning, what it does today and which value would flag about a quarter of the teams."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 2, 0, 0))
    for head in ("Limit", "Today", "flags", "Suggested", "flags"):
        table.add_column(head, justify="left" if head == "Limit" else "right")
    short = False
    for each in suggestions:
        name = f"{each.limit.auditor}\n  {each.limit.key}"
        if each.value is None or each.then is None:
            short = True
            table.add_row(name, f"{each.today:g}", "", "too few weeks", "")
            continue
        value = "keep it" if each.value == each.today else f"{each.value:g} {each.limit.unit}"
        table.add_row(
            name, f"\n{each.today:g} {each.limit.unit}", f"\n{_share(each.now)}", f"\n{value}", f"\n{_share(each.then)}"
        )
    console.print(table)
    console.print(
        Text(
            f'"Flags": team-weeks at "{LEVELS["warn"]}" or above, of those with a level. Suggested is the step whose share comes '
            f"nearest to {FLAGGED:.0%}: enough to talk about, few enough to mean something. It is a start, not a norm: a limit "
            "should say what your people agreed on. Only one limit moves at a time; the others stay as they are."
        )
    )
    if short:
        console.print(
            Text(f"Too few weeks: a suggestion needs four in which {TEAMS_AT_LEAST} teams or more have a level.")
        )
    console.print(Text(_FOOTNOTE, style="dim"))


def _share(levels: Levels) -> str:
    judged = sum(levels.values()) - levels[None]
    return f"{levels['warn'] + levels['alert']} of {judged} ({flagged(levels):.0%})"
