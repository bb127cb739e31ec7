"""The report: what is written is what is read, and what may be published holds nothing exact."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from core.report import (
    Measure,
    Note,
    People,
    PolicyStamp,
    Report,
    ReportGap,
    Section,
    UpcomingMeeting,
    Window,
)

words = st.text(max_size=12)
whole = st.integers(0, 10**6)
half_hours = st.integers(0, 500).map(lambda number: number / 2)
counts = st.one_of(whole, half_hours)
ranges = st.tuples(st.integers(0, 50), st.integers(0, 50))
single = st.one_of(counts, ranges, st.just("little or none"))
settings = st.dictionaries(words, st.one_of(whole, half_hours, words, st.booleans()), max_size=3)
measures = st.builds(
    Measure,
    key=words,
    value=st.one_of(single, st.dictionaries(words, single, max_size=3)),
    unit=st.sampled_from(["people", "hours", "share", "messages", "meetings", "days", "level"]),
    n=st.none() | whole,
    exact=st.one_of(st.none(), counts, st.dictionaries(words, counts, max_size=3)),
)
sections = st.builds(
    Section,
    auditor=words,
    status=st.sampled_from(["measured", "suppressed", "not_measured", "off"]),
    level=st.sampled_from([None, "good", "warn", "alert"]),
    measures=st.lists(measures, max_size=3).map(tuple),
    notes=st.lists(st.builds(Note, key=words, values=settings), max_size=2).map(tuple),
    settings=settings,
)
reports = st.builds(
    Report,
    team=words,
    week=words,
    window=st.builds(Window, start=words, end=words),
    people=st.builds(People, members=whole, counted=st.none() | whole, away=st.none() | whole),
    sections=st.lists(sections, max_size=3).map(tuple),
    upcoming=st.lists(st.builds(UpcomingMeeting, start=words, minutes=whole, invitees=whole), max_size=2).map(tuple),
    gaps=st.lists(st.builds(ReportGap, source=words, reason=words, count=st.none() | whole), max_size=2).map(tuple),
    policy=st.builds(PolicyStamp, version=words),
)


def keys_in(value: object) -> set[str]:
    if isinstance(value, dict):
        return {str(key) for key in value} | {found for each in value.values() for found in keys_in(each)}
    return {found for each in value for found in keys_in(each)} if isinstance(value, list) else set()


def report(**changes: Any) -> Report:  # noqa: ANN401
    values: dict[str, Any] = {
        "team": "platform",
        "week": "2026-W46",
        "window": Window(start="2026-11-08T23:00:00Z", end="2026-11-15T23:00:00Z"),
        "people": People(members=12, counted=11, away=1),
        "sections": (
            Section(
                auditor="meeting_overload",
                status="measured",
                level="warn",
                measures=(
                    Measure(key="people_over_warn", value=(4, 7), unit="people", n=12, exact=5),
                    Measure(
                        key="parts", value={"a": 3, "b": "little or none"}, unit="messages", exact={"a": 3, "b": 1}
                    ),
                ),
            ),
            Section(auditor="all_virtual_rule", status="suppressed"),
        ),
        "gaps": (ReportGap(source="calendar", reason="access denied", count=2),),
        "policy": PolicyStamp(version="sha256:0"),
    }
    return Report(**{**values, **changes})


@given(reports)
def test_what_is_written_is_what_is_read(each: Report) -> None:
    again = Report.from_json(each.to_json())
    assert again == each
    assert again.to_json() == each.to_json()


@given(reports)
def test_what_is_published_holds_nothing_exact(each: Report) -> None:
    told = each.published()
    assert told.people == People(members=each.people.members)
    assert all(measure.exact is None for section in told.sections for measure in section.measures)
    assert all(gap.count is None for gap in told.gaps)


@given(reports)
def test_publishing_changes_nothing_else_and_once_is_enough(each: Report) -> None:
    told = each.published()
    assert told.published() == told
    assert [[(m.key, m.value, m.unit, m.n) for m in s.measures] for s in told.sections] == [
        [(m.key, m.value, m.unit, m.n) for m in s.measures] for s in each.sections
    ]
    assert (told.team, told.week, told.upcoming, told.policy) == (each.team, each.week, each.upcoming, each.policy)


def test_the_published_file_has_no_key_for_anything_exact() -> None:
    told = json.loads(report().published().to_json())
    assert not keys_in(told) & {"exact", "counted", "away", "count"}
    assert {"exact", "counted", "away", "count"} <= keys_in(json.loads(report().to_json()))


def test_the_file_has_the_agreed_shape() -> None:
    told = json.loads(report().published().to_json())
    assert list(told) == ["schema", "team", "week", "window", "people", "sections", "upcoming", "gaps", "policy"]
    assert told["schema"] == 1
    assert told["people"] == {"members": 12}
    assert told["sections"][0]["measures"][0] == {
        "key": "people_over_warn",
        "value": [4, 7],
        "unit": "people",
        "n": 12,
    }
    assert told["sections"][1] == {
        "auditor": "all_virtual_rule",
        "status": "suppressed",
        "level": None,
        "measures": [],
        "notes": [],
    }


def test_a_report_finds_its_sections_and_a_section_its_measures() -> None:
    section = report().section("meeting_overload")
    assert section is not None
    assert section.measure("people_over_warn") is section.measures[0]
    assert section.measure("nothing") is None
    assert report().section("nothing") is None


@pytest.mark.parametrize(
    ("value", "told"),
    [(3, True), (0, True), ((0, 3), True), ("little or none", False), ({"a": "little or none"}, True)],
)
def test_a_measure_knows_whether_it_is_told(value: Any, told: bool) -> None:  # noqa: ANN401
    assert Measure(key="k", value=value, unit="hours").told is told


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"person": "somebody"}, id="a key that there is none of"),
        pytest.param({"schema_version": 2}, id="another version"),
        pytest.param({"sections": ({"auditor": "x", "status": "guessed"},)}, id="a status that there is none of"),
        pytest.param({"sections": ({"auditor": "x", "status": "measured", "level": "bad"},)}, id="an unknown level"),
        pytest.param(
            {
                "sections": (
                    {
                        "auditor": "x",
                        "status": "measured",
                        "measures": ({"key": "k", "value": "a name", "unit": "hours"},),
                    },
                )
            },
            id="a text as value",
        ),
    ],
)
def test_a_report_takes_nothing_else(changes: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        report(**changes)
