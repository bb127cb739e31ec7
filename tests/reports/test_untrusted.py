# ruff: noqa: RUF001 - a reader sees en dashes
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.report import Measure, Section
from reports.card import LIMIT, as_bytes, card
from reports.page import page
from reports.routes.workflow import envelope
from reports.text import summary
from reports.untrusted import https, plain, unmarked
from tests.pictures.drawing import Drawn
from tests.reports.factories import HOSTILE, every_state, meetings, reader, report, silent, states
from tests.reports.reading import actions


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        pytest.param("R&D [core] *new*", "R&D [core] *new*", id="marks are only text"),
        pytest.param("Één – Åse 团队 👩‍💻", "Één – Åse 团队 👩💻", id="other alphabets"),
        pytest.param("a\u202eb\u2066c\u200bd\ufeffe", "abcde", id="bidi and zero width"),
        pytest.param("one\ntwo\r\nthree\tfour\u2028five\x85six", "one two three four five six", id="line breaks"),
        pytest.param("\x00\x1b[31mred\x07", "[31mred", id="terminal control"),
        pytest.param("<at>Everyone</at> <AT id='1'>x</AT >", "Everyone x", id="mentions"),
        pytest.param("<a<at>t>x</at>", "x", id="a mention inside a mention"),
        pytest.param(
            "{{DATE(2026-01-01,SHORT)}} {{{{TIME()}}}}", "{DATE(2026-01-01,SHORT)} {TIME()}", id="client functions"
        ),
        pytest.param("half \ud83d a character", "half ? a character", id="half a character"),
        pytest.param("  wide   gaps  ", "wide gaps", id="blanks"),
    ],
)
def test_a_typed_text_becomes_one_visible_line(typed: str, shown: str) -> None:
    assert plain(typed) == shown


def test_a_long_text_is_cut_and_shows_it() -> None:
    assert plain("x" * 100, most=10) == "x" * 9 + "…"


@given(st.text(alphabet=st.characters(), max_size=200))
def test_nothing_typed_can_mark_link_or_mention(text: str) -> None:
    shown = unmarked(text)
    assert len(shown) <= 80
    assert not set(shown) & set("*_`[]<>#\\~\n\r\u2028\u202e")
    assert "://" not in shown
    assert "{{" not in shown


@pytest.mark.parametrize(
    "address",
    [
        pytest.param("http://intranet.example/charter", id="not encrypted"),
        pytest.param("javascript:alert(1)", id="script"),
        pytest.param("https://user@intranet.example", id="somebody's name in it"),
        pytest.param("https://", id="no host"),
        pytest.param("https://intranet.example/a b", id="a blank"),
        pytest.param("https://intranet.example/\n", id="a line break"),
        pytest.param("https://intranet.example:port", id="a port that is none"),
        pytest.param("https://xn--a\u202e.example", id="bidi"),
        pytest.param('https://intranet.example/"><script>', id="markup"),
        pytest.param("", id="nothing"),
        pytest.param(None, id="none"),
    ],
)
def test_only_an_https_address_becomes_a_link(address: str | None) -> None:
    assert https(address) is None
    made = card(states()["warn"], reader(charter=address))
    assert {action["type"] for action in actions(made)} == {"Action.ToggleVisibility"}
    assert "<a " not in page(states()["warn"], reader(charter=address))


def test_a_hostile_name_stands_only_where_no_markdown_is_read() -> None:
    who = reader(team=HOSTILE, purpose=HOSTILE, contact=HOSTILE, readers=HOSTILE)
    made = card(states()["off"], who)
    read_as_markdown = [
        text
        for each in _dictionaries(made)
        for key in ("text", "title", "value", "fallbackText")
        if isinstance(text := each.get(key), str) and each.get("type") != "TextRun"
    ]
    assert any("evil.example" in text for text in read_as_markdown)  # the fallback text tells the team's name
    assert not any(
        mark in text for text in read_as_markdown for mark in ("**", "](", "<at>", "{{", "\n", "\u202e", "://")
    )
    assert b"<at>" not in as_bytes(made)
    assert "entities" not in made["msteams"]


LONG = (HOSTILE + " ") * 100
"""About 12,000 characters."""


@pytest.mark.parametrize("locale", ["en-IE", "nl-BE", "fr-BE", "de-DE"])
def test_ten_thousand_hostile_characters_are_cut_fit_and_do_nothing(locale: str) -> None:
    assert len(LONG) > 10_000
    who = reader(
        locale=locale, team=LONG, purpose=LONG, contact=LONG, readers=LONG, charter="https://x.example/" + LONG
    )
    found, before = every_state()["trend"]
    muted = silent("off_hours_messages", "off", "muted", reason=LONG, until="2026-12-31")
    found = found.model_copy(update={"sections": (muted, *found.sections[1:])})
    made = card(found, who, history=before)
    assert len(as_bytes(made)) <= LIMIT
    assert "Shortened" not in str(made), "a long name costs no numbers"
    assert len(made["fallbackText"]) < 500
    message = json.loads(envelope(as_bytes(made)))
    marked = [
        text
        for each in _dictionaries(message)
        for key in ("text", "title", "value", "fallbackText", "summary", "label")
        if isinstance(text := each.get(key), str) and each.get("type") != "TextRun"
    ]
    assert not any(mark in text for text in marked for mark in ("**", "](", "<at>", "{{", "\n", "\u202e", "://"))
    assert "Action.OpenUrl" not in str(made)
    assert "entities" not in message.get("msteams", {})
    assert "entities" not in message


def test_a_limit_that_is_a_text_can_mark_nothing() -> None:
    strange = meetings("warn", warn_hours="[15](https://evil.example) **h** <at>x</at>")
    made = card(report(strange), reader())
    shown = [text for each in _dictionaries(made) for text in [each.get("text")] if isinstance(text, str)]
    assert any("evil.example" in text for text in shown)
    assert not any(mark in text for text in shown for mark in ("](", "**", "<at>", "://"))


def test_a_stored_report_with_a_strange_auditor_or_measure_marks_nothing() -> None:
    strange = Section(
        auditor="[x](https://evil.example)",
        status="measured",
        level="good",
        measures=(Measure(key="**bold** <at>x</at>", value=3, unit="days"),),
    )
    made = card(report(strange, meetings()), reader())
    shown = [
        text
        for each in _dictionaries(made)
        for key in ("text", "title", "value")
        if isinstance(text := each.get(key), str) and each.get("type") != "TextRun"
    ]
    assert not any(mark in text for text in shown for mark in ("](", "**", "<at>", "://"))


def test_a_hostile_name_is_text_on_the_page_and_in_the_terminal() -> None:
    who = reader(team="<script>alert(1)</script> \x1b[31m", purpose='"><img src=x onerror=alert(1)>')
    made = page(states()["warn"], who)
    assert "<script" not in made
    assert "<img" not in made
    assert "&lt;script&gt;" in made
    assert "\x1b" not in summary(states()["warn"], who)


def test_a_hostile_name_makes_no_link_and_breaks_nothing_when_drawn(drawn: dict[str, Drawn]) -> None:
    for name in ("hostile", "hostile page"):
        seen = drawn[name]
        assert (seen.problems, seen.clipped, seen.asked) == ([], [], [])
        assert [link for link in seen.links if "evil" in link] == []
        assert "Evil Everyone [free](https://evil.example)" in seen.text


def _dictionaries(node: object) -> list[dict[str, object]]:
    if isinstance(node, dict):
        return [node, *(found for value in node.values() for found in _dictionaries(value))]
    return [found for value in node for found in _dictionaries(value)] if isinstance(node, list) else []
