"""What changed over eight weeks, from published reports alone."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditors import BY_KEY
from core.place import Change
from core.report import Level, Measure, People, PolicyStamp, Report, Section, Value, Window
from core.trend import Trend, earlier_weeks, trends
from core.week import Week

OWN = Week(2026, 46)
LOW, MIDDLE, HIGH = (0, 3), (4, 7), (8, 12)
_LEVELS: dict[tuple[int, int], Level] = {LOW: "good", MIDDLE: "warn", HIGH: "warn"}


def week_of(section: Section | None, week: Week, *, team: str = "platform") -> Report:
    return Report(
        team=team, week=str(week), window=Window(start="", end=""), people=People(members=12),
        sections=(section,) if section else (), policy=PolicyStamp(version="sha256:0"),
    )  # fmt: skip


def meetings(over: tuple[int, int] = LOW, hours: Value = 12.0, *, warn_hours: float = 15) -> Section:
    return Section(
        auditor="meeting_overload", status="measured", level=_LEVELS[over], settings={"warn_hours": warn_hours},
        measures=(
            Measure(key="people_over_warn", value=over, unit="people", n=12),
            Measure(key="meeting_hours_typical", value=hours, unit="hours"),
        ),
    )  # fmt: skip


def told(weeks: Sequence[Section | None]) -> Trend:
    """Return the trend of the last of these weeks; None is a week without a report."""
    days = [*earlier_weeks(OWN), OWN][-len(weeks) :]
    reports = [week_of(section, week) for section, week in zip(weeks, days, strict=True) if section]
    return trends(reports[-1], reports[:-1], BY_KEY)["meeting_overload"]


def bands(*weeks: tuple[int, int]) -> Trend:
    return told([meetings(over) for over in weeks])


def hours(*weeks: float) -> Trend:
    return told([meetings(hours=value) for value in weeks])


def change(trend: Trend) -> tuple[Change | None, Change | None]:
    return (trend.lead.change if trend.lead else None, trend.rate.change if trend.rate else None)


def test_a_change_of_band_that_holds_for_two_weeks_is_told_with_the_band_before() -> None:
    found = bands(LOW, LOW, LOW, LOW, LOW, MIDDLE, MIDDLE, MIDDLE, MIDDLE)
    assert found.lead is not None
    assert (found.lead.change, found.lead.better) == (Change.MORE, False)
    assert found.lead.before is not None
    assert found.lead.before.value == LOW


def test_a_change_of_one_week_is_no_change_yet() -> None:
    # A week ago, two of its last four were low: of four weeks only one median had moved.
    assert change(bands(LOW, LOW, LOW, LOW, LOW, LOW, MIDDLE, MIDDLE, MIDDLE))[0] is Change.SAME


def test_a_change_that_this_week_itself_does_not_show_is_not_told() -> None:
    assert change(bands(LOW, LOW, LOW, LOW, MIDDLE, MIDDLE, MIDDLE, MIDDLE, LOW))[0] is Change.SAME


def test_fewer_people_over_the_limit_is_better() -> None:
    found = bands(*[HIGH] * 5, *[LOW] * 4)
    assert found.lead is not None
    assert (found.lead.change, found.lead.better) == (Change.LESS, True)


def test_two_weeks_up_and_two_down_are_no_change_either_way() -> None:
    assert change(bands(*[LOW] * 5, LOW, LOW, MIDDLE, MIDDLE))[0] is Change.SAME
    assert change(bands(*[MIDDLE] * 5, MIDDLE, MIDDLE, LOW, LOW))[0] is Change.SAME


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        pytest.param(10.0, 12.0, Change.MORE, id="a fifth more"),
        pytest.param(10.0, 11.5, Change.SAME, id="not quite a fifth"),
        pytest.param(10.0, 8.0, Change.LESS, id="a fifth less"),
        pytest.param(10.0, 8.5, Change.SAME, id="not quite a fifth less"),
        pytest.param(0.25, 0.3, Change.MORE, id="exact though a float is not"),
        pytest.param(0.0, 5.0, Change.SAME, id="nothing can be a fifth above nought"),
    ],
)
def test_hours_change_by_a_fifth(before: float, now: float, expected: Change) -> None:
    assert change(hours(*[before] * 5, *[now] * 4))[1] is expected


def test_the_hours_before_are_told_to_half_hours() -> None:
    found = hours(10.0, 10.5, 10.0, 10.5, 10.5, 14.0, 14.0, 14.0, 14.0)
    assert found.rate is not None
    assert found.rate.before is not None
    assert found.rate.before.value == 10.5


def test_little_or_none_is_no_number_to_compare_with() -> None:
    assert change(told([*[meetings(hours="little or none")] * 5, *[meetings()] * 4]))[1] is None


@pytest.mark.parametrize(
    "gap",
    [
        pytest.param(None, id="no report"),
        pytest.param(Section(auditor="meeting_overload", status="suppressed"), id="suppressed"),
        pytest.param(Section(auditor="meeting_overload", status="not_measured"), id="not measured"),
        pytest.param(Section(auditor="meeting_overload", status="off"), id="paused"),
        pytest.param(meetings(HIGH, 40.0, warn_hours=5), id="measured with other limits"),
    ],
)
def test_a_week_without_comparable_numbers_is_a_gap_and_never_nought(gap: Section | None) -> None:
    found = told([meetings(), gap, meetings(), meetings(), gap, gap, meetings(), meetings(), meetings()])
    assert change(found) == (Change.SAME, Change.SAME)
    assert [point.measured for point in found.points] == [False, True, True, False, False, True, True, True]
    assert [point.rate for point in found.points] == [None, 12.0, 12.0, None, None, 12.0, 12.0, 12.0]


def test_one_measured_week_of_four_is_too_little_for_a_median() -> None:
    gaps: list[Section | None] = [None, None, None, None]
    assert change(told([*gaps, meetings(), meetings(MIDDLE), *[meetings(MIDDLE)] * 3])) == (None, None)


def test_the_first_card_has_no_trend() -> None:
    found = bands(LOW)
    assert (change(found), found.told) == ((None, None), False)


def test_a_section_without_numbers_has_no_trend_itself() -> None:
    silent = week_of(Section(auditor="meeting_overload", status="suppressed"), OWN)
    earlier = [week_of(meetings(), week) for week in earlier_weeks(OWN)]
    assert trends(silent, earlier, BY_KEY) == {}


def test_other_teams_and_later_weeks_are_left_alone() -> None:
    own = week_of(meetings(), OWN)
    others = [week_of(meetings(HIGH), week, team="sales") for week in earlier_weeks(OWN)]
    later = week_of(meetings(HIGH), OWN.following)
    assert trends(own, [*others, later], BY_KEY)["meeting_overload"].told is False


def test_ranges_of_a_team_that_grew_are_compared_as_shares() -> None:
    grown = Section(
        auditor="meeting_overload", status="measured", level="good", settings={"warn_hours": 15},
        measures=(Measure(key="people_over_warn", value=(0, 4), unit="people", n=15),),
    )  # fmt: skip
    assert change(told([*[meetings(LOW)] * 5, *[grown] * 4]))[0] is Change.SAME


def test_meetings_are_compared_as_the_share_that_they_are() -> None:
    def hybrid(kept: int, of: int) -> Section:
        kept_measure = Measure(key="kept", value=kept, unit="meetings", n=of)
        return Section(auditor="all_virtual_rule", status="measured", level="good", measures=(kept_measure,))

    weeks = [*[hybrid(2, 4)] * 5, *[hybrid(4, 4)] * 4]
    reports = [week_of(section, week) for section, week in zip(weeks, [*earlier_weeks(OWN), OWN], strict=True)]
    found = trends(reports[-1], reports[:-1], BY_KEY)["all_virtual_rule"]
    assert found.lead is not None
    assert (found.lead.change, found.lead.better) == (Change.MORE, True)
    assert found.lead.before == Measure(key="kept", value=0.5, unit="share")
    assert [point.rate for point in found.points] == [0.5] * 4 + [1.0] * 4


def test_the_weeks_before_a_new_year_are_known() -> None:
    assert earlier_weeks(Week(2027, 1))[-1] == Week(2026, 53)
    assert len(earlier_weeks(OWN)) == 8


@given(st.lists(st.sampled_from([LOW, MIDDLE, HIGH]), min_size=9, max_size=9))
def test_a_change_is_never_told_against_this_weeks_own_number(weeks: list[tuple[int, int]]) -> None:
    found = bands(*weeks).lead
    assert found is not None
    if found.change is Change.SAME:
        assert found.before is None
    else:
        assert found.before is not None
        assert isinstance(found.before.value, tuple)
        assert (weeks[-1] > found.before.value) == (found.change is Change.MORE)
