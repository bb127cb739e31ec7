"""Fixtures: certificates for the fake tenant, and one run of the product for each scenario."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from .certificates import Certificates
from .company import Company
from .oracle import ExpectedReport, expect
from .product import Run, audit
from .server import State, serve


@dataclass
class Outcome:
    company: Company
    run: Run
    expected: dict[str, ExpectedReport]
    state: State
    unknown: list[str]


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return Certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture(scope="session")
def outcome_of(
    certificates: Certificates, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[Callable[[], Company]], Outcome]:
    """Return a function that audits a scenario once and remembers what came of it."""
    known: dict[str, Outcome] = {}

    def outcome(build: Callable[[], Company]) -> Outcome:
        name = f"{build.__module__}.{build.__name__}"
        if name not in known:
            company = build()
            folder: Path = tmp_path_factory.mktemp("run")
            with serve(company, certificates) as tenant:
                run = audit(company, tenant, folder)
            known[name] = Outcome(company, run, expect(company), tenant.state, tenant.unknown)
        return known[name]

    return outcome
