"""What crosses the queues: keys, and nothing else."""

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from core.errors import KadansError
from core.policy import Key

AUDITS, DELIVERIES = "audits", "deliveries"
QUEUES = (AUDITS, DELIVERIES, f"{AUDITS}-poison", f"{DELIVERIES}-poison")
SELF_CARDS = ".self-cards"
LONGEST_DELAY = 6 * 24 * 3600
"""A storage queue forgets a message after seven days, the hidden ones too."""

WeekText = Annotated[str, StringConstraints(pattern=r"^\d{4}-W\d{2}$")]


class MessageError(KadansError):
    """A message is none of ours."""


class _Message(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    team: Key
    week: WeekText
    attempt: Annotated[int, Field(ge=1, strict=True)] = 1
    give_up_at: Annotated[int, Field(ge=0, strict=True)]
    """UTC seconds; after that instant an alarm takes the place of another attempt."""

    @classmethod
    def read(cls, text: str) -> Self:
        """Read the text of a message.

        Raises:
            MessageError: it is none of ours.
        """
        try:
            return cls.model_validate_json(text)
        except ValidationError:
            raise MessageError("A message in a queue of Kadans is none of its own.") from None

    def text(self) -> str:
        """Return it as it travels."""
        return self.model_dump_json()

    def again(self) -> Self:
        """Return the copy that is done later."""
        return self.model_copy(update={"attempt": self.attempt + 1})

    def until(self, give_up_at: int) -> Self:
        """Return it with another end of patience, never an earlier one."""
        return self.model_copy(update={"give_up_at": max(give_up_at, self.give_up_at)})

    @property
    def key(self) -> str:
        """The team-week that it is about."""
        return f"{self.team}/{self.week}"


class AuditMessage(_Message):
    """Audit one team's week."""


class SelfCardsMessage(_Message):
    """Post the cards of those in one team who asked for their own numbers. Who they are is looked up when it is done."""

    self_cards: Literal[True]

    @property
    def key(self) -> str:
        """What alarms and the log call it; no route has such a key."""
        return f"{self.team}/{self.week}/{SELF_CARDS}"


def delivery_of(text: str) -> "DeliveryMessage | SelfCardsMessage":
    """Read the text of a message in the queue of deliveries.

    Raises:
        MessageError: it is none of ours.
    """
    try:
        return SelfCardsMessage.read(text)
    except MessageError:
        return DeliveryMessage.read(text)


class DeliveryMessage(_Message):
    """Post one team's card to one route."""

    target: Key

    @property
    def key(self) -> str:
        """What the ledger calls it."""
        return f"{self.team}/{self.week}/{self.target}"
