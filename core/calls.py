"""Call records in our words: who was in a call, on what, from which network. Used in memory for a verdict, and dropped."""

from dataclasses import dataclass, field
from enum import StrEnum

from core.intervals import Interval


class Caller(StrEnum):
    """What kind of identity an endpoint has."""

    USER = "user"
    PHONE = "phone"
    GUEST = "guest"


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """Where one stream came from."""

    egress: str | None = field(default=None, repr=False)
    """The address that the internet sees (`reflexiveIPAddress`)."""
    address: str | None = field(default=None, repr=False)
    subnet: str | None = field(default=None, repr=False)
    connection: str | None = None

    @property
    def tells_nothing(self) -> bool:
        """Whether it is a VPN, or holds nothing to place it by."""
        return self.connection == "tunnel" or not (
            self.egress or self.address or self.subnet or self.connection == "mobile"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """One side of a session that is a person's, a room's or a telephone's."""

    caller: Caller
    identity: str = field(repr=False)
    """Object id or telephone number, lower case."""
    account: str = field(default="", repr=False)
    """Sign-in name, lower case."""
    tenant: str = field(default="", repr=False)
    platform: str = ""
    when: Interval
    networks: tuple[Network, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class CallRecord:
    """One sitting of a meeting."""

    id: str = field(repr=False)
    when: Interval
    join_link: str = field(repr=False)
    """As `link_key` writes it."""
    endpoints: tuple[Endpoint, ...] = field(repr=False)
