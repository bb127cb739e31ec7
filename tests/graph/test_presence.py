"""Presences over HTTPS: the place alone comes out of an answer, whatever else is in it."""

from __future__ import annotations

import json
from collections.abc import Sequence

import msgspec
import pytest

from core.facts import Gap, PersonKey, WorkPlace
from core.messages import Unavailable
from graph import shapes
from graph.presence import GraphPresences
from graph.requests import Requests
from tests.graph.wire import Asked, Graph, Line, Says, in_turn, refusal

MARKER = "zz-verzonnen"
ONE, TWO = PersonKey("00000000-0000-0000-0000-00000000000A"), PersonKey("00000000-0000-0000-0000-00000000000b")


def presence(person: str, place: object) -> dict[str, object]:
    """A made-up answer in the shape of v1.0, with everything in it that must not get out."""
    return {
        "@odata.type": "#microsoft.graph.presence",
        "id": person,
        "availability": MARKER,
        "activity": MARKER,
        "statusMessage": {"message": {"content": MARKER}, "publishedDateTime": None},
        "outOfOfficeSettings": {"message": MARKER, "isOutOfOffice": True},
        "workLocation": place,
    }


def work(kind: object) -> dict[str, object]:
    return {"workLocationType": kind, "source": "manual", "placeId": MARKER}


def told(graph: Graph, people: Sequence[PersonKey], *answers: Says) -> object:
    async def ask(line: Line) -> object:
        return await GraphPresences(line.transport, line.requests).work_places(people)

    return graph.run(in_turn(*answers), ask)


def test_the_request_is_one_post_with_the_ids_in_its_body_and_none_in_its_address() -> None:
    requests = Requests("https://graph.example/v1.0")
    request = requests.post(requests.client.communications.get_presences_by_user_id, {"ids": [ONE, TWO]})
    assert request.url == "https://graph.example/v1.0/communications/getPresencesByUserId"
    assert json.loads(request.body or b"") == {"ids": [ONE, TWO]}
    assert request.headers["Content-Type"] == "application/json"


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        pytest.param(work("office"), {ONE: WorkPlace.OFFICE}, id="office"),
        pytest.param(work("remote"), {ONE: WorkPlace.REMOTE}, id="remote"),
        pytest.param(work("timeOff"), {}, id="on leave"),
        pytest.param(work("unspecified"), {}, id="nothing set"),
        pytest.param(work("onTheMoon"), {}, id="a word of a later year"),
        pytest.param(work(None), {}, id="null"),
        pytest.param(None, {}, id="no work location at all"),
    ],
)
def test_office_and_remote_are_places_and_nothing_else_is(graph: Graph, place: object, expected: object) -> None:
    assert told(graph, [ONE], Says(body={"value": [presence(ONE.lower(), place)]})) == expected


def test_who_was_not_asked_about_is_not_taken_in(graph: Graph) -> None:
    answer = Says(body={"value": [presence(TWO, work("office")), presence(ONE, work("remote"))]})
    assert told(graph, [ONE], answer) == {ONE: WorkPlace.REMOTE}


def test_who_is_missing_in_the_answer_is_unknown(graph: Graph) -> None:
    assert told(graph, [ONE, TWO], Says(body={"value": [presence(ONE, work("office"))]})) == {ONE: WorkPlace.OFFICE}


def test_nothing_else_of_a_presence_becomes_an_object() -> None:
    answer = shapes.presences.decode(json.dumps({"value": [presence(ONE, work("office"))]}).encode())
    assert MARKER not in repr(answer)
    assert {each.name for each in msgspec.structs.fields(shapes.Presence)} == {"id", "work_location"}
    assert {each.name for each in msgspec.structs.fields(shapes.WorkLocation)} == {"work_location_type"}


def test_a_refusal_is_told_from_trouble(graph: Graph) -> None:
    assert told(graph, [ONE], refusal(403)) is Unavailable.NOT_GRANTED
    assert told(graph, [ONE, TWO], refusal(400)) == Gap(source="location", reason="refused (400)", count=2)
    assert told(graph, [ONE], Says(body={"value": [{"id": 7}]})) == Gap(source="location", reason="unexpected answer")


def test_throttling_is_waited_for(graph: Graph) -> None:
    again = refusal(429, Retry_After="0")
    assert told(graph, [ONE], again, Says(body={"value": [presence(ONE, work("office"))]})) == {ONE: WorkPlace.OFFICE}


def test_the_address_asked_for_holds_nobody(graph: Graph) -> None:
    seen: list[str] = []

    def script(asked: Asked) -> Says:
        seen.append(asked.link + repr(dict(asked.query)))
        return Says(body={"value": []})

    async def ask(line: Line) -> object:
        return await GraphPresences(line.transport, line.requests).work_places([ONE])

    assert graph.run(script, ask) == {}
    assert len(seen) == 1
    assert ONE not in seen[0]
