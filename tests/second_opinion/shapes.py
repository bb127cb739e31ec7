"""How Graph v1.0 writes things down: people, mailbox settings, events, rooms. Shapes as in the public documentation."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from .scenario import MARKER, WINDOWS_NAMES, CustomZone, Event, Invitee, Person

USER_PROPERTIES = frozenset(
    """
    accountEnabled ageGroup businessPhones city companyName country createdDateTime department
    displayName employeeHireDate employeeId employeeType externalUserState givenName id identities
    imAddresses isResourceAccount jobTitle lastPasswordChangeDateTime legalAgeGroupClassification mail
    mailNickname mobilePhone officeLocation onPremisesSyncEnabled otherMails postalCode
    preferredDataLocation preferredLanguage proxyAddresses state streetAddress surname usageLocation
    userPrincipalName userType
    """.split()  # noqa: SIM905
)
EVENT_PROPERTIES = frozenset(
    """
    id createdDateTime lastModifiedDateTime changeKey categories originalStartTimeZone
    originalEndTimeZone iCalUId reminderMinutesBeforeStart isReminderOn hasAttachments subject
    bodyPreview importance sensitivity isAllDay isCancelled isOrganizer responseRequested seriesMasterId
    showAs type webLink onlineMeetingUrl isOnlineMeeting onlineMeetingProvider allowNewTimeProposals
    isDraft hideAttendees recurrence transactionId originalStart responseStatus body start end location
    locations attendees organizer onlineMeeting
    """.split()  # noqa: SIM905
)


def z(when: datetime) -> str:
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def user(person: Person) -> dict[str, Any]:
    upn = person.upn if not person.guest else f"{person.name}_{MARKER}#EXT#@voorbeeld.onmicrosoft.example"
    return {
        "@odata.type": "#microsoft.graph.user",
        "id": person.id,
        "accountEnabled": person.enabled,
        "businessPhones": [],
        "displayName": f"{person.name.title()} {MARKER}",
        "givenName": person.name.title(),
        "surname": MARKER,
        "jobTitle": f"{MARKER} officer",
        "department": MARKER,
        "mail": person.mail,
        "mobilePhone": None,
        "officeLocation": MARKER,
        "preferredLanguage": None,
        "usageLocation": person.usage,
        "userPrincipalName": upn,
        "userType": "Guest" if person.guest else "Member",
        "employeeHireDate": None,
        "proxyAddresses": [f"SMTP:{person.mail}"],
    }


def selected(item: dict[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """Keep what `$select` names, and what Graph sends regardless."""
    wanted = set(names)
    if not wanted:
        return item
    return {k: v for k, v in item.items() if k in wanted or k.startswith("@odata") or k == "id"}


def time_zone(zone: str | CustomZone) -> dict[str, Any]:
    if isinstance(zone, str):
        return {"name": zone}

    def change(rule: tuple[int, int, str, str]) -> dict[str, Any]:
        month, occurrence, day, clock = rule
        return {
            "time": f"{clock}:00.0000000",
            "dayOccurrence": occurrence,
            "dayOfWeek": day,
            "month": month,
            "year": 0,
        }

    return {
        "@odata.type": "#microsoft.graph.customTimeZone",
        "bias": zone.bias,
        "name": "Customized Time Zone",
        "standardOffset": change(zone.standard),
        "daylightOffset": {"daylightBias": zone.daylight_bias, **change(zone.daylight)},
    }


def mailbox_settings(person: Person) -> dict[str, Any]:
    hours = person.hours
    return {
        "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#users('x')/mailboxSettings",
        "automaticRepliesSetting": {
            "status": "disabled",
            "externalAudience": "all",
            "internalReplyMessage": f"<html><body>{MARKER} away</body></html>",
            "externalReplyMessage": f"<html><body>{MARKER} away</body></html>",
        },
        "archiveFolder": f"{MARKER}-folder",
        "timeZone": "Tokyo Standard Time",  # the mailbox's own zone is not the zone of the working hours
        "language": {"locale": "en-US", "displayName": "English (United States)"},
        "workingHours": None
        if hours is None
        else {
            "daysOfWeek": list(hours.days),
            "startTime": f"{hours.start}:00.0000000",
            "endTime": f"{hours.end}:00.0000000",
            "timeZone": time_zone(hours.zone),
        },
        "dateFormat": "dd/MM/yyyy",
        "timeFormat": "HH:mm",
        "delegateMeetingMessageDeliveryOptions": "sendToDelegateOnly",
        "userPurpose": person.purpose,
    }


def moment(when: datetime, zone: str, *, floating: bool) -> dict[str, str]:
    """Write an instant in the zone that the caller prefers; floating dates stay where they are."""
    name = WINDOWS_NAMES.get(zone, zone)
    local = when if floating else when.astimezone(ZoneInfo(name))
    return {"dateTime": local.strftime("%Y-%m-%dT%H:%M:%S.0000000"), "timeZone": zone}


def attendee(invitee: Invitee, *, tell: bool) -> dict[str, Any]:
    response = invitee.response if tell else "none"
    return {
        "type": invitee.kind,
        "status": {
            "response": response,
            "time": "2026-01-05T08:00:00Z" if response != "none" else "0001-01-01T00:00:00Z",
        },
        "emailAddress": {"name": f"{MARKER} {invitee.kind}", "address": invitee.address},
    }


def event(what: Event, person: Person, answer: str, shows: str, zone: str) -> dict[str, Any]:
    """Write the copy of an event that stands in one person's calendar."""
    organises = answer == "organizer"
    own = person.mail.lower()
    listed = [i for i in what.invitees if organises or not what.hidden or i.address.lower() == own]
    rooms = [i.address for i in what.invitees if i.kind == "resource"]
    online = what.link is not None
    locations = [
        {
            "displayName": f"Room {MARKER}",
            "locationType": "conferenceRoom",
            "uniqueId": address,
            "uniqueIdType": "directory",
            "locationUri": address,
        }
        for address in rooms
    ] or [{"displayName": f"{MARKER} square", "locationType": "default", "uniqueIdType": "private"}]
    kind = "singleInstance" if what.series is None else ("exception" if what.uid.endswith("7") else "occurrence")
    return {
        "@odata.etag": 'W/"DwAAABYAAAC4ofQHEIqCSbQPot83AFcbAAAW"',
        "id": f"AAMk{person.id[:8]}{what.uid}",
        "createdDateTime": "2025-01-05T08:00:00.0000000Z",
        "lastModifiedDateTime": "2026-01-05T08:00:00.0000000Z",
        "changeKey": "DwAAABYAAAC4ofQHEIqCSbQPot83AFcbAAAW",
        "categories": list(what.categories) or [f"{MARKER} category"],
        "transactionId": None,
        "originalStartTimeZone": "Romance Standard Time",
        "originalEndTimeZone": "tzone://Microsoft/Custom",
        "iCalUId": what.uid,
        "reminderMinutesBeforeStart": 15,
        "isReminderOn": True,
        "hasAttachments": True,
        "subject": f"{MARKER} subject",
        "bodyPreview": f"{MARKER} preview",
        "importance": "normal",
        "sensitivity": what.sensitivity,
        "isAllDay": what.all_day,
        "isCancelled": what.cancelled,
        "isOrganizer": organises,
        "responseRequested": True,
        "seriesMasterId": None if what.series is None else f"AAMk{person.id[:8]}{what.series}",
        "showAs": shows,
        "type": kind,
        "webLink": f"https://outlook.office365.com/owa/?itemid={MARKER}",
        "onlineMeetingUrl": None,
        "isOnlineMeeting": online,
        "onlineMeetingProvider": "teamsForBusiness" if online else "unknown",
        "allowNewTimeProposals": True,
        "isDraft": False,
        "hideAttendees": what.hidden,
        "recurrence": None,
        "originalStart": None if what.series is None else z(what.start),
        "responseStatus": {
            "response": answer if what.invitees or not organises else "none",
            "time": "0001-01-01T00:00:00Z",
        },
        "body": {"contentType": "html", "content": f"<html><body>{MARKER} body</body></html>"},
        "start": moment(what.start, zone, floating=what.all_day),
        "end": moment(what.end, zone, floating=what.all_day),
        "location": locations[0],
        "locations": locations,
        "attendees": [attendee(i, tell=organises or i.address.lower() == own) for i in listed],
        "organizer": {"emailAddress": {"name": f"{MARKER} organiser", "address": what.organiser}},
        "onlineMeeting": {"joinUrl": what.link} if online else None,
    }


def occupies(what: Event, person: Person, start: datetime, end: datetime) -> bool:
    """Tell whether calendarView shows the event in this window; floating dates stand at the person's own midnight."""
    if not what.all_day:
        return what.start < end and what.end > start
    zone = person.hours.zone if person.hours and isinstance(person.hours.zone, str) else "Romance Standard Time"
    own = ZoneInfo(WINDOWS_NAMES.get(zone, zone))

    def local(day: date) -> datetime:
        return datetime.combine(day, datetime.min.time(), own)

    return local(what.start.date()) < end and local(what.end.date()) > start


def room(person: Person) -> dict[str, Any]:
    return {
        "@odata.type": "#microsoft.graph.room",
        "id": f"place-{person.id}",
        "placeId": f"place-{person.id}",
        "emailAddress": person.mail,
        "displayName": f"Room {MARKER}",
        "address": {"street": f"{MARKER} street", "city": "Gent", "countryOrRegion": "Belgium"},
        "geoCoordinates": None,
        "phone": "",
        "nickname": MARKER,
        "label": None,
        "capacity": 10,
        "building": MARKER,
        "floorNumber": 1,
        "isWheelChairAccessible": False,
        "bookingType": "standard",
        "tags": [MARKER],
        "audioDeviceName": None,
        "videoDeviceName": None,
        "displayDeviceName": None,
    }
