"""What all tests share: an emulator of Azure Storage, and how properties are searched for.

The same examples each time, so that a red test stays red; `pytest --hypothesis-profile=search` looks further.
"""

from collections.abc import Iterator

import pytest
from hypothesis import settings

from sandbox.azure.azurite import azurite, why_not

settings.register_profile("kadans", deadline=None, max_examples=40, derandomize=True, database=None)
settings.register_profile("search", deadline=None, max_examples=1500)
settings.load_profile("kadans")


@pytest.fixture(scope="session")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The connection string of a storage emulator."""
    reason = why_not()
    if reason:
        pytest.skip(reason)
    with azurite(tmp_path_factory.mktemp("azurite")) as account:
        yield account.connection_string
