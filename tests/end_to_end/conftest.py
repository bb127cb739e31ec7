"""One small company for everybody, and a server that can be told what to say."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sandbox import Company, build, policy_toml
from tests.graph.wire import Certificates, Exchange


@pytest.fixture(scope="session")
def company() -> Company:
    """Twelve people or so, in a team of six and a team of three."""
    return build(seed=3, people=12, week="2026-W46")


@pytest.fixture(scope="session")
def policy(company: Company) -> str:
    return policy_toml(company)


@pytest.fixture(scope="session")
def exchange(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Exchange]:
    opened = Exchange(Certificates(tmp_path_factory.mktemp("certificates")))
    yield opened
    opened.close()
