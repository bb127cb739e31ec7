"""Mailbox settings and calendars."""

from datetime import UTC, datetime, time, tzinfo
from sys import intern

from msgraph.generated.users.item.calendar_view.calendar_view_request_builder import CalendarViewRequestBuilder
from msgraph.generated.users.item.mailbox_settings.mailbox_settings_request_builder import MailboxSettingsRequestBuilder

from core.errors import AnswerError
from core.facts import EventCopy, Gap, Invitation, PersonKey, Response
from core.intervals import Interval
from core.ports import Mailbox
from core.worktime import DAY_MINUTES, OutlookHours, Span
from core.zones import Change, CustomZone, zone_named
from graph import shapes
from graph.gates import Gate
from graph.requests import Requests
from graph.times import calendar_date, utc_seconds
from graph.transport import Transport

_PAGE = 250
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_RESPONSES = {each.value: each for each in Response}
_NOBODYS_OWN = frozenset({"shared", "room", "equipment"})
_QUERY = CalendarViewRequestBuilder.CalendarViewRequestBuilderGetQueryParameters
_SETTINGS = MailboxSettingsRequestBuilder.MailboxSettingsRequestBuilderGetQueryParameters


class GraphCalendars:
    """The `Calendars` port on Graph. Needs Calendars.ReadBasic.All and MailboxSettings.Read."""

    def __init__(self, transport: Transport, requests: Requests) -> None:
        self._transport = transport
        self._requests = requests

    async def mailbox(self, person: PersonKey) -> Mailbox | Gap:
        """Return a mailbox's working hours and purpose, or the gap."""
        builder = self._requests.client.users.by_user_id(person).mailbox_settings
        request = self._requests.get(builder, _SETTINGS(select=shapes.MAILBOX_PROPERTIES))
        try:
            settings = await self._transport.one(request, shapes.mailbox_settings, gate=_gate(person))
        except AnswerError as error:
            return Gap(source="working_hours", reason=error.reason, person=person)
        return Mailbox(shared=_purpose(settings) in _NOBODYS_OWN, hours=outlook_hours(settings.working_hours))

    async def events(self, person: PersonKey, window: Interval) -> tuple[EventCopy, ...] | Gap:
        """Return what a person's calendar holds in a window, each item once, or the gap: half a calendar is none."""
        builder = self._requests.client.users.by_user_id(person).calendar_view
        query = _QUERY(
            start_date_time=_iso(window.start),
            end_date_time=_iso(window.end),
            select=shapes.EVENT_PROPERTIES,
            top=_PAGE,
        )
        request = self._requests.get(builder, query, Prefer='outlook.timezone="UTC"')
        found: dict[str, EventCopy] = {}
        known: dict[_AsTold, Invitation] = {}
        try:
            async for page in self._transport.pages(request, shapes.events, gate=_gate(person)):
                for event in page:
                    if event.type != "seriesMaster" and event.id not in found:
                        found[event.id] = event_copy(event, known)
        except AnswerError as error:
            return Gap(source="calendar", reason=error.reason, person=person)
        except ValueError:
            return Gap(source="calendar", reason="unexpected answer", person=person)
        return tuple(found.values())


type _AsTold = tuple[str | None, str | None, str | None]
"""An attendee's address, answer and kind in Graph's words."""


def event_copy(event: shapes.Event, known: dict[_AsTold, Invitation] | None = None) -> EventCopy:
    """Return a calendar item in our words. `known` holds what was made of attendees before: the same few come again and again.

    Raises:
        ValueError: its times can't be understood.
    """
    start = utc_seconds(event.start.date_time, event.start.time_zone)
    end = utc_seconds(event.end.date_time, event.end.time_zone)
    dates = None
    if event.is_all_day:
        dates = calendar_date(event.start.date_time), calendar_date(event.end.date_time)
    online = event.online_meeting
    known = {} if known is None else known
    return EventCopy(
        id=event.id,
        uid=intern(event.i_cal_u_id or ""),
        series=event.series_master_id,
        when=Interval(start, max(start, end)),
        dates=dates,
        cancelled=bool(event.is_cancelled),
        organised=bool(event.is_organizer),
        response=_response(event.response_status),
        show_as=event.show_as or "unknown",
        sensitivity=event.sensitivity or "normal",
        organiser=intern(_address(event.organizer.email_address if event.organizer else None)),
        invited=tuple([_invitation(each, known) for each in event.attendees or ()]),
        hidden_attendees=bool(event.hide_attendees),
        online=bool(event.is_online_meeting),
        join_link=(online.join_url if online else None) or None,
        categories=frozenset(each.casefold() for each in event.categories or ()),
    )


def _invitation(attendee: shapes.Attendee, known: dict[_AsTold, Invitation]) -> Invitation:
    address, status = attendee.email_address, attendee.status
    told = (address.address if address else None, status.response if status else None, attendee.type)
    found = known.get(told)
    if found is None:
        found = known[told] = Invitation(
            address=intern(_address(address)), response=_response(status), resource=attendee.type == "resource"
        )
    return found


def outlook_hours(hours: shapes.WorkingHours | None) -> OutlookHours | None:
    """Return a mailbox's working hours, or None where it says nothing that can be understood."""
    if hours is None or hours.days_of_week is None or not hours.start_time or not hours.end_time:
        return None
    try:
        zone = _zone(hours.time_zone)
        start, end = (_minute(text) for text in (hours.start_time, hours.end_time))
    except ValueError:
        return None
    if zone is None or start == end:
        return None
    days = frozenset(_DAYS.index(day.lower()) for day in hours.days_of_week if day.lower() in _DAYS)
    return OutlookHours(days=days, span=Span(start, end if end > start else end + DAY_MINUTES), zone=zone)


def _zone(zone: shapes.MailboxZone | None) -> tzinfo | None:
    if zone is None:
        return None
    if zone.bias is None:
        return zone_named(zone.name) if zone.name else None
    daylight = zone.daylight_offset
    gained = (daylight.daylight_bias or 0) if daylight else 0
    if max(abs(zone.bias), abs(zone.bias + gained)) >= DAY_MINUTES:
        return None
    return CustomZone(
        bias=zone.bias,
        daylight_bias=gained,
        to_standard=_change(zone.standard_offset),
        to_daylight=_change(daylight),
    )


def _change(change: shapes.ZoneChange | None) -> Change | None:
    if change is None or not change.month or not change.time or (change.day_of_week or "").lower() not in _DAYS:
        return None
    return Change(
        month=change.month,
        weekday=_DAYS.index((change.day_of_week or "").lower()),
        occurrence=change.day_occurrence or 1,
        at=time.fromisoformat(change.time[:8]),
        year=change.year or 0,
    )


def _minute(text: str) -> int:
    clock = time.fromisoformat(text[:8])
    return clock.hour * 60 + clock.minute


def _purpose(settings: shapes.MailboxSettings) -> str:
    """Return whose mailbox it is; the property is told as a word, or as an object around it."""
    purpose = settings.user_purpose
    if isinstance(purpose, shapes.Purpose):
        purpose = purpose.value
    return purpose or ""


def _response(status: shapes.Status | None) -> Response:
    return _RESPONSES.get(status.response or "", Response.NONE) if status else Response.NONE


def _address(address: shapes.Address | None) -> str:
    return (address.address or "").casefold() if address else ""


def _gate(person: PersonKey) -> Gate:
    return "outlook", person


def _iso(moment: int) -> str:
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
