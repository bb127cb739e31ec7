"""Cards on their way through the Bot Connector: what was sent, how often, after which waits, and what is known then."""

from __future__ import annotations

import json
import logging
from typing import Any

import pytest

from core.delivery import Outcome, Receipt
from core.errors import (
    AnswerError,
    GoneError,
    NotGrantedError,
    NotReachedError,
    PolicyError,
    PostponedError,
    SignInError,
)
from core.policy import BotTarget
from core.ports import Corrector, Postman
from reports.routes.bot import LARGEST, BotRoute, message_of, scope_of
from reports.routes.posting import Network
from tests.graph.wire import Certificates
from tests.reports.teams import CARD, TOKEN, Says, Teams, Tokens, run, teams, told

PERSON = BotTarget(kind="bot", user="11111111-aaaa-4000-8000-000000000001")
CHANNEL = BotTarget(kind="bot", team="22222222-aaaa-4000-8000-000000000002", channel="19:abc@thread.tacv2")
CHAT = "19:someone_bot@unq.gbl.spaces"
POST = "POST /teams/v3/conversations/19%3Aabc%40thread.tacv2/activities"
OK, SLOW = Says(), Says(how="silence")
NO_ID = ("accepted_unconfirmed", "taken, and its id was not told")
NOT_THERE = ("rejected", "the Teams app is not installed there (403)")
SWITCHED_OFF = ("rejected", "an admin has switched the Teams app off there (403)")
ELSEWHERE = Says(status=302, headers={"Location": "https://elsewhere.example/"})


def says(status: int, code: str = "ServiceError", **headers: str) -> Says:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Says(status=status, body={"error": {"code": code, "message": f"{TOKEN} said"}}, headers=named)


BLOCKED = Says(
    status=403,
    body={
        "errorCode": 209,
        "message": '{\r\n  "subCode": "MessageWritesBlocked",\r\n  "details": "Thread is blocked"}',
    },
)


def route(there: Teams, place: BotTarget = CHANNEL, *, chat: object = CHAT, tokens: Tokens | None = None) -> BotRoute:
    async def find_chat(person: str) -> str | None:
        assert person == PERSON.user
        if isinstance(chat, Exception):
            raise chat
        return None if chat is None else str(chat)

    return BotRoute(
        place,
        url=f"{there.root}/teams",
        tenant="the-tenant",
        tokens=tokens or Tokens(),
        find_chat=find_chat,
        network=there.network,
    )


def post(there: Teams, place: BotTarget = CHANNEL, *, chat: object = CHAT, tokens: Tokens | None = None) -> Receipt:
    return run(route(there, place, chat=chat, tokens=tokens).post("platform/2026-W46", CARD))


def test_what_is_sent_to_a_channel_is_one_message_with_the_card(certificates: Certificates) -> None:
    with teams(certificates) as there:
        assert post(there) == Receipt(outcome=Outcome.DELIVERED, activity="activity-1")
    (heard,) = there.heard
    assert heard.line == POST
    assert heard.headers["authorization"] == f"Bearer {TOKEN}-1"
    assert heard.headers["content-type"] == "application/json"
    assert heard.body == {
        "type": "message",
        "summary": "Week 46",
        "attachments": [{"contentType": "application/vnd.microsoft.card.adaptive", "content": json.loads(CARD)}],
    }


def test_what_is_sent_to_a_person_goes_to_the_chat_that_graph_tells(certificates: Certificates) -> None:
    with teams(certificates) as there:
        assert post(there, PERSON).outcome is Outcome.DELIVERED
    assert there.lines == ["POST /teams/v3/conversations/19%3Asomeone_bot%40unq.gbl.spaces/activities"]


CODES: list[Any] = [
    pytest.param([Says(status=200)], ("delivered", ""), 1, [], id="200 with an id"),
    pytest.param([Says(status=201, body={})], NO_ID, 1, [], id="201 without an id"),
    pytest.param([Says(how="half")], NO_ID, 1, [], id="201 and a broken body"),
    pytest.param([ELSEWHERE], ("rejected", "refused (302)"), 1, [], id="302 is not followed"),
    pytest.param([says(400, "BadArgument")], ("rejected", "refused (400)"), 1, [], id="400"),
    pytest.param([says(403, "BotNotInConversationRoster")], NOT_THERE, 1, [], id="403 not in the team"),
    pytest.param([says(403, "BotDisabledByAdmin")], SWITCHED_OFF, 1, [], id="403 switched off"),
    pytest.param([says(403, "Else")], ("rejected", "refused (403)"), 1, [], id="403"),
    pytest.param([says(404, "ConversationNotFound")], ("rejected", "refused (404)"), 1, [], id="404"),
    pytest.param([says(405)], ("rejected", "refused (405)"), 1, [], id="405"),
    pytest.param([says(408)], ("ambiguous", "service error (408)"), 1, [], id="408"),
    pytest.param([says(412, "PreconditionFailed", Retry_After="2"), OK], ("delivered", ""), 2, [2], id="412 once"),
    pytest.param([says(413, "MessageSizeTooBig")], ("rejected", "the card is too large for Teams (413)"), 1, [], id="413"),
    pytest.param([says(429, Retry_After="7"), OK], ("delivered", ""), 2, [7], id="429 once"),
    pytest.param([says(429, Retry_After="7")], ("later", "throttled (429)"), 3, [7, 7], id="429 for ever"),
    pytest.param([says(429, Retry_After="600")], ("later", "throttled (429)"), 1, [], id="429 for ten minutes"),
    pytest.param([says(500)], ("ambiguous", "service error (500)"), 1, [], id="500"),
    pytest.param([says(502, Retry_After="3"), says(503, Retry_After="4"), OK], ("delivered", ""), 3, [3, 4], id="502, then 503"),
    pytest.param([says(504, Retry_After="5")], ("later", "service error (504)"), 3, [5, 5], id="504 for ever"),
    pytest.param([Says(how="reset unread")], ("ambiguous", "connection lost"), 1, [], id="a reset before it was read"),
    pytest.param([Says(how="reset")], ("ambiguous", "connection lost"), 1, [], id="a reset after it was read"),
    pytest.param([SLOW], ("ambiguous", "no answer in time"), 1, [], id="no answer"),
]  # fmt: skip


@pytest.mark.parametrize(("script", "known", "sent", "waits"), CODES)
def test_each_answer_leads_to_what_is_known_and_to_so_many_posts(
    certificates: Certificates, script: list[Says], known: tuple[str, str], sent: int, waits: list[float]
) -> None:
    with teams(certificates, *script) as there:
        assert told(post(there)) == known
    assert (there.lines, there.waits) == ([POST] * sent, waits)


@pytest.mark.parametrize(
    ("answer", "known"),
    [
        pytest.param(BLOCKED, ("blocked", "blocked by the user"), id="error code 209"),
        pytest.param(says(403, "ConversationBlockedByUser"), ("blocked", "blocked by the user"), id="by its name"),
        pytest.param(says(403, "BotNotInConversationRoster"), NOT_THERE, id="another 403"),
    ],
)  # fmt: skip
def test_a_reader_who_blocked_the_app_is_told_from_other_refusals_and_left_alone(
    certificates: Certificates, answer: Says, known: tuple[str, str]
) -> None:
    with teams(certificates, answer) as there:
        assert told(post(there, PERSON)) == known
    assert len(there.heard) == 1


def test_without_a_retry_after_the_waits_double_with_jitter(certificates: Certificates) -> None:
    with teams(certificates, says(503)) as there:
        post(there)
    first, second = there.waits
    assert 1 <= first <= 2 <= second <= 4


def test_a_retry_after_may_be_a_date_by_the_services_own_clock(certificates: Certificates) -> None:
    later = {"Date": "Mon, 16 Nov 2026 08:00:00 GMT", "Retry-After": "Mon, 16 Nov 2026 08:00:09 GMT"}
    with teams(certificates, Says(status=429, headers=later), OK) as there:
        assert post(there).outcome is Outcome.DELIVERED
    assert there.waits == [9]


def test_how_long_to_wait_is_told_where_a_job_may_not(certificates: Certificates) -> None:
    with teams(certificates, says(429, Retry_After="600.5")) as there:
        assert post(there).retry_after == 601


def test_a_refused_token_is_renewed_once(certificates: Certificates) -> None:
    tokens = Tokens()
    with teams(certificates, says(401), OK) as there:
        assert post(there, tokens=tokens).outcome is Outcome.DELIVERED
    assert tokens.refused == [None, f"{TOKEN}-1"]
    assert [each.headers["authorization"] for each in there.heard] == [f"Bearer {TOKEN}-1", f"Bearer {TOKEN}-2"]
    with teams(certificates, says(401)) as there:
        assert "KADANS_BOT_ID" in post(there).reason
    assert len(there.heard) == 2


def test_a_chat_that_teams_forgot_is_made_anew_once(certificates: Certificates) -> None:
    made = Says(body={"id": "a:new one"})
    old = "POST /teams/v3/conversations/19%3Asomeone_bot%40unq.gbl.spaces/activities"
    new = "POST /teams/v3/conversations/a%3Anew%20one/activities"
    with teams(certificates, says(404), made, OK) as there:
        assert post(there, PERSON) == Receipt(outcome=Outcome.DELIVERED, activity="activity-1")
    assert there.lines == [old, "POST /teams/v3/conversations", new]
    with teams(certificates, says(404), made, says(404)) as there:
        assert told(post(there, PERSON)) == ("rejected", "refused (404)")
    assert len(there.heard) == 3


def test_where_graph_may_not_be_asked_teams_makes_the_chat(certificates: Certificates) -> None:
    with teams(certificates, Says(status=200, body={"id": CHAT}), OK) as there:
        assert post(there, PERSON, chat=NotGrantedError("access denied")).outcome is Outcome.DELIVERED
    assert there.heard[0].line == "POST /teams/v3/conversations"
    assert there.heard[0].body == {"members": [{"id": PERSON.user}], "tenantId": "the-tenant"}
    with teams(certificates, says(403, "ForbiddenOperationException")) as there:
        assert told(post(there, PERSON, chat=NotGrantedError("access denied"))) == NOT_THERE


def test_making_a_chat_twice_is_no_harm_so_it_is_tried_again_without_an_answer(certificates: Certificates) -> None:
    with teams(certificates, Says(how="reset"), Says(body={"id": CHAT}), OK) as there:
        assert post(there, PERSON, chat=NotGrantedError("access denied")).outcome is Outcome.DELIVERED
    assert len(there.heard) == 3


@pytest.mark.parametrize(
    ("chat", "known"),
    [
        pytest.param(None, "rejected", id="the catalogue has no such app"),
        pytest.param(GoneError("not found"), "rejected", id="no such person"),
        pytest.param(SignInError("x"), "rejected", id="the sign-in is refused"),
        pytest.param(NotReachedError("x"), "later", id="no way to Graph"),
        pytest.param(AnswerError("service error"), "later", id="Graph is out of order"),
        pytest.param(PostponedError(500), "later", id="Graph asks to wait"),
    ],
)
def test_without_a_chat_nothing_is_posted(certificates: Certificates, chat: Exception | None, known: str) -> None:
    with teams(certificates) as there:
        receipt = post(there, PERSON, chat=chat)
    assert (receipt.outcome.value, there.heard) == (known, [])
    assert receipt.reason
    assert receipt.retry_after == (501 if isinstance(chat, PostponedError) else 0)


def test_without_a_token_nothing_is_posted(certificates: Certificates) -> None:
    with teams(certificates) as there:
        assert told(post(there, tokens=Tokens(SignInError("x")))) == ("rejected", "the sign-in was refused")
        assert told(post(there, tokens=Tokens(NotReachedError("x")))) == ("later", "no connection")
    assert there.heard == []


def test_nobody_there_is_later_after_three_tries(certificates: Certificates) -> None:
    with teams(certificates) as there:
        network = there.network
    tokens = Tokens()
    gone = BotRoute(
        CHANNEL, url="https://127.0.0.1:1/teams", tenant="t", tokens=tokens, find_chat=_nobody, network=network
    )
    assert told(run(gone.post("k", CARD))) == ("later", "no connection")
    assert len(tokens.refused) == 3


def test_a_stranger_in_the_middle_gets_nothing(certificates: Certificates) -> None:
    with teams(certificates) as there:
        network = Network(loopback=True, sleep=there.time.sleep)
        stranger = BotRoute(
            CHANNEL, url=f"{there.root}/teams", tenant="t", tokens=Tokens(), find_chat=_nobody, network=network
        )
        assert "KADANS_CA_BUNDLE" in run(stranger.post("k", CARD)).reason
    assert there.heard == []


async def _nobody(person: str) -> str | None:
    raise AssertionError(person)


PUT = "PUT /teams/v3/conversations/19%3Aabc%40thread.tacv2/activities/activity%2F1"


@pytest.mark.parametrize(
    ("script", "known", "sent"),
    [
        pytest.param([Says(status=200, body={})], ("delivered", ""), 1, id="200"),
        pytest.param([Says(status=204, body=b"")], ("delivered", ""), 1, id="204"),
        pytest.param([Says(how="reset"), OK], ("delivered", ""), 2, id="a reset, and again"),
        pytest.param([says(500), OK], ("delivered", ""), 2, id="500, and again"),
        pytest.param([SLOW], ("later", "no answer in time"), 3, id="never an answer"),
        pytest.param([says(404)], ("rejected", "the card is not there any more (404)"), 1, id="404"),
        pytest.param([says(403)], ("rejected", "refused (403)"), 1, id="403"),
    ],
)
def test_an_update_may_be_sent_twice(
    certificates: Certificates, script: list[Says], known: tuple[str, str], sent: int
) -> None:
    with teams(certificates, *script) as there:
        assert told(run(route(there).update("activity/1", CARD))) == known
    assert there.lines == [PUT] * sent
    assert there.heard[0].body["attachments"][0]["content"] == json.loads(CARD)


@pytest.mark.parametrize("letter", ["x", "é", "🙂"])
def test_a_card_too_large_as_teams_counts_it_is_not_sent(certificates: Certificates, letter: str) -> None:
    def card(letters: int) -> bytes:
        return json.dumps({"type": "AdaptiveCard", "body": letter * letters}, ensure_ascii=False).encode()

    frame = len(message_of(card(0))) * 2
    room = (LARGEST - frame) // len(letter.encode("utf-16-le"))
    with teams(certificates) as there:
        assert run(route(there).post("k", card(room))).outcome is Outcome.DELIVERED
        assert told(run(route(there).post("k", card(room + 1)))) == (
            "rejected",
            "the card is too large for Teams",
        )
    assert len(there.heard) == 1


@pytest.mark.parametrize(
    ("url", "loopback"),
    [
        pytest.param("http://smba.trafficmanager.net/teams", False, id="not encrypted"),
        pytest.param("https://smba.trafficmanager.net.evil.example/teams", False, id="a host that looks alike"),
        pytest.param("https://smba.trafficmanager.net@evil.example/", False, id="a host behind an @"),
        pytest.param("https://smba.trafficmanager.net:8443/teams", False, id="another port"),
        pytest.param("https://smba.trafficmanager.net/teams?a=b", False, id="a query"),
        pytest.param("https://127.0.0.1/teams", False, id="this machine, with a real tenant"),
        pytest.param("https://evil.example/teams", True, id="elsewhere, with a sandbox"),
        pytest.param("https://[broken/", True, id="no address"),
    ],
)
def test_the_bots_token_goes_to_teams_alone(url: str, loopback: bool) -> None:
    with pytest.raises(PolicyError, match=r"^KADANS_BOT_URL: must be an https address on smba\."):
        BotRoute(CHANNEL, url=url, tenant="t", tokens=Tokens(), find_chat=_nobody, network=Network(loopback=loopback))


def test_each_cloud_has_its_scope() -> None:
    assert scope_of("https://smba.trafficmanager.net/teams") == "https://api.botframework.com/.default"
    assert scope_of("https://SMBA.infra.gov.teams.microsoft.us/gcch") == "https://api.botframework.us/.default"


def test_the_route_is_a_postman_and_a_corrector(certificates: Certificates) -> None:
    with teams(certificates) as there:
        found: Postman = route(there)
        assert isinstance(found, Corrector)


def test_the_token_and_the_conversation_are_in_no_log_no_repr_and_no_receipt(
    certificates: Certificates, caplog: pytest.LogCaptureFixture
) -> None:
    said: list[object] = []
    with caplog.at_level(logging.DEBUG):
        for answer in (OK, says(400), says(429), BLOCKED, Says(how="reset"), Says(status=302)):
            with teams(certificates, answer) as there:
                said += [post(there, PERSON), repr(route(there, PERSON))]
    for text in (caplog.text, repr(said)):
        assert TOKEN not in text
        assert CHAT not in text
        assert "127.0.0.1" not in text
