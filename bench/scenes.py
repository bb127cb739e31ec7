"""What is measured, one function for each scene. Each returns plain numbers; `report` makes ratios and tables of them."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.company import TEAM_SIZE, policy
from bench.measure import Server, Spread, Took, run

LATENCY = 0.04
"""Seconds, to which comes a byte's share of 25 MB a second: an assumption, since Graph's own differs by tenant and hour."""
SLOW = 3 * LATENCY
"""Seconds: the same with more waiting, to tell it from computing. What Graph itself takes is not known here."""
IN_FLIGHT = 64
EXPORTS_A_SECOND = 200

type Numbers = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How much is measured."""

    repeats: int = 5
    few: int = TEAM_SIZE
    many: int = 20 * TEAM_SIZE
    """Between few and many lies the slope of CPU time per person."""
    stock: int = 3
    wall: int = 1008
    throttled: int = 1008
    company: int = 10_008


QUICK = Size(repeats=3, many=10 * TEAM_SIZE, stock=2, wall=252, throttled=252, company=1008)
TINY = Size(
    repeats=1, few=TEAM_SIZE, many=2 * TEAM_SIZE, stock=1, wall=TEAM_SIZE, throttled=TEAM_SIZE, company=3 * TEAM_SIZE
)


def client(name: str, server: Server, *, people: int, at_once: int = 16) -> Took:
    """Run one of the clients."""
    where = ["--root", server.root, "--authority", server.authority]
    return run(["-m", f"bench.clients.{name}", *where, "--people", str(people), "--at-once", str(at_once)])


def kadans(server: Server, *, people: int, unlimited: bool = True, part: str = "") -> Took:
    """Run Kadans over a company."""
    with tempfile.TemporaryDirectory(prefix="kadans-bench-") as folder:
        Path(folder, "policy.toml").write_text(policy(people), "utf-8")
        flags = [*(["--unlimited"] if unlimited else []), *([part] if part else [])]
        return run(
            ["-m", "bench.clients.kadans", "--out", "out", *flags], environment=server.environment, folder=Path(folder)
        )


def cpu_per_person(server: Server, size: Size) -> Numbers:
    """CPU and wall time a person, in milliseconds, in rounds so that a drifting machine harms nobody alone."""
    server.set(people=size.many)
    found: dict[str, list[float]] = {}
    walls: dict[str, list[float]] = {}
    pairs: dict[str, list[float]] = {"stock": [], "httpx": [], "requests": []}
    for _ in range(size.repeats):
        slopes = {
            "stock": _slope(
                *(client("stock", server, people=each) for each in (1, 1 + size.stock)), between=size.stock
            ),
            "requests": _inside(client("by_hand", server, people=size.few, at_once=1), size.few),
            "httpx": _inside(client("by_hand", server, people=size.few, at_once=16), size.few),
            "floor": _inside(client("floor", server, people=size.many, at_once=16), size.many),
            "library": _inside(client("library", server, people=size.many, at_once=16), size.many),
            "reading": _slope(
                *(kadans(server, people=each, part="--read-only") for each in (size.few, size.many)),
                between=size.many - size.few,
            ),
            "kadans": _slope(
                *(kadans(server, people=each) for each in (size.few, size.many)), between=size.many - size.few
            ),
        }
        for name, (cpu, wall) in slopes.items():
            found.setdefault(name, []).append(cpu)
            walls.setdefault(name, []).append(wall)
        for name, ratios in pairs.items():
            ratios.append(slopes[name][0] / slopes["kadans"][0])
    return {
        "cpu_ms": _spreads(found),
        "wall_ms": _spreads(walls),
        "times_kadans": _spreads(pairs),
    }


def wall_against_latency(server: Server, size: Size) -> Numbers:
    """Wall time against what the latencies alone come to with 64 requests in flight."""
    ratios: dict[str, list[float]] = {}
    for _ in range(max(size.repeats // 2, 1)):
        for slow, latency in (("", LATENCY), ("_slow", SLOW)):
            for who in ("floor", "library", "reading", "kadans"):
                server.set(people=size.wall, latency=latency)
                if who in {"floor", "library"}:
                    took = client(who, server, people=size.wall, at_once=IN_FLIGHT)
                else:
                    took = kadans(server, people=size.wall, part="--read-only" if who == "reading" else "")
                bound = server.seen()["ideal_seconds"] / IN_FLIGHT
                ratios.setdefault(who + slow, []).append(took.told["wall"] / bound)
    return {"times_the_bound": _spreads(ratios), "people": size.wall, "latency": LATENCY, "slow": SLOW}


def under_limits(server: Server, size: Size) -> Numbers:
    """How much of 200 exports a second is used, and how many answers say 429, with Graph's limits enforced."""
    server.set(people=size.throttled, latency=LATENCY, limits=1)
    took = kadans(server, people=size.throttled, unlimited=False)
    seen = server.seen()
    lasted = max(seen["last_export"] - seen["first_export"], 0.001)
    return {
        "people": size.throttled,
        "share_used": seen["exports"] / lasted / EXPORTS_A_SECOND,
        "refused_per_1000": 1000 * seen["refused"] / seen["requests"],
        "wall": took.told["wall"],
        "bound": seen["exports"] / EXPORTS_A_SECOND,
    }


def company(server: Server, size: Size) -> Numbers:
    """Memory and CPU time of a company ten times as large."""
    tenth = size.company // 10 // TEAM_SIZE * TEAM_SIZE or TEAM_SIZE
    found: Numbers = {}
    for name, people in (("small", tenth), ("large", size.company)):
        server.set(people=people, latency=LATENCY)
        took = kadans(server, people=people)
        found[name] = {"people": people, "peak_mib": took.peak, "cpu": took.cpu, "wall": took.wall}
    small, large = found["small"], found["large"]
    server.set(people=TEAM_SIZE)
    start = kadans(server, people=TEAM_SIZE).cpu
    found["memory_ratio"] = large["peak_mib"] / small["peak_mib"]
    found["cost_ratio"] = ((large["cpu"] - start) / (large["people"] - TEAM_SIZE)) / (
        (small["cpu"] - start) / max(small["people"] - TEAM_SIZE, 1)
    )
    return found


def cold_start(server: Server, size: Size) -> Numbers:
    """From nothing to the first finished audit, against the stock SDK that has read the same."""
    server.set(people=1, team=1)
    ours, theirs = list[Took](), list[Took]()
    for _ in range(size.repeats + 2):
        with tempfile.TemporaryDirectory(prefix="kadans-bench-") as folder:
            Path(folder, "policy.toml").write_text(policy(1), "utf-8")
            here = {"KADANS_POLICY": f"{folder}/policy.toml", "KADANS_STORAGE": f"folder:{folder}/storage"}
            ours.append(
                run(["-m", "bench.clients.one_audit"], environment={**server.environment, **here}, folder=Path(folder))
            )
        theirs.append(client("stock", server, people=1))
    return {
        "kadans": _process(ours),
        "stock": _process(theirs),
        "times_faster_cpu": _told(other.cpu / own.cpu for own, other in zip(ours, theirs, strict=True)),
        "times_faster_wall": _told(other.wall / own.wall for own, other in zip(ours, theirs, strict=True)),
    }


def imports(size: Size) -> Numbers:
    """What the app's door costs to import, against Azure's library alone."""
    ours, theirs = list[Took](), list[Took]()
    for _ in range(size.repeats + 2):
        ours.append(run(["-c", "import function_app"]))
        theirs.append(run(["-c", "import azure.functions"]))
    return {
        "function_app": _process(ours),
        "azure_functions": _process(theirs),
        "ratio": _told(own.cpu / other.cpu for own, other in zip(ours, theirs, strict=True)),
    }


def auditors(size: Size) -> Numbers:
    """CPU time of each auditor for a person and week, in microseconds, from facts as they lie in memory."""
    found: dict[str, list[float]] = {}
    for _ in range(size.repeats):
        told: Mapping[str, float] = run(["-m", "bench.clients.auditors"]).told
        for name, microseconds in told.items():
            found.setdefault(name, []).append(microseconds)
    return {"cpu_us": _spreads(found)}


def _slope(less: Took, more: Took, *, between: int) -> tuple[float, float]:
    """Return CPU and wall milliseconds for each further person."""
    return tuple(1000 * max(b - a, 1e-6) / between for a, b in ((less.cpu, more.cpu), (less.wall, more.wall)))  # type: ignore[return-value]


def _inside(took: Took, people: int) -> tuple[float, float]:
    return 1000 * took.told["cpu"] / people, 1000 * took.told["wall"] / people


def _told(values: Iterable[float]) -> dict[str, float]:
    spread = Spread.over(values)
    return {"median": spread.median, "least": spread.least, "most": spread.most, "of": spread.of}


def _spreads(values: Mapping[str, list[float]]) -> dict[str, dict[str, float]]:
    return {name: _told(each) for name, each in values.items()}


def _process(runs: Sequence[Took]) -> Numbers:
    return {
        "cpu": _told([each.cpu for each in runs]),
        "wall": _told([each.wall for each in runs]),
        "peak_mib": _told([each.peak for each in runs]),
    }
