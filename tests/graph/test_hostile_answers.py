"""Answers of every wrong shape, full of markers: whatever a reader does with them, no word of them gets into an error or a log."""

from __future__ import annotations

import copy
import json
import logging
import traceback
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import is_dataclass
from datetime import UTC, datetime
from random import Random
from typing import Any

import pytest

from core.facts import Gap, PersonKey
from core.intervals import Interval
from graph.calendars import GraphCalendars
from graph.calls import GraphCalls
from graph.directory import GraphDirectory
from graph.messages import GraphMessages
from graph.rosters import GraphRosters
from tests.graph.wire import Asked, Graph, Line, Says

MARKER = "zz-verzonnen"
PERSON = PersonKey("00000000-0000-4000-8000-0000000000a1")
WEEK = Interval(int(datetime(2026, 11, 9, tzinfo=UTC).timestamp()), int(datetime(2026, 11, 16, tzinfo=UTC).timestamp()))
ROUNDS = 60

type Reader = Callable[[Line], Awaitable[object]]

READERS: dict[str, tuple[str, Reader]] = {
    "members": ("group_members", lambda line: GraphDirectory(line.transport, line.requests).group_members("g")),
    "reports": ("group_members", lambda line: GraphDirectory(line.transport, line.requests).direct_reports("m")),
    "identity": ("group_members", lambda line: GraphDirectory(line.transport, line.requests).identity("a@b.example")),
    "hired": ("group_members", lambda line: GraphDirectory(line.transport, line.requests).hired(PERSON)),
    "mailbox": ("mailbox_settings", lambda line: GraphCalendars(line.transport, line.requests).mailbox(PERSON)),
    "zone": (
        "mailbox_settings_custom_zone",
        lambda line: GraphCalendars(line.transport, line.requests).mailbox(PERSON),
    ),
    "events": ("calendar_view", lambda line: GraphCalendars(line.transport, line.requests).events(PERSON, WEEK)),
    "chats": ("messages", lambda line: GraphMessages(line.transport, line.requests).chat_messages(PERSON, WEEK)),
    "kinds": (
        "chats",
        lambda line: GraphMessages(line.transport, line.requests).one_on_one_chats(PERSON, frozenset({"19:a", "19:b"})),
    ),
    "channels": ("messages", lambda line: GraphMessages(line.transport, line.requests).channel_messages("t", WEEK)),
    "rooms": ("rooms", lambda line: GraphCalls(line.transport, line.requests).rooms()),
    "calls": (
        "call_record",
        lambda line: GraphCalls(line.transport, line.requests).listed(PERSON, WEEK, frozenset({"link"})),
    ),
    "shifts": (
        "shifts",
        lambda line: GraphRosters(line.transport, line.requests).roster("t", WEEK, frozenset({PERSON})),
    ),
    "record": ("call_record", lambda line: GraphCalls(line.transport, line.requests).record("call")),
}

VALUES: tuple[Any, ...] = (
    MARKER, {MARKER: MARKER}, [MARKER], [[[{MARKER: [MARKER]}]]], None, True, -1, 10**400, 1.5e300, "", [], {},
    f"2026-11-10T09:00:00 {MARKER}", f"{MARKER}@ours.example", f"https://{MARKER}.example/{MARKER}", f"{MARKER}\u0000\ud800",
)  # fmt: skip


def nodes(of: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:  # noqa: ANN401 - JSON
    """Yield the way to each place in a JSON value."""
    yield path
    inside = of.items() if isinstance(of, dict) else enumerate(of) if isinstance(of, list) else ()
    for key, each in inside:
        yield from nodes(each, (*path, key))


def replaced(of: Any, path: tuple[Any, ...], value: Any) -> Any:  # noqa: ANN401 - JSON
    if not path:
        return value
    changed = copy.copy(of)
    changed[path[0]] = replaced(of[path[0]], path[1:], value)
    return changed


class Hostile:
    """Draws one wrong answer after the other."""

    def __init__(self, payload: Any, random: Random) -> None:  # noqa: ANN401 - JSON
        self._payload = payload
        self._random = random

    def __call__(self, asked: Asked) -> Says:
        """Answer a request."""
        random = self._random
        broken = copy.deepcopy(self._payload)
        for _ in range(random.randint(1, 3)):
            broken = replaced(broken, random.choice(list(nodes(broken))), random.choice(VALUES))
        kind = random.randrange(8)
        content = json.dumps(broken).encode()
        if kind == 0:
            link = random.choice(
                [f"https://{MARKER}.example/next", f"{asked.link}/{MARKER}", MARKER, f"//{MARKER}", {}]
            )
            return Says(body={"value": [], **(broken if isinstance(broken, dict) else {}), "@odata.nextLink": link})
        if kind == 1:
            return Says(body=content[: random.randrange(len(content) + 1)])
        if kind == 2:
            return Says(body=random.choice([b"", b"\xff" + MARKER.encode(), f'"{MARKER}'.encode(), b"[" * 5000]))
        if kind == 3:
            status = random.choice((400, 401, 403, 404, 409, 410, 429, 500, 503, 302, 204))
            error = random.choice([{"error": {"code": MARKER, "message": MARKER}}, {"error": MARKER}, MARKER, broken])
            headers = {random.choice(["Retry-After", "Location", "request-id", "x-ms-error"]): MARKER}
            return Says(status=status, body=error, headers=headers)
        return Says(body=content)


def everything_of(error: BaseException) -> Iterator[str]:
    """Yield what could be written down of an error, of what caused it and of what it came up in, hidden or not."""
    yield from (str(error), repr(error), repr(error.args), repr(getattr(error, "__notes__", "")))
    yield "".join(traceback.TracebackException.from_exception(error).format())
    if isinstance(error, BaseExceptionGroup):
        for each in error.exceptions:
            yield from everything_of(each)
    for other in (error.__cause__, error.__context__):
        if other is not None:
            yield from everything_of(other)


def shown(found: object) -> Iterator[str]:
    """Yield the `repr` of what was read: facts and gaps hide whom they are about."""
    for each in found if isinstance(found, tuple) else (found,):
        if is_dataclass(each):
            yield repr(each)


@pytest.mark.parametrize("name", READERS)
def test_no_word_of_a_wrong_answer_gets_into_an_error_a_gap_or_a_log(
    graph: Graph,
    payload: Callable[[str], Any],
    name: str,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    file, read = READERS[name]
    ends = Counter[str]()
    caplog.set_level(logging.DEBUG)

    async def through(line: Line) -> None:
        for _ in range(ROUNDS):
            try:
                found = await read(line)
            except Exception as error:  # noqa: BLE001 - whatever comes is looked at
                end, texts = type(error).__name__, list(everything_of(error))
            else:
                end, texts = "gap" if isinstance(found, Gap) else "read", list(shown(found))
            ends[end] += 1
            assert not [text for text in texts if MARKER in text]

    graph.run(Hostile(payload(file), Random(name)), through)  # noqa: S311 - a draw to test with
    said = capfd.readouterr()
    assert MARKER not in said.out + said.err
    assert not [each for each in caplog.records if MARKER in each.getMessage() + str(each.exc_text) + repr(each.args)]
    assert ends.total() == ROUNDS
    assert len(ends) > 1 or name in {"identity", "hired", "kinds"}, "nothing went wrong, so nothing was put to the test"
