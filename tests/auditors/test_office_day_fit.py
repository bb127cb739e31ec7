"""Days at the office: what is company and what is a screen alone, whose days are compared, and when there is nothing to say."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditors.office_day_fit import AUDITOR, OfficeDayFit
from core.facts import Facts, Invitation, Meeting, Person, Response, WorkPlace
from core.report import Section
from core.worktime import Span
from tests.auditors.factories import (
    ROOM,
    WEEK,
    expected,
    facts,
    hours,
    invitation,
    key,
    meeting,
    person,
    surroundings,
    weeks,
)
from tests.auditors.telling import exact, value

OFFICE, HOME = WorkPlace.OFFICE, WorkPlace.REMOTE
LONG, SHORT = hours(1, "09:00", "12:00"), hours(1, "14:00", "15:00")


def week(*places: WorkPlace | None) -> dict[date, WorkPlace]:
    """Places from Monday on; None was not sampled."""
    return {WEEK.monday + timedelta(days=number): place for number, place in enumerate(places) if place is not None}


AT_HOME, IN = week(*[HOME] * 5), week(HOME, OFFICE, HOME, HOME, HOME)


def audited(people: Iterable[Person], **settings: Any) -> Section:  # noqa: ANN401
    return AUDITOR.section(facts(people), OfficeDayFit(**settings))


def alone(number: int, *held: Meeting, places: Mapping[date, WorkPlace] = IN) -> Person:
    """Somebody with a meeting of three hours, on the Tuesday at the office, with people from elsewhere."""
    return person(number, meeting(LONG, number, 90, 91), *held, places=places)


# --- what is company

DECLINED = Invitation(address="room", response=Response.DECLINED, resource=True)
SILENT = Invitation(address="room", response=Response.NONE, resource=True)


def held_with_two(*rooms: Invitation) -> Meeting:
    return meeting(SHORT, 0, 1, rooms=rooms)


@pytest.mark.parametrize(
    ("held", "company"),
    [
        pytest.param(held_with_two(), False, id="the other member is at home"),
        pytest.param(held_with_two(ROOM), True, id="there is a room"),
        pytest.param(held_with_two(DECLINED), False, id="the room declined"),
        pytest.param(held_with_two(SILENT), True, id="nobody knows what the room said, and it was booked"),
    ],
)
def test_a_room_is_company_unless_it_declined(held: Meeting, company: bool) -> None:
    people = [alone(0, held), person(1, held, places=AT_HOME), *(alone(each) for each in (2, 3, 4))]
    assert exact(audited(people), "screen_only_share") == pytest.approx(12 / 13 if company else 1)


def test_a_member_on_site_is_company_for_both() -> None:
    held = held_with_two()
    people = [alone(0, held), person(1, held, places=IN), *(alone(each) for each in (2, 3, 4))]
    assert exact(audited(people), "screen_only_share") == pytest.approx(12 / 14)


def test_a_member_on_site_on_another_day_is_none() -> None:
    held = held_with_two()
    other = week(HOME, HOME, OFFICE, HOME, HOME)
    people = [alone(0, held), person(1, held, places=other), *(alone(each) for each in (2, 3, 4))]
    assert exact(audited(people), "screen_only_share") == 1


def test_a_meeting_in_which_somebodys_place_is_unknown_is_left_out_unless_something_decides_it() -> None:
    unknown = week(HOME, None, HOME, HOME, HOME)
    held, room = held_with_two(), meeting(SHORT, 2, 90, rooms=(ROOM,))
    people = [alone(0, held), person(1, held, places=unknown), alone(2, room), alone(3), alone(4)]
    assert exact(audited(people), "screen_only_share") == pytest.approx(
        12 / 13
    )  # of 13 in all, the hour unknown in neither
    seen = meeting(SHORT, 0, 1, 2)
    people = [alone(0, seen), person(1, seen, places=unknown), alone(2, seen), alone(3), alone(4)]
    assert exact(audited(people), "screen_only_share") == pytest.approx(12 / 14)


def test_a_member_who_is_left_out_is_unknown_and_a_colleague_of_another_team_is_nobody() -> None:
    held = [meeting(SHORT, each, 7) for each in range(5)]
    people = [alone(each, held[each]) for each in range(5)]
    around = surroundings(people, members={**surroundings(people).members, invitation(7).address: key(7)})
    share = AUDITOR.section(facts(people, around=around), OfficeDayFit()).measure("screen_only_share")
    plain = AUDITOR.section(facts(people), OfficeDayFit()).measure("screen_only_share")
    assert share is not None
    assert plain is not None
    assert share.exact == plain.exact == 1


def test_who_declined_is_not_there() -> None:
    held = meeting(SHORT, 0, invitation(1, Response.DECLINED))
    people = [alone(0, held), person(1, places=IN), *(alone(each) for each in (2, 3, 4))]
    assert exact(audited(people), "screen_only_share") == 1


def test_of_two_meetings_at_once_the_one_in_company_decides() -> None:
    both = [meeting(LONG, each, 90, rooms=(ROOM,)) for each in range(5)]
    assert exact(audited([alone(each, both[each]) for each in range(5)]), "screen_only_share") == 0


def test_meetings_of_days_at_home_do_not_count() -> None:
    people = [alone(each, meeting(hours(2, "09:00", "17:00"), each, 90, rooms=(ROOM,))) for each in range(5)]
    assert exact(audited(people), "screen_only_share") == 1


# --- what may be told


def test_from_half_on_it_is_worth_a_talk_and_the_limit_can_be_set() -> None:
    rooms = [meeting(hours(1, "13:00", "16:00"), each, 90, rooms=(ROOM,)) for each in range(5)]
    people = [alone(each, rooms[each]) for each in range(5)]
    assert (audited(people).level, value(audited(people), "screen_only_share")) == ("warn", 0.5)
    assert audited(people, warn_percent=55).level == "good"


@pytest.mark.parametrize(
    ("at_the_office", "level"),
    [
        pytest.param(3, "warn", id="three people carry it"),
        pytest.param(2, None, id="two are too few"),
        pytest.param(0, None, id="nobody came"),
    ],
)
def test_a_share_needs_three_people_with_meetings_at_the_office(at_the_office: int, level: str | None) -> None:
    told = audited(alone(each, places=IN if each < at_the_office else AT_HOME) for each in range(6))
    assert told.level == level
    assert (told.measure("screen_only_share") is None) == (level is None)
    assert ("few_office_days" in {note.key for note in told.notes}) == (level is None)


def test_a_part_that_few_carry_is_told_like_none_at_all_and_raises_no_level() -> None:
    company = [person(each, meeting(SHORT, each, 90, rooms=(ROOM,)), places=IN) for each in range(6)]
    few = audited([*(alone(each, meeting(SHORT, each, 90, rooms=(ROOM,))) for each in (0, 1)), *company[2:]])
    none = audited(company)
    assert exact(few, "screen_only_share") == pytest.approx(0.5)
    assert [(each.level, value(each, "screen_only_share"), each.notes) for each in (few, none)] == [
        ("good", "little or none", few.notes)
    ] * 2


def test_fewer_than_the_floor_is_silent_whatever_was_sampled() -> None:
    assert audited([alone(each) for each in range(4)]).status == "suppressed"


# --- coverage


@pytest.mark.parametrize(
    ("known", "status"),
    [pytest.param(35, "measured", id="7 days in 10"), pytest.param(34, "not_measured", id="one day fewer")],
)
def test_days_without_a_place_are_a_gap(known: int, status: str) -> None:
    people = [
        person(each, places=week(*(OFFICE if each * 5 + day < known else None for day in range(5))))
        for each in range(10)
    ]
    told = audited(people)
    assert told.status == status
    if status == "not_measured":
        assert [(note.key, note.values) for note in told.notes] == [("coverage_low", {"source": "location"})]
        assert not told.measures


def test_days_without_expected_time_need_no_place() -> None:
    tuesdays = expected({1: (Span(9 * 60, 17 * 60),)})
    people = [person(each, expected=tuesdays, places=week(None, OFFICE)) for each in range(6)]
    assert audited(people).status == "measured"


# --- what a day at home gives


def focused(number: int, *, office: str, home: str, places: Mapping[date, WorkPlace] = IN) -> Person:
    """Somebody with a meeting on the Tuesday at the office and one on each other day, from eight until then."""
    days = [meeting(hours(day, "08:00", office if day == 1 else home), number, 90) for day in range(5)]
    return person(number, *days, places=places)


def test_focus_hours_of_days_at_home_are_held_against_those_at_the_office() -> None:
    people = [focused(each, office="14:00", home="11:00") for each in range(5)]
    assert exact(audited(people), "home_focus_gain_hours") == pytest.approx(6 - 3)
    worse = [focused(each, office="11:00", home="14:00") for each in range(5)]
    assert value(audited(worse), "home_focus_gain_hours") == -3


def test_a_stretch_that_is_too_short_is_no_focus_and_the_length_can_be_set() -> None:
    people = [focused(each, office="15:30", home="11:00") for each in range(5)]
    assert exact(audited(people), "home_focus_gain_hours") == pytest.approx(6)
    assert exact(audited(people, block_hours=1.5), "home_focus_gain_hours") == pytest.approx(4.5)


def test_a_half_day_weighs_half() -> None:
    half = expected({day: (Span(8 * 60, 12 * 60),) if day == 1 else (Span(8 * 60, 17 * 60),) for day in range(5)})
    people = [person(each, expected=half, places=IN) for each in range(5)]
    assert exact(audited(people), "home_focus_gain_hours") == 0


@pytest.mark.parametrize("both", [4, 5])
def test_days_are_compared_only_of_as_many_people_as_the_floor(both: int) -> None:
    people = [focused(each, office="14:00", home="11:00", places=IN if each < both else AT_HOME) for each in range(9)]
    told = audited(people)
    assert (told.measure("home_focus_gain_hours") is not None) == (both == 5)
    assert ("few_with_both" in {note.key for note in told.notes}) == (both == 4)


def test_the_gain_is_nobodys_own() -> None:
    ends = ("09:00", "10:00", "11:00", "12:00", "13:00")
    people = [focused(each, office="17:00", home=end) for each, end in enumerate(ends)]
    assert exact(audited(people), "home_focus_gain_hours") == pytest.approx(6)  # of 8, 7, 6, 5 and 4


# --- what follows


@given(of=weeks())
def test_another_place_of_one_person_changes_no_share_that_others_alone_carry(of: Facts) -> None:
    """A colleague's place matters only for meetings that the colleague attends."""
    mine = of.people[0]
    lonely = replace(of, people=(replace(mine, meetings=()), *of.people[1:]))
    invited = {
        address for each in of.people[1:] for held in each.meetings for address in (i.address for i in held.people)
    }
    if any(of.around.members.get(address) == mine.key for address in invited):
        return
    moved = replace(lonely, people=(replace(lonely.people[0], places=AT_HOME), *of.people[1:]))
    told, again = (AUDITOR.section(each, OfficeDayFit()).measure("screen_only_share") for each in (lonely, moved))
    assert told == again


@given(of=weeks(), at_home=st.booleans())
def test_where_everybody_is_in_the_same_place_no_share_is_on_a_screen_or_none_is_told(of: Facts, at_home: bool) -> None:
    places = week(*[HOME if at_home else OFFICE] * 7)
    told = AUDITOR.section(
        replace(of, people=tuple(replace(each, places=places) for each in of.people)), OfficeDayFit()
    )
    if at_home:
        assert (told.measure("screen_only_share"), told.level) == (None, None)
    assert told.measure("home_focus_gain_hours") is None
