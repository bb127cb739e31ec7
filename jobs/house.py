"""What the app's jobs work with. `wiring` builds it; tests build it with parts of their own."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Self

from core.policy import PolicyTables, Target
from core.ports import Clock, Papers, Postman, Queues, Rows
from core.pseudonym import Pseudonyms
from core.team import governance_ended, reading_refused
from storage.leases import Leases
from storage.ledger import SELF_CARDS, Ledger
from storage.policy import InForce, Noted
from storage.policy_log import Kind, LogEntry, PolicyLog
from storage.reports import StoredReports
from storage.samples import Samples

if TYPE_CHECKING:
    from jobs.audit import Audited, AuditRequest
    from jobs.wiring import Tenant


@dataclass(frozen=True, slots=True, kw_only=True)
class Storage:
    """The memory: three ports, and what stands on them."""

    papers: Papers
    rows: Rows
    queues: Queues
    reports: StoredReports
    ledger: Ledger
    self_cards: Ledger
    """Of the cards that people asked for, apart from the others: it knows nobody by name or id."""
    leases: Leases
    policy_log: PolicyLog
    samples: Samples
    prepare: Callable[[], None]
    """Makes what is not there yet."""

    @classmethod
    def on(
        cls, papers: Papers, rows: Rows, queues: Queues, *, tenant: str, prepare: Callable[[], None] = lambda: None
    ) -> Self:
        """Return the memory of one tenant."""
        return cls(
            papers=papers,
            rows=rows,
            queues=queues,
            reports=StoredReports(papers, tenant=tenant),
            ledger=Ledger(rows),
            self_cards=Ledger(rows, root=SELF_CARDS),
            leases=Leases(rows),
            policy_log=PolicyLog(rows),
            samples=Samples(papers, tenant=tenant),
            prepare=prepare,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """Memory, clock, policy, the way in and the way out."""

    storage: Storage
    clock: Clock
    policy: Callable[[], InForce]
    postman: Callable[[Target], Postman]
    audit: "Callable[[AuditRequest], Awaitable[list[Audited]]]"
    reading: "Callable[[], AbstractAsyncContextManager[Tenant]]"
    """Opens the way to Graph, for what a delivery asks about its reader."""
    pseudonyms: Pseudonyms | None = None
    """For the little that is kept about one person for some days; None: there is no key, so that nothing of it may be."""
    sandbox: bool = False
    """Graph is a sandbox on this machine, which needs no legal footing."""

    def reading_refused(self, tables: PolicyTables) -> str | None:
        """Return why nothing must be read now, as a sentence; None where it may."""
        if self.sandbox and not governance_ended(tables.governance.until, self.clock().date()):
            return None
        return reading_refused(tables, self.clock())

    @property
    def now(self) -> int:
        """The clock in UTC seconds."""
        return int(self.clock().timestamp())


class LeasedGate:
    """Tells all instances that a service throttles the tenant: a lease that nobody owns, until Microsoft says go."""

    def __init__(self, leases: Leases, clock: Clock, *, looks_every: int = 5) -> None:
        self._leases = leases
        self._clock = clock
        self._looks_every = looks_every
        self._known: dict[str, tuple[float, int]] = {}

    async def close(self, service: str, seconds: float) -> None:
        """Tell the others to wait."""
        until = int(self._clock().timestamp() + seconds) + 1
        await asyncio.to_thread(self._leases.extend, throttled(service), until=until)
        self._known.pop(service, None)

    async def closed(self, service: str) -> float:
        """Return how many seconds to wait, as known a few seconds ago."""
        now = self._clock().timestamp()
        looked, until = self._known.get(service, (0.0, 0))
        if now - looked >= self._looks_every:
            until = await asyncio.to_thread(self._leases.until, throttled(service))
            self._known[service] = (now, until)
        return max(until - now, 0.0)


def notes(storage: Storage, clock: Clock) -> Noted:
    """Return what keeps a policy that comes into force in the log."""

    def noted(version: str, keys: tuple[str, ...]) -> None:
        at = int(clock().timestamp())
        storage.policy_log.note(LogEntry(kind=Kind.POLICY, at=at, keys=keys, version=version))

    return noted


def throttled(service: str) -> str:
    """Return the lease's key."""
    return f"throttled/{service}"


def now_utc() -> datetime:
    """Tell the time."""
    return datetime.now(UTC)
