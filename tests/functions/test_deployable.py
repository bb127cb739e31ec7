"""The app with requirements.txt alone, as Azure installs it, and the worker's own packages beside it."""

import hashlib
import subprocess
import sys
import sysconfig
from pathlib import Path

from sandbox.azure.host import ROOT, hosting
from tests.functions.conftest import Tenant

_WORKERS_OWN = ("azure_functions_runtime", "azurefunctions", "grpc", "google")


def deployed() -> Path:
    """Return a Python that has requirements.txt and nothing else; it is made anew where that file has changed."""
    home = ROOT / ".tools" / "deployable"
    ready, python = home / "ready", home / "bin" / "python"
    stamp = hashlib.sha256((ROOT / "requirements.txt").read_bytes()).hexdigest()
    if not ready.exists() or ready.read_text() != stamp:
        uv = Path(sys.executable).with_name("uv")
        install = ["pip", "install", "--quiet", "--require-hashes", "-r", str(ROOT / "requirements.txt")]
        commands = (
            ["venv", "--quiet", "--clear", "--python", sys.executable, str(home)],
            [*install, "--python", str(python)],
        )
        for command in ([str(uv), *each] for each in commands):
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            assert done.returncode == 0, done.stderr
        ready.write_text(stamp)
    return python


def test_the_app_indexes_and_works_with_its_own_requirements(tenant: Tenant, tmp_path: Path) -> None:
    python = str(deployed())
    packages = Path(sysconfig.get_path("purelib"))
    for name in (*_WORKERS_OWN, *(each.name for each in packages.glob("azure_functions_runtime_v1-*.dist-info"))):
        if (packages / name).exists():
            (tmp_path / name).symlink_to(packages / name)
    (tmp_path / "tests").symlink_to(packages / "tests")
    with hosting(tenant.storage.queues, {**tenant.environment, "PYTHONPATH": str(tmp_path)}, python=python) as host:
        assert {"plan", "audit", "deliver", "health"} <= set(host.functions)
        assert host.well(host.fire("plan"))
        host.drain()
    assert len(tenant.posted("channel")) == len(tenant.teams())
    dev = subprocess.run([python, "-c", "import pytest"], capture_output=True, check=False)
    assert dev.returncode != 0
