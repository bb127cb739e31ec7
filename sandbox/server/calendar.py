"""calendarView: the copies of meetings that one mailbox holds, each as its owner sees it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sandbox.company.meetings import Meeting
from sandbox.company.people import Person
from sandbox.server import properties
from sandbox.server.asked import Asked, Body, Refusal, pick
from sandbox.server.mailbox import opened_mailbox
from sandbox.server.tenant import MARKER, Tenant, marked, opaque
from sandbox.server.zones import WINDOWS, named

READERS = ("Calendars.ReadBasic.All", "Calendars.Read", "Calendars.ReadWrite", "Application Calendars.Read")
"""The last one is a role of Exchange's RBAC for Applications: it is in no token."""
BODY_READERS = frozenset({"Calendars.Read", "Calendars.ReadWrite", "Application Calendars.Read"})
NO_TIME = "0001-01-01T00:00:00Z"
FLOATING = ZoneInfo("UTC")


def calendar_view(tenant: Tenant, asked: Asked, user_id: str) -> Body:
    """GET /users/{id}/calendarView: everything that overlaps the window, ten to a page unless asked otherwise.

    Under Calendars.ReadBasic.All the body stays out, as documented; the subject comes.
    """
    person = opened_mailbox(tenant, asked, user_id, *READERS)
    asked.only("startDateTime", "endDateTime", "$select", "$top")
    names = asked.selected(properties.EVENT, of="Microsoft.OutlookServices.Event")
    for name in names or ():
        if name in properties.NOT_ON_CALENDAR_VIEW:
            raise Refusal(
                400, "ErrorInvalidProperty", f"The property '{name}' does not support $select on calendarView."
            )
    start, end = _window(asked)
    zone, zone_name = _preferred_zone(asked)
    size = asked.page_size(default=10, most=1000)
    inside = [meeting for meeting in tenant.calendar(person) if _overlaps(meeting, person, start, end)]
    withheld = set() if asked.granted & BODY_READERS else {"body", "bodyPreview"}
    items: list[Body] = []
    for meeting in inside:
        full = _event(tenant, meeting, person, zone, zone_name)
        items.append(pick({name: value for name, value in full.items() if name not in withheld}, names))
    patient = tenant.company.teams[0].members[1]
    return asked.page(items, about=f"users('{person.id}')/calendarView", size=size, empty_first=person.id == patient)


def _window(asked: Asked) -> tuple[datetime, datetime]:
    told = {name.lower(): value for name, value in asked.query.items()}
    if "startdatetime" not in told or "enddatetime" not in told:
        raise Refusal(
            400,
            "ErrorInvalidParameter",
            "This request requires a time window specified by the query string parameters StartDateTime and EndDateTime.",
        )
    start, end = instant(told["startdatetime"]), instant(told["enddatetime"])
    if start > end:
        raise Refusal(400, "ErrorInvalidParameter", "The start of the time window is after its end.")
    return start, end


def instant(told: str) -> datetime:
    """Return an instant from a query; without an offset it is UTC.

    Raises:
        Refusal: it is no date and time.
    """
    try:
        found = datetime.fromisoformat(told.replace(" ", "+"))
    except ValueError:
        raise Refusal(400, "ErrorInvalidParameter", f"The value '{told}' is not a valid date and time.") from None
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)


def _preferred_zone(asked: Asked) -> tuple[ZoneInfo, str]:
    for preference in asked.prefer:
        name, _, value = preference.partition("=")
        if name.strip().lower() == "outlook.timezone":
            zone = named(value.strip().strip('"'))
            if zone is None:
                raise Refusal(
                    400, "TimeZoneNotSupportedException", f"A valid TimeZone value must be specified: {value}."
                )
            return zone, value.strip().strip('"')
    return FLOATING, "UTC"


def _overlaps(meeting: Meeting, person: Person, start: datetime, end: datetime) -> bool:
    if meeting.all_day:  # floating dates, taken by the clock of the mailbox
        zone = ZoneInfo(person.zone)
        begins = datetime.combine(meeting.first_day, time(), zone)
        ends = datetime.combine(meeting.last_day, time(), zone)
        return begins < end and ends > start
    return meeting.start < end and meeting.end > start


def _moment(instant_: datetime, zone: ZoneInfo, zone_name: str) -> Body:
    return {"dateTime": f"{instant_.astimezone(zone):%Y-%m-%dT%H:%M:%S}.0000000", "timeZone": zone_name}


def _floating(day: date, zone_name: str) -> Body:
    return {"dateTime": f"{day}T00:00:00.0000000", "timeZone": zone_name}


def _event(tenant: Tenant, meeting: Meeting, owner: Person, zone: ZoneInfo, zone_name: str) -> Body:
    mine = meeting.organiser == owner.mail
    kind = "singleInstance" if meeting.series is None else "exception" if meeting.moved else "occurrence"
    planned = meeting.start - timedelta(days=9)
    if meeting.all_day:
        start, end = _floating(meeting.first_day, zone_name), _floating(meeting.last_day, zone_name)
    else:
        start, end = _moment(meeting.start, zone, zone_name), _moment(meeting.end, zone, zone_name)
    online = meeting.online is not None
    boss = tenant.company.person_by_mail.get(meeting.organiser)
    planned_in = "tzone://Microsoft/Custom" if boss and boss.hours.customized else WINDOWS[meeting.zone]
    subject = marked(meeting.subject)
    return {
        "@odata.etag": f'W/"{opaque(meeting.key, owner.id, "etag", size=15)}=="',
        "id": opaque(meeting.key, owner.id, prefix="AAMkADU", size=60) + "AAA=",
        "createdDateTime": f"{planned:%Y-%m-%dT%H:%M:%S}.1234567Z",
        "lastModifiedDateTime": f"{planned:%Y-%m-%dT%H:%M:%S}.7654321Z",
        "changeKey": opaque(meeting.key, owner.id, "change", size=15),
        "categories": list(meeting.categories),
        "transactionId": None,
        "originalStartTimeZone": planned_in,
        "originalEndTimeZone": planned_in,
        "originalStart": None if meeting.series is None else f"{meeting.start:%Y-%m-%dT%H:%M:%S}Z",
        "iCalUId": _ical_uid(meeting),
        "reminderMinutesBeforeStart": 15,
        "isReminderOn": True,
        "hasAttachments": False,
        "subject": subject,
        "bodyPreview": f"{MARKER} {meeting.subject}: agenda volgt.",
        "body": {"contentType": "html", "content": f"<html><body><p>{MARKER} {meeting.subject}</p></body></html>"},
        "importance": "normal",
        "sensitivity": meeting.sensitivity,
        "isAllDay": meeting.all_day,
        "isCancelled": meeting.cancelled,
        "isOrganizer": mine,
        "isDraft": False,
        "responseRequested": True,
        "seriesMasterId": opaque(meeting.series, owner.id, prefix="AAMkADU", size=60) + "AAA="
        if meeting.series
        else None,
        "showAs": meeting.shown_to(owner.mail),
        "type": kind,
        "webLink": f"https://outlook.office365.example/owa/?itemid={opaque(meeting.key, owner.id)}",
        "onlineMeetingUrl": None,
        "isOnlineMeeting": online,
        "onlineMeetingProvider": "teamsForBusiness" if online else "unknown",
        "allowNewTimeProposals": True,
        "hideAttendees": meeting.hides_attendees,
        "recurrence": None,
        "responseStatus": _own_answer(meeting, owner),
        "start": start,
        "end": end,
        "location": _location(tenant, meeting)[0] if _location(tenant, meeting) else _nowhere(),
        "locations": _location(tenant, meeting),
        "attendees": _attendees(tenant, meeting, owner),
        "organizer": {"emailAddress": _address(tenant, meeting.organiser)},
        "onlineMeeting": {"joinUrl": join_link(tenant, meeting)} if online else None,
    }


def _ical_uid(meeting: Meeting) -> str:
    """Return the same for every copy of an occurrence, and another for every occurrence of a series.

    The shape is Exchange's: the day of the occurrence in hex stands inside the identifier.
    """
    day = meeting.start
    stamp = f"{day.year:04X}{day.month:02X}{day.day:02X}" if meeting.series else "00000000"
    root = meeting.series or meeting.key
    tail = opaque(root, "uid", size=32).encode().hex().upper()
    unique = "" if meeting.series is None else f"{day.hour:02X}{day.minute:02X}"
    return f"040000008200E00074C5B7101A82E008{stamp}{tail}{unique}"


def join_link(tenant: Tenant, meeting: Meeting) -> str:
    """Return the join link: one for all occurrences of a series."""
    thread = opaque(meeting.online or "", "thread", size=36).replace("-", "A").replace("_", "B")
    about = f"%7b%22Tid%22%3a%22{tenant.company.tenant_id}%22%2c%22Oid%22%3a%22{opaque(meeting.online or '', 'organiser')}%22%7d"
    return f"https://teams.microsoft.example/l/meetup-join/19%3ameeting_{thread}%40thread.v2/0?context={about}"


def _own_answer(meeting: Meeting, owner: Person) -> Body:
    answer = meeting.answer_of(owner.mail)
    if answer is None:
        answer = next((booking.response for booking in meeting.rooms if booking.mail == owner.mail), "none")
    if answer == "organizer":
        return {"response": "organizer" if meeting.invitations or meeting.rooms else "none", "time": NO_TIME}
    if answer == "none":
        return {"response": "notResponded", "time": NO_TIME}
    return {"response": answer, "time": f"{meeting.start - timedelta(days=3):%Y-%m-%dT%H:%M:%S}Z"}


def _attendees(tenant: Tenant, meeting: Meeting, owner: Person) -> list[Body]:
    """Return who is invited, with every answer in the organiser's copy and only the own one in the others."""
    mine = meeting.organiser == owner.mail
    found: list[Body] = []
    if meeting.lists_organiser and meeting.invitations:
        found.append(_attendee(tenant, meeting.organiser, "required", "organizer" if mine else "none"))
    for invitation in meeting.invitations:
        own = invitation.mail == owner.mail
        if meeting.hides_attendees and not (mine or own):
            continue
        answer = invitation.response if mine or own else "none"
        found.append(_attendee(tenant, invitation.mail, "optional" if invitation.optional else "required", answer))
    if not meeting.hides_attendees or mine:
        found.extend(
            _attendee(tenant, room.mail, "resource", room.response if mine or room.mail == owner.mail else "none")
            for room in meeting.rooms
        )
    return found


def _attendee(tenant: Tenant, mail: str, kind: str, answer: str) -> Body:
    answered = answer in {"accepted", "declined", "tentativelyAccepted"}
    moment = f"{tenant.company.start - timedelta(days=4):%Y-%m-%dT%H:%M:%S}Z" if answered else NO_TIME
    return {"type": kind, "status": {"response": answer, "time": moment}, "emailAddress": _address(tenant, mail)}


def _address(tenant: Tenant, mail: str) -> Body:
    """Return a name and an address; one address in five is written with capitals, as people do."""
    person = tenant.company.person_by_mail.get(mail)
    outsider = next((found for found in tenant.company.outsiders if found.mail == mail), None)
    name = person.name if person else outsider.name if outsider else mail.partition("@")[0]
    shown = mail.title().replace(".Example", ".example") if person and person.id[0] in "048" else mail
    return {"name": marked(name), "address": shown}


def _nowhere() -> Body:
    return {"displayName": "", "locationType": "default", "uniqueIdType": "unknown", "address": {}, "coordinates": {}}


def _location(tenant: Tenant, meeting: Meeting) -> list[Body]:
    found: list[Body] = []
    for booking in meeting.rooms:
        room = next(room for room in tenant.company.rooms if room.mail == booking.mail)
        found.append(
            {
                "displayName": marked(room.name),
                "locationType": "conferenceRoom",
                "uniqueId": room.mail,
                "uniqueIdType": "directory",
                "locationEmailAddress": room.mail,
                "locationUri": room.mail,
            }
        )
    if meeting.online and not found:
        found.append(
            {"displayName": marked("Microsoft Teams-vergadering"), "locationType": "default", "uniqueIdType": "private"}
        )
    return found
