"""Signing in: with a secret or a certificate, and one clear sentence wherever it goes wrong."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

from core.errors import KadansError, NotReachedError, SignInError
from graph.address import GraphAddress
from graph.token import TokenProvider
from sandbox import Faults, Served, build, served_in_thread
from tests.graph.wire import Certificates, Exchange, Says

MARKER = "zz-verzonnen"
type Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


def private(key: Key, password: bytes | None = None) -> bytes:
    encryption = serialization.BestAvailableEncryption(password) if password else serialization.NoEncryption()
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, encryption)


def public(key: Key) -> bytes:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "kadans")])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(1).not_valid_before(now).not_valid_after(now + timedelta(days=1))
    return builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


@pytest.fixture(scope="module")
def key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    with served_in_thread(build(seed=3, people=12), faults=Faults.none()) as found:
        yield found


def address(served: Served, **others: Any) -> GraphAddress:  # noqa: ANN401 - any field of an address
    told: dict[str, Any] = {
        "url": served.graph_url,
        "authority": served.authority,
        "tenant": served.company.tenant_id,
        "client": served.company.client_id,
        "secret": served.company.client_secret,
        "ca_bundle": str(served.ca_file),
    }
    return GraphAddress(**(told | others))


def token(address: GraphAddress) -> str:
    return asyncio.run(TokenProvider(address).token())


def sentence(address: GraphAddress, kind: type[KadansError]) -> str:
    with pytest.raises(kind) as caught:
        token(address)
    said = str(caught.value)
    assert "\n" not in said
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__ or caught.value.__context__ is None
    return said


def test_a_secret_opens_the_door(served: Served) -> None:
    assert (token(address(served))).count(".") == 2


def test_a_certificate_opens_the_door_once_it_is_registered(
    served: Served, tmp_path: Path, key: rsa.RSAPrivateKey
) -> None:
    file = tmp_path / "kadans.pem"
    file.write_bytes(public(key) + private(key))
    with_certificate = address(served, secret=None, certificate=str(file))
    assert "AADSTS700027" in sentence(with_certificate, SignInError)
    served.register_certificate(public(key))
    assert (token(with_certificate)).count(".") == 2


@pytest.mark.parametrize(
    ("others", "words"),
    [
        pytest.param({"secret": "wrong-one"}, "invalid_client AADSTS7000215", id="a wrong secret"),
        pytest.param({"client": "another-app"}, "KADANS_CLIENT_ID", id="an unknown app"),
        pytest.param({"tenant": "nowhere"}, "KADANS_TENANT_ID", id="an unknown tenant"),
        pytest.param({"url": "https://graph.elsewhere.example/v1.0"}, "KADANS_GRAPH_URL", id="another Graph"),
    ],
)
def test_what_is_wrong_with_the_identity_is_said_in_one_sentence(
    served: Served, others: dict[str, str], words: str
) -> None:
    said = sentence(address(served, **others), SignInError)
    assert words in said
    assert others.get("secret", MARKER) not in said
    assert served.company.tenant_id not in said


def test_nothing_of_entras_own_description_is_repeated(exchange: Exchange) -> None:
    with exchange.answering(Says()) as wire:
        body = {"error": "invalid_client", "error_description": f"AADSTS7000222: {MARKER} expired. Trace ID: {MARKER}"}
        wire.sign_in = lambda _: (401, body)
        said = sentence(wire.address(), SignInError)
    assert "AADSTS7000222" in said
    assert MARKER not in said


def rsa_pair(key: rsa.RSAPrivateKey) -> bytes:
    return private(key) + public(key)


CURVE = ec.generate_private_key(ec.SECP256R1())
UNUSABLE: list[Any] = [
    pytest.param(lambda _: None, id="there is none"),
    pytest.param(lambda _: b"\xff\xfe\x00", id="no text"),
    pytest.param(public, id="without a private key"),
    pytest.param(private, id="without a certificate"),
    pytest.param(lambda key: private(key, b"password") + public(key), id="with a password"),
    pytest.param(lambda key: rsa_pair(key).replace(b"MII", b"AAA"), id="damaged"),
    pytest.param(lambda _: private(CURVE) + public(CURVE), id="a key of another kind"),
]


@pytest.mark.parametrize("content", UNUSABLE)
def test_a_certificate_file_of_no_use_is_named(
    served: Served, tmp_path: Path, key: rsa.RSAPrivateKey, content: Callable[[rsa.RSAPrivateKey], bytes | None]
) -> None:
    file = tmp_path / "kadans.pem"
    found = content(key)
    if found is not None:
        file.write_bytes(found)
    said = sentence(address(served, secret=None, certificate=str(file)), SignInError)
    assert said.startswith(f"KADANS_CERTIFICATE = {file}: ")
    assert "BEGIN" not in said


def test_without_a_network_one_sentence_says_so(served: Served) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    said = sentence(address(served, authority=f"https://127.0.0.1:{port}"), NotReachedError)
    assert said == f"No connection to https://127.0.0.1:{port}: check the network and KADANS_AUTHORITY."


def test_a_stranger_in_the_middle_does_not_get_the_secret(exchange: Exchange, tmp_path: Path) -> None:
    others = Certificates(tmp_path)
    with exchange.answering(Says()) as wire:
        said = sentence(wire.address(ca_bundle=str(others.authority)), NotReachedError)
        assert wire.signed_in == []
    assert "set KADANS_CA_BUNDLE" in said


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param((200, b"<html>hello</html>"), id="a page"),
        pytest.param((500, {}), id="500"),
        pytest.param((503, b""), id="503"),
    ],
)
def test_an_entra_that_talks_nonsense_ends_in_a_sentence(exchange: Exchange, answer: tuple[int, Any]) -> None:
    with exchange.answering(Says()) as wire:
        wire.sign_in = lambda _: answer
        assert wire.root in sentence(wire.address(), KadansError)


def test_our_own_ca_bundle_wins_over_the_one_of_the_environment(
    served: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(Certificates(tmp_path).authority))
    monkeypatch.setenv("CURL_CA_BUNDLE", "nowhere.pem")
    session = TokenProvider(address(served))._client.http_client.http_client
    session.trust_env = True  # as it is for every authority but a sandbox
    configuration = f"{served.authority}/{served.company.tenant_id}/v2.0/.well-known/openid-configuration"
    with session:
        assert session.get(configuration).ok


def test_a_token_is_kept_until_it_is_refused_and_then_truly_fresh(exchange: Exchange) -> None:
    async def use(provider: TokenProvider) -> list[str]:
        first = await provider.token()
        again = await provider.token()
        fresh = await provider.token(refused=first)
        late = await provider.token(refused=first)
        return [first, again, fresh, late]

    with exchange.answering(Says()) as wire:
        assert asyncio.run(use(TokenProvider(wire.address()))) == ["token-1", "token-1", "token-2", "token-2"]
        assert len(wire.signed_in) == 2


def test_a_token_about_to_end_is_not_used(exchange: Exchange) -> None:
    async def use(provider: TokenProvider) -> list[str]:
        return [await provider.token(), await provider.token()]

    with exchange.answering(Says()) as wire:
        body = {"access_token": "short", "token_type": "Bearer", "expires_in": 200}
        wire.sign_in = lambda _: (200, body)
        asyncio.run(use(TokenProvider(wire.address())))
        assert len(wire.signed_in) == 2


def test_no_repr_shows_the_secret(served: Served) -> None:
    assert served.company.client_secret not in repr(address(served))
