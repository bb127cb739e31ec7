"""What the allow-list lets through, resource by resource. Fields that do not stand here are skipped while parsing.

There is no place for a subject, a body, a name or a location: they never become Python objects.
"""

import msgspec
from msgspec import Struct, field


class Answer(Struct, rename="camel", gc=False):
    """Anything that Graph answers; unknown fields are skipped. An answer is a tree, so the collector of cycles leaves it alone."""


class Page[Item](Struct, gc=False):
    """One page of a collection."""

    value: list[Item]
    next_link: str | None = field(default=None, name="@odata.nextLink")


class ErrorCode(Answer):
    """Of an error, its code alone: messages may hold names."""

    code: str | None = None


class Refusal(Answer):
    """The body of an answer that is no success."""

    error: ErrorCode | None = None


class User(Answer):
    """A member of a group, or a report of a manager."""

    id: str
    type: str | None = field(default=None, name="@odata.type")
    account_enabled: bool | None = None
    user_type: str | None = None
    usage_location: str | None = None
    mail: str | None = None
    user_principal_name: str | None = None


class Employment(Answer):
    """Since when a person works here."""

    employee_hire_date: str | None = None


class ZoneChange(Answer):
    """When a custom zone changes its clock."""

    time: str | None = None
    day_occurrence: int | None = None
    day_of_week: str | None = None
    month: int | None = None
    year: int | None = None
    daylight_bias: int | None = None


class MailboxZone(Answer):
    """A zone by name, or described in full."""

    name: str | None = None
    bias: int | None = None
    standard_offset: ZoneChange | None = None
    daylight_offset: ZoneChange | None = None


class WorkingHours(Answer):
    """Of mailbox settings."""

    days_of_week: list[str] | None = None
    start_time: str | None = None
    end_time: str | None = None
    time_zone: MailboxZone | None = None


class Purpose(Answer):
    """The word for whose mailbox it is, where an object stands around it."""

    value: str | None = None


class MailboxSettings(Answer):
    """Working hours, and whose mailbox it is."""

    working_hours: WorkingHours | None = None
    user_purpose: str | Purpose | None = None


class Moment(Answer):
    """A wall clock and its zone."""

    date_time: str
    time_zone: str | None = None


class Address(Answer):
    """A mail address, without the name beside it."""

    address: str | None = None


class Recipient(Answer):
    """An organiser."""

    email_address: Address | None = None


class Status(Answer):
    """An answer to an invitation."""

    response: str | None = None


class Attendee(Answer):
    """A person or a room on an invitation."""

    type: str | None = None
    status: Status | None = None
    email_address: Address | None = None


class OnlineMeeting(Answer):
    """The join link."""

    join_url: str | None = None


class Event(Answer):
    """A calendar item."""

    id: str
    start: Moment
    end: Moment
    i_cal_u_id: str | None = field(default=None, name="iCalUId")
    series_master_id: str | None = None
    type: str | None = None
    is_all_day: bool | None = None
    is_cancelled: bool | None = None
    is_organizer: bool | None = None
    organizer: Recipient | None = None
    attendees: list[Attendee] | None = None
    response_status: Status | None = None
    show_as: str | None = None
    sensitivity: str | None = None
    is_online_meeting: bool | None = None
    online_meeting: OnlineMeeting | None = None
    hide_attendees: bool | None = None
    categories: list[str] | None = None


EVENT_PROPERTIES = [
    "id", "iCalUId", "seriesMasterId", "type", "start", "end", "isAllDay", "isCancelled", "isOrganizer", "organizer",
    "attendees", "responseStatus", "showAs", "sensitivity", "isOnlineMeeting", "onlineMeeting", "hideAttendees", "categories",
]  # fmt: skip
"""What is asked of a calendar: no subject, no body, no location."""
USER_PROPERTIES = ["id", "accountEnabled", "userType", "usageLocation", "mail", "userPrincipalName"]
MAILBOX_PROPERTIES = ["workingHours", "userPurpose"]

users = msgspec.json.Decoder(Page[User])
user = msgspec.json.Decoder(User)
EMPLOYMENT_PROPERTIES = ["employeeHireDate"]
employment = msgspec.json.Decoder(Employment)
events = msgspec.json.Decoder(Page[Event])
mailbox_settings = msgspec.json.Decoder(MailboxSettings)
refusal = msgspec.json.Decoder(Refusal)


class Identity(Answer):
    """Somebody or something by id alone: names are dropped."""

    id: str | None = None


class ConversationIdentity(Answer):
    """A chat, channel or team as a whole."""

    id: str | None = None
    conversation_identity_type: str | None = None


class From(Answer):
    """Who wrote."""

    user: Identity | None = None
    application: Identity | None = None


class Mentioned(Answer):
    """Whom a mention means. Tags can't be resolved and are left alone."""

    user: Identity | None = None
    conversation: ConversationIdentity | None = None


class Mention(Answer):
    """A mention, without the text that shows it."""

    mentioned: Mentioned | None = None


class ChannelIdentity(Answer):
    """Which channel."""

    team_id: str | None = None
    channel_id: str | None = None


class ChatMessage(Answer):
    """That something was written. No body, subject, summary, attachment, reaction or name has a place here."""

    id: str
    reply_to_id: str | None = None
    created_date_time: str | None = None
    deleted_date_time: str | None = None
    message_type: str | None = None
    chat_id: str | None = None
    channel_identity: ChannelIdentity | None = None
    importance: str | None = None
    sender: From | None = field(default=None, name="from")
    mentions: list[Mention] | None = None


class ChannelThread(ChatMessage):
    """A message of a channel with its replies."""

    replies: list[ChatMessage] | None = None
    replies_next_link: str | None = field(default=None, name="replies@odata.nextLink")


class Chat(Answer):
    """A chat and its kind; its topic is dropped."""

    id: str
    chat_type: str | None = None


class ChatMember(Answer):
    """Somebody in a chat by id; name and address are dropped."""

    user_id: str | None = None


class Channel(Answer):
    """A channel by id; its name is dropped."""

    id: str


messages = msgspec.json.Decoder(Page[ChatMessage])
threads = msgspec.json.Decoder(Page[ChannelThread])
chats = msgspec.json.Decoder(Page[Chat])
chat = msgspec.json.Decoder(Chat)
chat_members = msgspec.json.Decoder(Page[ChatMember])
channels = msgspec.json.Decoder(Page[Channel])


class PlannedTime(Answer):
    """From when to when, in UTC; no label, no note, no colour, no activity, no reason."""

    start_date_time: str | None = None
    end_date_time: str | None = None


class Shift(Answer):
    """A shift as the team sees it. Its draft, which a manager alone sees, has no place; without a user it is open."""

    user_id: str | None = None
    shared_shift: PlannedTime | None = None


class TimeOff(Answer):
    """Time off as the team sees it, without its reason."""

    user_id: str | None = None
    shared_time_off: PlannedTime | None = None


shifts = msgspec.json.Decoder(Page[Shift])
times_off = msgspec.json.Decoder(Page[TimeOff])


class Room(Answer):
    """A room by its address."""

    email_address: str | None = None


class CallIdentity(Answer):
    """Who stands behind an endpoint; its name is dropped."""

    id: str | None = None
    type: str | None = field(default=None, name="@odata.type")
    tenant_id: str | None = None
    user_principal_name: str | None = None


class UserAgent(Answer):
    """What somebody joined on."""

    platform: str | None = None


class CallEndpoint(Answer):
    """One side of a session."""

    associated_identity: CallIdentity | None = None
    user_agent: UserAgent | None = None


class MediaNetwork(Answer):
    """Where a stream came from; no hardware address, no access point."""

    ip_address: str | None = None
    reflexive_ip_address: str | None = field(default=None, name="reflexiveIPAddress")
    subnet: str | None = None
    connection_type: str | None = None


class Media(Answer):
    """One stream of a segment."""

    caller_network: MediaNetwork | None = None
    callee_network: MediaNetwork | None = None


class Segment(Answer):
    """A part of a session."""

    media: list[Media] | None = None


class Session(Answer):
    """One participant's connection."""

    id: str
    start_date_time: str
    end_date_time: str
    caller: CallEndpoint | None = None
    callee: CallEndpoint | None = None
    segments: list[Segment] | None = None


class ListedCall(Answer):
    """A call record in a list, without its sessions."""

    id: str
    type: str | None = None
    start_date_time: str | None = None
    end_date_time: str | None = None
    join_web_url: str | None = None


class Call(ListedCall):
    """A call record with its sessions."""

    sessions: list[Session] | None = None
    sessions_next_link: str | None = field(default=None, name="sessions@odata.nextLink")


class WorkLocation(Answer):
    """Whether it is the office or elsewhere; which office, and who says so, are dropped."""

    work_location_type: str | None = None


class Presence(Answer):
    """Where somebody works today. Availability, activity, status message and automatic reply are dropped."""

    id: str
    work_location: WorkLocation | None = None


presences = msgspec.json.Decoder(Page[Presence])
rooms = msgspec.json.Decoder(Page[Room])
listed_calls = msgspec.json.Decoder(Page[ListedCall])
call = msgspec.json.Decoder(Call)
sessions = msgspec.json.Decoder(Page[Session])


class Known(Answer):
    """That something is there: its id, and nothing else."""

    id: str


class AppRole(Answer):
    """A permission that an app offers to other apps."""

    id: str
    value: str | None = None


class Offering(Answer):
    """An app that offers permissions, such as Microsoft Graph itself."""

    id: str
    app_roles: list[AppRole] = []


class AppRoleAssignment(Answer):
    """A permission that was granted to the app itself."""

    app_role_id: str | None = None
    resource_id: str | None = None


class Claims(Answer):
    """Of the app's own token: which tenant, which app, which permissions."""

    tid: str | None = None
    appid: str | None = None
    roles: list[str] | None = None


things = msgspec.json.Decoder(Page[Known])
thing = msgspec.json.Decoder(Known)
offering = msgspec.json.Decoder(Offering)
assignments = msgspec.json.Decoder(Page[AppRoleAssignment])
claims = msgspec.json.Decoder(Claims)
