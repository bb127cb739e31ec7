"""From copies in calendars to meetings: which are one, who is invited, whom they occupy."""

from collections.abc import Mapping
from datetime import date
from itertools import permutations
from typing import Any

import pytest

from core.facts import EventCopy, Invitation, Meeting, PersonKey, Response
from core.intervals import Interval
from core.links import link_key
from core.meetings import CalendarFacts, MeetingRules, leave_of, read_calendars, series_of

ANN, BOB, CYN = (PersonKey(each) for each in ("ann", "bob", "cyn"))
ADDRESSES = {person: frozenset({f"{person}@ours.example"}) for person in (ANN, BOB, CYN)}
RULES = MeetingRules(domains=frozenset({"ours.example"}))
WHEN = Interval(36_000, 39_600)
ACCEPTED, DECLINED, TENTATIVE = Response.ACCEPTED, Response.DECLINED, Response.TENTATIVE


def invited(*names: str, response: Response = Response.NONE, resource: bool = False) -> tuple[Invitation, ...]:
    return tuple(
        Invitation(
            address=name if "@" in name or not name else f"{name}@ours.example", response=response, resource=resource
        )
        for name in names
    )


def event(**changes: Any) -> EventCopy:  # noqa: ANN401
    values: dict[str, Any] = {
        "id": "id",
        "uid": "uid",
        "when": WHEN,
        "response": ACCEPTED,
        "organiser": "ann@ours.example",
        "invited": invited("bob", "cyn"),
    }
    return EventCopy(**{**values, **changes})


def read(
    calendars: Mapping[PersonKey, tuple[EventCopy, ...]], rules: MeetingRules = RULES
) -> tuple[dict[PersonKey, CalendarFacts], tuple[Meeting, ...]]:
    return read_calendars(calendars, rules, addresses=ADDRESSES)


def only(calendars: Mapping[PersonKey, tuple[EventCopy, ...]], rules: MeetingRules = RULES) -> Meeting:
    (meeting,) = read(calendars, rules)[1]
    return meeting


def bobs(*events: EventCopy, rules: MeetingRules = RULES) -> CalendarFacts:
    return read({BOB: events}, rules)[0][BOB]


# --- which are one


def test_the_same_meeting_in_two_calendars_is_one() -> None:
    by_person, meetings = read({ANN: (event(id="1", organised=True),), BOB: (event(id="2"),)})
    assert len(meetings) == 1
    assert by_person[ANN].meetings == by_person[BOB].meetings == meetings
    assert meetings[0].holders == {ANN, BOB}


def test_occurrences_of_a_series_are_meetings_of_their_own() -> None:
    later = Interval(WHEN.start + 86_400, WHEN.end + 86_400)
    facts = bobs(event(series="s"), event(series="s", when=later))
    assert [meeting.when for meeting in facts.meetings] == [WHEN, later]
    assert all(meeting.series for meeting in facts.meetings)


def test_an_event_that_a_calendar_tells_twice_counts_once() -> None:
    assert len(bobs(event(id="1"), event(id="2")).meetings) == 1


def test_without_an_icaluid_the_id_serves() -> None:
    assert len(bobs(event(uid="", id="1"), event(uid="", id="2")).meetings) == 2


def test_meetings_are_sorted_by_time() -> None:
    early = event(uid="b", when=Interval(10, 20))
    assert [each.when for each in read({BOB: (event(uid="a"), early)})[1]] == [early.when, WHEN]


# --- who is invited


@pytest.mark.parametrize(
    ("copy", "size"),
    [
        pytest.param(event(invited=invited("bob", "cyn")), 3, id="the organiser is one of them"),
        pytest.param(event(invited=invited("ann", "bob")), 2, id="also where the organiser is listed"),
        pytest.param(
            event(invited=(*invited("bob"), *invited("room", resource=True))), 2, id="a resource is no person"
        ),
        pytest.param(event(invited=invited("bob", "hall")), 2, id="a known room is no person"),
        pytest.param(event(invited=invited("bob", "bob")), 2, id="an address twice is one person"),
        pytest.param(event(invited=invited("", "")), 3, id="people without an address are people"),
        pytest.param(event(invited=invited("bob", "cyn", response=DECLINED)), 3, id="whatever they answered"),
    ],
)
def test_the_size_is_the_number_of_human_invitees_with_the_organiser(copy: EventCopy, size: int) -> None:
    rules = MeetingRules(domains=RULES.domains, rooms=frozenset({"hall@ours.example"}))
    assert only({BOB: (copy,)}, rules).size == size


def test_hidden_attendees_are_told_by_the_fullest_copy() -> None:
    hidden = event(hidden_attendees=True, invited=invited("bob"))
    full = event(
        organised=True, response=Response.ORGANIZER, hidden_attendees=True, invited=invited("bob", "cyn", "dan")
    )
    for order in permutations([(BOB, hidden), (ANN, full)]):
        by_person, (meeting,) = read({person: (copy,) for person, copy in order})
        assert meeting.size == 4
        assert by_person[BOB].meetings == (meeting,)


def test_everybodys_own_copy_is_surest_about_the_own_answer_and_the_organisers_about_the_others() -> None:
    organisers = event(
        organised=True,
        response=Response.ORGANIZER,
        invited=(*invited("bob", response=Response.NOT_RESPONDED), *invited("cyn", response=ACCEPTED)),
    )
    stale = event(response=TENTATIVE, invited=invited("bob", "cyn", "dan", "eve"))
    meeting = only({BOB: (stale,), ANN: (organisers,)})
    answers = {each.address.partition("@")[0]: each.response for each in meeting.people}
    assert answers == {
        "ann": Response.ORGANIZER,
        "bob": TENTATIVE,
        "cyn": ACCEPTED,
        "dan": Response.NONE,
        "eve": Response.NONE,
    }


@pytest.mark.parametrize(
    ("address", "external"),
    [
        pytest.param("dan@ours.example", False, id="a colleague"),
        pytest.param("dan@customer.example", True, id="somebody from outside"),
        pytest.param("dan_customer.example#ext#@ours.example", True, id="a guest by the sign-in name"),
        pytest.param("guest@ours.example", True, id="a guest account with an own address"),
        pytest.param("dan@sub.ours.example", True, id="a subdomain is another domain"),
        pytest.param("", False, id="nobody knows whose address"),
    ],
)
def test_an_invitee_from_outside_makes_a_meeting_external(address: str, external: bool) -> None:
    rules = MeetingRules(domains=RULES.domains, guests=frozenset({"guest@ours.example"}))
    assert only({BOB: (event(invited=invited("bob", address)),)}, rules).external is external
    assert only({BOB: (event(organiser=address, invited=invited("bob", "cyn")),)}, rules).external is external


def test_rooms_come_from_every_copy_and_one_acceptance_is_enough() -> None:
    waiting = event(invited=(*invited("bob"), *invited("room", resource=True, response=Response.NONE)))
    accepted = event(invited=(*invited("bob"), *invited("room", resource=True, response=ACCEPTED)))
    for order in permutations([(ANN, waiting), (BOB, accepted)]):
        (room,) = only({person: (copy,) for person, copy in order}).rooms
        assert room.response is ACCEPTED


def test_link_and_categories_come_from_any_copy() -> None:
    meeting = only(
        {ANN: (event(categories=frozenset({"a"})),), BOB: (event(join_link="l", categories=frozenset({"b"})),)}
    )
    assert meeting.online
    assert meeting.join_link == "l"
    assert meeting.categories == {"a", "b"}


# --- whom it occupies


@pytest.mark.parametrize(
    ("changes", "attends"),
    [
        pytest.param({}, True, id="accepted"),
        pytest.param({"response": TENTATIVE}, True, id="tentatively accepted"),
        pytest.param({"organised": True, "response": Response.NONE}, True, id="organised"),
        pytest.param({"response": DECLINED}, False, id="declined"),
        pytest.param({"response": Response.NOT_RESPONDED}, False, id="not answered"),
        pytest.param({"response": Response.NONE}, False, id="no answer"),
        pytest.param({"cancelled": True}, False, id="cancelled"),
        pytest.param({"show_as": "tentative"}, True, id="shows as tentative"),
        pytest.param({"show_as": "workingElsewhere"}, True, id="shows as working elsewhere"),
        pytest.param({"show_as": "free"}, False, id="shows as free"),
        pytest.param({"show_as": "oof"}, False, id="shows as out of office"),
        pytest.param({"show_as": "unknown"}, False, id="shows as unknown"),
        pytest.param({"dates": (date(2026, 11, 9), date(2026, 11, 10))}, False, id="all day"),
        pytest.param({"when": Interval(0, 86_400)}, False, id="24 hours long"),
        pytest.param({"when": Interval(0, 86_399)}, True, id="a second shorter"),
        pytest.param({"when": Interval(5, 5)}, False, id="without length"),
        pytest.param({"invited": ()}, False, id="the organiser alone"),
        pytest.param({"invited": invited("room", resource=True)}, False, id="the organiser and a room"),
        pytest.param({"organiser": "", "invited": invited("bob")}, False, id="one invitee, no organiser"),
    ],
)
def test_a_meeting_is_what_occupies_a_person_with_others(changes: dict[str, Any], attends: bool) -> None:
    facts = bobs(event(**changes))
    assert bool(facts.meetings) is attends
    assert facts.busy == ()


def test_the_policy_says_which_answers_count() -> None:
    strict = MeetingRules(domains=RULES.domains, counts_as_attending=frozenset({ACCEPTED}))
    assert bobs(event(), rules=strict).meetings
    assert not bobs(event(response=TENTATIVE), rules=strict).meetings
    assert not bobs(event(organised=True), rules=strict).meetings


@pytest.mark.parametrize("sensitivity", ["private", "personal", "confidential"])
def test_a_private_event_is_busy_time_only(sensitivity: str) -> None:
    facts = bobs(event(sensitivity=sensitivity))
    assert (facts.meetings, facts.busy) == ((), (WHEN,))


def test_what_one_person_marked_private_still_is_a_meeting_of_the_others() -> None:
    by_person, (meeting,) = read({ANN: (event(organised=True),), BOB: (event(sensitivity="private"),)})
    assert (by_person[BOB].meetings, by_person[BOB].busy) == ((), (WHEN,))
    assert by_person[ANN].meetings == (meeting,)
    assert meeting.private


@pytest.mark.parametrize(("invitees", "broadcast"), [(49, False), (50, True)])
def test_over_fifty_invitees_it_is_a_broadcast_and_busy_time_only(invitees: int, broadcast: bool) -> None:
    facts = bobs(event(invited=invited(*(f"p{number}" for number in range(invitees)))))
    assert (not facts.meetings, bool(facts.busy)) == (broadcast, broadcast)


def test_a_declined_broadcast_or_a_cancelled_private_event_is_no_busy_time() -> None:
    assert bobs(event(sensitivity="private", cancelled=True)).busy == ()
    assert bobs(event(sensitivity="private", response=DECLINED)).busy == ()


@pytest.mark.parametrize(
    ("organisers", "cancelled"), [pytest.param(True, True, id="cancelled"), pytest.param(False, False, id="not")]
)
def test_the_organisers_copy_says_whether_a_meeting_is_cancelled(organisers: bool, cancelled: bool) -> None:
    copies = {ANN: (event(organised=True, cancelled=organisers),), BOB: (event(cancelled=not organisers),)}
    assert only(copies).cancelled is cancelled


# --- leave


@pytest.mark.parametrize(
    ("changes", "leave"),
    [
        pytest.param({}, True, id="out of office"),
        pytest.param({"sensitivity": "private"}, True, id="private"),
        pytest.param({"cancelled": True}, False, id="cancelled"),
        pytest.param({"response": DECLINED}, False, id="declined"),
        pytest.param({"response": Response.NOT_RESPONDED}, True, id="not answered"),
        pytest.param({"show_as": "busy"}, False, id="busy"),
    ],
)
def test_out_of_office_is_leave_unless_cancelled_or_declined(changes: dict[str, Any], leave: bool) -> None:
    assert bool(leave_of((event(**{"show_as": "oof", **changes}),))) is leave


def test_all_day_leave_keeps_its_floating_dates() -> None:
    dates = (date(2026, 11, 9), date(2026, 11, 11))
    (off,) = bobs(event(show_as="oof", dates=dates)).leave
    assert off.dates == dates


# --- links


def test_a_join_link_is_the_same_however_it_is_written() -> None:
    plain = "https://teams.example/l/meetup-join/19:meeting_x@thread.v2/0?context={a}"
    encoded = "HTTPS://teams.example/l/meetup-join/19%3ameeting_x%40thread.v2/0?context=%7Ba%7D"
    twice = encoded.replace("%", "%25")
    assert link_key(plain) == link_key(encoded) == link_key(twice) == link_key(f" {plain}/ ".strip() + "/")


def test_two_links_are_two() -> None:
    assert link_key("https://teams.example/a") != link_key("https://teams.example/b")


# --- holds, invitations, series


@pytest.mark.parametrize(
    ("changes", "hold"),
    [
        pytest.param({}, True, id="alone and busy"),
        pytest.param({"invited": invited("room", resource=True)}, True, id="alone with a room"),
        pytest.param({"show_as": "tentative"}, False, id="tentative"),
        pytest.param({"show_as": "free"}, False, id="free"),
        pytest.param({"sensitivity": "private"}, False, id="private: busy time"),
        pytest.param({"invited": invited("cyn")}, False, id="with somebody: a meeting"),
        pytest.param({"cancelled": True}, False, id="cancelled"),
    ],
)
def test_time_kept_free_alone_is_a_hold(changes: dict[str, Any], hold: bool) -> None:
    mine = event(**{"organiser": "bob@ours.example", "organised": True, "invited": (), **changes})
    assert bobs(mine).holds == ((WHEN,) if hold else ())


@pytest.mark.parametrize(
    ("changes", "answered"),
    [
        pytest.param({"response": ACCEPTED}, [True], id="accepted"),
        pytest.param({"response": DECLINED, "show_as": "free"}, [True], id="declined"),
        pytest.param({"response": Response.NOT_RESPONDED, "show_as": "tentative"}, [False], id="no answer"),
        pytest.param({"response": Response.NONE}, [False], id="none"),
        pytest.param({"organised": True}, [], id="the own meeting"),
        pytest.param({"sensitivity": "private"}, [], id="private"),
        pytest.param({"cancelled": True}, [], id="cancelled"),
        pytest.param({"invited": invited(*(f"p{each}" for each in range(60)))}, [], id="a broadcast"),
    ],
)
def test_an_invitation_of_somebody_else_asks_for_an_answer(changes: dict[str, Any], answered: list[bool]) -> None:
    assert [each.answered for each in bobs(event(**changes)).asked] == answered


def organised(number: int, **changes: Any) -> EventCopy:  # noqa: ANN401
    when = Interval(WHEN.start + number * 604_800, WHEN.end + number * 604_800)
    some = (
        *invited("bob", response=ACCEPTED),
        *invited("cyn", response=TENTATIVE),
        *invited("kim@away.example"),
        *invited("room", response=ACCEPTED, resource=True),
    )
    values: dict[str, Any] = {"id": f"id{number}", "series": "master", "when": when, "organised": True, "invited": some}
    return event(**{**values, **changes})


MEMBERS = {address: person for person, addresses in ADDRESSES.items() for address in addresses}


def test_a_series_is_told_by_its_organisers_copies() -> None:
    calendars = {ANN: (organised(1), organised(0)), BOB: (event(series="other", invited=invited("bob", "cyn")),)}
    (series,) = series_of(calendars, RULES, members=MEMBERS)
    assert (series.organiser, series.broadcast) == (ANN, False)
    first, second = series.occurrences
    assert first.when < second.when
    assert (first.size, first.accepted, first.unanswered, first.members) == (4, 1, 1, 3)


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"cancelled": True}, id="cancelled"),
        pytest.param({"show_as": "free"}, id="free"),
        pytest.param({"sensitivity": "private"}, id="private"),
        pytest.param({"series": None}, id="a single one"),
        pytest.param({"organised": False}, id="somebody else's"),
        pytest.param({"invited": ()}, id="alone"),
        pytest.param({"dates": (date(2026, 11, 9), date(2026, 11, 10))}, id="whole days"),
    ],
)
def test_what_was_not_held_is_no_occurrence(changes: dict[str, Any]) -> None:
    assert series_of({ANN: (organised(0, **changes),)}, RULES, members=MEMBERS) == ()


def test_one_crowded_occurrence_makes_a_series_a_broadcast() -> None:
    crowd = invited(*(f"p{each}" for each in range(60)))
    (series,) = series_of({ANN: (organised(0), organised(1, invited=crowd))}, RULES, members=MEMBERS)
    assert series.broadcast
