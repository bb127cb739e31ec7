"""The app in Azure: Microsoft's worker runs function_app.py on messages from Azurite, against the sandbox over HTTPS."""

import json

from jobs.messages import AUDITS, DELIVERIES, AuditMessage
from tests.functions.conftest import Tenant


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
        assert host.drain() == 4
        assert len(tenant.posted("channel")) == len(teams)

        status, body = host.get("health")
        told = json.loads(body)
        assert status == 200
        assert told["policy"]["valid"]
        assert [each["last_report"] for each in told["teams"].values()] == [str(week)] * len(teams)


def test_a_poison_message_alarms_once(tenant: Tenant) -> None:
    with tenant.app(KADANS_CLIENT_SECRET="wrong") as host:
        for queue in (AUDITS, AUDITS, DELIVERIES):
            text = AuditMessage(team="platform", week="2026-W46", give_up_at=2**31).text()
            tenant.storage.queues.send(queue, text)
        host.drain()
        assert host.drain() == 0
    alarms = tenant.posted("admins")
    assert len(alarms) == 2
    assert sum("audits/platform/2026-W46" in each and "the sign-in was refused" in each for each in alarms) == 1
    assert sum("deliveries/unreadable-" in each for each in alarms) == 1
    assert tenant.posted("channel") == []
