"""Renders every state into docs/pictures, or the folder given: cards on a phone and a desktop, and the page."""

import sys
from pathlib import Path

from reports.card import card
from reports.page import page
from tests.pictures.drawing import DESKTOP, ROOT, Drawing, draw, why_not
from tests.reports.factories import history, reader, states


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
        trouble = sorted({*drawn.problems, *drawn.clipped, *drawn.broken, *drawn.asked})
        troubles += bool(trouble)
        sys.stdout.write(f"{drawing.png}  {'; '.join(trouble) or 'fine'}\n")
    return 1 if troubles else 0


_STATES = ("good", "warn", "alert", "suppressed", "not_measured", "not_granted", "shifts", "off", "little")
_LANGUAGES = ("en-IE", "nl-BE", "fr-BE", "de-DE")


def _drawings(out: Path) -> list[Drawing]:
    """Return each state on a Dutch phone and an English desktop; the one with a trend in every language, open, and as a page."""

    def name(*parts: str) -> str:
        return str(out / f"{'-'.join(parts)}.png")

    dutch, english = reader(locale="nl-BE"), reader(locale="en-IE")
    found = []
    for state in _STATES:
        made = states()[state]
        found += [
            Drawing(card=card(made, dutch), scale=2, dark=True, png=name("card", state, "phone-dark-nl")),
            Drawing(card=card(made, english), width=DESKTOP, scale=2, png=name("card", state, "desktop-light-en")),
        ]
    made, before = states()["trend"], history()["trend"]
    for locale in _LANGUAGES:
        drawn = card(made, reader(locale=locale), history=before)
        found += [
            Drawing(
                card=drawn, scale=2, dark=dark, png=name("card-trend-phone", "dark" if dark else "light", locale[:2])
            )
            for dark in (False, True)
        ]
        found.append(Drawing(card=drawn, width=DESKTOP, scale=2, png=name("card-trend-desktop-light", locale[:2])))
    for button, opened in enumerate(("numbers", "how"), start=1):
        drawn = card(made, dutch, history=before)
        found.append(
            Drawing(card=drawn, scale=1, dark=True, open=button, png=name("card-trend", opened, "phone-dark-nl"))
        )
    return [
        *found,
        Drawing(html=page(made, dutch, history=before), width=360, dark=True, png=name("page-trend-phone-dark-nl")),
        Drawing(html=page(made, english, history=before), width=820, png=name("page-trend-desktop-light-en")),
    ]


if __name__ == "__main__":
    sys.exit(main())
