"""Reads policy.toml and says everything that is wrong with it at once: where, what, which bound, and what to do."""

import hashlib
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from core.auditor import Rule
from core.errors import PolicyError
from core.policy import AUDITOR_NAMES, PolicyTables, subdivision_problem

type Rules = Mapping[str, type[Rule]]

_TAGS = frozenset({"folder", "workflow", "bot"})
"""Pydantic names a union's member in an error's place; nothing of that name stands in the file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """A valid policy."""

    tables: PolicyTables
    rules: Mapping[str, Mapping[str, Rule]]
    """Team key, auditor key, settings in force: defaults in code < [auditors.x] < [teams.T.auditors.x]."""
    version: str
    """sha256 of the file."""


def read_policy(content: bytes, *, name: str, rules: Rules) -> Policy:
    """Return the policy in a file's content.

    `name` is how messages call the file; `rules` are the settings of each auditor that exists.

    Raises:
        PolicyError: with every problem found, a line each.
    """
    try:
        raw = tomllib.loads(content.decode())
    except UnicodeDecodeError:
        raise PolicyError(f"{name}: is not a text in UTF-8: save it as UTF-8.") from None
    except tomllib.TOMLDecodeError as error:
        raise PolicyError(f"{name}: {_syntax(str(error))}") from None

    problems: list[str] = []
    tables: PolicyTables | None = None
    try:
        tables = PolicyTables.model_validate(raw, context=tuple(rules))
    except ValidationError as error:
        problems += _explained(error, PolicyTables, raw)
    settings = dict(_settings(raw, rules, problems))
    if tables is not None:
        problems += _loose_ends(tables)
    if problems or tables is None:
        raise PolicyError(*(f"{name}: {problem}" for problem in dict.fromkeys(problems)))
    return Policy(tables=tables, rules=settings, version=f"sha256:{hashlib.sha256(content).hexdigest()}")


def _syntax(message: str) -> str:
    text, _, place = message.rpartition(" (at ")
    return f"{place.removesuffix(')')}: {text}." if text else f"{message}."


def _settings(raw: dict[str, Any], rules: Rules, problems: list[str]) -> Iterator[tuple[str, Mapping[str, Rule]]]:
    """Yield each team's settings, collecting what is wrong in any layer."""
    organisation = _tables_of(raw.get("auditors"))
    for auditor, values in organisation.items():
        problems += _wrong_settings(f"auditors.{auditor}", auditor, values, {}, rules)
    for key, team in _tables_of(raw.get("teams")).items():
        own = _tables_of(team.get("auditors"))
        for auditor, values in own.items():
            problems += _wrong_settings(f"teams.{key}.auditors.{auditor}", auditor, values, organisation, rules)
        if not problems:
            yield (
                key,
                {
                    name: rule.model_validate({**organisation.get(name, {}), **own.get(name, {})})
                    for name, rule in rules.items()
                },
            )


def _tables_of(value: object) -> dict[str, dict[str, Any]]:
    return {k: v for k, v in value.items() if isinstance(v, dict)} if isinstance(value, dict) else {}


def _wrong_settings(
    path: str, auditor: str, values: dict[str, Any], below: Mapping[str, dict[str, Any]], rules: Rules
) -> list[str]:
    rule = rules.get(auditor)
    if rule is None:
        if auditor in AUDITOR_NAMES:
            return [f"[{path}]: this version has no auditor '{auditor}' yet: remove the table."]
        return [f"[{path}]: there is no auditor '{auditor}'.{_did_you_mean(auditor, list(rules))}"]
    try:
        rule.model_validate({**below.get(auditor, {}), **values})
    except ValidationError as error:
        mine = [e for e in error.errors() if not e["loc"] or e["loc"][0] in values]
        return [_sentence(path, e, rule, values) for e in mine]
    return []


def _loose_ends(tables: PolicyTables) -> Iterator[str]:
    """Yield names that lead nowhere."""
    organisation, routes = tables.organisation, list(tables.routes)
    if organisation.admin_route and organisation.admin_route not in tables.routes:
        yield (
            f"[organisation] admin_route = '{organisation.admin_route}': there is no [routes.{organisation.admin_route}]."
            f"{_did_you_mean(organisation.admin_route, routes)}"
        )
    if problem := subdivision_problem(organisation.country, organisation.subdivision):
        yield f"[organisation] subdivision = '{organisation.subdivision}': {problem}."
    for key, team in tables.teams.items():
        for route in team.routes:
            if route not in tables.routes:
                yield f"[teams.{key}] routes: there is no [routes.{route}].{_did_you_mean(route, routes)}"
        for person, schedule in team.schedules.items():
            if schedule not in tables.schedules:
                yield (
                    f"[teams.{key}] schedules: there is no [schedules.{schedule}] for {person}."
                    f"{_did_you_mean(schedule, list(tables.schedules))}"
                )
        if problem := subdivision_problem(team.country or organisation.country, team.subdivision):
            yield f"[teams.{key}] subdivision = '{team.subdivision}': {problem}."


def _explained(error: ValidationError, model: type[BaseModel], raw: dict[str, Any]) -> list[str]:
    errors = error.errors(include_url=False)
    with_wrong_items = {each["loc"][:-1] for each in errors}
    return [
        _problem(dict(each), model, raw)
        for each in errors
        if each["type"] != "too_short" or each["loc"] not in with_wrong_items  # those are left out of its count
    ]


def _problem(error: dict[str, Any], model: type[BaseModel], raw: dict[str, Any]) -> str:  # noqa: PLR0911 - one return a kind of mistake
    loc = [part for part in error["loc"] if part not in _TAGS or part in _keys(raw, error["loc"])]
    if error["type"] == "extra_forbidden" and len(loc) == 1:
        return f"there is no table [{loc[0]}].{_did_you_mean(str(loc[0]), list(model.model_fields))}"
    if loc and loc[-1] == "[key]":
        return f"[{'.'.join(map(str, loc[:-2]))}.'{loc[-2]}']: {_complaint(error)}."
    table, key = _split(loc, raw)
    owner = _model_at(model, error["loc"][:-1])
    if error["type"] == "extra_forbidden":
        if key is None:
            table, key = _split(loc[:-1], raw)[0], str(loc[-1])
        known = [field.alias or name for name, field in owner.model_fields.items()] if owner else []
        return f"{table} has no setting '{key}'.{_did_you_mean(str(key), known)}"
    if error["type"] == "missing":
        if len(loc) == 1:
            return f"[{loc[0]}] is missing: every policy needs this table."
        return f"{table} needs '{loc[-1]}'.{_meaning(owner, str(loc[-1]))}"
    if key is None:
        return _ended(f"{table} {_complaint(error)}")
    shown = "(not shown)" if key == "url_secret" else _shown(error["input"])  # it may be the secret itself
    return _ended(f"{table} {key} = {shown}: {_complaint(error)}".lstrip())


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


def _meaning(owner: type[BaseModel] | None, key: str | None) -> str:
    field = owner.model_fields.get(key) if owner and key else None
    return f" {field.description}" if field and field.description else ""


def _sentence(path: str, error: Any, rule: type[BaseModel], values: dict[str, Any]) -> str:  # noqa: ANN401 - pydantic's ErrorDetails
    if error["type"] == "extra_forbidden":
        key = str(error["loc"][0])
        return f"[{path}] has no setting '{key}'.{_did_you_mean(key, list(rule.model_fields))}"
    if not error["loc"]:
        return f"[{path}] {_complaint(error)}."
    key = str(error["loc"][0])
    return f"[{path}] {key} = {_shown(values.get(key))}: {_complaint(error)}."


_COMPLAINTS = {
    "greater_than_equal": "must be at least {ge}",
    "less_than_equal": "must be at most {le}",
    "greater_than": "must be more than {gt}",
    "less_than": "must be less than {lt}",
    "too_short": "needs at least {min_length}",
    "too_long": "takes at most {max_length}",
    "string_too_short": "must not be empty",
    "string_type": "must be a text in quotes",
    "bool_type": "must be true or false",
    "int_type": "must be a whole number",
    "float_type": "must be a number",
    "tuple_type": "must be a list, in square brackets",
    "dict_type": "must be a table",
    "model_type": "must be a table",
    "model_attributes_type": "must be a table",
    "date_type": "must be a date without quotes, such as 2026-12-24",
    "date_from_datetime_parsing": "must be a date such as 2026-12-24",
    "date_from_datetime_inexact": "must be a date without a time, such as 2026-12-24",
    "date_parsing": "must be a date such as 2026-12-24",
    "literal_error": "must be one of {expected}",
    "union_tag_invalid": "kind = '{tag}': must be one of folder, workflow, bot",
    "union_tag_not_found": "needs 'kind': folder, workflow or bot",
}
_PATTERNS = {
    r"^[^\s/?#]+$": "must be an object id, without spaces or slashes",
    r"^[^\s/?#]*$": "must be an object id, without spaces or slashes",
    r"^(https://[^\s]+)?$": "must be an address that begins with https://",
    r"^[A-Za-z_][A-Za-z0-9_]*$": "must be the name of an app setting: letters, digits and underscores",
    r"^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$": "a key takes letters, digits, - and _ only",
}


def _complaint(error: Any) -> str:  # noqa: ANN401 - pydantic's ErrorDetails
    context = error.get("ctx") or {}
    if error["type"] == "value_error":
        return str(context.get("error", error["msg"])).removesuffix(".")
    if error["type"] == "string_pattern_mismatch":
        return _PATTERNS.get(context.get("pattern", ""), "is not of the right form")
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


def _did_you_mean(name: str, known: list[str]) -> str:
    close = get_close_matches(name, known, n=1, cutoff=0.6)
    return f" Did you mean '{close[0]}'?" if close else f" Known: {', '.join(sorted(known))}." if known else ""
