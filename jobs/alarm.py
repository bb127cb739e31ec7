"""Alarms: one card to the admins for each thing that needs a person, with the job, the reason and what to do."""

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from core.delivery import Entry, Outcome, Receipt, State
from core.errors import KadansError
from jobs.house import House
from jobs.log import logger
from jobs.messages import AUDITS, AuditMessage, MessageError, delivery_of
from jobs.trace import Span, span
from reports.card import as_bytes
from reports.notice import alarm_card

SENDING_AT_MOST = 600
"""Seconds that a delivery may take. A claim that is older belongs to a process that is gone."""
_ROOT = "alarm"


class AlarmKind(StrEnum):
    """What there is to be alarmed about."""

    POISON = "poison"
    AMBIGUOUS = "ambiguous"
    REFUSED = "refused"
    BLOCKED = "blocked"
    GIVEN_UP = "given-up"
    POLICY = "policy"


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """What happened to what: `subject` holds keys alone, and the same alarm is raised once."""

    kind: AlarmKind
    subject: str
    stamp: int = 0
    """Tells two of the same kind about the same subject apart."""

    @property
    def key(self) -> str:
        """What the ledger calls it."""
        return f"{_ROOT}/{self.kind}/{self.stamp}/{self.subject}"

    @classmethod
    def of(cls, key: str) -> Self:
        """Return the alarm of a ledger key."""
        _, kind, stamp, subject = key.split("/", 3)
        return cls(kind=AlarmKind(kind), stamp=int(stamp), subject=subject)


class AlarmError(KadansError):
    """The admins can't be reached now."""


async def raise_alarm(house: House, alarm: Alarm) -> None:
    """Post an alarm to the admins' route, once. Without such a route the log alone tells it.

    An alarm whose post was interrupted is posted again: rather twice than never, unlike a card.

    Raises:
        AlarmError: it can't be posted now.
    """
    ledger, now = house.storage.ledger, house.now
    entry = ledger.read(alarm.key)
    if entry is None:
        entry = ledger.claim(alarm.key, now=now)
    elif entry.state is State.SENDING and now - entry.since >= SENDING_AT_MOST:
        entry = ledger.read(alarm.key) if ledger.settle(entry, State.SENDING, now=now) else None
    else:
        return
    if entry is None:
        return
    logger().error("alarm", kind=alarm.kind.value, key=alarm.subject)
    with span(Span.ALARM):
        receipt = await _posted(house, alarm)
    if receipt.outcome is Outcome.LATER:
        ledger.free(entry)
        raise AlarmError(f"An alarm could not be posted to the admins' route: {receipt.reason}.")
    states = {
        Outcome.AMBIGUOUS: State.AMBIGUOUS,
        Outcome.REJECTED: State.FAILED,
        Outcome.BLOCKED: State.BLOCKED,
    }
    state = states.get(receipt.outcome, State.SENT)
    ledger.settle(entry, state, now=house.now, activity=receipt.activity, reason=receipt.reason)


async def _posted(house: House, alarm: Alarm) -> Receipt:
    standing = house.policy()
    policy = standing.policy
    route = policy.tables.organisation.admin_route
    if not route:
        return Receipt(outcome=Outcome.REJECTED, reason="no admin_route")
    drawn = alarm_card(
        alarm.kind.value,
        key=alarm.subject,
        reason=reason_of(house, alarm.subject),
        in_force_since=standing.since if alarm.kind is AlarmKind.POLICY else None,
        locale=policy.tables.organisation.locale or "en",
    )
    name = f"{_ROOT}/{alarm.kind}-{alarm.stamp}-{alarm.subject.replace('/', '-')}"
    return await house.postman(policy.tables.routes[route]).post(name, as_bytes(drawn))


async def settle_interrupted(house: House) -> None:
    """Find what was interrupted between claim and settle: a card becomes ambiguous and alarms, an alarm is posted again."""
    for entry in house.storage.ledger.open():
        if entry.key.startswith(f"{_ROOT}/"):
            if entry.state is State.SENDING:
                await raise_alarm(house, Alarm.of(entry.key))
        elif entry.state is not State.SENDING:
            await alarm_about(house, entry)
        elif house.now - entry.since >= SENDING_AT_MOST:
            await make_ambiguous(house, entry, "interrupted")


async def make_ambiguous(house: House, entry: Entry, reason: str) -> None:
    """Write that a card may have been posted, and alarm once."""
    if house.storage.ledger.settle(entry, State.AMBIGUOUS, now=house.now, reason=reason):
        settled = house.storage.ledger.read(entry.key)
        await alarm_about(house, settled or entry)


async def alarm_about(house: House, entry: Entry) -> None:
    """Raise the alarm that belongs to a ledger entry, unless it was raised before."""
    kind = {State.AMBIGUOUS: AlarmKind.AMBIGUOUS, State.BLOCKED: AlarmKind.BLOCKED}.get(entry.state, AlarmKind.REFUSED)
    await raise_alarm(house, Alarm(kind=kind, subject=entry.key, stamp=entry.claimed))


async def poisoned(house: House, queue: str, text: str) -> None:
    """Alarm about a message that failed again and again."""
    try:
        subject = (AuditMessage.read(text) if queue == AUDITS else delivery_of(text)).key
    except MessageError:
        subject = f"unreadable-{hashlib.sha256(text.encode()).hexdigest()[:12]}"
    await raise_alarm(house, Alarm(kind=AlarmKind.POISON, subject=f"{queue}/{subject}"))


def note_reason(house: House, subject: str, reason: str) -> None:
    """Keep why a job failed, for the alarm that may follow; `reason` is a fixed phrase."""
    rows, key = house.storage.rows, f"failure/{subject}"
    row = rows.read(key)
    if row is None:
        rows.insert(key, {"reason": reason, "at": house.now})
    else:
        rows.replace(key, {"reason": reason, "at": house.now}, tag=row.tag)


def forget_reasons(house: House, *, before: int) -> int:
    """Forget why jobs failed before an instant; return how many."""
    rows = house.storage.rows
    old = [(key, row) for key, row in rows.listed("failure/").items() if int(row.values["at"]) < before]
    return sum(rows.remove(key, tag=row.tag) for key, row in old)


def reason_of(house: House, subject: str) -> str:
    """Return why a job failed last, or nothing."""
    row = house.storage.rows.read(f"failure/{subject}")
    if row is not None:
        return str(row.values["reason"])
    entry = house.storage.ledger.read(subject)
    return entry.reason if entry is not None else ""
