"""Signing in as the managed identity of an app in Azure, with no secret anywhere."""

import asyncio
import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest

from core.errors import PolicyError, SignInError
from graph.token import TokenProvider
from jobs.settings import read_settings
from tests.graph.wire import Exchange, Says

TENANT = {"KADANS_TENANT_ID": "t", "KADANS_CLIENT_ID": "the-identity"}
asked: list[dict[str, list[str]]] = []


class _Endpoint(BaseHTTPRequestHandler):
    """What Azure puts beside each app: IDENTITY_ENDPOINT."""

    def do_GET(self) -> None:
        fine = self.headers["X-IDENTITY-HEADER"] == "known"
        asked.append(parse_qs(urlsplit(self.path).query))
        answer = {"access_token": f"token-{len(asked)}", "expires_on": str(int(time.time()) + 3600), "resource": "r"}
        body = json.dumps(answer if fine else {"statusCode": 401, "message": "no"}).encode()
        self.send_response(200 if fine else 401)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def endpoint(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Endpoint) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        asked.clear()
        url = f"http://127.0.0.1:{server.server_port}/msi/token"
        monkeypatch.setenv("IDENTITY_ENDPOINT", url)
        monkeypatch.setenv("IDENTITY_HEADER", "known")
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        yield url
        server.shutdown()
        thread.join()


def test_the_identity_named_by_client_id_signs_in_to_graph(endpoint: str) -> None:
    settings = read_settings({**TENANT, "IDENTITY_ENDPOINT": endpoint})
    assert asyncio.run(TokenProvider(settings.graph).token()) == "token-1"
    assert asked[0]["client_id"] == ["the-identity"]
    assert asked[0]["resource"] == ["https://graph.microsoft.com"]


def test_a_refused_token_is_not_given_again(endpoint: str) -> None:
    async def twice() -> tuple[str, str]:
        provider = TokenProvider(read_settings({**TENANT, "IDENTITY_ENDPOINT": endpoint}).graph)
        first = await provider.token()
        return first, await provider.token(refused=first)

    assert asyncio.run(twice()) == ("token-1", "token-2")


BOT = "https://api.botframework.com/.default"


def test_a_bot_that_is_the_identity_itself_signs_in_with_it(endpoint: str) -> None:
    settings = read_settings({**TENANT, "IDENTITY_ENDPOINT": endpoint, "KADANS_BOT_ID": "the-identity"})
    assert settings.bot == settings.graph
    assert asyncio.run(TokenProvider(settings.bot, scope=BOT).token()) == "token-1"
    assert asked[0]["resource"] == ["https://api.botframework.com"]


def test_for_a_bot_of_an_app_registration_the_identity_vouches(endpoint: str, exchange: Exchange) -> None:
    environment = {**TENANT, "IDENTITY_ENDPOINT": endpoint, "KADANS_BOT_ID": "the-bot"}
    settings = read_settings(environment)
    with exchange.answering(Says()) as wire:
        bot = wire.address(client="the-bot", secret=None, vouched_by=settings.bot.vouched_by)
        provider = TokenProvider(bot, scope=BOT)
        first = asyncio.run(provider.token())
        fresh = asyncio.run(provider.token(refused=first))
        forms = wire.signed_in
    assert (first, fresh) == ("token-1", "token-2")  # Entra's, not the endpoint's of the same name
    assert [form["client_id"] for form in forms] == ["the-bot"] * 2
    assert forms[0]["client_assertion"] == "token-1"
    assert forms[0]["scope"] == BOT
    assert asked[0]["client_id"] == ["the-identity"]
    assert asked[0]["resource"] == ["api://AzureADTokenExchange"]


def test_an_identity_that_does_not_vouch_is_told_in_a_sentence(
    endpoint: str, exchange: Exchange, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IDENTITY_HEADER", "unknown")
    settings = read_settings({**TENANT, "IDENTITY_ENDPOINT": endpoint, "KADANS_BOT_ID": "the-bot"})
    with exchange.answering(Says()) as wire:
        bot = wire.address(client="the-bot", secret=None, vouched_by=settings.bot.vouched_by)
        with pytest.raises(SignInError, match="Entra refuses the sign-in"):
            asyncio.run(TokenProvider(bot, scope=BOT).token())
        assert wire.signed_in == []


def test_with_a_secret_the_bot_is_the_app_that_reads() -> None:
    told = {**TENANT, "KADANS_CLIENT_SECRET": "s"}
    assert read_settings({**told, "KADANS_BOT_ID": "the-identity"}).bot.secret == "s"  # noqa: S105 - made up
    with pytest.raises(PolicyError, match="KADANS_BOT_ID differs from KADANS_CLIENT_ID"):
        read_settings({**told, "KADANS_BOT_ID": "the-bot"})


def test_outside_azure_a_secret_or_a_certificate_is_needed() -> None:
    with pytest.raises(PolicyError, match="one of them is needed to sign in"):
        read_settings(TENANT)


def test_a_secret_comes_before_the_managed_identity() -> None:
    settings = read_settings({**TENANT, "KADANS_CLIENT_SECRET": "s", "IDENTITY_ENDPOINT": "http://127.0.0.1/"})
    assert not settings.graph.managed
