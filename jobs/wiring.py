"""Picks the adapters: the only place that knows which room stands behind a port."""

import ssl
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import PolicyError
from core.policy import BotTarget, FolderTarget, Target, WorkflowTarget
from core.policy_file import Rules, read_policy
from core.ports import (
    Calendars,
    Calls,
    Clock,
    Conversations,
    Directory,
    PolicySource,
    Postman,
    Presences,
    ReportStore,
    Rosters,
    Sampled,
)
from jobs.house import House, LeasedGate, Storage, notes, now_utc
from jobs.messages import QUEUES
from jobs.pace import LeasedPace
from jobs.sampled import SampledPlaces
from jobs.settings import Settings, read_settings
from reports.routes.folder import FolderPostman
from storage.folder import FolderPapers
from storage.local import LocalQueues, LocalRows
from storage.policy import FilePolicy, in_force
from storage.reports import plain

if TYPE_CHECKING:
    from graph.checkup import Checkup
    from graph.grants import GraphGrants
    from graph.transport import SharedGate
    from jobs.audit import Audited, AuditRequest
    from reports.routes.posting import Network
    from storage.leases import Leases


@dataclass(frozen=True, slots=True, kw_only=True)
class Tenant:
    """What can be read of a tenant."""

    directory: Directory
    calendars: Calendars
    conversations: Conversations
    calls: Calls
    rosters: Rosters
    presences: Presences
    sampled: Sampled
    id: str
    """The tenant's own id."""
    in_flight: Callable[[], float]
    """How many requests it bears at a time, at the moment."""


@asynccontextmanager
async def tenant(settings: Settings, *, shared: "SharedGate | None" = None) -> AsyncIterator[Tenant]:
    """Open the way to Graph. The SDK is imported here, so that jobs which read nothing don't pay for it."""
    from graph.calendars import GraphCalendars  # noqa: PLC0415
    from graph.calls import GraphCalls  # noqa: PLC0415
    from graph.directory import GraphDirectory  # noqa: PLC0415
    from graph.messages import GraphMessages  # noqa: PLC0415
    from graph.presence import GraphPresences  # noqa: PLC0415
    from graph.requests import Requests  # noqa: PLC0415
    from graph.rosters import GraphRosters  # noqa: PLC0415
    from graph.token import TokenProvider  # noqa: PLC0415
    from graph.transport import Transport  # noqa: PLC0415

    requests = Requests(settings.graph.url)
    transport = Transport(settings.graph, TokenProvider(settings.graph), postpones=settings.postpones, shared=shared)
    async with transport:
        yield Tenant(
            directory=GraphDirectory(transport, requests),
            calendars=GraphCalendars(transport, requests),
            conversations=GraphMessages(transport, requests),
            calls=GraphCalls(transport, requests),
            rosters=GraphRosters(transport, requests),
            presences=GraphPresences(transport, requests),
            sampled=SampledPlaces(lambda: open_storage(settings).samples, settings.pseudonyms),
            id=settings.graph.tenant,
            in_flight=lambda: transport.gates.flow.most,
        )


@asynccontextmanager
async def checkup(settings: Settings, *, clock: Clock) -> "AsyncIterator[tuple[Checkup, Directory]]":
    """Open the way to Graph for the doctor."""
    from graph.checkup import Checkup  # noqa: PLC0415
    from graph.directory import GraphDirectory  # noqa: PLC0415
    from graph.requests import Requests  # noqa: PLC0415
    from graph.token import TokenProvider  # noqa: PLC0415
    from graph.transport import Transport  # noqa: PLC0415

    requests, tokens = Requests(settings.graph.url), TokenProvider(settings.graph)
    async with Transport(settings.graph, tokens, wall_clock=clock) as transport:
        yield Checkup(transport, requests, tokens), GraphDirectory(transport, requests)


@asynccontextmanager
async def grants(settings: Settings, how: str, environment: Mapping[str, str]) -> "AsyncIterator[GraphGrants]":
    """Open the way to Graph for an administrator; in the sandbox, for the one whose secret it prints.

    Raises:
        PolicyError: the sandbox's administrator is not there.
    """
    from graph.admin import AdminTokens, SignIn  # noqa: PLC0415
    from graph.grants import GraphGrants  # noqa: PLC0415
    from graph.requests import Requests  # noqa: PLC0415
    from graph.token import TokenProvider  # noqa: PLC0415
    from graph.transport import Transport  # noqa: PLC0415

    address = settings.graph
    tokens: TokenProvider
    if settings.sandbox:
        client, secret = environment.get("KADANS_ADMIN_ID", ""), environment.get("KADANS_ADMIN_SECRET", "")
        if not client or not secret:
            raise PolicyError("KADANS_ADMIN_ID and KADANS_ADMIN_SECRET are not set: kadans sandbox serve prints both.")
        address = replace(address, client=client, secret=secret, certificate=None, managed=False)
        tokens = TokenProvider(address)
    else:
        tokens = AdminTokens(address, SignIn(how))
    async with Transport(address, tokens) as transport:
        yield GraphGrants(transport, Requests(address.url))


def report_store(settings: Settings) -> ReportStore:
    """Return where published reports are kept."""
    storage = open_storage(settings)
    storage.prepare()
    return storage.reports


def open_storage(settings: Settings) -> Storage:
    """Return the memory, in Azure or in a folder."""
    tenant_id = settings.graph.tenant
    address = settings.storage
    if address.folder is not None:
        file = address.folder / f"{plain(tenant_id)}.sqlite"
        return Storage.on(FolderPapers(address.folder), LocalRows(file), LocalQueues(file), tenant=tenant_id)
    from storage.azure import AzureServices  # noqa: PLC0415 - a folder needs none of Azure's libraries

    services = AzureServices(address)
    return Storage.on(
        services.papers(),
        services.rows(tenant=tenant_id),
        services.queues(),
        tenant=tenant_id,
        prepare=partial(services.prepare, QUEUES),
    )


def policy_source(settings: Settings) -> PolicySource:
    """Return where the policy is read: a file, or a blob."""
    if not settings.policy_url:
        return FilePolicy(settings.policy)
    from storage.azure import policy_blob  # noqa: PLC0415 - a file needs none of Azure's libraries

    return policy_blob(settings.storage, settings.policy_url)


def postman(
    settings: Settings,
    environment: Mapping[str, str],
    target: Target,
    *,
    leases: "Leases | None" = None,
    clock: Clock = now_utc,
) -> Postman:
    """Return who posts to a route of the policy; `leases` keep the pace that all instances share, by default the memory's own.

    Raises:
        PolicyError: the route can't be used as it is.
    """
    if isinstance(target, FolderTarget):
        return FolderPostman(Path(target.path))
    if isinstance(target, BotTarget):
        return _bot(settings, target)
    return _workflow(settings, environment, target, LeasedPace(leases or open_storage(settings).leases, clock))


def _workflow(settings: Settings, environment: Mapping[str, str], target: WorkflowTarget, pace: LeasedPace) -> Postman:
    from reports.routes.workflow import SCOPE, WorkflowRoute  # noqa: PLC0415 - a folder needs no network

    url = environment.get(target.url_secret, "").strip()
    if not url:
        raise PolicyError(f"{target.url_secret} is not set: it takes the URL of the Teams workflow.")
    tokens = None
    if target.auth == "entra":
        from graph.token import TokenProvider  # noqa: PLC0415 - a flow for anyone needs no sign-in

        tokens = TokenProvider(settings.graph, scope=SCOPE)
    return WorkflowRoute(url, name=target.url_secret, tokens=tokens, pace=pace, network=_network(settings))


def _bot(settings: Settings, target: BotTarget) -> Postman:
    from graph.token import TokenProvider  # noqa: PLC0415 - a folder needs no network
    from reports.routes.bot import BotRoute, scope_of  # noqa: PLC0415 - a folder needs no network

    if target.user is not None and not settings.teams_app:
        raise PolicyError(
            "KADANS_TEAMS_APP_ID is not set: a route of kind 'bot' to a person takes the id in the Teams app's manifest."
        )
    return BotRoute(
        target,
        url=settings.bot_url,
        tenant=settings.graph.tenant,
        tokens=TokenProvider(settings.bot, scope=scope_of(settings.bot_url)),
        find_chat=partial(_chat_with, settings),
        network=_network(settings),
    )


async def _chat_with(settings: Settings, person: str) -> str | None:
    """Ask Graph for the chat of a person with the Teams app, as the bot: an app may install itself alone."""
    from graph.installed_apps import GraphInstalledApps  # noqa: PLC0415 - the SDK, for who needs it
    from graph.requests import Requests  # noqa: PLC0415 - the SDK, for who needs it
    from graph.token import TokenProvider  # noqa: PLC0415 - the SDK, for who needs it
    from graph.transport import Transport  # noqa: PLC0415 - the SDK, for who needs it

    requests = Requests(settings.bot.url)
    async with Transport(settings.bot, TokenProvider(settings.bot), postpones=True) as transport:
        return await GraphInstalledApps(transport, requests, app=settings.teams_app).chat_with(person)


def _network(settings: Settings) -> "Network":
    from reports.routes.posting import Network  # noqa: PLC0415 - a folder needs no network

    bundle = settings.graph.ca_bundle
    try:
        trusted = ssl.create_default_context()
        if bundle:
            trusted.load_verify_locations(bundle)
    except (OSError, ssl.SSLError):
        raise PolicyError(f"KADANS_CA_BUNDLE = {bundle}: there is no readable PEM file with certificates.") from None
    return Network(loopback=settings.sandbox, tls=trusted)


def house(environment: Mapping[str, str], *, clock: Clock = now_utc, signs_in: bool = True) -> House:
    """Return all that the app's jobs need; without `signs_in`, the app's own credential may be missing until it is used.

    Raises:
        PolicyError: the environment is wrong.
    """
    from jobs.audit import audit  # noqa: PLC0415 - the audit opens the tenant below, so it can't be imported above

    settings = replace(read_settings(environment, signs_in=signs_in), postpones=True)
    storage = open_storage(settings)
    known = rules()
    gate = LeasedGate(storage.leases, clock)

    async def audited(request: "AuditRequest") -> "list[Audited]":
        return await audit(
            request, settings, storage.reports, now=clock(), watch=lambda _team, _step: None, shared=gate
        )

    return House(
        storage=storage,
        clock=clock,
        policy=lambda: in_force(
            policy_source(settings).read(),
            storage.papers,
            lambda text: read_policy(text.content, name=text.name, rules=known),
            noted=notes(storage, clock),
            today=clock().date(),
        ),
        postman=partial(postman, settings, environment, leases=storage.leases, clock=clock),
        audit=audited,
        reading=lambda: tenant(settings, shared=gate),
        pseudonyms=settings.pseudonyms,
        sandbox=settings.sandbox,
    )


def rules() -> Rules:
    """Return the settings of every auditor that exists."""
    from auditors import ALL  # noqa: PLC0415

    return {auditor.key: auditor.rule for auditor in ALL}
