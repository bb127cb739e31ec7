"""`make bench`: measure everything in one run, side by side; print tables, write JSON, and fill in docs/performance.md.

`--quick` takes a minute or two and writes the page nowhere but to the terminal.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

from bench import report, scenes
from bench.measure import ROOT, load_server

OUT = ROOT / "out" / "bench" / "results.json"
_SIZES = {"full": scenes.Size(), "quick": scenes.QUICK, "tiny": scenes.TINY}


def measure(size: scenes.Size, *, name: str) -> dict[str, Any]:
    """Return all numbers."""
    found: dict[str, Any] = {"machine": _machine(name)}
    with load_server() as server:
        for scene in (
            scenes.cpu_per_person,
            scenes.wall_against_latency,
            scenes.under_limits,
            scenes.company,
            scenes.cold_start,
        ):
            found[scene.__name__] = _timed(scene.__name__, partial(scene, server, size))
    for local in (scenes.imports, scenes.auditors):
        found[local.__name__] = _timed(local.__name__, partial(local, size))
    return found


def main() -> None:
    """Measure and tell."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--quick", action="store_const", const="quick", dest="size", default="full")
    parser.add_argument("--tiny", action="store_const", const="tiny", dest="size")
    parser.add_argument("--out", type=Path, default=OUT)
    asked = parser.parse_args()
    found = measure(_SIZES[asked.size], name=asked.size)
    asked.out.parent.mkdir(parents=True, exist_ok=True)
    asked.out.write_text(json.dumps(found, indent=1) + "\n", "utf-8")
    print(report.tables(found))
    print(f"Numbers: {asked.out}")
    if asked.size == "full":
        report.write_page(found)
        print(f"Tables: {report.PAGE}")


def _timed(name: str, scene: Callable[[], scenes.Numbers]) -> scenes.Numbers:
    start = time.monotonic()
    found = scene()
    print(f"{name.replace('_', ' ')}: {time.monotonic() - start:.0f} s", flush=True)
    return found


def _machine(size: str) -> dict[str, Any]:
    packages = ("msgraph-sdk", "aiohttp", "msgspec", "httpx")
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "processors": os.cpu_count(),
        "python": platform.python_version(),
        "size": size,
        "load": os.getloadavg()[0],
        **{package: version(package) for package in packages},
    }


if __name__ == "__main__":
    main()
