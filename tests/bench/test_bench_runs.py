"""The bench runs from end to end, at its smallest: what it says about time is looked at by nobody here."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bench import report, scenes
from bench.company import TEAM_SIZE
from bench.measure import FailedError, Server, load_server, run
from core.team import DEFAULT_SECTIONS

ITEMS = {"messages": 300 * TEAM_SIZE, "events": 45 * TEAM_SIZE}


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with load_server() as opened:
        yield opened


def test_clients_read_all_there_is(server: Server) -> None:
    server.set(people=TEAM_SIZE)
    told = scenes.client("by_hand", server, people=TEAM_SIZE, at_once=16).told
    assert {name: told[name] for name in ITEMS} == ITEMS
    for name in ("floor", "library"):
        assert scenes.client(name, server, people=TEAM_SIZE).told["pages"] == 9 * TEAM_SIZE
    assert scenes.client("stock", server, people=1).told["messages"] == 300


def test_kadans_reads_the_same_under_enforced_limits_and_meets_no_refusal(server: Server) -> None:
    server.set(people=TEAM_SIZE, latency=0.01, limits=1)
    took = scenes.kadans(server, people=TEAM_SIZE, unlimited=False)
    seen = server.seen()
    assert (seen["refused"], seen["exports"]) == (0, 6 * TEAM_SIZE)
    assert took.told["wall"] > 0


def test_what_runs_without_a_server_tells_its_numbers() -> None:
    size = scenes.Size(repeats=1)
    assert scenes.auditors(size)["cpu_us"]["all"]["median"] > 0
    with pytest.raises(FailedError, match="exit code 3"):
        run(["-c", "raise SystemExit(3)"])


def spread(value: float) -> dict[str, float]:
    return {"median": value, "least": value, "most": value, "of": 1}


def process(peak: float) -> dict[str, Any]:
    return {"cpu": spread(1), "wall": spread(1), "peak_mib": spread(peak)}


READERS = ("floor", "library", "reading", "kadans")
FOUND: dict[str, Any] = {
    "machine": {
        "date": "2026-11-22", "processors": 2, "python": "3.13", "size": "full", "load": 0.1, "msgraph-sdk": "1", "aiohttp": "3",
        "msgspec": "0", "httpx": "0",
    },
    "cpu_per_person": {
        "cpu_ms": {name: spread(8.0) for name in ("requests", "httpx", *READERS)} | {"stock": spread(2000.0)},
        "times_kadans": {"stock": spread(250.0), "httpx": spread(3), "requests": spread(2)},
    },
    "wall_against_latency": {
        "times_the_bound": {name + slow: spread(1.1) for name in READERS for slow in ("", "_slow")},
        "people": 1008,
        "latency": 0.04,
        "slow": 0.12,
    },
    "under_limits": {"share_used": 0.96, "refused_per_1000": 0.0},
    "company": {
        "small": {"people": 996, "peak_mib": 100.0},
        "large": {"people": 10_008, "peak_mib": 121.0},
        "memory_ratio": 1.2,
        "cost_ratio": 1.02,
    },
    "cold_start": {
        "kadans": process(76), "stock": process(86), "times_faster_cpu": spread(3), "times_faster_wall": spread(3),
    },
    "imports": {"ratio": spread(1.0)},
    "auditors": {"cpu_us": {**dict.fromkeys(DEFAULT_SECTIONS, spread(40)), "all": spread(140)}},
}  # fmt: skip


def test_goals_are_told_as_met_or_not() -> None:
    missed = [each.measure for each in report.goals(FOUND) if not each.met]
    assert missed == ["peak memory, 10,008 people against 996", "peak memory, 10,008 people"]


def test_the_page_gets_its_tables_between_the_markers_and_nothing_else_changes(tmp_path: Path) -> None:
    page = tmp_path / "performance.md"
    page.write_text("before\n<!-- bench: begin -->\nstale-table\n<!-- bench: end -->\nafter\n", "utf-8")
    for _ in range(2):
        report.write_page(FOUND, page)
    content = page.read_text("utf-8")
    assert content.startswith("before\n<!-- bench: begin -->\n")
    assert content.endswith("<!-- bench: end -->\nafter\n")
    assert "stale-table" not in content
    assert content.count("| 100,000 | 600,000 | 50 min |") == 1


def test_the_page_in_docs_has_its_markers() -> None:
    content = report.PAGE.read_text("utf-8")
    assert content.count("<!-- bench: begin -->") == content.count("<!-- bench: end -->") == 1
