"""Renders every state into docs/pictures, or the folder given: cards on a phone and a desktop, the page, and each auditor."""

import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from auditors import ALL
from core.own_view import OwnNumbers
from core.report import Report
from core.week import Week
from reports.card import card
from reports.organisation import Tally, organisation_page
from reports.own import in_words
from reports.page import page
from reports.self_card import self_card
from tests.metric_pages.examples import example
from tests.pictures.drawing import DESKTOP, ROOT, Drawing, draw, why_not
from tests.reports.factories import BRUSSELS, MIRROR, ORGANISER, OWN, every_state, reader, report


def main() -> int:
    """Draw them all; exit 3 where no browser can be had, 1 where the renderer complains or something is cut off."""
    reason = why_not()
    if reason:
        sys.stderr.write(f"{reason}\n")
        return 3
    out = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "pictures"
    out.mkdir(parents=True, exist_ok=True)
    drawings = _drawings(out)
    troubles = 0
    for drawing, drawn in zip(drawings, draw(drawings), strict=True):
        trouble = sorted({*drawn.problems, *drawn.clipped, *drawn.broken, *drawn.asked} - {_NO_CHARTS})
        troubles += bool(trouble)
        sys.stdout.write(f"{drawing.png}  {'; '.join(trouble) or 'fine'}\n")
    return 1 if troubles else 0


_NO_CHARTS = 'Unknown element type "Chart.VerticalBar". Fallback will be used if present.'
"""What the renderer says of a chart, which Teams draws and it doesn't: the words take its place."""
_STATES = ("good", "warn", "alert", "suppressed", "not_measured", "not_granted", "shifts", "off", "heavier")
_LANGUAGES = {"en-IE": False, "nl-BE": True, "fr-BE": False, "de-DE": True}
"""On a phone, dark or not."""
_SHARP = 1.5


def _drawings(out: Path) -> list[Drawing]:
    """Return each state on a Dutch phone and an English desktop; the one with a trend in every language, unfolded, and as pages."""

    def name(*parts: str) -> str:
        return str(out / f"{'-'.join(parts)}.png")

    dutch, english = reader(locale="nl-BE"), reader(locale="en-IE")
    found = []
    for state in _STATES:
        made, before = every_state()[state]
        phone, desktop = (card(made, who, history=before) for who in (dutch, english))
        found += [
            Drawing(card=phone, scale=_SHARP, dark=True, png=name("card", state, "phone-dark-nl")),
            Drawing(card=desktop, width=DESKTOP, png=name("card", state, "desktop-light-en")),
        ]
    made, before = every_state()["trend"]
    for locale, dark in _LANGUAGES.items():
        drawn = card(made, reader(locale=locale), history=before)
        look = "dark" if dark else "light"
        found.append(Drawing(card=drawn, scale=_SHARP, dark=dark, png=name("card-trend-phone", look, locale[:2])))
    phone, desktop = (card(made, who, history=before) for who in (dutch, english))
    found += [
        Drawing(card=desktop, width=DESKTOP, scale=_SHARP, png=name("card-trend-desktop-light-en")),
        Drawing(card=desktop, width=DESKTOP, dark=True, png=name("card-trend-desktop-dark-en")),
        Drawing(card=card(made, english, history=before, own=OWN), png=name("card-own-phone-light-en")),
        *_own(made, before, name),
        Drawing(card=phone, dark=True, open=1, png=name("card-trend-numbers-phone-dark-nl")),
        Drawing(card=phone, dark=True, open=2, png=name("card-trend-how-phone-dark-nl")),
    ]
    teams = [each for each, _ in every_state().values()]
    organisation = organisation_page(
        Tally.of(teams), reader(team="Voorbeeld NV", locale="en-IE"), small=made, history=before
    )
    return [
        *found,
        *of_auditors(out),
        Drawing(html=page(made, dutch, history=before), width=360, dark=True, png=name("page-trend-phone-dark-nl")),
        Drawing(html=page(made, english, history=before), width=820, png=name("page-trend-desktop-light-en")),
        Drawing(html=organisation, width=820, png=name("page-organisation-desktop-light-en")),
    ]


def _own(made: Report, before: tuple[Report, ...], name: Callable[..., str]) -> list[Drawing]:
    """Return what one reader alone gets: a manager's card with own meetings and messages to copy, and the card of who asked."""
    found = []
    for locale, dark in (("en-IE", False), ("nl-BE", True)):
        look = ("phone", "dark" if dark else "light", locale[:2])
        who = replace(reader(locale=locale), zone=BRUSSELS)
        managers = card(made, who, history=before, own=in_words(OwnNumbers(organiser=ORGANISER), locale, BRUSSELS))
        mirror = self_card(MIRROR, who, Week(2026, 46))
        found += [
            Drawing(card=managers, dark=dark, open=1, png=name("card-own-messages", *look)),
            Drawing(card=mirror, dark=dark, png=name("self-card", *look)),
            Drawing(card=mirror, dark=dark, open=3, png=name("self-card-how", *look)),
        ]
    return found


def of_auditors(out: Path) -> list[Drawing]:
    """Return a card for each auditor with its section alone, for its page in docs/auditors."""
    who = reader(locale="en-IE")
    return [
        Drawing(card=card(report(example(auditor)), who), png=str(out / f"auditor-{auditor.key}.png"))
        for auditor in ALL
    ]


if __name__ == "__main__":
    sys.exit(main())
