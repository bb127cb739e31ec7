"""ISO weeks, and their instants in a zone."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.week import Week, instant, rfc3339

BRUSSELS = ZoneInfo("Europe/Brussels")
days = st.dates(date(1990, 1, 1), date(2100, 1, 1))


@given(days)
def test_a_week_reads_back_what_it_writes(day: date) -> None:
    assert Week.parse(str(Week.of(day))) == Week.of(day)


@given(days)
def test_a_day_lies_in_its_week_and_the_next_week_follows_at_once(day: date) -> None:
    week = Week.of(day)
    assert 0 <= (day - week.monday).days < 7
    assert (week.following.monday - week.monday).days == 7
    assert week < week.following


@pytest.mark.parametrize(
    ("text", "monday"),
    [
        pytest.param("2026-W46", date(2026, 11, 9), id="an ordinary week"),
        pytest.param("2026-W53", date(2026, 12, 28), id="a year with 53 weeks"),
        pytest.param("2027-W01", date(2027, 1, 4), id="the week after it"),
        pytest.param("2025-W01", date(2024, 12, 30), id="a first week that begins in the old year"),
        pytest.param("2021-W53", None, id="a year with 52 weeks"),
    ],
)
def test_a_week_begins_on_the_monday_that_iso_8601_says(text: str, monday: date | None) -> None:
    if monday is None:
        with pytest.raises(ValueError, match="'2021-W53': 2021 has no week 53"):
            Week.parse(text)
    else:
        assert Week.parse(text).monday == monday


def test_the_week_after_the_53rd_is_the_first() -> None:
    assert str(Week(2026, 53).following) == "2027-W01"


@pytest.mark.parametrize("text", ["2026-46", "2026-W6", "2026W46", "W46", "", "2026-W46 ", " 2026-W46", "2026-W46\n"])
def test_another_form_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match="is not a week: write it as 2026-W46"):
        Week.parse(text)


@pytest.mark.parametrize("text", ["2026-W00", "2026-W54", "0000-W01"])
def test_a_week_that_no_year_has_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="has no week"):
        Week.parse(text)


@pytest.mark.parametrize(
    ("week", "hours"),
    [
        pytest.param("2026-W46", 168, id="an ordinary week"),
        pytest.param("2026-W13", 167, id="the clock goes forward"),
        pytest.param("2026-W43", 169, id="the clock goes back"),
    ],
)
def test_a_week_is_an_hour_shorter_or_longer_where_the_clock_changes(week: str, hours: int) -> None:
    assert Week.parse(week).window(BRUSSELS).seconds == hours * 3600


@given(days, st.sampled_from(["Europe/Brussels", "America/Los_Angeles", "Asia/Kathmandu", "Pacific/Apia"]))
def test_weeks_follow_each_other_without_a_gap(day: date, zone: str) -> None:
    week = Week.of(day)
    assert week.window(ZoneInfo(zone)).end == week.following.window(ZoneInfo(zone)).start


def test_a_week_begins_at_midnight_in_its_zone() -> None:
    window = Week(2026, 46).window(BRUSSELS)
    assert (rfc3339(window.start), rfc3339(window.end)) == ("2026-11-08T23:00:00Z", "2026-11-15T23:00:00Z")


@pytest.mark.parametrize(
    ("now", "zone", "closed"),
    [
        pytest.param(datetime(2026, 11, 15, 22, 59, tzinfo=UTC), "Europe/Brussels", "2026-W45", id="a minute before"),
        pytest.param(datetime(2026, 11, 15, 23, 0, tzinfo=UTC), "Europe/Brussels", "2026-W46", id="at midnight there"),
        pytest.param(datetime(2026, 11, 15, 23, 0, tzinfo=UTC), "UTC", "2026-W45", id="not yet midnight elsewhere"),
        pytest.param(datetime(2027, 1, 5, 12, 0, tzinfo=UTC), "UTC", "2026-W53", id="over New Year"),
    ],
)
def test_the_last_closed_week_is_over_in_its_own_zone(now: datetime, zone: str, closed: str) -> None:
    assert str(Week.last_closed(now, ZoneInfo(zone))) == closed


def test_a_wall_clock_that_spring_skips_counts_as_standard_time() -> None:
    skipped = datetime(2026, 3, 29, 2, 30, tzinfo=BRUSSELS)
    assert rfc3339(instant(skipped)) == "2026-03-29T01:30:00Z"
