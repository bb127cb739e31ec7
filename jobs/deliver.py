"""One delivery: a published week's card goes to one route, and never twice.

The ledger says `sending` before the post and what became of it after. Whoever finds an old `sending` can't know whether the card
was posted: it becomes ambiguous, alarms once, and waits for a person.
"""

from typing import Any

from core.delivery import Entry, Outcome, State
from core.errors import KadansError, NotReachedError, PolicyError, PostponedError, SignInError
from core.ports import Corrector, Postman
from jobs.alarm import SENDING_AT_MOST, Alarm, AlarmKind, alarm_about, make_ambiguous, note_reason, raise_alarm
from jobs.audit_message import DELIVER_WITHIN, later
from jobs.house import House
from jobs.log import logger
from jobs.messages import DELIVERIES, LONGEST_DELAY, DeliveryMessage, SelfCardsMessage, delivery_of
from jobs.plan import wants_card
from jobs.ready import Ready, ready_to_post
from jobs.self_cards import self_cards_message
from jobs.trace import Span, span

_WITHOUT_RETRY_AFTER = 300
_STATES = {Outcome.REJECTED: State.FAILED, Outcome.BLOCKED: State.BLOCKED}


async def deliver_message(text: str, house: House) -> None:
    """Do what a message asks, or nothing where it was done before.

    Raises:
        KadansError: it failed, surely nothing was posted, and it should come again.
    """
    message = delivery_of(text)
    with span(Span.DELIVER, team=message.team, week=message.week) as told:
        told.count(attempt=message.attempt)
        if isinstance(message, SelfCardsMessage):
            await self_cards_message(message, house)
        else:
            await _delivered(message, house)


async def _delivered(message: DeliveryMessage, house: House) -> None:
    entry = house.storage.ledger.read(message.key)
    if entry is not None:
        await _found(message, entry, house)
        return
    if house.now >= message.give_up_at:
        await raise_alarm(house, Alarm(kind=AlarmKind.GIVEN_UP, subject=f"{DELIVERIES}/{message.key}"))
        return
    try:
        ready = ready_to_post(message.key, house)
        if ready is None or _superseded(ready, house):
            _log(message).warning("delivery without a team, a route or a report, or with a newer card")
            return
        reader = await ready.reader(house)
        content = ready.card(reader.own)
    except PostponedError as error:
        later(house, message, int(error.seconds) + 1)
        return
    except KadansError as error:
        note_reason(house, f"{DELIVERIES}/{message.key}", _why(error))
        _log(message).warning("delivery failed", reason=type(error).__name__)
        raise
    if reader.moment is None or reader.moment > house.now:
        _wait(message, reader.moment, house)
        return
    claim = house.storage.ledger.claim(message.key, now=house.now)
    if claim is None:
        later(house, message, SENDING_AT_MOST)
        return
    await post_claimed(message, claim, ready.postman, content, house)


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


def _why(error: KadansError) -> str:
    """Return why nothing could be got ready, as a fixed phrase."""
    if isinstance(error, SignInError):
        return "the sign-in was refused"
    if isinstance(error, NotReachedError):
        return "no connection to Microsoft Graph"
    return "the policy, the route or its secret is wrong"


def _superseded(ready: Ready, house: House) -> bool:
    """Tell whether a card has waited for so long that the next one is there: nobody wants both."""
    if wants_card(ready.team, ready.week, house.clock()):
        return False
    return any(newer > ready.week for newer in house.storage.reports.weeks(ready.team.key))


def _wait(message: DeliveryMessage, moment: int | None, house: House) -> None:
    """Send a copy that comes when the reader works again, however long that takes."""
    seconds = LONGEST_DELAY if moment is None else moment - house.now
    later(house, message.until(house.now + seconds + DELIVER_WITHIN), seconds)
    _log(message).info("waits for the reader's working time", seconds=seconds)


async def post_claimed(
    message: DeliveryMessage, claim: Entry, postman: Postman, content: bytes, house: House, *, postpone: bool = True
) -> State | None:
    """Post what is claimed and settle it; return the ledger's new state, None where it is to be done later.

    `postpone` sends the app a message for later; a person at a terminal is told instead.
    """
    ledger = house.storage.ledger
    receipt = await postman.post(f"{message.team}/{message.week}", content)
    _log(message).info("posted", outcome=receipt.outcome.value, reason=receipt.reason)
    if receipt.outcome is Outcome.LATER:
        note_reason(house, f"{DELIVERIES}/{message.key}", receipt.reason or "Teams asks for more time")
        # First the copy, then the claim: killed in between, the copy finds the claim and asks a person.
        if postpone:
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
    ready = ready_to_post(key, house)
    if ready is None:
        raise PolicyError(f"{key}: there is no such team, route or report. Keys look like TEAM/2026-W46/ROUTE.")
    # A person has decided: no waiting for working time.
    content = ready.card((await ready.reader(house)).own)
    if entry is None:
        claim = ledger.claim(key, now=house.now)
    elif entry.state is State.SENT:
        return await _correct(entry, ready.postman, content, house)
    elif entry.state is State.SENDING and house.now - entry.since < SENDING_AT_MOST:
        raise PolicyError(f"{key}: this card is on its way. Look again in {SENDING_AT_MOST // 60} minutes.")
    else:
        claim = ledger.read(key) if ledger.settle(entry, State.SENDING, now=house.now) else None
    if claim is None:
        raise PolicyError(f"{key}: somebody else is posting this card just now.")
    state = await post_claimed(message, claim, ready.postman, content, house, postpone=False)
    return {
        State.SENT: f"{key}: posted.",
        State.AMBIGUOUS: f"{key}: again no clear answer. Look in Teams.",
        State.FAILED: f"{key}: Teams refused it again. Check the route.",
        State.BLOCKED: f"{key}: the reader still blocks the app. Agree on another route with them.",
        None: f"{key}: can't be posted now, and nothing was. Try again in a few minutes.",
    }[state]


async def _correct(entry: Entry, postman: Postman, content: bytes, house: House) -> str:
    """Put the card as it is drawn today in place of the one that was sent, where the route can; no second one is posted.

    Raises:
        PolicyError: it can't be changed.
    """
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
