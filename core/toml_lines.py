"""Where things stand in a TOML file that can be parsed: the parser itself keeps no lines."""

import tomllib
from collections.abc import Iterator, Sequence

type Path = tuple[str | int, ...]


def lines_of(text: str) -> dict[Path, int]:
    """Return the line of each table and key, counted from 1, by its way from the top; tables in a list by their number.

    A table that is never written as such, as `teams` in [teams.platform], has the line of its first content. A list has
    one line for all that is in it.
    """
    found: dict[Path, int] = {}
    table: Path = ()
    numbers: dict[Path, int] = {}
    for line, statement in _statements(text.split("\n")):
        parsed = tomllib.loads(statement)
        if statement.lstrip().startswith("["):
            names = tuple(_names(parsed))
            table = _numbered(names, numbers, new=statement.lstrip().startswith("[["))
            ways = [table]
        else:
            ways = [(*table, *way) for way in _ways(parsed)]
        for way in ways:
            for length in range(1, len(way) + 1):
                found.setdefault(way[:length], line)
    return found


def line_of(found: dict[Path, int], way: Sequence[str | int]) -> int | None:
    """Return the line of what a way leads to, or of the nearest thing around it that is written down."""
    return next((found[tuple(way[:length])] for length in range(len(way), 0, -1) if tuple(way[:length]) in found), None)


def _statements(lines: list[str]) -> Iterator[tuple[int, str]]:
    """Yield each header and each key with its value, and the line that it begins on."""
    start = 0
    while start < len(lines):
        end = start + 1
        while end < len(lines) and not _whole("\n".join(lines[start:end])):
            end += 1
        statement = "\n".join(lines[start:end])
        if statement.strip() and not statement.lstrip().startswith("#"):
            yield start + 1, statement
        start = end


def _whole(statement: str) -> bool:
    try:
        tomllib.loads(statement)
    except tomllib.TOMLDecodeError:
        return False
    return True


def _names(parsed: object) -> Iterator[str]:
    """Yield the names of a header, outermost first."""
    while parsed:
        if isinstance(parsed, list):
            parsed = parsed[0]
        if isinstance(parsed, dict):
            for name, inside in parsed.items():
                yield name
                parsed = inside


def _numbered(names: tuple[str, ...], numbers: dict[Path, int], *, new: bool) -> Path:
    """Return the way to a table, with a number wherever a list of tables lies on it."""
    way: Path = ()
    for place, name in enumerate(names):
        way = (*way, name)
        if new and place == len(names) - 1:
            numbers[way] = numbers.get(way, -1) + 1
        if way in numbers:
            way = (*way, numbers[way])
    return way


def _ways(parsed: object) -> Iterator[Path]:
    """Yield the way to each value, through dotted keys and inline tables."""
    if isinstance(parsed, dict) and parsed:
        for name, inside in parsed.items():
            for way in _ways(inside):
                yield (name, *way)
    else:
        yield ()
