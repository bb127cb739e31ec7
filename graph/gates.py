"""Keeps requests just under what Graph allows, and as many in flight as its answers bear.

A gate is a service and what it counts by: a mailbox, a channel, a person, or the tenant. Times are seconds on a clock that the
caller brings.
"""

import asyncio
import math
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Self

type Gate = tuple[str, str]
type Sleep = Callable[[float], Awaitable[None]]
type Clock = Callable[[], float]

CONCURRENT = {"outlook": 4}
"""Requests at once that a service allows for one of what it counts by; 4 a mailbox is Outlook's own limit."""
PER_SECOND = {
    "teams_export": 200.0,
    "teams": 30.0,
    "teams_person": 5.0,
    "teams_channel": 1.0,
    "calls": 75.0,
    "presence": 50.0,
}
"""Requests a second that a service allows for one of what it counts by."""
_USED = 0.99
"""Of a documented rate: the rest is for requests of others."""
_WINDOW = 1.015
"""Seconds in which no more goes out than may come in inside one: requests may arrive closer together than they were sent."""
_CATCHES_UP = 0.25
"""Seconds of turns that may be made up for, so that what a team's own work takes is not lost."""
_GATES_KEPT = 256

_FIRST, _FEWEST, MOST_IN_FLIGHT = 32.0, 4.0, 64.0
_SLOWER, _TOLERANCE = 2.0, 0.02
"""An answer is slow when it takes this many times the quickest one of its service, and so many seconds more."""


@dataclass(slots=True)
class _State:
    """One gate."""

    entrance: asyncio.Semaphore | None
    most: int
    """Requests in one window; 0 stands for any number."""
    order: asyncio.Lock = field(default_factory=asyncio.Lock)
    users: int = 0
    next_turn: float = 0.0
    sent: deque[float] = field(default_factory=deque)
    """When the last ones went out, as many as one window takes."""
    closed_until: float = 0.0

    @classmethod
    def of(cls, service: str) -> Self:
        """Return the gate of a service, open."""
        at_once, rate = CONCURRENT.get(service), PER_SECOND.get(service)
        most = math.ceil(rate * _USED) if rate else 0
        return cls(asyncio.Semaphore(at_once) if at_once else None, most, sent=deque(maxlen=most))


class Gates:
    """All gates of one connection to Graph, and the flow through them."""

    def __init__(self, *, sleep: Sleep, clock: Clock) -> None:
        self._sleep = sleep
        self._clock = clock
        self._states: dict[Gate, _State] = {}
        self.flow = Flow()

    def __len__(self) -> int:
        return len(self._states)

    def close(self, gate: Gate, seconds: float) -> None:
        """Let nobody through for a while."""
        self.state(gate).closed_until = self._clock() + seconds

    def closed(self, gate: Gate) -> float:
        """Return for how many seconds more a gate is closed; zero or less where it is open."""
        state = self._states.get(gate)
        return state.closed_until - self._clock() if state is not None else 0.0

    def through(self, gate: Gate, ready: Callable[[], Awaitable[None]]) -> "_Passage":
        """Wait for a place inside the gate, for whatever `ready` waits for, for the turn and a place in flight; then go."""
        return _Passage(self, gate, ready)

    async def enter(self, state: _State, ready: Callable[[], Awaitable[None]]) -> float:
        """Return the moment of going."""
        state.users += 1
        try:
            if state.entrance is not None:
                await state.entrance.acquire()
            try:
                if state.most:
                    async with state.order:
                        await ready()
                        await self._turn(state)
                else:
                    await ready()
                    await self.flow.enter()
            except BaseException:
                if state.entrance is not None:
                    state.entrance.release()
                raise
        except BaseException:
            state.users -= 1
            raise
        return self._clock()

    def leave(self, gate: Gate, state: _State, begun: float) -> None:
        """Give everything back."""
        self.flow.leave(gate[0], self._clock() - begun)
        if state.entrance is not None:
            state.entrance.release()
        state.users -= 1

    async def _turn(self, state: _State) -> None:
        """Wait for the turn of this gate, then for a place in flight, and count from the moment of sending.

        Turns are evenly spaced. What was held up is made up for, but in any window no more goes out than the rate allows.
        """
        now = self._clock()
        wait = state.next_turn - now
        if len(state.sent) == state.most:
            wait = max(wait, state.sent[0] + _WINDOW - now)
        if wait > 0:
            await self._sleep(wait)
        await self.flow.enter()
        now = self._clock()
        state.sent.append(now)
        state.next_turn = max(state.next_turn, now - _CATCHES_UP) + _WINDOW / state.most

    def state(self, gate: Gate) -> _State:
        """Return what is known of a gate."""
        state = self._states.get(gate)
        if state is None:
            if len(self._states) >= _GATES_KEPT:
                self._forget()
            state = self._states[gate] = _State.of(gate[0])
        return state

    def _forget(self) -> None:
        """Forget gates that hold nobody back any more: there are as many mailboxes as people."""
        now = self._clock()
        self._states = {
            gate: state
            for gate, state in self._states.items()
            if state.users
            or max(state.next_turn, state.closed_until) > now
            or (state.sent and state.sent[-1] + _WINDOW > now)
        }


class _Passage:
    """The way through one gate for one request, to be taken with `async with`."""

    __slots__ = ("_begun", "_gate", "_gates", "_ready", "_state")

    def __init__(self, gates: Gates, gate: Gate, ready: Callable[[], Awaitable[None]]) -> None:
        self._gates, self._gate, self._ready = gates, gate, ready
        self._state = gates.state(gate)
        self._begun = 0.0

    async def __aenter__(self) -> None:
        self._begun = await self._gates.enter(self._state, self._ready)

    async def __aexit__(self, *_: object) -> None:
        self._gates.leave(self._gate, self._state, self._begun)


class Flow:
    """How many requests are in flight: more while answers come as quickly as the quickest, fewer when they slow down."""

    def __init__(self) -> None:
        self.most = _FIRST
        self.inside = 0
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._quickest: dict[str, float] = {}
        self._starting = True

    async def enter(self) -> None:
        """Wait for a place, first come, first served."""
        if self.inside < self.most and not self._waiting:
            self.inside += 1
            return
        place: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(place)
        try:
            await place
        except asyncio.CancelledError:
            if place.done() and not place.cancelled():  # the place was given in the same moment
                self.inside -= 1
                self._admit()
            raise

    def leave(self, service: str, seconds: float) -> None:
        """Give the place back, and learn from how long it took."""
        quickest = self._quickest.get(service, seconds)
        self._quickest[service] = min(quickest + (seconds - quickest) / 1000, seconds)  # what is quick may change
        if seconds > quickest * _SLOWER + _TOLERANCE:
            self._starting = False
            self.most = max(self.most - 0.1, _FEWEST)
        elif self.inside >= self.most - 1:
            self.most = min(self.most + (0.5 if self._starting else 1 / self.most), MOST_IN_FLIGHT)
        self.inside -= 1
        self._admit()

    def _admit(self) -> None:
        while self._waiting and self.inside < self.most:
            place = self._waiting.popleft()
            if not place.done():
                self.inside += 1
                place.set_result(None)
