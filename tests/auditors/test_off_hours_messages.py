"""Messages outside working time: which kind, whose day they disturb, and what of their sums may be told."""

from collections.abc import Iterable, Sequence
from copy import replace
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditors.off_hours_messages import AUDITOR, OffHoursMessages
from core.facts import Availability, Facts, Message, Person, Signal
from core.offhours import HoursMap, OffHours
from core.report import ExactValues, Section, Values
from core.week import Week
from core.worktime import DayOff, ExpectedTime, OutlookHours, Span
from tests.auditors.factories import (
    BRUSSELS,
    EVERYTHING,
    FULL_TIME,
    ON_LEAVE,
    WEEK,
    at,
    expected,
    facts,
    hours,
    message,
    person,
    team_of,
    weeks,
)

LITTLE = "little or none"


def audited(messages: Iterable[Message], people: Iterable[Person] = (), **settings: Any) -> Section:  # noqa: ANN401
    team = tuple(people) or team_of(6)
    return AUDITOR.section(facts(team, messages=tuple(messages)), OffHoursMessages(**settings))


def exact(told: Section, key: str) -> ExactValues:
    measure = told.measure(key)
    assert measure is not None, key
    return measure.exact


def value(told: Section, key: str) -> Values:
    measure = told.measure(key)
    assert measure is not None, key
    return measure.value


def kind(day: int, clock: str, time: ExpectedTime = FULL_TIME, *, week: Week = WEEK, grace: int = 30) -> str | None:
    """The kind of off hours at a wall clock of the person's zone."""
    zone = time.zone
    assert isinstance(zone, ZoneInfo)
    return HoursMap(time, week.window(BRUSSELS), grace_minutes=grace).kind(at(day, clock, week=week, zone=zone))


# --- kinds

LONG_LUNCH = expected({0: (Span(8 * 60, 12 * 60), Span(14 * 60 + 1, 18 * 60))})
SHORT_LUNCH = expected({0: (Span(8 * 60, 12 * 60), Span(14 * 60, 18 * 60))})
LATE = expected({0: (Span(14 * 60, 22 * 60),)})
NIGHT_SHIFT = expected(outlook=OutlookHours(days=frozenset({0}), span=Span(22 * 60, 30 * 60), zone=BRUSSELS))
ON_DUTY = expected(duty={5: (Span(9 * 60, 18 * 60),)})
MONDAY_GONE = expected(leave=[DayOff(when=hours(0, "07:00", "18:00"))])
AFTERNOON_OFF = expected(leave=[DayOff(when=hours(0, "12:00", "17:00"))])
TUESDAY_OFF = expected(leave=[DayOff(dates=(WEEK.monday + timedelta(days=1), WEEK.monday + timedelta(days=2)))])
TUESDAY_CLOSED = expected(closures=[WEEK.monday + timedelta(days=1)])
DUTY_ON_LEAVE = expected(
    duty={1: (Span(9 * 60, 18 * 60),)},
    leave=[DayOff(dates=(WEEK.monday + timedelta(days=1), WEEK.monday + timedelta(days=2)))],
)


@pytest.mark.parametrize(
    ("time", "day", "clock", "expected_kind"),
    [
        pytest.param(FULL_TIME, 0, "12:00", None, id="in working time"),
        pytest.param(FULL_TIME, 0, "07:30", None, id="30 minutes before it"),
        pytest.param(FULL_TIME, 0, "07:29", "early", id="31 minutes before it"),
        pytest.param(FULL_TIME, 0, "07:00", "early", id="the night is over at 07:00"),
        pytest.param(FULL_TIME, 0, "06:59", "night", id="a minute before"),
        pytest.param(FULL_TIME, 0, "17:29", None, id="29 minutes after it"),
        pytest.param(FULL_TIME, 0, "17:30", "evening", id="30 minutes after it"),
        pytest.param(FULL_TIME, 0, "19:59", "evening", id="the evening ends at 20:00"),
        pytest.param(FULL_TIME, 0, "20:00", "night", id="the night begins"),
        pytest.param(FULL_TIME, 5, "12:00", "day_off", id="Saturday"),
        pytest.param(FULL_TIME, 5, "01:00", "day_off", id="Saturday at 01:00 is Saturday"),
        pytest.param(FULL_TIME, 4, "23:59", "night", id="Friday before midnight is Friday"),
        pytest.param(TUESDAY_OFF, 1, "12:00", "day_off", id="leave"),
        pytest.param(TUESDAY_CLOSED, 1, "23:00", "day_off", id="a closure, at night too"),
        pytest.param(MONDAY_GONE, 0, "12:00", "day_off", id="leave by the minute over the whole day"),
        pytest.param(AFTERNOON_OFF, 0, "13:00", "evening", id="after a half day of leave has begun"),
        pytest.param(LONG_LUNCH, 0, "13:00", "break", id="a gap of 2 h 01"),
        pytest.param(LONG_LUNCH, 0, "12:29", None, id="the grace inside a gap"),
        pytest.param(LONG_LUNCH, 0, "13:31", None, id="the grace at its other end"),
        pytest.param(SHORT_LUNCH, 0, "13:00", None, id="a gap of exactly 2 h"),
        pytest.param(LATE, 0, "13:00", "early", id="before a late day"),
        pytest.param(LATE, 0, "21:59", None, id="working time at night is working time"),
        pytest.param(LATE, 0, "22:30", "night", id="after a late day"),
        pytest.param(NIGHT_SHIFT, 1, "03:00", None, id="a night shift"),
        pytest.param(NIGHT_SHIFT, 1, "08:00", "evening", id="after a night shift"),
        pytest.param(NIGHT_SHIFT, 0, "12:00", "early", id="before a night shift"),
        pytest.param(ON_DUTY, 5, "12:00", None, id="on duty"),
        pytest.param(ON_DUTY, 5, "18:29", None, id="duty has grace"),
        pytest.param(ON_DUTY, 5, "19:00", "evening", id="a day of duty is no day off"),
        pytest.param(DUTY_ON_LEAVE, 1, "12:00", None, id="duty is not cut by leave"),
    ],
)
def test_a_moment_is_off_hours_of_the_first_kind_that_fits(
    time: ExpectedTime, day: int, clock: str, expected_kind: str | None
) -> None:
    assert kind(day, clock, time) == expected_kind


def test_without_grace_working_time_ends_when_it_ends() -> None:
    assert kind(0, "16:59", grace=0) is None
    assert kind(0, "17:00", grace=0) == "evening"
    assert kind(0, "07:59", grace=0) == "early"


def test_days_and_nights_are_those_of_the_persons_zone() -> None:
    new_york = expected(zone=ZoneInfo("America/New_York"))
    assert kind(0, "16:00", new_york) is None
    assert kind(0, "21:00", new_york) == "night"
    assert kind(4, "23:00", new_york) == "night"
    assert kind(5, "00:00", new_york) == "day_off"


@pytest.mark.parametrize("week", ["2026-W13", "2026-W43"], ids=["the clock goes forward", "the clock goes back"])
@pytest.mark.parametrize(
    ("day", "clock", "expected_kind"),
    [(4, "17:29", None), (4, "17:30", "evening"), (6, "03:30", "day_off"), (6, "19:00", "day_off"), (0, "07:30", None)],
)
def test_in_a_week_of_clock_change_wall_clocks_decide(
    week: str, day: int, clock: str, expected_kind: str | None
) -> None:
    around = Week.parse(week)
    assert kind(day, clock, expected(week=around), week=around) == expected_kind


@pytest.mark.parametrize("week", ["2026-W13", "2026-W43"], ids=["the clock goes forward", "the clock goes back"])
def test_a_sunday_of_clock_change_can_be_worked(week: str) -> None:
    around = Week.parse(week)
    sunday = expected({6: (Span(8 * 60, 17 * 60),)}, week=around)
    assert [
        kind(6, clock, sunday, week=around) for clock in ("06:59", "07:29", "07:30", "17:29", "17:30", "20:00")
    ] == [
        "night",
        "early",
        None,
        None,
        "evening",
        "night",
    ]


@given(st.integers(0, 7 * 24 * 60 - 1), st.integers(0, 120))
def test_more_grace_never_makes_a_moment_off_hours(minute: int, grace: int) -> None:
    window = WEEK.window(BRUSSELS)
    moment = window.start + minute * 60
    for time in (FULL_TIME, LONG_LUNCH, NIGHT_SHIFT, ON_DUTY):
        narrow, wide = (HoursMap(time, window, grace_minutes=each).kind(moment) for each in (grace, grace + 10))
        assert wide is None or wide == narrow


@given(st.integers(0, 7 * 24 * 60 - 1))
def test_expected_time_and_duty_are_never_off_hours(minute: int) -> None:
    window = WEEK.window(BRUSSELS)
    moment = window.start + minute * 60
    for time in (FULL_TIME, LONG_LUNCH, NIGHT_SHIFT, ON_DUTY):
        inside = any(each.start <= moment < each.end for each in (*time.instants, *time.duty))
        found = HoursMap(time, window, grace_minutes=0).kind(moment)
        assert not inside or found is None


# --- disturbed days


def disturbed_days(*moments: tuple[int, str], **changes: Any) -> int:  # noqa: ANN401
    """The number of days that one-to-one messages at these times disturb, by the limits that they pass."""
    messages = [message(at(day, clock), each) for day, clock in moments for each in range(6)]
    team = team_of(6, **changes)
    return sum(
        exact(audited(messages, team, warn_days=limit, alert_days=limit), "people_over_warn") == 6 for limit in range(7)
    )


@pytest.mark.parametrize(
    ("moments", "days"),
    [
        pytest.param([(0, "12:00")], 0, id="in working time"),
        pytest.param([(0, "21:00"), (0, "22:00"), (0, "05:00")], 1, id="one day, however often"),
        pytest.param([(0, "23:00"), (1, "03:59")], 1, id="a day ends at 04:00"),
        pytest.param([(0, "23:00"), (1, "04:00")], 2, id="at 04:00 the next one begins"),
        pytest.param([(0, "00:30"), (0, "21:00")], 1, id="the week's first hours are Monday's"),
        pytest.param([(6, "12:00"), (6, "23:59")], 1, id="Sunday"),
        pytest.param([(day, "21:00") for day in range(7)], 7, id="every day"),
    ],
)
def test_a_disturbed_day_ends_at_four(moments: list[tuple[int, str]], days: int) -> None:
    assert disturbed_days(*moments) == days


def test_the_days_before_monday_of_a_person_further_west_count_to_monday() -> None:
    west = expected(zone=ZoneInfo("America/Los_Angeles"))
    assert disturbed_days((0, "00:30"), (1, "04:30"), expected=west) == 1


def test_what_could_wait_disturbs_nobody() -> None:
    messages = [
        message(at(day, "22:00"), *range(6), pressing=False, sender=s) for day in range(7) for s in (90, 91, 92)
    ]
    told = audited(messages)
    assert (exact(told, "people_over_warn"), exact(told, "pressing_off_hours")) == (0, 0)
    assert exact(told, "could_wait_off_hours") == 7 * 3 * 6
    assert told.level == "good"


def test_a_message_presses_only_for_those_whom_it_singles_out() -> None:
    told = audited([message(at(day, "22:00"), *range(6), pressing=[0]) for day in range(3)])
    assert exact(told, "people_over_warn") == 1
    assert (exact(told, "pressing_off_hours"), exact(told, "could_wait_off_hours")) == (3, 15)


@pytest.mark.parametrize(
    ("evenings", "over_warn", "over_alert", "level"),
    [(2, 0, 0, "good"), (3, 6, 0, "warn"), (4, 6, 0, "warn"), (5, 6, 6, "alert")],
)
def test_the_limits_on_days_are_strict(evenings: int, over_warn: int, over_alert: int, level: str) -> None:
    told = audited([message(at(day, "22:00"), each) for day in range(evenings) for each in range(6)])
    assert (exact(told, "people_over_warn"), exact(told, "people_over_alert")) == (over_warn, over_alert)
    assert told.level == level


def test_the_limits_are_not_scaled_by_part_time() -> None:
    half = expected({day: (Span(8 * 60, 12 * 60),) for day in range(5)})
    messages = [message(at(day, "22:00"), each) for day in range(2) for each in range(6)]
    assert exact(audited(messages, team_of(6, expected=half)), "people_over_warn") == 0


# --- sums


def round_robin(clock: str, *, people: int = 6, days: Iterable[int] = range(1), pressing: bool = True) -> list[Message]:
    """Everybody writes to everybody else once a day."""
    return [
        message(at(day, clock), *(each for each in range(people) if each != writer), sender=writer, pressing=pressing)
        for day in days
        for writer in range(people)
    ]


def test_each_receiver_counts_and_a_message_is_sent_once() -> None:
    told = audited(round_robin("22:00") + round_robin("12:00"))
    assert [exact(told, key) for key in ("landed", "landed_off_hours", "sent", "sent_off_hours")] == [60, 30, 12, 6]
    assert [value(told, key) for key in ("landed", "landed_off_hours", "sent", "sent_off_hours")] == [60, 30, 12, 6]
    assert (value(told, "landed_off_hours_share"), value(told, "sent_off_hours_share")) == (0.5, 0.5)


def test_every_message_that_landed_off_hours_has_one_kind() -> None:
    told = audited(
        [*round_robin("22:00"), *round_robin("18:00"), *round_robin("07:10"), *round_robin("12:00", days=[5])]
    )
    assert value(told, "landed_by_kind") == {"day_off": 30, "night": 30, "evening": 30, "early": 30, "break": LITTLE}
    assert exact(told, "landed_by_kind") == {"day_off": 30, "night": 30, "evening": 30, "early": 30, "break": 0}
    assert exact(told, "landed_off_hours") == 120


def test_off_hours_of_the_writer_are_the_writers_own() -> None:
    early_bird = expected({day: (Span(5 * 60, 14 * 60),) for day in range(5)})
    people = [person(0, expected=early_bird), *(person(each) for each in range(1, 6))]
    told = audited([message(at(0, "05:30"), 1, 2, 3, sender=0), message(at(0, "05:30"), 0, sender=1)], people)
    assert (exact(told, "sent"), exact(told, "sent_off_hours"), exact(told, "landed_off_hours")) == (2, 1, 3)


@pytest.mark.parametrize("sender", [None, 99, 20], ids=["nobody of the tenant", "somebody else", "somebody away"])
def test_messages_of_others_land_but_are_nobodys_sent(sender: int | None) -> None:
    people = [*team_of(6), person(20, expected=ON_LEAVE)]
    told = audited([message(at(0, "22:00"), 0, 20, sender=sender)], people)
    assert (exact(told, "landed"), exact(told, "sent")) == (1, 0)


@pytest.mark.parametrize(
    ("writers", "receivers", "told"),
    [
        pytest.param((90, 91, 92), (0, 1, 2), 9, id="three of each"),
        pytest.param((90, 91), (0, 1, 2, 3, 4, 5), LITTLE, id="two writers"),
        pytest.param((90, 91, 92, 93), (0, 1), LITTLE, id="two receivers"),
        pytest.param((90, 90, 90, 91, 92), (0, 1, 2), LITTLE, id="one writer with more than half"),
        pytest.param((None, None, None), (0, 1, 2), LITTLE, id="writers whom nobody knows may be one"),
    ],
)
def test_a_sum_of_messages_needs_enough_writers_and_receivers(
    writers: tuple[int | None, ...], receivers: tuple[int, ...], told: Values
) -> None:
    found = audited([message(at(0, "22:00"), *receivers, sender=writer) for writer in writers])
    assert value(found, "landed") == told
    assert value(found, "landed_off_hours") == told


def test_what_is_sent_needs_enough_writers() -> None:
    two = audited([message(at(0, "12:00"), 3, 4, 5, sender=writer) for writer in (0, 1)])
    three = audited([message(at(0, "12:00"), 3, 4, 5, sender=writer) for writer in (0, 1, 2)])
    assert (value(two, "sent"), value(three, "sent")) == (LITTLE, 3)
    assert value(three, "sent_off_hours_share") == LITTLE


def test_a_share_is_withheld_with_its_numerator() -> None:
    told = audited([*round_robin("12:00"), message(at(0, "22:00"), *range(1, 6), sender=0)])
    assert (value(told, "sent"), value(told, "sent_off_hours"), value(told, "sent_off_hours_share")) == (
        7,
        LITTLE,
        LITTLE,
    )
    assert (value(told, "landed"), value(told, "landed_off_hours_share")) == (35, LITTLE)


def test_large_counts_are_told_to_two_digits() -> None:
    told = audited(round_robin("22:00", days=range(5)))
    assert (value(told, "landed"), exact(told, "landed")) == (150, 150)
    assert value(audited([*round_robin("22:00", days=range(5)), message(at(0, "22:00"), 0)]), "landed") == 150


# --- what would follow by subtraction


def test_where_everything_pressed_that_is_told() -> None:
    told = audited(round_robin("22:00"))
    assert (value(told, "pressing_off_hours"), value(told, "could_wait_off_hours")) == (30, LITTLE)


def test_where_one_part_is_withheld_the_other_is_too() -> None:
    told = audited([*round_robin("22:00"), message(at(0, "22:00"), 0, pressing=False)])
    assert value(told, "landed_off_hours") == 31
    assert (value(told, "pressing_off_hours"), value(told, "could_wait_off_hours")) == (LITTLE, LITTLE)


def test_empty_kinds_do_not_hide_the_one_that_is_withheld() -> None:
    told = audited([*round_robin("22:00"), *round_robin("12:00", days=[5, 6]), message(at(0, "18:00"), 0)])
    kinds = value(told, "landed_by_kind")
    assert value(told, "landed_off_hours") == 91
    assert kinds == {"day_off": 60, "night": LITTLE, "evening": LITTLE, "early": LITTLE, "break": LITTLE}


def carried(pairs: Sequence[tuple[str, str]]) -> bool:
    """Tell by hand whether three of each side carry it, none with more than half."""
    for side in zip(*pairs, strict=True):
        counts = [side.count(each) for each in set(side)]
        if len(counts) < 3 or max(counts) * 2 > len(pairs):
            return False
    return bool(pairs)


@given(of=weeks(most=8))
def test_what_is_left_of_a_told_sum_is_carried_by_enough_people_too(of: Facts) -> None:
    told = AUDITOR.section(of, OffHoursMessages())
    if value(told, "landed_off_hours") == LITTLE:
        return
    maps = {each.key: HoursMap(each.expected, of.window, grace_minutes=30) for each in of.people}
    found = [
        (each.sender or "", receiver, maps[receiver].kind(each.sent_at), receiver in each.pressing_for)
        for each in of.messages
        for receiver in each.landed_on
    ]
    off_hours = [each for each in found if each[2] is not None]
    kinds = value(told, "landed_by_kind")
    assert isinstance(kinds, dict)
    hidden = {key for key, part in kinds.items() if part == LITTLE}
    rest = [(writer, receiver) for writer, receiver, each, _ in off_hours if each in hidden]
    assert not rest or carried(rest)
    pressed = {True: value(told, "pressing_off_hours"), False: value(told, "could_wait_off_hours")}
    rest = [(writer, receiver) for writer, receiver, _, press in off_hours if pressed[press] == LITTLE]
    assert not rest or carried(rest)


@given(of=weeks())
def test_the_parts_add_up(of: Facts) -> None:
    told = AUDITOR.section(of, OffHoursMessages())
    kinds = exact(told, "landed_by_kind")
    assert isinstance(kinds, dict)
    assert set(kinds) == set(OffHours)
    off_hours = exact(told, "landed_off_hours")
    pressing, could_wait = exact(told, "pressing_off_hours"), exact(told, "could_wait_off_hours")
    assert isinstance(pressing, int)
    assert isinstance(could_wait, int)
    assert off_hours == sum(kinds.values()) == pressing + could_wait


@given(of=weeks())
def test_messages_that_could_wait_change_no_level(of: Facts) -> None:
    calm = tuple(replace(each, pressing_for=frozenset()) for each in of.messages)
    more = replace(of, messages=(*of.messages, *(replace(each, key=f"{each.key}-again") for each in calm)))
    assert AUDITOR.section(more, OffHoursMessages()).level == AUDITOR.section(of, OffHoursMessages()).level


# --- notes


@pytest.mark.parametrize(
    ("signals", "people", "notes"),
    [
        pytest.param({}, team_of(6), ["coverage"], id="everything read"),
        pytest.param({Signal.CHANNELS: Availability.OFF}, team_of(6), ["coverage", "channels_signal_off"], id="off"),
        pytest.param(
            {Signal.CHANNELS: Availability.NO_TEAM}, team_of(6), ["coverage", "channels_no_team"], id="no team"
        ),
        pytest.param(
            {}, (person(9, calendar_read=False), *team_of(6)), ["coverage", "leave_unknown"], id="a calendar unread"
        ),
    ],
)
def test_what_could_not_be_seen_is_told(
    signals: dict[Signal, Availability], people: tuple[Person, ...], notes: list[str]
) -> None:
    told = AUDITOR.section(facts(people, signals={**EVERYTHING, **signals}), OffHoursMessages())
    assert [note.key for note in told.notes] == notes


def test_its_coverage_counts_chats() -> None:
    read, unread = team_of(7), tuple(person(each, messages_read=False) for each in range(10, 14))
    assert AUDITOR.section(facts((*read, *unread[:3])), OffHoursMessages()).status == "measured"
    assert AUDITOR.section(facts((*read, *unread)), OffHoursMessages()).status == "not_measured"
