"""The server answers as Graph would: pages, limits, refusals, copies of meetings."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from sandbox import MARKER, Company
from tests.sandbox.conftest import Caller

LISTED = "id,iCalUId,seriesMasterId,type,start,end,isAllDay,isCancelled,isOrganizer,organizer,attendees,showAs,responseStatus"


@pytest.fixture(scope="module")
def lead(company: Company) -> str:
    return company.team("platform").members[0]


def test_members_come_with_the_cast_and_nested_ones_only_through_transitive_members(
    caller: Caller, company: Company
) -> None:
    group = company.team("research").group
    direct = caller.all(f"/groups/{group}/members/microsoft.graph.user?$select=id")
    nested = caller.all(f"/groups/{group}/transitiveMembers/microsoft.graph.user?$select=id")
    assert len(direct) < len(nested) == len(company.team("research").members) + 1
    mixed = caller.all(f"/groups/{group}/members?$select=id")
    assert {item["@odata.type"] for item in mixed} == {"#microsoft.graph.user", "#microsoft.graph.group"}


def test_a_page_of_members_links_to_the_next_by_an_absolute_address(caller: Caller, company: Company) -> None:
    pages = caller.pages(f"/groups/{company.team('platform').group}/members?$top=4&$select=id")
    assert [len(page["value"]) for page in pages] == [4, 4, 4, 4]
    assert pages[0]["@odata.nextLink"].startswith(caller.served.graph_url + "/groups/")


def test_a_skip_token_of_another_request_is_refused(caller: Caller, company: Company) -> None:
    first = caller.ask(f"/groups/{company.team('platform').group}/members?$top=4").json()["@odata.nextLink"]
    assert caller.refusal(first.replace("$top=4", "$top=5"))[0] == 400


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        pytest.param("/users/{lead}?$select=shoeSize", 400, "BadRequest", id="an unknown property"),
        pytest.param("/users/{lead}?$expand=manager", 400, "BadRequest", id="an option that is not supported"),
        pytest.param("/users/{lead}?select=id", 400, "BadRequest", id="an option without its dollar"),
        pytest.param("/users/{lead}/shoes", 400, "BadRequest", id="an unknown segment"),
        pytest.param("/shoes", 404, "ResourceNotFound", id="an unknown root"),
        pytest.param("/users/nobody", 404, "Request_ResourceNotFound", id="an unknown user"),
        pytest.param("/users/{chief}/manager", 404, "Request_ResourceNotFound", id="a manager where there is none"),
        pytest.param("/users/{lead}/calendarView", 400, "ErrorInvalidParameter", id="a calendar without a window"),
        pytest.param("{week}&$select=shoeSize", 400, "RequestBroker--ParseUri", id="an unknown property of an event"),
        pytest.param("{week}&$select=createdDateTime", 400, "ErrorInvalidProperty", id="a property not to be selected"),
        pytest.param("{week}&$filter=isCancelled eq true", 400, "BadRequest", id="a filter"),
        pytest.param("/groups/{group}/members?$top=1000", 400, "Request_BadRequest", id="a page too large"),
        pytest.param("/teams/{closed}/members", 404, "NotFound", id="a team that is only a group"),
    ],
)
def test_what_graph_refuses_is_refused(
    caller: Caller, company: Company, lead: str, path: str, status: int, code: str
) -> None:
    asked = path.format(
        lead=lead,
        chief=company.people[0].id,
        week=caller.week_of(lead),
        group=company.team("platform").group,
        closed=company.opt_out_group,
    )
    assert caller.refusal(asked) == (status, code)


def test_calendar_pages_hold_ten_and_one_calendar_begins_with_an_empty_page(caller: Caller, company: Company) -> None:
    members = company.team("platform").members
    assert len(caller.ask(caller.week_of(members[0]).replace("&$top=500", "")).json()["value"]) == 10
    pages = caller.pages(caller.week_of(members[1]))
    assert [bool(page["value"]) for page in pages] == [False, True]


def test_times_have_seven_digits_and_no_offset_and_follow_the_preferred_zone(caller: Caller, lead: str) -> None:
    plain = caller.all(caller.week_of(lead, more="&$select=start"))
    shifted = caller.all(caller.week_of(lead, more="&$select=start"), Prefer='outlook.timezone="Romance Standard Time"')
    assert plain[3]["start"]["timeZone"] == "UTC"
    assert shifted[3]["start"]["timeZone"] == "Romance Standard Time"
    assert len(plain[3]["start"]["dateTime"]) == len("2026-11-09T09:00:00.0000000")
    assert plain[3]["start"]["dateTime"] != shifted[3]["start"]["dateTime"]
    assert set(plain[3]) == {"@odata.etag", "id", "start"}


def test_only_the_organisers_copy_knows_who_answered_what(caller: Caller, company: Company) -> None:
    planning = next(
        meeting
        for meeting in company.meetings
        if meeting.series == "platform.planning" and company.start < meeting.start < company.end
    )
    copies = []
    for mail in (planning.organiser, planning.invitations[0].mail):
        events = caller.all(caller.week_of(company.person_by_mail[mail].id, more=f"&$select={LISTED}"))
        start = f"{planning.start:%Y-%m-%dT%H:%M:%S}"
        copies.append(
            next(
                event
                for event in events
                if event["start"]["dateTime"].startswith(start) and event["type"] == "occurrence"
            )
        )
    own, other = copies
    assert own["iCalUId"] == other["iCalUId"]
    assert own["id"] != other["id"]
    assert own["isOrganizer"]
    assert not other["isOrganizer"]
    answers = [[attendee["status"]["response"] for attendee in copy["attendees"]] for copy in copies]
    assert sum(answer == "accepted" for answer in answers[0]) > 3
    assert sum(answer == "accepted" for answer in answers[1]) <= 1


def test_each_occurrence_has_an_identifier_of_its_own(caller: Caller, lead: str) -> None:
    events = caller.all(caller.week_of(lead, more=f"&$select={LISTED}"))
    assert len({event["iCalUId"] for event in events}) == len(events)
    masters = [event["seriesMasterId"] for event in events if event["seriesMasterId"]]
    assert len(set(masters)) < len(masters)


def test_a_hidden_list_shows_an_invitee_nobody_but_himself(caller: Caller, company: Company) -> None:
    hidden = next(meeting for meeting in company.meetings if meeting.hides_attendees and company.start < meeting.start)
    invitee = company.person_by_mail[hidden.invitations[0].mail]
    events = caller.all(caller.week_of(invitee.id, more="&$select=attendees,hideAttendees"))
    shown = [event for event in events if event["hideAttendees"]]
    assert [len(event["attendees"]) for event in shown] == [1]


def test_a_cancelled_meeting_stays_with_the_invited_and_leaves_the_organiser(caller: Caller, company: Company) -> None:
    members = company.team("platform").members
    cancelled = [caller.all(caller.week_of(member, more="&$select=isCancelled")) for member in members[:2]]
    assert [any(event["isCancelled"] for event in events) for events in cancelled] == [False, True]


@pytest.mark.parametrize(
    ("quirk", "status", "code"),
    [("no_mailbox", 404, "MailboxNotEnabledForRESTAPI"), ("forbidden", 403, "ErrorAccessDenied")],
)
def test_a_mailbox_may_be_missing_or_closed(
    caller: Caller, company: Company, quirk: str, status: int, code: str
) -> None:
    person = next(person for person in company.people if person.quirk == quirk)
    assert caller.refusal(f"/users/{person.id}/mailboxSettings") == (status, code)
    assert caller.refusal(caller.week_of(person.id)) == (status, code)


def test_working_hours_have_a_zone_of_their_own_and_one_of_them_is_customised(caller: Caller, company: Company) -> None:
    zones = {
        person.quirk: caller.ask(f"/users/{person.id}/mailboxSettings").json()
        for person in company.members(company.team("research"))
    }
    assert zones["mailbox_in_utc"]["timeZone"] == "UTC"
    assert zones["mailbox_in_utc"]["workingHours"]["timeZone"]["name"] == "Romance Standard Time"
    assert zones["kolkata"]["workingHours"]["timeZone"]["name"] == "India Standard Time"
    assert zones["custom_zone"]["workingHours"]["timeZone"]["bias"] == -60


def test_bodies_come_only_with_the_permission_that_shows_them(
    company: Company, caller: Caller, lead: str, call: Callable[..., Any]
) -> None:
    basic = caller.ask(caller.week_of(lead, top=1)).json()["value"][0]
    assert MARKER in basic["subject"]
    assert "body" not in basic
    with call(company, granted=frozenset({"Calendars.Read"})) as reader:
        full = reader.ask(reader.week_of(lead, top=1)).json()["value"][0]
    assert MARKER in full["body"]["content"]
    assert MARKER in full["bodyPreview"]


def test_every_name_that_is_served_carries_the_marker(caller: Caller, lead: str) -> None:
    user = caller.ask(f"/users/{lead}?$select=displayName,givenName,surname,jobTitle").json()
    assert all(MARKER in user[name] for name in ("displayName", "givenName", "surname", "jobTitle"))
    assert all(MARKER in room["displayName"] for room in caller.all("/places/microsoft.graph.room"))
    events = caller.all(caller.week_of(lead))
    assert all(MARKER in event["subject"] for event in events)
    assert all(MARKER in place["displayName"] for event in events for place in event["locations"])


def test_without_a_permission_to_read_users_members_are_ids_and_nulls(
    company: Company, call: Callable[..., Any]
) -> None:
    with call(company, granted=frozenset({"GroupMember.Read.All"})) as reader:
        member = reader.all(f"/groups/{company.team('platform').group}/members/microsoft.graph.user?$select=id,mail")[0]
    assert member["id"]
    assert member["mail"] is None


def test_the_same_seed_is_served_byte_for_byte(
    small: Company, call: Callable[..., Any], portless: Callable[[str], str]
) -> None:
    def everything() -> list[str]:
        with call(small) as reader:
            group = small.team("platform").group
            paths = [f"/groups/{group}/transitiveMembers", "/places/microsoft.graph.room", "/organization"]
            paths += [reader.week_of(member) for member in small.team("platform").members]
            return [portless(reader.ask(path).text) for path in paths]

    assert everything() == everything()
