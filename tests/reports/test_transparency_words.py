"""The lists of words against the code, and the catalogues against the lists: nothing is left out, nothing is made up."""

from __future__ import annotations

import inspect
import typing
from pathlib import Path

import msgspec
import pytest

from auditors import ALL
from core.report import Report
from graph import shapes
from graph.allow_list import SOURCES, read_fields
from jobs.transparency import kept_parts
from reports.transparency import words
from reports.transparency.catalogue import LANGUAGES, differing, paths, read, texts, untranslated, updated

ABOUT_THE_APP = {
    "Known", "AppRole", "Offering", "AppRoleAssignment", "Claims", "Answer", "Page", "Refusal", "ErrorCode",
}  # fmt: skip
"""Shapes that hold nothing about people."""


@pytest.mark.parametrize("source", SOURCES)
def test_every_property_that_is_read_has_words_and_no_words_are_about_nothing(source: str) -> None:
    fields = read_fields(source)
    names = [name for each in words.READ[source].values() for name in each]
    for field in fields:
        assert sum(words.covers(name, field) for name in names) == 1, field
    for name in names:
        assert any(words.covers(name, field) for field in fields), name
    assert words.phrases(source, fields) == tuple(words.READ[source])


def inside(kind: object) -> set[object]:
    """Return a shape and all that lie in it."""
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        return {kind}.union(*(inside(field.type) for field in msgspec.structs.fields(kind)))
    return set[object]().union(*(inside(each) for each in typing.get_args(kind)))


def test_every_shape_belongs_to_a_source_that_is_told() -> None:
    told = {each for group in SOURCES.values() for shape in group for each in inside(shape)}
    all_of_them = {
        each
        for _, each in inspect.getmembers(shapes, inspect.isclass)
        if issubclass(each, msgspec.Struct) and each.__module__ == shapes.__name__
    }
    loose = {each.__name__ for each in all_of_them - told}
    assert loose <= ABOUT_THE_APP, loose - ABOUT_THE_APP


@pytest.mark.parametrize("source", SOURCES)
def test_what_is_said_to_be_dropped_is_in_no_shape(source: str) -> None:
    read_names = {part for field in read_fields(source) for part in field.split(".")}
    dropped = {name for names in words.DROPPED[source].values() for name in names}
    allowed = {"name"} if source == "working_hours" else set()
    assert dropped
    assert not dropped & read_names - allowed


def test_a_meetings_subject_body_and_place_are_not_even_asked_for() -> None:
    dropped = {name for names in words.DROPPED["calendar"].values() for name in names}
    assert {"subject", "body", "location"} <= dropped
    assert not dropped & set(shapes.EVENT_PROPERTIES)


def test_every_part_of_a_report_has_words() -> None:
    parts = {part.split(".")[0] for part in kept_parts(Report)}
    names = [name for each in words.KEPT.values() for name in each]
    assert sorted(names) == sorted(parts)
    assert not {"exact", "counted", "away"} & {part.split(".")[-1] for part in kept_parts(Report)}


def test_each_list_of_sources_has_the_same_ones() -> None:
    assert set(words.SOURCES) == set(words.READ) == set(words.DROPPED) == set(SOURCES)


def test_every_unit_of_a_threshold_has_words() -> None:
    limits = [limit for auditor in ALL for limit in auditor.rule.model_json_schema()["properties"].values()]
    assert {limit["unit"] for limit in limits if "unit" in limit} - {"%"} == set(words.UNITS)


def test_there_are_four_languages() -> None:
    assert LANGUAGES == ("en", "nl", "fr", "de")
    assert [path.parts[-3] for path in paths()] == ["nl", "fr", "de"]


@pytest.mark.parametrize("path", [*paths()], ids=lambda path: path.parts[-3])
def test_a_catalogue_is_complete_and_up_to_date(path: Path) -> None:
    assert untranslated(path) == []
    assert differing(path) == []
    assert path.read_bytes() == updated(path), "run `make words`"
    ours = {message.id for message in texts() if message.id}
    assert {message.id for message in read(path) if message.id} == ours


def test_french_has_its_spaces_and_apostrophes() -> None:
    path = next(each for each in paths() if each.parts[-3] == "fr")
    for message in read(path):
        text = str(message.string)
        if message.id:
            assert "'" not in text, text
            assert not any(f" {mark}" in text for mark in ":;?!%»"), text


def test_no_page_claims_that_the_law_is_kept() -> None:
    claims = ("compliant", "is lawful.", "conforme au", "ist rechtmäßig.", "AVG-conform", "DSGVO-konform")
    everything = [str(message.id) for message in texts()]
    everything += [str(message.string) for path in paths() for message in read(path)]
    assert not [text for text in everything if any(claim in text for claim in claims)]
