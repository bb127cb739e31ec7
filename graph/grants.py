"""Which app roles of Microsoft Graph an identity has, and one more at a time. Asked by an administrator, never by the app."""

from dataclasses import dataclass

from msgraph.generated.service_principals.item.app_role_assignments.app_role_assignments_request_builder import (
    AppRoleAssignmentsRequestBuilder,
)
from msgraph.generated.service_principals_with_app_id.service_principals_with_app_id_request_builder import (
    ServicePrincipalsWithAppIdRequestBuilder,
)

from core.errors import GoneError, KadansError
from core.permissions import GRAPH_APP
from graph import shapes
from graph.gates import Gate
from graph.requests import Requests
from graph.transport import Transport

_GATE: Gate = ("grants", "tenant")


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What a service principal may do by now, and what Graph offers in this tenant."""

    principal: str
    """Object id of the service principal."""
    graph: str
    """Object id of Microsoft Graph's own."""
    offered: dict[str, str]
    """Name of an app role to its id."""
    granted: frozenset[str]
    """Names of those that the service principal has; an unknown one by its id."""


class GraphGrants:
    """Reads and makes app role assignments. Needs Application.Read.All, and AppRoleAssignment.ReadWrite.All to make one."""

    def __init__(self, transport: Transport, requests: Requests) -> None:
        self._transport = transport
        self._requests = requests

    async def standing(self, client: str) -> Standing:
        """Return how the service principal of an application or managed identity stands.

        Raises:
            KadansError: the tenant has no such service principal.
            NotGrantedError: whoever is signed in may not look.
            AnswerError: it can't be told now.
        """
        known = ServicePrincipalsWithAppIdRequestBuilder.ServicePrincipalsWithAppIdRequestBuilderGetQueryParameters
        by_id = self._requests.client.service_principals_with_app_id
        try:
            own = self._requests.get(by_id(client), known(select=["id"]))
            principal = (await self._transport.one(own, shapes.thing, gate=_GATE)).id
        except GoneError:
            raise KadansError(
                "KADANS_CLIENT_ID: this tenant has no such application or managed identity. Take the client id that the deployment "
                "told (azd env get-values), and the tenant that it lies in."
            ) from None
        asked = self._requests.get(by_id(GRAPH_APP), known(select=["id", "appRoles"]))
        graph = await self._transport.one(asked, shapes.offering, gate=_GATE)
        names = {role.id: role.value for role in graph.app_roles if role.value}
        query = AppRoleAssignmentsRequestBuilder.AppRoleAssignmentsRequestBuilderGetQueryParameters(top=999)
        item = self._requests.client.service_principals.by_service_principal_id(principal)
        granted: set[str] = set()
        request = self._requests.get(item.app_role_assignments, query)
        async for page in self._transport.pages(request, shapes.assignments, gate=_GATE):
            granted |= {
                names.get(each.app_role_id, each.app_role_id)
                for each in page
                if each.app_role_id and each.resource_id == graph.id
            }
        return Standing(
            principal=principal,
            graph=graph.id,
            offered={name: key for key, name in names.items()},
            granted=frozenset(granted),
        )

    async def grant(self, standing: Standing, name: str) -> None:
        """Grant an app role that Graph offers.

        Raises:
            NotGrantedError: whoever is signed in may not grant it.
            AnswerError: Graph didn't take it.
        """
        item = self._requests.client.service_principals.by_service_principal_id(standing.graph)
        body = {
            "principalId": standing.principal,
            "resourceId": standing.graph,
            "appRoleId": standing.offered[name],
        }
        await self._transport.done(self._requests.post(item.app_role_assigned_to, body), gate=_GATE)
