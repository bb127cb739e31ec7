"""The app itself, as its tenant knows it: service principal, application, what was granted to it, who owns it."""

from __future__ import annotations

from uuid import NAMESPACE_URL, uuid5

from sandbox.server import properties
from sandbox.server.asked import Asked, Body, Refusal, pick
from sandbox.server.login import service_principal_id
from sandbox.server.tenant import Tenant, marked, not_found

READERS = ("Application.Read.All", "Directory.Read.All")
GRAPH = "00000003-0000-0000-c000-000000000000"
APP_ROLES = {
    "CallRecords.Read.All": "45bbb07e-7321-4fd7-a8f6-3ff27e6a81c8",
    "Calendars.Read": "798ee544-9d2d-430c-a058-570e29e34338",
    "Calendars.ReadBasic.All": "8ba4a692-bc31-4128-9094-475872af8a53",
    "ChannelMessage.Read.All": "7b2449af-6ccd-4f4d-9f78-e550c193f0d1",
    "Chat.Read.All": "6b7d71aa-70aa-4810-a8d9-5d9fb2830017",
    "GroupMember.Read.All": "98830695-27a2-44f7-8c18-0c3ebc9698f6",
    "MailboxSettings.Read": "40f97065-369a-49f4-947c-6a255697ae91",
    "Organization.Read.All": "498476ce-e0fe-48b0-b801-37ba7e2685c6",
    "Place.Read.All": "913b9306-0ce1-42b8-9137-6a7df690a760",
    "Presence.Read.All": "a70e0c2d-e793-494c-94c4-118fa0a67f42",
    "Schedule.Read.All": "7b2ebf90-d836-437f-b90d-7b62722c4456",
    "TeamsAppInstallation.ReadWriteSelfForUser.All": "908de74d-f8b2-4d6b-a9ed-2a17b3b78179",
    "User.Read.All": "df021288-bdef-4463-88db-98f22de89214",
}
"""Ids of app roles, the same in every tenant; the others get made-up ones."""
OFFERED = (
    *APP_ROLES,
    "AppCatalog.Read.All",
    "Application.Read.All",
    "Directory.Read.All",
    "GroupMember.ReadBasic.All",
    "Mail.Read",
)
"""The app roles that Graph has in this tenant, as far as it matters here."""
GRAPH_ID = str(uuid5(NAMESPACE_URL, GRAPH))
"""Object id of Microsoft Graph's service principal in this tenant."""
_BY_TENANT = (".All", ".Read")
_SHAPE: Body = {
    "createdDateTime": "2026-03-02T08:00:00Z",
    "principalDisplayName": marked("Kadans"),
    "principalType": "ServicePrincipal",
    "resourceDisplayName": "Microsoft Graph",
    "resourceId": GRAPH_ID,
}
OWNERS = 2
"""So many people own the application; nobody owns the service principal."""


def service_principal(tenant: Tenant, asked: Asked, app_id: str) -> Body:
    """GET /servicePrincipals(appId='{app_id}')."""
    asked.needs(*READERS)
    asked.only("$select")
    names = asked.selected(properties.SERVICE_PRINCIPAL, of="microsoft.graph.servicePrincipal")
    company = tenant.company
    if app_id.lower() == GRAPH:
        return {
            "@odata.context": asked.context("servicePrincipals/$entity"),
            **pick(_graph(), names, always=()),
        }
    if app_id.lower() != company.client_id.lower():
        raise not_found(app_id)
    full: Body = {
        "id": service_principal_id(company),
        "accountEnabled": True,
        "appDisplayName": marked("Kadans"),
        "appId": company.client_id,
        "appOwnerOrganizationId": company.tenant_id,
        "appRoleAssignmentRequired": False,
        "displayName": marked("Kadans"),
        "servicePrincipalType": "Application",
        "tags": ["WindowsAzureActiveDirectoryIntegratedApp"],
    }
    return {"@odata.context": asked.context("servicePrincipals/$entity"), **pick(full, names, always=())}


def assignments(tenant: Tenant, asked: Asked, principal: str) -> Body:
    """GET /servicePrincipals/{id}/appRoleAssignments: what was consented to for the whole tenant."""
    asked.needs(*READERS)
    asked.only("$select", "$top")
    names = asked.selected(properties.APP_ROLE_ASSIGNMENT, of="microsoft.graph.appRoleAssignment")
    _check(tenant, principal)
    roles = sorted(each for each in tenant.granted | tenant.assigned if " " not in each and each.endswith(_BY_TENANT))
    items = [
        pick(
            {
                "id": str(uuid5(NAMESPACE_URL, f"{principal}.{role}")),
                "deletedDateTime": None,
                "appRoleId": _role_id(role),
                **_SHAPE,
                "principalId": principal,
            },
            names,
            always=("id",),
        )
        for role in roles
    ]
    return asked.page(
        items, about=f"servicePrincipals('{principal}')/appRoleAssignments", size=asked.page_size(default=100, most=999)
    )


def assign(tenant: Tenant, asked: Asked, resource: str) -> Body:
    """POST /servicePrincipals/{id}/appRoleAssignedTo: an administrator grants one app role to the app."""
    asked.needs("AppRoleAssignment.ReadWrite.All")
    if resource != GRAPH_ID:
        raise not_found(resource)
    told = {name: asked.body.get(name) for name in ("principalId", "resourceId", "appRoleId")}
    if not all(isinstance(value, str) for value in told.values()) or told["resourceId"] != resource:
        raise Refusal(400, "Request_BadRequest", "One or more properties are invalid.")
    principal = str(told["principalId"])
    _check(tenant, principal)
    role = next((name for name in OFFERED if _role_id(name) == told["appRoleId"]), None)
    if role is None:
        raise Refusal(400, "Request_BadRequest", "Permission being assigned was not found on application.")
    if role in tenant.granted | tenant.assigned:
        raise Refusal(400, "Request_BadRequest", "Permission being assigned already exists on the object.")
    tenant.assigned.add(role)
    return {
        "@odata.context": asked.context("appRoleAssignments/$entity"),
        "id": str(uuid5(NAMESPACE_URL, f"{principal}.{role}")),
        "deletedDateTime": None,
        "appRoleId": told["appRoleId"],
        **_SHAPE,
        "principalId": principal,
    }


def _graph() -> Body:
    """Return Microsoft Graph's own service principal, with the app roles that it offers in this tenant."""
    return {
        "id": GRAPH_ID,
        "appId": GRAPH,
        "displayName": "Microsoft Graph",
        "servicePrincipalType": "Application",
        "appRoles": [
            {
                "allowedMemberTypes": ["Application"],
                "description": "Allows the app to do what its name says.",
                "displayName": name,
                "id": _role_id(name),
                "isEnabled": True,
                "origin": "Application",
                "value": name,
            }
            for name in OFFERED
        ],
    }


def _role_id(name: str) -> str:
    return APP_ROLES.get(name, str(uuid5(NAMESPACE_URL, name)))


def service_principal_owners(tenant: Tenant, asked: Asked, principal: str) -> Body:
    """GET /servicePrincipals/{id}/owners."""
    _check(tenant, principal)
    return _owners(tenant, asked, 0)


def application(tenant: Tenant, asked: Asked, app_id: str) -> Body:
    """GET /applications(appId='{app_id}')."""
    asked.needs(*READERS)
    asked.only("$select")
    names = asked.selected(properties.APPLICATION, of="microsoft.graph.application")
    company = tenant.company
    if app_id.lower() != company.client_id.lower():
        raise not_found(app_id)
    full: Body = {
        "id": _application_id(tenant),
        "appId": company.client_id,
        "displayName": marked("Kadans"),
        "signInAudience": "AzureADMyOrg",
        "createdDateTime": "2026-03-02T08:00:00Z",
    }
    return {"@odata.context": asked.context("applications/$entity"), **pick(full, names, always=())}


def application_owners(tenant: Tenant, asked: Asked, key: str) -> Body:
    """GET /applications/{id}/owners."""
    if key != _application_id(tenant):
        raise not_found(key)
    return _owners(tenant, asked, OWNERS)


def _owners(tenant: Tenant, asked: Asked, number: int) -> Body:
    asked.needs(*READERS)
    asked.only("$select", "$top")
    names = asked.selected({"id", "displayName"}, of="microsoft.graph.directoryObject")
    items = [
        {
            "@odata.type": "#microsoft.graph.user",
            **pick({"id": person.id, "displayName": marked(person.name)}, names, always=("id",)),
        }
        for person in tenant.company.people[:number]
    ]
    return asked.page(items, about="directoryObjects", size=asked.page_size(default=100, most=999))


def _check(tenant: Tenant, principal: str) -> None:
    if principal != service_principal_id(tenant.company):
        raise not_found(principal)


def _application_id(tenant: Tenant) -> str:
    return str(uuid5(NAMESPACE_URL, f"{tenant.company.client_id}.application"))
