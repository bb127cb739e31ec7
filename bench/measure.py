"""Runs a program and says what it took, by the operating system's own account of the finished process."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from ssl import create_default_context
from tempfile import TemporaryFile
from typing import Any, Self
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parents[1]
_SURROUNDINGS = ("PATH", "HOME", "TMPDIR", "LANG")


@dataclass(frozen=True, slots=True, kw_only=True)
class Took:
    """What one process took."""

    wall: float
    """Seconds."""
    cpu: float
    """Seconds, of user and system."""
    peak: float
    """MiB, resident."""
    told: Any = None
    """The JSON of its last line, where it wrote one."""


class FailedError(Exception):
    """A measured program failed, so there is nothing to measure."""


def run(arguments: Sequence[str], *, environment: Mapping[str, str] | None = None, folder: Path | None = None) -> Took:
    """Run Python with these arguments.

    Raises:
        FailedError: with what it said.
    """
    known = {name: os.environ[name] for name in _SURROUNDINGS if name in os.environ}
    surroundings = {**known, "PYTHONPATH": str(ROOT), "COLUMNS": "120", **(environment or {})}
    with TemporaryFile() as out, TemporaryFile() as trouble:
        start = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, *arguments], env=surroundings, cwd=folder or ROOT, stdout=out, stderr=trouble
        )
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        trouble.seek(0)
        said = out.read().decode()
        if process.returncode:
            raise FailedError(
                f"{' '.join(arguments)}: exit code {process.returncode}\n{said[-500:]}\n{trouble.read().decode()[-3000:]}"
            )
    last = said.strip().rpartition("\n")[2]
    return Took(
        wall=wall,
        cpu=usage.ru_utime + usage.ru_stime,
        peak=usage.ru_maxrss / 1024,
        told=json.loads(last) if last.startswith(("{", "[")) else None,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A running load server."""

    root: str
    authority: str
    _process: subprocess.Popen[str] = field(repr=False)

    def set(self, **query: float) -> None:
        """Begin anew."""
        self._get(f"/bench/set?{urlencode(query)}")

    def seen(self) -> dict[str, Any]:
        """Return what has come in."""
        found: dict[str, Any] = self._get("/bench/seen")
        return found

    def _get(self, path: str) -> Any:  # noqa: ANN401 - JSON
        context = create_default_context(cafile=self.authority)
        with urllib.request.urlopen(self.root + path, timeout=300, context=context) as answer:  # noqa: S310 - our own
            return json.load(answer)

    @property
    def environment(self) -> dict[str, str]:
        """What Kadans has to find in its environment."""
        return {
            "KADANS_TENANT_ID": "bench",
            "KADANS_CLIENT_ID": "22222222-0000-4000-8000-000000000002",
            "KADANS_CLIENT_SECRET": "opens-nothing",
            "KADANS_GRAPH_URL": f"{self.root}/v1.0",
            "KADANS_AUTHORITY": self.root,
            "KADANS_CA_BUNDLE": self.authority,
        }


@contextmanager
def load_server() -> Iterator[Server]:
    """Keep a load server running while the block lasts."""
    with subprocess.Popen(
        [sys.executable, "-m", "bench.server"], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None  # noqa: S101 - asked for above
            told = json.loads(process.stdout.readline())
            yield Server(root=told["root"], authority=told["ca"], _process=process)
        finally:
            process.terminate()


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """A median with the least and the most."""

    median: float
    least: float
    most: float
    of: int
    """How many runs."""

    @classmethod
    def over(cls, values: Iterable[float]) -> Self:
        """Sum up some runs."""
        found = sorted(values)
        return cls(median=statistics.median(found), least=found[0], most=found[-1], of=len(found))
