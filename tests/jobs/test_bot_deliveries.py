"""The app's delivery job and the bot route, against the sandbox's Teams: what stands in chats, what the ledger and health say."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from core.delivery import Entry, State
from core.errors import PolicyError
from core.week import Week
from jobs.deliver import deliver_again, deliver_message
from jobs.health import health
from jobs.house import House
from jobs.messages import DELIVERIES, DeliveryMessage
from jobs.wiring import house
from sandbox import FOR_BOTS, GRANTED, Fault, Faults, Served, build, policy_toml, served_in_thread
from tests.stage import report_of

COMPANY = build(seed=3, people=12)
WEEK = Week.parse(COMPANY.week)
TEAM = COMPANY.teams[0]
CHAT, CHANNEL = f"{TEAM.key}/{WEEK}/{TEAM.key}-chat", f"{TEAM.key}/{WEEK}/{TEAM.key}-channel"


@pytest.fixture
def faults() -> Faults:
    return Faults.none()


@pytest.fixture
def served(faults: Faults) -> Iterator[Served]:
    with served_in_thread(COMPANY, faults=faults, granted=GRANTED | FOR_BOTS) as found:
        yield found


def opened(served: Served, folder: Path, **others: str) -> House:
    policy = folder / "policy.toml"
    if not policy.exists():
        policy.write_text(policy_toml(COMPANY, folder=str(folder / "out"), by="bot"), "utf-8")
    environment = {**served.environment, "KADANS_POLICY": str(policy), "KADANS_STORAGE": f"folder:{folder}", **others}
    found = house(environment, clock=lambda: COMPANY.now)
    if found.storage.reports.read(TEAM.key, WEEK) is None:
        found.storage.reports.publish(report_of(TEAM.key, WEEK))
    return found


def deliver(found: House, key: str) -> Entry | None:
    team, week, route = key.split("/")
    message = DeliveryMessage(team=team, week=week, target=route, give_up_at=found.now + 3600)
    asyncio.run(deliver_message(message.text(), found))
    return found.storage.ledger.read(key)


def known(entry: Entry | None) -> tuple[State, str]:
    assert entry is not None
    return entry.state, entry.reason


def test_each_card_stands_once_in_the_managers_chat_and_once_in_the_channel(served: Served, tmp_path: Path) -> None:
    found = opened(served, tmp_path)
    for _ in range(3):
        entries = [deliver(found, key) for key in (CHAT, CHANNEL)]
    group = COMPANY.group(TEAM.group or "")
    assert group is not None
    posted = list(served.connector.posted.values())
    assert [each.conversation for each in posted] == [served.apps.chat_of(TEAM.manager), group.channels[0]]
    assert [(entry.state, entry.activity) for entry in entries if entry] == [(State.SENT, each.id) for each in posted]
    assert all(each.message["summary"] and each.card["version"] == "1.5" for each in posted)
    assert health(found)["sent_in_7_days"] == {"delivered": 2, "accepted_unconfirmed": 0}


def test_no_conversation_and_no_person_is_kept_anywhere(served: Served, tmp_path: Path) -> None:
    found = opened(served, tmp_path)
    deliver(found, CHAT)
    written = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file() and path.suffix != ".toml")
    for each in (served.apps.chat_of(TEAM.manager), TEAM.manager):
        assert each.encode() not in written


def test_a_reader_who_blocked_the_app_is_recorded_once_and_left_alone(served: Served, tmp_path: Path) -> None:
    found = opened(served, tmp_path)
    served.apps.installed.add(TEAM.manager)
    served.apps.blocked.add(TEAM.manager)
    for _ in range(2):
        assert known(deliver(found, CHAT)) == (State.BLOCKED, "blocked by the user")
    assert len(served.connector.calls) == 1
    (alarm,) = (tmp_path / "out" / "admins").rglob("*.json")
    assert "A reader has blocked the app" in alarm.read_text()
    assert TEAM.manager not in alarm.read_text()
    assert health(found)["open_deliveries"] == {CHAT: "blocked"}
    assert "still blocks the app" in asyncio.run(deliver_again(CHAT, found))
    served.apps.blocked.clear()
    assert asyncio.run(deliver_again(CHAT, found)) == f"{CHAT}: posted."


@pytest.mark.parametrize("key", [CHAT, CHANNEL])
def test_again_changes_a_card_that_was_sent_and_posts_no_second_one(served: Served, tmp_path: Path, key: str) -> None:
    found = opened(served, tmp_path)
    first = deliver(found, key)
    before = next(iter(served.connector.posted.values())).card
    policy = tmp_path / "policy.toml"
    policy.write_text(
        re.sub(r'name = "Platform[^"]*"|name = "[^"]*"(?=\ngroup)', 'name = "Another name"', policy.read_text())
    )
    assert "it now shows what it would show today" in asyncio.run(deliver_again(key, opened(served, tmp_path)))
    (after,) = served.connector.posted.values()
    assert after.card != before
    assert "Another name" in str(after.card)
    entry = found.storage.ledger.read(key)
    assert first is not None
    assert (entry and entry.state, entry and entry.activity) == (State.SENT, first.activity)


def test_again_says_when_the_card_is_gone(served: Served, tmp_path: Path) -> None:
    found = opened(served, tmp_path)
    deliver(found, CHAT)
    served.connector.posted.clear()
    with pytest.raises(PolicyError, match="could not be changed: the card is not there any more"):
        asyncio.run(deliver_again(CHAT, found))
    assert served.connector.posted == {}


CUT: list[Any] = [
    pytest.param(Fault(match="/activities$", kind="reset"), id="no answer after the post"),
    pytest.param(Fault(match="/activities$", status=500), id="an error that leaves it open"),
]


@pytest.mark.parametrize("fault", CUT)
def test_what_may_have_been_posted_waits_for_a_person(fault: Fault, tmp_path: Path) -> None:
    with served_in_thread(COMPANY, faults=Faults(faults=(fault,)), granted=GRANTED | FOR_BOTS) as served:
        found = opened(served, tmp_path)
        for _ in range(2):
            assert known(deliver(found, CHAT))[0] is State.AMBIGUOUS
        assert sum(each.path.endswith("/activities") for each in served.connector.calls) == 1
        assert not health(found)["healthy"]


def test_a_long_wait_becomes_a_message_that_comes_later(tmp_path: Path) -> None:
    faults = Faults(faults=(Fault(match="/activities$", status=429, retry_after=600),))
    with served_in_thread(COMPANY, faults=faults, granted=GRANTED | FOR_BOTS) as served:
        found = opened(served, tmp_path)
        assert deliver(found, CHAT) is None
        assert served.connector.posted == {}
        assert found.storage.queues.receive(DELIVERIES, hidden=60) is None
        assert known(deliver(found, CHAT))[0] is State.SENT


def test_the_bot_route_needs_to_know_the_teams_app(served: Served, tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match=r"^KADANS_TEAMS_APP_ID is not set"):
        deliver(opened(served, tmp_path, KADANS_TEAMS_APP_ID=""), CHAT)
    assert known(deliver(opened(served, tmp_path, KADANS_TEAMS_APP_ID=""), CHANNEL))[0] is State.SENT


def test_the_sandbox_takes_no_card_to_another_address(served: Served, tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match=r"^KADANS_BOT_URL: must be"):
        deliver(opened(served, tmp_path, KADANS_BOT_URL="https://evil.example/teams"), CHAT)
    with pytest.raises(PolicyError, match=r"^KADANS_CA_BUNDLE = nowhere"):
        deliver(opened(served, tmp_path, KADANS_CA_BUNDLE="nowhere.pem"), CHAT)
    assert served.connector.calls == []
