"""The Teams app in a person's chat: whether it is installed, its installation, and the chat that comes with it."""

from typing import Any

from msgraph.generated.app_catalogs.teams_apps.teams_apps_request_builder import TeamsAppsRequestBuilder
from msgraph.generated.users.item.teamwork.installed_apps.installed_apps_request_builder import (
    InstalledAppsRequestBuilder,
)

from core.errors import AnswerError
from graph import shapes
from graph.gates import Gate
from graph.requests import Request, Requests
from graph.transport import Transport

_GATE: Gate = ("teams", "tenant")


class GraphInstalledApps:
    """One Teams app and the people who have it. Needs TeamsAppInstallation.ReadWriteSelfForUser.All, the app for itself alone.

    Only to install it where it isn't yet, AppCatalog.Read.All too: the catalogue has an id of its own for the app.
    """

    def __init__(self, transport: Transport, requests: Requests, *, app: str) -> None:
        """Ask nothing yet; `app` is the id in the app's manifest."""
        self._transport = transport
        self._requests = requests
        self._app = app.replace("'", "''")

    async def chat_with(self, person: str) -> str | None:
        """Return the id of the chat between a person and the app, installed now if need be.

        None: the organisation's catalogue does not hold the app.

        Raises:
            NotGrantedError: this identity may not look, or not install.
            GoneError: there is no such person.
            AnswerError: it can't be told now.
        """
        installation = await self._installation(person)
        if installation is None:
            app = await self._in_catalogue()
            if app is None:
                return None
            where = self._requests.client.app_catalogs.teams_apps.by_teams_app_id(app)
            body = {"teamsApp@odata.bind": self._requests.get(where).url}
            await self._transport.done(self._requests.post(self._apps_of(person), body), gate=_GATE)
            installation = await self._installation(person)
        if installation is None:
            raise AnswerError("installed, and not seen yet")
        chat = self._apps_of(person).by_user_scope_teams_app_installation_id(installation).chat
        return (await self._transport.one(self._requests.get(chat), shapes.thing, gate=_GATE)).id

    async def _installation(self, person: str) -> str | None:
        query = InstalledAppsRequestBuilder.InstalledAppsRequestBuilderGetQueryParameters(
            expand=["teamsApp"], filter=f"teamsApp/externalId eq '{self._app}'"
        )
        return await self._first(self._requests.get(self._apps_of(person), query))

    async def _in_catalogue(self) -> str | None:
        query = TeamsAppsRequestBuilder.TeamsAppsRequestBuilderGetQueryParameters(filter=f"externalId eq '{self._app}'")
        return await self._first(self._requests.get(self._requests.client.app_catalogs.teams_apps, query))

    async def _first(self, request: Request) -> str | None:
        async for page in self._transport.pages(request, shapes.things, gate=_GATE):
            for each in page:
                return each.id
        return None

    def _apps_of(self, person: str) -> Any:  # noqa: ANN401 - the SDK's builder
        return self._requests.client.users.by_user_id(person).teamwork.installed_apps
