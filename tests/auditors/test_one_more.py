"""One more auditor is two files and one line: everything else finds it by itself."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("auditors", "config", "core", "graph", "jobs", "reports", "sandbox", "storage", "tests")
AUDITOR = '''"""Tell how many people have meetings before nine."""

from typing import Annotated

from pydantic import Field

from core.auditor import Auditor, LimitsInOrder, Words, coverage_note, level_by_people, people, suppressed, unmeasured
from core.facts import Facts, Signal
from core.report import Section
from core.words import N_

KEY = "late_mornings"


class LateMornings(LimitsInOrder):
    """Limits."""

    warn_meetings: Annotated[int, Field(ge=1, le=10, json_schema_extra={"unit": "meetings"})] = 2
    """More than this."""
    alert_meetings: Annotated[int, Field(ge=1, le=10, json_schema_extra={"unit": "meetings"})] = 5
    """More than this."""


def audit(facts: Facts, rule: LateMornings) -> Section:
    counted = facts.readable(lambda person: person.calendar_read)
    if counted is None:
        return unmeasured(KEY, "coverage_low", source="calendar")
    if len(counted) < facts.smallest_group:
        return suppressed(KEY)
    early = [sum(each.when.start % 86_400 < 8 * 3600 for each in person.meetings) for person in counted]
    warn, alert = (sum(each > limit for each in early) for limit in (rule.warn_meetings, rule.alert_meetings))
    return Section(
        auditor=KEY,
        status="measured",
        level=level_by_people(over_warn=warn, over_alert=alert, counted=len(counted)),
        measures=(
            people("people_over_warn", warn, counted=len(counted), members=facts.members),
            people("people_over_alert", alert, counted=len(counted), members=facts.members),
        ),
        notes=(coverage_note("calendar", len(counted), len(facts.counted)),),
        settings=rule.model_dump(),
    )


WORDS = Words(
    title=N_("Late mornings"),
    lead={"people_over_warn": N_("Up early for a meeting")},
    headline={"good": N_("Calm mornings"), "warn": N_("Early mornings"), "alert": N_("Very early mornings")},
    definition=N_("People with more than {warn_meetings} meetings before nine."),
    question={"good": N_("Why so calm?"), "warn": N_("Why so early?"), "alert": N_("Who needs that?")},
    measures={"people_over_warn": N_("Over {warn_meetings}"), "people_over_alert": N_("Over {alert_meetings}")},
)

AUDITOR = Auditor(
    key=KEY,
    why=N_("Sleep matters."),
    needs=frozenset({Signal.CALENDAR}),
    rule=LateMornings,
    audit=audit,
    lead="people_over_warn",
    alert_lead="people_over_alert",
    needs_expected_time=False,
    words=WORDS,
)
'''
ITS_TEST = """from auditors.late_mornings import LateMornings


def test_the_limits_have_defaults() -> None:
    assert LateMornings().warn_meetings == 2
"""
LOOK = """
import json
from auditors import BY_KEY
from core.policy_file import read_policy
from core.report import Section
from core.team import team_settings
from jobs.facts import wanted_signals
from jobs.wiring import rules
from reports.card import card
from reports.page import page
from core.week import Week
from tests.auditors.factories import busy_week
from tests.metric_pages.pages import AUDITORS, METRICS, files
from tests.reports.factories import reader, report

START = '[organisation]\\ndomains = ["ours.example"]\\nzone = "UTC"\\n[teams.t]\\ngroup = "g"\\n'
def settings(text):
    return team_settings(read_policy((START + text).encode(), name="p", rules=rules()), "t")

on_card = settings('sections = ["late_mornings"]\\n[teams.t.auditors.late_mornings]\\nwarn_meetings = 1\\n')
assert on_card.auditors == ("late_mornings",), on_card.auditors
assert on_card.rules["late_mornings"].warn_meetings == 1
assert wanted_signals(on_card, Week(2026, 46)) == {"calendar"}
assert settings("[auditors.late_mornings]\\n").further == ("late_mornings",)
section = BY_KEY["late_mornings"].section(busy_week(), on_card.rules["late_mornings"])
drawn = json.dumps(card(report(section), reader()))
assert "Up early for a meeting" in drawn, drawn
assert "| `warn_meetings` |" in files()[AUDITORS / "late_mornings.md"]
assert "Sleep matters." in files()[METRICS]
assert "Late mornings" in page(report(section.model_copy(update={"page_only": True})), reader())
"""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the repository with one more auditor in it."""
    copy = tmp_path_factory.mktemp("house")
    for room in ROOMS:
        shutil.copytree(ROOT / room, copy / room, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", copy)
    (copy / "auditors" / "late_mornings.py").write_text(AUDITOR, "utf-8")
    (copy / "tests" / "auditors" / "test_late_mornings.py").write_text(ITS_TEST, "utf-8")
    listed = copy / "auditors" / "__init__.py"
    before = listed.read_text("utf-8")
    after = before.replace('        "focus_time",\n', '        "focus_time",\n        "late_mornings",\n')
    assert len(after.splitlines()) == len(before.splitlines()) + 1
    listed.write_text(after, "utf-8")
    return copy


def run(house: Path, *arguments: str) -> None:
    surroundings = {**os.environ, "PYTHONPATH": str(house), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=house,
        env=surroundings,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]


def test_the_policy_the_reading_the_card_and_the_page_find_it(house: Path) -> None:
    run(house, "-c", LOOK)


def test_the_contract_holds_it_to_its_word(house: Path) -> None:
    tests = ("tests/auditors/test_contract.py", "tests/auditors/test_late_mornings.py")
    run(house, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-k", "late_mornings", *tests)
