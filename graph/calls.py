"""Call records and rooms. Addresses and devices are read for one verdict and go no further than the facts of one job."""

from collections.abc import Iterable, Iterator

from msgraph.generated.communications.call_records.call_records_request_builder import CallRecordsRequestBuilder
from msgraph.generated.communications.call_records.item.call_record_item_request_builder import (
    CallRecordItemRequestBuilder,
)

from core.calls import Caller, CallRecord, Endpoint, Network
from core.errors import AnswerError, GoneError, NotGrantedError, RequestRefusedError
from core.facts import Gap, PersonKey
from core.intervals import Interval
from core.links import link_key
from core.messages import Unavailable
from core.week import rfc3339
from graph import shapes
from graph.gates import Gate
from graph.requests import Requests
from graph.times import utc_seconds
from graph.transport import Transport

_GATE: Gate = ("calls", "tenant")
_PLACES: Gate = ("places", "tenant")
_LIST = CallRecordsRequestBuilder.CallRecordsRequestBuilderGetQueryParameters
_ITEM = CallRecordItemRequestBuilder.CallRecordItemRequestBuilderGetQueryParameters
_BEFORE = 24 * 3600
"""A call may begin before its meeting's week does, seconds."""


class GraphCalls:
    """The `Calls` and `Places` ports on Graph. Needs CallRecords.Read.All and Place.Read.All."""

    def __init__(self, transport: Transport, requests: Requests) -> None:
        self._transport = transport
        self._requests = requests

    async def rooms(self) -> frozenset[str] | Gap:
        """Return the addresses of all known rooms, lower case; or the gap."""
        found: set[str] = set()
        try:
            request = self._requests.get(self._requests.client.places.graph_room)
            async for page in self._transport.pages(request, shapes.rooms, gate=_PLACES):
                found |= {room.email_address.casefold() for room in page if room.email_address}
        except AnswerError as error:
            return Gap(source="rooms", reason=error.reason)
        return frozenset(found)

    async def listed(
        self, person: PersonKey, window: Interval, links: frozenset[str]
    ) -> frozenset[str] | Gap | Unavailable:
        """Return the ids of call records that a person took part in and that belong to one of these join links."""
        took_part = f"participants_v2/any(p:p/id eq '{person}')"
        start, end = rfc3339(window.start - _BEFORE), rfc3339(window.end + _BEFORE)
        in_time = f"startDateTime ge {start} and startDateTime lt {end}"
        try:
            try:
                return await self._list(f"{took_part} and {in_time}", links)
            except RequestRefusedError:
                return await self._list(took_part, links)
        except NotGrantedError:
            return Unavailable.NOT_GRANTED
        except AnswerError as error:
            return Gap(source="calls", reason=error.reason, person=person)

    async def record(self, call: str) -> CallRecord | Gap | None:
        """Return a call record with all its sessions, each once; None where it is gone or says nothing; or the gap."""
        builder = self._requests.client.communications.call_records.by_call_record_id(call)
        request = self._requests.get(builder, _ITEM(expand=["sessions($expand=segments)"]))
        try:
            answer = await self._transport.one(request, shapes.call, gate=_GATE)
            found = {session.id: session for session in answer.sessions or ()}
            if answer.sessions_next_link:
                more = request.following(self._transport.own(answer.sessions_next_link))
                async for page in self._transport.pages(more, shapes.sessions, gate=_GATE):
                    for session in page:
                        found.setdefault(session.id, session)
            return call_record(answer, found.values())
        except GoneError:
            return None
        except AnswerError as error:
            return Gap(source="calls", reason=error.reason)
        except ValueError:
            return Gap(source="calls", reason="unexpected answer")

    async def _list(self, condition: str, links: frozenset[str]) -> frozenset[str]:
        request = self._requests.get(self._requests.client.communications.call_records, _LIST(filter=condition))
        found: set[str] = set()
        async for page in self._transport.pages(request, shapes.listed_calls, gate=_GATE):
            found |= {call.id for call in page if _may_belong(call, links)}
        return frozenset(found)


def _may_belong(call: shapes.ListedCall, links: frozenset[str]) -> bool:
    if call.join_web_url:
        return link_key(call.join_web_url) in links
    return call.type != "peerToPeer"


def call_record(call: shapes.Call, sessions: Iterable[shapes.Session]) -> CallRecord | None:
    """Return a call record in our words, or None where it can't be matched to a meeting.

    Raises:
        ValueError: its times can't be understood.
    """
    if not call.join_web_url or not call.start_date_time or not call.end_date_time:
        return None
    endpoints = tuple(endpoint for session in sessions for endpoint in _endpoints(session))
    start, end = utc_seconds(call.start_date_time, None), utc_seconds(call.end_date_time, None)
    return CallRecord(
        id=call.id,
        when=Interval(start, max(start, end)),
        join_link=link_key(call.join_web_url),
        endpoints=endpoints,
    )


def _endpoints(session: shapes.Session) -> Iterator[Endpoint]:
    """Yield the sides of a session that have an identity: the other side of a meeting is the service."""
    start, end = utc_seconds(session.start_date_time, None), utc_seconds(session.end_date_time, None)
    media = [each for segment in session.segments or () for each in segment.media or ()]
    sides = (
        (session.caller, [each.caller_network for each in media]),
        (session.callee, [each.callee_network for each in media]),
    )
    for side, networks in sides:
        identity = side.associated_identity if side else None
        if side is None or identity is None or not identity.id:
            continue
        caller = _caller(identity)
        if caller is None:
            continue
        yield Endpoint(
            caller=caller,
            identity=identity.id.casefold(),
            account=(identity.user_principal_name or "").casefold(),
            tenant=(identity.tenant_id or "").casefold(),
            platform=(side.user_agent.platform if side.user_agent else None) or "",
            when=Interval(start, max(start, end)),
            networks=tuple(_network(each) for each in networks if each is not None),
        )


def _caller(identity: shapes.CallIdentity) -> Caller | None:
    """Return what kind of identity it is, or None for a bot or service."""
    kind = (identity.type or "").casefold()
    if "application" in kind or "bot" in kind:
        return None
    if "phone" in kind or (identity.id or "").startswith("+"):
        return Caller.PHONE
    return Caller.USER if identity.tenant_id else Caller.GUEST


def _network(network: shapes.MediaNetwork) -> Network:
    return Network(
        egress=network.reflexive_ip_address or None,
        address=network.ip_address or None,
        subnet=network.subnet or None,
        connection=network.connection_type,
    )
