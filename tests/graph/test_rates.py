"""How close to each other requests go out where Graph allows so many a second."""

from __future__ import annotations

import asyncio

import pytest

from graph.gates import PER_SECOND, Gate, Gates
from tests.graph.wire import Time

EXPORTS: Gate = ("teams_export", "tenant")


async def at_once() -> None:
    return


def sent(gate: Gate, *, number: int, stalls: dict[int, float] | None = None) -> list[float]:
    """Return when each of so many requests went out; the program stalls for some seconds after some of them."""

    async def send() -> list[float]:
        time = Time()
        gates = Gates(sleep=time.sleep, clock=time.clock)
        found = []
        for each in range(number):
            async with gates.through(gate, at_once):
                found.append(time.now)
            time.now += (stalls or {}).get(each, 0.0)
        return found

    return asyncio.run(send())


def most_in(seconds: float, times: list[float]) -> int:
    """Return the most requests in any stretch of time so long."""
    return max(sum(start <= each < start + seconds for each in times) for start in times)


@pytest.mark.parametrize("service", sorted(PER_SECOND))
def test_no_second_sees_more_than_its_service_allows(service: str) -> None:
    rate = PER_SECOND[service]
    times = sent((service, "somebody"), number=int(rate * 5) + 2)
    assert most_in(1.01, times) <= rate
    assert len(times) / (times[-1] - times[0]) >= 0.95 * rate


def test_a_stall_is_made_up_for_and_still_no_second_sees_more() -> None:
    stalls = dict.fromkeys(range(72, 1000, 72), 0.04)
    times = sent(EXPORTS, number=1000, stalls=stalls)
    assert most_in(1.01, times) <= 200
    assert 1000 / (times[-1] - times[0]) >= 190


def test_after_a_long_pause_not_all_of_it_is_made_up_for() -> None:
    times = sent(EXPORTS, number=400, stalls={100: 30.0})
    after = [each for each in times if each > 30]
    assert most_in(0.1, after) <= 80
    assert most_in(1.01, after) <= 200
