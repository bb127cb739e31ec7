"""Requests built by the SDK's request builders. They are only built here: `transport` sends them and keeps the answer as bytes."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Never, override
from urllib.parse import quote

from kiota_abstractions.base_request_configuration import RequestConfiguration
from kiota_abstractions.method import Method
from kiota_abstractions.request_adapter import RequestAdapter
from kiota_abstractions.request_information import RequestInformation
from msgraph.generated.chats.chats_request_builder import ChatsRequestBuilder
from msgraph.generated.communications.communications_request_builder import CommunicationsRequestBuilder
from msgraph.generated.groups.groups_request_builder import GroupsRequestBuilder
from msgraph.generated.places.places_request_builder import PlacesRequestBuilder
from msgraph.generated.teams.teams_request_builder import TeamsRequestBuilder
from msgraph.generated.users.users_request_builder import UsersRequestBuilder

_FORMS_KEPT = 64
_GAP = "kadans-gap-"
"""Stands in a URL where an id goes; nothing in it needs escaping."""


@dataclass(frozen=True, slots=True)
class Request:
    """What goes over the wire, less the token. The URL may hold an id, so no `repr` shows it."""

    url: str = field(repr=False)
    headers: dict[str, str] = field(default_factory=dict, repr=False)
    body: bytes | None = field(default=None, repr=False)
    """Of a POST; None is a GET."""

    @property
    def fine(self) -> frozenset[int]:
        """The answers that mean it is done; what is there already need not be made."""
        return frozenset({200}) if self.body is None else frozenset({200, 201, 202, 204, 409})

    def following(self, url: str) -> "Request":
        """Return the request for the next page: Prefer headers are not in the link, so they are sent again."""
        return Request(url, self.headers)


class _BuildsOnly(RequestAdapter[Any]):
    """The adapter that builders want. It sends nothing: the SDK's own would build model objects, bodies included."""

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url

    @override
    def enable_backing_store(self, backing_store_factory: Any) -> None:
        return

    def _refuse(self) -> Never:
        raise NotImplementedError("requests are built here and sent by graph.transport")

    @override
    def get_serialization_writer_factory(self) -> Any:
        self._refuse()

    @override
    async def send_async(self, *_: Any) -> Any:
        self._refuse()

    @override
    async def send_collection_async(self, *_: Any) -> Any:
        self._refuse()

    @override
    async def send_collection_of_primitive_async(self, *_: Any) -> Any:
        self._refuse()

    @override
    async def send_primitive_async(self, *_: Any) -> Any:
        self._refuse()

    @override
    async def send_no_response_content_async(self, *_: Any) -> Any:
        self._refuse()

    @override
    async def convert_to_native_async(self, request_info: RequestInformation) -> Any:
        self._refuse()


@dataclass(frozen=True, slots=True)
class _Form:
    """What the SDK made of one kind of request, with gaps for the ids in its path."""

    pieces: tuple[str, ...]
    """The URL, cut where ids go."""
    names: tuple[str, ...]
    """Whose ids go there."""
    headers: dict[str, str]

    def filled(self, ids: Mapping[str, str]) -> Request:
        url = self.pieces[0] + "".join(
            quote(ids[name], safe="") + piece for name, piece in zip(self.names, self.pieces[1:], strict=True)
        )
        return Request(url, self.headers)


class _Client:
    """The collections that `GraphServiceClient` has, those that are read; the rest of it would send requests itself.

    What an audit does not read is imported when it is asked for.
    """

    def __init__(self, base_url: str) -> None:
        adapter: RequestAdapter[Any] = _BuildsOnly(base_url)
        path = {"baseurl": base_url}
        self._adapter, self._path = adapter, path
        self.chats = ChatsRequestBuilder(adapter, path)
        self.communications = CommunicationsRequestBuilder(adapter, path)
        self.groups = GroupsRequestBuilder(adapter, path)
        self.places = PlacesRequestBuilder(adapter, path)
        self.teams = TeamsRequestBuilder(adapter, path)
        self.users = UsersRequestBuilder(adapter, path)

    @property
    def app_catalogs(self) -> Any:  # noqa: ANN401 - a builder of the SDK
        """The builder of `/app_catalogs`."""
        from msgraph.generated.app_catalogs.app_catalogs_request_builder import (  # noqa: PLC0415
            AppCatalogsRequestBuilder,
        )

        return AppCatalogsRequestBuilder(self._adapter, self._path)

    @property
    def applications(self) -> Any:  # noqa: ANN401 - a builder of the SDK
        """The builder of `/applications`."""
        from msgraph.generated.applications.applications_request_builder import (  # noqa: PLC0415
            ApplicationsRequestBuilder,
        )

        return ApplicationsRequestBuilder(self._adapter, self._path)

    @property
    def organization(self) -> Any:  # noqa: ANN401 - a builder of the SDK
        """The builder of `/organization`."""
        from msgraph.generated.organization.organization_request_builder import (  # noqa: PLC0415
            OrganizationRequestBuilder,
        )

        return OrganizationRequestBuilder(self._adapter, self._path)

    @property
    def service_principals(self) -> Any:  # noqa: ANN401 - a builder of the SDK
        """The builder of `/service_principals`."""
        from msgraph.generated.service_principals.service_principals_request_builder import (  # noqa: PLC0415
            ServicePrincipalsRequestBuilder,
        )

        return ServicePrincipalsRequestBuilder(self._adapter, self._path)

    def applications_with_app_id(self, app_id: str) -> Any:  # noqa: ANN401 - a builder of the SDK
        """Return the builder of one app by its app id."""
        from msgraph.generated.applications_with_app_id.applications_with_app_id_request_builder import (  # noqa: PLC0415
            ApplicationsWithAppIdRequestBuilder,
        )

        return ApplicationsWithAppIdRequestBuilder(self._adapter, self._path, app_id)

    def service_principals_with_app_id(self, app_id: str) -> Any:  # noqa: ANN401 - a builder of the SDK
        """Return the builder of one app by its app id."""
        from msgraph.generated.service_principals_with_app_id.service_principals_with_app_id_request_builder import (  # noqa: PLC0415
            ServicePrincipalsWithAppIdRequestBuilder,
        )

        return ServicePrincipalsWithAppIdRequestBuilder(self._adapter, self._path, app_id)


class Requests:
    """The SDK's builders, and the way from its request information to ours.

    To expand a template costs the SDK a millisecond, so each kind of request is expanded once, and ids are put in afterwards.
    """

    def __init__(self, base_url: str) -> None:
        self._base_url = base_url
        self._forms: dict[tuple[str, ...], _Form] = {}
        self.client = _Client(base_url)

    def get(self, builder: Any, query: Any = None, **headers: str) -> Request:  # noqa: ANN401 - builders share no type
        """Return the GET request of a builder with query parameters of its own kind; `_` in a header's name is `-`."""
        ids = {name: value for name, value in builder.path_parameters.items() if name != "baseurl"}
        key = (builder.url_template, repr(query), *ids, *headers, *headers.values())
        form = self._forms.get(key)
        if form is None:
            if len(self._forms) >= _FORMS_KEPT:  # queries that name a person come only once
                self._forms.clear()
            form = self._forms[key] = self._form(builder, query, tuple(ids), headers)
        return form.filled(ids)

    def _form(self, builder: Any, query: Any, names: tuple[str, ...], headers: Mapping[str, str]) -> _Form:  # noqa: ANN401
        configuration: RequestConfiguration[Any] = RequestConfiguration(query_parameters=query)
        for name, value in headers.items():
            configuration.headers.add(name.replace("_", "-"), value)
        if hasattr(builder, "to_get_request_information"):
            information = builder.to_get_request_information(configuration)
        else:  # an action takes only a POST, and its builder would serialise a model of the SDK's own
            information = RequestInformation(Method.POST, builder.url_template, builder.path_parameters)
            information.headers.try_add("Accept", "application/json")
        gaps = {name: f"{_GAP}{number}-" for number, name in enumerate(names)}
        information.path_parameters = {**gaps, "baseurl": self._base_url}
        found = re.split(f"{_GAP}([0-9]+)-", information.url)
        return _Form(
            pieces=tuple(found[::2]),
            names=tuple(names[int(number)] for number in found[1::2]),
            headers=dict(information.request_headers),
        )

    def post(self, builder: Any, body: Mapping[str, object]) -> Request:  # noqa: ANN401 - builders share no type
        """Return the POST request to a builder's address."""
        request = self.get(builder)
        kind = {"Content-Type": "application/json"}
        return Request(request.url, request.headers | kind, json.dumps(body, separators=(",", ":")).encode())
