# ruff: noqa: RUF001 - a reader sees en dashes
"""What holds for every card: the schemas that it keeps to, its size, and what it never says."""

import copy
import json
from pathlib import Path

import adaptive_cards
import jsonschema
import pytest

from core.report import Measure, Note, Report, Section
from reports import card as drawing
from reports.card import CardTooLargeError, as_bytes, card
from tests.reports.factories import hybrid, meetings, messages, reader, report, states
from tests.reports.reading import deepest, elements, front_of, in_order, text_of, unknown_properties

SCHEMA = json.loads((Path(adaptive_cards.__file__).parent / "schemas" / "schema-1.5.json").read_text(encoding="utf-8"))
EVERY = [
    pytest.param(found, locale, id=f"{name} {locale}")
    for name, found in states().items()
    for locale in ("en-BE", "nl-BE")
]
every_state = pytest.mark.parametrize(("found", "locale"), EVERY)


@every_state
def test_a_card_keeps_to_the_official_schema(found: Report, locale: str) -> None:
    made = card(found, reader(locale=locale))
    assert made.pop("msteams") == {"width": "Full"}
    problems = [error for whole in jsonschema.Draft6Validator(SCHEMA).iter_errors(made) for error in deepest(whole)]
    assert problems == []


@every_state
def test_a_card_has_no_property_that_its_typed_class_does_not_know(found: Report, locale: str) -> None:
    assert list(unknown_properties(card(found, reader(locale=locale)))) == []


def test_an_unknown_property_would_be_seen() -> None:
    made = card(states()["warn"], reader())
    made["body"][1]["wrapp"] = True
    assert list(unknown_properties(made)) == ["TextBlock.wrapp"]


@every_state
def test_every_text_wraps(found: Report, locale: str) -> None:
    made = card(found, reader(locale=locale))
    assert [each["text"] for each in elements(made) if each.get("type") == "TextBlock" and not each.get("wrap")] == []


@every_state
def test_a_card_needs_no_server_and_no_picture(found: Report, locale: str) -> None:
    kinds = {each["type"] for each in elements(card(found, reader(locale=locale))) if "type" in each}
    assert {kind for kind in kinds if kind.startswith("Action.")} <= {"Action.OpenUrl", "Action.ToggleVisibility"}
    assert not any(kind.startswith(("Chart.", "Input.", "Image", "Badge", "Icon")) for kind in kinds)


@every_state
def test_a_card_fits_into_teams(found: Report, locale: str) -> None:
    made = card(found, reader(locale=locale))
    assert len(as_bytes(made)) <= drawing.LIMIT
    assert (made["version"], made["lang"]) == ("1.5", locale[:2])
    assert made["fallbackText"].startswith("Platform, week 46")


def test_bytes_are_compact_utf_8() -> None:
    made = as_bytes({"a": "één", "b": 1})
    assert made == '{"a":"één","b":1}'.encode()


@every_state
def test_every_card_says_that_it_is_not_for_judging_people(found: Report, locale: str) -> None:
    promise = {"en": "Not for evaluating or disciplining anybody", "nl": "Niet bedoeld om iemand te evalueren"}
    assert promise[locale[:2]] in front_of(card(found, reader(locale=locale)))


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
        "Typical meeting time",  # the other measures
        "What could not be seen",  # remarks
        "A meeting has two or more people",  # definitions
        "Tue 17 Nov",  # meetings by name
    ]
    made = card(states()["warn"], reader())
    assert all(each in text_of(made) for each in gone_in_order)
    for gone, each in enumerate(gone_in_order, start=1):
        monkeypatch.setattr(drawing, "LIMIT", len(as_bytes(made)) - 1)
        made = card(states()["warn"], reader())
        text = text_of(made)
        assert len(as_bytes(made)) <= drawing.LIMIT
        assert each not in text
        assert all(later in text for later in gone_in_order[gone:])
        assert "Shortened to fit into Teams" in front_of(made)
        assert in_order(front_of(made), "0–3 of 12", "4–7 of 12", "5 of 7", "Group numbers only")


def test_a_card_that_fits_does_not_speak_of_being_shortened() -> None:
    assert "Shortened" not in text_of(card(states()["warn"], reader()))


def test_a_card_that_can_not_be_made_small_enough_is_an_error_and_not_cut_off() -> None:
    endless = report(*(meetings().model_copy(update={"auditor": f"auditor_{number}"}) for number in range(60)))
    with pytest.raises(CardTooLargeError, match=r"platform 2026-W46: .*60 sections"):
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
