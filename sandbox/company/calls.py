"""Calls as they were: who joined, for how long, from which network, with which device."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

type Connection = Literal["wired", "wifi", "mobile", "tunnel"]
type Platform = Literal["windows", "macOS", "iOS", "android", "web", "roomSystem", "surfaceHub", "unknown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """Where a session came from; *egress* is the address that the internet saw."""

    connection: Connection
    address: str
    subnet: str
    egress: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One device in one call."""

    id: str
    who: Literal["account", "outsider", "phone", "anonymous"]
    key: str
    """An object id, an outsider's address, a telephone number, or a name that somebody typed."""
    start: datetime
    end: datetime
    platform: Platform = "windows"
    network: Network | None = None
    device: str = "Ingebouwde microfoon"
    twice: bool = False
    """Returned a second time, as happens when more than one service took part."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call record; a call between two people has no meeting."""

    id: str
    organiser: str
    start: datetime
    end: datetime
    sessions: tuple[Session, ...]
    online: str | None = None
    """What the join link of its meeting is made of."""
    host: str = ""
    """The mail address of that meeting's organiser."""
    pages_of: int = 60
    """How many sessions one page of this record holds."""
