"""Runs reads side by side."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Iterator

from core.errors import KadansError


async def run_all[T](reads: Iterable[Coroutine[None, None, T]]) -> list[T]:
    """Return what each read returns, in order; where one of them means that nothing can be read, stop the others and raise it."""
    return await run_in_turn(reads, room=_always)


async def run_few[T](reads: Iterable[Coroutine[None, None, T]], *, most: int) -> list[T]:
    """Do the same with at most so many of them begun and not done."""
    places = asyncio.Semaphore(most)

    async def inside(read: Coroutine[None, None, T]) -> T:
        try:
            return await read
        finally:
            places.release()

    async def room() -> None:
        await places.acquire()

    await room()
    return await run_in_turn((inside(read) for read in reads), room=room)


async def run_in_turn[T](reads: Iterable[Coroutine[None, None, T]], *, room: Callable[[], Awaitable[None]]) -> list[T]:
    """Do the same, but begin each read only when there is room for it."""
    answers: dict[int, T] = {}

    async def answered(number: int, read: Coroutine[None, None, T]) -> None:
        answers[number] = await read

    begun = 0
    try:
        async with asyncio.TaskGroup() as group:
            for read in reads:
                group.create_task(
                    answered(begun, read)
                )  # which nobody keeps when it is done: a task holds a whole context
                begun += 1
                await room()
    except* KadansError as several:
        errors = several
    else:
        return [answers[number] for number in range(begun)]
    raise next(_leaves(errors)) from None


async def _always() -> None:
    """There is room at once."""


async def both[A, B](first: Coroutine[None, None, A], second: Coroutine[None, None, B]) -> tuple[A, B]:
    """Run two reads of different kinds side by side; where the first fails, stop the second.

    There are two for each person, and a group of tasks would cost more than what it spares.
    """
    other = asyncio.ensure_future(second)
    try:
        answer = await first
    except BaseException:
        other.cancel()
        await asyncio.wait((other,))
        raise
    return answer, await other


def _leaves(group: BaseExceptionGroup[KadansError]) -> Iterator[KadansError]:
    for error in group.exceptions:
        if isinstance(error, BaseExceptionGroup):
            yield from _leaves(error)
        else:
            yield error
