"""Runs reads side by side."""

import asyncio
from collections.abc import Coroutine, Iterable, Iterator
from typing import cast

from core.errors import KadansError


async def run_all[T](reads: Iterable[Coroutine[None, None, T]]) -> list[T]:
    """Return what each read returns, in order; where one of them means that nothing can be read, stop the others and raise it."""
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(read) for read in reads]
    except* KadansError as several:
        errors = several
    else:
        return [task.result() for task in tasks]
    raise next(_leaves(errors)) from None


async def both[A, B](first: Coroutine[None, None, A], second: Coroutine[None, None, B]) -> tuple[A, B]:
    """Run two reads of different kinds side by side."""
    answers = await run_all((first, second))
    return cast("A", answers[0]), cast("B", answers[1])


def _leaves(group: BaseExceptionGroup[KadansError]) -> Iterator[KadansError]:
    for error in group.exceptions:
        if isinstance(error, BaseExceptionGroup):
            yield from _leaves(error)
        else:
            yield error
