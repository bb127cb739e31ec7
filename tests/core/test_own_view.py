"""What a manager is told about the own example."""

from dataclasses import replace
from typing import Any

from core.facts import EventCopy, Facts, Invitation, PersonKey, Response
from core.intervals import Interval
from core.messages import Copy, Mentions
from core.own_view import (
    Held,
    NewColleagues,
    OneOnOnes,
    OwnNumbers,
    Reached,
    held,
    new_colleagues,
    one_on_ones,
    reached,
)
from tests.auditors.factories import ON_LEAVE, address, at, hours, key, meeting, person
from tests.auditors.factories import facts as facts_of

BOSS = 50
ME = key(BOSS).casefold()
EVERYBODY = {"chat": frozenset({key(0).casefold(), key(1).casefold(), ME})}


def copy(moment: int, **changes: Any) -> Copy:  # noqa: ANN401
    values: dict[str, Any] = {"key": f"m{moment}", "place": "chat", "in_channel": False, "sender": ME}
    return Copy(**{**values, "sent_at": moment, **changes})


def told(facts: Facts, *written: Copy, one_on_one: frozenset[str] = frozenset()) -> tuple[int, int]:
    found = reached(written, EVERYBODY, facts, one_on_one=one_on_one, grace_minutes=30)
    return found.pressing, found.could_wait


TWO = facts_of([person(0), person(1)])


def test_a_message_in_the_evening_reaches_each_member_of_the_chat() -> None:
    assert told(TWO, copy(at(1, "21:00"))) == (0, 2)
    assert told(TWO, copy(at(1, "10:00"))) == (0, 0)


def test_what_presses_is_told_apart() -> None:
    evening = at(1, "21:00")
    assert told(TWO, copy(evening, urgent=True)) == (2, 0)
    assert told(TWO, copy(evening), one_on_one=frozenset({"chat"})) == (2, 0)
    assert told(TWO, copy(evening, mentions=Mentions(everybody=True))) == (2, 0)
    assert told(TWO, copy(evening, mentions=Mentions(people=frozenset({key(0).casefold()})))) == (1, 1)


def test_in_a_channel_it_reaches_whom_it_mentions() -> None:
    evening = at(1, "21:00")
    place = {"in_channel": True, "place": "channel"}
    assert told(TWO, copy(evening, **place)) == (0, 0)
    assert told(TWO, copy(evening, **place, mentions=Mentions(people=frozenset({key(1).casefold()})))) == (1, 0)
    assert told(TWO, copy(evening, **place, mentions=Mentions(everybody=True))) == (2, 0)


def test_the_same_message_twice_counts_once() -> None:
    assert told(TWO, copy(at(1, "21:00")), copy(at(1, "21:00"))) == (0, 2)


def test_people_on_leave_are_reached_too_and_people_who_are_left_out_are_not() -> None:
    facts = facts_of([person(0, expected=ON_LEAVE)])
    assert told(facts, copy(at(1, "10:00"))) == (0, 1)


def mine(when: Interval, *invited: int, **changes: Any) -> Any:  # noqa: ANN401
    return meeting(when, BOSS, *invited, **changes)


def test_meetings_into_free_time_and_over_lunch_count_once_each_however_many_attend() -> None:
    late, lunch = mine(hours(1, "16:30", "17:30"), 0, 1), mine(hours(2, "12:30", "13:30"), 0, 1)
    fine, others = mine(hours(3, "10:00", "11:00"), 0), meeting(hours(3, "12:00", "19:00"), 0, 1)
    facts = facts_of([person(0, late, lunch, fine, others), person(1, late, lunch, others)])
    assert held(facts, frozenset({address(BOSS)})) == Held(off_hours=1, over_lunch=1)


def test_lunch_on_a_free_day_is_free_time_and_no_lunch() -> None:
    facts = facts_of([person(0, mine(hours(5, "12:00", "13:00"), 0))])
    assert held(facts, frozenset({address(BOSS)})) == Held(off_hours=1, over_lunch=0)


def test_meetings_of_other_weeks_and_unread_calendars_are_left_alone() -> None:
    next_week = mine(hours(8, "20:00", "21:00"), 0)
    facts = facts_of([person(0, next_week), person(1, mine(hours(1, "20:00", "21:00"), 1), calendar_read=False)])
    assert held(facts, frozenset({address(BOSS)})) == Held(off_hours=0, over_lunch=0)


def event(day: int, *invited: int, **changes: Any) -> EventCopy:  # noqa: ANN401
    values: dict[str, Any] = {
        "id": f"e{day}{invited}",
        "uid": f"u{day}{invited}",
        "when": hours(day, "10:00", "10:30"),
        "organised": True,
        "response": Response.ORGANIZER,
        "organiser": address(BOSS),
        "invited": tuple(Invitation(address=address(each), response=Response.ACCEPTED) for each in invited),
    }
    return EventCopy(**{**values, **changes})


MEMBERS = {address(number): PersonKey(key(number)) for number in (0, 1, 2)}
UNTIL = at(7, "00:00")


def due(*calendar: EventCopy) -> int:
    found = one_on_ones(calendar, MEMBERS, until=UNTIL, own_addresses=frozenset({address(BOSS)}))
    assert found.members == 3
    return found.due


def test_a_meeting_of_two_within_three_weeks_is_a_one_to_one() -> None:
    assert due() == 3
    assert due(event(1, 0)) == 2
    assert due(event(1, 0), event(2, 0), event(3, 1)) == 1
    assert due(event(-15, 0)) == 3, "more than three weeks ago"
    assert due(event(-13, 0)) == 2


def test_what_is_no_one_to_one_does_not_count() -> None:
    assert due(event(1, 0, 1)) == 3, "three people"
    assert due(event(1, 9)) == 3, "not with a member"
    assert due(event(1, 0, cancelled=True)) == 3
    declined = (Invitation(address=address(0), response=Response.DECLINED),)
    assert due(event(1, 0, invited=declined)) == 3
    invited = {"organised": False, "organiser": address(0), "response": Response.NONE}
    assert due(event(1, BOSS, **invited)) == 3, "never accepted"
    assert due(event(1, BOSS, **{**invited, "response": Response.ACCEPTED})) == 2


def test_a_room_does_not_make_it_three() -> None:
    room = Invitation(address="room@ours.example", resource=True)
    assert due(event(1, 0, invited=(*event(1, 0).invited, room))) == 2


A_DAY = 24 * 3600


def new(hired: dict[int, int], *calendar: EventCopy) -> tuple[int, int]:
    """Return how many of the people hired so many days before the week's end had no talk, and how many are new."""
    since = {PersonKey(key(number)): UNTIL - days * A_DAY for number, days in hired.items()}
    found = new_colleagues(calendar, MEMBERS, since, until=UNTIL, own_addresses=frozenset({address(BOSS)}))
    return found.without, found.people


def test_a_new_colleague_without_a_talk_in_two_weeks_is_told() -> None:
    assert new({0: 10, 1: 30}) == (2, 2)
    assert new({0: 10, 1: 30}, event(1, 0)) == (1, 2)
    assert new({0: 10}, event(-8, 0)) == (1, 1), "more than two weeks ago"
    assert new({0: 10}, event(-7, 0)) == (0, 1)


def test_new_is_who_was_hired_in_the_last_90_days_and_is_here() -> None:
    assert new({0: 90, 1: 91}) == (1, 1)
    assert new({0: -1}) == (0, 0), "hired, and not here yet"
    assert new({}) == (0, 0), "where the directory tells no day, nobody is new"


def test_nothing_of_it_is_shown_by_repr() -> None:
    own = OwnNumbers(reached=Reached(pressing=7, could_wait=7), held=Held(off_hours=7, over_lunch=7))
    assert "7" not in repr(replace(own, one_on_ones=OneOnOnes(due=7, members=7)))
    assert "7" not in repr(replace(own, new_colleagues=NewColleagues(without=7, people=7)))
