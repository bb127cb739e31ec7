"""One person's own numbers are what the auditors measure on that person alone."""

from dataclasses import replace

import pytest

from auditors import ALL, BY_KEY
from core.auditor import AnyAuditor
from core.facts import Availability, Facts, Signal
from core.self_card import OwnSection, OwnWeek, own_section
from tests.auditors.factories import EVERYTHING, ON_LEAVE, busy_week, facts, hours, meeting, person

OVERLOAD = BY_KEY["meeting_overload"]


def alone(**changes: object) -> Facts:
    first = meeting(hours(0, "10:00", "12:00"), 0, 1, 2)
    return facts([person(0, first, meeting(hours(1, "16:30", "18:00"), 0, 1))], **changes)


def told(section: OwnSection | None) -> dict[str, float]:
    assert section is not None
    return {number.key: number.value for number in section.numbers}


def test_no_floor_band_or_contributor_stands_between_a_person_and_the_own_numbers() -> None:
    assert told(own_section(OVERLOAD, alone(smallest_group=10), OVERLOAD.rule())) == {
        "meeting_hours_typical": 3.5,
        "off_hours_meeting_hours": 1.0,
        "conflict_hours": 0.0,
    }


def test_a_week_of_leave_tells_nothing() -> None:
    away = facts([person(0, expected=ON_LEAVE)])
    assert all(own_section(auditor, away, auditor.rule()) is None for auditor in ALL)
    assert OwnWeek().empty


def test_what_could_not_be_read_is_unseen_and_no_zero() -> None:
    unread = own_section(OVERLOAD, facts([person(0, calendar_read=False)]), OVERLOAD.rule())
    assert unread is not None
    assert (unread.numbers, unread.unseen) == ((), True)
    refused = {**EVERYTHING, Signal.CALENDAR: Availability.NOT_GRANTED}
    section = own_section(OVERLOAD, alone(signals=refused), OVERLOAD.rule())
    assert section is not None
    assert section.unseen
    off = {**EVERYTHING, Signal.CALENDAR: Availability.OFF}
    assert own_section(OVERLOAD, alone(signals=off), OVERLOAD.rule()) is None, (
        "what is switched off is nobody's trouble"
    )


def test_it_is_about_one_person() -> None:
    with pytest.raises(ValueError, match="values to unpack"):
        own_section(OVERLOAD, facts([person(0), person(1)]), OVERLOAD.rule())


@pytest.mark.parametrize("auditor", ALL, ids=lambda auditor: auditor.key)
def test_every_auditor_with_own_words_has_a_number_for_one_of_a_busy_team(auditor: AnyAuditor) -> None:
    week = busy_week(6)
    found = [
        own_section(auditor, facts_of_one, auditor.rule())
        for each in week.people
        for facts_of_one in [_only(week, each.key)]
    ]
    if not auditor.words.own:
        assert found == [None] * 6
        return
    keys = {number.key for section in found if section for number in section.numbers}
    assert keys
    assert keys <= auditor.words.own.keys() <= auditor.words.measures.keys(), "each label is about one of its measures"


def _only(week: Facts, key: str) -> Facts:
    return replace(week, people=tuple(each for each in week.people if each.key == key))
