"""What is generated from the policy's types is up to date, and says the same as the checks do."""

from __future__ import annotations

import json
import tomllib
from datetime import date

import jsonschema
import pytest

from auditors import ALL
from core.limits import Limit, limits_of
from core.presets import PRESETS
from jobs.policy_docs import PAGE, SCHEMA, page_text, schema_text
from tests.core.policies import EXAMPLE, ROOT, changed

LIMITS = [each for auditor in ALL for each in limits_of(auditor.key, auditor.rule)]


def test_the_schema_is_up_to_date() -> None:
    assert SCHEMA.read_text("utf-8") == schema_text(), "run `make docs`"


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text("utf-8") == page_text(), "run `make docs`"


@pytest.mark.parametrize("limit", LIMITS, ids=lambda each: each.path)
def test_every_limit_says_what_an_admin_has_to_know(limit: Limit) -> None:
    assert isinstance(limit.default, int | float)
    assert limit.low is not None
    assert limit.high is not None
    assert limit.low <= limit.default <= limit.high
    assert limit.default in limit.grid, "what-if could not compare with it"
    assert limit.unit
    assert len(limit.reason) > 20
    assert limit.source
    assert 4 <= len(limit.grid) <= 80


def as_json(text: str) -> object:
    parsed: object = json.loads(json.dumps(tomllib.loads(text), default=date.isoformat))
    return parsed


def problems(text: str) -> list[str]:
    schema = json.loads(schema_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    found = jsonschema.Draft202012Validator(schema).iter_errors(as_json(text))
    return [each.message for each in found]


def test_the_policy_of_the_repository_fits_its_schema_and_names_it() -> None:
    assert problems(EXAMPLE) == []
    first = EXAMPLE.splitlines()[0].removeprefix("#:schema ")
    assert (ROOT / "config" / first).resolve() == SCHEMA.resolve()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("warn_hours = 15 ", "warn_hours = 90 ", id="a limit over its bound"),
        pytest.param("warn_hours = 12", "warn_hours = 2", id="a team's limit under its bound"),
        pytest.param("warn_hours = 15 ", "warn_hour = 15 ", id="a misspelt limit"),
        pytest.param("[signals] ", "[signal] ", id="an unknown table"),
        pytest.param("smallest_group = 5", "smallest_group = 3", id="a floor lowered"),
        pytest.param("calendar = true", "calendar = 1", id="a number for true or false"),
        pytest.param('kind = "folder"', 'kind = "mail"', id="a route of another kind"),
        pytest.param('hours = "outlook"', 'hours = "roster"', id="hours from elsewhere"),
        pytest.param("until = 2026-12-31", "", id="a mute without an end"),
        pytest.param('sections = ["off_hours_messages"', 'sections = ["off_hour_messages"', id="a misspelt section"),
    ],
)
def test_an_editor_sees_what_the_checks_refuse(old: str, new: str) -> None:
    assert problems(changed(old, new))


def test_every_preset_is_documented_and_can_be_chosen() -> None:
    schema = json.loads(schema_text())
    assert set(schema["$defs"]["Privacy"]["properties"]["preset"]["enum"]) == set(PRESETS)
    for name, preset in PRESETS.items():
        assert f"`{name}`: {preset.for_whom}" in page_text()
