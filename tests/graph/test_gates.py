"""How many requests are in flight, and that gates are forgotten."""

from __future__ import annotations

import asyncio

from graph.gates import MOST_IN_FLIGHT, Flow, Gates
from tests.graph.wire import Time


def answered(flow: Flow, seconds: float, *, times: int) -> None:
    """Let a service answer so many requests after so long, with as many in flight as there may be."""

    async def use() -> None:
        for _ in range(times):
            for _ in range(int(flow.most) - flow.inside):
                await flow.enter()
            flow.leave("teams_export", seconds)

    asyncio.run(use())


def test_more_requests_fly_while_answers_stay_quick() -> None:
    flow = Flow()
    answered(flow, 0.04, times=500)
    assert flow.most == MOST_IN_FLIGHT


def test_fewer_requests_fly_when_answers_slow_down_and_more_again_later() -> None:
    flow = Flow()
    answered(flow, 0.04, times=500)
    answered(flow, 0.4, times=300)
    slowed = flow.most
    assert slowed < MOST_IN_FLIGHT / 1.5
    answered(flow, 0.04, times=200)
    assert flow.most > slowed


def test_where_answers_always_take_long_many_fly_all_the_same() -> None:
    flow = Flow()
    answered(flow, 3.0, times=500)
    assert flow.most == MOST_IN_FLIGHT


def test_who_stops_waiting_takes_no_place() -> None:
    async def use() -> None:
        flow = Flow()
        for _ in range(int(flow.most)):
            await flow.enter()
        waiting = [asyncio.create_task(flow.enter()) for _ in range(3)]
        await asyncio.sleep(0)
        waiting[0].cancel()
        await asyncio.sleep(0)
        flow.leave("places", 0.04)
        waiting[1].cancel()  # in the moment in which it is let in
        await asyncio.wait(waiting)
        assert [each.cancelled() for each in waiting] == [True, True, False]
        assert flow.inside == int(flow.most)

    asyncio.run(use())


def test_gates_of_people_who_are_done_are_forgotten() -> None:
    async def open_all() -> int:
        time = Time()
        gates = Gates(sleep=time.sleep, clock=time.clock)
        for number in range(3000):
            async with gates.through(("outlook", f"person-{number}"), no_reason):
                time.now += 0.04
        return len(gates)

    async def no_reason() -> None:
        return

    assert asyncio.run(open_all()) < 300


def test_a_closed_gate_is_not_forgotten() -> None:
    async def use() -> None:
        time = Time()
        gates = Gates(sleep=time.sleep, clock=time.clock)
        gates.close(("outlook", "anna"), 60)
        for number in range(1000):
            async with gates.through(("outlook", f"person-{number}"), no_reason):
                pass
        assert gates.closed(("outlook", "anna")) == 60

    async def no_reason() -> None:
        return

    asyncio.run(use())
