"""Reads side by side: all answers in order, or the one error that matters."""

from __future__ import annotations

import asyncio

import pytest

from core.errors import KadansError, NotReachedError, SignInError
from jobs.concurrency import both, run_all


async def after(seconds: float, answer: object) -> object:
    await asyncio.sleep(seconds)
    if isinstance(answer, Exception):
        raise answer
    return answer


def test_answers_come_in_the_order_of_the_questions() -> None:
    assert asyncio.run(run_all(after(0.01 * (3 - number), number) for number in range(3))) == [0, 1, 2]
    assert asyncio.run(run_all([])) == []
    assert asyncio.run(both(after(0, 1), after(0, "a"))) == (1, "a")


@pytest.mark.parametrize("kind", [SignInError, NotReachedError, KadansError])
def test_an_error_that_ends_it_all_stops_the_others_and_comes_alone(kind: type[KadansError]) -> None:
    ended: list[str] = []

    async def long() -> object:
        try:
            return await after(30, 1)
        finally:
            ended.append("long")

    async def run() -> list[object]:
        async with asyncio.timeout(5):
            return await run_all([after(0.01, kind("no")), long(), after(0, 2)])

    with pytest.raises(kind, match="no") as caught:
        asyncio.run(run())
    assert ended == ["long"]
    assert type(caught.value) is kind


def test_several_errors_at_once_are_told_as_one() -> None:
    with pytest.raises(KadansError):
        asyncio.run(run_all([after(0, SignInError("a")), after(0, SignInError("b"))]))


def test_groups_inside_groups_are_unpacked() -> None:
    with pytest.raises(SignInError, match="deep"):
        asyncio.run(run_all([run_all([run_all([after(0, SignInError("deep"))])])]))


def test_what_nobody_named_is_not_hidden() -> None:
    with pytest.raises(ExceptionGroup) as caught:
        asyncio.run(run_all([after(0, ZeroDivisionError())]))
    assert caught.group_contains(ZeroDivisionError)


def test_of_two_reads_the_second_is_stopped_where_the_first_fails() -> None:
    ended: list[str] = []

    async def long() -> object:
        try:
            return await after(30, 1)
        finally:
            ended.append("long")

    async def run() -> tuple[object, object]:
        async with asyncio.timeout(5):
            return await both(after(0.01, SignInError("no")), long())

    with pytest.raises(SignInError, match="no"):
        asyncio.run(run())
    assert ended == ["long"]
