# ruff: noqa: RUF001 - a reader sees en dashes
"""What a card says in each state."""

import pytest

from core.report import Report, Section
from reports.card import card
from reports.language import NBSP
from tests.reports.factories import (
    OWN,
    UPCOMING,
    every_state,
    hybrid,
    hybrid_without_calls,
    meetings,
    messages,
    reader,
    report,
    silent,
    states,
)
from tests.reports.reading import actions, elements, front_of, headings, in_order, text_of


@pytest.mark.parametrize(
    ("name", "headline"),
    [
        pytest.param("good", "Nothing stands out: a week in balance", id="all good"),
        pytest.param("warn", "Meetings take a large part of the week", id="the first to watch"),
        pytest.param("alert", "Meetings crowd out the week", id="the worst leads"),
        pytest.param("not_measured", "No verdict on this week, a look at the next", id="only looking ahead"),
        pytest.param("shifts", "No verdict on this week", id="nothing decided"),
        pytest.param("not_granted", "Meetings leave room to work", id="one section measured"),
    ],
)
def test_the_headline_tells_what_stands_out(name: str, headline: str) -> None:
    assert headings(card(states()[name], reader()))[0] == headline


def test_each_section_shows_the_value_that_decides_its_level_beside_a_word() -> None:
    front = front_of(card(states()["warn"], reader()))
    assert in_order(front, "0–3 of 12", "Disturbed in free time on more than 2 days", "Good")
    assert in_order(front, "4–7 of 12", "Over 15 h of meetings", "Watch")
    assert in_order(front, "5 of 7", "Hybrid meetings where everybody had a screen", "Watch")


def test_there_is_one_question_and_it_belongs_to_the_most_pressing_section() -> None:
    front = front_of(card(states()["alert"], reader()))
    assert "Which meetings would nobody miss?" in front
    assert "What makes a message urgent" not in front
    assert "worth trying for a month" not in front


def test_shape_and_word_carry_the_level_and_not_colour_alone() -> None:
    front = front_of(card(states()["alert"], reader()))
    assert in_order(front, "▲", "Watch", "◆", "Talk about it")


def test_a_good_week_gets_the_question_of_what_helps() -> None:
    assert "What helps you to leave each other's evenings alone?" in front_of(card(states()["good"], reader()))


def test_meetings_that_may_be_named_are_named_by_time_length_and_size() -> None:
    front = front_of(card(states()["warn"], reader()))
    assert in_order(
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
    assert said in front_of(card(found, reader()))


@pytest.mark.parametrize(
    "at_risk", [pytest.param(hybrid(at_risk=0), id="none at risk"), pytest.param(meetings(), id="unknown")]
)
def test_without_meetings_at_risk_nobody_is_asked_to_bring_a_laptop(at_risk: Section) -> None:
    assert "Next week: bring" not in front_of(card(report(at_risk), reader()))


def test_a_week_with_too_few_people_is_one_line_and_why_is_one_tap_away() -> None:
    made = card(states()["suppressed"], reader())
    assert text_of({"body": made["body"][:1]}) == "Platform · week 46 · 9–15 November · Too few people to show numbers"
    assert [each["type"] for each in made["body"][1:]] == ["ActionSet", "Container"], "the rest is folded"
    assert "Numbers about so small a group" in text_of(made)
    assert "Meetings" not in text_of(made)


def test_meetings_at_risk_are_told_though_there_are_no_numbers() -> None:
    at_risk = silent("all_virtual_rule", "suppressed").model_copy(update={"measures": hybrid_without_calls(2).measures})
    front = front_of(card(report(silent("meeting_overload", "suppressed"), at_risk), reader()))
    assert in_order(front, "Too few people to show numbers", "Numbers about so small", "2 meetings have a room booked")


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
    assert said in front_of(made)
    assert hint in text_of(made)


def test_a_muted_section_tells_until_when_and_the_reason_stands_in_the_details() -> None:
    muted = silent("meeting_overload", "off", "muted", reason="office move", until="2026-12-31")
    made = card(report(messages(), muted), reader())
    assert "Paused up to and including 31 December 2026" in front_of(made)
    assert "office move" not in front_of(made)
    assert "office move" in text_of(made)


def test_without_call_records_the_row_tells_why_there_is_no_verdict() -> None:
    front = front_of(card(report(hybrid_without_calls()), reader()))
    assert "The past week has no verdict: the app lacks CallRecords.Read.All." in front
    assert "0 of 0" not in front


def test_nought_of_nought_meetings_is_no_value() -> None:
    assert "0 of 0" not in text_of(card(report(hybrid(None, kept=0, broken=0, at_risk=0)), reader()))


def test_the_details_hold_the_definition_with_the_limits_in_force() -> None:
    found = report(meetings(warn_hours=12.5))
    assert "Over 12.5 h of meetings" in front_of(card(found, reader(locale="en-GB")))
    assert "meer dan 12,5 uur vergaderingen" in text_of(card(found, reader(locale="nl-BE")))


def test_the_details_hold_every_other_measure_and_each_part_of_a_mapping() -> None:
    text = text_of(card(states()["warn"], reader()))
    assert in_order(text, "14,5 hours", "Typical meeting time in a full-time week")
    assert in_order(text, "When they landed: On free days 26", "After work 64", "Before work 18")
    assert "At night, 20:00 to 07:00; In a long break of the day little or none" in text


def test_details_are_folded_until_somebody_asks() -> None:
    made = card(states()["warn"], reader())
    assert [each["id"] for each in made["body"] if each.get("isVisible") is False] == ["numbers", "how"]
    assert [(each["title"], each.get("targetElements")) for each in actions(made)] == [
        ("All numbers", ["numbers"]),
        ("How this is measured", ["how"]),
        ("Our charter", None),
    ]


def test_gaps_are_told_in_words_each_once_and_without_counts() -> None:
    text = text_of(card(states()["not_measured"], reader()))
    assert text.count("Some calendars don't exist in Microsoft 365") == 1
    assert "Some calendars could not be read this week." in text
    assert "throttled" not in text


def test_purpose_contact_and_charter_are_there() -> None:
    made = card(states()["warn"], reader())
    text = text_of(made)
    assert "Purpose: good-faith use of on-line tools" in text
    assert "Questions: dpo@example.org" in text
    assert made["actions"][0]["url"] == "https://intranet.example/charter"


def test_an_alert_leads_with_the_number_that_decides_it() -> None:
    front = front_of(card(states()["alert"], reader()))
    assert "Over 20 h of meetings" in front
    assert "Over 15 h of meetings" not in front


def changed(name: str) -> str:
    found, before = every_state()[name]
    return text_of(card(found, reader(locale="en-IE"), history=before))


def test_the_headline_tells_what_became_better_and_what_still_presses() -> None:
    assert "Quieter evenings and free days. Meetings take a large part of the week" in changed("trend")


def test_what_became_heavier_leads_the_headline() -> None:
    assert "Meetings take more of the week Team of 12" in changed("heavier")


def test_each_row_tells_what_it_was_before() -> None:
    told = changed("trend")
    assert in_order(
        told, "● Good", "Was 4–7 of 12", "▲ Watch", "Typical week: 14.5 hours, was 11 hours", "70%, was 50%"
    )
    assert "As before" in changed("heavier")


def test_the_last_weeks_stand_behind_a_button_with_shape_and_word_and_gaps() -> None:
    told = changed("trend")
    assert in_order(told, "All numbers", "39–40 ▲ Watch · 41 no numbers · 42 ▲ Watch · 43–46 ● Good")


def test_a_chart_says_the_same_in_words_where_it_is_not_drawn_and_a_gap_has_no_bar() -> None:
    found, before = every_state()["trend"]
    (chart,) = (
        each for each in elements(card(found, reader(), history=before)) if each.get("type") == "Chart.VerticalBar"
    )
    assert [(bar["x"], bar["y"]) for bar in chart["data"]] == [
        ("39", 11.0), ("40", 11.0), ("42", 11.0), ("43", 14.0), ("44", 14.0), ("45", 14.0), ("46", 14.5),
    ]  # fmt: skip
    said = chart["fallback"]["text"].replace(NBSP, " ")
    assert said.startswith(
        "Typical meeting time in a full-time week: 39: 11 hours · 40: 11 hours · 41: no numbers · 42:"
    )


@pytest.mark.parametrize("name", ["warn", "alert", "not_measured"])
def test_a_first_card_says_nothing_of_before(name: str) -> None:
    told = text_of(card(states()[name], reader()))
    assert not any(word in told for word in ("Was ", "As before", "Before: the median"))


def test_the_readers_own_view_stands_on_the_own_card_alone() -> None:
    found = states()["warn"]
    assert "Only for you" not in text_of(card(found, reader()))
    own = front_of(card(found, reader(), own=OWN))
    assert in_order(
        own, "To talk about together", "Only for you", "4", "of your messages", "Nobody else gets this part"
    )
    assert "4" not in repr(OWN)


def test_the_readers_own_view_is_told_though_the_team_is_too_small() -> None:
    own = front_of(card(states()["suppressed"], reader(), own=OWN))
    assert in_order(own, "Too few people to show numbers", "Only for you", "Group numbers only")
