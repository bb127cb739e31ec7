"""Cards on their way to a Teams workflow."""

import asyncio
import json
import logging
import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from core.delivery import Outcome, Receipt
from core.errors import NotReachedError, PolicyError, SignInError
from graph.address import GraphAddress
from graph.token import TokenProvider
from reports.card import as_bytes, card
from reports.routes.posting import Network
from reports.routes.workflow import LARGEST, SCOPE, Pace, WorkflowRoute, at_once, counted, envelope
from sandbox import MARKER, Fault, Faults, Served, build, served_in_thread
from tests.graph.wire import Certificates, Time
from tests.reports.factories import HOSTILE, reader, states
from tests.reports.teams import TOKEN, Says, Teams, Tokens, run, teams, told

TAKEN = Says(status=202, body=b"")
BUSY = Says(status=429, headers={"Retry-After": "7"})
TOO_LARGE = ("rejected", "the card is too large for a Teams workflow")
ANOTHER_AUTH = "the workflow's trigger wants another 'auth', or another caller (401)"
CARD = b'{"type":"AdaptiveCard","version":"1.5","body":[]}'


@pytest.fixture(scope="module")
def faults() -> Faults:
    return Faults(
        faults=(
            Fault(match="/flows/busy/", times=2, status=429, retry_after=7),
            Fault(match="/flows/very-busy/", times=9, status=429, retry_after=600),
            Fault(match="/flows/down/", times=9, status=503, retry_after=3),
            Fault(match="/flows/behind/", times=9, status=502),
            Fault(match="/flows/cut/", kind="reset"),
            Fault(match="/flows/slow/", kind="slow", seconds=2),
            Fault(match="/flows/closed/", status=403),
        )
    )


@pytest.fixture(scope="module")
def served(faults: Faults) -> Iterator[Served]:
    with served_in_thread(build(people=12), faults=faults) as found:
        yield found


def address(served: Served) -> GraphAddress:
    return GraphAddress(
        url=served.graph_url,
        authority=served.authority,
        tenant=served.company.tenant_id,
        client=served.company.client_id,
        secret=served.company.client_secret,
        ca_bundle=str(served.ca_file),
    )


def post(served: Served, flow: str, content: bytes = CARD, **others: Any) -> tuple[Receipt, int, list[float]]:  # noqa: ANN401 - any argument of the route
    """Return the receipt, how many cards arrived, and the waits."""
    time = Time()
    network = Network(
        loopback=True,
        tls=ssl.create_default_context(cafile=str(served.ca_file)),
        sleep=time.sleep,
        timeout=aiohttp.ClientTimeout(total=1),
    )
    url = served.flows.url(served.authority, flow, signed_in="tokens" in others)
    receipt = run(WorkflowRoute(url, name="CHANNEL", network=network, **others).post("platform/2026-W46", content))
    return receipt, sum(each.flow == flow for each in served.flows.posted), time.slept


@pytest.mark.parametrize(
    ("flow", "outcome", "cards", "waits"),
    [
        pytest.param("fine", Outcome.ACCEPTED, 1, [], id="202 means queued, and not more"),
        pytest.param("busy", Outcome.ACCEPTED, 1, [7, 7], id="throttled for a moment"),
        pytest.param("very-busy", Outcome.LATER, 0, [], id="throttled for longer than a job waits"),
        pytest.param("down", Outcome.LATER, 0, [3, 3], id="the gate is closed"),
        pytest.param("behind", Outcome.AMBIGUOUS, 0, [], id="an error from behind the gate leaves it open"),
        pytest.param("cut", Outcome.AMBIGUOUS, 1, [], id="no answer after the post"),
        pytest.param("slow", Outcome.AMBIGUOUS, 1, [], id="an answer that takes too long"),
        pytest.param("closed", Outcome.REJECTED, 0, [], id="refused"),
    ],
)
def test_the_receipt_says_what_is_known(
    served: Served, flow: str, outcome: Outcome, cards: int, waits: list[float]
) -> None:
    receipt, arrived, waited = post(served, flow)
    assert (receipt.outcome, arrived, waited) == (outcome, cards, waits)


def test_a_card_too_large_as_the_service_counts_it_is_not_sent(certificates: Certificates) -> None:
    def card(letters: int) -> bytes:
        return json.dumps({"type": "AdaptiveCard", "body": "x" * letters}).encode()

    room = LARGEST * 5 // 6 - len(envelope(card(0)))
    with teams(certificates, TAKEN) as there:
        assert told(run(route(there).post("k", card(room)))) == ("accepted_unconfirmed", "")
        assert told(run(route(there).post("k", card(room + 2)))) == TOO_LARGE
    assert len(there.heard) == 1


def test_the_size_is_counted_at_least_as_the_service_was_seen_to_count() -> None:
    assert counted(b"x" * 24_453) >= 28_897


def route(there: Teams, *, tokens: Tokens | None = None, pace: Pace = at_once) -> WorkflowRoute:
    url = f"{there.root}/powerautomate/x?api-version=1" + ("" if tokens else "&sp=%2Frun&sig=S3CRET")
    return WorkflowRoute(url, name="CHANNEL", tokens=tokens, pace=pace, network=there.network)


def test_what_is_sent_is_the_card_in_its_envelope_and_no_authorization(
    certificates: Certificates, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("default login somebody password something\n")
    monkeypatch.setenv("NETRC", str(netrc))
    with teams(certificates, TAKEN) as there:
        assert told(run(route(there).post("k", CARD))) == ("accepted_unconfirmed", "")
    (heard,) = there.heard
    assert heard.line == "POST /powerautomate/x?api-version=1&sp=%2Frun&sig=S3CRET"
    assert "authorization" not in heard.headers
    kind = "application/vnd.microsoft.card.adaptive"
    attachment = {"contentType": kind, "contentUrl": None, "content": json.loads(CARD)}
    assert heard.body == {"type": "message", "attachments": [attachment]}


CODES: list[Any] = [
    pytest.param([Says(status=200)], ("accepted_unconfirmed", ""), 1, [], id="200"),
    pytest.param([TAKEN], ("accepted_unconfirmed", ""), 1, [], id="202"),
    pytest.param([Says(status=202, how="half")], ("accepted_unconfirmed", ""), 1, [], id="202 and a broken body"),
    pytest.param([Says(status=302)], ("rejected", "refused (302)"), 1, [], id="302 is not followed"),
    pytest.param([Says(status=400)], ("rejected", "refused (400)"), 1, [], id="400"),
    pytest.param([Says(status=401)], ("rejected", ANOTHER_AUTH), 1, [], id="401"),
    pytest.param([Says(status=404)], ("rejected", "the workflow is gone or switched off (404)"), 1, [], id="404"),
    pytest.param([Says(status=408)], ("ambiguous", "service error (408)"), 1, [], id="408"),
    pytest.param([Says(status=413)], (TOO_LARGE[0], f"{TOO_LARGE[1]} (413)"), 1, [], id="413"),
    pytest.param([BUSY, TAKEN], ("accepted_unconfirmed", ""), 2, [7], id="429 once"),
    pytest.param([BUSY], ("later", "throttled (429)"), 3, [7, 7], id="429 for ever"),
    pytest.param([Says(status=500)], ("ambiguous", "service error (500)"), 1, [], id="500"),
    pytest.param([Says(status=502)], ("ambiguous", "service error (502)"), 1, [], id="502"),
    pytest.param([Says(status=504)], ("ambiguous", "service error (504)"), 1, [], id="504"),
    pytest.param([Says(how="reset unread")], ("ambiguous", "connection lost"), 1, [], id="a reset before it was read"),
    pytest.param([Says(how="reset")], ("ambiguous", "connection lost"), 1, [], id="a reset after it was read"),
    pytest.param([Says(how="silence")], ("ambiguous", "no answer in time"), 1, [], id="no answer"),
]


@pytest.mark.parametrize(("script", "known", "sent", "waits"), CODES)
def test_each_answer_leads_to_what_is_known_and_to_so_many_posts(
    certificates: Certificates, script: list[Says], known: tuple[str, str], sent: int, waits: list[float]
) -> None:
    with teams(certificates, *script) as there:
        assert told(run(route(there).post("k", CARD))) == known
    assert (len(there.heard), there.waits) == (sent, waits)


def test_a_trigger_that_asks_for_a_sign_in_gets_a_token_and_once_a_fresh_one(certificates: Certificates) -> None:
    tokens = Tokens()
    with teams(certificates, Says(status=401), TAKEN) as there:
        assert told(run(route(there, tokens=tokens).post("k", CARD))) == ("accepted_unconfirmed", "")
    assert [each.headers["authorization"] for each in there.heard] == [f"Bearer {TOKEN}-1", f"Bearer {TOKEN}-2"]
    assert tokens.refused == [None, f"{TOKEN}-1"]
    with teams(certificates, Says(status=401)) as there:
        assert told(run(route(there, tokens=Tokens()).post("k", CARD))) == ("rejected", ANOTHER_AUTH)
    assert len(there.heard) == 2


def test_without_a_token_nothing_is_posted(certificates: Certificates) -> None:
    with teams(certificates, TAKEN) as there:
        refused = run(route(there, tokens=Tokens(SignInError("x"))).post("k", CARD))
        unreached = run(route(there, tokens=Tokens(NotReachedError("x"))).post("k", CARD))
    assert (told(refused), told(unreached)) == (("rejected", "the sign-in was refused"), ("later", "no connection"))
    assert there.heard == []


def test_out_of_turn_nothing_is_posted_and_a_short_wait_is_waited_for(certificates: Certificates) -> None:
    waits = [40, 0, 300]

    async def pace() -> int:
        return waits.pop(0)

    with teams(certificates, TAKEN) as there:
        assert told(run(route(there, pace=pace).post("k", CARD))) == ("accepted_unconfirmed", "")
        assert (len(there.heard), there.waits) == (1, [40])
        receipt = run(route(there, pace=pace).post("k", CARD))
    assert (receipt.outcome, receipt.retry_after, len(there.heard)) == (Outcome.LATER, 300, 1)


def test_nobody_there_is_later_since_nothing_was_posted() -> None:
    network = Network(loopback=True, sleep=Time().sleep)
    gone = WorkflowRoute("https://127.0.0.1:1/x?sig=y", name="CHANNEL", network=network)
    assert told(run(gone.post("k", CARD))) == ("later", "no connection")


MUST = "must be the https address of a Teams workflow"


@pytest.mark.parametrize(
    ("url", "signed_in", "words"),
    [
        pytest.param("http://a.environment.api.powerplatform.com/x?sig=S3CRET", False, MUST, id="not encrypted"),
        pytest.param("https://evil.example/.logic.azure.com?sig=S3CRET", False, MUST, id="another host"),
        pytest.param("https://x.logic.azure.com.evil.example/?sig=S3CRET", False, MUST, id="a host that looks alike"),
        pytest.param("https://x.logic.azure.com:S3CRET@evil.example/?sig=S3CRET", False, MUST, id="a host behind an @"),
        pytest.param("https://x.logic.azure.com:8443/?sig=S3CRET", False, MUST, id="another port"),
        pytest.param("https://127.0.0.1/?sig=S3CRET", False, MUST, id="this machine, with a real tenant"),
        pytest.param("https://[S3CRET", False, MUST, id="no address"),
        pytest.param("https://x.logic.azure.com/?api-version=1", False, "copy the whole address", id="cut off"),
        pytest.param("https://x.logic.azure.com/?sig=", False, "copy the whole address", id="an empty signature"),
        pytest.param("https://x.logic.azure.com/?sig=S3CRET", True, "use auth = 'none'", id="for anyone, not for us"),
        pytest.param("https://x.webhook.office.com/webhookb2/S3CRET", False, "give the channel a workflow", id="a connector"),
        pytest.param("https://outlook.office.com/webhook/S3CRET", False, "give the channel a workflow", id="an old connector"),
    ],
)  # fmt: skip
def test_a_url_that_leads_elsewhere_is_refused_and_never_shown(url: str, signed_in: bool, words: str) -> None:
    with pytest.raises(PolicyError, match=words) as found:
        WorkflowRoute(url, name="CHANNEL", tokens=Tokens() if signed_in else None)
    assert "S3CRET" not in str(found.value)
    assert str(found.value).startswith("CHANNEL: ")


def test_the_hosts_of_microsoft_are_taken_whatever_the_path() -> None:
    for host in ("defaultab.12.environment.api.powerplatform.com:443", "prod-07.westeurope.logic.azure.com"):
        assert WorkflowRoute(f"https://{host}/powerautomate/automations/direct/cu/1/workflows/x?sig=y", name="C")


def test_the_url_is_in_no_log(served: Served, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        said = [repr(post(served, flow)) for flow in ("fine", "closed")]
    for text in (caplog.text, *said):
        assert MARKER not in text
        assert "sig=" not in text


def test_the_sandbox_holds_a_flow_to_its_own_kind_of_caller(served: Served) -> None:
    bot = asyncio.run(TokenProvider(address(served), scope="https://api.botframework.com/.default").token())
    flow = TokenProvider(address(served), scope=SCOPE)

    class Wrong(Tokens):
        async def token(self, *, refused: str | None = None) -> str:
            await super().token(refused=refused)
            return bot

    assert post(served, "theirs", tokens=Wrong())[:2] == (Receipt(outcome=Outcome.REJECTED, reason=ANOTHER_AUTH), 0)
    assert post(served, "ours", tokens=flow)[:2] == (Receipt(outcome=Outcome.ACCEPTED), 1)


def test_the_message_has_a_summary_and_the_content_url_that_flows_ask_for() -> None:
    made = card(states()["warn"], reader())
    message = json.loads(envelope(as_bytes(made)))
    assert message["type"] == "message"
    assert message["summary"] == made["fallbackText"]
    (attachment,) = message["attachments"]
    assert attachment == {
        "contentType": "application/vnd.microsoft.card.adaptive", "contentUrl": None, "content": made,
    }  # fmt: skip


def test_a_hostile_name_is_plain_in_the_summary_too() -> None:
    summary = json.loads(envelope(as_bytes(card(states()["off"], reader(team=HOSTILE)))))["summary"]
    assert "Evil" in summary
    assert not any(mark in summary for mark in ("<at>", "](", "**", "://", "{{", "\u202e", "\n"))
