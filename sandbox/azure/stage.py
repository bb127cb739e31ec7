"""The sandbox's Teams as the demo of the Azure door sees it: one workflow for each route."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sandbox.azure.azurite import azurite
from sandbox.company import Company
from sandbox.policy import workflow_secret
from sandbox.server import Faults, Served, served_in_thread


@dataclass(frozen=True, slots=True, kw_only=True)
class ServedTeams:
    """A company that can be reached, and the workflows of its channels."""

    served: Served
    environment: Mapping[str, str]

    def posted(self, route: str) -> Sequence[Mapping[str, Any]]:
        """Return the cards that have arrived by a route."""
        return [each.card for each in self.served.flows.posted if each.flow == route]


@contextmanager
def served_teams(company: Company, *, faults: Faults | None = None) -> Iterator[ServedTeams]:
    """Serve a company with a workflow for each team and one for the admins, while the block runs."""
    with served_in_thread(company, faults=faults) as served:
        routes = ("admins", *(team.key for team in company.teams))
        urls = {workflow_secret(route): served.flows.url(served.authority, route) for route in routes}
        yield ServedTeams(served=served, environment={**served.environment, **urls})


@contextmanager
def account(folder: Path) -> Iterator[str]:
    """Run a storage account while the block runs; give its connection string."""
    with azurite(folder) as found:
        yield found.connection_string
