"""Since when somebody works here: one property of one person, and silence where the directory can't tell."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from core.facts import PersonKey
from graph.directory import GraphDirectory
from tests.graph.wire import Graph, Line, Says, refusal

PERSON = PersonKey("00000000-0000-4000-8000-0000000000a1")


async def hired(line: Line) -> tuple[int | None, list[dict[str, str]]]:
    found = await GraphDirectory(line.transport, line.requests).hired(PERSON)
    return found, [dict(each.query) for each in line.wire.asked]


def test_nothing_but_the_day_is_asked_for(graph: Graph) -> None:
    found, queries = graph.run(Says(body={"employeeHireDate": "2026-10-01T00:00:00Z"}), hired)
    assert found == int(datetime(2026, 10, 1, tzinfo=UTC).timestamp())
    assert queries == [{"$select": "employeeHireDate"}]


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(Says(body={"employeeHireDate": None}), id="no day"),
        pytest.param(Says(body={}), id="no property"),
        pytest.param(Says(body={"employeeHireDate": "soon"}), id="no time"),
        pytest.param(Says(body={"employeeHireDate": 20261001}), id="another kind"),
        pytest.param(refusal(403), id="refused"),
        pytest.param(refusal(404), id="gone"),
    ],
)
def test_where_the_directory_cannot_tell_nobody_is_new(graph: Graph, answer: Any) -> None:  # noqa: ANN401
    assert graph.run(answer, hired)[0] is None
