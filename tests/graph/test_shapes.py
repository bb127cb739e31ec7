"""The allow-list: no shape has a place for a text, a name or a location."""

from __future__ import annotations

import inspect
import json
import os
import typing
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from graph import shapes

MARKER = "zz-verzonnen"
LETS_THROUGH = {
    "@odata.nextLink", "@odata.type", "accountEnabled", "address", "appRoleId", "appRoles", "appid", "application",
    "associatedIdentity",
    "attendees", "bias",
    "calleeNetwork", "callee", "caller", "callerNetwork", "categories", "channelId", "channelIdentity", "chatId", "chatType",
    "code", "connectionType", "conversation", "conversationIdentityType", "createdDateTime", "dateTime", "dayOccurrence",
    "dayOfWeek", "daylightBias", "daylightOffset", "daysOfWeek", "deletedDateTime", "emailAddress", "employeeHireDate", "end",
    "endDateTime", "endTime", "error", "from",
    "hideAttendees", "iCalUId", "id", "importance", "ipAddress", "isAllDay", "isCancelled",
    "isOnlineMeeting", "isOrganizer", "joinUrl", "joinWebUrl", "mail", "media", "mentioned", "mentions", "messageType",
    "month", "name", "onlineMeeting", "organizer", "platform", "reflexiveIPAddress", "replies", "replies@odata.nextLink",
    "replyToId", "resourceId", "response", "responseStatus", "roles", "segments", "sensitivity", "seriesMasterId", "sessions",
    "sessions@odata.nextLink", "sharedShift", "sharedTimeOff",
    "showAs", "standardOffset", "start", "startDateTime", "startTime", "status", "subnet", "teamId",
    "tenantId", "tid", "time",
    "timeZone", "type", "usageLocation", "user", "userAgent", "userId", "userPrincipalName", "userPurpose", "userType", "value",
    "workLocation", "workLocationType", "workingHours", "year",
}  # fmt: skip
"""Every property that may become a Python object. A new one is a decision about privacy: docs/privacy.md."""
NAMED = {shapes.MailboxZone: "name"}
"""The one shape with a name in it: a time zone's."""
TEXTS = {
    "subject", "body", "bodyPreview", "content", "displayName", "topic", "summary", "mentionText", "text", "attachments",
    "reactions", "eventDetail", "messageHistory", "location", "locations", "webUrl", "webLink", "givenName", "surname",
    "jobTitle", "message", "headerValue", "macAddress", "basicServiceSetIdentifier", "availability", "activity",
    "statusMessage", "outOfOfficeSettings", "placeId",
}  # fmt: skip


def every_shape() -> list[type[msgspec.Struct]]:
    found = [each for _, each in inspect.getmembers(shapes, inspect.isclass) if issubclass(each, msgspec.Struct)]
    return [each for each in found if each.__module__ == shapes.__name__]


def properties() -> Iterator[tuple[type[msgspec.Struct], str, object]]:
    for shape in every_shape():
        for field in msgspec.structs.fields(shape):
            yield shape, field.encode_name, field.type


def test_no_shape_has_a_place_for_a_text() -> None:
    names = {name for _, name, _ in properties()}
    assert len(every_shape()) > 30
    assert names <= LETS_THROUGH, names - LETS_THROUGH
    assert not names & TEXTS
    assert {shape: name for shape, name, _ in properties() if name == "name"} == NAMED


def leaves(kind: object) -> Iterator[object]:
    inner = typing.get_args(kind)
    if not inner:
        yield kind
    for each in inner:
        yield from leaves(each)


def test_no_property_takes_just_anything() -> None:
    allowed = {str, int, bool, type(None), *every_shape()}
    for shape, name, kind in properties():
        taken = {leaf for leaf in leaves(kind) if not isinstance(leaf, typing.TypeVar)}
        assert taken <= allowed, f"{shape.__name__}.{name} takes {taken - allowed}"


def test_what_is_asked_for_has_a_place_and_no_text_is_asked_for() -> None:
    of_events = {field.encode_name for field in msgspec.structs.fields(shapes.Event)}
    of_users = {field.encode_name for field in msgspec.structs.fields(shapes.User)}
    of_mailboxes = {field.encode_name for field in msgspec.structs.fields(shapes.MailboxSettings)}
    assert set(shapes.EVENT_PROPERTIES) == of_events
    assert set(shapes.USER_PROPERTIES) == of_users - {"@odata.type"}
    assert set(shapes.MAILBOX_PROPERTIES) == of_mailboxes


PAYLOADS: list[tuple[str, msgspec.json.Decoder[Any]]] = [
    ("calendar_view", shapes.events),
    ("mailbox_settings", shapes.mailbox_settings),
    ("mailbox_settings_custom_zone", shapes.mailbox_settings),
    ("group_members", shapes.users),
    ("messages", shapes.messages),
    ("messages", shapes.threads),
    ("call_record", shapes.call),
    ("rooms", shapes.rooms),
    ("chats", shapes.chats),
    ("shifts", shapes.shifts),
    ("times_off", shapes.times_off),
]


def marked(value: Any) -> Any:  # noqa: ANN401 - JSON
    """Put the marker into every property that is not let through, and one of our own beside them."""
    if isinstance(value, dict):
        told = {name: marked(each) if name in LETS_THROUGH else f"{MARKER} {name}" for name, each in value.items()}
        return {**told, "extra": [{"text": MARKER}]}
    return [marked(each) for each in value] if isinstance(value, list) else value


@pytest.mark.parametrize(("name", "decoder"), [pytest.param(*each, id=each[0]) for each in PAYLOADS])
def test_whatever_else_stands_in_an_answer_becomes_no_object(name: str, decoder: msgspec.json.Decoder[Any]) -> None:
    told = marked(json.loads((Path(__file__).parent / "payloads" / f"{name}.json").read_text("utf-8")))
    assert json.dumps(told).count(MARKER) > 5
    decoded = decoder.decode(json.dumps(told).encode())
    assert MARKER not in repr(decoded)
    assert MARKER not in repr(msgspec.to_builtins(decoded)).replace("@odata.type", "")


def test_of_an_error_only_its_code_is_kept() -> None:
    body = {"error": {"code": "ErrorAccessDenied", "message": MARKER, "innerError": {"message": MARKER}}}
    assert repr(shapes.refusal.decode(json.dumps(body).encode())).count(MARKER) == 0


EXAMPLES = Path(os.environ.get("KADANS_EXAMPLES", Path(__file__).parents[3] / "shared" / "examples")) / "graph"
EXAMPLE_OF: dict[str, msgspec.json.Decoder[Any]] = {
    "callRecord_get_2023": shapes.call,
    "callRecord_get_2024": shapes.call,
    "callRecord_get_expand_participants_v2": shapes.call,
    "callRecord_get_expand_sessions_segments_2024": shapes.call,
    "callRecord_sessions_list": shapes.sessions,
    "callRecords_list": shapes.listed_calls,
    "channel_messages_list": shapes.threads,
    "chat_messages_list": shapes.messages,
    "error_429_TooManyRequests": shapes.refusal,
    "event_list_instances": shapes.events,
    "group_members_list": shapes.users,
    "group_members_list_odatacast_user_advancedquery": shapes.users,
    "group_transitiveMembers_list": shapes.users,
    "group_transitiveMembers_odatacast": shapes.users,
    "mailboxSettings_get": shapes.mailbox_settings,
    "mailboxSettings_get_workingHours_customTimeZone": shapes.mailbox_settings,
    "places_room_list": shapes.rooms,
    "team_channels_getAllMessages": shapes.messages,
    "team_channels_list": shapes.channels,
    "user_chats_getAllMessages": shapes.messages,
    "user_chats_list": shapes.chats,
    "user_directReports_list": shapes.users,
    "user_events_list": shapes.events,
}


@pytest.mark.skipif(not EXAMPLES.is_dir(), reason="the folder of example payloads is not here: set KADANS_EXAMPLES")
@pytest.mark.parametrize("name", sorted(EXAMPLE_OF))
def test_examples_of_the_documentation_are_understood(name: str) -> None:
    file = EXAMPLES / f"{name}.json"
    if not file.exists():
        pytest.skip(f"{file.name} is not among the examples")
    decoded = EXAMPLE_OF[name].decode(file.read_bytes())
    for text in ("displayName", "content", "subject"):
        assert text not in msgspec.to_builtins(decoded)
