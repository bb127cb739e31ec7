"""One run of the browser serves all tests that look at what is drawn."""

import pytest

from reports.card import card
from reports.page import page
from tests.graph.wire import Certificates
from tests.pictures.drawing import DESKTOP, PHONE, Drawing, Drawn, draw, why_not
from tests.reports.factories import HOSTILE, reader, states

LOCALES = ("en-BE", "nl-BE")


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    """What a Teams on this machine shows to prove itself."""
    return Certificates(tmp_path_factory.mktemp("teams"))


@pytest.fixture(scope="session")
def drawn() -> dict[str, Drawn]:
    """Every state in both languages on a phone and a desktop, details open and closed; the page too; and a hostile one."""
    reason = why_not()
    if reason:
        pytest.skip(reason)
    wanted: dict[str, Drawing] = {}
    for name, report in states().items():
        for locale in LOCALES:
            made = card(report, reader(locale=locale))
            for place, width, dark in (("phone", PHONE, True), ("desktop", DESKTOP, False)):
                for state in ("closed", "open"):
                    wanted[f"{name} {locale} {place} {state}"] = Drawing(
                        card=made, width=width, dark=dark, open=state == "open", fonts=state == "open"
                    )
    who = reader(team=HOSTILE, purpose=HOSTILE, contact=HOSTILE, readers=HOSTILE)
    wanted["hostile"] = Drawing(card=card(states()["warn"], who), open=True)
    wanted["hostile page"] = Drawing(html=page(states()["off"], who), width=360)
    wanted["page"] = Drawing(html=page(states()["warn"], reader(locale="nl-BE")), width=360, dark=True)
    return dict(zip(wanted, draw(list(wanted.values())), strict=True))
