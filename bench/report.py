"""Makes tables of what was measured, on the terminal and between the markers of docs/performance.md."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.measure import ROOT
from bench.scenes import EXPORTS_A_SECOND, IN_FLIGHT
from core.team import DEFAULT_SECTIONS

PAGE = ROOT / "docs" / "performance.md"
_MARKED = re.compile(r"(<!-- bench: begin -->\n).*?(<!-- bench: end -->)", re.DOTALL)
_EXPORTS_A_PERSON = 6
_MEMORY_GB = 2.0
"""What Azure counts for a Flex Consumption instance of 2048 MB."""
_NAMES = {
    "stock": "stock SDK, model objects, 16 people side by side",
    "httpx": "httpx by hand, `json.loads`, 16 people side by side",
    "requests": "requests by hand, `json.loads`, one after the other",
    "reading": "Kadans, reading alone",
    "kadans": "Kadans, end to end: read, audit, report, card, page",
    "library": "aiohttp alone, answers unzipped and dropped",
    "floor": "raw sockets, answers unzipped and dropped",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """One line of the table of goals."""

    measure: str
    goal: str
    seen: str
    met: bool


def goals(found: dict[str, Any]) -> Iterator[Goal]:
    """Yield each goal, and what was seen."""
    cpu, wall = found["cpu_per_person"], found["wall_against_latency"]
    limits, company = found["under_limits"], found["company"]
    cold, imports, auditors = found["cold_start"], found["imports"], found["auditors"]["cpu_us"]
    own = cpu["cpu_ms"]["kadans"]["median"]
    yield Goal(
        measure="CPU per person-week, read and audited", goal="10 ms or less", seen=f"{own:.1f} ms", met=own <= 10
    )
    times = cpu["times_kadans"]["stock"]["median"]
    yield Goal(measure="the stock SDK's CPU, times Kadans'", goal="150 or more", seen=f"{times:.0f}", met=times >= 150)
    ratio = wall["times_the_bound"]["kadans"]["median"]
    yield Goal(
        measure=f"wall against the latency bound, {IN_FLIGHT} in flight, {wall['people']} people",
        goal="1.15 or less",
        seen=f"{ratio:.2f}; reading alone {wall['times_the_bound']['reading']['median']:.2f}; "
        f"at three times the latency {wall['times_the_bound']['kadans_slow']['median']:.2f}",
        met=ratio <= 1.15,
    )
    share = limits["share_used"]
    yield Goal(
        measure="share used of 200 exports a second",
        goal="95 % or more",
        seen=f"{100 * share:.1f} %",
        met=share >= 0.95,
    )
    refused = limits["refused_per_1000"]
    yield Goal(
        measure="answers that say 429", goal="1 in 1,000 or fewer", seen=f"{refused:.2f} in 1,000", met=refused <= 1
    )
    memory, peak = company["memory_ratio"], company["large"]["peak_mib"]
    sizes = f"{company['large']['people']:,} people against {company['small']['people']:,}"
    yield Goal(measure=f"peak memory, {sizes}", goal="within 1.1", seen=f"{memory:.2f}", met=memory <= 1.1)
    yield Goal(
        measure=f"peak memory, {company['large']['people']:,} people",
        goal="under 120 MiB",
        seen=f"{peak:.0f} MiB",
        met=peak < 120,
    )
    faster = cold["times_faster_cpu"]["median"]
    by_wall = cold["times_faster_wall"]["median"]
    yield Goal(
        measure="cold start to the first finished audit, times faster than the stock SDK reads the same",
        goal="2.5 or more",
        seen=f"{faster:.1f} by CPU, {by_wall:.1f} by the clock",
        met=min(faster, by_wall) >= 2.5,
    )
    first = cold["kadans"]["peak_mib"]["median"]
    yield Goal(measure="memory of that cold start", goal="under 80 MiB", seen=f"{first:.0f} MiB", met=first < 80)
    door = imports["ratio"]["median"]
    yield Goal(
        measure="`import function_app`, times `import azure.functions`",
        goal="1.8 or less",
        seen=f"{door:.2f}",
        met=door <= 1.8,
    )
    three = sum(auditors[name]["median"] for name in DEFAULT_SECTIONS)
    yield Goal(
        measure="the three auditors of the first release, CPU per person-week",
        goal="150 µs or less",
        seen=f"{three:.0f} µs",
        met=three <= 150,
    )
    every = auditors["all"]["median"]
    yield Goal(
        measure="all auditors together, CPU per person-week",
        goal="under 1 ms",
        seen=f"{every:.0f} µs",
        met=every < 1000,
    )
    cost = company["cost_ratio"]
    yield Goal(
        measure=f"CPU per person, {sizes}",
        goal="within 15 %",
        seen=f"{100 * (cost - 1):+.0f} %",
        met=abs(cost - 1) <= 0.15,
    )


def tables(found: dict[str, Any]) -> str:
    """Return everything as Markdown."""
    return (
        "\n".join(
            [
                *(_machine(found), "", *_goals(found), "", *_clients(found), "", *_walls(found), ""),
                *(*_auditors(found), "", *_weekly(found)),
            ]
        )
        + "\n"
    )


def write_page(found: dict[str, Any], page: Path = PAGE) -> None:
    """Put the tables between the page's markers.

    Raises:
        ValueError: the page has none.
    """
    content = page.read_text("utf-8")
    if not _MARKED.search(content):
        raise ValueError(f"{page}: the markers `bench: begin` and `bench: end` are missing")
    page.write_text(_MARKED.sub(lambda match: f"{match[1]}{tables(found)}{match[2]}", content), "utf-8")


def _machine(found: dict[str, Any]) -> str:
    machine = found["machine"]
    return (
        f"Measured on {machine['date']}: {machine['processors']} processors, Python {machine['python']}, msgraph-sdk "
        f"{machine['msgraph-sdk']}, aiohttp {machine['aiohttp']}, msgspec {machine['msgspec']}, httpx {machine['httpx']}; "
        f"size: {machine['size']}; load of the machine before the run: {machine['load']:.1f}."
    )


def _goals(found: dict[str, Any]) -> Iterator[str]:
    yield "| measure | goal | seen | |"
    yield "|---|---|---|---|"
    for each in goals(found):
        yield f"| {each.measure} | {each.goal} | {each.seen} | {'met' if each.met else '**not met**'} |"


def _clients(found: dict[str, Any]) -> Iterator[str]:
    cpu = found["cpu_per_person"]
    own = cpu["cpu_ms"]["kadans"]["median"]
    yield "| reads a person's week | CPU ms, median (least to most) | times Kadans |"
    yield "|---|---|---|"
    for name, label in _NAMES.items():
        spread = cpu["cpu_ms"][name]
        times = cpu["times_kadans"].get(name, {"median": spread["median"] / own})["median"]
        factor = f"{times:,.0f}" if times >= 10 else f"{times:.2g}"
        yield f"| {label} | {spread['median']:.1f} ({spread['least']:.1f} to {spread['most']:.1f}) | {factor} |"


def _walls(found: dict[str, Any]) -> Iterator[str]:
    wall = found["wall_against_latency"]
    times = wall["times_the_bound"]
    told = [f"answers after {1000 * wall[each]:.0f} ms" for each in ("latency", "slow")]
    yield f"| {wall['people']:,} people, {IN_FLIGHT} in flight: times the latency bound | {' | '.join(told)} |"
    yield "|---|---|---|"
    for who in ("floor", "library", "reading", "kadans"):
        cells = (times[f"{who}{slow}"] for slow in ("", "_slow"))
        ratios = " | ".join(f"{each['median']:.2f} ({each['least']:.2f} to {each['most']:.2f})" for each in cells)
        yield f"| {_NAMES[who]} | {ratios} |"


def _auditors(found: dict[str, Any]) -> Iterator[str]:
    yield "| auditor | CPU µs per person-week, median (least to most) |"
    yield "|---|---|"
    for name, spread in found["auditors"]["cpu_us"].items():
        yield f"| {name.replace('_', ' ')} | {spread['median']:.0f} ({spread['least']:.0f} to {spread['most']:.0f}) |"


def _weekly(found: dict[str, Any]) -> Iterator[str]:
    cpu = found["cpu_per_person"]["cpu_ms"]
    share = found["under_limits"]["share_used"]
    yield "| people | exports | at 200 a second | as measured | processor busy | GB-seconds at 2 GB | stock SDK, core-hours |"
    yield "|---|---|---|---|---|---|---|"
    for people in (1_000, 10_000, 100_000):
        exports = people * _EXPORTS_A_PERSON
        floor = exports / EXPORTS_A_SECOND
        busy = people * cpu["kadans"]["median"] / 1000
        lasts = max(floor / share, busy)
        stock = people * cpu["stock"]["median"] / 1000 / 3600
        cost = f"{lasts * _MEMORY_GB:,.0f} | {stock:,.1f}"
        yield f"| {people:,} | {exports:,} | {_span(floor)} | {_span(lasts)} | {_span(busy)} | {cost} |"


def _span(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 120 else f"{seconds / 60:.0f} min"
