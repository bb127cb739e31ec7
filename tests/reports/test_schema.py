import json
from typing import Any

import jsonschema
import pytest

from core.report import Report
from reports import schema
from tests.reports.factories import states


def test_the_schema_in_the_repository_is_current() -> None:
    assert schema.PATH.read_text(encoding="utf-8") == schema.as_text(), "run: python -m reports.schema"


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(schema.report_schema())


@pytest.mark.parametrize("name", states())
def test_a_report_keeps_to_the_schema(name: str) -> None:
    assert _problems(json.loads(states()[name].to_json())) == []


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"schema": 2}, id="another version"),
        pytest.param({"names": ["somebody"]}, id="something that has no place"),
        pytest.param({"people": {"members": "twelve"}}, id="words for a number"),
        pytest.param({"sections": [{"auditor": "a", "status": "fine"}]}, id="a status that is none"),
    ],
)
def test_another_shape_does_not_keep_to_the_schema(change: dict[str, Any]) -> None:
    assert _problems(json.loads(states()["warn"].to_json()) | change)


def test_the_example_of_the_metrics_page_keeps_to_the_schema() -> None:
    example = {
        "schema": 1,
        "team": "platform",
        "week": "2026-W46",
        "window": {"start": "2026-11-08T23:00:00Z", "end": "2026-11-15T23:00:00Z"},
        "people": {"members": 12},
        "sections": [
            {
                "auditor": "meeting_overload",
                "status": "measured",
                "level": "warn",
                "measures": [
                    {"key": "people_over_warn", "value": [4, 7], "unit": "people", "n": 12},
                    {"key": "meeting_hours_typical", "value": 14.5, "unit": "hours"},
                ],
                "notes": [{"key": "default_hours_used"}],
            }
        ],
        "upcoming": [{"start": "2026-11-17T09:00:00Z", "minutes": 60, "invitees": 9}],
        "gaps": [{"source": "calendar", "reason": "mailbox not enabled"}],
        "policy": {"version": "sha256:0"},
    }
    assert _problems(example) == []
    assert Report.from_json(json.dumps(example)).people.members == 12


def _problems(content: object) -> list[str]:
    return [error.message for error in jsonschema.Draft202012Validator(schema.report_schema()).iter_errors(content)]
