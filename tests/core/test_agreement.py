"""Try and see: the weeks before an agreement and since, from published reports alone."""

from collections.abc import Sequence
from datetime import date

import pytest

from auditors import BY_KEY
from core.agreement import ENOUGH, SPAN, Finding, Tried, tried, weeks_of
from core.policy import Agreement
from core.report import Measure, People, PolicyStamp, Report, Section, Window
from core.week import Week

OWN = Week(2026, 46)
LOW, MIDDLE, HIGH = (0, 3), (4, 7), (8, 12)
type Numbers = Sequence[Section | None]


def agreed(day: date, auditor: str = "focus_day") -> Agreement:
    return Agreement(name="No meetings on Thursday", auditor=auditor, from_=day)


def focus(over: tuple[int, int], *, hours: float = 2) -> Section:
    return Section(
        auditor="focus_day", status="measured", level="good", settings={"alert_hours": hours},
        measures=(Measure(key="people_over_warn", value=over, unit="people", n=12),),
    )  # fmt: skip


def meetings(hours: float | str, over: tuple[int, int] = MIDDLE) -> Section:
    typical = Measure.model_validate({"key": "meeting_hours_typical", "value": hours, "unit": "hours"})
    return Section(
        auditor="meeting_overload", status="measured", level="good",
        measures=(Measure(key="people_over_warn", value=over, unit="people", n=12), typical),
    )  # fmt: skip


def kept(count: int) -> Section:
    return Section(
        auditor="all_virtual_rule", status="measured", level="good",
        measures=(Measure(key="kept", value=count, unit="meetings", n=10),),
    )  # fmt: skip


def moments(count: int) -> Section:
    return Section(
        auditor="rituals", status="measured", level=None,
        measures=(Measure(key="moments", value=count, unit="moments"),),
    )  # fmt: skip


def report(section: Section | None, week: Week, team: str = "platform") -> Report:
    return Report(
        team=team, week=str(week), window=Window(start="", end=""), people=People(members=12),
        sections=(section,) if section else (), policy=PolicyStamp(version="sha256:0"),
    )  # fmt: skip


def seen(before: Numbers, since: Numbers, *, auditor: str = "focus_day") -> Tried:
    """Return what is told when an agreement began on the Monday between two rows of weeks."""
    weeks = [OWN.back(number) for number in range(len(before) + len(since) - 1, -1, -1)]
    made = [report(section, week) for week, section in zip(weeks, [*before, *since], strict=True)]
    (found,) = tried([agreed(weeks[len(before)].monday, auditor)], made[-1], made[:-1], BY_KEY)
    return found


def bands(before: Sequence[tuple[int, int]], since: Sequence[tuple[int, int]]) -> Finding:
    return seen([focus(each) for each in before], [focus(each) for each in since]).finding


def hours(before: Sequence[float], since: Sequence[float]) -> Finding:
    return seen(
        [meetings(each) for each in before], [meetings(each) for each in since], auditor="meeting_overload"
    ).finding


def test_less_people_over_the_limit_than_in_any_week_before_is_better() -> None:
    assert bands([MIDDLE, HIGH, MIDDLE], [LOW, LOW, LOW]) is Finding.BETTER


def test_more_people_over_the_limit_than_in_any_week_before_went_the_other_way() -> None:
    assert bands([LOW, MIDDLE, LOW], [HIGH, HIGH, HIGH]) is Finding.WORSE


def test_where_more_is_better_more_is_better() -> None:
    found = seen([kept(each) for each in (2, 3, 2)], [kept(each) for each in (8, 7, 8)], auditor="all_virtual_rule")
    assert found.finding is Finding.BETTER
    assert found.since_then is not None
    assert (found.since_then.middle.value, found.since_then.middle.unit) == (0.8, "share")


@pytest.mark.parametrize(("since", "finding"), [((3, 3, 3), Finding.MORE), ((0, 0, 0), Finding.SAME)])
def test_where_neither_way_is_better_it_is_only_told_which_way(since: tuple[int, ...], finding: Finding) -> None:
    found = seen([moments(0)] * 3, [moments(0), *map(moments, since)], auditor="rituals")
    assert found.finding is finding
    assert found.weeks_since == 3, "a reading of two weeks begins with one that is half before it"


@pytest.mark.parametrize(
    ("before", "since"),
    [
        pytest.param((10, 12, 16), (15, 15, 15), id="a fifth more, and known from before"),
        pytest.param((12, 12, 12), (13, 13, 13), id="out of the usual, by less than a fifth"),
        pytest.param((10, 10, 10), (10, 20, 10), id="one week alone"),
    ],
)
def test_what_the_weeks_before_knew_already_is_no_change(before: Sequence[float], since: Sequence[float]) -> None:
    assert hours(before, since) is Finding.SAME


def test_hours_beyond_every_week_before_and_by_a_fifth_are_a_change() -> None:
    assert hours((15, 16, 20), (12, 11, 12)) is Finding.BETTER
    assert hours((10, 11, 12), (14, 14, 13)) is Finding.WORSE


def test_of_an_even_number_of_ranges_either_middle_has_to_agree() -> None:
    assert bands([MIDDLE, MIDDLE, MIDDLE], [LOW, LOW, MIDDLE, MIDDLE]) is Finding.SAME


def test_with_fewer_than_three_measured_weeks_since_it_is_too_early() -> None:
    found = seen([focus(HIGH)] * 4, [focus(LOW)] * (ENOUGH - 1))
    assert (found.finding, found.weeks_since, found.since_then) == (Finding.TOO_EARLY, 2, None)
    assert found.before is not None
    assert (found.before.weeks, found.before.middle.value) == (4, HIGH), "what it was can be told"


def test_with_fewer_than_three_measured_weeks_before_there_is_nothing_to_compare_with() -> None:
    found = seen([focus(HIGH)] * (ENOUGH - 1), [focus(LOW)] * 6)
    assert (found.finding, found.weeks_before, found.before) == (Finding.NOTHING_BEFORE, 2, None)


@pytest.mark.parametrize(
    "gap",
    [
        pytest.param(None, id="no section"),
        pytest.param(Section(auditor="focus_day", status="suppressed"), id="suppressed"),
        pytest.param(Section(auditor="focus_day", status="not_measured"), id="not measured"),
        pytest.param(Section(auditor="focus_day", status="off"), id="muted"),
        pytest.param(focus(HIGH, hours=4), id="other limits"),
    ],
)
def test_a_week_without_comparable_numbers_is_a_gap_on_either_side(gap: Section | None) -> None:
    found = seen([focus(HIGH), gap, focus(HIGH), focus(HIGH), gap], [gap, focus(LOW), gap, focus(LOW), focus(LOW)])
    assert (found.weeks_before, found.weeks_since, found.finding) == (3, 3, Finding.BETTER)
    fewer = seen([focus(HIGH)] * 3, [gap, gap, focus(LOW), gap, focus(LOW)])
    assert (fewer.weeks_since, fewer.finding) == (2, Finding.TOO_EARLY)


def test_little_or_none_is_no_number_so_that_the_range_of_people_serves() -> None:
    found = seen([meetings(12.0, HIGH)] * 3, [meetings("little or none", LOW)] * 3, auditor="meeting_overload")
    assert (found.key, found.finding) == ("people_over_warn", Finding.BETTER)


def test_an_auditor_that_does_not_look_at_the_team_shows_nothing() -> None:
    assert seen([None] * 4, [None] * 4).finding is Finding.NOT_USED


def test_the_week_in_which_it_begins_counts_on_neither_side() -> None:
    before, since = weeks_of(agreed(date(2026, 10, 7)), OWN)
    assert (before[-1], since[0]) == (Week(2026, 40), Week(2026, 42)), "it began on the Wednesday of week 41"
    before, since = weeks_of(agreed(date(2026, 10, 5)), OWN)
    assert (before[-1], since[0]) == (Week(2026, 40), Week(2026, 41)), "a Monday begins a whole week"


def test_a_reading_of_four_weeks_counts_once_all_four_lie_after_it() -> None:
    before, since = weeks_of(agreed(date(2026, 10, 5)), OWN, looks_back=4)
    assert (before[-1], since[0]) == (Week(2026, 40), Week(2026, 44))


def test_eight_weeks_on_either_side_are_enough_however_long_ago_it_began() -> None:
    before, since = weeks_of(agreed(date(2026, 1, 5)), OWN)
    assert (len(before), len(since), since[-1]) == (SPAN, SPAN, OWN)
    assert before[-1] == Week(2026, 1)


@pytest.mark.parametrize("day", [date.min, date.max])
def test_a_mistyped_year_breaks_no_card(day: date) -> None:
    assert len(tried([agreed(day)], report(focus(LOW), OWN), (), BY_KEY)) == (day == date.min)
    weeks_of(agreed(day), OWN)


def test_an_agreement_is_told_from_the_week_in_which_it_begins_and_the_newest_comes_first() -> None:
    days = [date(2026, 10, 5), date(2026, 11, 15), date(2026, 11, 16)]
    told = tried([agreed(day) for day in days], report(focus(LOW), OWN), (), BY_KEY)
    assert [each.since for each in told] == [date(2026, 11, 15), date(2026, 10, 5)]


def test_weeks_of_other_teams_and_later_weeks_are_left_alone() -> None:
    others = [report(focus(HIGH), OWN.back(number), team="sales") for number in range(1, 12)]
    later = [report(focus(HIGH), OWN.following)]
    (found,) = tried([agreed(OWN.back(3).monday)], report(focus(LOW), OWN), [*others, *later], BY_KEY)
    assert (found.weeks_before, found.weeks_since) == (0, 1)
