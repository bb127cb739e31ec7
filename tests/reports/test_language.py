# ruff: noqa: RUF001 - a reader sees en dashes
import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message

from auditors import ALL
from core.report import Measure, UpcomingMeeting
from core.week import Week
from core.zones import zone_named
from reports import catalogue, formats
from reports.language import NBSP, Language, languages

DUTCH, ENGLISH = Language.of("nl-BE"), Language.of("en-BE")


def test_english_and_dutch_are_there() -> None:
    assert {"en", "nl"} <= set(languages())


@pytest.mark.parametrize("path", list(catalogue.paths()), ids=lambda path: path.parts[-3])
def test_no_text_is_left_untranslated(path: Path) -> None:
    assert catalogue.untranslated(path) == []


@pytest.mark.parametrize("path", list(catalogue.paths()), ids=lambda path: path.parts[-3])
def test_a_translation_wants_the_same_things_filled_in(path: Path) -> None:
    assert catalogue.differing(path) == []


@pytest.mark.parametrize("path", list(catalogue.paths()), ids=lambda path: path.parts[-3])
def test_the_catalogue_is_what_make_words_would_write(path: Path) -> None:
    assert path.read_bytes() == catalogue.updated(path)


def test_every_word_of_an_auditor_is_marked_for_translation() -> None:
    marked = {message.id for message in _messages(catalogue.texts())}
    for auditor in ALL:
        words = auditor.words
        texts = {words.title, *words.lead.values(), words.definition, auditor.why}
        texts |= {*words.headline.values(), *words.question.values(), *words.measures.values(), *words.notes.values()}
        assert texts <= marked, f"{auditor.key}: {texts - marked}"


def test_a_text_that_nobody_translated_is_found(tmp_path: Path) -> None:
    path = tmp_path / "nl" / "LC_MESSAGES" / "kadans.po"
    path.parent.mkdir(parents=True)
    complete = next(path for path in catalogue.paths() if path.parts[-3] == "nl").read_text(encoding="utf-8")
    path.write_text(complete.replace('msgstr "Aandachtspunt"', 'msgstr ""'), encoding="utf-8")
    assert catalogue.untranslated(path) == ["Watch"]


def test_a_lost_placeholder_is_found(tmp_path: Path) -> None:
    path = tmp_path / "nl" / "LC_MESSAGES" / "kadans.po"
    path.parent.mkdir(parents=True)
    complete = next(path for path in catalogue.paths() if path.parts[-3] == "nl").read_text(encoding="utf-8")
    path.write_text(complete.replace('"Team van {members}"', '"Team van {leden}"'), encoding="utf-8")
    assert catalogue.differing(path) == ["Team of {members}"]


@pytest.mark.parametrize(
    ("locale", "said", "tag"),
    [
        pytest.param("nl-BE", "Aandachtspunt", "nl-BE", id="Dutch in Belgium"),
        pytest.param("nl", "Aandachtspunt", "nl", id="Dutch"),
        pytest.param("en-GB", "Watch", "en-GB", id="English"),
        pytest.param("en", "Watch", "en-GB", id="English of nowhere"),
        pytest.param("is-IS", "Watch", "en-GB", id="a language without a catalogue"),
        pytest.param("de-BE", "Watch", "en-BE", id="without a catalogue, but with a country"),
        pytest.param("../../etc", "Watch", "en-GB", id="no locale at all"),
        pytest.param("", "Watch", "en-GB", id="nothing"),
    ],
)
def test_an_unknown_language_reads_english(locale: str, said: str, tag: str) -> None:
    language = Language.of(locale)
    assert (language.say("Watch"), language.tag) == (said, tag)


@pytest.mark.parametrize(
    ("locale", "week", "told"),
    [
        pytest.param("nl-BE", "2026-W46", "9–15 november", id="Dutch"),
        pytest.param("en-GB", "2026-W46", "9–15 November", id="English"),
        pytest.param("nl-BE", "2026-W49", "30 november – 6 december", id="over two months"),
        pytest.param("en-GB", "2026-W53", "28 December – 3 January", id="over two years"),
    ],
)
def test_a_week_is_told_by_its_days(locale: str, week: str, told: str) -> None:
    assert re.sub(r"\s", " ", formats.days_text(Week.parse(week), Language.of(locale))) == told


@pytest.mark.parametrize(
    ("measure", "dutch", "english"),
    [
        pytest.param(Measure(key="k", value=(4, 7), unit="people", n=12), "4–7 van 12", "4–7 of 12", id="people"),
        pytest.param(Measure(key="k", value=(3, 3), unit="people", n=5), "3 van 5", "3 of 5", id="a range of one"),
        pytest.param(Measure(key="k", value=14.5, unit="hours"), "14,5 uur", "14,5 hours", id="hours"),
        pytest.param(Measure(key="k", value=1.0, unit="hours"), "1 uur", "1 hour", id="one hour"),
        pytest.param(Measure(key="k", value=0.35, unit="share"), "35%", "35%", id="a share"),
        pytest.param(Measure(key="k", value=1900, unit="messages"), "1.900", "1.900", id="messages"),
        pytest.param(Measure(key="k", value=5, unit="meetings", n=7), "5 van 7", "5 of 7", id="meetings of meetings"),
        pytest.param(
            Measure(key="k", value="little or none", unit="hours"), "weinig of geen", "little or none", id="none"
        ),
    ],
)
def test_values_are_written_as_the_reader_writes_them(measure: Measure, dutch: str, english: str) -> None:
    assert formats.measure_text(measure, DUTCH).replace(NBSP, " ") == dutch
    assert formats.measure_text(measure, ENGLISH).replace(NBSP, " ") == english


def test_no_line_breaks_inside_a_value() -> None:
    assert " " not in formats.measure_text(Measure(key="k", value=(4, 7), unit="people", n=12), DUTCH)


def test_a_coming_meeting_is_told_in_the_readers_own_zone() -> None:
    meeting = UpcomingMeeting(start="2026-11-17T23:30:00Z", minutes=60, invitees=9)
    brussels = zone_named("Europe/Brussels")
    assert brussels
    assert formats.when_text(meeting, brussels, DUTCH).replace(NBSP, " ") == "wo 18 nov, 00:30"


def _messages(found: Catalog) -> list[Message]:
    return [message for message in found if message.id]
