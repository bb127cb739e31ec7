"""Plan, audit and delivery, one after the other, with a clock of their own."""

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from core.delivery import Outcome, Receipt, State
from core.errors import KadansError, NotReachedError, PolicyError, PostponedError
from core.week import Week
from jobs.alarm import note_reason, poisoned
from jobs.audit_message import audit_message
from jobs.deliver import deliver_again, deliver_message
from jobs.health import health
from jobs.house import House, LeasedGate
from jobs.messages import AUDITS, DELIVERIES, AuditMessage, DeliveryMessage, MessageError
from jobs.plan import CATCHES_UP, before, plan
from jobs.purge import purge
from tests.stage import KEY, MONDAY, WEEK, Stage

HOUR = 3600
DELIVERY = DeliveryMessage(team="platform", week=str(WEEK), target="channel", give_up_at=MONDAY + HOUR)


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    return Stage(folder=tmp_path)


def waiting(house: House, queue: str) -> list[str]:
    found = []
    while (message := house.storage.queues.receive(queue, hidden=300)) is not None:
        found.append(message.text)
        house.storage.queues.finish(queue, message)
    return found


def deliver(stage: Stage, now: int = MONDAY) -> None:
    house = stage.house(now)
    if house.storage.reports.read("platform", WEEK) is None:
        stage.publish_before(WEEK.following)
    asyncio.run(deliver_message(DELIVERY.text(), house))


def test_the_first_plan_catches_up_four_weeks_and_only_the_newest_gets_a_card(stage: Stage) -> None:
    stage.round(MONDAY)
    assert stage.lines("audits") == [f"platform/{before(WEEK, back)}" for back in reversed(range(CATCHES_UP))]
    assert stage.lines("CHANNEL") == [f"platform/{WEEK}"]


def test_every_week_one_card_however_often_the_timer_fires(stage: Stage) -> None:
    for hours in range(0, 24 * 21, 5):
        stage.round(MONDAY + hours * HOUR)
    weeks = [WEEK, WEEK.following, WEEK.following.following]
    assert stage.lines("CHANNEL") == [f"platform/{week}" for week in weeks]
    assert stage.lines("ADMINS") == []


def test_no_card_before_cards_from(stage: Stage) -> None:
    stage.house(MONDAY)
    policy = stage.folder / "policy.toml"
    policy.write_text(policy.read_text().replace("[organisation]", "[organisation]\ncards_from = 2026-11-17"))
    stage.round(MONDAY)
    assert (len(stage.lines("audits")), stage.lines("CHANNEL")) == (CATCHES_UP, [])


def test_nothing_is_planned_after_the_agreed_period(stage: Stage) -> None:
    stage.house(MONDAY)
    policy = stage.folder / "policy.toml"
    policy.write_text(policy.read_text() + "[governance]\nuntil = 2026-11-15\n")
    stage.round(MONDAY)
    assert stage.lines("audits") == []


def test_messages_hold_keys_and_nothing_else(stage: Stage) -> None:
    house = stage.house(MONDAY)
    stage.publish_before()
    asyncio.run(plan(house))
    (text,) = waiting(house, AUDITS)
    assert set(json.loads(text)) == {"team", "week", "attempt", "give_up_at"}
    asyncio.run(audit_message(text, house))
    (text,) = waiting(house, DELIVERIES)
    assert set(json.loads(text)) == {"team", "week", "target", "attempt", "give_up_at"}
    with pytest.raises(MessageError):
        AuditMessage.read('{"team": "platform", "week": "2026-W46", "give_up_at": 1, "subject": "x"}')


def test_a_long_wait_becomes_a_delayed_copy_and_in_the_end_an_alarm(tmp_path: Path) -> None:
    stage = Stage(folder=tmp_path, error=PostponedError(5 * HOUR))
    house = stage.house(MONDAY)
    message = AuditMessage(team="platform", week=str(WEEK), give_up_at=MONDAY + 8 * HOUR)
    asyncio.run(audit_message(message.text(), house))
    assert waiting(house, AUDITS) == []
    (copy,) = waiting(stage.house(MONDAY + 5 * HOUR + 2), AUDITS)
    assert AuditMessage.read(copy) == message.model_copy(update={"attempt": 2})
    asyncio.run(audit_message(copy, stage.house(MONDAY + 5 * HOUR + 2)))
    (last,) = waiting(stage.house(MONDAY + 8 * HOUR + 2), AUDITS)
    for _ in range(2):
        asyncio.run(audit_message(last, stage.house(MONDAY + 8 * HOUR + 2)))
    assert len(stage.lines("audits")) == 2
    assert len(stage.lines("ADMINS")) == 1


def test_all_instances_wait_while_the_tenant_is_throttled(stage: Stage) -> None:
    house = stage.house(MONDAY)
    gate = LeasedGate(house.storage.leases, house.clock)
    other = LeasedGate(stage.house(MONDAY).storage.leases, house.clock)
    assert asyncio.run(other.closed("calls")) == 0
    asyncio.run(gate.close("calls", 120))
    assert 119 < asyncio.run(LeasedGate(house.storage.leases, house.clock).closed("calls")) <= 121
    message = AuditMessage(team="platform", week=str(WEEK), give_up_at=MONDAY + 8 * HOUR)
    asyncio.run(audit_message(message.text(), house))
    assert stage.lines("audits") == []
    assert len(waiting(stage.house(MONDAY + 122), AUDITS)) == 1


def test_a_failed_audit_comes_again_and_the_alarm_tells_why(tmp_path: Path) -> None:
    stage = Stage(folder=tmp_path, error=NotReachedError("No connection to https://zz-verzonnen.example."))
    house = stage.house(MONDAY)
    message = AuditMessage(team="platform", week=str(WEEK), give_up_at=MONDAY + 8 * HOUR)
    for _ in range(2):
        with pytest.raises(NotReachedError):
            asyncio.run(audit_message(message.text(), house))
    for _ in range(2):
        asyncio.run(poisoned(house, AUDITS, message.text()))
    assert len(stage.lines("audits")) == 2
    assert len(stage.lines("ADMINS")) == 1
    assert house.storage.rows.read(f"failure/{AUDITS}/platform/{WEEK}").values["reason"] == (  # type: ignore[union-attr]
        "no connection to Microsoft Graph"
    )


def test_a_clear_answer_is_settled_and_a_second_message_posts_nothing(stage: Stage) -> None:
    for _ in range(3):
        deliver(stage)
    assert stage.lines("CHANNEL") == [f"platform/{WEEK}"]
    entry = stage.house(MONDAY).storage.ledger.read(KEY)
    assert entry is not None
    assert (entry.state, entry.reason) == (State.SENT, "accepted_unconfirmed")


@pytest.mark.parametrize(
    ("outcome", "state"),
    [
        (Outcome.AMBIGUOUS, State.AMBIGUOUS),
        (Outcome.REJECTED, State.FAILED),
        (Outcome.BLOCKED, State.BLOCKED),
    ],
)
def test_without_a_clear_answer_a_person_decides(tmp_path: Path, outcome: Outcome, state: State) -> None:
    stage = Stage(folder=tmp_path, answer=Receipt(outcome=outcome, reason="no answer in time"))
    for hours in range(4):
        deliver(stage, MONDAY + hours * HOUR)
        stage.round(MONDAY + hours * HOUR)
    posted = stage.lines("CHANNEL")
    assert len(posted) == (outcome is Outcome.AMBIGUOUS)
    assert len(stage.lines("ADMINS")) == 1
    entry = stage.house(MONDAY).storage.ledger.read(KEY)
    assert entry is not None
    assert entry.state is state
    assert Stage(folder=tmp_path).again(MONDAY + 5 * HOUR) == f"{KEY}: posted."
    assert len(stage.lines("CHANNEL")) == len(posted) + 1


def test_what_surely_was_not_posted_is_posted_later(tmp_path: Path) -> None:
    busy = Stage(folder=tmp_path, answer=Receipt(outcome=Outcome.LATER, reason="throttled (429)", retry_after=600))
    deliver(busy)
    assert busy.house(MONDAY).storage.ledger.read(KEY) is None
    assert waiting(busy.house(MONDAY + 599), DELIVERIES) == []
    (copy,) = waiting(busy.house(MONDAY + 600), DELIVERIES)
    stage = Stage(folder=tmp_path)
    asyncio.run(deliver_message(copy, stage.house(MONDAY + 600)))
    assert len(stage.lines("CHANNEL")) == 1


def test_past_give_up_at_an_alarm_takes_the_place_of_the_card(stage: Stage) -> None:
    deliver(stage, MONDAY + HOUR)
    deliver(stage, MONDAY + 2 * HOUR)
    assert (stage.lines("CHANNEL"), len(stage.lines("ADMINS"))) == ([], 1)
    assert stage.again(MONDAY + 3 * HOUR) == f"{KEY}: posted."


def test_a_delivery_that_another_instance_is_doing_waits_for_it(stage: Stage) -> None:
    house = stage.house(MONDAY)
    claim = house.storage.ledger.claim(KEY, now=MONDAY)
    assert claim is not None
    deliver(stage, MONDAY + 60)
    assert (stage.lines("CHANNEL"), stage.lines("ADMINS")) == ([], [])
    assert len(waiting(stage.house(MONDAY + 600), DELIVERIES)) == 1
    with pytest.raises(PolicyError, match="on its way"):
        stage.again(MONDAY + 60)


@pytest.mark.parametrize("key", ["platform/2026-W46", "nobody/2026-W46/channel", "platform/2026-W46/nowhere"])
def test_again_needs_a_key_that_exists(stage: Stage, key: str) -> None:
    deliver(stage)
    with pytest.raises(PolicyError, match="Keys look like"):
        asyncio.run(deliver_again(key, stage.house(MONDAY)))


def test_an_invalid_upload_alarms_once_and_the_last_valid_policy_stays(stage: Stage) -> None:
    stage.round(MONDAY)
    policy = stage.folder / "policy.toml"
    good = policy.read_text()
    policy.write_text(good + "[surprise]\n")
    for hours in (1, 2):
        stage.round(MONDAY + hours * HOUR)
    assert len(stage.lines("ADMINS")) == 1
    policy.write_text(good + "[another]\n")
    stage.round(MONDAY + 24 * 7 * HOUR)
    assert len(stage.lines("ADMINS")) == 2
    assert stage.lines("CHANNEL")[-1] == f"platform/{WEEK.following}"
    assert not health(stage.house(MONDAY))["policy"]["valid"]


def test_a_card_under_an_earlier_policy_says_so_and_alarms_speak_the_organisations_language(stage: Stage) -> None:
    stage.house(MONDAY)
    policy = stage.folder / "policy.toml"
    good = policy.read_text().replace("[organisation]", '[organisation]\nlocale = "nl-BE"')
    policy.write_text(good)
    stage.round(MONDAY)
    (card,) = stage.cards("CHANNEL")
    assert "beleid van" not in card
    policy.write_text(good + "[surprise]\n")
    stage.round(MONDAY + 24 * 7 * HOUR)
    told = "Gemeten volgens ons beleid van 16 november 2026, want de nieuwere versie kan nog niet gelezen worden."
    assert told in stage.cards("CHANNEL")[-1]
    (alarm,) = stage.cards("ADMINS")
    assert "Het beleid van 16 november 2026 blijft intussen gelden." in alarm
    assert health(stage.house(MONDAY + 24 * 7 * HOUR))["policy"]["in_force_since"] == "2026-11-16"


def test_health_tells_what_is_late(stage: Stage) -> None:
    assert not health(stage.house(MONDAY))["healthy"]
    stage.round(MONDAY)
    told = health(stage.house(MONDAY + HOUR))
    assert told["healthy"]
    assert told["teams"]["platform"] == {"last_report": str(WEEK), "up_to_date": True, "gaps": []}
    assert not health(stage.house(MONDAY + 3 * HOUR))["healthy"]


def test_the_purge_forgets_reports_and_deliveries_of_more_than_thirteen_months(stage: Stage) -> None:
    stage.round(MONDAY)
    note_reason(stage.house(MONDAY), "audits/platform/2026-W46", "it could not be read")
    later = int(datetime(2027, 12, 25, tzinfo=UTC).timestamp())
    asyncio.run(purge(stage.house(later)))
    house = stage.house(later)
    assert house.storage.reports.weeks("platform") == frozenset()
    assert house.storage.ledger.read(KEY) is None
    assert house.storage.rows.listed("failure/") == {}
    assert Week.parse("2026-W46") == WEEK


def test_a_team_that_left_the_policy_is_left_alone(stage: Stage) -> None:
    house = stage.house(MONDAY)
    asyncio.run(audit_message(AuditMessage(team="gone", week=str(WEEK), give_up_at=MONDAY + 1).text(), house))
    gone = DELIVERY.model_copy(update={"team": "gone"})
    asyncio.run(deliver_message(gone.text(), house))
    assert stage.lines("audits") == []
    with pytest.raises(KadansError):
        asyncio.run(audit_message("{}", house))


SATURDAY = MONDAY + 5 * 24 * HOUR
NEXT_MONDAY = MONDAY + 7 * 24 * HOUR - HOUR
"""08:00 in Brussels, half an hour before the next week is due."""


def test_outside_working_time_nothing_is_posted_and_the_message_comes_when_it_begins(stage: Stage) -> None:
    stage = Stage(folder=stage.folder, sandbox=False)
    message = DELIVERY.until(SATURDAY + HOUR)
    stage.publish_before(WEEK.following)
    house = stage.house(SATURDAY)
    asyncio.run(deliver_message(message.text(), house))
    assert (stage.lines("CHANNEL"), stage.lines("ADMINS")) == ([], [])
    assert house.storage.ledger.read(KEY) is None
    assert waiting(stage.house(NEXT_MONDAY - 60), DELIVERIES) == []
    (copy,) = waiting(stage.house(NEXT_MONDAY), DELIVERIES)
    assert DeliveryMessage.read(copy).give_up_at >= NEXT_MONDAY + 24 * HOUR, "waiting costs no patience"
    asyncio.run(deliver_message(copy, stage.house(NEXT_MONDAY)))
    asyncio.run(deliver_message(copy, stage.house(NEXT_MONDAY)))
    assert stage.lines("CHANNEL") == [f"platform/{WEEK}"]


def test_a_card_that_waited_until_the_next_one_is_there_is_not_posted_any_more(stage: Stage) -> None:
    message = DELIVERY.until(NEXT_MONDAY + 24 * HOUR)
    late = NEXT_MONDAY + 2 * HOUR
    house = stage.house(late)
    stage.publish_before(WEEK.following)
    asyncio.run(deliver_message(message.text(), stage.house(late)))
    assert stage.lines("CHANNEL") == [f"platform/{WEEK}"], "the next report is not there yet: better late than never"
    other = DELIVERY.model_copy(update={"week": str(before(WEEK, 1)), "give_up_at": late + HOUR})
    asyncio.run(deliver_message(other.text(), house))
    assert stage.lines("CHANNEL") == [f"platform/{WEEK}"]
    assert stage.lines("ADMINS") == []


def test_a_person_who_decides_is_not_made_to_wait_for_working_time(stage: Stage) -> None:
    stage.publish_before(WEEK.following)
    assert stage.again(SATURDAY) == f"{KEY}: posted."
