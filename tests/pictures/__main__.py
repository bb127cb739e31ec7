"""Renders every state into docs/pictures, or the folder given: cards on a phone and a desktop, and the page."""

import sys
from pathlib import Path

from reports.card import card
from reports.page import page
from tests.pictures.drawing import DESKTOP, PHONE, ROOT, Drawing, draw, why_not
from tests.reports.factories import reader, states


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


def _drawings(out: Path) -> list[Drawing]:
    """Return each state on a Dutch phone and an English desktop, and the fullest one with its details and as a page."""
    dutch, english = reader(locale="nl-BE"), reader()
    found = []
    for name, report in states().items():
        for opened in (False, True) if name == "warn" else (False,):
            state = f"{name}-open" if opened else name
            phone, desktop = (str(out / f"card-{state}-{place}.png") for place in ("phone-dark-nl", "desktop-light-en"))
            found += [
                Drawing(card=card(report, dutch), width=PHONE, scale=2, dark=True, open=opened, png=phone),
                Drawing(card=card(report, english), width=DESKTOP, scale=2, open=opened, png=desktop),
            ]
    report = states()["warn"]
    phone, desktop = (str(out / f"page-warn-{place}.png") for place in ("phone-dark-nl", "desktop-light-en"))
    return [
        *found,
        Drawing(html=page(report, dutch), width=360, dark=True, png=phone),
        Drawing(html=page(report, english), width=820, png=desktop),
    ]


if __name__ == "__main__":
    sys.exit(main())
