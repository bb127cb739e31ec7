"""The roster of a team: what is asked of Teams Shifts, what becomes of the answers, and what becomes of trouble."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from core.facts import Gap
from core.intervals import Interval
from core.roster import Planned, Roster, Unrostered
from graph.rosters import GraphRosters
from tests.graph.wire import Asked, Graph, Line, Says, Script, refusal

ANNA = "00000000-0000-4000-8000-0000000000a1"
BART = "00000000-0000-4000-8000-0000000000b2"
NOT_ASKED_FOR = "00000000-0000-4000-8000-0000000000c3"
WEEK = Interval(int(datetime(2026, 11, 9, tzinfo=UTC).timestamp()), int(datetime(2026, 11, 16, tzinfo=UTC).timestamp()))
EMPTY = Says(body={"value": []})
type Payload = Callable[[str], Any]


def at(day: int, clock: str, month: int = 11) -> int:
    return int(datetime.fromisoformat(f"2026-{month}-{day:02}T{clock}Z").timestamp())


def roster(graph: Graph, script: Script | Says) -> Roster | Unrostered | Gap:
    asked = frozenset({ANNA, BART})
    return graph.run(script, lambda line: GraphRosters(line.transport, line.requests).roster("t-1", WEEK, asked))


def served(payload: Payload) -> Script:
    return lambda asked: Says(body=payload("shifts" if asked.path.endswith("/shifts") else "times_off"))


def shift(start: Any, end: Any, user: Any = ANNA) -> dict[str, Any]:  # noqa: ANN401 - JSON
    return {"id": "SHFT", "userId": user, "sharedShift": {"startDateTime": start, "endDateTime": end}}


def shifts_alone(*shifts: dict[str, Any]) -> Script:
    return lambda asked: Says(body={"value": list(shifts)}) if asked.path.endswith("/shifts") else EMPTY


def test_shared_shifts_and_times_off_are_kept_and_nothing_else(graph: Graph, payload: Payload) -> None:
    found = roster(graph, served(payload))
    assert isinstance(found, Roster)
    assert dict(found.people) == {
        ANNA: Planned(shifts=(Interval(at(9, "21:00"), at(10, "05:00")),)),
        BART: Planned(
            shifts=(Interval(at(11, "06:00"), at(11, "14:00")),),
            time_off=(Interval(at(1, "22:00", month=10), at(9, "23:00")),),
        ),
    }, "no draft, no open shift, nobody who was not asked for, and nothing that lies outside"
    assert found.of(NOT_ASKED_FOR) == Planned()
    assert found.of(ANNA.upper()).shifts, "ids differ in case"


def test_nothing_of_a_roster_shows_in_a_repr(graph: Graph, payload: Payload) -> None:
    found = roster(graph, served(payload))
    assert isinstance(found, Roster)
    assert "00000000" not in repr(found)
    assert str(at(9, "21:00")) not in repr(found.of(ANNA))


def test_each_bound_is_asked_once_a_start_from_below_and_an_end_from_above(graph: Graph) -> None:
    asked: list[Asked] = []

    def script(each: Asked) -> Says:
        asked.append(each)
        return EMPTY

    assert isinstance(roster(graph, script), Roster)
    assert [(each.path, dict(each.query)) for each in asked] == [
        (
            "/teams/t-1/schedule/shifts",
            {
                "$filter": "sharedShift/startDateTime ge 2026-11-02T00:00:00Z and "
                "sharedShift/endDateTime le 2026-11-23T00:00:00Z"
            },
        ),
        (
            "/teams/t-1/schedule/timesOff",
            {
                "$filter": "sharedTimeOff/startDateTime ge 2026-05-11T00:00:00Z and "
                "sharedTimeOff/endDateTime le 2027-05-17T00:00:00Z"
            },
        ),
    ]
    assert not any("ms-app-acts-as" in each.headers for each in asked), "an app acts as itself"


def test_pages_are_read_to_the_end_also_past_an_empty_one(graph: Graph) -> None:
    def script(asked: Asked) -> Says:
        if not asked.path.endswith("/shifts"):
            return EMPTY
        page = int(asked.query.get("page", "0"))
        day = 10 + page
        body: dict[str, Any] = {
            "value": [shift(f"2026-11-{day}T06:00:00Z", f"2026-11-{day}T14:00:00Z")] if page else []
        }
        if page < 3:
            body["@odata.nextLink"] = f"{asked.link}?page={page + 1}"
        return Says(body=body)

    found = roster(graph, script)
    assert isinstance(found, Roster)
    assert found.of(ANNA).shifts == tuple(Interval(at(day, "06:00"), at(day, "14:00")) for day in (11, 12, 13))


def test_shifts_that_overlap_or_come_twice_are_one_stretch(graph: Graph) -> None:
    early, late = ("2026-11-10T05:00:00Z", "2026-11-10T13:00:00Z"), ("2026-11-10T12:30:00Z", "2026-11-10T20:00:00Z")
    found = roster(graph, shifts_alone(shift(*early), shift(*late), shift(*early)))
    assert isinstance(found, Roster)
    assert found.of(ANNA).shifts == (Interval(at(10, "05:00"), at(10, "20:00")),)


@pytest.mark.parametrize("path", ["/shifts", "/timesOff"])
@pytest.mark.parametrize(
    ("says", "expected"),
    [
        pytest.param(refusal(403, "Forbidden"), Unrostered.NOT_GRANTED, id="not granted"),
        pytest.param(refusal(404, "NotFound"), Unrostered.NO_ROSTER, id="no team, or no schedule in it"),
        pytest.param(refusal(400, "BadRequest"), Gap(source="roster", reason="refused (400)"), id="refused"),
        pytest.param(
            Says(body=b'{"value": [{"userId"'), Gap(source="roster", reason="unreadable answer"), id="a torn page"
        ),
    ],
)
def test_half_a_roster_is_none(graph: Graph, path: str, says: Says, expected: Unrostered | Gap) -> None:
    assert roster(graph, lambda asked: says if asked.path.endswith(path) else EMPTY) == expected


@pytest.mark.parametrize(
    "bad",
    [
        pytest.param(shift("gisteren", "2026-11-10T20:00:00Z"), id="no date"),
        pytest.param(shift("2026-11-10T20:00:00Z", "2026-11-10T12:00:00Z"), id="it ends before it begins"),
        pytest.param(shift(None, "2026-11-10T12:00:00Z"), id="no beginning"),
        pytest.param(shift("2026-11-10", "2026-11-11"), id="a day and no time"),
        pytest.param(shift("2026-02-30T08:00:00Z", "2026-11-10T12:00:00Z"), id="a day that is none"),
    ],
)
def test_a_shift_that_nobody_understands_makes_the_roster_unknown(graph: Graph, bad: dict[str, Any]) -> None:
    assert roster(graph, shifts_alone(bad)) == Gap(source="roster", reason="unexpected answer")


def test_what_nobody_understands_of_others_is_nobodys_trouble(graph: Graph) -> None:
    found = roster(graph, shifts_alone(shift(None, None, user=NOT_ASKED_FOR), shift("gisteren", "", user=None)))
    assert found == Roster(people={})


def test_a_throttled_roster_is_asked_for_again(graph: Graph) -> None:
    left = [refusal(429, "TooManyRequests", Retry_After="3")]

    async def use(line: Line) -> tuple[object, list[float]]:
        found = await GraphRosters(line.transport, line.requests).roster("t-1", WEEK, frozenset({ANNA}))
        return found, line.time.slept

    found, slept = graph.run(lambda _: left.pop() if left else EMPTY, use)
    assert isinstance(found, Roster)
    assert any(seconds >= 3 for seconds in slept)
