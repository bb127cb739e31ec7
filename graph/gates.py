"""Keeps requests just under what Graph allows, and as many in flight as its answers bear.

A gate is a service and what it counts by: a mailbox, a channel, a person, or the tenant. Times are seconds on a clock that the
caller brings.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

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
_USED = 0.97
"""Of a documented rate: the rest is for answers that arrive closer together than they were sent."""
_LATE = 0.015
"""Seconds by which a request may be late and the next one still be on time: the time that a team's own work takes."""
_GATES_KEPT = 256

_FIRST, _FEWEST, MOST_IN_FLIGHT = 16.0, 4.0, 64.0
_SLOWER, _TOLERANCE = 2.0, 0.02
"""An answer is slow when it takes this many times the quickest one of its service, and so many seconds more."""


@dataclass(slots=True)
class _State:
    """One gate."""

    entrance: asyncio.Semaphore | None
    order: asyncio.Lock = field(default_factory=asyncio.Lock)
    users: int = 0
    next_turn: float = 0.0
    closed_until: float = 0.0


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
        self._state(gate).closed_until = self._clock() + seconds

    def closed(self, gate: Gate) -> float:
        """Return for how many seconds more a gate is closed; zero or less where it is open."""
        state = self._states.get(gate)
        return state.closed_until - self._clock() if state is not None else 0.0

    @asynccontextmanager
    async def through(self, gate: Gate, ready: Callable[[], Awaitable[None]]) -> AsyncIterator[None]:
        """Wait for a place inside the gate, for whatever `ready` waits for, for the turn and a place in flight; then go."""
        state = self._state(gate)
        state.users += 1
        try:
            if state.entrance is None:
                async with self._flying(gate, state, ready):
                    yield
            else:
                async with state.entrance, self._flying(gate, state, ready):
                    yield
        finally:
            state.users -= 1

    @asynccontextmanager
    async def _flying(self, gate: Gate, state: _State, ready: Callable[[], Awaitable[None]]) -> AsyncIterator[None]:
        rate = PER_SECOND.get(gate[0])
        if rate is None:
            await ready()
            await self.flow.enter()
        else:
            async with state.order:
                await ready()
                await self._turn(state, rate)
        begun = self._clock()
        try:
            yield
        finally:
            self.flow.leave(gate[0], self._clock() - begun)

    async def _turn(self, state: _State, rate: float) -> None:
        """Wait for the turn of this gate, then for a place in flight, and count from the moment of sending.

        In any one second no more than the rate goes out, also after the program itself was held up for a while.
        """
        gap = 1 / (rate * _USED)
        late = min(_LATE, gap * 3)
        wait = state.next_turn - late - self._clock()
        if wait > 0:
            await self._sleep(wait)
        await self.flow.enter()
        state.next_turn = max(state.next_turn, self._clock()) + gap

    def _state(self, gate: Gate) -> _State:
        state = self._states.get(gate)
        if state is None:
            if len(self._states) >= _GATES_KEPT:
                self._forget()
            at_once = CONCURRENT.get(gate[0])
            state = self._states[gate] = _State(asyncio.Semaphore(at_once) if at_once else None)
        return state

    def _forget(self) -> None:
        """Forget gates that hold nobody back any more: there are as many mailboxes as people."""
        now = self._clock()
        self._states = {
            gate: state
            for gate, state in self._states.items()
            if state.users or max(state.next_turn, state.closed_until) > now
        }


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
