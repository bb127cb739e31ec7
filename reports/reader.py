"""For whom something is drawn, and what the policy wants said on it."""

from dataclasses import dataclass
from datetime import UTC, date, tzinfo

from core.policy import Agreement


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """The reader of one team's card. The texts come from the policy, and are shown as text only."""

    team: str
    """The team's name."""
    locale: str = "en"
    """Such as nl-BE; an unknown language reads English."""
    zone: tzinfo = UTC
    """In which the times of coming meetings are told."""
    purpose: str = ""
    """Why the numbers are made."""
    contact: str = ""
    """Whom to ask: the DPO."""
    readers: str = ""
    """Who sees this."""
    earlier_policy: date | None = None
    """Where a newer policy can't be read: since when the one in force is known."""
    charter: str | None = None
    """The agreement behind it; only an https address becomes a link."""
    agreements: tuple[Agreement, ...] = ()
    """What the team tries, and from when on."""
