"""Keeps all instances together under the rate at which Teams posts for Workflows: 25 in 300 seconds for a connection.

Which flows share a connection can't be seen from outside, and a service account usually owns them all: they count as one.
"""

import asyncio

from core.ports import Clock
from storage.leases import Leases

TURNS = 24
"""One less than the limit."""
HOLD = 330
"""Seconds that a turn is taken: the limit's 300, and the 30 that a post may take to arrive."""


class LeasedPace:
    """Hands out turns; each is a lease, so that it comes back by itself."""

    def __init__(self, leases: Leases, clock: Clock) -> None:
        self._leases = leases
        self._clock = clock

    async def __call__(self) -> int:
        """Take a turn and return 0, or return in how many seconds there may be one."""
        return await asyncio.to_thread(self._turn)

    def _turn(self) -> int:
        now = int(self._clock().timestamp())
        for number in range(TURNS):
            if self._leases.take(_turn(number), now=now, seconds=HOLD) is not None:
                return 0
        return max(min(self._leases.until(_turn(number)) for number in range(TURNS)) - now, 1)


def _turn(number: int) -> str:
    return f"workflow-turn/{number}"
