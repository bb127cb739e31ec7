"""Tells an admin what the routes of a policy still need from the environment, before the first card is due."""

from collections.abc import Iterator, Mapping

from core.errors import PolicyError
from core.policy import BotTarget, PolicyTables, Target, WorkflowTarget
from graph.address import is_loopback
from jobs.settings import DEFAULT_BOT, DEFAULT_GRAPH
from reports.routes.bot import check_address
from reports.routes.workflow import check_url


def lacking(tables: PolicyTables, environment: Mapping[str, str]) -> tuple[str, ...]:
    """Return the settings that the routes in use need and that are not there, each with the route that needs it."""
    return tuple(dict.fromkeys(_lacking(tables, environment)))


def _lacking(tables: PolicyTables, environment: Mapping[str, str]) -> Iterator[str]:
    for name, target in _used(tables).items():
        if isinstance(target, WorkflowTarget) and not environment.get(target.url_secret):
            yield f"{target.url_secret} ([routes.{name}])"
        if isinstance(target, BotTarget) and target.user and not environment.get("KADANS_TEAMS_APP_ID"):
            yield "KADANS_TEAMS_APP_ID (routes of kind 'bot' to a person)"
    if tables.organisation.self_card_group:
        for name in ("KADANS_TEAMS_APP_ID", "KADANS_PSEUDONYM_KEY"):
            if not environment.get(name):
                yield f"{name} (self_card_group: without it nobody gets a self card)"


def check_routes(tables: PolicyTables, environment: Mapping[str, str]) -> None:
    """Hold the addresses that are there against what their routes may post to.

    Raises:
        PolicyError: with everything that is wrong; no secret stands in it.
    """
    here = is_loopback(environment.get("KADANS_GRAPH_URL", DEFAULT_GRAPH))
    problems: list[str] = []
    for name, target in _used(tables).items():
        try:
            if isinstance(target, BotTarget):
                check_address(environment.get("KADANS_BOT_URL") or DEFAULT_BOT, loopback=here)
            elif isinstance(target, WorkflowTarget) and (url := environment.get(target.url_secret, "").strip()):
                check_url(
                    url, f"{target.url_secret} ([routes.{name}])", signed_in=target.auth == "entra", loopback=here
                )
        except PolicyError as error:
            problems += error.problems
    if problems:
        raise PolicyError(*dict.fromkeys(problems))


def _used(tables: PolicyTables) -> dict[str, Target]:
    """Return the routes that a team or an alarm takes."""
    wanted = {route for team in tables.teams.values() for route in team.routes} | {tables.organisation.admin_route}
    return {name: target for name, target in tables.routes.items() if name in wanted}
