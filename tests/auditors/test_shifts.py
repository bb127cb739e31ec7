"""What the auditors make of people who work in shifts: nights between two days, and days that end in the morning."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditors import BY_KEY
from core.facts import Facts, Message
from core.intervals import Interval, union
from core.offhours import HoursMap
from core.report import Section
from core.roster import Planned
from core.week import Week
from core.worktime import ExpectedTime
from tests.auditors.factories import (
    BRUSSELS,
    WEEK,
    at,
    expected,
    facts,
    hours,
    key,
    meeting,
    message,
    person,
    team_of,
    thread,
)
from tests.auditors.telling import exact

WINDOW = WEEK.window(BRUSSELS)
GRACE = 30
REST = BY_KEY["rest_time"]


def night(day: int) -> Interval:
    return Interval(at(day, "22:00"), at(day + 1, "06:00"))


def rostered(*shifts: Interval) -> ExpectedTime:
    return expected(planned=Planned(shifts=union(shifts)))


NIGHTS = rostered(*(night(day) for day in range(-1, 7)))
TWO_NIGHTS = rostered(night(0), night(1))
SPLIT = rostered(hours(1, "07:00", "11:00"), hours(1, "14:00", "18:00"))


@pytest.mark.parametrize(
    ("time", "day", "clock", "kind"),
    [
        pytest.param(NIGHTS, 1, "03:00", None, id="in the shift"),
        pytest.param(NIGHTS, 1, "06:20", None, id="within the grace after it"),
        pytest.param(NIGHTS, 1, "06:45", "night", id="before seven it is night"),
        pytest.param(NIGHTS, 1, "10:00", "evening", id="after the one shift"),
        pytest.param(NIGHTS, 1, "13:59", "evening", id="until halfway"),
        pytest.param(NIGHTS, 1, "14:00", "early", id="before the other shift"),
        pytest.param(NIGHTS, 1, "21:00", "night", id="from eight on it is night"),
        pytest.param(NIGHTS, 1, "21:40", None, id="within the grace before it"),
        pytest.param(NIGHTS, 6, "23:30", None, id="in the shift that leaves the week"),
        pytest.param(TWO_NIGHTS, 0, "12:00", "early", id="before the first night"),
        pytest.param(TWO_NIGHTS, 2, "12:00", "evening", id="after the last night"),
        pytest.param(TWO_NIGHTS, 3, "12:00", "day_off", id="a day without a shift"),
        pytest.param(SPLIT, 1, "12:30", "break", id="three hours between two shifts are a break"),
        pytest.param(SPLIT, 1, "19:00", "evening", id="after the second of them"),
    ],
)
def test_a_moment_outside_a_shift_is_called_what_it_is(
    time: ExpectedTime, day: int, clock: str, kind: str | None
) -> None:
    found = HoursMap(time, WINDOW, grace_minutes=GRACE).kind(at(day, clock))
    assert (found.value if found else None) == kind


@given(
    week=st.sampled_from([WEEK, Week(2026, 13), Week(2026, 43)]),
    starts=st.lists(st.integers(-48 * 3600, 8 * 24 * 3600), max_size=8),
    length=st.integers(1, 14),
    after=st.integers(0, 167 * 3600 - 1),
)
def test_what_lies_in_a_shift_is_in_hours_and_what_lies_far_from_any_is_not(
    week: Week, starts: list[int], length: int, after: int
) -> None:
    """Also in the weeks in which the clock changes."""
    window = week.window(BRUSSELS)
    moment = window.start + after
    shifts = union(Interval(window.start + start, window.start + start + length * 3600) for start in starts)
    time = expected(planned=Planned(shifts=shifts), week=week)
    kind = HoursMap(time, window, grace_minutes=GRACE).kind(moment)
    if any(each.start <= moment < each.end for each in shifts):
        assert kind is None
    elif all(abs(edge - moment) > 2 * 3600 for each in shifts for edge in each):
        assert kind is not None


def nights_of(*messages: Message, time: ExpectedTime = NIGHTS) -> tuple[object, object]:
    """How many nights a crew of five had, and how many of them were short, all together."""
    crew = team_of(5, expected=time)
    told = REST.section(facts(crew, messages=messages), REST.rule())
    return exact(told, "nights"), exact(told, "short_nights")


def wrote(*moments: tuple[int, str]) -> tuple[Message, ...]:
    return tuple(message(at(day, clock), sender=each) for day, clock in moments for each in range(5))


@pytest.mark.parametrize(
    ("moments", "nights", "short"),
    [
        pytest.param([(0, "22:30"), (1, "03:50"), (1, "05:30")], 0, 0, id="one night shift is one day of work"),
        pytest.param([(0, "22:30"), (1, "05:30"), (1, "22:15")], 5, 0, id="the rest between two is by day"),
        pytest.param(
            [(1, "05:30"), (1, "12:30"), (1, "22:15")], 5, 5, id="who goes on after the shift rests too little"
        ),
        pytest.param([(1, "05:30"), (1, "20:00"), (1, "22:15")], 5, 0, id="who begins early had the whole day"),
        pytest.param([(5, "23:00"), (6, "05:00"), (6, "22:30")], 5, 0, id="the last nights of the week"),
    ],
)
def test_rest_is_measured_between_shifts_and_never_inside_one(
    moments: list[tuple[int, str]], nights: int, short: int
) -> None:
    assert nights_of(*wrote(*moments)) == (nights, short)


def test_without_a_roster_the_same_night_is_split_at_four() -> None:
    assert nights_of(*wrote((0, "22:30"), (1, "03:50"), (1, "05:30")), time=expected()) == (5, 5)


def test_a_day_ends_eight_hours_after_a_night_shift_that_none_follows() -> None:
    once = rostered(night(0), hours(4, "06:00", "14:00"))
    late = (0, "23:00"), (1, "13:30"), (1, "14:30")
    assert nights_of(*wrote(*late), time=once) == (5, 5)
    assert nights_of(*wrote((0, "23:00"), (1, "13:30")), time=once) == (0, 0)


def test_a_shift_of_more_than_a_day_leaves_no_day_that_ends_before_it_begins() -> None:
    long = rostered(Interval(at(0, "08:00"), at(2, "08:00")), Interval(at(3, "02:00"), at(4, "03:00")))
    moments = [(day, clock) for day in range(5) for clock in ("02:00", "05:00", "09:00", "20:00")]
    nights, short = nights_of(*wrote(*moments), time=long)
    assert isinstance(nights, int)
    assert isinstance(short, int)
    assert 0 <= short <= nights <= 6 * 5


def test_the_card_of_a_crew_says_where_its_days_end_and_its_hours_come_from() -> None:
    told = REST.section(facts(team_of(5, expected=NIGHTS), messages=wrote((0, "22:30"))), REST.rule())
    assert [note.key for note in told.notes] == ["coverage", "roster_used", "coverage", "days_end_after_shifts"]
    usual = REST.section(facts(team_of(5), messages=wrote((0, "22:30"))), REST.rule())
    assert [note.key for note in usual.notes] == ["coverage", "coverage"]


def audited(auditor: str, of: Facts) -> Section:
    return BY_KEY[auditor].section(of, BY_KEY[auditor].rule())


def test_messages_and_focus_of_a_night_shift_count_like_those_of_a_day() -> None:
    """Twelve bursts in one night that touches two dates are twelve bursts on one day."""
    once = rostered(night(1))
    moments = [at(1, "22:00") + number * 2400 for number in range(12)]
    messages = [message(moment, *range(5), conversation=f"chat-{number}") for number, moment in enumerate(moments)]
    told = audited("notification_load", facts(team_of(5, expected=once), messages=messages))
    assert exact(told, "bursts_per_day_typical") == 12
    focus = audited("focus_time", facts(team_of(5, expected=once)))
    assert exact(focus, "focus_hours_typical") == pytest.approx(8 / float(once.scale))


def test_a_meeting_in_a_night_shift_is_no_meeting_off_hours_and_one_by_day_is() -> None:
    inside, outside = meeting(hours(2, "02:00", "03:00")), meeting(hours(2, "10:00", "11:00"))
    members = [person(each, inside, outside, expected=NIGHTS) for each in range(5)]
    told = audited("meeting_overload", facts(members, meetings=(inside, outside)))
    assert exact(told, "off_hours_meeting_hours") == 5


def test_lunch_is_at_noon_by_the_clock_of_whoever_works_by_night_too() -> None:
    held = meeting(hours(1, "12:00", "13:00"))
    members = [person(each, held, expected=NIGHTS) for each in range(5)]
    assert exact(audited("meeting_hygiene", facts(members, meetings=(held,))), "lunch_hours") == 5


def test_the_focus_day_takes_a_shift_that_begins_late_on_it() -> None:
    held = meeting(hours(3, "23:00", "23:30"), *range(5), holders=frozenset(key(each) for each in range(5)))
    members = [person(each, held, expected=NIGHTS) for each in range(5)]
    told = audited("focus_day", facts(members, meetings=(held,)))
    assert exact(told, "people_over_warn") == 5


def test_answers_in_channels_are_timed_by_the_teams_usual_hours_whatever_the_shifts() -> None:
    asked = thread(at(1, "22:00"), 0, (at(2, "09:30"), 1))
    told = audited("response_protocol", facts(team_of(5, expected=NIGHTS), messages=asked))
    assert exact(told, "answered_in_time_share") == 1
