"""The log of the policy: which version came into force when, and when limits were tried out. Keys alone, never a value."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from core.ports import Row, Rows

_ROOT = "policy-log"
_KEYS_AT_MOST = 60
_NAMED_TABLES = frozenset({"routes", "schedules", "auditors", "teams"})
"""Tables of tables: what stands in them has a key of its own."""


class Kind(StrEnum):
    """What happened."""

    POLICY = "policy"
    WHAT_IF = "what-if"


@dataclass(frozen=True, slots=True, kw_only=True)
class LogEntry:
    """One line of the log."""

    kind: Kind
    at: int
    """UTC seconds."""
    keys: tuple[str, ...]
    """Ways in the policy, such as auditors.meeting_overload.warn_hours; of lists and tables of people only their name."""
    version: str = ""
    """Of the policy."""


class PolicyLog:
    """Entries in the order of time."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    def note(self, entry: LogEntry) -> None:
        """Keep an entry; a version that came into force last is not told twice."""
        before = [each for each in self.entries() if each.kind is Kind.POLICY]
        if entry.kind is Kind.POLICY and before and before[-1].version == entry.version:
            return
        keys = entry.keys
        if len(keys) > _KEYS_AT_MOST:
            keys = (*keys[:_KEYS_AT_MOST], f"and {len(keys) - _KEYS_AT_MOST} more")
        values = {"kind": entry.kind.value, "at": entry.at, "version": entry.version, "keys": "\n".join(keys)}
        number = 0
        while not self._rows.insert(f"{_ROOT}/{entry.at:012d}-{number:03d}", values):
            number += 1

    def entries(self) -> list[LogEntry]:
        """Return all entries, oldest first."""
        return [_entry(row) for _, row in sorted(self._rows.listed(f"{_ROOT}/").items())]

    def purge(self, *, before: int) -> int:
        """Forget entries older than an instant; return how many."""
        old = [(key, row) for key, row in self._rows.listed(f"{_ROOT}/").items() if int(row.values["at"]) < before]
        return sum(self._rows.remove(key, tag=row.tag) for key, row in old)


def _entry(row: Row) -> LogEntry:
    keys = str(row.values["keys"])
    return LogEntry(
        kind=Kind(str(row.values["kind"])),
        at=int(row.values["at"]),
        keys=tuple(keys.split("\n")) if keys else (),
        version=str(row.values["version"]),
    )


def changed_keys(before: bytes, after: bytes) -> tuple[str, ...]:
    """Return the keys in which two valid policies differ, sorted; a table that comes or goes is one key."""
    old, new = tomllib.loads(before.decode("utf-8-sig")), tomllib.loads(after.decode("utf-8-sig"))
    return tuple(sorted(_differing(old, new, ())))


def _differing(old: Mapping[str, Any], new: Mapping[str, Any], way: Sequence[str]) -> Iterator[str]:
    for key in old.keys() | new.keys():
        one, other = old.get(key), new.get(key)
        if one == other:
            continue
        here = (*way, key)
        if _holds_settings(here) and isinstance(one, dict) and isinstance(other, dict):
            yield from _differing(one, other, here)
        else:
            yield ".".join(here)


def _holds_settings(way: Sequence[str]) -> bool:
    """Tell whether a table's keys are settings or names of tables; the keys of a team's schedules are people."""
    if len(way) == 1:
        return True
    if way[0] == "teams" and len(way) > 2:
        return way[2] == "auditors" and len(way) <= 4
    return way[0] in _NAMED_TABLES and len(way) == 2
