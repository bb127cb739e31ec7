"""The page: parts with lines, in plain text that reads well at 80 columns."""

import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

WIDTH = 80


class Mark(StrEnum):
    """What stands before a line."""

    GOOD = "ok"
    RED = "RED"
    NOTE = "--"
    """Neither: something to know."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One finding, what to do about it, and the commands that do it."""

    mark: Mark
    text: str
    todo: str = ""
    commands: tuple[str, ...] = ()
    fatal: bool = False
    """Nothing can be done before this is mended: a bad policy, a bad secret, no network."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Findings under one heading."""

    title: str
    lines: tuple[Line, ...]


def good(text: str) -> Line:
    """Return a green line."""
    return Line(mark=Mark.GOOD, text=text)


def red(text: str, todo: str, *commands: str, fatal: bool = False) -> Line:
    """Return a red line; `todo` is what to do, in one sentence."""
    return Line(mark=Mark.RED, text=text, todo=todo, commands=commands, fatal=fatal)


def note(text: str, *commands: str) -> Line:
    """Return a line that is neither green nor red."""
    return Line(mark=Mark.NOTE, text=text, commands=commands)


def exit_code(parts: Iterable[Part]) -> int:
    """Return 0 where all is good, 1 where something is red, 2 where policy, secret or network stand in the way."""
    lines = [line for part in parts for line in part.lines]
    if any(line.fatal for line in lines):
        return 2
    return 1 if any(line.mark is Mark.RED for line in lines) else 0


def drawn(parts: Iterable[Part]) -> Iterator[str]:
    """Yield the page's lines."""
    parts = list(parts)
    for part in parts:
        yield part.title
        for line in part.lines:
            yield from _drawn(line)
        yield ""
    count = sum(line.mark is Mark.RED for part in parts for line in part.lines)
    yield "All good." if not count else f"{count} red {'line' if count == 1 else 'lines'}."


def _drawn(line: Line) -> Iterator[str]:
    yield from _wrapped(f"  {line.mark.value:4} ", line.text)
    if line.todo:
        yield from _wrapped("       -> ", line.todo)
    for command in line.commands:
        yield f"          {command}"


def _wrapped(head: str, text: str) -> list[str]:
    return textwrap.wrap(
        " ".join(text.split()),
        WIDTH,
        initial_indent=head,
        subsequent_indent=" " * len(head),
        break_long_words=False,
        break_on_hyphens=False,
    )
