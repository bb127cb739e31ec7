"""What an auditor's section holds: its measures with their units, as made-up weeks show them, and an example to draw."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache

from auditors import BY_KEY
from core.auditor import AnyAuditor
from core.privacy import LITTLE_OR_NONE
from core.report import Level, Measure, Section, Unit, Value
from tests.auditors.factories import busy_week


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One measure."""

    key: str
    unit: Unit
    contributors: bool
    """Whether it is withheld where too few people contribute."""


MEMBERS = 12
_EXAMPLES: Mapping[str, tuple[Level | None, dict[str, Value]]] = {
    "off_hours_messages": ("warn", {"people_over_warn": (4, 7)}),
    "meeting_overload": ("warn", {"people_over_warn": (4, 7)}),
    "all_virtual_rule": ("warn", {"kept": 5}),
    "focus_time": ("warn", {"people_over_warn": (4, 7)}),
    "focus_day": ("warn", {"people_over_warn": (4, 7)}),
    "rest_time": ("good", {"people_over_warn": (0, 3)}),
    "meeting_hygiene": ("alert", {"people_over_alert": (4, 7)}),
    "async_candidates": ("warn", {"hours_back_per_week": 11.5}),
    "notification_load": ("warn", {"people_over_warn": (4, 7)}),
    "response_protocol": ("good", {"answered_in_time_share": 0.85}),
    "open_channels": (None, {"channel_share": 0.35}),
    "office_day_fit": ("warn", {"screen_only_share": 0.55}),
    "rituals": ("good", {"moments": 2}),
    "learning_time": (None, {"people_with_learning_time": (4, 7)}),
    "connection": ("good", {"without_contact_share": 0.0}),
}
"""The level, and the measure that decides it."""


def example(auditor: AnyAuditor) -> Section:
    """Return a section with a default rule, to be drawn or put into words."""
    # An auditor without an example of its own shows what everybody's busy week makes of it.
    if auditor.key not in _EXAMPLES:
        return _made(auditor.key)[0]
    level, values = _EXAMPLES[auditor.key]
    units = {each.key: each.unit for each in seen(auditor)}
    return Section(
        auditor=auditor.key,
        status="measured",
        level=level if level in auditor.words.headline else None,
        measures=tuple(
            Measure(key=key, value=value, unit=units[key], n=_whole(units[key])) for key, value in values.items()
        ),
        settings=auditor.rule().model_dump(),
    )


def _whole(unit: Unit) -> int | None:
    return {"people": MEMBERS, "meetings": 7}.get(unit)


def seen(auditor: AnyAuditor) -> tuple[Seen, ...]:
    """Return the measures of an auditor, in the order of its words.

    What is withheld shows where nobody contributes; a share of nothing is left out there, and needs contributors too.
    """
    busy, idle = _made(auditor.key)
    units = {each.key: each.unit for each in busy.measures}
    keys = dict.fromkeys(key.partition(".")[0] for key in auditor.words.measures)
    return tuple(Seen(key=key, unit=units.get(key, "share"), contributors=_withheld(idle.measure(key))) for key in keys)


def _withheld(measure: Measure | None) -> bool:
    if measure is None:
        return True
    values = measure.value.values() if isinstance(measure.value, dict) else (measure.value,)
    return LITTLE_OR_NONE in values


@cache
def _made(key: str) -> tuple[Section, Section]:
    """Return the sections of a busy week of a large team, and of one in which nobody did anything."""
    busy = busy_week(60)
    idle = replace(busy, people=tuple(replace(each, meetings=()) for each in busy.people), messages=())
    auditor, rule = BY_KEY[key], BY_KEY[key].rule()
    return auditor.section(busy, rule), auditor.section(idle, rule)
