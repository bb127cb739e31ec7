"""Expected time: the three sources, clock changes, holidays, closures and leave."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.intervals import Interval, clipped, minus, seconds
from core.public_holidays import country_known, holidays_for, subdivisions
from core.week import Week, instant
from core.worktime import (
    DayOff,
    ExpectedTime,
    HoursSource,
    OutlookHours,
    Schedule,
    Span,
    WeekPattern,
    WorkCalendar,
    expected_time,
)

BRUSSELS, NEW_YORK = ZoneInfo("Europe/Brussels"), ZoneInfo("America/New_York")
WEEK = Week(2026, 46)
NINE_TO_FIVE: WeekPattern = {day: (Span(9 * 60, 17 * 60),) for day in range(5)}
DEFAULT: WeekPattern = {day: (Span(8 * 60, 17 * 60),) for day in range(5)}


def calendar(**changes: Any) -> WorkCalendar:  # noqa: ANN401
    values: dict[str, Any] = {
        "zone": BRUSSELS,
        "default": DEFAULT,
        "full_time_seconds": 45 * 3600,
        "closures": frozenset(),
        "holidays": lambda _country, _year: frozenset(),
    }
    return WorkCalendar(**{**values, **changes})


def expected(*, week: Week = WEEK, calendar: WorkCalendar = calendar(), **changes: Any) -> ExpectedTime:  # noqa: ANN401, B008
    values: dict[str, Any] = {"schedule": None, "outlook": None, "country": "BE", "leave": ()}
    return expected_time(week.window(calendar.zone), calendar=calendar, **{**values, **changes})


def walls(found: ExpectedTime, *, week: Week = WEEK, zone: ZoneInfo = BRUSSELS) -> list[str]:
    """The wall clocks of the expected hours inside the week."""
    return [
        f"{datetime.fromtimestamp(each.start, zone):%a %H:%M}-{datetime.fromtimestamp(each.end, zone):%H:%M}"
        for each in clipped(found.instants, week.window(BRUSSELS))
    ]


def week_of(hours: str, days: str = "Mon Tue Wed Thu Fri") -> list[str]:
    return [f"{day} {hours}" for day in days.split()]


# --- which source answers


def test_the_default_hours_serve_where_nothing_else_answers() -> None:
    found = expected()
    assert found.source is HoursSource.DEFAULT
    assert walls(found) == week_of("08:00-17:00")
    assert found.full_time_factor == found.present_share == 1


def test_outlook_hours_are_in_their_own_zone() -> None:
    hours = OutlookHours(days=frozenset(range(4)), span=Span(9 * 60, 17 * 60), zone=NEW_YORK)
    found = expected(outlook=hours)
    assert (found.source, found.zone) == (HoursSource.OUTLOOK, NEW_YORK)
    assert walls(found) == week_of("15:00-23:00", "Mon Tue Wed Thu")
    assert found.full_time_factor == Fraction(32, 45)


def test_outlook_hours_that_end_before_they_start_run_into_the_next_day() -> None:
    night = OutlookHours(days=frozenset({0}), span=Span(22 * 60, 30 * 60), zone=BRUSSELS)
    assert walls(expected(outlook=night)) == ["Mon 22:00-06:00"]


def test_a_night_that_begins_before_the_week_reaches_into_it() -> None:
    sunday = OutlookHours(days=frozenset({6}), span=Span(22 * 60, 30 * 60), zone=BRUSSELS)
    assert walls(expected(outlook=sunday)) == ["Mon 00:00-06:00", "Sun 22:00-00:00"]


def test_a_declared_schedule_comes_before_outlook() -> None:
    found = expected(
        schedule=Schedule(week=NINE_TO_FIVE),
        outlook=OutlookHours(days=frozenset({5}), span=Span(0, 60), zone=NEW_YORK),
    )
    assert (found.source, found.zone) == (HoursSource.DECLARED, BRUSSELS)
    assert walls(found) == week_of("09:00-17:00")


def test_outside_its_validity_the_next_source_answers_day_by_day() -> None:
    schedule = Schedule(
        week=NINE_TO_FIVE, valid_from=date(2026, 11, 10), valid_until=date(2026, 11, 11), duty={5: (Span(0, 60),)}
    )
    found = expected(schedule=schedule)
    assert walls(found) == [
        "Mon 08:00-17:00",
        "Tue 09:00-17:00",
        "Wed 09:00-17:00",
        "Thu 08:00-17:00",
        "Fri 08:00-17:00",
    ]
    assert found.duty == ()


@pytest.mark.parametrize(
    ("week", "hours"),
    [
        pytest.param("2026-W45", "09:00-17:00", id="the anchor's week"),
        pytest.param("2026-W46", "", id="the off week"),
        pytest.param("2026-W53", "09:00-17:00", id="eight weeks on, over a 53rd week"),
        pytest.param("2026-W44", "", id="before the anchor"),
    ],
)
def test_a_two_weekly_schedule_alternates_from_its_anchor(week: str, hours: str) -> None:
    schedule = Schedule(week=NINE_TO_FIVE, week_2={}, anchor=date(2026, 11, 5))
    found = expected(week=Week.parse(week), schedule=schedule)
    assert walls(found, week=Week.parse(week)) == (week_of(hours) if hours else [])
    assert found.away is (not hours)
    assert found.present_share == (1 if hours else 0)


def test_half_days_and_breaks_are_spans_of_their_own() -> None:
    schedule = Schedule(week={0: (Span(510, 720), Span(840, 1110)), 2: (Span(480, 720),)})
    assert walls(expected(schedule=schedule)) == ["Mon 08:30-12:00", "Mon 14:00-18:30", "Wed 08:00-12:00"]


def test_a_night_in_two_spans_is_one_stretch() -> None:
    schedule = Schedule(week={0: (Span(22 * 60, 24 * 60),), 1: (Span(0, 6 * 60),)})
    assert walls(expected(schedule=schedule)) == ["Mon 22:00-06:00"]


# --- clock changes


@pytest.mark.parametrize("week", ["2026-W13", "2026-W43", "2026-W14", "2026-W44"])
def test_where_the_clock_changes_wall_clocks_stay(week: str) -> None:
    around = Week.parse(week)
    assert walls(expected(week=around), week=around) == week_of("08:00-17:00")


@pytest.mark.parametrize(
    ("week", "hours"),
    [pytest.param("2026-W13", 7, id="forward"), pytest.param("2026-W43", 9, id="back")],
)
def test_a_night_shift_over_a_clock_change_is_an_hour_shorter_or_longer(week: str, hours: int) -> None:
    schedule = Schedule(week={6: (Span(0, 8 * 60),)})
    assert expected(week=Week.parse(week), schedule=schedule).seconds_after == hours * 3600


def test_a_span_that_the_clock_change_swallows_is_no_time() -> None:
    assert Span(2 * 60, 3 * 60).on(date(2026, 3, 29), BRUSSELS) is None
    swallowed = Span(2 * 60, 2 * 60 + 30).on(date(2026, 10, 25), BRUSSELS)
    assert swallowed is not None
    assert swallowed.seconds == 30 * 60


# --- what is taken away


def test_holidays_closures_and_leave_are_taken_away_and_the_factor_stays() -> None:
    found = expected(
        calendar=calendar(
            closures=frozenset({date(2026, 11, 13)}),
            holidays=lambda country, year: frozenset({date(2026, 11, 11)} if (country, year) == ("BE", 2026) else ()),
        ),
        leave=(DayOff(dates=(date(2026, 11, 9), date(2026, 11, 10))),),
    )
    assert walls(found) == week_of("08:00-17:00", "Tue Thu")
    assert found.full_time_factor == 1
    assert found.present_share == Fraction(2, 5)
    assert found.away


def test_a_person_is_away_when_present_for_less_than_half_of_the_week() -> None:
    monday = WEEK.window(BRUSSELS).start
    half = Schedule(week={0: (Span(600, 660),), 1: (Span(600, 660),)})
    gone = DayOff(when=Interval(monday + 10 * 3600, monday + 11 * 3600))
    more = DayOff(when=Interval(monday + 34 * 3600, monday + 34 * 3600 + 1))
    assert not expected(schedule=half, leave=(gone,)).away
    assert expected(schedule=half, leave=(gone, more)).away


def test_leave_by_the_minute_cuts_a_day() -> None:
    noon = instant(datetime(2026, 11, 10, 12, tzinfo=BRUSSELS))
    found = expected(leave=(DayOff(when=Interval(noon, noon + 10 * 3600)),))
    assert walls(found)[1] == "Tue 08:00-12:00"


def test_all_day_leave_is_of_the_persons_own_dates() -> None:
    hours = OutlookHours(days=frozenset(range(5)), span=Span(9 * 60, 17 * 60), zone=NEW_YORK)
    found = expected(outlook=hours, leave=(DayOff(dates=(date(2026, 11, 10), date(2026, 11, 11))),))
    assert walls(found) == week_of("15:00-23:00", "Mon Wed Thu Fri")


def test_all_day_leave_without_a_length_is_one_day() -> None:
    found = expected(leave=(DayOff(dates=(date(2026, 11, 10), date(2026, 11, 10))),))
    assert walls(found) == week_of("08:00-17:00", "Mon Wed Thu Fri")


def test_duty_is_kept_apart_and_never_cut() -> None:
    schedule = Schedule(week=NINE_TO_FIVE, week_2={}, anchor=date(2026, 11, 2), duty={5: (Span(540, 1080),)})
    found = expected(
        schedule=schedule,
        calendar=calendar(closures=frozenset({date(2026, 11, 14)})),
        leave=(DayOff(dates=(date(2026, 11, 1), date(2026, 12, 1))),),
    )
    assert found.instants == ()
    saturday = instant(datetime(2026, 11, 14, 9, tzinfo=BRUSSELS))
    assert clipped(found.duty, WEEK.window(BRUSSELS)) == (Interval(saturday, saturday + 9 * 3600),)
    assert found.seconds_before == 0


# --- properties

minutes = st.integers(0, 24 * 60)
spans = st.tuples(minutes, minutes).filter(lambda ends: ends[0] != ends[1]).map(lambda ends: Span(min(ends), max(ends)))
patterns = st.dictionaries(st.integers(0, 6), st.lists(spans, max_size=3).map(tuple), max_size=7)
weeks = st.dates(date(2024, 1, 1), date(2030, 1, 1)).map(Week.of)
zones = st.sampled_from([BRUSSELS, NEW_YORK, ZoneInfo("Australia/Sydney"), ZoneInfo("Asia/Kolkata")])
days_off = st.sets(st.dates(date(2026, 11, 7), date(2026, 11, 17)), max_size=6).map(frozenset)


@given(patterns, weeks, zones)
def test_the_expected_time_is_where_the_wall_clock_says_so(
    pattern: Mapping[int, tuple[Span, ...]], week: Week, zone: ZoneInfo
) -> None:
    found = expected(week=week, schedule=Schedule(week=pattern), calendar=calendar(zone=zone))
    window = week.window(zone)
    for moment in range(window.start, window.end, 1800):
        local = datetime.fromtimestamp(moment, zone)
        minute = local.hour * 60 + local.minute
        inside = any(span.start <= minute < span.end for span in pattern.get(local.weekday(), ()))
        assert any(each.start <= moment < each.end for each in found.instants) is inside, local


@given(patterns, spans, st.data())
def test_splitting_a_span_in_two_adjacent_ones_keeps_the_hours(
    pattern: Mapping[int, tuple[Span, ...]], span: Span, data: st.DataObject
) -> None:
    cut = data.draw(st.integers(span.start, span.end))
    whole = {**pattern, 3: (span,)}
    split = {
        **pattern,
        3: tuple(each for each in (Span(span.start, cut), Span(cut, span.end)) if each.start < each.end),
    }
    assert expected(schedule=Schedule(week=split)) == expected(schedule=Schedule(week=whole))


@given(patterns, days_off, days_off)
def test_closures_and_leave_only_take_away(
    pattern: Mapping[int, tuple[Span, ...]], closures: frozenset[date], leave: frozenset[date]
) -> None:
    schedule = Schedule(week=pattern)
    free = expected(schedule=schedule)
    absent = tuple(DayOff(dates=(day, day + timedelta(days=1))) for day in sorted(leave))
    found = expected(schedule=schedule, calendar=calendar(closures=closures), leave=absent)
    assert minus(found.instants, free.instants) == ()
    assert found.seconds_before == free.seconds_before
    assert found.seconds_after == seconds(clipped(found.instants, WEEK.window(BRUSSELS)))
    gone = {datetime.fromtimestamp(each.start, BRUSSELS).date() for each in found.instants}
    assert not gone & (closures | leave)


@given(patterns, days_off, st.integers(1, 168))
def test_factors_stay_within_their_bounds(
    pattern: Mapping[int, tuple[Span, ...]], closures: frozenset[date], full_time: int
) -> None:
    found = expected(
        schedule=Schedule(week=pattern), calendar=calendar(closures=closures, full_time_seconds=full_time * 3600)
    )
    assert Fraction(1, 10) <= found.full_time_factor <= Fraction(12, 10)
    assert 0 <= found.present_share <= 1
    assert found.away is (found.present_share < Fraction(1, 2))


# --- public holidays


@pytest.mark.parametrize(
    ("country", "day", "free"),
    [
        pytest.param("BE", date(2026, 11, 11), True, id="Armistice Day in Belgium"),
        pytest.param("NL", date(2026, 11, 11), False, id="but not in the Netherlands"),
        pytest.param("GB", date(2026, 12, 28), True, id="a day observed on a Monday"),
        pytest.param("XX", date(2026, 12, 25), False, id="a country that nobody knows"),
        pytest.param("", date(2026, 12, 25), False, id="no country"),
    ],
)
def test_public_holidays_are_those_of_the_persons_country(country: str, day: date, free: bool) -> None:
    assert (day in holidays_for("BE", "")(country, day.year)) is free


def test_a_subdivision_holds_in_the_organisations_country_alone() -> None:
    bavarian = holidays_for("DE", "BY")
    assert date(2026, 1, 6) in bavarian("DE", 2026)
    assert date(2026, 1, 6) not in holidays_for("DE", "")("DE", 2026)
    assert bavarian("NL", 2026) == holidays_for("NL", "")("NL", 2026)


def test_countries_are_known_by_their_codes() -> None:
    assert country_known("BE")
    assert not country_known("be")
    assert "BY" in subdivisions("DE")
    assert subdivisions("XX") == frozenset()
