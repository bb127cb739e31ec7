"""Call records of the fake tenant: lists without sessions, records with nested pages, each session participant to service."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from .answers import Answer, Ask, instant, problem
from .scenario import MARKER, TENANT_ID, CallRecord, Session
from .shapes import z

if TYPE_CHECKING:
    from .graph import Graph

CONTEXT = "https://graph.microsoft.com/v1.0/$metadata#communications/callRecords"


def _identity(session: Session) -> dict[str, Any]:
    if session.phone:
        number = f"+3290000{session.start.minute:02d}{session.end.minute:02d}"
        kind = "#microsoft.graph.communicationsPhoneIdentity"
        return {"@odata.type": kind, "id": session.user or number, "displayName": None, "tenantId": None}
    return {
        "@odata.type": "#microsoft.graph.communicationsUserIdentity",
        "id": session.user,
        "displayName": f"{MARKER} caller",
        "tenantId": session.tenant,
        "userPrincipalName": session.upn,
    }


def _network(session: Session) -> dict[str, Any] | None:
    if not session.network:
        return None
    return {
        "ipAddress": session.address or "10.20.30.40",
        "port": 50021,
        "subnet": session.subnet,
        "reflexiveIPAddress": session.egress,
        "relayIPAddress": "52.114.1.1",
        "connectionType": session.connection,
        "linkSpeed": 54000000,
        "macAddress": "02:00:00:00:00:00",
        "dnsSuffix": f"{MARKER.lower()}.example",
        "wifiBand": "unknown",
        "wifiSignalStrength": None,
        "basicServiceSetIdentifier": None,
        "bandwidthLowEventRatio": 0.0,
        "delayEventRatio": 0.0,
        "networkTransportProtocol": "udp",
    }


def session_shape(session: Session, *, record: CallRecord, number: int, segments: bool) -> dict[str, Any]:
    person = {
        "@odata.type": "#microsoft.graph.callRecords.participantEndpoint",
        "name": f"{MARKER}-machine",
        "cpuName": None,
        "cpuCoresCount": None,
        "cpuProcessorSpeedInMhz": None,
        "userAgent": {
            "@odata.type": "#microsoft.graph.callRecords.clientUserAgent",
            "headerValue": f"UCCAPI/16.0 {MARKER}",
            "applicationVersion": "1.0",
            "platform": session.platform,
            "productFamily": "teams",
            "communicationServiceId": None,
            "azureADAppId": None,
        },
        "identity": None,
        "associatedIdentity": _identity(session),
        "feedback": {"rating": "poor", "text": MARKER},
    }
    service = {
        "@odata.type": "#microsoft.graph.callRecords.serviceEndpoint",
        "userAgent": {
            "@odata.type": "#microsoft.graph.callRecords.serviceUserAgent",
            "headerValue": "MCU",
            "role": "unknown",
        },
    }
    flipped = number % 3 == 2  # the service calls the participant
    cloud = {
        "ipAddress": "52.112.9.9",
        "subnet": "52.112.9.0",
        "reflexiveIPAddress": "52.112.9.9",
        "connectionType": "wired",
    }
    ours = _network(session)
    shape: dict[str, Any] = {
        "id": f"{record.id[:24]}{number:012d}",
        "modalities": ["audio"],
        "startDateTime": z(session.start),
        "endDateTime": z(session.end),
        "isTest": False,
        "failureInfo": None,
        "caller": service if flipped else person,
        "callee": person if flipped else service,
    }
    if segments:
        media: list[dict[str, Any]] = [
            {
                "label": label,
                "callerNetwork": cloud if flipped else ours,
                "calleeNetwork": ours if flipped else cloud,
                "callerDevice": {"captureDeviceName": f"{MARKER} microphone", "renderDeviceName": None},
                "calleeDevice": None,
                "streams": [],
            }
            for label in ("main-audio", "main-video")
        ]
        shape["segments"] = [
            {
                "id": shape["id"],
                "startDateTime": z(session.start),
                "endDateTime": z(session.end),
                "failureInfo": None,
                "caller": shape["caller"],
                "callee": shape["callee"],
                "media": media,
            }
        ]
    return shape


class Calls:
    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.company = graph.company

    def routes(self) -> list[tuple[str, Callable[..., Answer]]]:
        one = r"/communications/callRecords/([^/]+)"
        return [
            (r"/communications/callRecords", self.listed),
            (one, self.get),
            (one + r"/sessions", self.sessions),
            (one + r"/participants_v2", self.participants),
        ]

    def shape(self, record: CallRecord) -> dict[str, Any]:
        host = record.sessions[0] if record.sessions else None
        user = None if host is None else {"id": host.user, "displayName": f"{MARKER} host", "tenantId": TENANT_ID}
        return {
            "@odata.context": f"{CONTEXT}/$entity",
            "id": record.id,
            "version": 2,
            "type": "groupCall",
            "modalities": ["audio", "video"],
            "lastModifiedDateTime": z(record.end),
            "startDateTime": z(record.start),
            "endDateTime": z(record.end),
            "joinWebUrl": record.link,
            "organizer": None,
            "participants": [],
            "organizer_v2": {"id": host.user if host else None, "identity": {"user": user}},
        }

    def known(self) -> list[CallRecord]:
        """Return the records that are still there: Graph keeps them for 30 days."""
        return [c for c in self.company.calls if c.start > datetime.now(UTC) - timedelta(days=30)]

    def listed(self, ask: Ask) -> Answer:
        found = self.known()
        text = re.sub(r"participants_v2/any\(\s*(\w+)\s*:\s*\1/id eq ", "PARTICIPANT(", ask.query.get("$filter", ""))
        for clause in re.split(r"\s+and\s+", text):
            when = re.fullmatch(r"startDateTime\s+(ge|gt|lt|le)\s+(\S+)", clause.strip())
            who = re.fullmatch(r"PARTICIPANT\('([^']+)'\s*\)", clause.strip())
            if when:
                edge, less = instant(when[2]), when[1][0] == "l"
                found = [c for c in found if (c.start < edge if less else c.start >= edge)]
            elif who:
                found = [c for c in found if any(s.user == who[1] for s in c.sessions)]
            elif clause.strip():
                self.graph.unknown.append(f"callRecords $filter {clause}")
                return problem(400, "BadRequest", f"{MARKER} filter")
        return self.graph.page(ask, [self.shape(c) for c in found], default=60, most=7)

    def record(self, key: str) -> CallRecord | None:
        return next((c for c in self.known() if c.id == key), None)

    def all_sessions(self, record: CallRecord, *, segments: bool) -> list[dict[str, Any]]:
        shaped: list[dict[str, Any]] = []
        for number, session in enumerate(record.sessions):
            one = session_shape(session, record=record, number=number, segments=segments)
            shaped += [one, one] if session.twice else [one]
        return shaped

    def people(self, record: CallRecord) -> list[dict[str, Any]]:
        shaped = []
        for session in record.sessions:
            identity = _identity(session)
            kind = "phone" if session.phone else "user"
            shaped.append({"id": identity["id"], "identity": {"user": None, "phone": None, kind: identity}})
        return list({one["id"]: one for one in shaped}.values())

    def get(self, ask: Ask, key: str) -> Answer:
        record = self.record(key)
        if record is None:
            return self.graph.missing(key)
        body = self.shape(record)
        expand = ask.query.get("$expand", "")
        base = f"{self.graph.state.base}/v1.0/communications/callRecords/{key}"
        if "sessions" in expand:
            segments = "segments" in expand
            every = self.all_sessions(record, segments=segments)
            body["sessions"] = every[:3]
            if len(every) > 3:
                more = "$expand=segments&" if segments else ""
                body["sessions@odata.nextLink"] = f"{base}/sessions?{more}$skip=3&$top=3"
        if "participants_v2" in expand:
            every = self.people(record)
            body["participants_v2"] = every[:4]
            if len(every) > 4:
                body["participants_v2@odata.nextLink"] = f"{base}/participants_v2?$skip=4&$top=4"
        return Answer(body)

    def sessions(self, ask: Ask, key: str) -> Answer:
        record = self.record(key)
        if record is None:
            return self.graph.missing(key)
        every = self.all_sessions(record, segments="segments" in ask.query.get("$expand", ""))
        return self.graph.page(ask, every, default=60, most=3)

    def participants(self, ask: Ask, key: str) -> Answer:
        record = self.record(key)
        return self.graph.page(ask, self.people(record), default=130, most=4) if record else self.graph.missing(key)


def call_routes(graph: Graph) -> list[tuple[str, Callable[..., Answer]]]:
    return Calls(graph).routes()
