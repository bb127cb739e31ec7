"""The stock SDK as Microsoft's documentation shows it: `GraphServiceClient`, model objects, people side by side."""

from __future__ import annotations

import asyncio
import os
import time
from datetime import UTC, datetime

from azure.core.credentials import AccessToken
from kiota_abstractions.base_request_configuration import RequestConfiguration
from msgraph.generated.users.item.calendar_view.calendar_view_request_builder import CalendarViewRequestBuilder
from msgraph.generated.users.item.chats.get_all_messages.get_all_messages_request_builder import (
    GetAllMessagesRequestBuilder,
)
from msgraph.generated.users.item.mailbox_settings.mailbox_settings_request_builder import MailboxSettingsRequestBuilder
from msgraph.graph_service_client import GraphServiceClient

from bench.clients.common import asked, measured

_ASKED = asked()
_PROPERTIES = [
    "id", "iCalUId", "seriesMasterId", "type", "start", "end", "isAllDay", "isCancelled", "isOrganizer", "organizer", "attendees",
    "responseStatus", "showAs", "sensitivity", "isOnlineMeeting", "onlineMeeting", "hideAttendees", "categories",
]  # fmt: skip


class _Credential:
    """A token that needs nobody."""

    def get_token(self, *_: str, **__: object) -> AccessToken:
        return AccessToken("a-token", int(time.time()) + 3600)


async def _person(client: GraphServiceClient, key: str, items: dict[str, int]) -> None:
    user = client.users.by_user_id(key)
    settings = MailboxSettingsRequestBuilder.MailboxSettingsRequestBuilderGetQueryParameters(
        select=["workingHours", "userPurpose"]
    )
    await user.mailbox_settings.get(RequestConfiguration(query_parameters=settings))
    window = CalendarViewRequestBuilder.CalendarViewRequestBuilderGetQueryParameters(
        start_date_time=datetime(2026, 11, 6, 23, tzinfo=UTC).isoformat(),
        end_date_time=datetime(2026, 11, 24, 23, tzinfo=UTC).isoformat(),
        select=_PROPERTIES,
        top=250,
    )
    events = await user.calendar_view.get(RequestConfiguration(query_parameters=window))
    items["events"] += len(events.value or []) if events else 0
    export = GetAllMessagesRequestBuilder.GetAllMessagesRequestBuilderGetQueryParameters(
        filter="lastModifiedDateTime gt 2026-11-08T22:59:59Z", top=50
    )
    builder = user.chats.get_all_messages
    page = await builder.get(RequestConfiguration(query_parameters=export))
    while page is not None:
        items["messages"] += len(page.value or [])
        if not page.odata_next_link:
            break
        page = await builder.with_url(page.odata_next_link).get()
    await user.chats.get()


async def _read() -> None:
    client = GraphServiceClient(_Credential(), scopes=[f"{_ASKED.root}/.default"])
    client.request_adapter.base_url = f"{_ASKED.root}/v1.0"
    places = asyncio.Semaphore(_ASKED.at_once)
    items = {"events": 0, "messages": 0}

    async def one(key: str) -> None:
        async with places:
            await _person(client, key, items)

    with measured(items):
        await asyncio.gather(*(one(key) for key in _ASKED.persons))


if __name__ == "__main__":
    os.environ["SSL_CERT_FILE"] = _ASKED.authority
    asyncio.run(_read())
