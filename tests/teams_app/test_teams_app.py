"""The Teams app's package: what Teams would refuse, and what it would show."""

import json
import struct
import zipfile
import zlib
from io import BytesIO
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from core.errors import PolicyError
from jobs.teams_app import run_teams_app
from reports.language import languages
from reports.teams_app import App, package

ROOT = Path(__file__).parents[2]
SCHEMAS = ROOT / ".tools/teams/node_modules/@microsoft/app-manifest/build/json-schemas/teams/v1.25"
CLIENT = "11111111-2222-4333-8444-555555555555"
APP = App(
    id="99999999-8888-4777-8666-555555555555",
    bot=CLIENT,
    client=CLIENT,
    version="0.1.0",
    organisation="Voorbeeld NV met een bijzonder lange naam",
    charter="https://intranet.example/charter",
    channels=True,
)
LIMITS = {"name.short": 30, "name.full": 100, "description.short": 80, "description.full": 4000}
POLICY = """
[organisation]
domains = ["voorbeeld.example"]
zone = "Europe/Brussels"
[governance]
charter = "https://intranet.example/charter"
[signals]
channels = {channels}
"""


def files(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def texts(content: bytes) -> dict[str, dict[str, Any]]:
    return {name: json.loads(told) for name, told in files(content).items() if name.endswith(".json")}


def test_the_package_holds_what_teams_asks_for_and_nothing_in_folders() -> None:
    assert list(files(package(APP))) == ["color.png", "de.json", "fr.json", "manifest.json", "nl.json", "outline.png"]


def test_the_same_app_is_the_same_file_byte_for_byte() -> None:
    assert package(APP) == package(APP)


@pytest.mark.parametrize("name", ["manifest.json", "nl.json", "fr.json", "de.json"])
@pytest.mark.parametrize("channels", [True, False])
def test_it_is_valid_by_microsofts_own_schema(name: str, *, channels: bool) -> None:
    if not SCHEMAS.is_dir():
        reason = ROOT / ".tools/teams/why-not"
        pytest.skip(reason.read_text().strip() if reason.is_file() else "no schemas yet: bash .ci/teams-tools")
    app = App(**{each: getattr(APP, each) for each in App.__slots__} | {"channels": channels})
    kind = "MicrosoftTeams.schema.json" if name == "manifest.json" else "MicrosoftTeams.Localization.schema.json"
    schema = json.loads((SCHEMAS / kind).read_text())
    told = texts(package(app))[name]
    jsonschema.Draft4Validator(schema).validate(told)
    assert told["$schema"].endswith(f"v1.25/{kind}")
    assert list(jsonschema.Draft4Validator(schema).iter_errors({**told, "kadans": 1})), "the schema looks at something"


def test_no_text_is_longer_than_teams_takes_in_any_language() -> None:
    told = texts(package(APP))
    manifest = told.pop("manifest.json")
    english = {
        f"{part}.{length}": manifest[part][length] for part in ("name", "description") for length in ("short", "full")
    }
    for each in (english, *told.values()):
        for name, most in LIMITS.items():
            assert 0 < len(each[name]) <= most, (name, len(each[name]))
    assert len(manifest["developer"]["name"]) <= 32
    assert {file.removesuffix(".json") for file in told} | {"en"} == set(languages())


def test_the_bot_only_sends_and_can_install_no_app_but_itself() -> None:
    manifest = texts(package(APP))["manifest.json"]
    (bot,) = manifest["bots"]
    assert bot == {"botId": CLIENT, "scopes": ["personal", "team"], "isNotificationOnly": True}
    assert manifest["webApplicationInfo"] == {"id": CLIENT}
    assert manifest["supportsChannelFeatures"] == "tier1"


@pytest.mark.parametrize(("name", "size"), [("color.png", 192), ("outline.png", 32)])
def test_icons_have_the_sizes_that_teams_asks_for(name: str, size: int) -> None:
    content = files(package(APP))[name]
    assert content[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", content[16:24]) == (size, size)
    start = content.index(b"IDAT")
    (length,) = struct.unpack(">I", content[start - 4 : start])
    pixels = zlib.decompress(content[start + 4 : start + 4 + length])
    assert len(pixels) == size * (size * 4 + 1)
    rows = [pixels[y * (size * 4 + 1) + 1 : (y + 1) * (size * 4 + 1)] for y in range(size)]
    drawn = [row[x : x + 4] for row in rows for x in range(0, size * 4, 4)]
    if name == "outline.png":
        assert {each[:3] for each in drawn} == {b"\xff\xff\xff"}
        assert {each[3] for each in drawn} >= {0, 255}
    else:
        assert {each[3] for each in drawn} == {255}
        assert b"\xff\xff\xff\xff" in drawn


@pytest.mark.parametrize(("channels", "asked"), [("true", True), ("false", False)])
def test_owners_are_asked_for_consent_only_where_the_policy_reads_channels(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], channels: str, *, asked: bool
) -> None:
    policy = tmp_path / "policy.toml"
    policy.write_text(POLICY.format(channels=channels))
    out = tmp_path / "to" / "kadans.zip"
    assert run_teams_app(out, policy, {"KADANS_CLIENT_ID": CLIENT}) == 0
    manifest = texts(out.read_bytes())["manifest.json"]
    assert ("authorization" in manifest) is asked
    assert f"KADANS_TEAMS_APP_ID={manifest['id']}" in capsys.readouterr().out
    again = tmp_path / "again.zip"
    run_teams_app(again, policy, {"KADANS_CLIENT_ID": CLIENT})
    assert again.read_bytes() == out.read_bytes(), "its id is made once and for all"


def test_what_is_missing_is_told(tmp_path: Path) -> None:
    policy = tmp_path / "policy.toml"
    policy.write_text(POLICY.format(channels="false").replace("charter", "purpose"))
    with pytest.raises(PolicyError) as told:
        run_teams_app(tmp_path / "x.zip", policy, {"KADANS_CLIENT_ID": "kadans"})
    assert "KADANS_CLIENT_ID: must be a GUID" in str(told.value)
    assert "[governance] charter is missing" in str(told.value)
