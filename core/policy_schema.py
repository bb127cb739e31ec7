"""The JSON Schema of policy.toml, from the very types that check it; editors complete and explain settings with it."""

from collections.abc import Mapping
from typing import Any

from core.auditor import Rule
from core.limits import limits_of
from core.policy import PolicyTables


def policy_schema(rules: Mapping[str, type[Rule]]) -> dict[str, Any]:
    """Return the schema, with the limits of each auditor that exists."""
    schema = _without_nulls(PolicyTables.model_json_schema(by_alias=True))
    schema["properties"]["auditors"] = _auditors(rules, "Limits for all teams, a table for each auditor.")
    schema["$defs"]["Team"]["properties"]["auditors"] = _auditors(
        rules, "The team's own limits, inside the same bounds."
    )
    for place in (
        schema["$defs"]["Agreement"]["properties"]["auditor"],
        schema["$defs"]["Mute"]["properties"]["auditor"],
        schema["$defs"]["Team"]["properties"]["sections"]["items"],
    ):
        place["enum"] = list(rules)
    schema["$defs"]["Team"]["properties"]["report_at"]["default"] = "Mon 08:30"  # as it is written, not as it is kept
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Kadans policy",
        **{key: value for key, value in schema.items() if key != "title"},
    }


def _auditors(rules: Mapping[str, type[Rule]], description: str) -> dict[str, Any]:
    tables = {auditor: _limits(auditor, rule) for auditor, rule in rules.items()}
    return {"type": "object", "description": description, "additionalProperties": False, "properties": tables}


def _limits(auditor: str, rule: type[Rule]) -> dict[str, Any]:
    shape = _without_nulls(rule.model_json_schema())
    for limit in limits_of(auditor, rule):
        told = shape["properties"][limit.key]
        for key in ("unit", "step", "source"):
            told.pop(key, None)
        bound = f"{limit.bound} {limit.unit}".strip()
        told["description"] = f"{limit.reason} {bound[:1].upper()}{bound[1:]}; {limit.default} by default.".strip()
    shape.pop("title", None)
    return {**shape, "description": (rule.__doc__ or "").strip()}


def _without_nulls(value: Any) -> Any:  # noqa: ANN401 - a piece of JSON
    """Return a schema without titles, and without null and its default: TOML has no null, leaving out says it."""
    if isinstance(value, list):
        return [_without_nulls(each) for each in value]
    if not isinstance(value, dict):
        return value
    cleaned = {
        key: {name: _without_nulls(each) for name, each in inner.items()}
        if key == "properties"
        else _without_nulls(inner)
        for key, inner in value.items()
        if not (key == "title" and isinstance(inner, str)) and not (key == "default" and inner is None)
    }
    options = [each for each in cleaned.get("anyOf", ()) if each != {"type": "null"}]
    if len(options) == 1:
        del cleaned["anyOf"]
        cleaned = {**options[0], **cleaned}
    return cleaned
