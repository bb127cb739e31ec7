"""Members of groups and reports of managers."""

from collections.abc import Sequence
from sys import intern
from typing import Any

from msgraph.generated.groups.item.transitive_members.graph_user.graph_user_request_builder import (
    GraphUserRequestBuilder as GroupUsers,
)
from msgraph.generated.groups.item.transitive_members.transitive_members_request_builder import (
    TransitiveMembersRequestBuilder,
)
from msgraph.generated.users.item.direct_reports.direct_reports_request_builder import DirectReportsRequestBuilder
from msgraph.generated.users.item.direct_reports.graph_user.graph_user_request_builder import (
    GraphUserRequestBuilder as ReportUsers,
)
from msgraph.generated.users.item.user_item_request_builder import UserItemRequestBuilder
from msgraph.generated.users.users_request_builder import UsersRequestBuilder

from core.errors import AnswerError, GoneError, RequestRefusedError
from core.facts import PersonKey
from core.ports import DirectoryPerson
from graph import shapes
from graph.gates import Gate
from graph.requests import Request, Requests
from graph.times import utc_seconds
from graph.transport import Transport

_GATE: Gate = ("directory", "tenant")
_PAGE = 999
_USER = "#microsoft.graph.user"


class GraphDirectory:
    """The `Directory` port on Graph. Needs GroupMember.Read.All and User.Read.All."""

    def __init__(self, transport: Transport, requests: Requests) -> None:
        self._transport = transport
        self._requests = requests

    async def group_members(self, group: str) -> Sequence[DirectoryPerson]:
        """Return the people in a group and in the groups inside it, each once.

        Raises:
            AnswerError: it can't be read.
        """
        builder = self._requests.client.groups.by_group_id(group).transitive_members
        cast = GroupUsers.GraphUserRequestBuilderGetQueryParameters
        plain = TransitiveMembersRequestBuilder.TransitiveMembersRequestBuilderGetQueryParameters
        return await self._people(builder, cast, plain)

    async def direct_reports(self, manager: str) -> Sequence[DirectoryPerson]:
        """Return the people who report to a manager.

        Raises:
            AnswerError: it can't be read.
        """
        builder = self._requests.client.users.by_user_id(manager).direct_reports
        cast = ReportUsers.GraphUserRequestBuilderGetQueryParameters
        plain = DirectReportsRequestBuilder.DirectReportsRequestBuilderGetQueryParameters
        return await self._people(builder, cast, plain)

    async def person(self, key: str) -> DirectoryPerson | None:
        """Return one account, or None where the directory can't tell."""
        builder = self._requests.client.users.by_user_id(key)
        query = UserItemRequestBuilder.UserItemRequestBuilderGetQueryParameters(select=shapes.USER_PROPERTIES)
        try:
            return _person(await self._transport.one(self._requests.get(builder, query), shapes.user, gate=_GATE))
        except AnswerError:
            return None

    async def identity(self, address: str) -> PersonKey | None:
        """Return whose mail address this is, or None where the directory can't tell."""
        quoted = address.replace("'", "''")
        query = UsersRequestBuilder.UsersRequestBuilderGetQueryParameters(
            filter=f"mail eq '{quoted}'", select=["id"], top=1
        )
        try:
            async for page in self._transport.pages(
                self._requests.get(self._requests.client.users, query), shapes.users, gate=_GATE
            ):
                for user in page:
                    return PersonKey(user.id)
        except AnswerError:
            return None
        return None

    async def hired(self, person: PersonKey) -> int | None:
        """Return when a person was hired, in UTC seconds, or None where the directory can't tell: many keep no such day."""
        builder = self._requests.client.users.by_user_id(person)
        query = UserItemRequestBuilder.UserItemRequestBuilderGetQueryParameters(select=shapes.EMPLOYMENT_PROPERTIES)
        try:
            answer = await self._transport.one(self._requests.get(builder, query), shapes.employment, gate=_GATE)
            return None if answer.employee_hire_date is None else utc_seconds(answer.employee_hire_date, "UTC")
        except (AnswerError, ValueError):
            return None

    async def _people(self, builder: Any, cast: Any, plain: Any) -> Sequence[DirectoryPerson]:  # noqa: ANN401 - builders share no type
        request = self._requests.get(
            builder.graph_user,
            cast(count=True, select=shapes.USER_PROPERTIES, top=_PAGE),
            ConsistencyLevel="eventual",  # Graph wants it for a cast
        )
        try:
            return await self._read(request)
        except (RequestRefusedError, GoneError):
            # Not every cloud casts memberships; where the group itself is the trouble, the same error comes again.
            return await self._read(self._requests.get(builder, plain(select=shapes.USER_PROPERTIES, top=_PAGE)))

    async def _read(self, request: Request) -> Sequence[DirectoryPerson]:
        found: dict[str, DirectoryPerson] = {}
        async for page in self._transport.pages(request, shapes.users, gate=_GATE):
            for user in page:
                if user.type in {None, _USER}:
                    found.setdefault(user.id, _person(user))
        return tuple(found.values())


def _person(user: shapes.User) -> DirectoryPerson:
    mail, sign_in = ((each or "").casefold() for each in (user.mail, user.user_principal_name))
    return DirectoryPerson(
        key=PersonKey(user.id),
        country=intern((user.usage_location or "").upper()),
        enabled=user.account_enabled is not False,
        guest=user.user_type == "Guest",
        mail=mail,
        sign_in="" if sign_in == mail else sign_in,
    )
