"""Cards on their way to a Teams workflow."""

import asyncio
import json
import logging
from collections.abc import Iterator

import aiohttp
import pytest

from core.delivery import Outcome, Receipt
from core.errors import PolicyError
from reports.card import as_bytes, card
from reports.routes.workflow import WorkflowRoute, envelope
from sandbox import MARKER, Fault, Faults, Served, build, served_in_thread
from tests.reports.factories import HOSTILE, reader, states

CARD = b'{"type":"AdaptiveCard","version":"1.5","body":[]}'


@pytest.fixture(scope="module")
def faults() -> Faults:
    return Faults(
        faults=(
            Fault(match="/flows/busy/", times=2, status=429, retry_after=7),
            Fault(match="/flows/very-busy/", times=9, status=429, retry_after=600),
            Fault(match="/flows/down/", times=9, status=503),
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


def post(served: Served, flow: str, content: bytes = CARD) -> tuple[Receipt, int, list[float]]:
    """Return the receipt, how many cards arrived, and the waits."""
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    route = WorkflowRoute(
        served.flows.url(served.authority, flow),
        name="CHANNEL",
        loopback=True,
        ca_bundle=str(served.ca_file),
        sleep=sleep,
        timeout=aiohttp.ClientTimeout(total=1),
    )
    receipt = asyncio.run(route.post("platform/2026-W46", content))
    return receipt, sum(each.flow == flow for each in served.flows.posted), waits


@pytest.mark.parametrize(
    ("flow", "outcome", "cards", "waits"),
    [
        pytest.param("fine", Outcome.ACCEPTED, 1, [], id="202 means queued, and not more"),
        pytest.param("busy", Outcome.ACCEPTED, 1, [7, 7], id="throttled for a moment"),
        pytest.param("very-busy", Outcome.LATER, 0, [], id="throttled for longer than a job waits"),
        pytest.param("down", Outcome.LATER, 0, [2, 4], id="the gate is closed"),
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


def test_a_card_that_is_too_large_is_refused_and_not_tried_again(served: Served) -> None:
    large = b'{"type":"AdaptiveCard","version":"1.5","body":["' + b"x" * 30_000 + b'"]}'
    assert post(served, "large", large)[:2] == (Receipt(outcome=Outcome.REJECTED, reason="refused (413)"), 0)


def test_nobody_there_is_later_since_nothing_was_posted() -> None:
    route = WorkflowRoute("https://127.0.0.1:1/x", name="CHANNEL", loopback=True, sleep=lambda _: asyncio.sleep(0))
    assert asyncio.run(route.post("k", CARD)) == Receipt(outcome=Outcome.LATER, reason="no connection")


@pytest.mark.parametrize(
    ("url", "words"),
    [
        pytest.param("http://a.environment.api.powerplatform.com/x?sig=S3CRET", "must be the https", id="not encrypted"),
        pytest.param("https://evil.example/.logic.azure.com?sig=S3CRET", "must be the https", id="another host"),
        pytest.param("https://xlogic.azure.com.evil.example/?sig=S3CRET", "must be the https", id="a host that looks alike"),
        pytest.param("https://127.0.0.1/?sig=S3CRET", "must be the https", id="this machine, with a real tenant"),
        pytest.param("https://x.webhook.office.com/?sig=S3CRET", "switched off", id="an Office 365 connector"),
    ],
)  # fmt: skip
def test_a_url_that_leads_elsewhere_is_refused_and_never_shown(url: str, words: str) -> None:
    with pytest.raises(PolicyError, match=words) as found:
        WorkflowRoute(url, name="CHANNEL")
    assert "S3CRET" not in str(found.value)


def test_the_hosts_of_microsoft_are_taken_whatever_the_path() -> None:
    for host in ("defaultab.12.environment.api.powerplatform.com:443", "prod-07.westeurope.logic.azure.com"):
        assert WorkflowRoute(f"https://{host}/powerautomate/automations/direct/cu/1/workflows/x?sig=y", name="C")


def test_the_url_is_in_no_log(served: Served, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        for flow in ("fine", "closed"):
            post(served, flow)
    assert MARKER not in caplog.text
    assert "sig=" not in caplog.text


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
