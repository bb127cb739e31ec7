"""A call record, its sessions and its participants as Graph writes them since mid-2026."""

from __future__ import annotations

from datetime import datetime, timedelta

from sandbox.company.calls import Call, Network, Session
from sandbox.company.talk import outsider_id
from sandbox.server.asked import Asked, Body
from sandbox.server.calendar import join_link
from sandbox.server.message_shape import moment
from sandbox.server.tenant import Tenant, marked, opaque


def key_of(session: Session) -> str:
    """Return the id under which a call record knows whoever was in a session."""
    if session.who == "outsider":
        return outsider_id(session.key)
    return opaque(session.key, prefix="8:teamsvisitor:") if session.who == "anonymous" else session.key


def record_shape(tenant: Tenant, asked: Asked, call: Call) -> Body:
    """Return a record without its sessions and participants."""
    meeting = next((found for found in tenant.company.meetings if call.online and found.online == call.online), None)
    link = join_link(tenant, meeting) if meeting is not None else None
    about = f"communications/callRecords('{call.id}')/organizer_v2/$entity"
    boss = tenant.company.person_by_id[call.organiser]
    return {
        "id": call.id,
        "version": 2,
        "type": "groupCall" if call.online else "peerToPeer",
        "modalities": ["audio", "video"],
        "lastModifiedDateTime": moment(call.end + timedelta(minutes=41)),
        "startDateTime": _precise(call.start),
        "endDateTime": _precise(call.end),
        "joinWebUrl": link,
        "organizer": None,
        "participants": [],
        "organizer_v2@odata.context": asked.context(about),
        "organizer_v2": {"id": boss.id, "administrativeUnitInfos": [], "identity": {"user": _account(tenant, boss.id)}},
    }


def _precise(instant_: datetime) -> str:
    return f"{instant_:%Y-%m-%dT%H:%M:%S}.{instant_.microsecond:06}1Z"


def _account(tenant: Tenant, key: str) -> Body:
    person = tenant.company.person_by_id[key]
    return {
        "id": person.id,
        "displayName": marked(person.name),
        "tenantId": tenant.company.tenant_id,
        "userPrincipalName": person.upn,
    }


def _identity(tenant: Tenant, session: Session) -> Body:
    if session.who == "account":
        return _account(tenant, session.key)
    if session.who == "outsider":
        domain = session.key.partition("@")[2]
        name = marked(session.key.partition("@")[0])
        return {
            "id": key_of(session),
            "displayName": name,
            "tenantId": outsider_id(domain),
            "userPrincipalName": session.key,
        }
    typed = marked(session.key) if session.who == "anonymous" else None
    return {"id": key_of(session), "displayName": typed, "tenantId": None}


def participant_shape(tenant: Tenant, session: Session) -> Body:
    """Return whoever was in a session as participants_v2 tells it."""
    kind = {"phone": "phone", "anonymous": "guest"}.get(session.who, "user")
    return {"id": key_of(session), "administrativeUnitInfos": [], "identity": {kind: _identity(tenant, session)}}


def session_shape(tenant: Tenant, call: Call, session: Session, *, segments: bool) -> Body:
    """Return one session: a participant on one side, the service on the other, whichever called."""
    person: Body = {
        "@odata.type": "#microsoft.graph.callRecords.participantEndpoint",
        "name": opaque(session.key, "machine", prefix="PC-", size=6),
        "cpuName": None,
        "userAgent": {
            "@odata.type": "#microsoft.graph.callRecords.clientUserAgent",
            "headerValue": "Voorbeeldklant/1.0",
            "platform": session.platform,
            "productFamily": "teams",
        },
        "identity": None,
        "associatedIdentity": _identity(tenant, session),
        "feedback": None,
    }
    service: Body = {
        "@odata.type": "#microsoft.graph.callRecords.serviceEndpoint",
        "userAgent": {
            "@odata.type": "#microsoft.graph.callRecords.serviceUserAgent",
            "headerValue": "Media/1.0",
            "role": "mediaController",
        },
    }
    called = session.id[0] in "0123"  # the service rang this device
    sides = {"caller": service, "callee": person} if called else {"caller": person, "callee": service}
    times = {"startDateTime": _precise(session.start), "endDateTime": _precise(session.end)}
    body: Body = {
        "id": session.id,
        "modalities": ["audio", "video"],
        **times,
        "isTest": False,
        "failureInfo": None,
        **sides,
    }
    if call.online is None:
        other = next((found for found in call.sessions if found is not session), session)
        body["callee"] = {**person, "associatedIdentity": _identity(tenant, other)}
        body["caller"] = person
        called = False
    if segments:
        body["segments@odata.context"] = f"sessions('{session.id}')/segments"
        body["segments"] = [{"id": session.id, **times, "failureInfo": None, "media": [_media(session, called=called)]}]
    return body


def _media(session: Session, *, called: bool) -> Body:
    mine, theirs = ("callee", "caller") if called else ("caller", "callee")
    device = {
        "captureDeviceName": marked(session.device),
        "renderDeviceName": marked(session.device),
        "receivedSignalLevel": -18,
    }
    return {
        "label": "main-audio",
        f"{mine}Network": _network(session.network),
        f"{theirs}Network": {
            "connectionType": "wired",
            "ipAddress": "172.16.0.9",
            "subnet": "172.16.0.0",
            "port": 3478,
        },
        f"{mine}Device": device,
        f"{theirs}Device": None,
        "streams": [{"streamId": "1", "streamDirection": f"{mine}To{theirs.title()}", "averageJitter": "PT0.006S"}],
    }


def _network(network: Network | None) -> Body | None:
    if network is None:
        return None
    return {
        "connectionType": network.connection,
        "ipAddress": network.address,
        "subnet": network.subnet,
        "reflexiveIPAddress": network.egress,
        "port": 50012,
        "linkSpeed": 433000000,
        "macAddress": "02:00:00:00:00:00",
        "basicServiceSetIdentifier": None,
        "wifiBand": "frequency50GHz" if network.connection == "wifi" else "unknown",
        "dnsSuffix": None,
    }
