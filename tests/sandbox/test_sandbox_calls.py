"""Call records come without sessions in lists, in pages when asked for, some twice; and the verdicts can be told."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import pytest

from sandbox import Company
from sandbox.company.calls import Call
from sandbox.company.meetings import Meeting
from sandbox.truth.rule import call_of, in_scope, verdict
from tests.sandbox.conftest import Caller

LIST = "/communications/callRecords"


def meeting_of(company: Company, joining: str) -> tuple[Meeting, Call]:
    everybody = {person.id for person in company.people}
    for meeting in company.meetings:
        if meeting.joining == joining and company.start <= meeting.start < company.end and not meeting.categories:
            call = call_of(company, meeting, everybody)
            if call is not None:
                return meeting, call
    raise LookupError(joining)


@pytest.mark.parametrize(
    ("joining", "expected"),
    [
        ("kept", "kept"),
        ("nine_sessions", "kept"),
        ("broken", "broken"),
        ("broken_android", "broken"),
        ("broken_hub", "broken"),
        ("all_remote", "not_hybrid"),
        ("all_on_site", "not_hybrid"),
        ("customers", "not_hybrid"),
        ("phones", "not_hybrid"),
        ("short_room", "not_hybrid"),
        ("own_kit", "unknown"),
        ("no_shows", "unknown"),
        ("vpn", "unknown"),
    ],
)
def test_each_way_of_joining_comes_to_its_verdict(company: Company, joining: str, expected: str) -> None:
    meeting, call = meeting_of(company, joining)
    assert verdict(company, meeting, call) == expected


@pytest.mark.parametrize(("series", "expected"), [("sales.pipeline", "kept"), ("platform.release", "unknown")])
def test_one_who_never_came_is_a_no_show_among_many_and_unknown_among_few(
    company: Company, series: str, expected: str
) -> None:
    everybody = {person.id for person in company.people}
    meeting = next(found for found in company.meetings if found.series == series and found.start > company.start)
    assert verdict(company, meeting, call_of(company, meeting, everybody)) == expected


def test_verdicts_do_not_hang_on_people_who_are_left_out(company: Company) -> None:
    left_out = {*company.opted_out, *company.representatives}
    mails = {company.person_by_id[key].mail for key in left_out}
    for team in company.teams:
        read = set(team.members) - left_out
        for meeting in in_scope(company, team, read, company.monday):
            call = call_of(company, meeting, read)
            without = dataclasses.replace(
                meeting, invitations=tuple(found for found in meeting.invitations if found.mail not in mails)
            )
            rest = call and dataclasses.replace(call, sessions=tuple(s for s in call.sessions if s.key not in left_out))
            assert verdict(company, without, rest) == verdict(company, meeting, call)


def test_a_list_holds_neither_sessions_nor_participants_and_goes_back_thirty_days(
    caller: Caller, company: Company
) -> None:
    records = caller.all(LIST)
    assert len(caller.ask(LIST).json()["value"]) == 60
    assert len({record["id"] for record in records}) == len(records) < len(company.calls)
    assert not [record for record in records if "sessions" in record or "participants_v2" in record]
    assert all(record["organizer"] is None and record["organizer_v2"]["id"] for record in records)
    assert caller.refusal(f"{LIST}/{company.calls[0].id}") == (404, "NotFound")


def test_records_are_found_through_whoever_took_part(caller: Caller, company: Company) -> None:
    member = company.team("finance").members[0]
    window = (
        f"startDateTime ge {company.start:%Y-%m-%dT%H:%M:%SZ} and startDateTime lt {company.end:%Y-%m-%dT%H:%M:%SZ}"
    )
    found = caller.all(f"{LIST}?$filter=participants_v2/any(p:p/id eq '{member}') and {window}")
    wanted = {
        call.id
        for call in company.calls
        if company.start <= call.start < company.end and any(session.key == member for session in call.sessions)
    }
    assert {record["id"] for record in found} == wanted


@pytest.mark.parametrize(
    "path",
    [
        pytest.param(LIST + "?$filter=version eq 2", id="another filter"),
        pytest.param(LIST + "?$expand=sessions", id="sessions in a list"),
        pytest.param(LIST + "?$top=61", id="a page too large"),
        pytest.param("{call}?$expand=segments", id="segments without sessions"),
    ],
)
def test_what_call_records_do_not_support_is_refused(caller: Caller, company: Company, path: str) -> None:
    assert caller.ask(path.format(call=f"{LIST}/{company.calls[-1].id}")).status_code == 400


def test_sessions_come_in_pages_of_three_behind_a_nested_link(caller: Caller, company: Company) -> None:
    _, call = meeting_of(company, "nine_sessions")
    body = caller.ask(f"{LIST}/{call.id}?$expand=sessions($expand=segments)").json()
    assert len(body["sessions"]) == 3
    rest = caller.all(body["sessions@odata.nextLink"])
    assert all(session["segments"] for session in rest)
    assert {session["id"] for session in body["sessions"] + rest} == {session.id for session in call.sessions}
    assert len(call.sessions) >= 9


def test_a_session_may_come_twice(caller: Caller, company: Company) -> None:
    _, call = meeting_of(company, "broken")
    listed = caller.all(f"{LIST}/{call.id}/sessions")
    assert len(listed) == len({session["id"] for session in listed}) + 1


def test_the_join_link_of_a_call_is_that_of_its_meeting(caller: Caller, company: Company) -> None:
    meeting, call = meeting_of(company, "broken")
    person = company.person_by_mail[meeting.organiser]
    links = {
        event["onlineMeeting"]["joinUrl"]
        for event in caller.all(caller.week_of(person.id, more="&$select=onlineMeeting"))
        if event["onlineMeeting"]
    }
    assert caller.ask(f"{LIST}/{call.id}").json()["joinWebUrl"] in links


def test_the_network_stands_on_the_side_of_the_person(caller: Caller, company: Company) -> None:
    _, call = meeting_of(company, "kept")
    sides = set()
    for session in caller.all(f"{LIST}/{call.id}/sessions?$expand=segments"):
        side = "caller" if session["caller"]["@odata.type"].endswith("participantEndpoint") else "callee"
        sides.add(side)
        assert session["segments"][0]["media"][0][f"{side}Network"]["ipAddress"] != "172.16.0.9"
        assert session[side]["identity"] is None
        assert session[side]["associatedIdentity"]["id"]
    assert sides == {"caller", "callee"}


def test_a_private_subnet_makes_no_office_of_a_home(company: Company) -> None:
    meeting, call = meeting_of(company, "broken_hub")
    subnets = [session.network.subnet for session in call.sessions if session.network]
    assert len(subnets) > len(set(subnets))
    assert verdict(company, meeting, call) == "broken"


def test_call_records_need_their_own_permission(small: Company, call: Callable[..., Any]) -> None:
    with call(small, granted=frozenset({"Calendars.Read"})) as reader:
        assert reader.refusal(LIST) == (403, "Authorization_RequestDenied")
