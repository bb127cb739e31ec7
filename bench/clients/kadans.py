"""Kadans itself, end to end: what `kadans audit` runs, from the policy to the card, with nothing left out.

`--unlimited` lifts the rates that the gates keep, since otherwise nothing but the 200 requests a second would be seen.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import resource
import sys
import time
from pathlib import Path


def main() -> None:
    """Audit the week and tell in JSON what it took inside."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--unlimited", action="store_true")
    asked = parser.parse_args()
    if asked.unlimited:
        from graph import gates

        gates.PER_SECOND.clear()
    from bench.company import NOW, WEEK
    from jobs.command import AuditCommand, run_audit

    start = time.perf_counter()
    code = asyncio.run(run_audit(AuditCommand(out=asked.out, week=WEEK), os.environ, now=NOW))
    wall = time.perf_counter() - start
    usage = resource.getrusage(resource.RUSAGE_SELF)
    print(f'\n{{"wall": {wall}, "cpu": {usage.ru_utime + usage.ru_stime}, "peak": {usage.ru_maxrss / 1024}}}')
    sys.exit(code)


if __name__ == "__main__":
    main()
