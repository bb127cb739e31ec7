"""Picks the adapters: the only place that knows which room stands behind a port."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from core.policy_file import Rules
from core.ports import Calendars, Calls, Conversations, Directory, ReportStore
from jobs.settings import Settings
from storage.folder import FolderReports


@dataclass(frozen=True, slots=True, kw_only=True)
class Tenant:
    """What can be read of a tenant."""

    directory: Directory
    calendars: Calendars
    conversations: Conversations
    calls: Calls
    id: str
    """The tenant's own id."""


@asynccontextmanager
async def tenant(settings: Settings) -> AsyncIterator[Tenant]:
    """Open the way to Graph. The SDK is imported here, so that jobs which read nothing don't pay for it."""
    from graph.calendars import GraphCalendars  # noqa: PLC0415
    from graph.calls import GraphCalls  # noqa: PLC0415
    from graph.directory import GraphDirectory  # noqa: PLC0415
    from graph.messages import GraphMessages  # noqa: PLC0415
    from graph.requests import Requests  # noqa: PLC0415
    from graph.token import TokenProvider  # noqa: PLC0415
    from graph.transport import Transport  # noqa: PLC0415

    requests = Requests(settings.graph.url)
    async with Transport(settings.graph, TokenProvider(settings.graph)) as transport:
        yield Tenant(
            directory=GraphDirectory(transport, requests),
            calendars=GraphCalendars(transport, requests),
            conversations=GraphMessages(transport, requests),
            calls=GraphCalls(transport, requests),
            id=settings.graph.tenant,
        )


def report_store(settings: Settings) -> ReportStore:
    """Return where published reports are kept."""
    return FolderReports(settings.storage, tenant=settings.graph.tenant)


def rules() -> Rules:
    """Return the settings of every auditor that exists."""
    from auditors import ALL  # noqa: PLC0415

    return {auditor.key: auditor.rule for auditor in ALL}
