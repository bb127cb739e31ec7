"""Every kind of answer has the shape that Microsoft's own SDK knows, and the keys that the documentation prints."""

from __future__ import annotations

import importlib
import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from kiota_abstractions.serialization import Parsable
from kiota_serialization_json.json_parse_node_factory import JsonParseNodeFactory

from sandbox import Company
from tests.sandbox.conftest import Caller

EXAMPLES = (
    Path(os.environ.get("KADANS_EXAMPLES", Path(__file__).resolve().parents[3] / "shared" / "examples")) / "graph"
)
documented = pytest.mark.skipif(
    not EXAMPLES.is_dir(), reason="the documentation's examples are not beside the repository"
)

MEMBERSHIPS = "msgraph.generated.models.conversation_member_collection_response:ConversationMemberCollectionResponse"
MESSAGES = "msgraph.generated.models.chat_message_collection_response:ChatMessageCollectionResponse"
CALLS = "msgraph.generated.models.call_records.call_record_collection_response:CallRecordCollectionResponse"
CALL = "msgraph.generated.models.call_records.call_record:CallRecord"
SESSIONS = "msgraph.generated.models.call_records.session_collection_response:SessionCollectionResponse"
PARTICIPANTS = "msgraph.generated.models.call_records.participant_collection_response:ParticipantCollectionResponse"
USER_COLLECTION = "msgraph.generated.models.user_collection_response:UserCollectionResponse"
DIRECTORY_COLLECTION = "msgraph.generated.models.directory_object_collection_response:DirectoryObjectCollectionResponse"
KINDS = {
    "/organization": "msgraph.generated.models.organization_collection_response:OrganizationCollectionResponse",
    "/groups/{group}": "msgraph.generated.models.group:Group",
    "/groups/{group}/members?$top=2": DIRECTORY_COLLECTION,
    "/groups/{group}/transitiveMembers/microsoft.graph.user?$top=2": USER_COLLECTION,
    "/users/{lead}": "msgraph.generated.models.user:User",
    "/users/{lead}?$select=id,accountEnabled,usageLocation,userType,employeeHireDate": "msgraph.generated.models.user:User",
    "/users/{lead}/manager": "msgraph.generated.models.user:User",
    "/users/{manager}/directReports?$top=2": DIRECTORY_COLLECTION,
    "/users/{lead}/mailboxSettings": "msgraph.generated.models.mailbox_settings:MailboxSettings",
    "/users/{lead}/mailboxSettings/workingHours": "msgraph.generated.models.working_hours:WorkingHours",
    "{week}": "msgraph.generated.models.event_collection_response:EventCollectionResponse",
    "/places/microsoft.graph.room": "msgraph.generated.models.room_collection_response:RoomCollectionResponse",
    "/teams/{group}/members?$top=2": MEMBERSHIPS,
    "/users/{lead}/chats/getAllMessages?$top=30": MESSAGES,
    "/teams/{group}/channels/getAllMessages?$top=30": MESSAGES,
    "/teams/{group}/channels/{channel}/messages?$top=9&$expand=replies": MESSAGES,
    "/users/{lead}/chats?$expand=members": "msgraph.generated.models.chat_collection_response:ChatCollectionResponse",
    "/chats/{chat}": "msgraph.generated.models.chat:Chat",
    "/chats/{chat}/members": MEMBERSHIPS,
    "/teams/{group}/channels": "msgraph.generated.models.channel_collection_response:ChannelCollectionResponse",
    "/communications/callRecords?$top=5": CALLS,
    "{call}?$expand=sessions($expand=segments),participants_v2": CALL,
    "{call}/sessions?$expand=segments": SESSIONS,
    "{call}/participants_v2": PARTICIPANTS,
    "/shoes": "msgraph.generated.models.o_data_errors.o_data_error:ODataError",
}


UNTYPED = tuple(
    f"{holder}.{name}"
    for holder in ("associated_identity", "identity.user", "identity.phone", "identity.guest")
    for name in ("tenantId", "userPrincipalName")
)
"""Documented properties of call records that the SDK types as a bare identity, and therefore keeps aside."""


def parsed(content: bytes, model: str) -> Parsable:
    module, _, name = model.partition(":")
    kind: type[Parsable] = getattr(importlib.import_module(module), name)
    node: Any = JsonParseNodeFactory().get_root_parse_node("application/json", content)
    found: Parsable = node.get_object_value(kind)
    return found


def unknown_to_the_sdk(item: object, place: str = "") -> Iterator[str]:
    """Yield every property that a model kept aside because it does not know it."""
    elements = getattr(item, "items", item)  # the models keep lists in a wrapper
    if isinstance(elements, list):
        for element in elements:
            yield from unknown_to_the_sdk(element, place)
    elif isinstance(item, Parsable):
        inside = item.backing_store.enumerate_() if hasattr(item, "backing_store") else vars(item).items()
        for name, value in inside:
            if name == "additional_data":
                yield from (f"{place}.{key}" for key in value if "@odata." not in key)
            else:
                yield from unknown_to_the_sdk(value, f"{place}.{name}")


@pytest.fixture(scope="module")
def asking(small: Company, call: Callable[..., Any]) -> Iterator[Caller]:
    with call(small) as found:
        yield found


def asked(caller: Caller, path: str) -> bytes:
    company = caller.served.company
    team = company.team("platform")
    group = company.group(team.group or "")
    address = path.format(
        group=team.group,
        lead=team.members[0],
        manager=team.manager,
        week=caller.week_of(team.members[0], top=40),
        channel=group.channels[0] if group else "",
        chat=company.chats[0].id,
        call=f"/communications/callRecords/{next(call.id for call in reversed(company.calls) if call.online)}",
    )
    return caller.ask(address).content


@pytest.mark.parametrize("path", KINDS)
def test_the_sdk_knows_every_property_that_is_served(asking: Caller, path: str) -> None:
    content = asked(asking, path)
    unknown = list(unknown_to_the_sdk(parsed(content, KINDS[path])))
    assert [name for name in unknown if not name.endswith(UNTYPED)] == []


def test_the_sdk_reads_the_customised_zone(company: Company, caller: Caller) -> None:
    person = next(person for person in company.people if person.quirk == "custom_zone")
    content = caller.ask(f"/users/{person.id}/mailboxSettings").content
    settings: Any = parsed(content, KINDS["/users/{lead}/mailboxSettings"])
    assert list(unknown_to_the_sdk(settings)) == []
    assert settings.working_hours.time_zone.daylight_offset.daylight_bias == -60


def test_the_check_itself_finds_what_the_sdk_does_not_know() -> None:
    found = parsed(b'{"value":[{"id":"1","shoeSize":43,"@odata.etag":"x"}]}', KINDS["{week}"])
    assert list(unknown_to_the_sdk(found)) == [".value.shoeSize"]


DOCUMENTED = {
    "user_manager_get.json": "/users/{lead}/manager",
    "user_directReports_list.json": "/users/{manager}/directReports",
    "team_members_list.json": "/teams/{group}/members",
    "mailboxSettings_get.json": "/users/{lead}/mailboxSettings",
    "user_calendarView_list.json": "{week}",
    "user_events_list.json": "{week}",
    "event_list_instances.json": "{week}",
    "user_chats_getAllMessages.json": "/users/{lead}/chats/getAllMessages",
    "team_channels_getAllMessages.json": "/teams/{group}/channels/getAllMessages",
    "channel_messages_list.json": "/teams/{group}/channels/{channel}/messages",
    "user_chats_list_expand_members.json": "/users/{lead}/chats?$expand=members",
    "user_chats_list.json": "/users/{lead}/chats",
    "chat_members_list.json": "/chats/{chat}/members",
    "team_channels_list.json": "/teams/{group}/channels",
    "callRecords_list.json": "/communications/callRecords",
    "callRecord_get_2024.json": "{call}",
    "callRecord_get_expand_participants_v2.json": "{call}?$expand=participants_v2",
    "callRecord_get_expand_sessions_segments_2024.json": "{call}?$expand=sessions($expand=segments)",
    "group_members_list.json": "/groups/{group}/members",
    "group_transitiveMembers_odatacast.json": "/groups/{group}/transitiveMembers/microsoft.graph.user",
}
RENAMED = {
    "displayDevice", "@odata.count", "body", "bodyPreview", "sessions@odata.nextLink", "participants_v2@odata.nextLink",
    "participants_v2@odata.context",
}  # fmt: skip
"""Keys of old pages that are called otherwise today, that need a query option, or a permission."""


def keys_of(body: Any) -> set[str]:  # noqa: ANN401
    items = body["value"] if isinstance(body, dict) and isinstance(body.get("value"), list) else [body]
    return {key for item in items for key in item}


@documented
@pytest.mark.parametrize("example", DOCUMENTED)
def test_the_keys_of_the_documentation_are_served(asking: Caller, example: str) -> None:
    printed = keys_of(json.loads((EXAMPLES / example).read_text(encoding="utf-8")))
    served = keys_of(json.loads(asked(asking, DOCUMENTED[example])))
    assert printed - served - RENAMED == set()
