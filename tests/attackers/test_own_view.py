"""Whoever may read storage, queues, logs, reports or health wants to see what a card told its reader alone."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from core.week import Week
from jobs.audit_message import audit_message
from jobs.deliver import deliver_message
from jobs.health import health
from jobs.health_card import lines
from jobs.house import House
from jobs.messages import DELIVERIES, AuditMessage
from jobs.wiring import house
from sandbox import FOR_BOTS, GRANTED, Faults, Served, build, policy_toml, served_in_thread
from tests.reports.reading import elements

COMPANY = build(seed=7, people=60)
WEEK = str(Week.parse(COMPANY.week))
TEAM = COMPANY.team("platform")
READERS = (TEAM.manager, TEAM.members[0])


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    with served_in_thread(COMPANY, faults=Faults.none(), granted=GRANTED | FOR_BOTS) as found:
        yield found


@pytest.fixture
def there(served: Served, tmp_path: Path) -> House:
    """Return a house in which the manager organises and asked for a card, too."""
    text = policy_toml(COMPANY, folder=str(tmp_path / "out"), by="bot")
    (tmp_path / "policy.toml").write_text(text, "utf-8")
    environment = {
        **served.environment,
        "KADANS_POLICY": str(tmp_path / "policy.toml"),
        "KADANS_STORAGE": f"folder:{tmp_path / 'store'}",
    }
    return house(environment, clock=lambda: COMPANY.now + timedelta(hours=2))


def told(card: object) -> set[str]:
    """Return the lines of a card that are long enough to be found by nobody else's chance."""
    texts = {str(part.get(key, "")) for part in elements(card) for key in ("text", "value", "title")}
    return {text for text in texts if len(text) > 25}


def test_what_a_reader_alone_is_told_stands_in_no_storage_queue_log_report_or_page_of_admins(
    served: Served, there: House, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    message = AuditMessage(team=TEAM.key, week=WEEK, give_up_at=there.now + 3600)
    asyncio.run(audit_message(message.text(), there))
    queued: list[str] = []
    while (taken := there.storage.queues.receive(DELIVERIES, hidden=300)) is not None:
        queued.append(taken.text)
        asyncio.run(deliver_message(taken.text, there))
        there.storage.queues.finish(DELIVERIES, taken)
    cards = {each.conversation: each.card for each in served.connector.posted.values()}
    manager, member = (cards.pop(served.apps.chat_of(reader)) for reader in READERS)
    (channel,) = cards.values()
    everybodys = told(channel)
    secret = told(manager) | told(member) - everybodys
    secret = {text for text in secret if text not in everybodys}
    assert any("vrije tijd" in text for text in secret), "the manager's and the member's own numbers"
    assert any("Dag allemaal" in text for text in secret), "and a message to copy"

    out, err = capfd.readouterr()
    kept = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()).decode("utf-8", "replace")
    places = {
        "storage and files": kept,
        "queues": "\n".join(queued),
        "log": out + err,
        "health": json.dumps(health(there), ensure_ascii=False),
        "the admins' card": "\n".join(lines(there)),
        "the team's channel": json.dumps(channel, ensure_ascii=False),
    }
    for place, text in places.items():
        assert not [each for each in secret if each in text or json.dumps(each)[1:-1] in text], place
        if place != "storage and files":  # where the policy lies, with the ids that admins wrote
            assert not [person for person in READERS if person in text], place
    assert TEAM.members[0] not in kept
    assert not re.search(r"19:[0-9a-f-]{36}_", kept), "no chat's id"


def test_two_weeks_of_the_ledger_do_not_tell_that_they_are_about_the_same_person(there: House) -> None:
    assert there.pseudonyms is not None
    one, other = (
        there.pseudonyms.of(TEAM.members[0], purpose=f"self-card/{week}") for week in ("2026-W46", "2026-W47")
    )
    assert one != other
    asyncio.run(audit_message(AuditMessage(team=TEAM.key, week=WEEK, give_up_at=there.now + 3600).text(), there))
    while (taken := there.storage.queues.receive(DELIVERIES, hidden=300)) is not None:
        asyncio.run(deliver_message(taken.text, there))
        there.storage.queues.finish(DELIVERIES, taken)
    assert [entry.key for entry in there.storage.self_cards.everything()] == [f"{WEEK}/{one}"]
