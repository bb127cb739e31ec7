"""What Python itself writes when something goes wrong: in its development mode, and as the dump of an aborted process."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from tests.end_to_end.plain_tenant import MARKER, WEEK, PlainTenant, WithNonsense
from tests.end_to_end.running import ROOT, audit
from tests.graph.wire import Asked, Exchange, Says

TENANT = PlainTenant(teams=1, people=6, messages=60)
SECRETS = (MARKER, "plain.example", *(TENANT.person(0, number) for number in range(6)))
LOUD = {"PYTHONDEVMODE": "1"}
"""Warnings shown, slow steps of the event loop told with their tasks, a dump at every fatal signal."""


def leaks(text: str) -> list[str]:
    return [secret for secret in SECRETS if secret in text.casefold()]


@pytest.mark.parametrize(
    ("path", "body", "code"),
    [
        pytest.param("/calendarView", {"value": [{"id": {MARKER: MARKER}}]}, 0, id="a calendar of nonsense"),
        pytest.param("/groups/", {"value": MARKER}, 1, id="members of nonsense"),
        pytest.param(
            "/calendarView", b'{"value": [{"id": "1", "subject": ' + b"[" * 100_000, 1, id="an error nobody foresaw"
        ),
    ],
)
def test_in_development_mode_nothing_about_a_person_is_said_either(
    exchange: Exchange, tmp_path: Path, path: str, body: object, code: int
) -> None:
    with exchange.answering(WithNonsense(TENANT, path, Says(body=body))) as wire:
        run = audit(tmp_path, {**wire.environment, **LOUD}, "--week", WEEK, policy=TENANT.policy)
    assert run.code == code, run.words
    for name, content in run.everything().items():
        assert not leaks(name + content.decode("utf-8", "replace")), name


def test_the_dump_of_an_aborted_process_holds_places_in_the_code_alone(exchange: Exchange, tmp_path: Path) -> None:
    over = threading.Event()

    async def slow(asked: Asked) -> Says:
        if "getAllMessages" in asked.path:
            await asyncio.to_thread(over.wait, 60)
        return TENANT(asked)

    (tmp_path / "policy.toml").write_text(TENANT.policy, "utf-8")
    with exchange.answering(slow) as wire:
        environment = {
            "PATH": os.environ.get("PATH", ""), "HOME": str(tmp_path), "TMPDIR": str(tmp_path), "PYTHONPATH": str(ROOT),
            "PYTHONDONTWRITEBYTECODE": "1", "PYTHONFAULTHANDLER": "1", **wire.environment,
        }  # fmt: skip
        process = subprocess.Popen(
            [sys.executable, "-m", "cli", "audit", "--out", "out", "--week", WEEK],
            cwd=tmp_path,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        until = time.monotonic() + 60
        while time.monotonic() < until and not any("getAllMessages" in asked.path for asked in wire.asked):
            time.sleep(0.05)
        process.send_signal(signal.SIGABRT)
        out, err = process.communicate(timeout=30)
        over.set()
        time.sleep(0.2)  # the server's own tasks end
        assert [asked for asked in wire.asked if "getAllMessages" in asked.path], (
            "it was aborted before it read anything"
        )
    assert process.returncode == -signal.SIGABRT
    assert b"Fatal Python error: Aborted" in err
    assert b'File "' in err
    assert not leaks((out + err).decode("utf-8", "replace"))
    for file in tmp_path.rglob("*"):
        if file.is_file() and file.name != "policy.toml":
            assert not leaks(file.name + file.read_bytes().decode("utf-8", "replace")), file.name
