"""The part for the reader alone: in that reader's card and in no other."""

import json
import re
from dataclasses import replace
from typing import Any

import pytest

from auditors import ALL
from core.organiser import Organiser
from core.own_view import Held, NewColleagues, OneOnOnes, OwnNumbers, Reached
from core.self_card import OwnNumber, OwnSection, OwnWeek
from core.week import Week
from reports import card as card_module
from reports.card import LIMIT, Part, as_bytes, card
from reports.language import languages
from reports.own import OwnView, in_words
from reports.self_card import self_card
from tests.reports.factories import BRUSSELS, HOSTILE, ORGANISER, meetings, messages, reader, report, states
from tests.reports.reading import actions, elements, text_of

FULL = OwnNumbers(
    reached=Reached(pressing=5, could_wait=3),
    held=Held(off_hours=2, over_lunch=1),
    one_on_ones=OneOnOnes(due=2, members=11),
)
SILENT = OwnNumbers(reached=Reached(pressing=0, could_wait=0), held=Held(off_hours=0, over_lunch=0))


def words(own: OwnNumbers) -> OwnView:
    found = in_words(own, "en")
    assert found is not None
    return found


def test_the_readers_own_numbers_are_told_with_what_each_counts() -> None:
    assert [(fact.value, fact.label) for fact in words(FULL).facts] == [
        ("5", "Pressing messages of yours that reached somebody in free time"),
        ("3", "Messages of yours in free time that could wait"),
        ("2", "Meetings of yours that reached into somebody's free time"),
        ("1", "Meetings of yours over somebody's lunch"),
        ("2 of 11", "People whose last one-to-one with you is more than three weeks ago"),
    ]


def test_zero_is_praised_and_not_listed() -> None:
    assert words(SILENT).facts == ()
    assert words(SILENT).remark == "None of your messages reached anybody's free time: a good example."


def test_what_was_not_read_is_no_good_example() -> None:
    assert words(OwnNumbers(unread=True)).remark == "Your own part could not be read completely this time."
    assert in_words(OwnNumbers(), "en") is None
    assert in_words(None, "en") is None


@pytest.mark.parametrize("locale", ["en", "nl-BE", "fr-BE", "de-DE"])
def test_the_card_of_the_team_is_the_same_less_the_own_part(locale: str) -> None:
    """The team's copy holds the same numbers for everybody."""
    found, whom = report(messages("warn", over=(4, 7)), meetings()), reader(locale=locale)
    teams, managers = card(found, whom), card(found, whom, own=in_words(FULL, locale))
    own = [part for part in managers["body"] if part not in teams["body"]]
    assert [part for part in managers["body"] if part not in own] == [
        part for part in teams["body"] if part in managers["body"]
    ]
    assert {key: each for key, each in managers.items() if key != "body"} == {
        key: each for key, each in teams.items() if key != "body"
    }, "the notification and the fallback say nothing of it either"
    assert "11" in text_of(managers)
    assert "11" not in text_of(teams)
    assert len(as_bytes(managers)) <= LIMIT


ORGANISED = replace(FULL, organiser=ORGANISER, new_colleagues=NewColleagues(without=1, people=2))


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


def test_new_colleagues_are_told_like_the_one_to_ones() -> None:
    assert words(ORGANISED).facts[-1].value.replace("\N{NO-BREAK SPACE}", " ") == "1 of 2"
    assert words(ORGANISED).facts[-1].label == (
        "New colleagues without a one-to-one with you in two weeks, as far as the directory tells who is new"
    )
    everybody_met = replace(FULL, new_colleagues=NewColleagues(without=0, people=2))
    assert len(words(everybody_met).facts) == len(words(FULL).facts)


def test_own_meetings_are_told_by_day_time_length_and_size_three_of_a_kind() -> None:
    found = in_words(ORGANISED, "en", BRUSSELS)
    assert found is not None
    told = [
        (each.title, [(plain(fact.value), plain(fact.label)) for fact in each.facts], each.more)
        for each in found.meetings
    ]
    assert told == [
        (
            "Your meetings where people shared a room's screen while others were remote",
            [("Tue 10 Nov, 10:00", "60 min, 9 invited")],
            "",
        ),
        (
            "Your coming meetings with a room and an online link",
            [(f"{day} Nov, 14:00", "45 min, 8 invited") for day in ("Mon 16", "Tue 17", "Wed 18")],
            "and 2 more",
        ),
        (
            "Your regular meetings that might do in writing",
            [("Thursday, 09:00", "30 min, 12 invited: about 4.5 hours a week back for all together")],
            "",
        ),
    ]


@pytest.mark.parametrize(
    ("organiser", "titles"),
    [
        pytest.param(
            ORGANISER,
            ["A written update instead of Thursday, 09:00", "Laptops for Mon 16 Nov, 14:00"],
            id="two at most",
        ),
        pytest.param(
            replace(ORGANISER, series=()),
            ["Laptops for Mon 16 Nov, 14:00", "A shorter meeting: Wed 18 Nov, 11:00"],
            id="the next useful one moves up",
        ),
        pytest.param(replace(ORGANISER, series=(), at_risk=(), shorter=None), [], id="none where none helps"),
    ],
)
def test_the_most_useful_messages_come_first(organiser: Organiser, titles: list[str]) -> None:
    found = in_words(OwnNumbers(organiser=organiser), "en", BRUSSELS)
    assert found is not None
    assert [draft.title for draft in found.drafts] == titles


@pytest.mark.parametrize("locale", ["en-BE", "nl-BE", "fr-BE", "de-DE"])
def test_a_message_to_copy_has_day_time_and_length_in_it_and_is_plain_text(locale: str) -> None:
    for organiser, numbers in (
        (replace(ORGANISER, at_risk=(), shorter=None), ("09:00", "30")),
        (replace(ORGANISER, series=(), shorter=None), ("14:00", "45")),
        (replace(ORGANISER, series=(), at_risk=()), ("11:00", "50", "60")),
    ):
        found = in_words(OwnNumbers(organiser=organiser), locale, BRUSSELS)
        assert found is not None
        (draft,) = found.drafts
        assert all(number in draft.text for number in numbers), draft.text
        assert not re.search(r"[{}*_\[\]#]", draft.text), "no Markdown, and nothing left to fill in"


def test_messages_are_folded_below_a_button_and_can_be_wrapped_and_selected() -> None:
    made = card(report(messages(), meetings()), reader(locale="en"), own=in_words(ORGANISED, "en", BRUSSELS))
    (folded,) = [part for part in made["body"] if part.get("id") == "drafts"]
    assert folded["isVisible"] is False
    assert {part["type"] for part in folded["items"]} == {"TextBlock"}
    assert all(part["wrap"] for part in folded["items"])
    assert {"type": "Action.ToggleVisibility", "title": "Messages to copy", "targetElements": ["drafts"]} in [
        {key: each[key] for key in ("type", "title", "targetElements")}
        for each in actions(made)
        if "targetElements" in each
    ]


def test_messages_are_the_first_thing_that_a_card_gives_up(monkeypatch: pytest.MonkeyPatch) -> None:
    assert next(iter(Part)) is Part.DRAFTS
    found, who, own = states()["trend"], reader(locale="en"), in_words(ORGANISED, "en", BRUSSELS)
    whole = card(found, who, own=own)
    monkeypatch.setattr(card_module, "LIMIT", len(as_bytes(whole)) - 1)
    less = card(found, who, own=own)
    assert "Hello all" in text_of(whole)
    assert "Hello all" not in text_of(less)
    assert "Your coming meetings with a room and an online link" in text_of(less)


# --- the card that somebody asked for


def own_week(*, organiser: Organiser = ORGANISER, aside: bool = False) -> OwnWeek:
    """Return a week with every number that any auditor may tell."""
    sections = tuple(
        OwnSection(
            auditor=auditor.key,
            numbers=tuple(OwnNumber(key=key, value=12.34, unit="hours") for key in auditor.words.own),
            settings={**auditor.rule().model_dump()},
            aside=aside,
        )
        for auditor in ALL
        if auditor.words.own
    )
    return OwnWeek(sections=sections, organiser=organiser)


def mirror(week: OwnWeek, locale: str = "en-BE") -> dict[str, Any]:
    return self_card(week, replace(reader(locale=locale), zone=BRUSSELS), Week(2026, 46))


@pytest.mark.parametrize("locale", ["en-BE", "nl-BE", "fr-BE", "de-DE"])
def test_a_card_with_everything_on_it_fits_into_teams(locale: str) -> None:
    made = mirror(own_week(aside=True), locale)
    assert len(as_bytes(made)) <= LIMIT
    assert made["version"] == "1.5"
    assert made["lang"] == locale[:2]
    assert locale[:2] in languages()


def test_it_says_for_whom_it_is_and_how_it_ends() -> None:
    text = text_of(mirror(own_week()))
    for words_of_it in ("Only for you", "Kadans keeps none of it", "because you asked for it", "no verdict"):
        assert words_of_it in text
    assert plain(text).count("12.3 hours") + plain(text).count("12,3 hours") == sum(len(each.words.own) for each in ALL)


def test_what_the_team_has_on_its_page_is_folded() -> None:
    made = mirror(own_week(aside=True))
    (folded,) = [part for part in made["body"] if part.get("id") == "numbers"]
    assert folded["isVisible"] is False
    front = [part for part in made["body"] if part.get("id") not in {"numbers", "how", "drafts"}]
    assert "12,3" not in json.dumps(front)
    assert "12,3" in json.dumps(folded)


def test_what_was_not_seen_is_told() -> None:
    week = replace(own_week(), sections=(OwnSection(auditor="meeting_overload", numbers=(), settings={}, unseen=True),))
    assert "could not be read completely" in text_of(mirror(week))


def test_hostile_words_of_the_policy_stay_text() -> None:
    made = self_card(own_week(), replace(reader(locale="en"), team=HOSTILE, purpose=HOSTILE), Week(2026, 46))
    for part in elements(made):
        if part.get("type") in {"TextBlock", "Fact"}:
            assert HOSTILE not in json.dumps(part)
