"""The part for the reader alone: in that reader's card and in no other."""

import pytest

from core.own_view import Held, OneOnOnes, OwnNumbers, Reached
from reports.card import LIMIT, as_bytes, card
from reports.own import OwnView, in_words
from tests.reports.factories import meetings, messages, reader, report
from tests.reports.reading import text_of

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
