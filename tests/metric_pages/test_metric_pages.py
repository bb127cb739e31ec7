"""What is generated about measures is up to date and complete."""

from pathlib import Path

import pytest

from auditors import ALL
from core.auditor import AnyAuditor
from core.limits import limits_of
from tests.metric_pages.examples import example, seen
from tests.metric_pages.pages import AUDITORS, DOCS, METRICS, files

FILES = files()
each_auditor = pytest.mark.parametrize("auditor", ALL, ids=lambda auditor: auditor.key)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_the_page_is_up_to_date(path: Path) -> None:
    assert path.read_text("utf-8") == FILES[path], "run `make docs`"


def test_there_is_no_page_of_an_auditor_that_is_gone() -> None:
    assert set(AUDITORS.iterdir()) == {path for path in FILES if path != METRICS}


@each_auditor
def test_every_measure_that_a_report_may_hold_and_every_setting_is_listed(auditor: AnyAuditor) -> None:
    for text in (FILES[METRICS], FILES[AUDITORS / f"{auditor.key}.md"]):
        assert all(f"| `{each.key}` |" in text for each in seen(auditor))
        assert all(f"| `{each.key}` |" in text for each in limits_of(auditor.key, auditor.rule))


@each_auditor
def test_a_definition_is_printed_with_the_default_settings(auditor: AnyAuditor) -> None:
    text = FILES[AUDITORS / f"{auditor.key}.md"]
    definition = text.split("## How it is measured\n\n")[1].split("\n")[0]
    assert definition
    assert definition in FILES[METRICS]
    assert "{" not in definition


@each_auditor
def test_an_example_shows_a_value_and_its_picture_is_there_and_small(auditor: AnyAuditor) -> None:
    (measure,) = example(auditor).measures
    assert measure.key in {auditor.lead, auditor.alert_lead}
    picture = DOCS / "pictures" / f"auditor-{auditor.key}.png"
    assert 1000 < picture.stat().st_size < 40_000, "run `make pictures`"


def test_units_and_what_is_withheld_are_those_of_the_sections() -> None:
    told = {f"{auditor.key}.{each.key}": each for auditor in ALL for each in seen(auditor)}
    assert told["meeting_overload.conflict_hours"].contributors
    assert not told["meeting_overload.meeting_hours_typical"].contributors
    assert told["off_hours_messages.landed_by_kind"].contributors
    assert told["response_protocol.instant_share"].contributors
    assert (told["rest_time.nights"].unit, told["rituals.moments"].unit) == ("nights", "moments")
