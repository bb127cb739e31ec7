"""One delivery: a published week's card goes to one route, and never twice.

The ledger says `sending` before the post and what became of it after. Whoever finds an old `sending` can't know whether the card
was posted: it becomes ambiguous, alarms once, and waits for a person.
"""

from typing import Any

from core.delivery import Entry, Outcome, State
from core.errors import KadansError, PolicyError
from core.policy_file import Policy
from core.ports import Corrector, Postman
from core.report import Report
from core.team import team_settings
from core.week import Week
from jobs.alarm import SENDING_AT_MOST, Alarm, AlarmKind, alarm_about, make_ambiguous, note_reason, raise_alarm
from jobs.audit_message import later
from jobs.house import House
from jobs.log import logger
from jobs.messages import DELIVERIES, DeliveryMessage
from jobs.output import reader_of
from reports.card import as_bytes, card

_WITHOUT_RETRY_AFTER = 300
_STATES = {Outcome.REJECTED: State.FAILED, Outcome.BLOCKED: State.BLOCKED}


async def deliver_message(text: str, house: House) -> None:
    """Do what a message asks, or nothing where it was done before.

    Raises:
        KadansError: it failed, surely nothing was posted, and it should come again.
    """
    message = DeliveryMessage.read(text)
    entry = house.storage.ledger.read(message.key)
    if entry is not None:
        await _found(message, entry, house)
        return
    if house.now >= message.give_up_at:
        await raise_alarm(house, Alarm(kind=AlarmKind.GIVEN_UP, subject=f"{DELIVERIES}/{message.key}"))
        return
    try:
        ready = _ready(message.key, house)
    except KadansError as error:
        note_reason(house, f"{DELIVERIES}/{message.key}", "the policy, the route or its secret is wrong")
        _log(message).warning("delivery failed", reason=type(error).__name__)
        raise
    if ready is None:
        _log(message).warning("delivery without a team, a route or a report")
        return
    claim = house.storage.ledger.claim(message.key, now=house.now)
    if claim is None:
        later(house, message, SENDING_AT_MOST)
        return
    await _post(message, claim, ready, house)


async def _found(message: DeliveryMessage, entry: Entry, house: House) -> None:
    """Deal with a key that somebody has claimed before."""
    age = house.now - entry.since
    if entry.state is State.SENT:
        _log(message).info("delivered before")
    elif entry.state is not State.SENDING:
        await alarm_about(house, entry)
    elif age < SENDING_AT_MOST:
        later(house, message, SENDING_AT_MOST - age)
    else:
        await make_ambiguous(house, entry, "interrupted")


type _Ready = tuple[Postman, bytes]


def _ready(key: str, house: House) -> _Ready | None:
    """Return everything that can be got ready before the claim; None where the card is not wanted any more."""
    name, week, route = key.split("/")
    policy = house.policy().policy
    if name not in policy.tables.teams or route not in policy.tables.teams[name].routes:
        return None
    report = house.storage.reports.read(name, Week.parse(week))
    if report is None:
        return None
    return house.postman(policy.tables.routes[route]), _card(report, name, policy)


def _card(report: Report, team: str, policy: Policy) -> bytes:
    return as_bytes(card(report.published(), reader_of(team_settings(policy, team), policy)))


async def _post(message: DeliveryMessage, claim: Entry, ready: _Ready, house: House) -> State | None:
    """Post what is claimed and settle it; return the ledger's new state, None where it is to be done later."""
    postman, content = ready
    ledger = house.storage.ledger
    receipt = await postman.post(f"{message.team}/{message.week}", content)
    _log(message).info("posted", outcome=receipt.outcome.value, reason=receipt.reason)
    if receipt.outcome is Outcome.LATER:
        note_reason(house, f"{DELIVERIES}/{message.key}", receipt.reason or "Teams asks for more time")
        # First the copy, then the claim: killed in between, the copy finds the claim and asks a person.
        later(house, message, receipt.retry_after or _WITHOUT_RETRY_AFTER)
        ledger.free(claim)
        return None
    if receipt.outcome is Outcome.AMBIGUOUS:
        await make_ambiguous(house, claim, receipt.reason)
        return State.AMBIGUOUS
    state = _STATES.get(receipt.outcome, State.SENT)
    ledger.settle(
        claim, state, now=house.now, activity=receipt.activity, reason=receipt.reason or receipt.outcome.value
    )
    if state is not State.SENT:
        await alarm_about(house, ledger.read(message.key) or claim)
    return state


async def deliver_again(key: str, house: House) -> str:
    """Post a card once more because a person has decided so, or correct the one that was sent; return what became of it.

    Raises:
        PolicyError: there is nothing under this key to post again.
    """
    message = _message(key, house)
    ledger = house.storage.ledger
    entry = ledger.read(key)
    ready = _ready(key, house)
    if ready is None:
        raise PolicyError(f"{key}: there is no such team, route or report. Keys look like TEAM/2026-W46/ROUTE.")
    if entry is None:
        claim = ledger.claim(key, now=house.now)
    elif entry.state is State.SENT:
        return await _correct(entry, ready, house)
    elif entry.state is State.SENDING and house.now - entry.since < SENDING_AT_MOST:
        raise PolicyError(f"{key}: this card is on its way. Look again in {SENDING_AT_MOST // 60} minutes.")
    else:
        claim = ledger.read(key) if ledger.settle(entry, State.SENDING, now=house.now) else None
    if claim is None:
        raise PolicyError(f"{key}: somebody else is posting this card just now.")
    state = await _post(message, claim, ready, house)
    return {
        State.SENT: f"{key}: posted.",
        State.AMBIGUOUS: f"{key}: again no clear answer. Look in Teams.",
        State.FAILED: f"{key}: Teams refused it again. Check the route.",
        State.BLOCKED: f"{key}: the reader still blocks the app. Agree on another route with them.",
        None: f"{key}: Teams asks to wait; it will be posted later by the app.",
    }[state]


async def _correct(entry: Entry, ready: _Ready, house: House) -> str:
    """Put the card as it is drawn today in place of the one that was sent, where the route can; no second one is posted.

    Raises:
        PolicyError: it can't be changed.
    """
    postman, content = ready
    if not entry.activity or not isinstance(postman, Corrector):
        raise PolicyError(f"{entry.key}: this card was sent. A card is never posted twice.")
    receipt = await postman.update(entry.activity, content)
    if receipt.outcome is not Outcome.DELIVERED:
        raise PolicyError(f"{entry.key}: this card was sent, and it could not be changed: {receipt.reason}.")
    house.storage.ledger.settle(entry, State.SENT, now=house.now, activity=entry.activity, reason="corrected")
    return f"{entry.key}: this card was sent before; it now shows what it would show today."


def _message(key: str, house: House) -> DeliveryMessage:
    parts = key.split("/")
    if len(parts) != 3:
        raise PolicyError(f"{key}: is no key of a delivery. Keys look like TEAM/2026-W46/ROUTE.")
    return DeliveryMessage(team=parts[0], week=parts[1], target=parts[2], give_up_at=house.now + 24 * 3600)


def _log(message: DeliveryMessage) -> Any:  # noqa: ANN401 - structlog's proxy
    return logger().bind(team=message.team, week=message.week, target=message.target, attempt=message.attempt)
