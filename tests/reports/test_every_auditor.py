"""What cards and pages make of every auditor there is."""

import json

import pytest

from auditors import ALL, BY_KEY
from core.report import Note, Section
from reports import phrases
from reports.card import LIMIT, as_bytes, card
from reports.language import NBSP, Language
from reports.page import page
from tests.auditors.factories import busy_week
from tests.reports.factories import reader, report

SECTIONS = {auditor.key: auditor.section(busy_week(30), auditor.rule()) for auditor in ALL}
LOCALES = ["en-BE", "nl-BE", "fr-BE", "de-DE"]


@pytest.mark.parametrize("locale", LOCALES)
def test_the_five_longest_sections_fit_on_one_card_in_full(locale: str) -> None:
    def size(section: Section) -> int:
        return len(as_bytes(card(report(section), reader(locale=locale))))

    longest = sorted(SECTIONS.values(), key=size)[-5:]
    drawn = as_bytes(card(report(*longest), reader(locale=locale)))
    assert len(drawn) <= LIMIT
    assert Language.of(locale).say(phrases.SHORTENED) not in drawn.decode()


@pytest.mark.parametrize("locale", LOCALES)
def test_a_page_shows_every_section_by_its_name(locale: str) -> None:
    drawn = page(report(*SECTIONS.values()), reader(locale=locale))
    assert all(f'<section aria-labelledby="{key}">' in drawn for key in SECTIONS)


def test_an_estimate_stands_on_the_page_and_not_on_the_card() -> None:
    load = SECTIONS["notification_load"]
    assert {measure.key for measure in load.measures} >= BY_KEY["notification_load"].page_alone
    assert "Estimate" not in json.dumps(card(report(load), reader()))
    assert page(report(load), reader()).count("Estimate") == len(BY_KEY["notification_load"].page_alone)


@pytest.mark.parametrize(
    ("locale", "said"),
    [
        ("en-BE", "One of the largest: Tuesday, 10:00, 30 minutes, 8 invited."),
        ("nl-BE", "Een van de grootste: dinsdag, 10:00, 30 minuten, 8 genodigden."),
    ],
)
def test_a_series_is_named_by_weekday_time_length_and_size_in_the_readers_zone(locale: str, said: str) -> None:
    note = Note(key="candidate", values={"start": "2026-11-10T09:00:00Z", "minutes": 30, "invitees": 8})
    section = SECTIONS["async_candidates"].model_copy(update={"notes": (note,)})
    assert said in page(report(section), reader(locale=locale)).replace(NBSP, " ")
