"""The Teams app in people's chats, as Graph tells it: the catalogue, installations, and the chat that comes with one."""

from __future__ import annotations

import base64
import re

from sandbox.server.asked import Asked, Body, Refusal
from sandbox.server.tenant import Tenant, marked, not_found

INSTALLERS = (
    "TeamsAppInstallation.ReadWriteSelfForUser.All",
    "TeamsAppInstallation.ReadWriteForUser.All",
)
READERS = (*INSTALLERS, "TeamsAppInstallation.ReadForUser.All")
CATALOGUE_READERS = ("AppCatalog.Read.All", "AppCatalog.ReadWrite.All")


def catalogue(tenant: Tenant, asked: Asked) -> Body:
    """GET /appCatalogs/teamsApps?$filter=externalId eq '...'."""
    asked.needs(*CATALOGUE_READERS)
    asked.only("$filter", "$select")
    wanted = _filtered(asked, "externalId")
    apps = tenant.apps
    found = [_app(tenant)] if apps.offered and wanted == apps.manifest_id else []
    return asked.page(found, about="appCatalogs/teamsApps", size=100)


def installed(tenant: Tenant, asked: Asked, user_id: str) -> Body:
    """GET /users/{id}/teamwork/installedApps?$expand=teamsApp&$filter=teamsApp/externalId eq '...'."""
    asked.needs(*READERS)
    asked.only("$expand", "$filter")
    person = tenant.needed_user(user_id)
    if asked.query.get("$expand") != "teamsApp":
        raise Refusal(400, "BadRequest", "To filter by teamsApp, expand it.")
    wanted = _filtered(asked, "teamsApp/externalId")
    mine = person.id in tenant.apps.installed and wanted == tenant.apps.manifest_id
    items: list[Body] = [{"id": _installation(tenant, person.id), "teamsApp": _app(tenant)}] if mine else []
    return asked.page(items, about=f"users('{person.id}')/teamwork/installedApps(teamsApp())", size=100)


def install(tenant: Tenant, asked: Asked, user_id: str) -> Body:
    """POST /users/{id}/teamwork/installedApps: 409 where it is installed already."""
    asked.needs(*INSTALLERS)
    asked.only()
    person = tenant.needed_user(user_id)
    if set(asked.body) != {"teamsApp@odata.bind"}:
        raise Refusal(400, "BadRequest", "The body names one teamsApp@odata.bind.")
    if asked.body["teamsApp@odata.bind"] != f"{asked.base}/appCatalogs/teamsApps/{tenant.apps.catalogue_id}":
        raise Refusal(404, "NotFound", "The app is not in the catalogue.")
    if person.id in tenant.apps.installed:
        raise Refusal(409, "Conflict", "App is already installed in the target scope.")
    tenant.apps.installed.add(person.id)
    return {}


def chat(tenant: Tenant, asked: Asked, user_id: str, installation: str) -> Body:
    """GET /users/{id}/teamwork/installedApps/{id}/chat: its id is the conversation's."""
    asked.needs(*READERS)
    asked.only("$select")
    person = tenant.needed_user(user_id)
    if person.id not in tenant.apps.installed or installation != _installation(tenant, person.id):
        raise not_found(installation)
    return {
        "@odata.context": asked.context("chats/$entity"),
        "id": tenant.apps.chat_of(person.id),
        "topic": None,
        "createdDateTime": "2026-10-05T08:00:00.123Z",
        "lastUpdatedDateTime": "2026-10-05T08:00:00.123Z",
        "chatType": "oneOnOne",
        "tenantId": tenant.company.tenant_id,
    }


def _filtered(asked: Asked, name: str) -> str:
    found = re.fullmatch(rf"{name} eq '((?:[^']|'')*)'", asked.query.get("$filter", ""))
    if found is None:
        raise Refusal(400, "BadRequest", f"This sandbox filters by {name} alone.")
    return found[1].replace("''", "'")


def _app(tenant: Tenant) -> Body:
    return {
        "id": tenant.apps.catalogue_id,
        "externalId": tenant.apps.manifest_id,
        "displayName": marked("Kadans"),
        "distributionMethod": "organization",
    }


def _installation(tenant: Tenant, person: str) -> str:
    return base64.b64encode(f"{person}##{tenant.apps.catalogue_id}".encode()).decode()
