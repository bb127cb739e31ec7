"""Payload pairs: what Graph writes, and the facts that come of it. Every text in the payloads is the marker."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec
import pytest

from core.calls import Caller, CallRecord, Network
from core.errors import AnswerError
from core.facts import EventCopy, Gap, Invitation, PersonKey, Response
from core.intervals import Interval
from core.messages import Copy, Mentions, Unavailable
from core.ports import DirectoryPerson, Mailbox
from core.worktime import OutlookHours
from core.zones import CustomZone
from graph.calendars import GraphCalendars
from graph.calls import GraphCalls
from graph.directory import GraphDirectory
from graph.messages import GraphMessages
from tests.graph.wire import Asked, Graph, Line, Says, Script, in_turn, refusal

ANNA = "00000000-0000-4000-8000-0000000000a1"
BART = "00000000-0000-4000-8000-0000000000b2"
TENANT = "99999999-0000-4000-8000-000000000009"
WEEK = Interval(int(datetime(2026, 11, 9, tzinfo=UTC).timestamp()), int(datetime(2026, 11, 16, tzinfo=UTC).timestamp()))
MARKER = "zz-verzonnen"
type Payload = Callable[[str], Any]


def at(day: int, clock: str) -> int:
    return int(datetime.fromisoformat(f"2026-11-{day:02}T{clock}Z").timestamp())


def events(graph: Graph, script: Script | Says) -> tuple[EventCopy, ...] | Gap:
    return graph.run(script, lambda line: GraphCalendars(line.transport, line.requests).events(PersonKey(ANNA), WEEK))


def mailbox(graph: Graph, body: Any) -> Mailbox | Gap:  # noqa: ANN401 - JSON
    script = Says(body=body)
    return graph.run(script, lambda line: GraphCalendars(line.transport, line.requests).mailbox(PersonKey(ANNA)))


def members(graph: Graph, script: Script | Says) -> tuple[DirectoryPerson, ...]:
    async def use(line: Line) -> tuple[DirectoryPerson, ...]:
        return tuple(await GraphDirectory(line.transport, line.requests).group_members("g"))

    return graph.run(script, use)


def chats(graph: Graph, script: Script | Says) -> tuple[Copy, ...] | Gap:
    return graph.run(
        script, lambda line: GraphMessages(line.transport, line.requests).chat_messages(PersonKey(ANNA), WEEK)
    )


def channels(graph: Graph, script: Script | Says) -> tuple[Copy, ...] | Gap | Unavailable:
    return graph.run(script, lambda line: GraphMessages(line.transport, line.requests).channel_messages("t-1", WEEK))


def record(graph: Graph, script: Script | Says) -> CallRecord | Gap | None:
    return graph.run(script, lambda line: GraphCalls(line.transport, line.requests).record("call-1"))


# --- calendars ---------------------------------------------------------------------------------------------------------


def test_a_calendar_item_keeps_its_facts(graph: Graph, payload: Payload) -> None:
    found = events(graph, Says(body=payload("calendar_view")))
    assert isinstance(found, tuple)
    assert [event.id for event in found] == ["AAMk-1", "AAMk-2", "AAMk-3", "AAMk-5", "AAMk-6"]
    assert found[0] == EventCopy(
        id="AAMk-1",
        uid="040000008200E0-1",
        series="AAMk-0",
        when=Interval(at(10, "09:00"), at(10, "10:30")),
        response=Response.TENTATIVE,
        show_as="tentative",
        organiser="baas@voorbeeld.example",
        invited=(
            Invitation(address="anna.a@voorbeeld.example", response=Response.ACCEPTED),
            Invitation(address="klant@elders.example"),
            Invitation(address="room.a@voorbeeld.example", response=Response.DECLINED, resource=True),
        ),
        hidden_attendees=True,
        online=True,
        join_link="https://teams.example/l/meetup-join/1",
        categories=frozenset({"brainstorm", "team building"}),
    )


def test_an_all_day_item_keeps_its_floating_dates(graph: Graph, payload: Payload) -> None:
    found = events(graph, Says(body=payload("calendar_view")))
    assert isinstance(found, tuple)
    assert found[1].dates == (date(2026, 11, 11), date(2026, 11, 13))
    assert (found[1].private, found[1].organised, found[1].show_as) == (True, True, "oof")


def test_times_with_a_zone_of_their_own_are_understood(graph: Graph, payload: Payload) -> None:
    found = events(graph, Says(body=payload("calendar_view")))
    assert isinstance(found, tuple)
    assert found[2].when == Interval(at(12, "08:00"), at(12, "09:00"))
    assert found[2].cancelled


def test_an_item_that_says_little_is_read_with_care(graph: Graph, payload: Payload) -> None:
    found = events(graph, Says(body=payload("calendar_view")))
    assert isinstance(found, tuple)
    assert found[3] == EventCopy(
        id="AAMk-5", uid="", when=Interval(at(12, "12:00"), at(12, "12:00")), show_as="unknown"
    )
    bare = found[4]
    assert (bare.uid, bare.invited, bare.organiser, bare.response) == ("", (), "", Response.NONE)
    assert (bare.show_as, bare.sensitivity, bare.join_link, bare.categories) == ("unknown", "normal", None, frozenset())


@pytest.mark.parametrize(
    "moment",
    [
        pytest.param({"dateTime": "soon", "timeZone": "UTC"}, id="no time"),
        pytest.param({"dateTime": "2026-13-40T09:00:00", "timeZone": "UTC"}, id="no date"),
        pytest.param({"dateTime": "2026-11-10T09:00:00", "timeZone": "tzone://Microsoft/Custom"}, id="no zone"),
        pytest.param({"dateTime": 7}, id="a number"),
    ],
)
def test_half_a_calendar_is_none(graph: Graph, payload: Payload, moment: dict[str, Any]) -> None:
    body = payload("calendar_view")
    body["value"][-1]["start"] = moment
    assert events(graph, Says(body=body)) == Gap(source="calendar", reason="unexpected answer", person=PersonKey(ANNA))


def test_calendars_are_asked_for_facts_alone(graph: Graph) -> None:
    def script(asked: Asked) -> Says:
        seen.append(asked)
        return Says(body={"value": []})

    seen: list[Asked] = []
    events(graph, script)
    assert seen[0].query["startDateTime"] == "2026-11-09T00:00:00Z"
    assert seen[0].headers["prefer"] == 'outlook.timezone="UTC"'
    asked_for = set(seen[0].query["$select"].split(","))
    assert not asked_for & {"subject", "body", "bodyPreview", "location", "locations", "webLink"}
    assert {"start", "end", "iCalUId", "attendees", "onlineMeeting", "sensitivity", "categories"} <= asked_for


def test_working_hours_keep_days_span_and_zone(graph: Graph, payload: Payload) -> None:
    found = mailbox(graph, payload("mailbox_settings"))
    assert isinstance(found, Mailbox)
    assert not found.shared
    assert isinstance(found.hours, OutlookHours)
    assert (found.hours.days, found.hours.span.start, found.hours.span.end) == (frozenset({0, 1, 3, 4}), 510, 1020)
    assert found.hours.zone.utcoffset(datetime(2026, 7, 1)) == timedelta(hours=2)


def test_a_custom_zone_counts_as_its_samples_do_and_a_night_shift_ends_the_next_day(
    graph: Graph, payload: Payload
) -> None:
    found = mailbox(graph, payload("mailbox_settings_custom_zone"))
    assert isinstance(found, Mailbox)
    assert found.shared
    assert found.hours is not None
    assert (found.hours.span.start, found.hours.span.end) == (22 * 60, 30 * 60)
    assert isinstance(found.hours.zone, CustomZone)
    assert found.hours.zone.utcoffset(datetime(2026, 1, 5)) == timedelta(hours=1)
    assert found.hours.zone.utcoffset(datetime(2026, 7, 6)) == timedelta(hours=2)


@pytest.mark.parametrize("purpose", [pytest.param(word, id=word) for word in ("shared", "room", "equipment")])
def test_a_mailbox_of_nobody_is_recognised(graph: Graph, purpose: str) -> None:
    assert mailbox(graph, {"userPurpose": purpose}) == Mailbox(shared=True)
    assert mailbox(graph, {"userPurpose": {"value": purpose}}) == Mailbox(shared=True)


def _hours(**changes: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    zone = {
        "bias": -60,
        "standardOffset": {"time": "03:00:00", "dayOfWeek": "sunday", "month": 10, "dayOccurrence": 5},
        "daylightOffset": {
            "time": "02:00:00", "dayOfWeek": "sunday", "month": 3, "dayOccurrence": 5, "daylightBias": -60,
        },
    }  # fmt: skip
    hours = {"daysOfWeek": ["monday"], "startTime": "08:00:00", "endTime": "17:00:00", "timeZone": zone}
    return {"workingHours": hours | changes}


@pytest.mark.parametrize(
    "settings",
    [
        pytest.param({}, id="nothing"),
        pytest.param({"workingHours": None}, id="no hours"),
        pytest.param(_hours(daysOfWeek=None), id="no days"),
        pytest.param(_hours(startTime="early"), id="no clock"),
        pytest.param(_hours(endTime="08:00:00"), id="no span"),
        pytest.param(_hours(timeZone=None), id="no zone"),
        pytest.param(_hours(timeZone={"name": "Nowhere Standard Time"}), id="a zone nobody knows"),
        pytest.param(_hours(timeZone={"bias": 90000}), id="a zone of another planet"),
        pytest.param(
            _hours(timeZone={"bias": 0, "standardOffset": {"time": "late", "dayOfWeek": "sunday", "month": 10}}),
            id="a change at no time",
        ),
    ],
)
def test_hours_that_cannot_be_understood_are_none(graph: Graph, settings: dict[str, Any]) -> None:
    assert mailbox(graph, settings) == Mailbox()


# --- directory ---------------------------------------------------------------------------------------------------------


def test_members_are_people_and_each_once(graph: Graph, payload: Payload) -> None:
    found = members(graph, Says(body=payload("group_members")))
    assert found == (
        DirectoryPerson(
            key=PersonKey(ANNA), country="BE", mail="anna.a@voorbeeld.example", sign_in="anna@login.example"
        ),
        DirectoryPerson(key=PersonKey(BART), enabled=False, sign_in="b@login.example"),
        DirectoryPerson(
            key=PersonKey("00000000-0000-4000-8000-0000000000c3"),
            country="NL",
            guest=True,
            mail="gast@elders.example",
            sign_in="gast_elders.example#ext#@voorbeeld.example",
        ),
        DirectoryPerson(key=PersonKey("00000000-0000-4000-8000-0000000000f6")),
    )


def test_a_cloud_that_does_not_cast_is_asked_plainly(graph: Graph, payload: Payload) -> None:
    found = members(graph, in_turn(refusal(400), Says(body=payload("group_members"))))
    assert len(found) == 4


def test_a_group_that_is_refused_is_no_empty_group(graph: Graph) -> None:
    with pytest.raises(AnswerError):
        members(graph, refusal(403))


# --- messages ----------------------------------------------------------------------------------------------------------

CHAT = "19:a_b@unq.gbl.spaces"
CHANNEL = "19:kanaal@thread.tacv2"
SENT = at(10, "19:30:05")


def copy(number: str, **others: Any) -> Copy:  # noqa: ANN401 - any field
    told: dict[str, Any] = {
        "key": f"{CHAT} {number}",
        "place": CHAT,
        "in_channel": False,
        "sent_at": SENT,
        "sender": ANNA,
    }
    return Copy(**(told | others))


def in_channel(number: str, **others: Any) -> Copy:  # noqa: ANN401 - any field
    return copy(number, key=f"{CHANNEL} {number}", place=CHANNEL, in_channel=True, **others)


EVERYBODY = Mentions(everybody=True)
COPIES = (
    copy("1"),
    copy("2", urgent=True, mentions=Mentions(people=frozenset({BART}))),
    copy("3", urgent=True, mentions=EVERYBODY),
    in_channel("4", mentions=EVERYBODY),
    in_channel("5", mentions=EVERYBODY, thread="4"),
    copy("6"),
    copy("16", sender="cccccccc-0000-4000-8000-00000000000c"),
)


def test_messages_are_who_wrote_where_and_when_and_nothing_else(graph: Graph, payload: Payload) -> None:
    """Left out: system messages, unknown types, deleted ones, apps, nobody's, and those without a time."""
    assert chats(graph, Says(body=payload("messages"))) == COPIES


def _messages(payload: Payload, *numbers: int, **changes: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - JSON
    return [message | changes for message in payload("messages")["value"] if int(message["id"]) in numbers]


def _pages(*pages: list[dict[str, Any]]) -> Script:
    def script(asked: Asked) -> Says:
        number = int(asked.query.get("$skiptoken", "0"))
        more = {"@odata.nextLink": f"{asked.link}?$skiptoken={number + 1}"} if number + 1 < len(pages) else {}
        return Says(body={"value": pages[number], **more})

    return script


def test_a_message_that_comes_on_two_pages_counts_once(graph: Graph, payload: Payload) -> None:
    pages = [_messages(payload, 1, 2), [], _messages(payload, 2, 6)]
    assert chats(graph, _pages(*pages)) == (COPIES[0], COPIES[1], COPIES[5])


def test_a_place_that_graph_loses_is_searched_again_from_the_start(graph: Graph, payload: Payload) -> None:
    first = Says(body={"value": _messages(payload, 1), "@odata.nextLink": ""})

    def script(asked: Asked) -> Says:
        asked_for.append(asked)
        if "$skiptoken" not in asked.query:
            link = f"{asked.link}?$skiptoken={len(asked_for)}"
            return Says(body={**first.body, "@odata.nextLink": link})
        if len(asked_for) == 2:
            return refusal(400, "BadRequest", "Invalid continuation token")
        return Says(body={"value": _messages(payload, 6)})

    asked_for: list[Asked] = []
    assert chats(graph, script) == (COPIES[0], COPIES[5])
    assert len(asked_for) == 4


def test_a_place_that_graph_loses_again_and_again_is_a_gap(graph: Graph, payload: Payload) -> None:
    def script(asked: Asked) -> Says:
        if "$skiptoken" in asked.query:
            return refusal(400, "BadRequest", "Invalid continuation token")
        return Says(body={"value": _messages(payload, 1), "@odata.nextLink": f"{asked.link}?$skiptoken=1"})

    assert chats(graph, script) == Gap(source="chats", reason="refused (400)", person=PersonKey(ANNA))


@pytest.mark.parametrize(
    ("created", "counts"),
    [
        pytest.param("2026-11-08T23:59:59.999Z", False, id="a second before the week"),
        pytest.param("2026-11-09T00:00:00Z", True, id="the first second"),
        pytest.param("2026-11-15T23:59:59Z", True, id="the last second"),
        pytest.param("2026-11-16T00:00:00Z", False, id="the second after"),
        pytest.param("2024-02-29T12:00:00Z", False, id="old, and moved by a reaction"),
    ],
)
def test_what_counts_is_when_it_was_written_whatever_graph_lets_through(
    graph: Graph, payload: Payload, created: str, counts: bool
) -> None:
    found = chats(graph, Says(body={"value": _messages(payload, 1, createdDateTime=created)}))
    assert isinstance(found, tuple)
    assert len(found) == counts


def test_chats_are_asked_since_the_week_began_without_an_end_and_without_a_sender(graph: Graph) -> None:
    def script(asked: Asked) -> Says:
        seen.append(asked)
        return Says(body={"value": []})

    seen: list[Asked] = []
    chats(graph, script)
    assert seen[0].path == f"/users/{ANNA}/chats/getAllMessages()"
    assert seen[0].query["$filter"] == "lastModifiedDateTime gt 2026-11-08T23:59:59Z"


def test_a_time_that_is_none_makes_the_export_a_gap(graph: Graph, payload: Payload) -> None:
    body = {"value": _messages(payload, 1, createdDateTime="yesterday")}
    assert chats(graph, Says(body=body)) == Gap(source="chats", reason="unexpected answer", person=PersonKey(ANNA))


def _channel_by_channel(payload: Payload, *, foreign: bool = False) -> Script:
    """Refuse the export; have two channels, one of them with a thread whose replies take three pages."""

    def script(asked: Asked) -> Says:
        paths.append(asked.path)
        if "/getAllMessages" in asked.path:
            return refusal(403)
        if asked.path.endswith("/channels"):
            return Says(
                body={"value": [{"id": CHANNEL, "displayName": MARKER}, {"id": "19:leeg", "displayName": MARKER}]}
            )
        if "19:leeg" in asked.path:
            return Says(body={"value": []})
        if asked.path.endswith("/replies"):
            page = asked.query["$skiptoken"]
            body: dict[str, Any] = {"value": _messages(payload, 5, 5 if page == "1" else 6, chatId=None)}
            more = {"@odata.nextLink": f"{asked.link}?$skiptoken=2"} if page == "1" else {}
            return Says(body=body | more)
        assert asked.query["$expand"] == "replies"
        root = "https://graph.elsewhere.example" if foreign else asked.link
        thread = _messages(payload, 4)[0]
        reply = {**thread, "id": "40", "mentions": []}
        link = f"{root}/4/replies?$skiptoken=1"
        return Says(body={"value": [{**thread, "replies": [reply], "replies@odata.nextLink": link}]})

    paths: list[str] = []
    return script


def test_channels_are_read_one_by_one_where_the_export_is_not_allowed(graph: Graph, payload: Payload) -> None:
    found = channels(graph, _channel_by_channel(payload))
    assert isinstance(found, tuple)
    assert [each.key for each in found] == [f"{CHANNEL} {number}" for number in (4, 40, 5, 6)]
    assert all(each.in_channel and each.place == CHANNEL for each in found)


def test_a_link_for_more_replies_to_another_host_is_not_followed(graph: Graph, payload: Payload) -> None:
    assert channels(graph, _channel_by_channel(payload, foreign=True)) == Gap(
        source="channels", reason="the answer led to another host"
    )


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        pytest.param(refusal(403), Unavailable.NOT_GRANTED, id="no permission at all"),
        pytest.param(refusal(404), Unavailable.NO_TEAM, id="a group without a team"),
        pytest.param(refusal(400), Gap(source="channels", reason="refused (400)"), id="something else"),
    ],
)
def test_why_channels_cannot_be_read_is_told(graph: Graph, answer: Says, told: object) -> None:
    assert channels(graph, answer) == told


def test_graphs_own_word_decides_what_is_one_to_one(graph: Graph, payload: Payload) -> None:
    ids = [
        "19:one@thread.v2",
        "19:group@thread.v2",
        "19:x_y@unq.gbl.spaces",
        "19:meeting@thread.v2",
        "19:lone@thread.v2",
    ]

    def script(asked: Asked) -> Says:
        if asked.path.endswith("/19:lone@thread.v2"):
            return Says(body={"id": "19:lone@thread.v2", "chatType": "oneOnOne", "topic": MARKER})
        return Says(body=payload("chats")) if asked.path.endswith("/chats") else refusal(404)

    found = graph.run(
        script,
        lambda line: GraphMessages(line.transport, line.requests).one_on_one_chats(PersonKey(ANNA), frozenset(ids)),
    )
    assert found == {"19:one@thread.v2", "19:x_y@unq.gbl.spaces", "19:lone@thread.v2"}


def test_who_is_in_a_chat_is_known_by_id_alone_and_on_all_pages(graph: Graph) -> None:
    def script(asked: Asked) -> Says:
        member = {"@odata.type": "#microsoft.graph.aadUserConversationMember", "displayName": MARKER, "email": MARKER}
        if asked.query:
            return Says(body={"value": [{**member, "id": "m2", "userId": BART}, {"id": "m3", "userId": None}]})
        return Says(body={"value": [{**member, "userId": ANNA.upper()}], "@odata.nextLink": f"{asked.link}?skip=1"})

    def there(line: Line) -> Awaitable[object]:
        return GraphMessages(line.transport, line.requests).chat_members("19:x@thread.v2")

    assert graph.run(script, there) == {ANNA, BART}
    assert graph.run(refusal(403), there) == Gap(source="chats", reason="access denied")


def test_one_account_is_read_for_its_country_and_addresses(graph: Graph) -> None:
    body = {"id": ANNA, "usageLocation": "be", "mail": "Anna@Ours.example", "displayName": MARKER}

    def person(line: Line) -> Awaitable[object]:
        return GraphDirectory(line.transport, line.requests).person(ANNA)

    found = graph.run(Says(body=body), person)
    assert isinstance(found, DirectoryPerson)
    assert found == DirectoryPerson(key=PersonKey(ANNA), country="BE", mail="anna@ours.example")
    assert graph.run(refusal(404), person) is None


# --- call records ------------------------------------------------------------------------------------------------------


def test_a_call_record_keeps_who_was_there_on_what_and_from_where(graph: Graph, payload: Payload) -> None:
    """Services, bots and null identities are nobody; a session that comes twice is one."""
    found = record(graph, Says(body=payload("call_record")))
    assert isinstance(found, CallRecord)
    assert found.when == Interval(at(10, "09:00:30"), at(10, "10:01"))
    assert found.join_link == "https://teams.example/l/meetup-join/19:x"
    told = [(each.caller, each.identity, each.account, each.tenant, each.platform) for each in found.endpoints]
    assert told == [
        (Caller.USER, ANNA, "anna@login.example", TENANT, "windows"),
        (Caller.USER, BART, "", TENANT, "roomSystem"),
        (Caller.PHONE, "+3211111111", "", "", "windows"),
        (Caller.GUEST, "gast-1", "", "", "windows"),
        (Caller.USER, ANNA, "anna@login.example", TENANT, ""),
        (Caller.USER, BART, "anna@login.example", TENANT, "windows"),
    ]
    mine = Network(egress="192.0.2.7", address="10.1.2.3", subnet="10.1.2.0", connection="wifi")
    theirs = Network(address="172.16.0.9", connection="wired")
    assert [each.networks for each in found.endpoints] == [(mine,), (theirs,), (), (mine,), (), ()]
    assert found.endpoints[0].when == Interval(at(10, "09:01"), at(10, "10:00"))


def _paged_record(payload: Payload, *, foreign: bool = False) -> Script:
    whole = payload("call_record")

    def script(asked: Asked) -> Says:
        if asked.path.endswith("/sessions"):
            more = {"@odata.nextLink": f"{asked.link}?$skiptoken=2"} if asked.query["$skiptoken"] == "1" else {}
            place = 3 * int(asked.query["$skiptoken"])
            return Says(body={"value": whole["sessions"][place - 1 : place + 7 if not more else place + 3], **more})
        assert asked.query["$expand"] == "sessions($expand=segments)"
        link = "https://graph.elsewhere.example/more" if foreign else f"{asked.link}/sessions?$skiptoken=1"
        return Says(body={**whole, "sessions": whole["sessions"][:3], "sessions@odata.nextLink": link})

    return script


def test_sessions_on_later_pages_are_read_too_and_each_once(graph: Graph, payload: Payload) -> None:
    assert record(graph, _paged_record(payload)) == record(graph, Says(body=payload("call_record")))


def test_a_link_for_more_sessions_to_another_host_is_not_followed(graph: Graph, payload: Payload) -> None:
    assert record(graph, _paged_record(payload, foreign=True)) == Gap(
        source="calls", reason="the answer led to another host"
    )


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        pytest.param(refusal(404), None, id="it is too old"),
        pytest.param(Says(body={"id": "1"}), None, id="it says nothing"),
        pytest.param(refusal(400), Gap(source="calls", reason="refused (400)"), id="it is refused"),
        pytest.param(
            Says(body={"id": "1", "joinWebUrl": "x", "startDateTime": "soon", "endDateTime": "later"}),
            Gap(source="calls", reason="unexpected answer"),
            id="its times are none",
        ),
    ],
)
def test_a_record_that_cannot_be_read_is_told_apart(graph: Graph, answer: Says, told: object) -> None:
    assert record(graph, answer) == told


def test_calls_are_listed_for_one_person_around_the_week(graph: Graph) -> None:
    def script(asked: Asked) -> Says:
        seen.append(asked.query["$filter"])
        if len(seen) == 1:
            return refusal(400)
        listed = [
            {"id": "1", "type": "groupCall", "joinWebUrl": "https://teams.example/L/1"},
            {"id": "2", "type": "groupCall", "joinWebUrl": "https://teams.example/l/2"},
            {"id": "3", "type": "groupCall", "joinWebUrl": None},
            {"id": "4", "type": "peerToPeer"},
        ]
        return Says(body={"value": listed})

    async def use(line: Line) -> object:
        calls = GraphCalls(line.transport, line.requests)
        return await calls.listed(PersonKey(ANNA), WEEK, frozenset({"https://teams.example/l/1"}))

    seen: list[str] = []
    assert graph.run(script, use) == {"1", "3"}
    person = f"participants_v2/any(p:p/id eq '{ANNA}')"
    assert seen == [
        f"{person} and startDateTime ge 2026-11-08T00:00:00Z and startDateTime lt 2026-11-17T00:00:00Z",
        person,
    ]


def test_rooms_are_known_by_address(graph: Graph, payload: Payload) -> None:
    found = graph.run(Says(body=payload("rooms")), lambda line: GraphCalls(line.transport, line.requests).rooms())
    assert found == frozenset({"room.a@voorbeeld.example"})


# --- all of them -------------------------------------------------------------------------------------------------------

READERS: list[Any] = [
    pytest.param("calendar_view", events, id="calendar"),
    pytest.param("group_members", members, id="members"),
    pytest.param("messages", chats, id="chats"),
    pytest.param("messages", channels, id="channels"),
    pytest.param("call_record", record, id="call record"),
]


@pytest.mark.parametrize(("name", "read"), READERS)
def test_no_text_and_no_person_shows_in_what_was_read(
    graph: Graph, payload: Payload, name: str, read: Callable[[Graph, Says], object]
) -> None:
    body = payload(name)
    assert MARKER in str(body)
    shown = repr(read(graph, Says(body=body)))
    assert len(shown) > 40
    for word in (MARKER, ANNA, BART, "voorbeeld.example", "login.example", "elders.example", "192.0.2", "+32", "AAMk"):
        assert word.casefold() not in shown.casefold()


@pytest.mark.parametrize(("name", "read"), READERS)
def test_an_answer_of_another_shape_is_told_without_its_values(
    graph: Graph, payload: Payload, name: str, read: Callable[[Graph, Says], object]
) -> None:
    body = payload(name)
    first = body["value"][0] if "value" in body else body["sessions"][0]
    first["id"] = {"displayName": MARKER}
    try:
        told: object = read(graph, Says(body=body))
    except AnswerError as error:
        told = (error, error.__cause__, error.__suppress_context__ or error.__context__)
    assert "unexpected answer" in str(told)
    assert MARKER not in f"{told!r} {told}"


def test_the_decoder_itself_repeats_no_value() -> None:
    with pytest.raises(msgspec.ValidationError) as caught:
        msgspec.json.decode(f'{{"id": {{"x": "{MARKER}"}}}}'.encode(), type=dict[str, str])
    assert MARKER not in str(caught.value)
