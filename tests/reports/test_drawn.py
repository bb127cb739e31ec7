"""What a reader sees, drawn by the official renderer in a browser."""

import re
from pathlib import Path

import pytest

from reports import phrases
from reports.language import Language
from tests.pictures.drawing import PHONE, Drawing, Drawn, draw, why_not
from tests.reports.factories import LOCALES, states

CARDS = [
    f"{name} {locale} {place} {state}"
    for name in states()
    for locale in LOCALES
    for place in ("phone", "desktop")
    for state in ("closed", "open", "opener")
]


@pytest.mark.parametrize("name", CARDS)
def test_the_renderer_has_nothing_to_complain_about(drawn: dict[str, Drawn], name: str) -> None:
    charts = 'Unknown element type "Chart.VerticalBar". Fallback will be used if present.'
    assert set(drawn[name].problems) <= {charts}, "as a phone says that can't draw charts"


@pytest.mark.parametrize("name", CARDS)
def test_nothing_is_cut_off_and_no_value_breaks(drawn: dict[str, Drawn], name: str) -> None:
    assert (drawn[name].clipped, drawn[name].broken) == ([], [])


@pytest.mark.parametrize("name", [name for name in CARDS if name.endswith(" open")])
def test_the_details_open_by_a_tap(drawn: dict[str, Drawn], name: str) -> None:
    about = Language.of(name.split()[1]).say(phrases.ABOUT)
    assert about in drawn[name].text
    assert about not in drawn[name.replace(" open", " closed")].text


@pytest.mark.parametrize("name", [name for name in CARDS if not name.endswith("closed")])
def test_every_character_has_a_font_that_the_tools_bring(drawn: dict[str, Drawn], name: str) -> None:
    assert {re.sub(" (SemiBold|Bold)$", "", font) for font in drawn[name].fonts} <= {"Open Sans", "Noto Sans Symbols 2"}


@pytest.mark.parametrize("name", ["page", "hostile page"])
def test_the_page_loads_nothing_and_fits_a_phone(drawn: dict[str, Drawn], name: str) -> None:
    seen = drawn[name]
    assert (seen.asked, seen.problems, seen.clipped) == ([], [], [])


@pytest.mark.skipif(why_not() is not None, reason=why_not() or "")
def test_trouble_would_be_seen(tmp_path: Path) -> None:
    picture = tmp_path / "card.png"
    block = {"type": "TextBlock", "text": "Unbreakable" * 12, "wrap": True, "size": "Purple"}
    card = {"type": "AdaptiveCard", "version": "1.5", "body": [block, {"type": "Chart.Line"}]}
    page = "<p style='width: 2000px'>wide</p><img src='https://tracker.example/a.png'>"
    broken, loading = draw([Drawing(card=card, width=PHONE, png=str(picture)), Drawing(html=page, width=PHONE)])
    assert any("Purple" in problem for problem in broken.problems)
    assert any("Chart.Line" in problem for problem in broken.problems)
    assert broken.broken == ["Unbreakable" * 12]
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert loading.asked == ["https://tracker.example/a.png"]
    assert loading.clipped == ["the whole is wider than its frame"]
