"""Expected time where a roster plans it: shifts past midnight and over the edges of the week, time off, and who else answers."""

from datetime import date, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.intervals import Interval, clipped, minus, seconds, union
from core.roster import Planned, Roster, roster_of
from core.week import Week, instant
from core.worktime import (
    DayOff,
    ExpectedTime,
    HoursSource,
    OutlookHours,
    Schedule,
    Span,
    WorkCalendar,
    expected_time,
)

BRUSSELS = ZoneInfo("Europe/Brussels")
WEEK = Week(2026, 46)
HOLIDAY = date(2026, 11, 11)
OFFICE = {day: (Span(8 * 60, 17 * 60),) for day in range(5)}


def at(day: int, clock: str, week: Week = WEEK) -> int:
    """An instant by the clock of Brussels; day 0 is the week's Monday."""
    wall = datetime.combine(week.monday + timedelta(days=day), datetime.strptime(clock, "%H:%M").time(), BRUSSELS)  # noqa: DTZ007
    return instant(wall)


def shift(day: int, start: str, end: str, week: Week = WEEK) -> Interval:
    """A shift that begins on a day; where it ends before it begins, it ends on the next."""
    return Interval(at(day, start, week), at(day + (end <= start), end, week))


def night(day: int, week: Week = WEEK) -> Interval:
    return shift(day, "22:00", "06:00", week)


def planned(*shifts: Interval, off: tuple[Interval, ...] = ()) -> Planned:
    return Planned(shifts=union(shifts), time_off=union(off))


def expected(
    of: Planned | None,
    *,
    week: Week = WEEK,
    schedule: Schedule | None = None,
    leave: tuple[DayOff, ...] = (),
    full_time_hours: int = 45,
) -> ExpectedTime:
    return expected_time(
        week.window(BRUSSELS),
        schedule=schedule,
        outlook=OutlookHours(days=frozenset(range(5)), span=Span(9 * 60, 18 * 60), zone=ZoneInfo("America/New_York")),
        country="BE",
        leave=leave,
        calendar=WorkCalendar(
            zone=BRUSSELS,
            default=OFFICE,
            full_time_seconds=full_time_hours * 3600,
            closures=frozenset({WEEK.monday + timedelta(days=3)}),
            holidays=lambda _country, _year: frozenset({HOLIDAY}),
        ),
        planned=of,
    )


def test_the_roster_answers_before_the_mailbox_and_in_the_teams_zone() -> None:
    found = expected(planned(shift(0, "06:00", "14:00")))
    assert found.source is HoursSource.ROSTER
    assert found.rostered
    assert found.zone is BRUSSELS
    assert clipped(found.instants, WEEK.window(BRUSSELS)) == (shift(0, "06:00", "14:00"),)


def test_a_night_shift_is_one_stretch_and_the_edge_of_the_week_cuts_only_what_is_counted() -> None:
    sunday_before, sunday = night(-1), night(6)
    found = expected(planned(sunday_before, night(2), sunday))
    assert {sunday_before, night(2), sunday} <= set(found.instants)
    assert found.seconds_before == (6 + 8 + 2) * 3600


def test_a_holiday_and_a_closure_cut_nothing_of_a_roster() -> None:
    found = expected(planned(shift(2, "06:00", "14:00"), shift(3, "06:00", "14:00")))
    assert found.seconds_after == found.seconds_before == 16 * 3600
    assert not found.away


def test_time_off_of_the_roster_is_leave_by_the_minute() -> None:
    week = [shift(day, "06:00", "14:00") for day in range(5)]
    off = Interval(at(0, "00:00"), at(2, "10:00"))
    found = expected(planned(*week, off=(off,)))
    assert found.seconds_before == 40 * 3600
    assert found.seconds_after == 20 * 3600
    assert (found.present_share, found.away) == (Fraction(1, 2), False)
    assert expected(planned(*week, off=(Interval(off.start, off.end + 60),))).away


def test_leave_in_the_own_calendar_counts_beside_the_rosters() -> None:
    day = WEEK.monday + timedelta(days=1)
    leave = (DayOff(dates=(day, day + timedelta(days=1))),)
    found = expected(planned(shift(0, "06:00", "14:00"), night(1)), leave=leave)
    assert found.seconds_after == (8 + 6) * 3600, "the local day is off, and the night after it isn't"


def test_whoever_has_no_shift_in_a_roster_that_was_read_is_not_expected() -> None:
    found = expected(Planned())
    assert (found.seconds_before, found.present_share, found.away) == (0, Fraction(0), True)
    assert found.source is HoursSource.ROSTER


@pytest.mark.parametrize(
    ("shifts", "factor"),
    [
        pytest.param(5, Fraction(40, 45), id="five shifts of eight hours"),
        pytest.param(2, Fraction(16, 45), id="two"),
        pytest.param(7, Fraction(12, 10), id="no more than the clamp"),
    ],
)
def test_the_full_time_factor_is_of_rostered_hours_before_time_off(shifts: int, factor: Fraction) -> None:
    days = [shift(day, "06:00", "14:00") for day in range(shifts)]
    found = expected(planned(*days, off=(days[0],)))
    assert found.full_time_factor == factor


def test_a_declared_schedule_answers_first_and_the_rosters_time_off_still_counts() -> None:
    schedule = Schedule(week={day: (Span(8 * 60, 12 * 60),) for day in range(5)})
    found = expected(planned(night(0), off=(Interval(at(4, "00:00"), at(5, "00:00")),)), schedule=schedule)
    assert found.source is HoursSource.DECLARED
    assert found.seconds_before == 20 * 3600, "no night shift, and holidays are taken off afterwards"
    assert found.seconds_after == 8 * 3600, "a holiday, a closure and a day off"


def test_where_a_declared_schedule_ends_within_the_week_the_roster_goes_on() -> None:
    schedule = Schedule(week=OFFICE, valid_until=WEEK.monday + timedelta(days=1))
    found = expected(planned(night(0), night(1), night(4)), schedule=schedule)
    assert found.seconds_before == (9 + 9 + 8) * 3600, "shifts of days that the schedule answers for don't count"


@pytest.mark.parametrize(
    ("week", "hours"),
    [
        pytest.param(Week(2026, 13), 7, id="the clock goes forward"),
        pytest.param(Week(2026, 43), 9, id="the clock goes back"),
        pytest.param(Week(2026, 46), 8, id="an ordinary night"),
    ],
)
def test_a_night_shift_over_a_clock_change_has_its_real_length(week: Week, hours: int) -> None:
    assert expected(planned(night(5, week)), week=week).seconds_before == hours * 3600


def test_a_shift_of_days_counts_although_it_began_long_before_the_week() -> None:
    long = Interval(at(-9, "08:00"), at(1, "08:00"))
    assert expected(planned(long)).seconds_before == 32 * 3600


_MOMENTS = st.integers(at(-4, "00:00"), at(11, "00:00"))
_STRETCHES = st.lists(
    st.tuples(_MOMENTS, st.integers(1, 16 * 3600)).map(lambda each: Interval(each[0], each[0] + each[1])), max_size=12
)


@given(shifts=_STRETCHES, off=_STRETCHES)
def test_expected_time_is_what_the_roster_plans_less_its_time_off(shifts: list[Interval], off: list[Interval]) -> None:
    window = WEEK.window(BRUSSELS)
    found = expected(planned(*shifts, off=tuple(off)))
    assert found.seconds_before == seconds(clipped(union(shifts), window))
    assert clipped(found.instants, window) == minus(clipped(union(shifts), window), union(off))
    assert found.seconds_after == seconds(clipped(found.instants, window))


@given(entries=st.lists(st.tuples(st.sampled_from(["A", "a", "b"]), _MOMENTS.map(lambda m: Interval(m, m + 3600)))))
def test_a_roster_knows_people_whatever_the_case_of_their_ids_and_the_order_of_its_entries(
    entries: list[tuple[str, Interval]],
) -> None:
    found = roster_of(entries, [])
    assert found == roster_of(list(reversed(entries)), [])
    assert found.of("A") == found.of("a")
    assert seconds(found.of("B").shifts) == seconds(union(when for person, when in entries if person == "b"))


def test_a_roster_plans_a_week_if_somebodys_shift_touches_it() -> None:
    window = WEEK.window(BRUSSELS)
    assert roster_of([("a", night(-1))], []).plans(window)
    assert not roster_of([("a", night(-2)), ("b", night(7))], [("a", shift(0, "08:00", "17:00"))]).plans(window)
    assert not Roster(people={}).plans(window)
