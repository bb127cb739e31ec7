"""Reads policy.toml and says everything that is wrong with it at once: where, what, which bound, and what to do."""

import hashlib
import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from pydantic import BaseModel, ValidationError

from core.auditor import Rule
from core.errors import PolicyError
from core.policy import PolicyTables, Team, subdivision_problem
from core.policy_words import Problem, did_you_mean, explained, syntax, unknown_auditor, wrong_setting
from core.toml_lines import line_of, lines_of

type Rules = Mapping[str, type[Rule]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """A valid policy."""

    tables: PolicyTables
    rules: Mapping[str, Mapping[str, Rule]]
    """Team key, auditor key, settings in force: defaults in code < [auditors.x] < [teams.T.auditors.x]."""
    version: str
    """sha256 of the file."""
    stamp: str
    """sha256 of its settings without the lists of people. A report carries it: no guess at who opted out can be tried on it."""


def read_policy(content: bytes, *, name: str, rules: Rules) -> Policy:
    """Return the policy in a file's content.

    `name` is how messages call the file; `rules` are the settings of each auditor that exists.

    Raises:
        PolicyError: with every problem found, a line each.
    """
    try:
        text = content.decode("utf-8-sig")
        raw = tomllib.loads(text)
    except UnicodeDecodeError:
        raise PolicyError(f"{name}: is not a text in UTF-8: save it as UTF-8.") from None
    except tomllib.TOMLDecodeError as error:
        raise PolicyError(f"{name}: {syntax(str(error))}") from None

    problems: list[Problem] = []
    tables: PolicyTables | None = None
    try:
        tables = PolicyTables.model_validate(raw, context=tuple(rules))
    except ValidationError as error:
        problems += explained(error, PolicyTables, raw)
    problems += _wrong_limits(raw, rules)
    if tables is not None:
        problems += _loose_ends(tables)
    if problems or tables is None:
        raise PolicyError(*_told(problems, name, text))
    return Policy(
        tables=tables,
        rules=_in_force(rules, tables.auditors, tables),
        version=_sha256(content),
        stamp=_sha256(_without_people(raw)),
    )


def _sha256(content: bytes) -> str:
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


_LISTS_OF_PEOPLE = frozenset({"opt_out", "opt_out_group", "representatives", "representatives_group"})


def _without_people(raw: dict[str, Any]) -> bytes:
    """Return the settings in a fixed form, without who is left out and who has which schedule."""
    organisation = {key: value for key, value in raw.get("organisation", {}).items() if key not in _LISTS_OF_PEOPLE}
    teams = {
        key: {name: value for name, value in team.items() if name != "schedules"}
        for key, team in _tables_of(raw.get("teams")).items()
    }
    return json.dumps({**raw, "organisation": organisation, "teams": teams}, sort_keys=True, default=str).encode()


def with_limits(policy: Policy, changes: Mapping[str, Mapping[str, float]], rules: Rules) -> Policy:
    """Return the policy as it would be with other limits in [auditors.x]: auditor, key, value. A team's own limits stay.

    Raises:
        PolicyError: the changed limits don't fit, as a warning above its alarm.
    """
    below = {**policy.tables.auditors}
    for auditor, values in changes.items():
        below[auditor] = {**below.get(auditor, {}), **values}
    raw = {
        "auditors": below,
        "teams": {key: {"auditors": team.auditors} for key, team in policy.tables.teams.items()},
    }
    problems = list(_wrong_limits(raw, rules))
    if problems:
        raise PolicyError(*dict.fromkeys(problem.text for problem in problems))
    return replace(policy, rules=_in_force(rules, below, policy.tables))


def _in_force(
    rules: Rules, below: Mapping[str, Mapping[str, Any]], tables: PolicyTables
) -> dict[str, Mapping[str, Rule]]:
    """Return each team's settings; what a team leaves as it is, it shares with the others."""
    usual = {name: rule.model_validate(below.get(name, {})) for name, rule in rules.items()}
    return {
        key: {
            **usual,
            **{name: rules[name].model_validate({**below.get(name, {}), **own}) for name, own in team.auditors.items()},
        }
        if team.auditors
        else usual
        for key, team in tables.teams.items()
    }


def _told(problems: list[Problem], name: str, text: str) -> list[str]:
    """Return each problem once, with the file and, where it can be found, the line."""
    lines = lines_of(text)
    told: dict[str, int | None] = {}
    for problem in problems:
        told.setdefault(problem.text, line_of(lines, problem.way))
    return [f"{name}: {words}" + (f" (line {line})" if line else "") for words, line in told.items()]


def _wrong_limits(raw: Mapping[str, Any], rules: Rules) -> Iterator[Problem]:
    """Yield what is wrong with limits in any layer."""
    organisation = _tables_of(raw.get("auditors"))
    for auditor, values in organisation.items():
        yield from _wrong_settings(("auditors", auditor), values, {}, rules)
    for key, team in _tables_of(raw.get("teams")).items():
        for auditor, values in _tables_of(team.get("auditors")).items():
            yield from _wrong_settings(("teams", key, "auditors", auditor), values, organisation, rules)


def _tables_of(value: object) -> dict[str, dict[str, Any]]:
    return {k: v for k, v in value.items() if isinstance(v, dict)} if isinstance(value, dict) else {}


def _wrong_settings(
    way: tuple[str, ...], values: dict[str, Any], below: Mapping[str, dict[str, Any]], rules: Rules
) -> Iterator[Problem]:
    auditor = way[-1]
    rule: type[BaseModel] | None = rules.get(auditor)
    if rule is None:
        yield Problem(way=way, text=unknown_auditor(way, list(rules)))
        return
    try:
        rule.model_validate({**below.get(auditor, {}), **values})
    except ValidationError as error:
        for each in error.errors():
            if not each["loc"] or each["loc"][0] in values:
                yield wrong_setting(way, dict(each), rule, values)


def _loose_ends(tables: PolicyTables) -> Iterator[Problem]:
    """Yield what leads nowhere or contradicts itself across tables."""
    organisation, governance = tables.organisation, tables.governance

    def about(key: str, sentence: str, table: str = "organisation") -> Problem:
        return Problem(way=(table, key), text=f"[{table}] {key} = {sentence}")

    if (route := organisation.admin_route) and route not in tables.routes:
        yield about(
            "admin_route", f"'{route}': there is no [routes.{route}].{did_you_mean(route, list(tables.routes))}"
        )
    if problem := subdivision_problem(organisation.country, organisation.subdivision):
        yield about("subdivision", f"'{organisation.subdivision}': {problem}.")
    told, cards, until = governance.informed_on, organisation.cards_from, governance.until
    if told and cards and told > cards:
        yield about(
            "cards_from",
            f"{cards}: lies before [governance] informed_on = {told}: people are informed before any card.",
        )
    if told and until and told > until:
        yield about("until", f"{until}: lies before informed_on = {told}.", "governance")
    if "organisation" in tables.teams:
        yield Problem(
            way=("teams", "organisation"),
            text="[teams.organisation]: this name is taken by the page of the whole organisation: choose another one.",
        )
    for key, team in tables.teams.items():
        yield from _loose_ends_of(key, team, tables)


def _loose_ends_of(key: str, team: Team, tables: PolicyTables) -> Iterator[Problem]:
    for route in team.routes:
        if route not in tables.routes:
            sentence = f"there is no [routes.{route}].{did_you_mean(route, list(tables.routes))}"
            yield Problem(way=("teams", key, "routes"), text=f"[teams.{key}] routes: {sentence}")
    for schedule in dict.fromkeys(team.schedules.values()):
        if schedule not in tables.schedules:
            sentence = f"there is no [schedules.{schedule}].{did_you_mean(schedule, list(tables.schedules))}"
            yield Problem(way=("teams", key, "schedules"), text=f"[teams.{key}] schedules: {sentence}")
    if problem := subdivision_problem(team.country or tables.organisation.country, team.subdivision):
        yield Problem(
            way=("teams", key, "subdivision"), text=f"[teams.{key}] subdivision = '{team.subdivision}': {problem}."
        )
