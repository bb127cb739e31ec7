"""Requests built by the SDK's request builders. They are only built here: `transport` sends them and keeps the answer as bytes."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Never, override

from kiota_abstractions.base_request_configuration import RequestConfiguration
from kiota_abstractions.request_adapter import RequestAdapter
from kiota_abstractions.request_information import RequestInformation
from msgraph.graph_service_client import GraphServiceClient


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


class Requests:
    """The SDK's front door, and the way from its request information to ours."""

    def __init__(self, base_url: str) -> None:
        self._base_url = base_url
        self.client = GraphServiceClient(request_adapter=_BuildsOnly(base_url))  # type: ignore[arg-type]

    def get(self, builder: Any, query: Any = None, **headers: str) -> Request:  # noqa: ANN401 - builders share no type
        """Return the GET request of a builder with query parameters of its own kind; `_` in a header's name is `-`."""
        configuration: RequestConfiguration[Any] = RequestConfiguration(query_parameters=query)
        for name, value in headers.items():
            configuration.headers.add(name.replace("_", "-"), value)
        information = builder.to_get_request_information(configuration)
        information.path_parameters["baseurl"] = self._base_url
        return Request(information.url, dict(information.request_headers))

    def post(self, builder: Any, body: Mapping[str, str]) -> Request:  # noqa: ANN401 - builders share no type
        """Return the POST request to a builder's address."""
        request = self.get(builder)
        kind = {"Content-Type": "application/json"}
        return Request(request.url, request.headers | kind, json.dumps(body, separators=(",", ":")).encode())
