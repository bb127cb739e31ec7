"""From nothing to the first finished audit, as the app's queue trigger runs it: a report published in storage."""

from __future__ import annotations

import asyncio
import os

from bench.company import NOW, WEEK


async def _audit() -> int:
    from core.week import Week
    from jobs.audit import AuditRequest
    from jobs.wiring import house

    opened = house(os.environ, clock=lambda: NOW)
    opened.storage.prepare()
    (each,) = await opened.audit(AuditRequest(policy=opened.policy().policy, week=Week.parse(WEEK), team="t00000000"))
    return 0 if each.report is not None else 1


if __name__ == "__main__":
    raise SystemExit(asyncio.run(_audit()))
