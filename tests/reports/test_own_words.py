"""The part for the reader alone: in that reader's card and in no other."""

import json

import pytest

from core.own_view import Held, OneOnOnes, OwnView, Reached
from reports.card import LIMIT, as_bytes, card
from reports.language import Language
from reports.own_words import own_facts, own_remarks
from tests.reports.factories import meetings, messages, reader, report

ENGLISH = Language.of("en")
FULL = OwnView(
    reached=Reached(pressing=5, could_wait=3),
    held=Held(off_hours=2, over_lunch=1),
    one_on_ones=OneOnOnes(due=2, members=11),
)
SILENT = OwnView(reached=Reached(pressing=0, could_wait=0), held=Held(off_hours=0, over_lunch=0))


def test_the_readers_own_numbers_are_told_with_what_each_counts() -> None:
    assert [(fact.value, fact.label) for fact in own_facts(FULL, ENGLISH)] == [
        ("5", "Pressing messages of yours that reached somebody in free time"),
        ("3", "Messages of yours in free time that could wait"),
        ("2", "Meetings of yours that reached into somebody's free time"),
        ("1", "Meetings of yours over somebody's lunch"),
        ("2 of 11", "People whose last one-to-one with you is more than three weeks ago"),
    ]


def test_zero_is_praised_and_not_listed() -> None:
    assert own_facts(SILENT, ENGLISH) == ()
    assert own_remarks(SILENT, ENGLISH) == ("None of your messages reached anybody's free time: a good example.",)


def test_what_was_not_read_is_no_good_example() -> None:
    assert own_remarks(OwnView(unread=True), ENGLISH) == ("Your own part could not be read completely this time.",)
    assert own_remarks(OwnView(), ENGLISH) == ()


@pytest.mark.parametrize("locale", ["en", "nl-BE"])
def test_the_card_of_the_team_is_the_same_less_the_own_part(locale: str) -> None:
    """The team's copy holds the same numbers for everybody."""
    found, whom = report(messages("warn", over=(4, 7)), meetings()), reader(locale=locale)
    teams, managers = card(found, whom), card(found, whom, own=FULL)
    assert [part for part in managers["body"] if part in teams["body"]] == teams["body"]
    assert len(managers["body"]) == len(teams["body"]) + 1
    assert {key: each for key, each in managers.items() if key != "body"} == {
        key: each for key, each in teams.items() if key != "body"
    }, "the notification and the fallback say nothing of it either"
    assert len(as_bytes(managers)) <= LIMIT


def test_an_empty_own_view_leaves_no_trace() -> None:
    found = report(messages())
    assert json.dumps(card(found, reader(), own=OwnView())) == json.dumps(card(found, reader()))
