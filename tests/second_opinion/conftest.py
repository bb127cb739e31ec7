"""Fixtures: certificates for the fake tenant, and one run of the product for each scenario."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
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
    request: pytest.FixtureRequest, certificates: Certificates, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[Callable[[], Company]], Outcome]]:
    """Return a function that audits a scenario once and remembers what came of it.

    The scenarios of all chosen tests are begun at once, three at a time: the product mostly waits for answers.
    """

    def run(build: Callable[[], Company], folder: Path) -> Outcome:
        company = build()
        with serve(company, certificates) as tenant:
            done = audit(company, tenant, folder)
        return Outcome(company, done, expect(company), tenant.state, tenant.unknown)

    known: dict[str, Future[Outcome]] = {}
    with ThreadPoolExecutor(max_workers=3) as pool:

        def outcome(build: Callable[[], Company]) -> Outcome:
            return begin(build).result()

        def begin(build: Callable[[], Company]) -> Future[Outcome]:
            name = f"{build.__module__}.{build.__name__}"
            if name not in known:
                known[name] = pool.submit(run, build, tmp_path_factory.mktemp("run"))
            return known[name]

        for item in request.session.items:
            chosen = getattr(item, "callspec", None)
            if chosen is not None and "build" in chosen.params:
                begin(chosen.params["build"])
        yield outcome
        pool.shutdown(wait=True, cancel_futures=True)
