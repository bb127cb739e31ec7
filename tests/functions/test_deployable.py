"""`make deployable`: the app with requirements.txt alone, as Azure installs it, and the worker's own packages beside it."""

import os
import subprocess
import sysconfig
from pathlib import Path

import pytest

from sandbox.azure.host import hosting
from tests.functions.conftest import Tenant

_PYTHON = os.environ.get("KADANS_DEPLOYED", "")
_WORKERS_OWN = ("azure_functions_runtime", "azurefunctions", "grpc", "google")

pytestmark = pytest.mark.skipif(not _PYTHON, reason="takes a minute: make deployable")


def test_the_app_indexes_and_works_with_its_own_requirements(tenant: Tenant, tmp_path: Path) -> None:
    packages = Path(sysconfig.get_path("purelib"))
    for name in (*_WORKERS_OWN, *(each.name for each in packages.glob("azure_functions_runtime_v1-*.dist-info"))):
        if (packages / name).exists():
            (tmp_path / name).symlink_to(packages / name)
    (tmp_path / "tests").symlink_to(packages / "tests")
    python = str(Path(_PYTHON).absolute())
    with hosting(tenant.storage.queues, {**tenant.environment, "PYTHONPATH": str(tmp_path)}, python=python) as host:
        assert len(host.functions) == 7
        assert host.well(host.fire("plan"))
        host.drain()
    assert len(tenant.posted("channel")) == len(tenant.teams())
    dev = subprocess.run([python, "-c", "import pytest"], capture_output=True, check=False)
    assert dev.returncode != 0
