"""The JSON Schema of report.json, generated from its types: `python -m reports.schema` writes core/report.schema.json."""

import json
from pathlib import Path
from typing import Any

import core.report
from core.report import Report

PATH = Path(core.report.__file__).with_name("report.schema.json")


def report_schema() -> dict[str, Any]:
    """Return the schema of a report.json, version 1."""
    schema = Report.model_json_schema(by_alias=True, mode="validation")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Kadans report",
        **{key: value for key, value in schema.items() if key != "title"},
    }


def as_text() -> str:
    """Return the content of the file."""
    return json.dumps(report_schema(), indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    PATH.write_text(as_text(), encoding="utf-8")
