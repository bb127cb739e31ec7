# ruff: noqa: RUF001 - a reader sees en dashes
import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import adaptive_cards
import jsonschema
import microsoft_teams.cards as typed
import pytest
from jsonschema.exceptions import ValidationError
from pydantic import BaseModel

from core.report import Measure, Note, Report, Section
from reports import card as drawing
from reports.card import CardTooLargeError, as_bytes, card
from reports.language import NBSP
from tests.reports.factories import (
    UPCOMING,
    hybrid,
    hybrid_without_calls,
    meetings,
    messages,
    reader,
    report,
    silent,
    states,
)

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
    problems = [error for whole in jsonschema.Draft6Validator(SCHEMA).iter_errors(made) for error in _deepest(whole)]
    assert problems == []


@every_state
def test_a_card_has_no_property_that_its_typed_class_does_not_know(found: Report, locale: str) -> None:
    assert list(_unknown_properties(card(found, reader(locale=locale)))) == []


def test_an_unknown_property_would_be_seen() -> None:
    made = card(states()["warn"], reader())
    made["body"][1]["wrapp"] = True
    assert list(_unknown_properties(made)) == ["TextBlock.wrapp"]


@every_state
def test_every_text_wraps(found: Report, locale: str) -> None:
    made = card(found, reader(locale=locale))
    assert [each["text"] for each in _elements(made) if each.get("type") == "TextBlock" and not each.get("wrap")] == []


@every_state
def test_a_card_needs_no_server_and_no_picture(found: Report, locale: str) -> None:
    kinds = {each["type"] for each in _elements(card(found, reader(locale=locale))) if "type" in each}
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
    assert promise[locale[:2]] in _front(card(found, reader(locale=locale)))


@pytest.mark.parametrize(
    ("name", "headline"),
    [
        pytest.param("good", "Nothing stands out: a week in balance", id="all good"),
        pytest.param("warn", "Meetings take a large part of the week", id="the first to watch"),
        pytest.param("alert", "Meetings crowd out the week", id="the worst leads"),
        pytest.param("suppressed", "Too few people to show numbers", id="nothing may be shown"),
        pytest.param("not_measured", "No verdict on this week, a look at the next", id="only looking ahead"),
        pytest.param("shifts", "No verdict on this week", id="nothing decided"),
        pytest.param("not_granted", "Meetings leave room to work", id="one section measured"),
    ],
)
def test_the_headline_tells_what_stands_out(name: str, headline: str) -> None:
    assert _headings(card(states()[name], reader()))[0] == headline


def test_each_section_shows_the_value_that_decides_its_level_beside_a_word() -> None:
    front = _front(card(states()["warn"], reader()))
    assert _in_order(front, "0–3 of 12", "Disturbed on more than 2 days", "Good")
    assert _in_order(front, "4–7 of 12", "Over 15 h of meetings", "Watch")
    assert _in_order(front, "5 of 7", "Hybrid meetings where everybody had a screen", "Watch")


def test_there_is_one_question_and_it_belongs_to_the_most_pressing_section() -> None:
    front = _front(card(states()["alert"], reader()))
    assert "Which meetings would nobody miss?" in front
    assert "What makes a message urgent" not in front
    assert "worth trying for a month" not in front


def test_shape_and_word_carry_the_level_and_not_colour_alone() -> None:
    front = _front(card(states()["alert"], reader()))
    assert _in_order(front, "▲", "Watch", "◆", "Talk about it")


def test_a_good_week_gets_the_question_of_what_helps() -> None:
    assert "What helps you to leave each other's evenings alone?" in _front(card(states()["good"], reader()))


def test_meetings_that_may_be_named_are_named_by_time_length_and_size() -> None:
    front = _front(card(states()["warn"], reader()))
    assert _in_order(
        front, "Next week: bring your laptop", "Tue 17 Nov, 10:00", "60 min, 9 invited", "Thu 19 Nov, 14:00"
    )


@pytest.mark.parametrize(
    ("found", "said"),
    [
        pytest.param(report(hybrid(at_risk=1)), "1 meeting has a room booked", id="one"),
        pytest.param(report(hybrid(at_risk=3)), "3 meetings have a room booked", id="several"),
        pytest.param(report(hybrid_without_calls(3)), "3 meetings have a room booked", id="without call records"),
        pytest.param(report(hybrid(at_risk=4), upcoming=UPCOMING), "and 2 more", id="only some may be named"),
    ],
)
def test_meetings_that_may_not_be_named_are_counted(found: Report, said: str) -> None:
    assert said in _front(card(found, reader()))


@pytest.mark.parametrize(
    "at_risk", [pytest.param(hybrid(at_risk=0), id="none at risk"), pytest.param(meetings(), id="unknown")]
)
def test_without_meetings_at_risk_nobody_is_asked_to_bring_a_laptop(at_risk: Section) -> None:
    assert "Next week: bring" not in _front(card(report(at_risk), reader()))


def test_a_suppressed_report_says_so_once_and_shows_no_section() -> None:
    front = _front(card(states()["suppressed"], reader()))
    assert front.count("Too few people to show numbers") == 1
    assert "Meetings" not in front
    assert "Numbers about so small a group" in front


@pytest.mark.parametrize(
    ("section", "said", "hint"),
    [
        pytest.param(
            silent("off_hours_messages", note="signal_off", signal="chats"),
            "Not measured: reading chats is switched off",
            "Chat.Read.All",
            id="switched off",
        ),
        pytest.param(
            silent("all_virtual_rule", note="not_granted", signal="calls"),
            "Not measured: no permission to read call records",
            "An administrator can grant CallRecords.Read.All",
            id="not granted",
        ),
        pytest.param(
            silent("meeting_overload", note="unreadable", signal="calendar"),
            "Microsoft 365 gave no answer about calendars",
            "the next week is read anew",
            id="no answer",
        ),
        pytest.param(
            silent("meeting_overload", note="coverage_low", source="calendar"),
            "too few calendars could be read",
            "fewer than 7 in 10",
            id="too few readable",
        ),
        pytest.param(
            silent("meeting_overload", note="shifts_not_read"),
            "the team works in shifts",
            "Without the roster",
            id="shifts",
        ),
        pytest.param(
            silent("meeting_overload", note="something_new"), "Not measured this week", "", id="an unknown reason"
        ),
        pytest.param(
            silent("meeting_overload", "suppressed"), "Too few people to show numbers", "so small a group", id="few"
        ),
        pytest.param(silent("meeting_overload", "off"), "Not used here", "", id="off"),
    ],
)
def test_a_section_without_numbers_says_why_and_what_would_help(section: Section, said: str, hint: str) -> None:
    made = card(report(messages(), section), reader())
    assert said in _front(made)
    assert hint in _text(made)


def test_a_muted_section_tells_until_when_and_the_reason_stands_in_the_details() -> None:
    muted = silent("meeting_overload", "off", "muted", reason="office move", until="2026-12-31")
    made = card(report(messages(), muted), reader())
    assert "Paused until 31 December 2026" in _front(made)
    assert "office move" not in _front(made)
    assert "office move" in _text(made)


def test_without_call_records_the_row_tells_why_there_is_no_verdict() -> None:
    front = _front(card(report(hybrid_without_calls()), reader()))
    assert "The past week has no verdict: the app lacks CallRecords.Read.All." in front
    assert "0 of 0" not in front


def test_nought_of_nought_meetings_is_no_value() -> None:
    assert "0 of 0" not in _text(card(report(hybrid(None, kept=0, broken=0, at_risk=0)), reader()))


def test_the_details_hold_the_definition_with_the_limits_in_force() -> None:
    found = report(meetings(warn_hours=12.5))
    assert "Over 12.5 h of meetings" in _front(card(found, reader(locale="en-GB")))
    assert "meer dan 12,5 uur vergaderingen" in _text(card(found, reader(locale="nl-BE")))


def test_the_details_hold_every_other_measure_and_each_part_of_a_mapping() -> None:
    text = _text(card(states()["warn"], reader()))
    assert _in_order(text, "14,5 hours", "Typical meeting time in a full-time week")
    assert _in_order(text, "64", "When they landed: In the evening")
    assert _in_order(text, "little or none", "When they landed: At night, 20:00 to 07:00; In a long break of the day")


def test_details_are_folded_until_somebody_asks() -> None:
    made = card(states()["warn"], reader())
    (hidden,) = (each for each in made["body"] if each.get("isVisible") is False)
    assert made["actions"][0] == {
        "type": "Action.ToggleVisibility",
        "title": "How this is measured",
        "targetElements": [hidden["id"]],
    }


def test_gaps_are_told_in_words_each_once_and_without_counts() -> None:
    text = _text(card(states()["not_measured"], reader()))
    assert text.count("Some calendars don't exist in Microsoft 365") == 1
    assert "Some calendars could not be read this week." in text
    assert "throttled" not in text


def test_purpose_contact_and_charter_are_there() -> None:
    made = card(states()["warn"], reader())
    text = _text(made)
    assert "Purpose: good-faith use of on-line tools" in text
    assert "Questions: dpo@example.org" in text
    assert made["actions"][1]["url"] == "https://intranet.example/charter"


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
    assert _in_order(_front(card(report(gone), reader())), "12", "Coffee breaks", "Good")


def test_a_card_too_large_gives_up_parts_in_order_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    gone_in_order = [
        "Typical meeting time",  # the other measures
        "What could not be seen",  # remarks
        "A meeting has two or more people",  # definitions
        "Tue 17 Nov",  # meetings by name
    ]
    made = card(states()["warn"], reader())
    assert all(each in _text(made) for each in gone_in_order)
    for gone, each in enumerate(gone_in_order, start=1):
        monkeypatch.setattr(drawing, "LIMIT", len(as_bytes(made)) - 1)
        made = card(states()["warn"], reader())
        text = _text(made)
        assert len(as_bytes(made)) <= drawing.LIMIT
        assert each not in text
        assert all(later in text for later in gone_in_order[gone:])
        assert "Shortened to fit into Teams" in _front(made)
        assert _in_order(_front(made), "0–3 of 12", "4–7 of 12", "5 of 7", "Group numbers only")


def test_a_card_that_fits_does_not_speak_of_being_shortened() -> None:
    assert "Shortened" not in _text(card(states()["warn"], reader()))


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


def _elements(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        yield node
        for value in node.values():
            yield from _elements(value)
    elif isinstance(node, list):
        for value in node:
            yield from _elements(value)


def _words(node: Any) -> Iterator[str]:
    for each in _elements(node):
        for key in ("text", "title", "value"):
            if isinstance(each.get(key), str):
                yield each[key]


def _text(made: dict[str, Any]) -> str:
    return " ".join("".join(_words(each)) if each.get("type") == "RichTextBlock" else " ".join(_words(each))
                    for each in _blocks(made["body"])).replace(NBSP, " ")  # fmt: skip


def _blocks(nodes: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for node in nodes:
        inner = node.get("items") or [item for column in node.get("columns", []) for item in column["items"]]
        if inner:
            yield from _blocks(inner)
        else:
            yield node


def _front(made: dict[str, Any]) -> str:
    return _text({"body": [each for each in made["body"] if each.get("isVisible") is not False]})


def _headings(made: dict[str, Any]) -> list[str]:
    return [each["text"] for each in _elements(made) if each.get("style") == "heading"]


def _in_order(text: str, *parts: str) -> bool:
    place = 0
    for part in parts:
        found = text.find(part, place)
        if found < 0:
            raise AssertionError(f"{part!r} is not after the others in {text!r}")
        place = found + len(part)
    return True


def _unknown_properties(made: dict[str, Any]) -> Iterator[str]:
    classes: dict[str, type[BaseModel]] = {}
    for name in dir(typed):
        model = getattr(typed, name)
        if isinstance(model, type) and issubclass(model, typed.CardElement | typed.Action):
            kind = model.model_fields["type"].default if "type" in model.model_fields else None
            if isinstance(kind, str):
                classes[kind] = model
    for each in _elements(made):
        if "type" not in each:
            continue
        model = classes[each["type"]]
        known = {field.serialization_alias or field.alias or name for name, field in model.model_fields.items()}
        yield from (f"{each['type']}.{key}" for key in each if key not in known)


def _deepest(error: ValidationError) -> list[str]:
    if not error.context:
        return [f"{'/'.join(map(str, error.absolute_path))}: {error.message[:200]}"]
    depth = max(len(each.absolute_path) for each in error.context)
    return [found for each in error.context if len(each.absolute_path) == depth for found in _deepest(each)]
