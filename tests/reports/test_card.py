# ruff: noqa: RUF001 - a reader sees en dashes
"""What holds for every card: the schemas that it keeps to, its size, and what it never says."""

import copy
import json
from pathlib import Path
from typing import Any

import adaptive_cards
import jsonschema
import pytest

from core.report import Measure, Note, Report, Section
from core.week import Week
from reports import card as drawing
from reports import formats, phrases
from reports.card import CardTooLargeError, as_bytes, card
from reports.language import NBSP, Language
from reports.own import OwnView
from tests.reports.factories import OWN, every_state, hybrid, meetings, messages, reader, report, states
from tests.reports.reading import (
    actions,
    deepest,
    elements,
    front_of,
    in_order,
    text_of,
    unknown_properties,
    without_charts,
)

SCHEMA = json.loads((Path(adaptive_cards.__file__).parent / "schemas" / "schema-1.5.json").read_text(encoding="utf-8"))
EVERY = [
    pytest.param(name, locale, id=f"{name} {locale}")
    for name in states()
    for locale in ("en-IE", "nl-BE", "fr-BE", "de-AT")
]
every_card = pytest.mark.parametrize(("name", "locale"), EVERY)


def drawn(name: str, locale: str, *, own: OwnView | None = OWN) -> dict[str, Any]:
    found, before = every_state()[name]
    return card(found, reader(locale=locale), history=before, own=None if name == "suppressed" else own)


@every_card
def test_a_card_keeps_to_the_official_schema(name: str, locale: str) -> None:
    made = without_charts(drawn(name, locale))
    assert isinstance(made, dict)
    assert made.pop("msteams") == {"width": "Full"}
    problems = [error for whole in jsonschema.Draft6Validator(SCHEMA).iter_errors(made) for error in deepest(whole)]
    assert problems == []


@every_card
def test_a_card_has_no_property_that_its_typed_class_does_not_know(name: str, locale: str) -> None:
    assert list(unknown_properties(drawn(name, locale))) == []


def test_an_unknown_property_would_be_seen() -> None:
    made = card(states()["warn"], reader())
    made["body"][1]["wrapp"] = True
    assert list(unknown_properties(made)) == ["TextBlock.wrapp"]


@every_card
def test_every_button_unfolds_something_that_is_there_and_folded(name: str, locale: str) -> None:
    made = drawn(name, locale)
    folded = [each["id"] for each in made["body"] if each.get("isVisible") is False]
    assert [target for each in actions(made) for target in each.get("targetElements", [])] == folded
    assert folded


@every_card
def test_a_screen_reader_hears_a_card_in_the_order_of_importance(name: str, locale: str) -> None:
    made = drawn(name, locale)

    def say(message: str) -> str:
        return Language.of(locale).say(message).replace(NBSP, " ")

    kinds = [each.get("style") == "heading" for each in elements(made) if each.get("type") == "TextBlock"]
    if name == "suppressed":
        assert in_order(text_of(made), "Platform", say(phrases.SUPPRESSED), say(phrases.PROMISE))
        return
    assert kinds[0], "the first text block is the headline"
    told = [say(phrases.TALK)] if say(phrases.TALK) in text_of(made) else []
    laptop = [say(phrases.LAPTOP)] if say(phrases.LAPTOP) in text_of(made) else []
    buttons = [each["title"] for each in actions(made)]
    assert in_order(
        text_of(made),
        "Platform",
        made["body"][1]["text"].replace(NBSP, " "),
        *told,
        say(phrases.OWN),
        *laptop,
        say(phrases.PROMISE),
    )
    assert buttons == [
        *([say(phrases.ALL_NUMBERS)] if len(buttons) == 3 else []),
        say(phrases.HOW),
        say(phrases.CHARTER),
    ]


@every_card
def test_every_text_wraps(name: str, locale: str) -> None:
    made = drawn(name, locale)
    assert [each["text"] for each in elements(made) if each.get("type") == "TextBlock" and not each.get("wrap")] == []


@every_card
def test_a_card_needs_no_server_and_no_picture(name: str, locale: str) -> None:
    made = drawn(name, locale)
    kinds = {each["type"] for each in elements(made) if "type" in each}
    assert {each["type"] for each in actions(made)} <= {"Action.OpenUrl", "Action.ToggleVisibility"}
    assert not any(kind.startswith(("Input.", "Image", "Badge", "Icon")) for kind in kinds)
    assert "Chart." not in str(without_charts(made))


@every_card
def test_a_card_fits_into_teams(name: str, locale: str) -> None:
    made = drawn(name, locale)
    assert len(as_bytes(made)) <= drawing.LIMIT
    assert (made["version"], made["lang"]) == ("1.5", locale[:2])
    assert made["fallbackText"].startswith(f"Platform, {formats.week_text(Week(2026, 46), Language.of(locale))} (")


def test_bytes_are_compact_utf_8() -> None:
    made = as_bytes({"a": "één", "b": 1})
    assert made == '{"a":"één","b":1}'.encode()


@every_card
def test_every_card_says_that_it_is_not_for_judging_people(name: str, locale: str) -> None:
    made = drawn(name, locale)
    promise = Language.of(locale).say(phrases.PROMISE)
    assert promise in (text_of(made) if name == "suppressed" else front_of(made))


def test_an_exact_report_says_nothing_more_than_the_published_one() -> None:
    found = states()["warn"]
    exact = found.model_copy(
        update={
            "people": found.people.model_copy(update={"counted": 11, "away": 1}),
            "gaps": tuple(gap.model_copy(update={"count": 3}) for gap in found.gaps),
            "sections": tuple(
                section.model_copy(
                    update={"measures": tuple(m.model_copy(update={"exact": 5}) for m in section.measures)}
                )
                for section in found.sections
            ),
        }
    )
    assert exact != found
    assert as_bytes(card(exact, reader())) == as_bytes(card(found, reader()))


def test_a_stored_report_is_drawn_though_its_auditor_is_gone() -> None:
    gone = Section(
        auditor="coffee_breaks", status="measured", level="good",
        measures=(Measure(key="breaks_taken", value=12, unit="days"),),
        notes=(Note(key="never_heard_of"),),
    )  # fmt: skip
    assert in_order(front_of(card(report(gone), reader())), "12", "Coffee breaks", "Good")


def test_a_card_too_large_gives_up_parts_in_order_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    gone_in_order = [
        "Typical meeting time in a full-time week: 39: 11 hours",  # the chart, here in words
        "Of these, off hours",  # the other measures
        "41 no numbers",  # past weeks
        "Channels are not read",  # remarks
        "overlaps count once",  # definitions
        "Tue 17 Nov",  # meetings by name
    ]
    made = drawn("trend", "en-IE")
    assert all(each in text_of(made) for each in gone_in_order)
    for gone, each in enumerate(gone_in_order, start=1):
        monkeypatch.setattr(drawing, "LIMIT", len(as_bytes(made)) - 1)
        made = drawn("trend", "en-IE")
        text = text_of(made)
        assert len(as_bytes(made)) <= drawing.LIMIT
        assert each not in text
        assert all(later in text for later in gone_in_order[gone:])
        assert "Shortened to fit into Teams" in front_of(made)
        assert in_order(
            front_of(made), "0–3 of 12", "Was 4–7 of 12", "4–7 of 12", "5 of 7", "Only for you", "Group numbers only"
        )


def test_a_card_that_fits_does_not_speak_of_being_shortened() -> None:
    assert "Shortened" not in text_of(card(states()["warn"], reader()))


def test_a_card_that_can_not_be_made_small_enough_is_an_error_and_not_cut_off() -> None:
    endless = report(*(meetings().model_copy(update={"auditor": f"auditor_{number}"}) for number in range(60)))
    with pytest.raises(CardTooLargeError, match=r"Platform, .*: the card of 60 sections"):
        card(endless, reader())


def test_twelve_sections_fit() -> None:
    long = report(*[section for _ in range(4) for section in (messages(), meetings(), hybrid())])
    assert len(as_bytes(card(long, reader()))) <= drawing.LIMIT


def test_drawing_a_report_does_not_change_it() -> None:
    found = states()["warn"]
    before = copy.deepcopy(found)
    card(found, reader())
    assert found == before
    assert isinstance(found, Report)
