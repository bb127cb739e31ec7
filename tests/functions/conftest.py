"""A tenant whose app runs in Azure, as far as one machine can hold it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from core.zones import zone_named
from jobs.house import Storage
from jobs.messages import QUEUES
from jobs.plan import CATCHES_UP, before, newest_due
from jobs.settings import read_settings
from jobs.wiring import open_storage
from sandbox import Faults, Served, build, policy_toml, served_in_thread
from sandbox.azure.host import Host, hosting
from tests.stage import report_of


@dataclass(frozen=True, kw_only=True)
class Tenant:
    """The made-up company, its storage account, and the app that runs for it."""

    served: Served
    storage: Storage
    environment: dict[str, str]
    policy: Path

    @contextmanager
    def app(self, **more: str) -> Iterator[Host]:
        with hosting(self.storage.queues, {**self.environment, **more}) as host:
            yield host

    def posted(self, flow: str) -> list[str]:
        return [str(each.card) for each in self.served.flows.posted if each.flow == flow]

    def teams(self) -> list[str]:
        return re.findall(r"(?m)^\[teams\.([^\].]+)\]", self.policy.read_text())


@contextmanager
def living(
    emulator: str, folder: Path, faults: Faults | None = None, *, teams: int = 2, catches_up: bool = True
) -> Iterator[Tenant]:
    zone = zone_named("Europe/Brussels")
    assert zone is not None
    week = newest_due(datetime.now(UTC), zone, (0, datetime.min.time().replace(hour=8, minute=30)))
    company = build(seed=7, people=60, week=str(week))
    policy = folder / "policy.toml"
    policy.write_text(_with_workflows(policy_toml(company), teams))
    with served_in_thread(company, faults=faults or Faults.none()) as served:
        flows = {name: served.flows.url(served.authority, name) for name in ("channel", "admins")}
        environment = {
            **served.environment,
            "KADANS_TENANT_ID": company.tenant_id,
            "KADANS_STORAGE": emulator,
            "KADANS_POLICY": str(policy),
            "CHANNEL_FLOW": flows["channel"],
            "ADMINS_FLOW": flows["admins"],
        }
        storage = open_storage(read_settings(environment))
        storage.prepare()
        _forget(storage)
        for back in range(1, CATCHES_UP):
            for team in company.teams if not catches_up else ():
                storage.reports.publish(report_of(team.key, before(week, back)))
        yield Tenant(served=served, storage=storage, environment=environment, policy=policy)
        _forget(storage)


@pytest.fixture
def tenant(emulator: str, tmp_path: Path) -> Iterator[Tenant]:
    with living(emulator, tmp_path) as found:
        yield found


def _with_workflows(text: str, teams: int) -> str:
    """Turn the routes into webhooks and keep the first teams."""
    blocks = re.split(r"(?m)^(?=\[)", text)
    kept, seen = [], 0
    for block in blocks:
        if block.startswith("[teams."):
            seen += 1
            if seen > teams:
                continue
        if block.startswith("[routes."):
            secret = "ADMINS_FLOW" if block.startswith("[routes.admins]") else "CHANNEL_FLOW"
            head = block.split("\n")[0]
            kept.append(f'{head}\nkind = "workflow"\nurl_secret = "{secret}"\n\n')
        else:
            kept.append(block)
    return "".join(kept)


def _forget(storage: Storage) -> None:
    for queue in QUEUES:
        while (left := storage.queues.receive(queue, hidden=30)) is not None:
            storage.queues.finish(queue, left)
    for prefix in ("delivery/", "lease/", "failure/"):
        for key, row in storage.rows.listed(prefix).items():
            storage.rows.remove(key, tag=row.tag)
    for name in storage.papers.names(""):
        storage.papers.remove(name)
