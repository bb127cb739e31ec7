"""How tests read a card: its elements, the words of its front, and what no class or schema knows."""

from collections.abc import Iterator
from typing import Any

import microsoft_teams.cards as typed
from jsonschema.exceptions import ValidationError
from pydantic import BaseModel

from reports.language import NBSP, WORD_JOINER


def elements(node: object) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        yield node
        for value in node.values():
            yield from elements(value)
    elif isinstance(node, list):
        for value in node:
            yield from elements(value)


def words(node: object) -> Iterator[str]:
    for each in elements(node):
        for key in ("text", "title", "value"):
            if isinstance(each.get(key), str):
                yield each[key]


def text_of(made: dict[str, Any]) -> str:
    shown = without_charts(made["body"])
    assert isinstance(shown, list)
    told = (
        "".join(words(each)) if each.get("type") == "RichTextBlock" else " ".join(words(each)) for each in blocks(shown)
    )
    return " ".join(told).replace(NBSP, " ").replace(WORD_JOINER, "")


def actions(made: dict[str, Any]) -> list[dict[str, Any]]:
    """Return every button, in the order of the document."""
    return [each for each in elements(made) if str(each.get("type", "")).startswith("Action.")]


def without_charts(node: object) -> object:
    """Return a card as a client shows it that draws no charts: their fallbacks take their places."""
    if isinstance(node, dict):
        if str(node.get("type", "")).startswith("Chart."):
            return node["fallback"]
        return {key: without_charts(value) for key, value in node.items()}
    return [without_charts(each) for each in node] if isinstance(node, list) else node


def blocks(nodes: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for node in nodes:
        inner = node.get("items") or [item for column in node.get("columns", []) for item in column["items"]]
        if inner:
            yield from blocks(inner)
        else:
            yield node


def front_of(made: dict[str, Any]) -> str:
    return text_of({"body": [each for each in made["body"] if each.get("isVisible") is not False]})


def headings(made: dict[str, Any]) -> list[str]:
    return [each["text"] for each in elements(made) if each.get("style") == "heading"]


def in_order(text: str, *parts: str) -> bool:
    place = 0
    for part in parts:
        found = text.find(part, place)
        if found < 0:
            raise AssertionError(f"{part!r} is not after the others in {text!r}")
        place = found + len(part)
    return True


def unknown_properties(made: dict[str, Any]) -> Iterator[str]:
    classes: dict[str, type[BaseModel]] = {}
    for name in dir(typed):
        model = getattr(typed, name)
        if isinstance(model, type) and issubclass(model, typed.CardElement | typed.Action):
            kind = model.model_fields["type"].default if "type" in model.model_fields else None
            if isinstance(kind, str):
                classes[kind] = model
    for each in elements(made):
        if "type" not in each:
            continue
        model = classes[each["type"]]
        known = {field.serialization_alias or field.alias or name for name, field in model.model_fields.items()}
        yield from (f"{each['type']}.{key}" for key in each if key not in known)


def deepest(error: ValidationError) -> list[str]:
    if not error.context:
        return [f"{'/'.join(map(str, error.absolute_path))}: {error.message[:200]}"]
    depth = max(len(each.absolute_path) for each in error.context)
    return [found for each in error.context if len(each.absolute_path) == depth for found in deepest(each)]
