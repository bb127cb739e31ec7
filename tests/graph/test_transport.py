"""What the transport does when Graph is slow, broken, or leads elsewhere."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from core.errors import AnswerError, GoneError, NotGrantedError, NotReachedError, RequestRefusedError, SignInError
from graph import shapes, transport
from graph.gates import Gate
from graph.requests import Request
from graph.token import TokenProvider
from graph.transport import Transport
from tests.graph.wire import Asked, Certificates, Exchange, Graph, Line, Says, in_turn, refusal

ROOMS: Gate = ("places", "tenant")
MARKER = "zz-verzonnen"
PAGE = Says(body={"value": [{"emailAddress": "room@voorbeeld.example"}]})
THROTTLED = refusal(429)


async def ask(line: Line, gate: Gate = ROOMS) -> shapes.Page[shapes.Room]:
    return await line.transport.one(Request(line.wire.url + "/places"), shapes.rooms, gate=gate)


async def all_rooms(line: Line) -> list[str | None]:
    pages = line.transport.pages(Request(line.wire.url + "/places", {"Prefer": "x"}), shapes.rooms, gate=ROOMS)
    return [room.email_address async for page in pages for room in page]


def failing(kind: type[Exception], use: Callable[[Line], Awaitable[object]] = ask) -> Callable[[Line], Awaitable[Line]]:
    """Return a use of a line that has to fail, and that gives the line back."""

    async def use_it(line: Line) -> Line:
        with pytest.raises(kind) as caught:
            await use(line)
        assert MARKER not in f"{caught.value} {caught.value!r}"
        return line

    return use_it


@pytest.mark.parametrize(
    ("told", "shortest", "longest"),
    [
        pytest.param("7", 7, 7, id="seconds"),
        pytest.param("1.5", 1.5, 1.5, id="a fraction of seconds"),
        pytest.param("0", 0, 0, id="at once"),
        pytest.param("-3", 0, 0, id="a moment that is over"),
        pytest.param(None, 0.5, 1, id="nothing"),
        pytest.param("soon", 0.5, 1, id="a word"),
        pytest.param("nan", 0.5, 1, id="no number"),
    ],
)
def test_the_wait_that_graph_asks_for_is_kept(graph: Graph, told: str | None, shortest: float, longest: float) -> None:
    headers = {} if told is None else {"Retry-After": told}

    async def use(line: Line) -> list[float]:
        await ask(line)
        return line.time.slept

    slept = graph.run(in_turn(Says(status=429, headers=headers), PAGE), use)
    assert shortest <= sum(slept) <= longest


def test_a_wait_may_be_told_as_a_date(graph: Graph) -> None:
    def script(asked: Asked) -> Says:
        first = len(told) == 0
        told.append(asked.path)
        then = format_datetime(datetime.now(UTC) + timedelta(seconds=30), usegmt=True)
        return Says(status=503, headers={"Retry-After": then}) if first else PAGE

    async def use(line: Line) -> float:
        await ask(line)
        return sum(line.time.slept)

    told: list[str] = []
    assert 25 <= graph.run(script, use) <= 30


@pytest.mark.parametrize(
    "trouble",
    [
        *(pytest.param(refusal(status), id=str(status)) for status in (408, 429, 500, 502, 503, 504)),
        pytest.param(Says(broken="reset"), id="a connection that is cut"),
        pytest.param(Says(body={"value": ["x" * 999]}, broken="truncated"), id="a body that is cut"),
        pytest.param(Says(body=b'{"value": ['), id="half an answer that looks whole"),
        pytest.param(Says(body=b"<html>please wait</html>"), id="an answer of somebody in between"),
    ],
)
def test_trouble_that_may_pass_is_waited_for(graph: Graph, trouble: Says) -> None:
    async def use(line: Line) -> int:
        assert (await ask(line)).value[0].email_address == "room@voorbeeld.example"
        assert line.time.slept
        return len(line.wire.asked)

    assert graph.run(in_turn(trouble, trouble, PAGE), use) == 3


def test_trouble_that_stays_is_given_up_in_the_end(graph: Graph) -> None:
    line = graph.run(refusal(503, message=MARKER), failing(AnswerError))
    assert len(line.wire.asked) == 6
    assert line.time.slept == sorted(line.time.slept)
    assert sum(line.time.slept) < 60


@pytest.mark.parametrize(
    ("answer", "kind", "reason"),
    [
        pytest.param(refusal(400, message=MARKER), RequestRefusedError, "refused (400)", id="400"),
        pytest.param(refusal(403, message=MARKER), NotGrantedError, "access denied", id="403"),
        pytest.param(refusal(404, message=MARKER), GoneError, "not found", id="404"),
        pytest.param(refusal(404, "MailboxNotEnabledForRESTAPI"), GoneError, "mailbox not enabled", id="no mailbox"),
        pytest.param(refusal(410, message=MARKER), GoneError, "not found", id="410"),
        pytest.param(Says(status=404, body=MARKER.encode()), GoneError, "not found", id="404 without JSON"),
        pytest.param(refusal(418, MARKER), RequestRefusedError, "refused (418)", id="something new"),
        pytest.param(Says(body={"value": MARKER}), AnswerError, "unexpected answer", id="another shape"),
    ],
)
def test_a_refusal_is_told_at_once_and_in_our_own_words(
    graph: Graph, answer: Says, kind: type[AnswerError], reason: str
) -> None:
    async def use(line: Line) -> tuple[int, str]:
        with pytest.raises(kind) as caught:
            await ask(line)
        return len(line.wire.asked), caught.value.reason

    assert graph.run(answer, use) == (1, reason)


def test_a_redirect_is_not_followed(graph: Graph) -> None:
    async def use(line: Line) -> None:
        with graph.exchange.answering(PAGE) as thief:
            elsewhere[:] = [thief.url + "/places"]
            with pytest.raises(RequestRefusedError):
                await ask(line)
            assert thief.asked == []

    elsewhere = [""]
    graph.run(lambda _: Says(status=302, headers={"Location": elsewhere[0]}), use)


def test_a_wait_longer_than_the_patience_is_not_begun_and_closes_the_gate(graph: Graph) -> None:
    async def use(line: Line) -> None:
        with pytest.raises(AnswerError, match="longer"):
            await ask(line)
        with pytest.raises(AnswerError, match="longer"):
            await ask(line)
        assert (len(line.wire.asked), line.time.slept) == (1, [])
        await ask(line, gate=("directory", "tenant"))
        assert len(line.wire.asked) == 2
        line.time.now += 3600
        await ask(line)

    graph.run(in_turn(refusal(429, Retry_After="3600"), PAGE), use)


def test_one_throttled_request_makes_the_others_of_its_gate_wait(graph: Graph) -> None:
    async def use(line: Line) -> tuple[int, list[float]]:
        first = asyncio.create_task(line.transport._attempt(Request(line.wire.url + "/places"), shapes.rooms, ROOMS))
        await asyncio.wait([first])
        assert first.exception() is not None
        await asyncio.gather(ask(line, ("directory", "tenant")), ask(line))
        return len(line.wire.asked), line.time.slept

    assert graph.run(in_turn(refusal(429, Retry_After="20"), PAGE), use) == (3, [20])


@pytest.mark.parametrize("together", [pytest.param(1, id="one request"), pytest.param(6, id="six at once")])
def test_a_refused_token_is_renewed_once_for_everybody(graph: Graph, together: int) -> None:
    def script(asked: Asked) -> Says:
        return refusal(401) if asked.headers["authorization"] == "Bearer token-1" else PAGE

    async def use(line: Line) -> None:
        await asyncio.gather(*(ask(line, gate=("places", str(number))) for number in range(together)))
        assert len(line.wire.signed_in) == 2
        assert sorted(line.wire.tokens) == ["token-1"] * together + ["token-2"] * together

    graph.run(script, use)


def test_a_fresh_token_that_is_refused_too_ends_it_all(graph: Graph) -> None:
    line = graph.run(refusal(401, message=MARKER), failing(SignInError))
    assert line.wire.tokens == ["token-1", "token-2"]
    assert len(line.wire.signed_in) == 2


FOREIGN = [
    pytest.param("{thief}/v1.0/places?$skiptoken=2", id="another port"),
    pytest.param("https://graph.elsewhere.example/v1.0/places", id="another host"),
    pytest.param("{plain}/v1.0/places", id="without TLS"),
    pytest.param("https://127.0.0.1@graph.elsewhere.example/places", id="a host that looks like a user"),
    pytest.param("https://graph.elsewhere.example:port/places", id="no port"),
    pytest.param("https://[nothing/places", id="no address"),
    pytest.param("/v1.0/places?$skiptoken=2", id="half an address"),
    pytest.param("", id="nothing"),
]


@pytest.mark.parametrize("link", FOREIGN)
def test_the_token_goes_to_no_other_host(graph: Graph, link: str) -> None:
    def script(asked: Asked) -> Says:
        plain = asked.root.replace("https:", "http:")
        return Says(body={"value": [], "@odata.nextLink": link.format(thief=thieves[0], plain=plain)})

    async def use(line: Line) -> None:
        with graph.exchange.answering(PAGE) as thief:
            thieves[:] = [thief.root]
            with pytest.raises(AnswerError, match="another host"):
                await all_rooms(line)
            assert thief.asked == []
        assert len(line.wire.asked) == 1

    thieves = [""]
    graph.run(script, use)


def paged(pages: int) -> Callable[[Asked], Says]:
    """Say a room a page, with nothing on the first one."""

    def script(asked: Asked) -> Says:
        number = int(asked.query.get("$skiptoken", "0"))
        body = {"value": [{"emailAddress": f"room{number}"}] if number else []}
        more = {"@odata.nextLink": f"{asked.link}?$skiptoken={number + 1}"} if number < pages else {}
        return Says(body=body | more)

    return script


def test_an_empty_page_is_not_the_end_and_headers_go_with_every_page(graph: Graph) -> None:
    async def use(line: Line) -> list[str | None]:
        found = await all_rooms(line)
        assert [asked.headers.get("prefer") for asked in line.wire.asked] == ["x"] * 4
        return found

    assert graph.run(paged(3), use) == ["room1", "room2", "room3"]


def test_paging_in_circles_ends(graph: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "_MOST_PAGES", 20)
    circle = lambda asked: Says(body={"value": [], "@odata.nextLink": f"{asked.link}?$skiptoken=1"})  # noqa: E731
    line = graph.run(circle, failing(AnswerError, all_rooms))
    assert len(line.wire.asked) == 2


def test_paging_without_an_end_ends(graph: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "_MOST_PAGES", 20)
    line = graph.run(paged(10**9), failing(AnswerError, all_rooms))
    assert len(line.wire.asked) == 21


@pytest.mark.parametrize(
    ("gate", "per_second"),
    [
        pytest.param(("teams_channel", "19:a"), 1, id="a channel: one a second"),
        pytest.param(("teams_person", "anna"), 5, id="one person's chats: five a second"),
        pytest.param(("teams", "tenant"), 30, id="chats: thirty a second"),
        pytest.param(("calls", "tenant"), 75, id="call records: 1500 in twenty seconds"),
        pytest.param(("teams_export", "tenant"), 200, id="exports: two hundred a second"),
    ],
)
def test_in_no_second_a_service_is_asked_more_than_it_allows_and_hardly_less(
    graph: Graph, gate: Gate, per_second: int
) -> None:
    async def use(line: Line) -> list[float]:
        moments = []
        for number in range(2 * per_second + 2):
            await ask(line, gate)
            moments.append(line.time.now)
            line.time.now += 0.05 * (number == per_second)  # the program itself is held up
        return moments

    moments = graph.run(PAGE, use)
    assert all(later - moment >= 1 for moment, later in zip(moments, moments[per_second:], strict=False))
    assert moments[-1] - moments[0] < 1.05 * (len(moments) - 1) / per_second + 0.05


@pytest.mark.parametrize(
    ("gates", "most"),
    [
        pytest.param(["anna"] * 9, 4, id="one mailbox"),
        pytest.param(["anna"] * 4 + ["bart"] * 4, 8, id="two mailboxes"),
    ],
)
def test_a_mailbox_is_asked_four_things_at_once(graph: Graph, gates: list[str], most: int) -> None:
    inside = [0, 0]

    async def script(_: Asked) -> Says:
        inside[0] += 1
        inside[1] = max(inside)
        await asyncio.sleep(0.05)
        inside[0] -= 1
        return PAGE

    async def use(line: Line) -> None:
        await asyncio.gather(*(ask(line, ("outlook", gate)) for gate in gates))

    graph.run(script, use)
    assert inside[1] == most


def _closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_without_a_connection_nothing_is_reached_and_one_sentence_says_so(graph: Graph) -> None:
    async def use(line: Line) -> str:
        request = Request(f"https://127.0.0.1:{_closed_port()}/v1.0/places")
        with pytest.raises(NotReachedError) as caught:
            await line.transport.one(request, shapes.rooms, gate=ROOMS)
        assert len(line.time.slept) == 2
        return str(caught.value)

    assert "KADANS_GRAPH_URL" in graph.run(PAGE, use)


def test_a_graph_that_nobody_vouches_for_is_not_talked_to(graph: Graph, tmp_path: Path) -> None:
    async def use(line: Line) -> None:
        with stranger_exchange.answering(PAGE) as stranger:
            request = Request(stranger.url + "/places")
            with pytest.raises(NotReachedError, match="not trusted: set KADANS_CA_BUNDLE"):
                await line.transport.one(request, shapes.rooms, gate=ROOMS)
            assert stranger.asked == []

    stranger_exchange = Exchange(Certificates(tmp_path))
    graph.run(PAGE, use)
    stranger_exchange.close()


@pytest.mark.parametrize(
    "content", [pytest.param(None, id="there is none"), pytest.param("no certificate", id="it holds none")]
)
def test_a_ca_bundle_that_cannot_be_read_is_named(graph: Graph, tmp_path: Path, content: str | None) -> None:
    bundle = tmp_path / "network.pem"
    if content is not None:
        bundle.write_text(content)

    async def use(line: Line) -> str:
        address = line.wire.address(ca_bundle=str(bundle))
        with pytest.raises(NotReachedError) as caught:
            async with Transport(address, TokenProvider(address)):
                pass
        return str(caught.value)

    assert graph.run(PAGE, use).startswith(f"KADANS_CA_BUNDLE = {bundle}: ")
