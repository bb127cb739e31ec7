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
from reports.card import card
from reports.language import NBSP, Language, languages
from reports.page import page
from tests.reports.factories import every_state, reader
from tests.reports.reading import text_of

DUTCH, ENGLISH = Language.of("nl-BE"), Language.of("en-BE")


def test_there_is_a_catalogue_for_every_language_that_the_policy_takes() -> None:
    assert languages() == ("en", "de", "fr", "nl")


@pytest.mark.parametrize("path", list(catalogue.paths()), ids=lambda path: path.parts[-3])
def test_every_plural_has_all_its_forms(path: Path) -> None:
    found = catalogue.read(path)
    plurals = [message for message in found if isinstance(message.id, tuple) and message.id]
    assert plurals
    assert all(len(message.string) == found.num_plurals and all(message.string) for message in plurals)


@pytest.mark.parametrize("path", list(catalogue.paths()), ids=lambda path: path.parts[-3])
def test_no_translation_is_the_english_text(path: Path) -> None:
    alike = {str(m.id) for m in catalogue.read(path) if isinstance(m.id, str) and m.id and m.string == m.id}
    assert alike <= {"week {number}", "{value}, {before}", "{label}: {value}", "chats", "Week", "Teams"}, alike


@pytest.mark.parametrize("locale", ["nl-BE", "fr-BE", "de-DE"])
@pytest.mark.parametrize("name", every_state())
def test_no_english_is_left_on_a_card_or_a_page(name: str, locale: str) -> None:
    found, before = every_state()[name]
    who = reader(locale=locale, purpose="", readers="", contact="")
    told = text_of(card(found, who, history=before)) + re.sub(
        "<style.*</style>|<[^>]*>", " ", page(found, who, history=before), flags=re.DOTALL
    )
    words = set(re.findall(r"[a-z]+", re.sub(r"[A-Za-z]+\.[A-Za-z.]+", "", told).casefold()))
    english = {
        "the",
        "and",
        "with",
        "before",
        "people",
        "meetings",
        "read",
        "not",
        "this",
        "numbers",
        "for",
        "been",
        "how",
    }
    assert words & english == set()


@pytest.mark.parametrize(
    ("locale", "count", "told"),
    [
        pytest.param("fr-BE", 1.5, "1,5 heure", id="French counts from two"),
        pytest.param("fr-BE", 2.0, "2 heures", id="two in French"),
        pytest.param("de-DE", 1.5, "1,5 Stunden", id="German"),
        pytest.param("de-DE", 1.0, "1 Stunde", id="one in German"),
        pytest.param("en-IE", 0.5, "0.5 hours", id="a half in English"),
    ],
)
def test_a_number_takes_the_form_that_the_language_gives_it(locale: str, count: float, told: str) -> None:
    measure = Measure(key="k", value=count, unit="hours")
    assert formats.measure_text(measure, Language.of(locale)).replace(NBSP, " ") == told


@pytest.mark.parametrize("path", list(catalogue.paths()), ids=lambda path: path.parts[-3])
def test_no_text_is_left_untranslated(path: Path) -> None:
    assert catalogue.untranslated(path) == []


@pytest.mark.parametrize("path", list(catalogue.paths()), ids=lambda path: path.parts[-3])
def test_a_translation_wants_the_same_things_filled_in(path: Path) -> None:
    assert catalogue.differing(path) == []


def test_french_has_its_spaces_and_apostrophes() -> None:
    path = next(each for each in catalogue.paths() if each.parts[-3] == "fr")
    said = [
        form for m in catalogue.read(path) if m.id for form in ((m.string,) if isinstance(m.string, str) else m.string)
    ]
    assert [text for text in said if "'" in text or re.search(" [:;?!%»]|« ", text)] == []


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
        pytest.param("fr-BE", "Point d’attention", "fr-BE", id="French in Belgium"),
        pytest.param("de-AT", "Im Blick behalten", "de-AT", id="German in Austria"),
        pytest.param("sv-SE", "Watch", "en-SE", id="without a catalogue, but with a country"),
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
        pytest.param("fr-BE", "2026-W46", "9–15 novembre", id="French"),
        pytest.param("de-AT", "2027-W03", "18.–24. Jänner", id="German in Austria"),
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
