"""What every auditor keeps to, whatever it measures. A new one in ALL is held to it at once."""

import json
import pkgutil
from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from random import Random
from string import Formatter
from typing import Any

import pytest
from annotated_types import Ge, Le
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

import auditors
from auditors import ALL, BY_KEY
from core import privacy
from core.auditor import AnyAuditor, Rule, Words, silenced
from core.facts import Availability, Facts, Signal
from core.report import Measure, Section
from core.roster import Unrostered
from reports import phrases
from tests.auditors.factories import EVERYTHING, MARKER, ON_LEAVE, busy_week, facts, person, team_of, weeks

each_auditor = pytest.mark.parametrize("auditor", ALL, ids=lambda auditor: auditor.key)
LEVELS = (None, "good", "warn", "alert")
ASKS_FOR_SOMETHING = {"rituals", "connection"}
"""What these are about is good: a week without it is not."""


def scale(auditor: AnyAuditor) -> int:
    """By how much a team has to be larger than usual for an auditor to speak of it."""
    return max(auditor.fewest // privacy.FLOOR, 1)


def busy(auditor: AnyAuditor, people: int = 6) -> Facts:
    return busy_week(people * scale(auditor))


def section(auditor: AnyAuditor, of: Facts, **settings: Any) -> Section:  # noqa: ANN401
    return auditor.section(of, auditor.rule(**settings))


def numbers(measure: Measure) -> dict[str, Any]:
    """The values of a measure by their word keys: one, or one for each part of a mapping."""
    if isinstance(measure.value, dict):
        return {f"{measure.key}.{part}": value for part, value in measure.value.items()}
    return {measure.key: measure.value}


def holds_nothing(told: Section, auditor: AnyAuditor) -> bool:
    return (
        {measure.key for measure in told.measures} <= auditor.always_told and not told.settings and told.level is None
    )


# --- declaration


def test_every_auditor_stands_in_all_once() -> None:
    keys = [auditor.key for auditor in ALL]
    assert len(set(keys)) == len(keys)
    assert list(BY_KEY) == keys


def test_every_module_of_auditors_is_one_and_stands_in_all() -> None:
    modules = {module.name for module in pkgutil.iter_modules(auditors.__path__)}
    assert modules == set(BY_KEY)
    assert all(getattr(auditors, name).AUDITOR is BY_KEY[name] for name in modules)


@each_auditor
def test_it_says_what_it_needs_and_why(auditor: AnyAuditor) -> None:
    assert auditor.needs
    assert not auditor.needs & auditor.better_with
    assert auditor.why.endswith(".")


# --- settings


@each_auditor
def test_every_setting_has_bounds_a_unit_and_a_reason(auditor: AnyAuditor) -> None:
    for name, field in auditor.rule.model_fields.items():
        assert (field.description or "").rstrip().endswith("."), f"{name} lacks its reason"
        bounds = {type(each): each for each in field.metadata}
        low, high = bounds.get(Ge), bounds.get(Le)
        assert isinstance(low, Ge), name
        assert isinstance(high, Le), name
        assert low.ge <= field.default <= high.le
        assert isinstance(field.json_schema_extra, dict)
        assert field.json_schema_extra.get("unit"), name


@each_auditor
def test_no_setting_takes_a_value_outside_its_bounds_or_of_another_kind(auditor: AnyAuditor) -> None:
    for name, field in auditor.rule.model_fields.items():
        low = next(each.ge for each in field.metadata if isinstance(each, Ge))
        high = next(each.le for each in field.metadata if isinstance(each, Le))
        for value in (low - 1, high + 1, str(field.default), None, True):  # type: ignore[operator]
            with pytest.raises(ValidationError):
                auditor.rule(**{name: value})


@each_auditor
def test_a_rule_takes_no_other_settings_and_never_changes(auditor: AnyAuditor) -> None:
    with pytest.raises(ValidationError):
        auditor.rule(no_such_setting=1)
    for name in auditor.rule.model_fields:
        with pytest.raises(ValidationError):
            setattr(auditor.rule(), name, 6)


# --- words


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def texts(words: Words) -> Iterator[str]:
    for name in Words.__slots__:
        value: str | Mapping[str, str] = getattr(words, name)
        yield from [value] if isinstance(value, str) else value.values()


VARIANTS = {
    "everything read": EVERYTHING,
    "no team": {**EVERYTHING, Signal.CHANNELS: Availability.NO_TEAM},
    **{
        f"{signal} {state}": {**EVERYTHING, signal: state}
        for signal in Signal
        for state in (Availability.OFF, Availability.NOT_GRANTED, Availability.UNREADABLE)
    },
}


@each_auditor
@pytest.mark.parametrize("signals", VARIANTS.values(), ids=VARIANTS)
def test_every_number_and_note_has_its_words_and_all_words_can_be_filled_in(
    auditor: AnyAuditor, signals: dict[Signal, Availability]
) -> None:
    for of in (busy(auditor), busy_week(60), replace(busy(auditor), calls_expired=True)):
        told = section(auditor, replace(of, signals=signals))
        labels = {label for measure in told.measures for label in (measure.key, *numbers(measure))}
        assert labels <= auditor.words.measures.keys()
        known = {"coverage", *auditor.words.notes, *phrases.REASONS, *phrases.REMARKS}
        assert {note.key for note in told.notes} <= known
        if told.status == "measured":
            filled = told.settings.keys() | {measure.key for measure in told.measures}
            for text in texts(replace(auditor.words, notes={})):
                assert placeholders(text) <= filled, text
            for note in told.notes:
                assert placeholders(auditor.words.notes.get(note.key, "")) <= note.values.keys() | {"when"}


@each_auditor
def test_every_level_has_a_headline_and_a_question(auditor: AnyAuditor) -> None:
    words = auditor.words
    assert words.headline.keys() == words.question.keys()
    assert words.headline.keys() <= set(LEVELS)
    assert all(texts(words))
    assert all(question.count("?") == 1 for question in words.question.values())


@each_auditor
@given(of=weeks())
def test_every_level_that_comes_up_has_its_words_and_a_number_that_leads(auditor: AnyAuditor, of: Facts) -> None:
    told = section(auditor, of)
    if told.level is not None:
        assert told.level in auditor.words.headline
        assert told.measure(auditor.lead) is not None


@each_auditor
def test_the_number_that_leads_has_words_of_its_own(auditor: AnyAuditor) -> None:
    assert auditor.words.lead
    assert auditor.lead in auditor.words.measures


# --- silence


@each_auditor
@pytest.mark.parametrize("state", [Availability.OFF, Availability.NOT_GRANTED, Availability.UNREADABLE])
def test_without_a_signal_that_it_needs_it_measures_nothing_and_says_why(
    auditor: AnyAuditor, state: Availability
) -> None:
    for signal in auditor.needs:
        told = section(auditor, replace(busy(auditor), signals={**EVERYTHING, signal: state}))
        assert (told.status, told.level, told.measures, told.settings) == ("not_measured", None, (), {})
        assert [(note.key, note.values) for note in told.notes] == [(str(state), {"signal": str(signal)})]


@each_auditor
def test_a_signal_that_nobody_speaks_of_is_off(auditor: AnyAuditor) -> None:
    told = section(auditor, replace(busy(auditor), signals={}))
    assert [note.key for note in told.notes] == ["signal_off"]


@each_auditor
@pytest.mark.parametrize("why_not", Unrostered)
def test_a_team_in_shifts_without_a_roster_has_no_expected_time_to_measure_by(
    auditor: AnyAuditor, why_not: Unrostered
) -> None:
    told = section(auditor, replace(busy(auditor), shifts=why_not))
    if auditor.needs_expected_time:
        assert (told.status, told.measures) == ("not_measured", ())
        assert [note.key for note in told.notes] == [why_not.value]
        assert why_not.value in phrases.REASONS
        assert why_not.value in phrases.HINTS
    else:
        assert told.status == "measured"


def unread(of: Facts, number: int) -> Facts:
    """The same week, with so many people of whom nothing could be read."""
    hidden = [replace(each, calendar_read=False, messages_read=False) for each in of.people[:number]]
    return replace(of, people=(*hidden, *of.people[number:]))


@each_auditor
@pytest.mark.parametrize(
    ("people", "hidden", "status"),
    [
        pytest.param(10, 3, "measured", id="exactly 7 in 10 readable"),
        pytest.param(10, 4, "not_measured", id="6 in 10 readable"),
        pytest.param(6, 2, "not_measured", id="under both limits: coverage comes first"),
        pytest.param(6, 1, "measured", id="5 readable of 6"),
        pytest.param(5, 1, "suppressed", id="4 readable of 5"),
        pytest.param(4, 0, "suppressed", id="4 people"),
        pytest.param(5, 0, "measured", id="5 people"),
    ],
)
def test_coverage_comes_before_the_floor(auditor: AnyAuditor, people: int, hidden: int, status: str) -> None:
    told = section(auditor, unread(busy(auditor, people), hidden * scale(auditor)))
    if not auditor.needs & {Signal.CALENDAR, Signal.CHATS}:  # it reads a team's source, and nobody's own
        status = "measured" if people >= 5 else "suppressed"
    assert told.status == status
    if status != "measured":
        assert holds_nothing(told, auditor)
    if status == "not_measured":
        assert [note.key for note in told.notes] == ["coverage_low"]


@each_auditor
def test_under_the_floor_one_word_stands_for_all_causes(auditor: AnyAuditor) -> None:
    causes = [
        busy_week(4),
        replace(busy_week(9), smallest_group=10),
        *([unread(busy_week(5), 1)] if auditor.needs & {Signal.CALENDAR, Signal.CHATS} else []),
        facts([*team_of(4), person(4, expected=ON_LEAVE)]),
        facts(()),
    ]
    for of in causes:
        told = section(auditor, of)
        assert (told.status, told.notes) == ("suppressed", ())
        assert holds_nothing(told, auditor)


@each_auditor
def test_who_is_away_is_not_needed_for_coverage(auditor: AnyAuditor) -> None:
    away = [person(each, expected=ON_LEAVE, calendar_read=False, messages_read=False) for each in range(90, 100)]
    assert section(auditor, facts([*team_of(5 * scale(auditor)), *away])).status == "measured"


@each_auditor
def test_a_silenced_section_keeps_only_what_is_always_told(auditor: AnyAuditor) -> None:
    told = silenced(section(auditor, busy(auditor)), auditor)
    assert (told.status, told.notes) == ("suppressed", ())
    assert holds_nothing(told, auditor)
    assert {measure.key for measure in told.measures} == auditor.always_told


@each_auditor
def test_silencing_leaves_a_silent_section_as_it_is(auditor: AnyAuditor) -> None:
    for of in (busy_week(4), unread(busy(auditor, 10), 4 * scale(auditor))):
        told = section(auditor, of)
        assert told.status == "measured" or silenced(told, auditor) == told


# --- purity and privacy


def shuffled(of: Facts, random: Random) -> Facts:
    def mixed[T](each: tuple[T, ...]) -> tuple[T, ...]:
        return tuple(random.sample(each, len(each)))

    return replace(
        of,
        people=mixed(of.people),
        meetings=mixed(of.meetings),
        messages=mixed(of.messages),
        calls=mixed(tuple(replace(call, endpoints=mixed(call.endpoints)) for call in of.calls)),
        gaps=mixed(of.gaps),
    )


@each_auditor
@given(of=weeks(), random=st.randoms(use_true_random=False))
def test_the_same_facts_give_the_same_section_in_any_order(auditor: AnyAuditor, of: Facts, random: Random) -> None:
    told = section(auditor, of)
    assert section(auditor, of) == told
    assert section(auditor, shuffled(of, random)) == told


@each_auditor
@given(of=weeks())
def test_no_key_or_value_of_a_section_names_a_person(auditor: AnyAuditor, of: Facts) -> None:
    told = section(auditor, of)
    assert MARKER in of.people[0].key
    assert MARKER not in json.dumps(told.model_dump(mode="json"))
    assert MARKER not in repr(told)
    assert not {person.key for person in of.people} & {measure.key for measure in told.measures}


@each_auditor
@given(of=weeks())
def test_no_upcoming_meeting_names_a_person(auditor: AnyAuditor, of: Facts) -> None:
    if auditor.upcoming is not None:
        assert MARKER not in repr(auditor.upcoming(of, auditor.rule()))


@each_auditor
@given(of=weeks(), absent=st.integers(0, 6))
def test_a_count_of_people_is_told_as_the_part_of_the_team_that_it_lies_in(
    auditor: AnyAuditor, of: Facts, absent: int
) -> None:
    counted, members = len(of.counted), len(of.people) + absent
    parts = privacy.parts(counted)
    for measure in section(auditor, replace(of, members=members)).measures:
        if measure.unit != "people":
            continue
        assert isinstance(measure.value, tuple)
        assert isinstance(measure.exact, int)
        assert measure.n == members
        part = min(measure.exact * parts // counted, parts - 1)
        alike = [each for each in range(members + 1) if min(each * parts // members, parts - 1) == part]
        assert measure.value == (alike[0], alike[-1])
        assert len(alike) >= 3


@each_auditor
@given(of=weeks())
def test_a_level_by_people_rests_on_three_or_more(auditor: AnyAuditor, of: Facts) -> None:
    told = section(auditor, of)
    lead = told.measure(auditor.lead)
    if told.level in {"warn", "alert"} and lead is not None and lead.unit == "people":
        assert isinstance(lead.exact, int)
        assert lead.exact >= 3
        assert isinstance(lead.value, tuple)
        assert lead.value[0] > 0


# --- what follows from more and from less


def rank(told: Section) -> int:
    return LEVELS.index(told.level)


def people_over(told: Section) -> dict[str, int]:
    return {each.key: each.exact for each in told.measures if each.unit == "people" and isinstance(each.exact, int)}


@st.composite
def raised(draw: st.DrawFn, rule: type[Rule]) -> tuple[Rule, Rule, str]:
    """Two rules that differ in one threshold, the second with the higher one."""
    limits = [each for each in rule.model_fields if each.startswith(("warn_", "alert_"))]
    if not limits:
        return rule(), rule(), ""
    name = draw(st.sampled_from(limits))
    field = rule.model_fields[name]
    low = next(int(each.ge) for each in field.metadata if isinstance(each, Ge))  # type: ignore[call-overload]
    high = next(int(each.le) for each in field.metadata if isinstance(each, Le))  # type: ignore[call-overload]
    one, other = sorted(draw(st.tuples(st.integers(low, high), st.integers(low, high))))
    rest: dict[str, int] = {}
    if name.startswith("warn_"):
        twin = name.replace("warn_", "alert_", 1)
        if twin in rule.model_fields:
            rest[twin] = max(other, int(rule.model_fields[twin].default))
    else:
        twin = name.replace("alert_", "warn_", 1)
        if twin in rule.model_fields:
            rest[twin] = min(one, int(rule.model_fields[twin].default))
    if "_under_" in name:  # too little is what counts: a higher limit is the stricter one
        one, other = other, one
        rest = {each: int(rule.model_fields[each].default) for each in rest}
    try:
        return rule(**{name: one}, **rest), rule(**{name: other}, **rest), name
    except ValidationError:
        return rule(), rule(), name


@each_auditor
@given(data=st.data())
def test_raising_a_threshold_never_raises_the_level_nor_flags_more_people(
    auditor: AnyAuditor, data: st.DataObject
) -> None:
    of = data.draw(weeks())
    low, high, _ = data.draw(raised(auditor.rule))
    strict, lenient = auditor.section(of, low), auditor.section(of, high)
    assert rank(lenient) <= rank(strict)
    before, after = people_over(strict), people_over(lenient)
    assert before.keys() == after.keys()
    assert all(after[each] <= before[each] for each in before)


@each_auditor
@given(of=weeks())
def test_one_more_idle_person_never_raises_the_level_while_the_edge_stays(auditor: AnyAuditor, of: Facts) -> None:
    number = len(of.people)
    if auditor.key in ASKS_FOR_SOMETHING:
        return
    if privacy.parts(number) != privacy.parts(number + 1):
        return  # from 8 and from 16 people on, a smaller share decides a level
    more = replace(of, people=(*of.people, person(number)), members=of.members + 1)
    before, after = section(auditor, of), section(auditor, more)
    assert rank(after) <= rank(before)
    assert people_over(after) == people_over(before)


@each_auditor
def test_a_quiet_week_is_good_or_without_a_level(auditor: AnyAuditor) -> None:
    told = section(auditor, facts(team_of(6 * scale(auditor))))
    assert told.status == "measured"
    assert told.level in ({"warn"} if auditor.key in ASKS_FOR_SOMETHING else {None, "good"})
    assert set(people_over(told).values()) <= {0}


@each_auditor
def test_a_share_of_people_away_leaves_the_others_numbers_alone(auditor: AnyAuditor) -> None:
    of = busy(auditor, 8)
    away = tuple(person(each, expected=ON_LEAVE) for each in range(90, 93))
    more = replace(of, people=(*of.people, *away))
    assert section(auditor, more) == section(auditor, of)


@each_auditor
def test_an_exact_value_stands_beside_every_number_until_it_is_published(auditor: AnyAuditor) -> None:
    told = section(auditor, busy(auditor))
    assert told.measures
    for measure in told.measures:
        assert measure.exact is not None
        if isinstance(measure.value, dict):
            assert isinstance(measure.exact, dict)
            assert measure.value.keys() == measure.exact.keys()
        if measure.unit == "share":
            assert isinstance(measure.exact, float)
            assert 0 <= Fraction(measure.exact) <= 1
