"""Alarm cards speak the organisation's language."""

from datetime import date

import pytest

from jobs.alarm import AlarmKind
from reports.notice import ALARMS, alarm_card

KEY = "platform/2026-W46/channel"


@pytest.mark.parametrize("kind", list(AlarmKind))
def test_every_kind_of_alarm_has_words(kind: AlarmKind) -> None:
    assert set(ALARMS) == {str(each) for each in AlarmKind}
    english, dutch = (alarm_card(kind, key=KEY, locale=locale) for locale in ("en", "nl-BE"))
    assert (english["lang"], dutch["lang"]) == ("en-GB", "nl-BE")
    assert KEY in dutch["fallbackText"]
    assert english["fallbackText"] != dutch["fallbackText"]


def test_what_to_do_names_the_key_and_the_reason_is_translated_around_its_status() -> None:
    told = alarm_card("refused", key=KEY, reason="refused (403)", locale="nl")["fallbackText"]
    assert f"kadans deliver --again {KEY}" in told
    assert "Reden: geweigerd (403)" in told


def test_a_reason_that_nobody_translated_is_told_as_it_is() -> None:
    assert "Reden: the bot left" in alarm_card("refused", key=KEY, reason="the bot left", locale="nl")["fallbackText"]


def test_an_invalid_policy_names_the_one_that_stays_in_force_by_its_day() -> None:
    told = alarm_card("policy", key="x", in_force_since=date(2026, 11, 2), locale="nl-BE")["fallbackText"]
    assert "Het beleid van 2 november 2026 blijft intussen gelden." in told
