"""Chats, channels and messages as the company means them. A text is there too, since Graph always sends it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

type ChatType = Literal["oneOnOne", "group", "meeting"]
type Importance = Literal["normal", "high", "urgent"]
type Writer = Literal["person", "guest", "outsider", "app", "system"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chat:
    """A chat and who is in it."""

    id: str
    type: ChatType
    people: tuple[str, ...]
    """Object ids of accounts in the directory, guests included."""
    outsiders: tuple[str, ...] = ()
    """Mail addresses of people of other companies."""
    topic: str | None = None
    joined: Mapping[str, datetime] = field(default_factory=dict)
    """Since when, for those who came later: their export begins there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """Who is mentioned: a person, everybody in a chat, a channel or team as a whole, or a tag."""

    of: Literal["person", "chat", "channel", "team", "tag"]
    id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message, in a chat or in a channel of a Microsoft Team."""

    chat: str | None = None
    team: str | None = None
    channel: str | None = None
    sent: datetime
    writer: str
    """An object id, an outsider's address, or the name of an app."""
    by: Writer = "person"
    reply_to: str | None = None
    mentions: tuple[Mention, ...] = ()
    importance: Importance = "normal"
    edited: datetime | None = None
    deleted: datetime | None = None
    reacted: datetime | None = None
    text: str = "Kort berichtje"

    @property
    def id(self) -> str:
        """The moment of sending in milliseconds, as Teams numbers the messages of one conversation."""
        return str(int(self.sent.timestamp() * 1000 + 0.5))

    @property
    def modified(self) -> datetime:
        """When anything about it changed last: an edit, a reaction and a deletion count."""
        return max(moment for moment in (self.sent, self.edited, self.deleted, self.reacted) if moment is not None)

    @property
    def place(self) -> str:
        """The conversation that the id is unique in."""
        return self.chat or self.channel or ""
