"""A Graph to talk to."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.graph.wire import Certificates, Exchange, Graph

PAYLOADS = Path(__file__).parent / "payloads"


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return Certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture(scope="session")
def exchange(certificates: Certificates) -> Iterator[Exchange]:
    opened = Exchange(certificates)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def graph(exchange: Exchange) -> Graph:
    return Graph(exchange)


@pytest.fixture(scope="session")
def payload() -> Callable[[str], Any]:
    return lambda name: json.loads((PAYLOADS / f"{name}.json").read_text("utf-8"))
