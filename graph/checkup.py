"""What the doctor asks Graph: whether each permission works, and how the app itself stands. It reads nothing about anybody.

Every try asks for a window in the past in which nothing can lie, or for ids alone.
"""

import base64
import binascii
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import msgspec
from msgraph.generated.communications.call_records.call_records_request_builder import CallRecordsRequestBuilder
from msgraph.generated.groups.item.transitive_members.transitive_members_request_builder import (
    TransitiveMembersRequestBuilder,
)
from msgraph.generated.organization.organization_request_builder import OrganizationRequestBuilder
from msgraph.generated.places.graph_room.graph_room_request_builder import GraphRoomRequestBuilder
from msgraph.generated.service_principals.item.app_role_assignments.app_role_assignments_request_builder import (
    AppRoleAssignmentsRequestBuilder,
)
from msgraph.generated.service_principals.item.owners.owners_request_builder import OwnersRequestBuilder
from msgraph.generated.teams.item.channels.channels_request_builder import ChannelsRequestBuilder
from msgraph.generated.teams.item.channels.get_all_messages.get_all_messages_request_builder import (
    GetAllMessagesRequestBuilder as ChannelExport,
)
from msgraph.generated.teams.item.schedule.shifts.shifts_request_builder import ShiftsRequestBuilder
from msgraph.generated.users.item.calendar_view.calendar_view_request_builder import CalendarViewRequestBuilder
from msgraph.generated.users.item.chats.get_all_messages.get_all_messages_request_builder import (
    GetAllMessagesRequestBuilder as ChatExport,
)
from msgraph.generated.users.item.mailbox_settings.mailbox_settings_request_builder import MailboxSettingsRequestBuilder
from msgraph.generated.users.users_request_builder import UsersRequestBuilder

from core.errors import AnswerError, GoneError, NotGrantedError
from graph import shapes
from graph.gates import Gate
from graph.requests import Request, Requests
from graph.token import TokenProvider
from graph.transport import Transport

_EMPTY = "2000-01-01T00:00:00Z", "2000-01-01T00:00:01Z"
"""A second in which nothing lies that Graph keeps."""
_NOBODY = "mail eq 'nobody@kadans.invalid'"
_GATE: Gate = ("checkup", "tenant")


class Found(StrEnum):
    """What a try came to."""

    WORKS = "works"
    REFUSED = "refused"
    GONE = "not there"
    UNKNOWN = "no clear answer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What the tenant knows about the app; None where this identity may not see it."""

    principal: str | None = None
    """Object id of the service principal."""
    assigned: frozenset[str] | None = None
    """App roles that were granted, by id."""
    owners: int | None = None
    application_owners: int | None = None


class Checkup:
    """Asks, and tells what came of it."""

    def __init__(self, transport: Transport, requests: Requests, tokens: TokenProvider) -> None:
        self._transport = transport
        self._requests = requests
        self._tokens = tokens

    @property
    def clock_ahead(self) -> float | None:
        """By how many seconds this machine's clock is ahead of Graph's."""
        return self._transport.clock_ahead

    async def claims(self) -> shapes.Claims | None:
        """Return what the token says about the app, or None where it can't be read: Microsoft promises no form."""
        return claims_of(await self._tokens.token())

    async def tenant(self) -> Found:
        """Ask for the tenant itself; being refused is an answer too."""
        query = OrganizationRequestBuilder.OrganizationRequestBuilderGetQueryParameters(select=["id"])
        return await self._try(self._get(self._requests.client.organization, query))

    async def standing(self, client: str) -> Standing:
        """Return what this identity may see of itself."""
        graph = self._requests.client
        principal = await self._id(self._get(graph.service_principals_with_app_id(client)))
        if principal is None:
            return Standing()
        item = graph.service_principals.by_service_principal_id(principal)
        application = await self._id(self._get(graph.applications_with_app_id(client)))
        owners_of = OwnersRequestBuilder.OwnersRequestBuilderGetQueryParameters(select=["id"])
        roles = AppRoleAssignmentsRequestBuilder.AppRoleAssignmentsRequestBuilderGetQueryParameters(top=999)
        assigned = await self._all(self._get(item.app_role_assignments, roles), shapes.assignments)
        owners = await self._all(self._get(item.owners, owners_of), shapes.things)
        others = None
        if application is not None:
            others = await self._all(
                self._get(graph.applications.by_application_id(application).owners, owners_of), shapes.things
            )
        return Standing(
            principal=principal,
            assigned=None if assigned is None else frozenset(each.app_role_id for each in assigned if each.app_role_id),
            owners=None if owners is None else len(owners),
            application_owners=None if others is None else len(others),
        )

    async def users(self) -> Found:
        """Look for a user that nobody is."""
        query = UsersRequestBuilder.UsersRequestBuilderGetQueryParameters(filter=_NOBODY, select=["id"], top=1)
        return await self._try(self._get(self._requests.client.users, query))

    async def group(self, group: str) -> Found:
        """Ask for one member of a group, by id alone."""
        query = TransitiveMembersRequestBuilder.TransitiveMembersRequestBuilderGetQueryParameters(select=["id"], top=1)
        return await self._try(self._get(self._requests.client.groups.by_group_id(group).transitive_members, query))

    async def rooms(self) -> Found:
        """Ask for one room."""
        query = GraphRoomRequestBuilder.GraphRoomRequestBuilderGetQueryParameters(select=["id"], top=1)
        return await self._try(self._get(self._requests.client.places.graph_room, query))

    async def calls(self) -> Found:
        """Ask for call records of a second long ago."""
        condition = f"startDateTime ge {_EMPTY[0]} and startDateTime lt {_EMPTY[1]}"
        query = CallRecordsRequestBuilder.CallRecordsRequestBuilderGetQueryParameters(filter=condition)
        return await self._try(self._get(self._requests.client.communications.call_records, query))

    async def mailbox(self, person: str) -> Found:
        """Ask whose mailbox it is, and nothing else of its settings."""
        query = MailboxSettingsRequestBuilder.MailboxSettingsRequestBuilderGetQueryParameters(select=["userPurpose"])
        return await self._try(self._get(self._requests.client.users.by_user_id(person).mailbox_settings, query))

    async def calendar(self, person: str) -> Found:
        """Ask for a calendar's second long ago."""
        query = CalendarViewRequestBuilder.CalendarViewRequestBuilderGetQueryParameters(
            start_date_time=_EMPTY[0], end_date_time=_EMPTY[1], select=["id"], top=1
        )
        return await self._try(self._get(self._requests.client.users.by_user_id(person).calendar_view, query))

    async def chats(self, person: str) -> Found:
        """Ask for a chat export's second long ago."""
        query = ChatExport.GetAllMessagesRequestBuilderGetQueryParameters(filter=_no_messages(), top=1)
        return await self._try(self._get(self._requests.client.users.by_user_id(person).chats.get_all_messages, query))

    async def channel_export(self, team: str) -> Found:
        """Ask for a team's second long ago."""
        query = ChannelExport.GetAllMessagesRequestBuilderGetQueryParameters(filter=_no_messages(), top=1)
        return await self._try(self._get(self._requests.client.teams.by_team_id(team).channels.get_all_messages, query))

    async def channels(self, team: str) -> Found:
        """Ask which channels a team has, by id alone. Their messages can't be tried without reading one."""
        query = ChannelsRequestBuilder.ChannelsRequestBuilderGetQueryParameters(select=["id"])
        return await self._try(self._get(self._requests.client.teams.by_team_id(team).channels, query))

    async def roster(self, team: str) -> Found:
        """Ask for the shifts of a team's second long ago."""
        condition = f"sharedShift/startDateTime ge {_EMPTY[0]} and sharedShift/endDateTime le {_EMPTY[1]}"
        query = ShiftsRequestBuilder.ShiftsRequestBuilderGetQueryParameters(filter=condition)
        return await self._try(self._get(self._requests.client.teams.by_team_id(team).schedule.shifts, query))

    def _get(self, builder: Any, query: Any = None) -> Request:  # noqa: ANN401 - builders share no type
        return self._requests.get(builder, query)

    async def _try(self, request: Request) -> Found:
        try:
            await self._transport.one(request, _anything, gate=_GATE)
        except NotGrantedError:
            return Found.REFUSED
        except GoneError:
            return Found.GONE
        except AnswerError:
            return Found.UNKNOWN
        return Found.WORKS

    async def _id(self, request: Request) -> str | None:
        try:
            return (await self._transport.one(request, shapes.thing, gate=_GATE)).id
        except AnswerError:
            return None

    async def _all[Item](self, request: Request, decoder: msgspec.json.Decoder[shapes.Page[Item]]) -> list[Item] | None:
        try:
            return [item async for page in self._transport.pages(request, decoder, gate=_GATE) for item in page]
        except AnswerError:
            return None


_anything = msgspec.json.Decoder(shapes.Answer)
"""Nothing of an answer is kept."""


def _no_messages() -> str:
    return f"lastModifiedDateTime gt {_EMPTY[0]} and lastModifiedDateTime lt {_EMPTY[1]}"


def claims_of(token: str) -> shapes.Claims | None:
    """Return what a token says, without checking who signed it: it is shown to the admin and decides nothing."""
    parts = token.split(".")
    if len(parts) != 3:
        return None
    try:
        return shapes.claims.decode(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except (binascii.Error, msgspec.DecodeError):
        return None
