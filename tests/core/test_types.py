"""What the types can hold at all: no person in a report, no text in a message, nothing of anybody in a `repr`."""

import json
import typing
from collections.abc import Iterator
from datetime import UTC
from pathlib import Path

import msgspec
import pytest
from pydantic import BaseModel

import core.report
from core.calls import Caller, CallRecord, Endpoint, Network
from core.facts import (
    EventCopy,
    Fact,
    Gap,
    Invitation,
    Meeting,
    Message,
    MessagePlace,
    Occurrence,
    Person,
    PersonKey,
    Series,
    Surroundings,
)
from core.intervals import Interval
from core.messages import Copy, Mentions
from core.report import Report
from core.worktime import ExpectedTime, HoursSource

FIELDS_OF_A_REPORT = {
    "Measure": {"key", "value", "unit", "n", "exact"},
    "Note": {"key", "values"},
    "Section": {"auditor", "status", "level", "measures", "notes", "settings", "page_only"},
    "Window": {"start", "end"},
    "People": {"members", "counted", "away"},
    "UpcomingMeeting": {"start", "minutes", "invitees"},
    "ReportGap": {"source", "reason", "count"},
    "PolicyStamp": {"version"},
    "Report": {"schema_version", "team", "week", "window", "people", "sections", "upcoming", "gaps", "policy"},
}
"""Whoever adds a field decides here, in the open, that it can't hold a person."""

TEXTS_OF_A_REPORT = {
    ("Measure", "key"),
    ("Note", "key"),
    ("Note", "values"),  # of the catalogue's placeholders: sources, steps, dates, and a mute's reason out of the policy
    ("Section", "auditor"),
    ("Section", "settings"),
    ("Window", "start"),
    ("Window", "end"),
    ("UpcomingMeeting", "start"),
    ("ReportGap", "source"),
    ("ReportGap", "reason"),
    ("PolicyStamp", "version"),
    ("Report", "team"),
    ("Report", "week"),
}
"""Where a report may hold free text: keys, times and what admins wrote in the policy."""


def models() -> dict[str, type[BaseModel]]:
    """Every model that a report is made of."""
    found: dict[str, type[BaseModel]] = {}
    waiting: list[object] = [Report]
    while waiting:
        each = waiting.pop()
        if isinstance(each, type) and issubclass(each, BaseModel):
            if each.__name__ not in found:
                found[each.__name__] = each
                waiting += [field.annotation for field in each.model_fields.values()]
        else:
            waiting += typing.get_args(each)
            waiting += [each.__value__] if isinstance(each, typing.TypeAliasType) else []
    return found


def leaves(annotation: object) -> Iterator[object]:
    """Yield the plain types and literals that a type is made of."""
    if isinstance(annotation, typing.TypeAliasType):
        yield from leaves(annotation.__value__)
    elif typing.get_origin(annotation) is typing.Literal:
        yield typing.Literal
    elif typing.get_origin(annotation) is typing.Annotated:
        yield from leaves(typing.get_args(annotation)[0])
    elif typing.get_args(annotation):
        for each in typing.get_args(annotation):
            yield from leaves(each)
    else:
        yield annotation


def test_a_report_is_made_of_known_fields_alone() -> None:
    assert {name: set(model.model_fields) for name, model in models().items()} == FIELDS_OF_A_REPORT


def test_a_report_holds_free_text_only_where_no_person_is_told_of() -> None:
    texts = {
        (name, key)
        for name, model in models().items()
        for key, field in model.model_fields.items()
        if str in set(leaves(field.annotation)) and (name, key) not in {("Measure", "value"), ("Measure", "exact")}
    }
    assert texts == TEXTS_OF_A_REPORT


def test_the_values_of_a_measure_are_numbers_ranges_and_three_fixed_words() -> None:
    plain = {int, float, typing.Literal, type(None)}
    for key in ("value", "exact"):
        annotation = core.report.Measure.model_fields[key].annotation
        # The only text is the key of a mapping.
        assert set(leaves(annotation)) <= plain | {str}
    for alias in (core.report.Value, core.report.Number):
        assert set(leaves(alias)) <= plain


def test_everything_in_a_report_is_a_plain_value_or_one_of_its_models() -> None:
    known = {int, float, str, bool, type(None), typing.Literal, Ellipsis, *models().values()}
    for model in models().values():
        for field in model.model_fields.values():
            assert set(leaves(field.annotation)) <= known


def test_models_of_a_report_refuse_keys_that_they_do_not_know() -> None:
    assert all(model.model_config.get("extra") == "forbid" for model in models().values())


def test_the_schema_beside_the_report_is_that_of_its_types() -> None:
    stored = json.loads((Path(core.report.__file__).parent / "report.schema.json").read_text(encoding="utf-8"))
    made = Report.model_json_schema(by_alias=True)
    assert {key: stored[key] for key in ("$defs", "properties", "required")} == {
        key: made[key] for key in ("$defs", "properties", "required")
    }


FIELDS_OF_A_MESSAGE: dict[type[Fact], set[str]] = {
    Message: {"key", "place", "sent_at", "sender", "landed_on", "pressing_for", "conversation", "begins", "mentions"},
    Copy: {"key", "place", "in_channel", "sent_at", "sender", "urgent", "thread", "mentions"},
    Mentions: {"people", "everybody"},
    EventCopy: {
        "id", "uid", "series", "when", "dates", "cancelled", "organised", "response", "show_as", "sensitivity",
        "organiser", "invited", "hidden_attendees", "online", "join_link", "categories",
    },
    Invitation: {"address", "response", "resource"},
}  # fmt: skip
"""What may be known of a message and of a calendar item: when, whom, how; there is no place for what it says."""


@pytest.mark.parametrize("kind", FIELDS_OF_A_MESSAGE, ids=lambda kind: kind.__name__)
def test_there_is_no_place_for_what_was_written(kind: type[Fact]) -> None:
    assert {field.name for field in msgspec.structs.fields(kind)} == FIELDS_OF_A_MESSAGE[kind]


@pytest.mark.parametrize("kind", FIELDS_OF_A_MESSAGE, ids=lambda kind: kind.__name__)
def test_facts_can_not_be_given_anything_else_later(kind: type) -> None:
    assert not hasattr(kind, "__dict__") or "__dict__" not in dir(kind)
    assert "__slots__" in vars(kind)


SECRET = "zz-somebody"  # noqa: S105 - a marker
WHEN = Interval(0, 3600)
INVITED = Invitation(address=SECRET)
NETWORK = Network(egress=SECRET, address=SECRET, subnet=SECRET)
ENDPOINT = Endpoint(
    caller=Caller.USER,
    identity=SECRET,
    account=SECRET,
    tenant=SECRET,
    when=WHEN,
    networks=(NETWORK,),
    platform="windows",
)
MEETING = Meeting(
    key=SECRET,
    when=WHEN,
    series=False,
    size=2,
    external=False,
    broadcast=False,
    private=False,
    cancelled=False,
    shows_busy=True,
    organiser=SECRET,
    people=(INVITED,),
    rooms=(INVITED,),
    join_link=SECRET,
    categories=frozenset({SECRET}),
    holders=frozenset({PersonKey(SECRET)}),
)
EXPECTED = ExpectedTime(
    zone=UTC,
    source=HoursSource.DEFAULT,
    instants=(WHEN,),
    duty=(),
    seconds_before=3600,
    seconds_after=3600,
    full_time_seconds=3600,
)
THINGS = [
    INVITED,
    NETWORK,
    ENDPOINT,
    CallRecord(id=SECRET, when=WHEN, join_link=SECRET, endpoints=(ENDPOINT,)),
    MEETING,
    EventCopy(
        id=SECRET,
        uid=SECRET,
        series=SECRET,
        when=WHEN,
        organiser=SECRET,
        invited=(INVITED,),
        join_link=SECRET,
        categories=frozenset({SECRET}),
    ),
    Person(key=PersonKey(SECRET), expected=EXPECTED, meetings=(MEETING,)),
    Message(
        key=SECRET,
        place=MessagePlace.GROUP,
        sent_at=0,
        sender=PersonKey(SECRET),
        landed_on=(PersonKey(SECRET),),
        pressing_for=frozenset({PersonKey(SECRET)}),
        conversation=SECRET,
    ),
    Series(
        organiser=PersonKey(SECRET),
        broadcast=False,
        categories=frozenset({SECRET}),
        occurrences=(Occurrence(when=WHEN, size=4, accepted=3, unanswered=0, members=2),),
    ),
    Copy(
        key=SECRET,
        place=SECRET,
        in_channel=False,
        sent_at=0,
        sender=SECRET,
        thread=SECRET,
        mentions=Mentions(people=frozenset({SECRET})),
    ),
    Gap(source="calendar", reason="access denied", person=PersonKey(SECRET)),
    Surroundings(
        members={SECRET: PersonKey(SECRET)},
        left_out=frozenset({SECRET}),
        tenants=frozenset({SECRET}),
        rooms=frozenset({SECRET}),
    ),
]


@pytest.mark.parametrize("thing", THINGS, ids=lambda thing: type(thing).__name__)
def test_no_repr_tells_of_whom_a_fact_is(thing: object) -> None:
    assert SECRET not in repr(thing)
    assert SECRET not in str(thing)
