"""One request as a handler sees it, and what a handler may answer: a body, or a refusal in Graph's words."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

type Body = dict[str, Any]


class Refusal(Exception):  # noqa: N818  # an answer like any other, not a failure of ours
    """An error answer: status, code and message as Graph words them."""

    def __init__(self, status: int, code: str, message: str, headers: Mapping[str, str] | None = None) -> None:
        """Refuse with *status*; *headers* come with the answer."""
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.headers = dict(headers or {})


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request that has passed the door."""

    base: str
    """Scheme, host, port and /v1.0."""
    path: str
    """Below /v1.0, as it was sent."""
    query: Mapping[str, str]
    prefer: frozenset[str] = field(default_factory=frozenset)
    headers: Mapping[str, str] = field(default_factory=dict)
    granted: frozenset[str] = frozenset()
    body: Body = field(default_factory=dict)
    """Of a POST."""

    def only(self, *options: str) -> None:
        """Refuse every query option that is not among *options* (a skip token is always welcome).

        Raises:
            Refusal: an option is not supported here.
        """
        for option in self.query:
            if option not in {*options, "$skiptoken"}:
                raise Refusal(400, "BadRequest", f"The query parameter '{option}' is not supported on this resource.")

    def needs(self, *permissions: str) -> None:
        """Refuse unless one of *permissions* is granted to the app.

        Raises:
            Refusal: none of them is.
        """
        if self.granted.isdisjoint(permissions):
            raise Refusal(403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.")

    def selected(self, known: Iterable[str], *, of: str) -> list[str] | None:
        """Return the properties of $select, None without one.

        Raises:
            Refusal: a property does not exist on type *of*.
        """
        if "$select" not in self.query:
            return None
        names = [name.strip() for name in self.query["$select"].split(",") if name.strip()]
        there = {name.lower(): name for name in known}
        for name in names:
            if name.lower() not in there:
                code = "RequestBroker--ParseUri" if "OutlookServices" in of else "BadRequest"
                raise Refusal(400, code, f"Could not find a property named '{name}' on type '{of}'.")
        return [there[name.lower()] for name in names]

    def page_size(self, *, default: int, most: int) -> int:
        """Return how many items a page holds.

        Raises:
            Refusal: $top is no number from 1 to *most*.
        """
        told = self.query.get("$top", str(default))
        if not told.isdecimal() or not 1 <= int(told) <= most:
            raise Refusal(
                400,
                "Request_BadRequest",
                f"Invalid page size specified: '{told}'. Must be between 1 and {most} inclusive.",
            )
        return int(told)

    def context(self, about: str) -> str:
        """Return the metadata address that Graph puts on top of an answer."""
        return f"{self.base}/$metadata#{about}"

    def page(
        self, items: Sequence[Body], *, about: str, size: int, count: bool = False, empty_first: bool = False
    ) -> Body:
        """Return the page of *items* that the skip token names, with an absolute link to the next one.

        *empty_first* puts a page without items before the others, as Graph does when it is still looking.
        """
        place = self._place()
        body: Body = {"@odata.context": self.context(about)}
        if count:
            body["@odata.count"] = len(items)
        if empty_first and place is None:
            return {**body, "value": [], "@odata.nextLink": self.link(0)}
        start = place or 0
        body["value"] = list(items[start : start + size])
        if start + size < len(items):
            body["@odata.nextLink"] = self.link(start + size)
        return body

    def link(self, place: int, *, path: str | None = None, query: Mapping[str, str] | None = None) -> str:
        """Return the address of the page that begins at *place*."""
        path = self.path if path is None else path
        kept = {key: value for key, value in (self.query if query is None else query).items() if key != "$skiptoken"}
        token = json.dumps({"p": place, "q": _fingerprint(path, kept)}, separators=(",", ":"))
        kept["$skiptoken"] = base64.urlsafe_b64encode(token.encode()).decode().rstrip("=")
        return f"{self.base}/{quote(path, safe="/:@()'!")}?{urlencode(kept, quote_via=quote, safe="$,:'()")}"

    def _place(self) -> int | None:
        token = self.query.get("$skiptoken")
        if token is None:
            return None
        kept = {key: value for key, value in self.query.items() if key != "$skiptoken"}
        try:
            told = json.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
            if told["q"] == _fingerprint(self.path, kept):
                return int(told["p"])
        except (ValueError, KeyError, TypeError):
            pass
        raise Refusal(400, "BadRequest", "Skip token is not valid for this request.")


def _fingerprint(path: str, query: Mapping[str, str]) -> str:
    told = json.dumps([path, sorted(query.items())])
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def pick(
    item: Body, names: Iterable[str] | None, *, always: tuple[str, ...] = ("@odata.etag", "@odata.type", "id")
) -> Body:
    """Return *item* with the selected properties only, as Graph does; all of them without a selection."""
    if names is None:
        return item
    wanted = {*names, *always}
    return {name: value for name, value in item.items() if name in wanted}
