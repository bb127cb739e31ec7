"""One audit message: one team's week is read, published, and handed on to the deliveries."""

from core.errors import AnswerError, KadansError, NotReachedError, PolicyError, PostponedError, SignInError
from core.policy_file import Policy
from core.team import team_settings
from core.week import Week
from jobs.alarm import Alarm, AlarmKind, note_reason, raise_alarm
from jobs.audit import AuditRequest
from jobs.house import House, throttled
from jobs.log import logger
from jobs.messages import AUDITS, DELIVERIES, LONGEST_DELAY, AuditMessage, DeliveryMessage, SelfCardsMessage
from jobs.plan import wants_card
from jobs.trace import Span, span

LEASE = 35 * 60
"""Seconds: a little longer than a function may run (host.json)."""
DELIVER_WITHIN = 24 * 3600
_SHARED_GATES = ("directory", "calls", "places", "teams_export", "teams")
_REASONS = {
    SignInError: "the sign-in was refused",
    NotReachedError: "no connection to Microsoft Graph",
    PolicyError: "the policy or the environment is wrong",
    AnswerError: "Microsoft Graph did not answer as it should",
}


async def audit_message(text: str, house: House) -> None:
    """Do what a message asks. The same message twice does the work once; a published team-week is final.

    Raises:
        KadansError: it failed and should come again.
    """
    message = AuditMessage.read(text)
    with span(Span.AUDIT, team=message.team, week=message.week) as told:
        told.count(attempt=message.attempt, deliveries=await _done(message, house))


async def _done(message: AuditMessage, house: House) -> int:
    """Do the work, where it is still to be done; return how many deliveries came of it."""
    policy = house.policy().policy
    log = logger().bind(team=message.team, week=message.week, attempt=message.attempt)
    if message.team not in policy.tables.teams:
        log.warning("team left the policy")
        return 0
    refused = house.reading_refused(policy.tables)
    if refused is not None:
        log.warning("nothing read", reason=refused)
        return 0
    week = Week.parse(message.week)
    storage = house.storage
    if storage.reports.read(message.team, week) is None:
        if house.now >= message.give_up_at:
            await raise_alarm(house, Alarm(kind=AlarmKind.GIVEN_UP, subject=f"{AUDITS}/{message.key}"))
            return 0
        wait = max((storage.leases.until(throttled(gate)) - house.now for gate in _SHARED_GATES), default=0)
        key = f"audit/{message.key}"
        owner = storage.leases.take(key, now=house.now, seconds=LEASE) if wait <= 0 else None
        if owner is None:
            later(house, message, wait if wait > 0 else storage.leases.until(key) - house.now)
            log.info("audit put off", seconds=wait)
            return 0
        try:
            await _audited(message, house, policy, week)
        except PostponedError as error:
            later(house, message, int(error.seconds) + 1)
            log.info("audit put off", seconds=int(error.seconds))
            return 0
        except KadansError as error:
            known = next((words for kind, words in _REASONS.items() if isinstance(error, kind)), "it could not be read")
            note_reason(house, f"{AUDITS}/{message.key}", known)
            log.warning("audit failed", reason=known)
            raise
        finally:
            storage.leases.release(key, owner)
    sent = _hand_on(message, house, policy, week)
    log.info("audited", deliveries=sent)
    return sent


async def _audited(message: AuditMessage, house: House, policy: Policy, week: Week) -> None:
    (each,) = await house.audit(AuditRequest(policy=policy, week=week, team=message.team))
    if each.error is not None:
        raise each.error


def _hand_on(message: AuditMessage, house: House, policy: Policy, week: Week) -> int:
    """Send a delivery for each route, where the week's card is still wanted, and one for all who asked for a card of their own.

    Doubles end at the ledger.
    """
    team = team_settings(policy, message.team)
    if not wants_card(team, week, house.clock()):
        return 0
    for route in team.team.routes:
        delivery = DeliveryMessage(
            team=message.team, week=message.week, target=route, give_up_at=house.now + DELIVER_WITHIN
        )
        house.storage.queues.send(DELIVERIES, delivery.text())
    if not policy.tables.organisation.self_card_group:
        return len(team.team.routes)
    asked = SelfCardsMessage(
        team=message.team, week=message.week, self_cards=True, give_up_at=house.now + DELIVER_WITHIN
    )
    house.storage.queues.send(DELIVERIES, asked.text())
    return len(team.team.routes) + 1


def later(house: House, message: AuditMessage | DeliveryMessage | SelfCardsMessage, seconds: int) -> None:
    """Send a copy of a message that comes later, never long after it should be given up."""
    queue = AUDITS if isinstance(message, AuditMessage) else DELIVERIES
    latest = max(message.give_up_at - house.now, 0) + 1
    delay = min(max(seconds, 1), latest, LONGEST_DELAY)
    house.storage.queues.send(queue, message.again().text(), delay=delay)
