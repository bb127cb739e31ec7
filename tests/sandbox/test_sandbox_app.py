"""The app as its tenant knows it: what its token says, and what only a reader of applications may see."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from sandbox import GRANTED, MARKER, Company, Faults
from tests.sandbox.conftest import Caller

READER = GRANTED | {"Application.Read.All"}


def claims(caller: Caller, unpacked: Callable[[str], bytes]) -> dict[str, Any]:
    head, body, signature = caller.token().json()["access_token"].split(".")
    assert json.loads(unpacked(head))["typ"] == "JWT"
    assert signature
    told: dict[str, Any] = json.loads(unpacked(body))
    return told


def test_a_token_tells_tenant_app_and_app_roles(
    small: Company, call: Callable[..., Any], unpacked: Callable[[str], bytes]
) -> None:
    elsewhere = {"Application Calendars.Read", "ChannelMessage.Read.Group"}
    with call(small, granted=GRANTED | elsewhere) as caller:
        told = claims(caller, unpacked)
        assert (told["tid"], told["appid"], told["idtyp"]) == (small.tenant_id, small.client_id, "app")
        assert told["aud"] == caller.served.authority
        assert set(told["roles"]) == GRANTED, "roles of Exchange and consent by team are in no token"


def test_what_is_granted_can_be_switched(
    small: Company, call: Callable[..., Any], unpacked: Callable[[str], bytes]
) -> None:
    faults = Faults(without_permissions=("Chat.Read.All",), more_permissions=("Mail.Read",))
    with call(small, faults, granted=GRANTED) as caller:
        assert set(claims(caller, unpacked)["roles"]) == GRANTED - {"Chat.Read.All"} | {"Mail.Read"}


def test_two_tokens_are_never_the_same(caller: Caller) -> None:
    assert caller.token().json()["access_token"] != caller.token().json()["access_token"]


def test_a_reader_of_applications_sees_the_app_its_grants_and_its_owners(
    small: Company, call: Callable[..., Any]
) -> None:
    with call(small, granted=READER) as caller:
        principal = caller.ask(f"/servicePrincipals(appId='{small.client_id}')?$select=id,displayName").json()
        assert MARKER in principal["displayName"]
        path = f"/servicePrincipals/{principal['id']}"
        roles = caller.all(f"{path}/appRoleAssignments?$top=5")
        assert len(roles) == len(READER)
        assert "7b2449af-6ccd-4f4d-9f78-e550c193f0d1" in {each["appRoleId"] for each in roles}
        assert caller.all(f"{path}/owners?$select=id") == []
        application = caller.ask(f"/applications(appId='{small.client_id}')").json()
        assert len(caller.all(f"/applications/{application['id']}/owners?$select=id")) == 2


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        pytest.param("/servicePrincipals(appId='nobody')", (404, "Request_ResourceNotFound"), id="another app"),
        pytest.param("/servicePrincipals(appId='{app}')?$select=shoes", (400, "BadRequest"), id="an unknown property"),
        pytest.param("/servicePrincipals(appId='{app}')?$expand=owners", (400, "BadRequest"), id="an option"),
        pytest.param("/servicePrincipals/nobody/owners", (404, "Request_ResourceNotFound"), id="nobody's owners"),
        pytest.param("/applications/nobody/owners", (404, "Request_ResourceNotFound"), id="no application"),
    ],
)
def test_what_is_asked_wrongly_is_refused(
    small: Company, call: Callable[..., Any], path: str, expected: tuple[int, str]
) -> None:
    with call(small, granted=READER) as caller:
        assert caller.refusal(path.format(app=small.client_id)) == expected


def test_without_the_permission_the_app_sees_nothing_of_itself(caller: Caller, company: Company) -> None:
    for path in (f"/servicePrincipals(appId='{company.client_id}')", f"/applications(appId='{company.client_id}')"):
        assert caller.refusal(path) == (403, "Authorization_RequestDenied")
