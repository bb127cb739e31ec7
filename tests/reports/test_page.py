# ruff: noqa: RUF001 - a reader sees en dashes
import base64
import hashlib
import json
import re
from html.parser import HTMLParser

import pytest

from reports.card import card
from reports.card_parts import MARKS
from reports.language import NBSP
from reports.organisation import Tally, organisation_page
from reports.page import page, style_sheet
from tests.pictures.drawing import ROOT
from tests.reports.factories import LOCALES, every_state, meetings, messages, reader, report, states

VOID = {"meta", "br", "img", "link", "input", "hr"}


def drawn(name: str, locale: str = "en-IE") -> str:
    found, before = every_state()[name]
    return page(found, reader(locale=locale), history=before)


def of_all_teams(locale: str = "en-IE") -> str:
    found = every_state()
    reports = [report for name, (report, _) in found.items() if name != "trend"]
    small, before = found["trend"]
    return organisation_page(Tally.of(reports), reader(team="Voorbeeld", locale=locale), small=small, history=before)


EVERY = [
    *(pytest.param(drawn(name, locale), locale, id=f"{name} {locale}") for name in states() for locale in LOCALES),
    *(pytest.param(of_all_teams(locale), locale, id=f"organisation {locale}") for locale in LOCALES),
]
every_page = pytest.mark.parametrize(("text", "locale"), EVERY)


class Outline(HTMLParser):
    """What an assistive tool gets to know of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.headings: list[int] = []
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.ids: list[str] = []
        self.open: list[str] = []
        self.badly_nested: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        self.ids += [value or "" for name, value in attrs if name == "id"]
        if tag in {"h1", "h2", "h3", "h4"}:
            self.headings.append(int(tag[1]))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.badly_nested.append(tag)


@every_page
def test_the_page_has_landmarks_and_headings_in_order(text: str, locale: str) -> None:
    outline = Outline(text)
    assert (outline.badly_nested, outline.open) == ([], [])
    assert outline.headings[0] == 1
    assert outline.headings.count(1) == 1
    assert all(later - earlier <= 1 for earlier, later in zip(outline.headings, outline.headings[1:], strict=False))
    assert all(outline.tags.count(landmark) == 1 for landmark in ("header", "main", "footer", "title"))
    assert ("lang", locale) in outline.attributes
    assert len(outline.ids) == len(set(outline.ids))
    labels = {value for name, value in outline.attributes if name == "aria-labelledby"}
    assert labels <= set(outline.ids)


@every_page
def test_the_page_has_no_script_and_loads_nothing(text: str, locale: str) -> None:  # noqa: ARG001 - all pages alike
    outline = Outline(text)
    assert not {"script", "link", "img", "iframe", "form", "object"} & set(outline.tags)
    assert {name for name, _ in outline.attributes} <= {
        "lang", "charset", "name", "content", "class", "id", "href", "rel", "scope", "aria-hidden", "aria-label", "aria-labelledby",
        "http-equiv", "viewbox", "role", "x", "y", "width", "height", "rx",
    }  # fmt: skip


@every_page
def test_the_browser_is_told_to_run_and_load_nothing_but_this_very_style(text: str, locale: str) -> None:  # noqa: ARG001
    (style,) = re.findall(r"<style>(.*)</style>", text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'" in text
    assert "style=" not in text


@every_page
def test_every_table_has_a_caption_and_headers_for_rows_and_columns(text: str, locale: str) -> None:  # noqa: ARG001
    tables = re.findall(r"<table.*?</table>", text, re.DOTALL)
    for table in tables:
        rows = re.findall(r"<tr>.*?</tr>", table.split("<tbody>")[1], re.DOTALL)
        columns = table.count('scope="col"')
        assert table.count("<caption>") == 1
        assert columns >= 2
        assert rows
        assert all(row.count('scope="row"') == 1 and row.count("<td") == columns - 1 for row in rows)


def test_the_weeks_are_drawn_with_words_for_whoever_does_not_see_them() -> None:
    text = drawn("trend").replace(NBSP, " ")
    pictures = re.findall(r"<svg.*?</svg>", text, re.DOTALL)
    assert len(pictures) == 3
    assert all('role="img"' in each for each in pictures)
    assert 'aria-label="Typical meeting time in a full-time week: 39: 11 hours ·' in pictures[1]
    assert pictures[1].count("<rect") == 7, "eight weeks, and one of them is a gap"
    assert '<th scope="row">41</th><td class="none"><span class="level">no numbers</span></td><td>–</td>' in text


def test_without_earlier_weeks_nothing_is_drawn() -> None:
    assert "<svg" not in drawn("warn")


def luminance(colour: str) -> float:
    digits = colour.removeprefix("#")
    digits = "".join(each * 2 for each in digits) if len(digits) == 3 else digits
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the ratio of WCAG 2, from 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(
    "look", [pytest.param(0, id="light"), pytest.param(1, id="dark"), pytest.param(2, id="in print")]
)
def test_every_text_stands_out_from_its_paper(look: int) -> None:
    found = [
        dict(re.findall(r"--(\w+): (#[0-9a-f]+)", block))
        for block in re.findall(r":root {(.*?)}", style_sheet(), re.DOTALL)
    ]
    colours = found[0] | found[look]
    assert len(found) == 3
    for text in ("ink", "quiet", "good", "warn", "alert", "link"):
        for paper in ("paper", "soft"):
            assert contrast(colours[text], colours[paper]) >= 4.5, f"{text} on {paper}"


@pytest.mark.parametrize("look", ["light", "dark"])
def test_the_shapes_on_a_card_stand_out_in_teams(look: str) -> None:
    teams = json.loads((ROOT / "tests" / "browser" / "teams-look.json").read_text())[look]["containerStyles"]["default"]
    for _, colour in MARKS.values():
        shown = teams["foregroundColors"][colour.casefold()]["default"]
        assert contrast(shown[-6:], teams["backgroundColor"][-6:]) >= 3


def test_contrast_is_what_the_guidelines_say() -> None:
    assert contrast("#000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#fff") == pytest.approx(4.48, abs=0.01)


def test_the_page_holds_every_measure_of_the_report() -> None:
    text = page(states()["warn"], reader(locale="nl-BE")).replace(NBSP, " ")
    for value in ("4–7 van 12", "14,5 uur", "8–12 van 12", "1.900", "10%", "2 van 7", "weinig of geen", "96 uur"):
        assert f"<td>{value}</td>" in text


def test_the_page_follows_the_readers_dark_setting_and_prints() -> None:
    text = page(states()["warn"], reader())
    assert "prefers-color-scheme: dark" in text
    assert "@media print" in text


def test_the_page_says_what_the_numbers_are_for() -> None:
    text = page(states()["good"], reader())
    assert "Not for evaluating or disciplining anybody" in text
    assert "good-faith use of on-line tools" in text
    assert 'href="https://intranet.example/charter"' in text


def test_what_is_not_on_the_card_stands_on_the_page() -> None:
    aside = meetings("alert").model_copy(update={"page_only": True})
    both = report(messages("good"), aside)
    drawn = page(both, reader())
    assert "Meetings crowd out the week" not in drawn.partition("</h1>")[0]
    assert '<section aria-labelledby="meeting_overload">' in drawn
    told = json.dumps(card(both, reader()), ensure_ascii=False)
    assert "Evenings and free days" in told
    assert "meetings" not in told.casefold()
