"""Who was in a room, who on a screen of their own, and what can be said of a meeting without guessing."""

from collections.abc import Iterable
from copy import replace
from datetime import timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditors.all_virtual_rule import AUDITOR, AllVirtualRule, upcoming
from core.calls import Caller, Endpoint, Network
from core.facts import Availability, Facts, Invitation, Meeting, PersonKey, Response, Signal, WorkPlace
from core.hybrid import Judgement, Verdict, judged, places_at
from core.intervals import Interval
from core.report import ExactValues, Section
from tests.auditors.factories import (
    EVERYTHING,
    HOME,
    OFFICE,
    ROOM,
    WEEK,
    address,
    busy_week,
    endpoint,
    expected,
    facts,
    hours,
    invitation,
    key,
    meeting,
    online,
    person,
    record,
    room_endpoint,
    surroundings,
    team_of,
)

WHEN = hours(1, "10:00", "11:00")
VPN = Network(connection="tunnel", egress=OFFICE.egress)
NOTHING = Network()
MOBILE = Network(connection="mobile", egress=OFFICE.egress)
KEPT, BROKEN, NOT_HYBRID, UNKNOWN = Verdict.KEPT, Verdict.BROKEN, Verdict.NOT_HYBRID, Verdict.UNKNOWN


def judge(
    *,
    endpoints: Iterable[Endpoint],
    people: Iterable[Invitation],
    when: Interval = WHEN,
    **around: Any,  # noqa: ANN401
) -> Judgement:
    held = online(when, *people, rooms=(ROOM,))
    return judged(held, [record(when, *endpoints)], surroundings(**around))


def verdict(
    *,
    room: bool = True,
    home: int = 1,
    office: int = 0,
    unplaced: int = 0,
    without: int = 0,
    phones: int = 0,
    outsiders: int = 0,
    **around: Any,  # noqa: ANN401
) -> Verdict:
    """The verdict on a meeting that so many people accepted, each of them in one of these places."""
    places = [HOME] * home + [OFFICE] * office + [VPN] * unplaced
    own = [endpoint(number, WHEN, network) for number, network in enumerate(places)]
    own += [room_endpoint(WHEN)] * room
    own += [endpoint(200 + each, WHEN, caller=Caller.PHONE, tenant="", account="") for each in range(phones)]
    own += [endpoint(300 + each, WHEN, HOME, caller=Caller.GUEST, tenant="") for each in range(outsiders)]
    people = [invitation(number) for number in range(len(places) + without)]
    return judge(endpoints=own, people=people or [invitation(0)], office_networks=("192.0.2.0/24",), **around).verdict


# --- the table of verdicts


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        pytest.param({"home": 1, "office": 2}, KEPT, id="everybody on an own screen"),
        pytest.param({"home": 1, "office": 2, "room": False}, KEPT, id="without a room as well"),
        pytest.param({"home": 1, "room": True}, KEPT, id="a room that nobody shares"),
        pytest.param({"home": 1, "office": 2, "unplaced": 2}, KEPT, id="an own screen behind a VPN is one"),
        pytest.param({"home": 1, "office": 2, "without": 1}, UNKNOWN, id="one without a screen may be a no-show"),
        pytest.param({"home": 2, "office": 3, "without": 1}, UNKNOWN, id="one of 6 as well"),
        pytest.param({"home": 2, "office": 4, "without": 1}, KEPT, id="one of 7 is a no-show"),
        pytest.param({"home": 1, "office": 2, "without": 2}, BROKEN, id="two without a screen share the room"),
        pytest.param(
            {"home": 1, "office": 2, "without": 2, "room": False}, UNKNOWN, id="without a room they stayed away"
        ),
        pytest.param({"home": 5, "without": 2}, UNKNOWN, id="two of 7 are less than three in ten"),
        pytest.param({"home": 7, "without": 3}, BROKEN, id="three of 10 are three in ten"),
        pytest.param({"home": 8, "without": 3}, UNKNOWN, id="three of 11 are less"),
        pytest.param({"home": 1, "without": 2, "phones": 1}, UNKNOWN, id="one of two may be on the telephone"),
        pytest.param({"home": 1, "without": 3, "phones": 1}, BROKEN, id="one of three may be, two are not"),
        pytest.param({"home": 0, "office": 2, "without": 2}, NOT_HYBRID, id="nobody is remote"),
        pytest.param({"home": 3, "room": False}, NOT_HYBRID, id="everybody is remote"),
        pytest.param({"home": 3, "room": False, "without": 3}, NOT_HYBRID, id="everybody who came is remote"),
        pytest.param({"home": 0, "office": 1, "unplaced": 1}, UNKNOWN, id="who is unplaced may be remote"),
        pytest.param({"home": 2, "unplaced": 1, "room": False}, UNKNOWN, id="who is unplaced may be on site"),
        pytest.param({"home": 0, "unplaced": 1, "without": 3}, UNKNOWN, id="a room and somebody unplaced"),
        pytest.param({"home": 0, "without": 3, "outsiders": 1}, NOT_HYBRID, id="a customer makes no hybrid meeting"),
        pytest.param({"home": 0, "without": 3, "phones": 1}, NOT_HYBRID, id="nor does a telephone"),
        pytest.param(
            {"home": 0, "without": 3, "outsiders": 1, "count_outsiders": True}, BROKEN, id="unless outsiders count"
        ),
        pytest.param(
            {"home": 0, "office": 2, "phones": 1, "count_outsiders": True}, KEPT, id="and telephones with them"
        ),
        pytest.param({"home": 0, "room": True, "without": 3}, NOT_HYBRID, id="a room alone"),
    ],
)
def test_the_verdict_follows_from_who_was_where(seen: dict[str, Any], expected: Verdict) -> None:
    assert verdict(**seen) is expected


def test_without_a_call_record_there_is_no_verdict() -> None:
    found = judged(online(WHEN, 0, 1, 2, rooms=(ROOM,)), [], surroundings())
    assert found == Judgement(verdict=UNKNOWN, hybrid=False)


@pytest.mark.parametrize(
    ("invited", "expected"),
    [
        pytest.param(invitation(9, Response.ACCEPTED), BROKEN, id="who accepted is expected"),
        pytest.param(invitation(9, Response.ORGANIZER), BROKEN, id="who organised is expected"),
        pytest.param(invitation(9, Response.TENTATIVE), UNKNOWN, id="tentatively is not for sure"),
        pytest.param(invitation(9, Response.DECLINED), UNKNOWN, id="who declined is not expected"),
        pytest.param(invitation(9, Response.NONE), UNKNOWN, id="who did not answer is not expected"),
        pytest.param(
            Invitation(address="a@customer.example", response=Response.ACCEPTED), UNKNOWN, id="somebody from outside"
        ),
        pytest.param(Invitation(address="", response=Response.ACCEPTED), UNKNOWN, id="somebody without an address"),
    ],
)
def test_only_colleagues_who_organised_or_accepted_can_be_missing(invited: Invitation, expected: Verdict) -> None:
    people = [invitation(0), invitation(1), invited]
    assert judge(endpoints=[endpoint(0, WHEN, HOME), room_endpoint(WHEN)], people=people).verdict is expected


def test_people_who_are_left_out_are_neither_expected_nor_in_the_call() -> None:
    people = [invitation(each) for each in range(4)]
    own = [endpoint(0, WHEN, HOME), room_endpoint(WHEN), endpoint(1, WHEN, OFFICE)]
    assert judge(endpoints=own, people=people).verdict is BROKEN
    assert judge(endpoints=own, people=people, left_out=frozenset({address(2)})).verdict is UNKNOWN
    assert judge(endpoints=own, people=people, left_out=frozenset({address(2), address(3)})).verdict is KEPT
    alone = judge(endpoints=own, people=people, left_out=frozenset({key(0)}))
    assert (alone.verdict, alone.hybrid) == (NOT_HYBRID, False)


def test_a_member_is_known_by_the_id_where_the_sign_in_name_is_another_one() -> None:
    own = [
        endpoint(0, WHEN, HOME, account="other"),
        room_endpoint(WHEN),
        endpoint(1, WHEN, OFFICE, account="other too"),
    ]
    people = [invitation(0), invitation(1)]
    members = {address(0): PersonKey(key(0).upper()), address(1): key(1)}
    assert judge(endpoints=own, people=people, members=members).verdict is KEPT
    assert judge(endpoints=own, people=people, identities=members).verdict is KEPT
    assert judge(endpoints=own, people=people).verdict is BROKEN


# --- rooms

SHORT = Interval(WHEN.start, WHEN.start + 1799)
HALF = Interval(WHEN.start, WHEN.start + 1800)


@pytest.mark.parametrize(
    ("rooms", "expected"),
    [
        pytest.param([room_endpoint(HALF)], BROKEN, id="for half of the meeting"),
        pytest.param([room_endpoint(SHORT)], NOT_HYBRID, id="for less"),
        pytest.param(
            [room_endpoint(SHORT), room_endpoint(Interval(SHORT.end, WHEN.end))], BROKEN, id="in two sessions"
        ),
        pytest.param([room_endpoint(WHEN, platform="surfaceHub", account="x")], BROKEN, id="a Surface Hub"),
        pytest.param([room_endpoint(WHEN, platform="windows")], BROKEN, id="the account of an invited room"),
        pytest.param([room_endpoint(WHEN, platform="windows", account="hall")], BROKEN, id="a known room"),
        pytest.param([], NOT_HYBRID, id="no room"),
    ],
)
def test_a_room_is_in_the_call_for_half_of_the_meeting(rooms: list[Endpoint], expected: Verdict) -> None:
    people = [invitation(each) for each in range(3)]
    found = judge(endpoints=[endpoint(0, WHEN, HOME), *rooms], people=people, rooms=frozenset({"hall"}))
    assert found.verdict is expected


# --- places

OFFICES = {"office_networks": ("203.0.113.0/24",)}
NO_EGRESS = Network(subnet="10.0.0.0")


@pytest.mark.parametrize(
    ("own", "room", "around", "expected"),
    [
        pytest.param([OFFICE], OFFICE, {}, NOT_HYBRID, id="the room's egress address"),
        pytest.param([Network(egress="203.0.113.9")], OFFICE, OFFICES, NOT_HYBRID, id="an egress address of the list"),
        pytest.param([Network(address="203.0.113.9")], OFFICE, OFFICES, NOT_HYBRID, id="an own address of the list"),
        pytest.param([HOME], OFFICE, OFFICES, KEPT, id="another network"),
        pytest.param([MOBILE], OFFICE, {}, KEPT, id="mobile data, whatever its address"),
        pytest.param([VPN], OFFICE, {}, UNKNOWN, id="a VPN, whatever its address"),
        pytest.param([NOTHING], OFFICE, {}, UNKNOWN, id="no network data"),
        pytest.param([], OFFICE, {}, UNKNOWN, id="no network at all"),
        pytest.param([VPN, HOME], OFFICE, {}, KEPT, id="a VPN and another network"),
        pytest.param([HOME, OFFICE], OFFICE, {}, NOT_HYBRID, id="any session on site"),
        pytest.param([NO_EGRESS], OFFICE, {}, NOT_HYBRID, id="the subnet, without an own egress address"),
        pytest.param([OFFICE], NO_EGRESS, {}, NOT_HYBRID, id="the subnet, where the room has no egress address"),
        pytest.param(
            [replace(HOME, subnet=OFFICE.subnet)], OFFICE, {}, KEPT, id="the same subnet behind another egress address"
        ),
        pytest.param([OFFICE], VPN, {}, KEPT, id="a room behind a VPN places nobody"),
    ],
)
def test_a_person_is_placed_by_the_networks(
    own: list[Network], room: Network, around: dict[str, Any], expected: Verdict
) -> None:
    found = judge(
        endpoints=[*(endpoint(0, WHEN, each) for each in own or [NOTHING]), room_endpoint(WHEN, room)],
        people=[invitation(0)],
        **around,
    )
    assert found.verdict is expected


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [pytest.param(119, NOT_HYBRID, id="under 2 minutes"), pytest.param(120, KEPT, id="2 minutes")],
)
def test_who_was_in_the_call_for_less_than_two_minutes_was_not_there_but_is_not_missing(
    seconds: int, expected: Verdict
) -> None:
    brief = Interval(WHEN.start, WHEN.start + seconds)
    own = [endpoint(0, brief, HOME), endpoint(1, WHEN, OFFICE), room_endpoint(WHEN)]
    assert judge(endpoints=own, people=[invitation(0), invitation(1)]).verdict is expected


@pytest.mark.parametrize("caller", [Caller.GUEST, Caller.PHONE])
@pytest.mark.parametrize(
    ("seconds", "expected"), [(119, NOT_HYBRID), (120, KEPT)], ids=["under 2 minutes", "2 minutes"]
)
def test_an_outsider_who_was_there_for_a_moment_makes_no_meeting_hybrid(
    caller: Caller, seconds: int, expected: Verdict
) -> None:
    brief = Interval(WHEN.start, WHEN.start + seconds)
    own = [endpoint(50, brief, caller=caller, tenant=""), endpoint(0, WHEN, OFFICE), room_endpoint(WHEN)]
    assert judge(endpoints=own, people=[invitation(0)], count_outsiders=True).verdict is expected


# --- properties of verdicts

networks = st.sampled_from([HOME, OFFICE, VPN, NOTHING, MOBILE])
sessions = st.lists(st.tuples(st.integers(0, 7), networks), max_size=10)
invitees = st.integers(1, 9)


def endpoints_of(own: list[tuple[int, Network]], *, room: bool) -> list[Endpoint]:
    return [*(endpoint(each, WHEN, network) for each, network in own), *([room_endpoint(WHEN)] if room else [])]


@given(own=sessions, accepted=invitees, room=st.booleans(), random=st.randoms(use_true_random=False))
def test_the_order_of_sessions_changes_nothing(
    own: list[tuple[int, Network]], accepted: int, room: bool, random: Random
) -> None:
    people = [invitation(each) for each in range(accepted)]
    each = endpoints_of(own, room=room)
    mixed = random.sample(each, len(each))
    found = judge(endpoints=each, people=people)
    assert judge(endpoints=mixed, people=people) == found
    two_sittings = [record(WHEN, *mixed[::2]), record(WHEN, *mixed[1::2])]
    assert judged(online(WHEN, *people, rooms=(ROOM,)), two_sittings, surroundings()) == found


@given(own=sessions, accepted=invitees, room=st.booleans(), network=st.sampled_from([OFFICE, VPN]), data=st.data())
def test_an_own_screen_for_somebody_in_the_room_never_makes_it_worse(
    own: list[tuple[int, Network]], accepted: int, room: bool, network: Network, data: st.DataObject
) -> None:
    people = [invitation(each) for each in range(accepted)]
    screenless = sorted(set(range(accepted)) - {each for each, _ in own})
    if not screenless:
        return
    who = data.draw(st.sampled_from(screenless))
    before = judge(endpoints=endpoints_of(own, room=room), people=people).verdict
    after = judge(endpoints=endpoints_of([*own, (who, network)], room=room), people=people).verdict
    assert after is not BROKEN or before is BROKEN
    assert after is KEPT or before is not KEPT


@given(
    placed=st.dictionaries(st.integers(0, 7), st.sampled_from([HOME, OFFICE, MOBILE]), max_size=8),
    accepted=invitees,
    room=st.booleans(),
    hidden=st.sets(st.integers(0, 7)),
    blind=st.sampled_from([VPN, NOTHING]),
)
def test_what_nobody_knows_of_networks_never_leads_to_another_verdict(
    placed: dict[int, Network], accepted: int, room: bool, hidden: set[int], blind: Network
) -> None:
    people = [invitation(each) for each in range(accepted)]
    full = judge(endpoints=endpoints_of(list(placed.items()), room=room), people=people).verdict
    partly = [(each, blind if each in hidden else network) for each, network in placed.items()]
    found = judge(endpoints=endpoints_of(partly, room=room), people=people).verdict
    assert found in {full, UNKNOWN}


@given(own=sessions, accepted=invitees, room=st.booleans())
def test_a_broken_meeting_had_a_room_somebody_remote_and_two_without_a_screen(
    own: list[tuple[int, Network]], accepted: int, room: bool
) -> None:
    found = judge(endpoints=endpoints_of(own, room=room), people=[invitation(each) for each in range(accepted)])
    if found.verdict is BROKEN:
        assert room
        assert any(network in {HOME, MOBILE} for _, network in own)
        assert len(set(range(accepted)) - {each for each, _ in own}) >= 2
    if found.verdict in {BROKEN, KEPT}:
        assert found.hybrid


# --- the section


def week_of(*verdicts: Verdict, **changes: Any) -> Facts:  # noqa: ANN401
    """A team's week with a meeting of each of these verdicts."""
    meetings, calls = [], []
    for number, each in enumerate(verdicts):
        link = f"https://teams.example/{number}"
        when = hours(number % 5, f"{8 + number // 5:02}:00", f"{8 + number // 5:02}:30")
        meetings.append(online(when, *range(5), rooms=(ROOM,), link=link))
        present = 5 if each in {KEPT, NOT_HYBRID} else 3 if each is BROKEN else 4
        remote = OFFICE if each is NOT_HYBRID else HOME
        own = [endpoint(who, when, remote if who == 0 else OFFICE) for who in range(present)]
        calls.append(record(when, room_endpoint(when), *own, link=link))
    return facts(team_of(6), meetings=tuple(meetings), calls=tuple(calls), **changes)


def audited(of: Facts, **settings: Any) -> Section:  # noqa: ANN401
    return AUDITOR.section(of, AllVirtualRule(**settings))


def exact(told: Section, name: str) -> ExactValues:
    measure = told.measure(name)
    assert measure is not None, name
    return measure.exact


def test_meetings_are_counted_by_verdict() -> None:
    told = audited(week_of(KEPT, KEPT, BROKEN, UNKNOWN, NOT_HYBRID))
    counts = {name: exact(told, name) for name in ("hybrid", "kept", "broken", "unknown")}
    assert counts == {"hybrid": 4, "kept": 2, "broken": 1, "unknown": 1}
    share = told.measure("broken_share")
    assert share is not None
    assert share.value == 0.35
    assert share.exact == pytest.approx(1 / 3)


@pytest.mark.parametrize(
    ("kept", "broken", "level"),
    [
        pytest.param(0, 0, None, id="none decided"),
        pytest.param(3, 0, "good", id="none broken"),
        pytest.param(0, 1, "good", id="a single bad afternoon"),
        pytest.param(0, 2, "warn", id="both broken"),
        pytest.param(1, 2, "warn", id="3 decided are too few for an alert"),
        pytest.param(2, 2, "alert", id="half of 4"),
        pytest.param(3, 2, "warn", id="2 of 5"),
        pytest.param(8, 2, "warn", id="2 of 10 are a fifth"),
        pytest.param(9, 2, "good", id="2 of 11 are less"),
    ],
)
def test_the_level_follows_from_the_decided_meetings(kept: int, broken: int, level: str | None) -> None:
    told = audited(week_of(*[KEPT] * kept, *[BROKEN] * broken, UNKNOWN, UNKNOWN))
    assert told.level == level
    assert (told.measure("broken_share") is None) is (level is None)


@pytest.mark.parametrize(
    ("changes", "concerned"),
    [
        pytest.param({}, True, id="an online meeting of five"),
        pytest.param({"size": 2}, False, id="of two"),
        pytest.param({"online": False}, False, id="without a link"),
        pytest.param({"cancelled": True}, False, id="cancelled"),
        pytest.param({"private": True}, False, id="private"),
        pytest.param({"broadcast": True}, False, id="a broadcast"),
        pytest.param({"shows_busy": False}, False, id="that shows as free"),
        pytest.param({"categories": frozenset({"brainstorm"})}, False, id="exempt by its category"),
        pytest.param({"categories": frozenset({"other"})}, True, id="of another category"),
        pytest.param({"when": Interval(WHEN.start, WHEN.start + 86_400)}, False, id="a day long"),
        pytest.param({"when": hours(-1, "10:00", "11:00")}, False, id="of the week before"),
        pytest.param({"when": hours(7, "10:00", "11:00")}, False, id="of the week after"),
        pytest.param(
            {"when": Interval(hours(7, "00:00", "00:00").start - 60, WHEN.end + 6 * 86_400)}, True, id="begun"
        ),
        pytest.param({"people": tuple(invitation(each) for each in range(50, 55))}, False, id="without any member"),
    ],
)
def test_only_meetings_that_the_rule_is_about_count(changes: dict[str, Any], concerned: bool) -> None:
    held = replace(online(WHEN, *range(5), rooms=(ROOM,)), **changes)
    team = team_of(6)
    around = surroundings(team, exempt_categories=frozenset({"brainstorm"}))
    told = audited(facts(team, meetings=(held,), around=around))
    assert exact(told, "unknown") == int(concerned)


def test_a_sitting_belongs_to_the_meeting_whose_link_and_time_it_shares() -> None:
    of = week_of(KEPT)
    (call,) = of.calls
    elsewhere = replace(call, join_link="another")
    later = replace(call, when=Interval(call.when.end, call.when.end + 60))
    for calls, name in (((call,), "kept"), ((elsewhere,), "unknown"), ((later,), "unknown"), ((), "unknown")):
        assert exact(audited(replace(of, calls=calls)), name) == 1


@pytest.mark.parametrize(
    ("changes", "note"),
    [
        pytest.param({"signals": {**EVERYTHING, Signal.CALLS: Availability.OFF}}, "calls_signal_off", id="off"),
        pytest.param(
            {"signals": {**EVERYTHING, Signal.CALLS: Availability.NOT_GRANTED}}, "calls_not_granted", id="not granted"
        ),
        pytest.param({"calls_expired": True}, "calls_expired", id="older than call records live"),
        pytest.param(
            {"calls_expired": True, "signals": {**EVERYTHING, Signal.CALLS: Availability.OFF}},
            "calls_signal_off",
            id="both",
        ),
    ],
)
def test_without_call_records_there_is_no_verdict_on_the_past(changes: dict[str, Any], note: str) -> None:
    told = audited(week_of(BROKEN, BROKEN, BROKEN, BROKEN, **changes))
    assert (told.status, told.level) == ("measured", None)
    assert [measure.key for measure in told.measures] == ["at_risk_next_week"]
    assert [each.key for each in told.notes] == ["coverage", note]


# --- the week to come

NEXT = hours(8, "10:00", "11:00")


def coming(*invited: int, **changes: Any) -> Meeting:  # noqa: ANN401
    return online(NEXT, *invited, **{"rooms": (ROOM,), **changes})


@pytest.mark.parametrize(
    ("held", "at_risk"),
    [
        pytest.param(coming(0, 1, 2), 1, id="a room that accepted, and a link"),
        pytest.param(coming(0, 1), 0, id="of two"),
        pytest.param(coming(0, 1, 2, rooms=()), 0, id="no room"),
        pytest.param(coming(0, 1, 2, rooms=(replace(ROOM, response=Response.DECLINED),)), 0, id="a declined room"),
        pytest.param(coming(0, 1, 2, rooms=(replace(ROOM, response=Response.NONE),)), 0, id="a room that has not said"),
        pytest.param(meeting(NEXT, 0, 1, 2, rooms=(ROOM,)), 0, id="no link"),
        pytest.param(coming(0, 1, 2, cancelled=True), 0, id="cancelled"),
        pytest.param(online(WHEN, 0, 1, 2, rooms=(ROOM,)), 0, id="of this week"),
        pytest.param(online(hours(14, "10:00", "11:00"), 0, 1, 2, rooms=(ROOM,)), 0, id="of the week after the next"),
    ],
)
def test_a_meeting_with_a_room_and_a_link_is_at_risk(held: Meeting, at_risk: int) -> None:
    assert exact(audited(facts(team_of(6), meetings=(held,))), "at_risk_next_week") == at_risk


def test_what_is_at_risk_is_told_whatever_else_is_not() -> None:
    small = facts(team_of(4), meetings=(coming(0, 1, 2),))
    unread = facts(team_of(6, calendar_read=False), meetings=(coming(0, 1, 2),))
    for of, status in ((small, "suppressed"), (unread, "not_measured")):
        told = audited(of)
        assert (told.status, exact(told, "at_risk_next_week")) == (status, 1)


@pytest.mark.parametrize(
    ("invited", "members", "named"),
    [
        pytest.param(5, 10, True, id="5 members, half of the team"),
        pytest.param(5, 11, False, id="less than half of the team"),
        pytest.param(4, 6, False, id="fewer than 5 members"),
        pytest.param(6, 6, True, id="everybody"),
    ],
)
def test_a_meeting_is_named_where_five_members_and_half_of_the_team_are_invited(
    invited: int, members: int, named: bool
) -> None:
    of = facts(team_of(members), meetings=(coming(*range(invited), 90, 91),))
    found = upcoming(of, AllVirtualRule())
    assert len(found) == int(named)
    if named:
        assert found[0].model_dump() == {"start": "2026-11-17T09:00:00Z", "minutes": 60, "invitees": invited + 2}


def test_whoever_has_it_in_the_calendar_is_invited_too() -> None:
    held = coming(90, 91, 92, holders=frozenset(key(each) for each in range(5)))
    assert len(upcoming(facts(team_of(6), meetings=(held,)), AllVirtualRule())) == 1


def test_without_a_coming_week_nothing_is_at_risk() -> None:
    of = facts(team_of(6), meetings=(coming(0, 1, 2),), coming=None)
    assert exact(audited(of), "at_risk_next_week") == 0


# --- sampled places


def sampled_verdict(places: dict[int, WorkPlace], *networks: Network) -> Verdict:
    """The verdict where everybody joined from one of these networks, and some set a place that day."""
    own = [endpoint(number, WHEN, network) for number, network in enumerate(networks)]
    held = online(WHEN, *range(len(networks)), rooms=(ROOM,))
    found = record(WHEN, *own)
    around = surroundings(office_networks=("192.0.2.0/24",))
    sampled = {key(number).casefold(): place for number, place in places.items()}
    return judged(held, [found], around, sampled).verdict


@pytest.mark.parametrize(
    ("places", "networks", "expected"),
    [
        pytest.param({}, (HOME, VPN, NOTHING), UNKNOWN, id="nobody set a place"),
        pytest.param({1: WorkPlace.OFFICE}, (HOME, VPN, NOTHING), KEPT, id="behind a tunnel, at the office"),
        pytest.param({2: WorkPlace.OFFICE}, (HOME, VPN, NOTHING), KEPT, id="without a network, at the office"),
        pytest.param(
            {1: WorkPlace.REMOTE, 2: WorkPlace.REMOTE}, (HOME, VPN, NOTHING), NOT_HYBRID, id="everybody is remote"
        ),
        pytest.param({1: WorkPlace.REMOTE}, (OFFICE, VPN, OFFICE), KEPT, id="behind a tunnel, elsewhere"),
        pytest.param({0: WorkPlace.OFFICE}, (HOME, HOME, HOME), NOT_HYBRID, id="what a network tells is surer"),
        pytest.param({0: WorkPlace.REMOTE}, (OFFICE, OFFICE, OFFICE), NOT_HYBRID, id="in both ways"),
    ],
)
def test_the_sampled_place_of_the_day_places_those_whom_no_network_places(
    places: dict[int, WorkPlace], networks: tuple[Network, ...], expected: Verdict
) -> None:
    assert sampled_verdict(places, *networks) is expected


def test_the_place_is_that_of_the_persons_own_day() -> None:
    late = hours(1, "23:30", "23:59")
    brussels = person(0, places={WEEK.monday + timedelta(days=1): WorkPlace.OFFICE})
    tokyo = person(
        1, expected=expected(zone=ZoneInfo("Asia/Tokyo")), places={WEEK.monday + timedelta(days=2): WorkPlace.REMOTE}
    )
    silent = person(2, places={WEEK.monday: WorkPlace.OFFICE})
    found = places_at([brussels, tokyo, silent], meeting(late, 0, 1, 2))
    assert found == {key(0): WorkPlace.OFFICE, key(1): WorkPlace.REMOTE}


def test_the_card_says_that_sampled_places_decided() -> None:
    for state, noted in ((Availability.READ, True), (Availability.NOT_SAMPLED, False), (Availability.OFF, False)):
        told = AUDITOR.section(replace(busy_week(6), signals={**EVERYTHING, Signal.LOCATION: state}), AllVirtualRule())
        assert ("places_sampled" in {note.key for note in told.notes}) == noted


def test_without_call_records_nobody_is_sampled_for_it() -> None:
    assert Signal.LOCATION not in AUDITOR.used_of(frozenset({Signal.CALENDAR, Signal.LOCATION}))
    assert Signal.LOCATION in AUDITOR.used_of(frozenset(Signal))
