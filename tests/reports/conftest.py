"""One run of the browser serves all tests that look at what is drawn."""

import pytest

from reports.card import card
from reports.page import page
from tests.graph.wire import Certificates
from tests.pictures.drawing import DESKTOP, PHONE, Drawing, Drawn, draw, why_not
from tests.reports.factories import HOSTILE, LOCALES, OWN, every_state, reader, states
from tests.reports.reading import elements


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    """What a Teams on this machine shows to prove itself."""
    return Certificates(tmp_path_factory.mktemp("teams"))


@pytest.fixture(scope="session")
def drawn() -> dict[str, Drawn]:
    """Every state in every language on a phone and a desktop, folded and unfolded; the page too; and hostile ones."""
    reason = why_not()
    if reason:
        pytest.skip(reason)
    wanted: dict[str, Drawing] = {}
    for name, (report, before) in every_state().items():
        for locale in LOCALES:
            made = card(report, reader(locale=locale), history=before, own=OWN if name == "trend" else None)
            for place, width, dark in (("phone", PHONE, True), ("desktop", DESKTOP, False)):
                for state in ("closed", "open", "opener"):
                    buttons = sum(each.get("type") == "Action.ToggleVisibility" for each in elements(made))
                    pressed = {"closed": 0, "open": buttons, "opener": 1}[state]
                    wanted[f"{name} {locale} {place} {state}"] = Drawing(
                        card=made, width=width, dark=dark, open=pressed, fonts=state != "closed"
                    )
    report, before = every_state()["trend"]
    who = reader(team=HOSTILE, purpose=HOSTILE, contact=HOSTILE, readers=HOSTILE)
    wanted["hostile"] = Drawing(card=card(states()["off"], who), open=2)
    wanted["hostile page"] = Drawing(html=page(states()["off"], who), width=360)
    wanted["page"] = Drawing(html=page(report, reader(locale="nl-BE"), history=before), width=360, dark=True)
    return dict(zip(wanted, draw(list(wanted.values())), strict=True))
