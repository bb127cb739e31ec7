# ruff: noqa: RUF001 - a reader sees en dashes
import json
from html.parser import HTMLParser

import pytest

from core.report import Report
from reports.card import card
from reports.language import NBSP
from reports.page import page
from tests.reports.factories import meetings, messages, reader, report, states

VOID = {"meta", "br", "img", "link", "input", "hr"}
EVERY = [
    pytest.param(found, locale, id=f"{name} {locale}")
    for name, found in states().items()
    for locale in ("en-BE", "nl-BE")
]


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


@pytest.mark.parametrize(("found", "locale"), EVERY)
def test_the_page_has_landmarks_and_headings_in_order(found: Report, locale: str) -> None:
    outline = Outline(page(found, reader(locale=locale)))
    assert (outline.badly_nested, outline.open) == ([], [])
    assert outline.headings[0] == 1
    assert outline.headings.count(1) == 1
    assert all(later - earlier <= 1 for earlier, later in zip(outline.headings, outline.headings[1:], strict=False))
    assert all(outline.tags.count(landmark) == 1 for landmark in ("header", "main", "footer", "title"))
    assert ("lang", locale) in outline.attributes
    assert len(outline.ids) == len(set(outline.ids))
    labels = {value for name, value in outline.attributes if name == "aria-labelledby"}
    assert labels <= set(outline.ids)


@pytest.mark.parametrize(("found", "locale"), EVERY)
def test_the_page_has_no_script_and_loads_nothing(found: Report, locale: str) -> None:
    outline = Outline(page(found, reader(locale=locale)))
    assert not {"script", "link", "img", "iframe", "form", "object"} & set(outline.tags)
    assert {name for name, _ in outline.attributes} <= {
        "lang", "charset", "name", "content", "class", "id", "href", "rel", "scope", "aria-hidden", "aria-label", "aria-labelledby",
    }  # fmt: skip


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
