"""Signing in, and everything that goes wrong on purpose."""

from __future__ import annotations

import shlex
import signal
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msal
import pytest
import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from pydantic import ValidationError

from sandbox import Company, Fault, Faults, served_in_thread
from tests.sandbox.conftest import Caller


@pytest.mark.parametrize(
    ("form", "status", "error", "number"),
    [
        pytest.param({"client_secret": "guess"}, 401, "invalid_client", "AADSTS7000215", id="a wrong secret"),
        pytest.param({"client_id": "other"}, 400, "unauthorized_client", "AADSTS700016", id="another app"),
        pytest.param({"tenant": "elsewhere"}, 400, "invalid_tenant", "AADSTS90002", id="another tenant"),
        pytest.param(
            {"scope": "https://graph.microsoft.com/.default"}, 400, "invalid_scope", "AADSTS70011", id="another scope"
        ),
        pytest.param({"grant_type": "password"}, 400, "unsupported_grant_type", "AADSTS70003", id="another grant"),
    ],
)
def test_a_token_is_refused_in_entras_words(
    caller: Caller, form: dict[str, str], status: int, error: str, number: str
) -> None:
    answer = caller.token(**form)
    assert answer.status_code == status
    assert answer.json()["error"] == error
    assert answer.json()["error_description"].startswith(number)


def _app(caller: Caller, credential: Any) -> msal.ConfidentialClientApplication:  # noqa: ANN401
    return msal.ConfidentialClientApplication(
        caller.served.company.client_id,
        client_credential=credential,
        authority=f"{caller.served.authority}/{caller.served.company.tenant_id}",
        instance_discovery=False,
        http_client=caller.session,
    )


def _certificate(key: rsa.RSAPrivateKey) -> bytes:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "kadans")])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(1).not_valid_before(now).not_valid_after(now + timedelta(days=1))
    return builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


def test_msal_signs_in_with_the_secret(caller: Caller) -> None:
    token = _app(caller, caller.served.company.client_secret).acquire_token_for_client(
        [caller.served.authority + "/.default"]
    )
    assert token["expires_in"] > 3000


def test_msal_signs_in_with_a_certificate_once_it_is_registered(small: Company, call: Callable[..., Any]) -> None:
    key = rsa.generate_private_key(65537, 2048)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    credential = {"private_key": private.decode(), "public_certificate": _certificate(key).decode()}
    with call(small) as caller:
        scope = [caller.served.authority + "/.default"]
        assert _app(caller, credential).acquire_token_for_client(scope)["error"] == "invalid_client"
        caller.served.register_certificate(_certificate(key))
        assert "access_token" in _app(caller, credential).acquire_token_for_client(scope)


def test_without_a_token_or_with_a_made_up_one_nothing_is_told(caller: Caller) -> None:
    for header in ({}, {"Authorization": "Bearer made-up"}):
        answer = requests.get(
            caller.served.graph_url + "/organization", headers=header, verify=str(caller.served.ca_file), timeout=5
        )
        assert answer.status_code == 401
        assert answer.json()["error"]["code"] == "InvalidAuthenticationToken"


def test_a_permission_that_was_taken_away_is_missed(small: Company, call: Callable[..., Any]) -> None:
    with call(small, Faults(without_permissions=("Calendars.ReadBasic.All", "Place.Read.All"))) as caller:
        assert caller.refusal("/places/microsoft.graph.room") == (403, "Authorization_RequestDenied")
        assert caller.refusal(caller.week_of(small.team("platform").members[0])) == (403, "ErrorAccessDenied")


def test_an_ordinary_run_is_throttled_once_for_a_second(small: Company, call: Callable[..., Any]) -> None:
    with call(small, Faults.builtin()) as caller:
        answers = [caller.ask(caller.week_of(member)) for member in small.team("platform").members[:3]]
    assert [answer.status_code for answer in answers] == [200, 429, 200]
    assert answers[1].headers["Retry-After"] == "1"


def test_a_revoked_token_stays_bad_and_a_new_one_is_good(small: Company, call: Callable[..., Any]) -> None:
    with call(small, Faults(faults=(Fault(match="/organization", status=401),))) as caller:
        assert [caller.ask("/organization").status_code for _ in range(2)] == [401, 401]
        caller.sign_in()
        assert caller.ask("/organization").status_code == 200


def test_connections_and_bodies_break_when_told_to(small: Company, call: Callable[..., Any]) -> None:
    faults = Faults(faults=(Fault(match="/organization", kind="reset"), Fault(match="/places", kind="truncated")))
    with call(small, faults) as caller:
        with pytest.raises(requests.ConnectionError):
            caller.ask("/organization")
        with pytest.raises((requests.exceptions.ChunkedEncodingError, requests.ConnectionError)):
            caller.ask("/places/microsoft.graph.room")
        assert caller.ask("/organization").status_code == 200
        assert [seen.fault for seen in caller.served.requests[1:]] == ["reset", "truncated", ""]


def test_a_next_link_may_lead_elsewhere_or_in_a_circle(small: Company, call: Callable[..., Any]) -> None:
    faults = Faults(
        faults=(Fault(match="/organization", kind="foreign_next_link"), Fault(match="/places", kind="loop", times=9))
    )
    with call(small, faults) as caller:
        assert "elsewhere" in caller.ask("/organization").json()["@odata.nextLink"]
        first = caller.ask("/places/microsoft.graph.room").json()
        assert caller.ask(first["@odata.nextLink"]).json() == first


def test_every_third_request_may_fail_for_ever(small: Company, call: Callable[..., Any]) -> None:
    with call(small, Faults(faults=(Fault(match="/organization", status=503, every=3),))) as caller:
        assert [caller.ask("/organization").status_code for _ in range(6)] == [200, 200, 503, 200, 200, 503]


def test_faults_come_from_a_file_that_must_be_spelled_right(tmp_path: Path) -> None:
    file = tmp_path / "faults.toml"
    file.write_text(
        'without_permissions = ["Chat.Read.All"]\n[[faults]]\nmatch = "/chats"\nstatus = 429\nretry_after = 3\n'
    )
    assert Faults.load(file).faults[0].retry_after == 3
    file.write_text('[[faults]]\nmatches = "/chats"\n')
    with pytest.raises(ValidationError, match="matches"):
        Faults.load(file)


def test_the_log_keeps_names_of_query_options_but_never_their_values(caller: Caller) -> None:
    caller.ask("/organization?$select=id")
    assert caller.served.requests[-1].query == ("$select",)
    assert caller.served.requests[-1].path == "/v1.0/organization"


def test_the_environment_is_what_kadans_asks_for(small: Company) -> None:
    with served_in_thread(small) as served:
        assert set(served.environment) == {
            "KADANS_TENANT_ID", "KADANS_CLIENT_ID", "KADANS_CLIENT_SECRET", "KADANS_GRAPH_URL", "KADANS_AUTHORITY",
            "KADANS_CA_BUNDLE", "KADANS_BOT_URL", "KADANS_TEAMS_APP_ID", "KADANS_ADMIN_ID", "KADANS_ADMIN_SECRET",
        }  # fmt: skip
        assert served.graph_url.startswith("https://127.0.0.1:")
        assert served.ca_file.exists()


def test_serving_from_a_shell_prints_an_environment_and_ends_when_interrupted(tmp_path: Path) -> None:
    policy = tmp_path / "policy of ours.toml"
    program = (
        f"from pathlib import Path; import sandbox; sandbox.serve_forever(people=12, out_policy=Path({str(policy)!r}))"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2]
    ) as run:
        assert run.stdout is not None
        lines = [shlex.split(run.stdout.readline())]
        while not lines[-1][1].startswith("KADANS_POLICY="):
            lines.append(shlex.split(run.stdout.readline()))
        run.send_signal(signal.SIGINT)
        assert run.wait(timeout=20) == 0
    told = dict(line[1].split("=", 1) for line in lines)
    assert {line[0] for line in lines} == {"export"}
    assert told["KADANS_POLICY"] == str(policy)
    assert told["KADANS_GRAPH_URL"].startswith("https://127.0.0.1:")
    assert policy.exists()


def test_a_mailbox_answers_four_requests_at_once_and_refuses_more(small: Company, call: Callable[..., Any]) -> None:
    with call(small, Faults(faults=(Fault(match="/calendarView$", kind="slow", seconds=0.4, times=9),))) as caller:
        path = caller.week_of(small.team("platform").members[0], top=1)
        with ThreadPoolExecutor(6) as crowd:
            answers = list(crowd.map(lambda _: caller.ask(path).status_code, range(6)))
    assert sorted(answers) == [200, 200, 200, 200, 429, 429]
