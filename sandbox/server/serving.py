"""Open and close the server: inside a running loop, in a thread of its own, or until somebody interrupts it."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import shlex
import signal
import ssl
import tempfile
import threading
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from aiohttp import web

from sandbox.company import Company, build
from sandbox.policy import policy_toml
from sandbox.server.certificate import write_certificates
from sandbox.server.connector import PATH, Connector
from sandbox.server.door import Door, Seen
from sandbox.server.faults import Faults
from sandbox.server.installed import TeamsApps
from sandbox.server.login import admin_id, admin_secret
from sandbox.server.workflows import FLOW_PATH, Flows

GRANTED = frozenset({
    "CallRecords.Read.All",
    "Calendars.ReadBasic.All",
    "ChannelMessage.Read.All",
    "Chat.Read.All",
    "GroupMember.ReadBasic.All",
    "MailboxSettings.Read",
    "Place.Read.All",
    "User.Read.All",
})  # fmt: skip
"""What the tenant's admins consented to, unless a test says otherwise: what Kadans needs, and no more."""
FOR_BOTS = frozenset({"AppCatalog.Read.All", "TeamsAppInstallation.ReadWriteSelfForUser.All"})
"""What else a policy with bot routes to people needs."""
FOR_SAMPLING = frozenset({"Presence.Read.All"})
"""What else a policy that samples work locations needs."""

FOR_SHIFTS = frozenset({"Schedule.Read.All"})
"""What else a policy with a team that works in shifts needs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """A company that can be reached."""

    company: Company
    graph_url: str
    authority: str
    ca_file: Path
    environment: Mapping[str, str]
    """What Kadans has to find in its environment to read this company."""
    _door: Door = field(repr=False)
    flows: Flows = field(repr=False)
    """Teams: what came in through Workflows webhooks."""
    connector: Connector = field(repr=False)
    """Teams: what the bot posted."""

    @property
    def apps(self) -> TeamsApps:
        """The Teams app: who has it, who has blocked it."""
        return self._door.tenant.apps

    @property
    def requests(self) -> list[Seen]:
        """Every request so far, in order."""
        return self._door.requests

    @property
    def pseudonym_key(self) -> str:
        """A made-up KADANS_PSEUDONYM_KEY, for a policy that samples work locations."""
        return hashlib.sha256(f"made up {self.company.seed}".encode()).hexdigest()

    def turn_clock(self, moment: datetime) -> None:
        """Let it be *moment* for whatever shows only now."""
        self._door.tenant.clock = lambda: moment

    @property
    def presences_asked(self) -> list[str]:
        """Object ids of people whose presence was asked for, each time."""
        return self._door.tenant.presences_asked

    def register_certificate(self, pem: bytes) -> None:
        """Let the app sign in with this certificate, as an admin would in Entra."""
        self._door.login.register(pem)


@contextlib.asynccontextmanager
async def serving(
    company: Company,
    *,
    port: int = 0,
    faults: Faults | None = None,
    granted: frozenset[str] = GRANTED,
) -> AsyncIterator[Served]:
    """Serve *company* on 127.0.0.1 while the block runs; port 0 takes a free one.

    Without *faults* one calendar is throttled once, for a second; Faults.none() is a day without trouble.
    """
    door = Door(company, faults=Faults.builtin() if faults is None else faults, granted=granted)
    app = web.Application(client_max_size=256 * 1024)
    flows = Flows(door.faults, door.login)
    connector = Connector(door.tenant, door.login, door.faults)
    app.router.add_route("*", FLOW_PATH, flows.receive)
    for path in ("", "/{conversation}/activities", "/{conversation}/activities/{activity}"):
        app.router.add_route("*", f"{PATH}/v3/conversations{path}", connector.receive)
    app.router.add_route("*", "/{anything:.*}", door.knock)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
    with tempfile.TemporaryDirectory(prefix="kadans-sandbox-") as folder:
        authority, server = write_certificates(Path(folder))
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(server)
        await runner.setup()
        try:
            site = web.TCPSite(runner, "127.0.0.1", port, ssl_context=context)
            await site.start()
            taken: int = runner.addresses[0][1]
            yield _served(company, door, flows, connector, f"https://127.0.0.1:{taken}", authority)
        finally:
            door.hang_up()
            await runner.cleanup()
            await asyncio.sleep(0)


def _served(company: Company, door: Door, flows: Flows, connector: Connector, root: str, authority: Path) -> Served:
    return Served(
        company=company,
        graph_url=f"{root}/v1.0",
        authority=root,
        ca_file=authority,
        environment={
            "KADANS_TENANT_ID": company.tenant_id,
            "KADANS_CLIENT_ID": company.client_id,
            "KADANS_CLIENT_SECRET": company.client_secret,
            "KADANS_GRAPH_URL": f"{root}/v1.0",
            "KADANS_AUTHORITY": root,
            "KADANS_CA_BUNDLE": str(authority),
            "KADANS_BOT_URL": f"{root}{PATH}",
            "KADANS_TEAMS_APP_ID": door.tenant.apps.manifest_id,
            "KADANS_PSEUDONYM_KEY": hashlib.sha256(company.tenant_id.encode()).hexdigest(),
            "KADANS_ADMIN_ID": admin_id(company),
            "KADANS_ADMIN_SECRET": admin_secret(company),
        },
        _door=door,
        flows=flows,
        connector=connector,
    )


@contextlib.contextmanager
def served_in_thread(
    company: Company,
    *,
    port: int = 0,
    faults: Faults | None = None,
    granted: frozenset[str] = GRANTED,
) -> Iterator[Served]:
    """Serve *company* from a thread of its own while the block runs, for callers without an event loop.

    Raises:
        OSError: the port is taken.
    """
    ready = threading.Event()
    served: list[Served] = []
    failed: list[BaseException] = []
    stop: list[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = []

    async def live() -> None:
        async with serving(company, port=port, faults=faults, granted=granted) as found:
            end = asyncio.Event()
            stop.append((asyncio.get_running_loop(), end))
            served.append(found)
            ready.set()
            await end.wait()

    def run() -> None:
        try:
            asyncio.run(live())
        except BaseException as problem:  # noqa: BLE001  # handed over to the caller's thread, and raised there
            failed.append(problem)
            ready.set()

    thread = threading.Thread(target=run, name="kadans-sandbox", daemon=True)
    thread.start()
    ready.wait()
    if failed:
        raise failed[0]
    try:
        yield served[0]
    finally:
        loop, end = stop[0]
        loop.call_soon_threadsafe(end.set)
        thread.join(timeout=10)


def serve_forever(  # one argument for each option of the command line
    *,
    seed: int = 7,
    people: int = 60,
    week: str = "2026-W46",
    port: int = 0,
    faults_file: Path | None = None,
    out_policy: Path | None = None,
    nothing_granted: bool = False,
    shifts: bool = False,
) -> None:
    """Print the environment as export lines, then serve until interrupted.

    Raises:
        ValueError: the week, the head count or the faults file make no sense.
        OSError: the port is taken, or the policy file can't be written.
    """
    stop = _told_to_stop()
    company = build(seed=seed, people=people, week=week, shifts=shifts)
    faults = Faults.load(faults_file) if faults_file is not None else None
    with tempfile.TemporaryDirectory(prefix="kadans-policy-") as folder:
        policy = out_policy if out_policy is not None else Path(folder) / "policy.toml"
        policy.write_text(policy_toml(company), encoding="utf-8")
        granted = frozenset() if nothing_granted else GRANTED | (FOR_SHIFTS if shifts else frozenset())
        with served_in_thread(company, port=port, faults=faults, granted=granted) as served:
            for name, value in {**served.environment, "KADANS_POLICY": str(policy.resolve())}.items():
                print(f"export {name}={shlex.quote(value)}", flush=True)  # noqa: T201  # the answer of the command
            stop.wait()


def _told_to_stop() -> threading.Event:
    """Return what an interrupt or a polite request to end sets, also where the shell had interrupts ignored in the background."""
    stop = threading.Event()
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, lambda *_: stop.set())
    return stop
