"""Mailbox settings: working hours with their own zone, and what a mailbox is for."""

from __future__ import annotations

from sandbox.company.people import Person, WorkingHours
from sandbox.server import properties
from sandbox.server.asked import Asked, Body, Refusal, pick
from sandbox.server.tenant import Tenant, marked
from sandbox.server.zones import WINDOWS

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def settings(tenant: Tenant, asked: Asked, user_id: str) -> Body:
    """GET /users/{id}/mailboxSettings."""
    person = opened_mailbox(tenant, asked, user_id, "MailboxSettings.Read", "MailboxSettings.ReadWrite")
    asked.only("$select")
    names = asked.selected(properties.MAILBOX_SETTINGS, of="microsoft.graph.mailboxSettings")
    never = {"dateTime": f"{tenant.company.monday}T00:00:00.0000000", "timeZone": "UTC"}
    full: Body = {
        "archiveFolder": "",
        "timeZone": WINDOWS[person.zone],
        "delegateMeetingMessageDeliveryOptions": "sendToDelegateOnly",
        "dateFormat": "d/MM/yyyy",
        "timeFormat": "HH:mm",
        "userPurpose": person.purpose,
        "automaticRepliesSetting": {
            "status": "disabled",
            "externalAudience": "all",
            "internalReplyMessage": marked("Ik ben er even niet"),
            "externalReplyMessage": marked("Ik ben er even niet"),
            "scheduledStartDateTime": never,
            "scheduledEndDateTime": never,
        },
        "language": {"locale": "nl-BE", "displayName": "Nederlands (België)"},
        "workingHours": working_hours(person.hours),
    }
    return {"@odata.context": _context(asked, person), **pick(full, names, always=())}


def only_working_hours(tenant: Tenant, asked: Asked, user_id: str) -> Body:
    """GET /users/{id}/mailboxSettings/workingHours."""
    person = opened_mailbox(tenant, asked, user_id, "MailboxSettings.Read", "MailboxSettings.ReadWrite")
    asked.only()
    return {"@odata.context": _context(asked, person) + "/workingHours", **working_hours(person.hours)}


def only_purpose(tenant: Tenant, asked: Asked, user_id: str) -> Body:
    """GET /users/{id}/mailboxSettings/userPurpose."""
    person = opened_mailbox(tenant, asked, user_id, "MailboxSettings.Read", "MailboxSettings.ReadWrite")
    asked.only()
    return {"@odata.context": _context(asked, person) + "/userPurpose", "value": person.purpose}


def opened_mailbox(tenant: Tenant, asked: Asked, user_id: str, *permissions: str) -> Person:
    """Return the owner of a mailbox that may be read.

    Raises:
        Refusal: no permission, no such user, no mailbox, or one that is closed to this app.
    """
    if asked.granted.isdisjoint(permissions):
        raise Refusal(403, "ErrorAccessDenied", "Access is denied. Check credentials and try again.")
    person = tenant.user(user_id)
    if person is None:
        raise Refusal(404, "ErrorInvalidUser", f"The requested user '{user_id}' is invalid.")
    if person.mailbox == "missing" or person.user_type == "Guest":
        message = "The mailbox is either inactive, soft-deleted, or is hosted on-premise."
        raise Refusal(404, "MailboxNotEnabledForRESTAPI", message)
    if person.mailbox == "forbidden":
        message = "Access to OData is disabled: [RAOP] : Blocked by tenant configured AppOnly AccessPolicy settings."
        raise Refusal(403, "ErrorAccessDenied", message)
    return person


def working_hours(hours: WorkingHours) -> Body:
    """Return working hours as Outlook tells them.

    A customised zone has a bias in the Windows convention: UTC = local time + bias. Here it follows the clock of
    Brussels: an hour ahead, and one more from the last Sunday of March until that of October.
    """
    zone: Body = {"name": WINDOWS[hours.zone]}
    if hours.customized:
        changes = {"time": "02:00:00.0000000", "dayOccurrence": 5, "dayOfWeek": "sunday", "year": 0}
        zone = {
            "@odata.type": "#microsoft.graph.customTimeZone",
            "bias": -60,
            "name": "Customized Time Zone",
            "standardOffset": {**changes, "time": "03:00:00.0000000", "month": 10},
            "daylightOffset": {**changes, "daylightBias": -60, "month": 3},
        }
    return {
        "daysOfWeek": [DAYS[day] for day in hours.days],
        "startTime": f"{hours.start}:00.0000000",
        "endTime": f"{hours.end}:00.0000000",
        "timeZone": zone,
    }


def _context(asked: Asked, person: Person) -> str:
    return asked.context(f"users('{person.id}')/mailboxSettings")
