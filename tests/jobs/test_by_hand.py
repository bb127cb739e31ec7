"""What an administrator does from a machine of their own, where the app's managed identity can't be used."""

import asyncio
from pathlib import Path

import pytest

from core.errors import PolicyError, SignInError
from graph.address import GraphAddress
from graph.token import TokenProvider
from jobs.command import run_deliver_again

ORGANISATION = '[organisation]\ndomains = ["voorbeeld.example"]\nzone = "Europe/Brussels"\n'


def test_a_card_can_be_posted_again_without_the_apps_own_credential(tmp_path: Path) -> None:
    policy = tmp_path / "policy.toml"
    policy.write_text(ORGANISATION)
    environment = {"KADANS_TENANT_ID": "t", "KADANS_CLIENT_ID": "c", "KADANS_STORAGE": f"folder:{tmp_path / 'store'}"}
    with pytest.raises(PolicyError, match="there is no such team, route or report"):
        asyncio.run(run_deliver_again("platform/2026-W46/admins", policy, environment))


def test_what_has_to_sign_in_as_the_app_says_so() -> None:
    address = GraphAddress(url="https://127.0.0.1:9/v1.0", authority="https://127.0.0.1:9", tenant="t", client="c")
    with pytest.raises(SignInError, match="A managed identity can be used in Azure alone"):
        asyncio.run(TokenProvider(address).token())
