"""The app in Azure: Microsoft's worker runs function_app.py on messages from Azurite, against the sandbox over HTTPS."""

import contextlib
import json
import threading
import time
from concurrent.futures import CancelledError
from pathlib import Path

from core.delivery import State
from jobs.messages import AUDITS, DELIVERIES, AuditMessage
from sandbox import MARKER, Fault, Faults
from sandbox.azure.host import Host
from tests.functions.conftest import Tenant, living


def test_every_team_gets_its_newest_week_and_a_second_round_posts_nothing(tenant: Tenant) -> None:
    teams = tenant.teams()
    with tenant.app() as host:
        answer = host.fire("plan")
        assert host.well(answer), answer.result.exception.message
        host.drain()
        for team in teams:
            assert len(tenant.storage.reports.weeks(team)) == 4
        assert len(tenant.posted("channel")) == len(teams)
        assert tenant.posted("admins") == []
        assert tenant.storage.ledger.open() == []

        assert host.well(host.fire("plan"))
        assert host.drain() == 0
        week = max(tenant.storage.reports.weeks(teams[0]))
        again = AuditMessage(team=teams[0], week=str(week), give_up_at=2**31).text()
        tenant.storage.queues.send(AUDITS, again)
        tenant.storage.queues.send(AUDITS, again)
        assert host.drain() == 6, "each audit hands on a delivery, and a message for those who asked for a card"
        assert len(tenant.posted("channel")) == len(teams)

        status, body = host.get("health")
        told = json.loads(body)
        assert status == 200
        assert told["policy"]["valid"]
        assert [each["last_report"] for each in told["teams"].values()] == [str(week)] * len(teams)
    assert len([line for line in host.logs if '"run"' in line]) > 10
    assert_nothing_leaked(tenant, host)


def test_a_poison_message_alarms_once(tenant: Tenant) -> None:
    with tenant.app(KADANS_CLIENT_SECRET=f"{MARKER}-wrong") as host:
        for queue in (AUDITS, AUDITS, DELIVERIES):
            text = AuditMessage(team="platform", week="2026-W46", give_up_at=2**31).text()
            tenant.storage.queues.send(queue, text)
        host.drain()
        assert host.drain() == 0
    alarms = tenant.posted("admins")
    assert len(alarms) == 2
    assert sum("audits/platform/2026-W46" in each and "het aanmelden is geweigerd" in each for each in alarms) == 1
    assert sum("deliveries/unreadable-" in each for each in alarms) == 1
    assert tenant.posted("channel") == []
    assert_nothing_leaked(tenant, host)


def test_in_trouble_nothing_leaks_either(emulator: str, tmp_path: Path) -> None:
    faults = Faults(
        faults=(
            Fault(match="/flows/channel/", times=1, status=403),
            Fault(match="/flows/channel/", after=1, times=1, kind="reset"),
            Fault(match="/users/[^/]+/calendarView$", every=3, status=404),
        )
    )
    with living(emulator, tmp_path, faults, catches_up=False) as tenant:
        with tenant.app() as host:
            assert host.well(host.fire("plan"))
            host.drain()
            assert host.well(host.fire("plan"))
            host.drain()
        assert len(tenant.posted("channel")) == 1
        assert len(tenant.posted("admins")) == 2
        assert sorted(each.state for each in tenant.storage.ledger.open()) == [State.AMBIGUOUS, State.FAILED]
        assert_nothing_leaked(tenant, host)


def test_a_worker_killed_while_it_posts_never_posts_again_and_alarms_once(emulator: str, tmp_path: Path) -> None:
    slow = Faults(faults=(Fault(match="/flows/channel/", kind="slow", seconds=30),))
    with living(emulator, tmp_path, slow, teams=1, catches_up=False) as tenant:
        with tenant.app() as host:
            assert host.well(host.fire("plan"))
            draining = threading.Thread(target=_quietly, args=(host,))
            draining.start()
            until = time.monotonic() + 60
            while not tenant.posted("channel"):
                assert time.monotonic() < until, "no card arrived"
                time.sleep(0.05)
            host.kill()
            draining.join(30)
        (entry,) = tenant.storage.ledger.open()
        assert entry.state is State.SENDING
        _ten_minutes_pass(tenant, entry.key)
        with tenant.app() as host:
            host.drain()
            assert host.well(host.fire("plan"))
            host.drain()
        assert len(tenant.posted("channel")) == 1
        assert len(tenant.posted("admins")) == 1
        assert entry.key in tenant.posted("admins")[0]


def _quietly(host: Host) -> None:
    """Drain until the worker is killed: then its answers never come."""
    with contextlib.suppress(CancelledError):
        host.drain()


def _ten_minutes_pass(tenant: Tenant, key: str) -> None:
    row = tenant.storage.rows.read(f"delivery/{key}")
    assert row is not None
    earlier = {**row.values, "since": int(row.values["since"]) - 601}
    assert tenant.storage.rows.replace(f"delivery/{key}", earlier, tag=row.tag)


def forbidden(tenant: Tenant) -> set[str]:
    """Return what may stand nowhere."""
    company = tenant.served.company
    people = [each.id for each in company.people] + [each.upn for each in company.people]
    return {MARKER, company.client_secret, company.domain, "Bearer ", "sig=", "$filter", "eyJ", *people}


def assert_nothing_leaked(tenant: Tenant, host: Host) -> None:
    """Search logs, messages, rows and documents for anything of a person, and for secrets."""
    storage = tenant.storage
    told = {
        "logs": "\n".join(host.logs),
        "messages": "\n".join(host.messages),
        "rows": str([storage.rows.listed(kind) for kind in ("delivery/", "lease/", "failure/")]),
        # The policy holds what admins wrote into it, ids of managers included.
        **{name: (storage.papers.read(name) or b"").decode() for name in storage.papers.names("reports/")},
    }
    for where, text in told.items():
        assert text, where
        assert [each for each in forbidden(tenant) if each.casefold() in text.casefold()] == [], where
    policies = ["policy/last-valid-since.txt", "policy/last-valid.toml"]
    assert sorted(storage.papers.names("")) == sorted([*policies, *storage.papers.names("reports/")])
