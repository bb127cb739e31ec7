"""Presences: what people show of themselves at the moment that the sandbox's clock tells. There is no yesterday."""

from __future__ import annotations

from typing import Any

from sandbox.company.people import Person
from sandbox.company.places import place_of, today
from sandbox.server.asked import Asked, Body, Refusal
from sandbox.server.tenant import MARKER, Tenant

READERS = ("Presence.Read.All", "Presence.ReadWrite.All")
MOST = 650


def presences(tenant: Tenant, asked: Asked) -> Body:
    """POST /communications/getPresencesByUserId: who is not there is left out; no query options."""
    asked.needs(*READERS)
    asked.only()
    ids: Any = asked.body.get("ids")
    if not isinstance(ids, list) or not all(isinstance(each, str) for each in ids):
        raise Refusal(400, "BadRequest", "The parameter 'ids' has to be a collection of strings.")
    if not 0 < len(ids) <= MOST:
        raise Refusal(400, "BadRequest", f"The number of ids must be between 1 and {MOST}.")
    people = [tenant.company.person_by_id.get(each.lower()) for each in ids]
    tenant.presences_asked.extend(person.id for person in people if person is not None)
    return {
        "@odata.context": asked.context("Collection(microsoft.graph.presence)"),
        "value": [_shape(tenant, person) for person in people if person is not None],
    }


def _shape(tenant: Tenant, person: Person) -> Body:
    place = place_of(tenant.company, person, today(tenant.clock()))
    return {
        "id": person.id,
        "availability": "Busy",
        "activity": "InAMeeting",
        "sequenceNumber": "A1",
        "statusMessage": {"message": {"content": f"{MARKER} even weg", "contentType": "text"}, "expiryDateTime": None},
        "outOfOfficeSettings": {"message": f"{MARKER} afwezig", "isOutOfOffice": place == "timeOff"},
        "workLocation": {
            "workLocationType": place,
            "source": "none" if place == "unspecified" else "manual",
            "placeId": f"{MARKER}-gebouw" if place == "office" else None,
        },
    }
