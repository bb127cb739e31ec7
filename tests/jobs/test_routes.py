"""What `kadans check` says of routes, before the first card is due."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.errors import PolicyError
from core.policy import PolicyTables
from jobs.command import run_check
from jobs.routes import check_routes, lacking

POLICY = """
[organisation]
domains = ["voorbeeld.example"]
zone = "Europe/Brussels"
admin_route = "admins"
[routes.admins]
kind = "workflow"
url_secret = "ADMINS"
[routes.chat]
kind = "bot"
user = "11111111-aaaa-4000-8000-000000000001"
[routes.signed-in]
kind = "workflow"
url_secret = "SIGNED_IN"
auth = "entra"
[routes.idle]
kind = "workflow"
url_secret = "IDLE"
[teams.platform]
group = "g"
routes = ["chat", "signed-in"]
"""
FLOW = "https://default12.34.environment.api.powerplatform.com:443/powerautomate/automations/direct/workflows/x"
FINE = {
    "ADMINS": f"{FLOW}?api-version=1&sig=S3CRET",
    "SIGNED_IN": f"{FLOW}?api-version=1",
    "KADANS_TEAMS_APP_ID": "55555555-aaaa-4000-8000-000000000005",
}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "policy.toml"
    path.write_text(POLICY)
    return path


def test_it_names_what_the_routes_in_use_still_need(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_check(file, {}) == 0
    said = capsys.readouterr().out
    assert (
        "To post to its routes the environment still lacks: ADMINS ([routes.admins]), "
        "KADANS_TEAMS_APP_ID (routes of kind 'bot' to a person), SIGNED_IN ([routes.signed-in])." in said
    )
    assert "IDLE" not in said


def test_it_says_nothing_where_nothing_lacks(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_check(file, FINE) == 0
    assert "lacks: ADMINS" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        pytest.param("ADMINS", f"{FLOW}?api-version=1", "ADMINS ([routes.admins]): holds no signature", id="cut off"),
        pytest.param("SIGNED_IN", f"{FLOW}?sig=S3CRET", "SIGNED_IN ([routes.signed-in]): holds a sig", id="for anyone"),
        pytest.param(
            "ADMINS", "https://outlook.office.com/webhook/S3CRET", "ADMINS ([routes.admins]): is", id="retired"
        ),
        pytest.param("KADANS_BOT_URL", "https://S3CRET.example/", "KADANS_BOT_URL: must be", id="another bot service"),
    ],
)
def test_an_address_that_a_route_may_not_post_to_is_refused(file: Path, name: str, value: str, words: str) -> None:
    with pytest.raises(PolicyError) as found:
        run_check(file, {**FINE, name: value})
    assert str(found.value).startswith(words)
    assert "S3CRET" not in str(found.value)


def test_everything_wrong_is_told_at_once() -> None:
    tables = PolicyTables.model_validate(
        {
            "organisation": {"domains": ["a.example"], "zone": "UTC"},
            "routes": {
                name: {"kind": "workflow", "url_secret": name.upper()} for name in ("one", "two")
            },
            "teams": {"t": {"group": "g", "routes": ["one", "two"]}},
        }
    )  # fmt: skip
    with pytest.raises(PolicyError) as found:
        check_routes(tables, {"ONE": "https://a.example", "TWO": "http://b.example"})
    assert [problem.split(" ")[0] for problem in found.value.problems] == ["ONE", "TWO"]
    assert lacking(tables, {}) == ("ONE ([routes.one])", "TWO ([routes.two])")
