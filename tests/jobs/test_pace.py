"""The pace of Workflows: fewer than 25 cards in 300 seconds, whoever posts them."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from core.ports import Row, Values
from jobs.pace import HOLD, TURNS, LeasedPace
from storage.leases import Leases
from storage.local import LocalRows
from tests.stage import MONDAY


class Memory:
    """The `Rows` port in memory."""

    def __init__(self) -> None:
        self.rows: dict[str, Row] = {}
        self._tags = 0

    def read(self, key: str) -> Row | None:
        return self.rows.get(key)

    def insert(self, key: str, values: Values) -> bool:
        return key not in self.rows and self._put(key, values)

    def replace(self, key: str, values: Values, *, tag: str) -> bool:
        return self.rows[key].tag == tag and self._put(key, values)

    def remove(self, key: str, *, tag: str) -> bool:
        return self.rows[key].tag == tag and self.rows.pop(key) is not None

    def listed(self, prefix: str) -> dict[str, Row]:
        return {key: row for key, row in self.rows.items() if key.startswith(prefix)}

    def _put(self, key: str, values: Values) -> bool:
        self._tags += 1
        self.rows[key] = Row(values=values, tag=str(self._tags))
        return True


def pace_at(leases: Leases, seconds: int) -> LeasedPace:
    return LeasedPace(leases, lambda: datetime.fromtimestamp(MONDAY + seconds, UTC))


@given(st.lists(st.integers(min_value=0, max_value=40), min_size=30, max_size=200))
def test_never_25_posts_arrive_in_300_seconds_however_long_each_takes(gaps: list[int]) -> None:
    """A post arrives up to 30 seconds after its turn; the worst case is late ones followed by early ones."""
    leases, now = Leases(Memory()), 0
    turns: list[int] = []
    for gap in gaps:
        now += gap
        if asyncio.run(pace_at(leases, now)()) == 0:
            turns.append(now)
    for first, last in zip(turns, turns[24:], strict=False):
        assert last - (first + 30) >= 300


def test_whoever_is_out_of_turn_is_told_when_to_come_back(tmp_path: Path) -> None:
    file = tmp_path / "memory.sqlite"
    here, there = Leases(LocalRows(file)), Leases(LocalRows(file))
    assert [asyncio.run(pace_at(here if turn % 2 else there, turn)()) for turn in range(TURNS)] == [0] * TURNS
    assert asyncio.run(pace_at(there, TURNS)()) == HOLD - TURNS
    assert asyncio.run(pace_at(here, HOLD - 1)()) == 1
    assert asyncio.run(pace_at(here, HOLD)()) == 0
    assert asyncio.run(pace_at(there, HOLD)()) == 1
