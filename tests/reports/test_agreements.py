"""Try and see on the card and the page."""

import json
from datetime import date
from pathlib import Path

import pytest

from core.agreement import Finding
from core.policy import Agreement
from core.report import Report
from core.week import Week
from reports.agreement_story import FINDINGS, TRY_AND_SEE
from reports.card import LIMIT, Part, _drawn, as_bytes, card
from reports.language import NBSP, Language
from reports.page import page
from reports.story import story
from reports.untrusted import plain
from tests.pictures.drawing import Drawing, draw, why_not
from tests.reports.factories import HOSTILE, LOCALES, meetings, messages, reader, report, silent, states
from tests.reports.reading import front_of, text_of

OWN = Week(2026, 46)
NAME = "No meetings on Thursday"
MONDAY = date(2026, 10, 26)
"""Three weeks, the card's own included."""


def agreement(name: str = NAME, day: date = MONDAY, auditor: str = "meeting_overload") -> Agreement:
    return Agreement(name=name, auditor=auditor, from_=day)


def weeks(*hours: float) -> tuple[Report, tuple[Report, ...]]:
    """Return the card's own week, and those before it, oldest first."""
    made = tuple(
        report(meetings(typical=value), messages(), week=str(OWN.back(len(hours) - 1 - number)))
        for number, value in enumerate(hours)
    )
    return made[-1], made[:-1]


@pytest.mark.parametrize(
    ("hours", "said"),
    [
        pytest.param(
            (16, 14, 15, 16, 10, 11, 10),
            "Typical meeting time in a full-time week: 15.5 hours before (4 weeks, from 14 hours to 16 hours), "
            "10 hours since then (3 weeks). Better, by more than the usual swing from week to week.",
            id="better",
        ),
        pytest.param((10, 11, 10, 15, 16, 15), "It went the other way, by more than the usual swing", id="worse"),
        pytest.param((14, 15, 16, 15, 16, 15), "No change beyond the usual swing from week to week.", id="no change"),
        pytest.param((14, 15, 16), "Measured weeks before it: 0 of at least 3.", id="nothing before"),
    ],
)
def test_an_agreement_is_told_with_its_weeks_and_their_swing(hours: tuple[float, ...], said: str) -> None:
    own, before = weeks(*hours)
    who = reader(locale="en-IE", agreements=(agreement(),))
    front = front_of(card(own, who, history=before)).replace(NBSP, " ")
    assert "Since 26 October 2026: No meetings on Thursday" in front.replace("2026:  ", "2026: ")
    assert said in front
    assert said in page(own, who, history=before).replace(NBSP, " ")


def test_too_early_is_said_with_what_is_known() -> None:
    own, before = weeks(14, 15, 16, 15)
    who = reader(locale="en-IE", agreements=(agreement(day=date(2026, 11, 11)),))
    front = front_of(card(own, who, history=before)).replace(NBSP, " ")
    assert "15 hours before (3 weeks, from 14 hours to 16 hours)" in front
    assert "Too early to tell. Measured weeks since then: 0 of at least 3." in front


def test_weeks_that_are_all_alike_have_no_range() -> None:
    own, before = weeks(15, 15, 15, 10, 10, 10)
    (told,) = story(own, reader(locale="en-IE", agreements=(agreement(),)), history=before).agreements
    assert "15 hours before (3 weeks, all of them alike), 10 hours since then" in told.text.replace(NBSP, " ")


def test_without_an_agreement_nothing_is_said_of_one() -> None:
    own, before = weeks(14, 15, 16, 15)
    made = card(own, reader(), history=before)
    assert TRY_AND_SEE not in text_of(made)
    assert "usual swing" not in text_of(made)
    assert TRY_AND_SEE not in page(own, reader(), history=before)


def test_a_week_without_numbers_stays_one_line() -> None:
    who = reader(agreements=(agreement(),))
    assert TRY_AND_SEE not in text_of(card(states()["suppressed"], who, history=weeks(14, 15, 16, 15)[1]))


def test_a_muted_auditor_keeps_its_weeks_and_adds_none() -> None:
    _, before = weeks(16, 16, 15, 10, 10, 10)
    own = report(messages(), silent("meeting_overload", "off", "muted", reason="move", until="2026-12-31"))
    (told,) = story(own, reader(locale="en-IE", agreements=(agreement(),)), history=before).agreements
    assert "Measured weeks since then: 2 of at least 3." in told.text


def test_the_card_tells_the_newest_two_and_the_page_all() -> None:
    own, before = weeks(14, 15, 16, 15, 16, 15)
    many = tuple(agreement(f"Try number {number}", date(2026, 10, 20 + number)) for number in range(4))
    who = reader(locale="en-IE", agreements=many)
    front = front_of(card(own, who, history=before))
    assert ["Try number 3" in front, "Try number 2" in front, "Try number 1" in front] == [True, True, False]
    assert "2 earlier agreements are in the full report." in front
    assert all(f"Try number {number}" in page(own, who, history=before) for number in range(4))


def test_a_card_that_is_too_large_keeps_the_newest_agreement() -> None:
    own, before = weeks(14, 15, 16, 15, 16, 15)
    who = reader(locale="en-IE", agreements=(agreement("An old one", date(2026, 10, 1)), agreement("A new one")))
    front = front_of(_drawn(story(own, who, history=before), None, frozenset(Part)))
    assert "A new one" in front
    assert "An old one" not in front
    assert "1 earlier agreement is in the full report." in front


@pytest.mark.parametrize("locale", LOCALES)
def test_a_hostile_name_is_cut_fits_and_does_nothing(locale: str) -> None:
    own, before = weeks(14, 15, 16, 15, 16, 15)
    who = reader(locale=locale, agreements=(agreement(HOSTILE * 100), agreement("<script>alert(1)</script>")))
    made = card(own, who, history=before)
    drawn = as_bytes(made)
    assert len(drawn) <= LIMIT
    assert b"<at>" not in drawn
    assert "{{" not in json.dumps(made)
    assert "\u202e" not in drawn.decode()
    holders = [each for each in _every(made) if plain(HOSTILE * 100, most=80) in str(each.get("text", ""))]
    assert holders
    assert all(each["type"] == "TextRun" for each in holders), "Markdown is read anywhere else"
    assert "<script>" not in page(own, who, history=before)


@pytest.mark.parametrize("locale", [each for each in LOCALES if not each.startswith("en")])
@pytest.mark.parametrize("finding", Finding)
def test_every_sentence_is_there_in_every_language(locale: str, finding: Finding) -> None:
    message = FINDINGS[finding]
    assert Language.of(locale).texts.gettext(message) != message


@pytest.mark.skipif(why_not() is not None, reason=why_not() or "")
def test_it_fits_a_phone_in_every_language(tmp_path: Path) -> None:
    own, before = weeks(16, 14, 15, 16, 10, 11, 10)
    tries = (agreement(), agreement(HOSTILE, auditor="off_hours_messages"))
    cards = [card(own, reader(locale=locale, agreements=tries), history=before) for locale in LOCALES]
    drawn = draw([Drawing(card=each, png=str(tmp_path / f"{number}.png")) for number, each in enumerate(cards)])
    assert [(each.clipped, each.broken) for each in drawn] == [([], [])] * len(LOCALES)
    said = [Language.of(locale).say(TRY_AND_SEE) for locale in LOCALES]
    assert all(words in each.text for words, each in zip(said, drawn, strict=True))


def _every(value: object) -> list[dict[str, object]]:
    if isinstance(value, dict):
        return [value, *(found for each in value.values() for found in _every(each))]
    return [found for each in value for found in _every(each)] if isinstance(value, list) else []
