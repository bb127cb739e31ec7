"""What is wrong with a policy, in sentences: each alone is enough to mend it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from core.limits import bound_text, bounds_of

_TAGS = frozenset({"folder", "workflow", "bot"})
"""Pydantic names a union's member in an error's place; nothing of that name stands in the file."""
_SECRET = frozenset({"url_secret"})
"""What stands there may be the secret itself."""
_PEOPLE = frozenset({"opt_out", "representatives", "manager", "reports_of", "user", "schedules"})
"""Their values are object ids of people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing that is wrong."""

    way: tuple[str | int, ...]
    """Where, from the top of the file."""
    text: str


def syntax(message: str) -> str:
    """Return what the TOML parser says, with what usually helps."""
    text, _, place = message.rpartition(" (at ")
    if not text:
        return f"{message}."
    if text == "Invalid value" and place.endswith("column 1)"):
        text = "Expected a value, found the next line"
    hint = next((words for start, words in _SYNTAX.items() if text.startswith(start)), "")
    return f"{place.removesuffix(')')}: {text}.{hint}"


_SYNTAX = {
    "Invalid value": " Texts and times stand in quotes; true, false, numbers and dates don't.",
    "Expected a value": " A closing bracket is missing before it.",
    "Cannot overwrite a value": " The same key stands in this table twice: remove one.",
    "Cannot declare": " The same table stands in the file twice: put them together.",
    "Expected newline": " A setting takes one line; texts and times of day stand in quotes.",
    'Expected "\'"': " A closing quote is missing.",
    "Expected '\"'": " A closing quote is missing.",
    "Unterminated string": " A closing quote is missing.",
    "Illegal character": " A closing quote is missing.",
    "Unclosed array": " A closing ] is missing, or a comma between two values.",
    "Expected '='": " A setting is written as key = value.",
}
"""By how the parser's message begins."""


def unknown_auditor(way: Sequence[str], known: list[str]) -> str:
    """Return what is wrong with a table of limits of an auditor that there is none of."""
    table, auditor = f"[{'.'.join(way)}]", way[-1]
    return f"{table}: there is no auditor '{auditor}'.{did_you_mean(auditor, known)}"


def wrong_setting(
    way: tuple[str, ...], error: Mapping[str, Any], rule: type[BaseModel], values: Mapping[str, Any]
) -> Problem:
    """Return what is wrong with a limit of an auditor."""
    table = f"[{'.'.join(way)}]"
    if not error["loc"]:
        return Problem(way=(*way, *_key_named_in(error, values)), text=f"{table} {_complaint(error)}.")
    key = str(error["loc"][0])
    if error["type"] == "extra_forbidden":
        text = f"{table} has no setting '{key}'.{did_you_mean(key, list(rule.model_fields))}"
    else:
        text = f"{table} {key} = {_shown(values.get(key))}: {_complaint(error)}{_bounds(error, rule, key)}."
    return Problem(way=(*way, key), text=text)


def _key_named_in(error: Mapping[str, Any], values: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the key that a complaint about several of them begins with, where it stands in this table."""
    first = str(error["msg"]).removeprefix("Value error, ").partition(" ")[0]
    return (first,) if first in values else tuple(values)[:1]


def _bounds(error: Mapping[str, Any], owner: type[BaseModel] | None, key: str) -> str:
    """Return the other bound too, where one was passed or the kind is wrong: one sentence should be enough."""
    field = owner.model_fields.get(key) if owner else None
    low, high = bounds_of(field) if field else (None, None)
    if error["type"] in {"int_type", "float_type", "int_from_float"} and low is not None and high is not None:
        return f", {bound_text(low, high)}"
    return ""


def explained(error: ValidationError, model: type[BaseModel], raw: dict[str, Any]) -> Iterator[Problem]:
    """Yield what is wrong with the tables of a policy."""
    errors = error.errors(include_url=False)
    with_wrong_items = {each["loc"][:-1] for each in errors}
    for each in errors:
        if each["type"] != "too_short" or each["loc"] not in with_wrong_items:  # those are left out of its count
            key = ("kind",) if each["type"] == "union_tag_invalid" else ()
            yield Problem(way=(*_way(each["loc"], raw), *key), text=_problem(dict(each), model, raw))


def _way(loc: Sequence[str | int], raw: dict[str, Any]) -> list[str | int]:
    return [part for part in loc if part != "[key]" and (part not in _TAGS or part in _keys(raw, loc))]


def _problem(error: dict[str, Any], model: type[BaseModel], raw: dict[str, Any]) -> str:  # noqa: PLR0911 - one return a kind of mistake
    loc = [part for part in error["loc"] if part not in _TAGS or part in _keys(raw, error["loc"])]
    if error["type"] == "extra_forbidden" and len(loc) == 1:
        what = (
            f"table [{loc[0]}]"
            if isinstance(raw.get(str(loc[0])), dict | list)
            else f"setting '{loc[0]}' outside a table"
        )
        return f"there is no {what}.{did_you_mean(str(loc[0]), list(model.model_fields))}"
    if loc and loc[-1] == "[key]":
        return f"[{'.'.join(map(str, loc[:-2]))}.'{loc[-2]}']: {_complaint(error)}."
    if len(loc) > 3 and loc[0] == "teams" and loc[2] == "schedules":
        return f"[teams.{loc[1]}] schedules = (not shown): each object id takes the name of a schedule, in quotes."
    table, key = _split(loc, raw)
    owner = _model_at(model, error["loc"][:-1])
    if error["type"] == "extra_forbidden":
        if key is None:
            table, key = _split(loc[:-1], raw)[0], str(loc[-1])
        return f"{table} has no setting '{key}'.{_instead(str(key), owner, model)}"
    if error["type"] == "missing":
        if len(loc) == 1:
            return f"[{loc[0]}] is missing: every policy needs this table.{_example(loc[0])}"
        return f"{table} needs '{loc[-1]}'.{_meaning(owner, str(loc[-1]))}"
    if key is None:
        return _ended(f"{table} {_complaint(error)}")
    return _ended(f"{table} {key}{_value(key, error, loc)}: {_complaint(error)}{_bounds(error, owner, key)}".lstrip())


def _example(table: object) -> str:
    return ' It begins with: domains = ["example.org"] and zone = "Europe/Brussels".' if table == "organisation" else ""


def _instead(key: str, owner: type[BaseModel] | None, model: type[BaseModel]) -> str:
    """Return the setting of this table, or the table, that was probably meant."""
    known = [field.alias or name for name, field in owner.model_fields.items()] if owner else []
    if not get_close_matches(key, known, n=1, cutoff=0.6):
        table = get_close_matches(key, list(model.model_fields), n=1, cutoff=0.8)
        if table:
            return f" Did you mean the table [{table[0]}]?"
    return did_you_mean(key, known)


def _value(key: str, error: Mapping[str, Any], loc: Sequence[str | int]) -> str:
    """Return the value, or for a list the number of the wrong one; nothing where it may be a secret or a person."""
    place = f" (number {loc[-1] + 1} of the list)" if isinstance(loc[-1], int) else ""
    if key in _SECRET | _PEOPLE:
        return f"{place} = (not shown)"
    if error["type"] == "value_error" and isinstance(error["input"], dict):
        return ""  # hours of a week: the sentence names the day
    return f"{place} = {_shown(error['input'])}"


def _ended(sentence: str) -> str:
    return sentence if sentence.endswith("?") else f"{sentence}."


def _keys(raw: object, loc: Sequence[str | int]) -> set[str]:
    """Return the keys that really stand on the way of a location; tags of a union do not."""
    keys: set[str] = set()
    for part in loc:
        if isinstance(raw, dict) and part in raw:
            keys.add(str(part))
            raw = raw[part]
        elif isinstance(raw, list) and isinstance(part, int) and part < len(raw):
            raw = raw[part]
    return keys


def _split(loc: Sequence[str | int], raw: dict[str, Any]) -> tuple[str, str | None]:
    """Return the TOML table that a location lies in, as it is written, and the key in it (None: the table as a whole)."""
    value: Any = raw
    path: list[str] = []
    brackets = "[{}]"
    for index, part in enumerate(loc):
        inside = isinstance(value, dict) and part in value
        value = value[part] if inside or (isinstance(value, list) and isinstance(part, int)) else None
        if isinstance(value, list) and any(isinstance(each, dict) for each in value):
            path.append(str(part))
            brackets = "[[{}]]"
        elif isinstance(value, dict) and not _inline(loc[: index + 1]):
            if not isinstance(part, int):
                path.append(str(part))
        elif not isinstance(part, int):
            return brackets.format(".".join(path)) if path else "", str(part)
    return brackets.format(".".join(path)), None


def _inline(loc: Sequence[str | int]) -> bool:
    return loc[-1] in {"default_hours", "week", "week_2", "duty"}


def _model_at(model: type[BaseModel], loc: Sequence[str | int]) -> type[BaseModel] | None:
    """Return the model that a location's keys belong to, as far as it can be told from the fields."""
    current: list[type[BaseModel]] = [model]
    for part in loc:
        fields = [each.model_fields[str(part)] for each in current if part in each.model_fields]
        if fields:
            current = [found for field in fields for found in _models_in(field.annotation)]
        elif part in _TAGS:
            current = [each for each in current if part in _kinds(each)] or current
    return current[0] if len(current) == 1 else None


def _kinds(model: type[BaseModel]) -> tuple[str, ...]:
    kind = model.model_fields.get("kind")
    return get_args(kind.annotation) if kind else ()


def _models_in(annotation: object) -> list[type[BaseModel]]:
    """Return the models that a field's type names, however deep."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [found for each in get_args(annotation) for found in _models_in(each)]


def _meaning(owner: type[BaseModel] | None, key: str) -> str:
    field = owner.model_fields.get(key) if owner else None
    field = field or next((f for f in owner.model_fields.values() if f.alias == key), None) if owner else None
    return f" {field.description}" if field and field.description else ""


_COMPLAINTS = {
    "greater_than_equal": "must be at least {ge}",
    "less_than_equal": "must be at most {le}",
    "greater_than": "must be more than {gt}",
    "less_than": "must be less than {lt}",
    "too_short": "the list needs {min_length} or more",
    "too_long": "the list takes {max_length} at most, and has {actual_length}",
    "string_too_short": "must not be empty",
    "string_type": "must be a text in quotes",
    "bool_type": "must be true or false, without quotes",
    "int_type": "must be a whole number",
    "int_from_float": "must be a whole number",
    "float_type": "must be a number, without quotes",
    "tuple_type": "must be a list, in square brackets",
    "dict_type": "must be a table",
    "model_type": "must be a table",
    "model_attributes_type": "must be a table",
    "literal_error": "must be one of {expected}",
    "union_tag_invalid": "kind = '{tag}': must be one of folder, workflow, bot",
    "union_tag_not_found": "needs 'kind': folder, workflow or bot",
}
_PATTERNS = {
    r"^[^\s/?#]+$": "must be an object id, without spaces or slashes",
    r"^[^\s/?#]*$": "must be an object id, without spaces or slashes",
    r"^(https://[^\s]+)?$": "must be an address that begins with https://",
    r"^[A-Za-z_][A-Za-z0-9_]*$": "must be the name of an app setting: letters, digits and underscores",
    r"^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$": "a key takes letters, digits, - and _ only, 63 at most",
}


def _complaint(error: Mapping[str, Any]) -> str:
    context = error.get("ctx") or {}
    if error["type"] == "value_error":
        return str(context.get("error", error["msg"])).removesuffix(".")
    if error["type"] == "string_pattern_mismatch":
        return _PATTERNS.get(context.get("pattern", ""), "is not of the right form")
    if error["type"] in {"model_type", "model_attributes_type"} and isinstance(error["input"], list):
        return "must be one table, in single brackets"
    if error["type"] == "tuple_type" and isinstance(error["input"], dict):
        return "must be a list of tables, in double brackets"
    if error["type"] in _COMPLAINTS:
        return _COMPLAINTS[error["type"]].format(
            **{k: f"{v:g}" if isinstance(v, float) else v for k, v in context.items()}
        )
    return str(error["msg"])


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    text = repr(value) if isinstance(value, str | int | float) else str(value)
    return text if len(text) <= 60 else text[:57] + "..."


def did_you_mean(name: str, known: list[str]) -> str:
    """Return the known name that is closest, or all of them."""
    close = get_close_matches(name, known, n=1, cutoff=0.6)
    return f" Did you mean '{close[0]}'?" if close else f" Known: {', '.join(sorted(known))}." if known else ""
