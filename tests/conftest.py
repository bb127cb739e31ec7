"""What several rooms of tests share."""

from collections.abc import Iterator

import pytest

from tests.azurite import azurite


@pytest.fixture(scope="session")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The connection string of a storage emulator."""
    with azurite(tmp_path_factory.mktemp("azurite")) as text:
        yield text
