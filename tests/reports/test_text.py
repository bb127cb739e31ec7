# ruff: noqa: RUF001 - a reader sees en dashes
import pytest

from reports.text import summary
from tests.reports.factories import reader, states


def test_a_summary_tells_headline_values_with_levels_and_the_question() -> None:
    assert summary(states()["warn"], reader(locale="en-GB")) == (
        "Platform · week 46 · 9–15 November\n"
        "Meetings take a large part of the week\n"
        "Team of 12 · nearly all calendars read\n"
        "  0–3 of 12  Disturbed in free time on more than 2 days: Good\n"
        "  4–7 of 12  Over 15 h of meetings: Watch\n"
        "  5 of 7     Hybrid meetings where everybody had a screen: Watch\n"
        "To talk about together: Which regular meeting could become a written update, or be half as long?\n"
        "Next week: bring your laptop: A room is booked and there is an online link, so somebody may join from elsewhere:\n"
        "  Tue 17 Nov, 10:00  60 min, 9 invited\n"
        "  Thu 19 Nov, 14:00  45 min, 11 invited\n"
    )


@pytest.mark.parametrize("name", states())
def test_a_summary_is_short_plain_and_in_the_readers_language(name: str) -> None:
    told = summary(states()[name], reader(locale="nl-BE"))
    assert len(told.splitlines()) <= 12
    assert all(line == line.rstrip() for line in told.splitlines())
    assert told.startswith("Platform · week 46 · 9–15 november\n")
