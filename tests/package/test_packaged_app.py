"""`make package-test`: the zip unpacked in an empty folder, with a Python that has nothing else, in Microsoft's worker."""

import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

from infra.package import PACKAGES
from sandbox.azure import host as hosts
from tests.functions.conftest import Tenant, tenant

__all__ = ["tenant"]
_PACKAGES = os.environ.get("KADANS_PACKAGES", "")
_WORKERS_OWN = ("azure_functions_runtime", "azurefunctions", "grpc", "google")

pytestmark = pytest.mark.skipif(not _PACKAGES, reason="takes a minute: make package-test")


def test_the_app_runs_a_message_from_the_zip_alone(
    tenant: Tenant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app, worker, clean = tmp_path / "app", tmp_path / "worker", tmp_path / "python"
    with zipfile.ZipFile(_PACKAGES.split(":")[0]) as archive:
        archive.extractall(app)
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", clean], check=True)
    python = str(clean / "bin" / "python")
    worker.mkdir()
    packages = Path(sysconfig.get_path("purelib"))
    for name in (*_WORKERS_OWN, *(each.name for each in packages.glob("azure_functions_runtime_v1-*.dist-info"))):
        if (packages / name).exists():
            (worker / name).symlink_to(packages / name)
    (worker / "tests").symlink_to(packages / "tests")
    bare = subprocess.run([python, "-c", "import msal"], capture_output=True, check=False, cwd=tmp_path)
    assert bare.returncode != 0, "this Python has nothing of its own"
    path = os.pathsep.join([str(app / PACKAGES), str(worker)])
    monkeypatch.setattr(hosts, "ROOT", app)
    with hosts.hosting(tenant.storage.queues, {**tenant.environment, "PYTHONPATH": path}, python=python) as host:
        assert "audit" in host.functions
        assert host.well(host.fire("plan"))
        host.drain()
        logs = "\n".join(host.logs)
    assert logs.count('"event": "audited"') >= len(tenant.teams()), logs
    assert len(tenant.posted("channel")) >= len(tenant.teams())
    assert "ModuleNotFoundError" not in logs
