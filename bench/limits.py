"""Graph's documented limits, as the load server holds its clients to them. Refused requests count too, as at Graph."""

from __future__ import annotations

import math
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

AT_ONCE = 4
"""Requests in progress for one app and mailbox."""


class Rate(NamedTuple):
    """So many requests in any stretch of so many seconds."""

    requests: int
    seconds: float


EXPORTS = Rate(200, 1)
"""getAllMessages, per app and tenant."""
MAILBOX = Rate(10_000, 600)
CHATS_OF_USER = Rate(5, 1)
CONVERSATION = Rate(1, 1)
"""Messages of one chat or channel."""
TEAMS = Rate(30, 1)
"""Other requests to Teams, per app and tenant."""

_MAILBOX = re.compile(r"/users/([^/]+)/(?:calendarView|mailboxSettings|events)")
_EXPORT = re.compile(r"/(?:users/[^/]+/chats|teams/[^/]+/channels)/getAllMessages")
_CHATS = re.compile(r"/users/([^/]+)/chats$")
_CONVERSATION = re.compile(r"/(?:chats|channels)/([^/]+)/messages")
_TEAMS = re.compile(r"/(?:teams|chats)/")


@dataclass(slots=True, kw_only=True)
class Tally:
    """What one thing that Graph counts by has been asked."""

    rate: Rate
    asked: deque[float]
    in_progress: int = 0
    at_once: int | None = None

    def refusal(self, now: float) -> float | None:
        """Count a request; return the seconds to wait where it is one too many."""
        while self.asked and self.asked[0] <= now - self.rate.seconds:
            self.asked.popleft()
        full = len(self.asked) >= self.rate.requests
        wait = self.asked[0] + self.rate.seconds - now if full else 0.0
        self.asked.append(now)
        if full:
            return wait
        if self.at_once is not None and self.in_progress >= self.at_once:
            return 1.0
        return None


class Limits:
    """All that is counted."""

    def __init__(self) -> None:
        self._tallies: dict[tuple[str, str], Tally] = {}

    def ask(self, path: str, now: float) -> tuple[int, list[Tally]]:
        """Count a request for a path below /v1.0, less its query, at a monotonic time in seconds.

        Returns the Retry-After in whole seconds, 0 where it may be answered; and what it keeps busy until it is.
        """
        tallies = [self._tally(*each) for each in _counted(path)]
        waits = [tally.refusal(now) for tally in tallies]
        refused = [wait for wait in waits if wait is not None]
        if refused:
            return max(math.ceil(max(refused)), 1), []
        for tally in tallies:
            tally.in_progress += 1
        return 0, tallies

    def _tally(self, name: str, key: str, rate: Rate) -> Tally:
        found = self._tallies.get((name, key))
        if found is None:
            at_once = AT_ONCE if name == "mailbox" else None
            found = self._tallies[name, key] = Tally(rate=rate, asked=deque(), at_once=at_once)
        return found


def _counted(path: str) -> Iterator[tuple[str, str, Rate]]:
    """Yield what a request counts for: a name, whose, and the rate."""
    if mailbox := _MAILBOX.match(path):
        yield "mailbox", mailbox[1], MAILBOX
    elif _EXPORT.match(path):
        yield "exports", "", EXPORTS
    elif chats := _CHATS.match(path):
        yield "chats", chats[1], CHATS_OF_USER
    elif _TEAMS.match(path):
        if conversation := _CONVERSATION.search(path):
            yield "conversation", conversation[1], CONVERSATION
        yield "teams", "", TEAMS
