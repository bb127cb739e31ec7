"""What is planned: every closed week once, in each team's own zone, whatever the timer does."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.week import Week
from jobs.plan import CATCHES_UP, before, due, newest_due

BRUSSELS = ZoneInfo("Europe/Brussels")
MONDAY_MORNING = (0, time(8, 30))

moments = st.datetimes(datetime(2024, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC))
zones = st.sampled_from([
    "Europe/Brussels", "America/New_York", "Asia/Kolkata", "Pacific/Auckland", "Pacific/Kiritimati", "Australia/Lord_Howe",
    "America/Santiago", "Africa/Cairo", "UTC",
]).map(ZoneInfo)  # fmt: skip
report_times = st.tuples(st.integers(0, 6), st.times().map(lambda each: each.replace(second=0, microsecond=0)))


@pytest.mark.parametrize(
    ("now", "newest"),
    [
        pytest.param("2026-11-16T07:29:59+00:00", "2026-W45", id="a second before Monday 08:30 in Brussels"),
        pytest.param("2026-11-16T07:30:00+00:00", "2026-W46", id="Monday 08:30"),
        pytest.param("2026-11-22T22:59:59+00:00", "2026-W46", id="the last second of that week"),
        pytest.param("2026-11-22T23:00:00+00:00", "2026-W46", id="Monday 00:00: the next week is over, but not due"),
        pytest.param("2026-10-26T07:29:59+00:00", "2026-W42", id="after the clock went back"),
        pytest.param("2026-10-26T07:30:00+00:00", "2026-W43", id="after the clock went back, Monday 08:30"),
        pytest.param("2026-03-30T06:29:59+00:00", "2026-W12", id="after the clock went forward"),
        pytest.param("2026-03-30T06:30:00+00:00", "2026-W13", id="after the clock went forward, Monday 08:30"),
        pytest.param("2027-01-04T07:30:00+00:00", "2026-W53", id="the year's week 53"),
    ],
)
def test_a_week_is_due_at_report_at_in_the_teams_zone(now: str, newest: str) -> None:
    assert str(newest_due(datetime.fromisoformat(now), BRUSSELS, MONDAY_MORNING)) == newest


def test_a_wall_clock_that_spring_skips_comes_an_hour_later() -> None:
    skipped = (6, time(2, 30))  # Sunday 29 March 2026 has no 02:30 in Brussels
    assert str(newest_due(datetime(2026, 3, 29, 1, 29, tzinfo=UTC), BRUSSELS, skipped)) == "2026-W11"
    assert str(newest_due(datetime(2026, 3, 29, 1, 30, tzinfo=UTC), BRUSSELS, skipped)) == "2026-W12"


@given(now=moments, zone=zones, report_at=report_times)
def test_what_is_due_is_over(now: datetime, zone: ZoneInfo, report_at: tuple[int, time]) -> None:
    for week in due(now, zone, report_at, frozenset()):
        assert week.window(zone).end <= now.timestamp()


@given(now=moments, zone=zones, report_at=report_times, hours=st.integers(0, 24 * 30))
def test_later_never_means_an_older_week(
    now: datetime, zone: ZoneInfo, report_at: tuple[int, time], hours: int
) -> None:
    assert newest_due(now, zone, report_at) <= newest_due(now + timedelta(hours=hours), zone, report_at)


@given(now=moments, zone=zones, report_at=report_times, gaps=st.lists(st.integers(1, 24 * 7 * CATCHES_UP), max_size=12))
def test_a_timer_that_comes_late_skips_nothing_and_doubles_nothing(
    now: datetime, zone: ZoneInfo, report_at: tuple[int, time], gaps: list[int]
) -> None:
    done: list[Week] = due(now, zone, report_at, frozenset())
    for hours in gaps:
        now += timedelta(hours=hours)
        done += due(now, zone, report_at, frozenset(done))
    assert done == [before(done[-1], back) for back in reversed(range(len(done)))]
    assert done[-1] == newest_due(now, zone, report_at)


@given(now=moments, zone=zones, report_at=report_times, missing=st.sets(st.integers(0, CATCHES_UP + 2)))
def test_only_weeks_without_a_report_are_due_oldest_first(
    now: datetime, zone: ZoneInfo, report_at: tuple[int, time], missing: set[int]
) -> None:
    newest = newest_due(now, zone, report_at)
    published = {before(newest, back) for back in range(CATCHES_UP + 3) if back not in missing}
    expected = [before(newest, back) for back in reversed(range(CATCHES_UP)) if back in missing]
    assert due(now, zone, report_at, published) == expected
