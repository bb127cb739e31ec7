"""What became of a card on its way to Teams: the vocabulary of routes and of the delivery ledger."""

from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """What a route knows after one delivery."""

    DELIVERED = "delivered"
    ACCEPTED = "accepted_unconfirmed"
    """Taken, and posted later where nobody can see it: a Workflows webhook answers 202."""
    LATER = "later"
    """Surely not posted; it may be tried again after `retry_after`."""
    REJECTED = "rejected"
    """Surely not posted, and the same card would be refused again."""
    BLOCKED = "blocked"
    """Surely not posted: the reader has blocked the app, and that is theirs to change."""
    AMBIGUOUS = "ambiguous"
    """It may have been posted: no answer came, or one that leaves it open."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """A route's answer. `reason` is a fixed phrase without any data in it."""

    outcome: Outcome
    activity: str = ""
    """The id of the post, where the route tells one."""
    reason: str = ""
    retry_after: int = 0
    """Seconds."""


class State(StrEnum):
    """How far the ledger knows a delivery to be."""

    SENDING = "sending"
    """Claimed: it may be posted at any moment, by one instance."""
    SENT = "sent"
    AMBIGUOUS = "ambiguous"
    """It may have been posted. Never posted again by itself: a person decides."""
    FAILED = "failed"
    """Surely not posted, and given up."""
    BLOCKED = "blocked"
    """Surely not posted: the reader has blocked the app. Nobody is asked to install it again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What the ledger says about one key."""

    key: str
    state: State
    since: int
    """UTC seconds of the last change."""
    claimed: int
    """UTC seconds of the claim."""
    activity: str = ""
    reason: str = ""
    tag: str = ""
