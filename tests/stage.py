"""A house on a local folder whose process can be killed at any step, and a queue loop that stands in for the host."""

import asyncio
import json
import multiprocessing
import os
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from core.delivery import Outcome, Receipt
from core.errors import KadansError
from core.policy import Target, WorkflowTarget
from core.policy_file import read_policy
from core.report import People, PolicyStamp, Report, Window
from core.team import team_settings
from core.week import Week
from jobs.audit import Audited, AuditRequest
from jobs.audit_message import audit_message
from jobs.deliver import deliver_again, deliver_message
from jobs.house import House, Storage, notes
from jobs.messages import AUDITS, DELIVERIES
from jobs.plan import CATCHES_UP, before, plan
from jobs.wiring import Tenant, rules
from storage.folder import FolderPapers
from storage.local import LocalQueues, LocalRows
from storage.policy import FilePolicy, in_force

MONDAY = int(datetime(2026, 11, 16, 8, 0, tzinfo=UTC).timestamp())
"""Half an hour after week 46 is due."""
WEEK = Week(2026, 46)
KEY = f"platform/{WEEK}/channel"
KILLED = 99
_POLICY = """
[organisation]
domains = ["voorbeeld.example"]
zone = "Europe/Brussels"
admin_route = "admins"
[routes.admins]
kind = "workflow"
url_secret = "ADMINS"
[routes.channel]
kind = "workflow"
url_secret = "CHANNEL"
[teams.platform]
group = "g"
routes = ["channel"]
"""


_TAKEN = Receipt(outcome=Outcome.ACCEPTED)


class Steps:
    """Counts what is done to the outside world, twice each: before and after. At one of them the process dies."""

    def __init__(self, kill_at: int | None) -> None:
        self._left = kill_at

    def step(self) -> None:
        if self._left is not None:
            if self._left == 0:
                os._exit(KILLED)
            self._left -= 1

    def around[T: object](self, part: T) -> T:
        """Return a part of the house whose every call is two steps."""
        steps = self

        class Stepping:
            def __getattr__(self, name: str) -> Callable[..., object]:
                act = getattr(part, name)

                def acted(*args: object, **named: object) -> object:
                    steps.step()
                    done = act(*args, **named)
                    steps.step()
                    return done

                return acted

        return Stepping()  # type: ignore[return-value]


@dataclass(frozen=True)
class Channel:
    """A Teams channel as a file: each post is a line. `answer` is what it says."""

    path: Path
    steps: Steps
    answer: Receipt

    async def post(self, key: str, card: bytes) -> Receipt:
        assert card.startswith(b"{")
        self.steps.step()
        if self.answer.outcome in {Outcome.ACCEPTED, Outcome.AMBIGUOUS}:
            with self.path.open("a") as file:
                file.write(f"{key}\n")
            with self.path.with_suffix(".cards").open("a") as file:
                file.write(f"{json.dumps(json.loads(card), ensure_ascii=False)}\n")
        self.steps.step()
        return self.answer


def _nobody_reads() -> AbstractAsyncContextManager[Tenant]:
    raise AssertionError("a channel's card is posted without reading about anybody")


def report_of(team: str, week: Week, *, version: str = "sha256:0") -> Report:
    return Report(
        team=team,
        week=str(week),
        window=Window(start="2026-11-08T23:00:00Z", end="2026-11-15T23:00:00Z"),
        people=People(members=12),
        sections=(),
        policy=PolicyStamp(version=version),
    )


@dataclass(frozen=True, kw_only=True)
class Stage:
    """One tenant on a folder."""

    folder: Path
    answer: Receipt = _TAKEN
    error: KadansError | None = None
    """What an audit raises in place of a report."""
    audit_takes: float = 0.0
    """Seconds."""
    sandbox: bool = True
    """Nothing is asked for a legal footing."""

    def house(self, now: int, *, kill_at: int | None = None) -> House:
        steps = Steps(kill_at)
        policy = self.folder / "policy.toml"
        if not policy.exists():
            policy.write_text(_POLICY)
        file = self.folder / "memory.sqlite"
        storage = Storage.on(
            steps.around(FolderPapers(self.folder / "papers")),
            steps.around(LocalRows(file)),
            steps.around(LocalQueues(file, clock=lambda: float(now))),
            tenant="t",
        )

        async def audit(request: AuditRequest) -> list[Audited]:
            assert request.team is not None
            assert request.week is not None
            team = team_settings(request.policy, request.team)
            with (self.folder / "audits.txt").open("a") as log:
                log.write(f"{request.team}/{request.week}\n")
            await asyncio.sleep(self.audit_takes)
            if self.error is not None:
                return [Audited(team=team, week=request.week, problem=str(self.error), error=self.error)]
            storage.reports.publish(report_of(request.team, request.week, version=request.policy.stamp))
            return [Audited(team=team, week=request.week)]

        def postman(target: Target) -> Channel:
            assert isinstance(target, WorkflowTarget)
            admins = target.url_secret == "ADMINS"  # noqa: S105 - the name of a setting
            return Channel(self.folder / f"{target.url_secret}.txt", steps, _TAKEN if admins else self.answer)

        return House(
            storage=storage,
            clock=lambda: datetime.fromtimestamp(now, UTC),
            policy=lambda: in_force(
                FilePolicy(policy).read(),
                storage.papers,
                lambda text: read_policy(text.content, name=text.name, rules=rules()),
                noted=notes(storage, lambda: datetime.fromtimestamp(now, UTC)),
                today=datetime.fromtimestamp(now, UTC).date(),
            ),
            postman=postman,
            audit=audit,
            reading=_nobody_reads,
            sandbox=self.sandbox,
        )

    def publish_before(self, week: Week = WEEK) -> None:
        """Leave only the newest week to do."""
        for back in range(1, CATCHES_UP):
            self.house(MONDAY).storage.reports.publish(report_of("platform", before(week, back)))

    def round(self, now: int, *, kill_at: int | None = None) -> None:
        """Fire the plan and run the queues dry."""
        house = self.house(now, kill_at=kill_at)
        asyncio.run(plan(house))
        self.drain(house)

    def drain(self, house: House) -> None:
        """Run what is in the queues; a message whose job fails comes back after five minutes."""
        jobs: dict[str, Callable[..., Any]] = {AUDITS: audit_message, DELIVERIES: deliver_message}
        queues = house.storage.queues
        for queue, job in jobs.items():
            while (message := queues.receive(queue, hidden=300)) is not None:
                try:
                    asyncio.run(job(message.text, house))
                except KadansError:
                    continue
                queues.finish(queue, message)

    def again(self, now: int) -> str:
        """Do what `kadans deliver --again` does."""
        return asyncio.run(deliver_again(KEY, self.house(now)))

    def cards(self, name: str) -> list[str]:
        """Return what was posted, each as JSON."""
        return (self.folder / f"{name}.cards").read_text().splitlines()

    def lines(self, name: str) -> list[str]:
        path = self.folder / f"{name}.txt"
        return path.read_text().splitlines() if path.exists() else []


_CONTEXT = multiprocessing.get_context("forkserver")


def in_a_process(stage: Stage, now: int, kill_at: int | None = None) -> multiprocessing.process.BaseProcess:
    """Start a round in a process of its own."""
    _CONTEXT.set_forkserver_preload(["tests.stage"])
    process = _CONTEXT.Process(target=stage.round, args=(now,), kwargs={"kill_at": kill_at})
    process.start()
    return process
