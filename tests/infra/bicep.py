"""Reads the Bicep files with a parser: it knows the grammar, and no resource type. There is no compiler on this machine."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pycep

ROOT = Path(__file__).parents[2]
FILES = sorted((ROOT / "infra").rglob("*.bicep"))
_ALWAYS = frozenset({"name", "location", "tags", "parent", "scope"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """One resource of a file."""

    file: str
    name: str
    kind: str
    """Type and API version."""
    config: Mapping[str, Any]

    def paths(self) -> list[str]:
        """Return the path of each property, with [] for an item of a list; dictionaries that somebody else fills end there."""
        return sorted({path for path in _paths(self.config) if path.split(".")[0] not in _ALWAYS})


def parsed(file: Path) -> Mapping[str, Any]:
    """Return a file's content.

    Raises:
        lark.UnexpectedInput: it is no Bicep.
    """
    found: Mapping[str, Any] = pycep.BicepParser().parse(text=file.read_text())
    return found


def resources() -> Iterator[Resource]:
    """Yield every resource of infra/."""
    for file in FILES:
        for name, told in parsed(file).get("resources", {}).items():
            config = told["config"]
            while "config" in config and {"condition", "loop_type"} & set(config):
                config = config["config"]
            yield Resource(file=file.name, name=name, kind=f"{told['type']}@{told['api_version']}", config=config)


def _paths(node: Any, at: str = "") -> Iterator[str]:  # noqa: ANN401 - a tree of anything
    if isinstance(node, Mapping):
        if len(node) == 1 and {"operator", "function"} & set(node):  # an expression; "operator" is a property elsewhere
            if "operator" in node:  # a choice between two values: both count
                for each in node["operator"].get("operands", {}).values():
                    if isinstance(each, list):
                        yield from _paths(each, at)
            yield at
            return
        for key, value in node.items():
            if key.startswith("'") or "$" in key:
                yield at
            else:
                yield from _paths(value, f"{at}.{key}" if at else key)
    elif isinstance(node, list) and any(isinstance(each, Mapping) for each in node):
        for each in node:
            yield from _paths(each, f"{at}[]") if isinstance(each, Mapping) else [f"{at}[]"]
    else:
        yield at
