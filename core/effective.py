"""Each setting in force for a team, and the layer that it comes from."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import time
from enum import StrEnum
from functools import cache
from typing import Any

from pydantic import BaseModel

from core.auditor import Rule
from core.limits import bound_text, bounds_of, limits_of
from core.policy import WEEKDAYS, Organisation, Privacy, Signals, Team
from core.policy_file import Policy
from core.presets import PRESETS
from core.team import DEFAULT_SECTIONS, TeamSettings, team_settings
from core.worktime import Span, WeekPattern


class Layer(StrEnum):
    """Where a value comes from; each one stands over those before it, and a preset over all of them."""

    DEFAULT = "default"
    ORGANISATION = "organisation"
    AUDITORS = "auditors"
    TEAM = "team"
    PRESET = "preset"


@dataclass(frozen=True, slots=True, kw_only=True)
class Effective:
    """One setting as it is in force."""

    table: str
    """What it belongs to: organisation, privacy, signals, team, or auditors.<name>."""
    key: str
    value: str
    """In words; ids of people and groups are never shown."""
    unit: str = ""
    layer: Layer
    bound: str = ""
    """What it may be."""


_OF_THE_TEAM = ("report_at", "hours", "focus_day", "sections", "routes")
_IDS = {"group", "reports_of", "manager", "opt_out_group", "representatives_group", "self_card_group"}
_LISTS_OF_PEOPLE = {"opt_out", "representatives", "schedules"}


def effective(policy: Policy, key: str) -> tuple[Effective, ...]:
    """Return every setting in force for a team, table by table.

    Raises:
        PolicyError: the policy has no such team.
    """
    settings = team_settings(policy, key)
    return (
        *_shared(settings),
        *_own(settings.team),
        *_organisation(policy.tables.organisation),
        *_privacy(policy.tables.privacy),
        *_signals(policy.tables.signals),
        *(each for name in settings.auditors for each in _limits(policy, settings, name)),
    )


def _shared(settings: TeamSettings) -> Iterator[Effective]:
    """Yield what the organisation sets and the team may set otherwise."""
    in_force: Mapping[str, Any] = {
        "locale": settings.locale,
        "zone": str(settings.zone),
        "country": settings.country,
        "full_time_hours": settings.calendar.full_time_seconds / 3600,
        "default_hours": settings.calendar.default,
        "broadcast_over": settings.broadcast_over,
        "count_outsiders": settings.count_outsiders,
        "office_networks": settings.office_networks,
    }
    shared = [name for name in Organisation.model_fields if name in Team.model_fields and name != "name"]
    for name in shared:
        own, below = getattr(settings.team, name), getattr(settings.organisation, name)
        layer = Layer.TEAM if own is not None else Layer.ORGANISATION if below is not None else Layer.DEFAULT
        value = own if own is not None else below
        if name == "subdivision" and own is None and settings.team.country:
            value, layer = None, Layer.DEFAULT  # it belongs to the organisation's country
        yield Effective(
            table="team",
            key=name,
            value=_shown(name, in_force.get(name) if value is None else value),
            unit={"full_time_hours": "hours", "broadcast_over": "people"}.get(name, ""),
            layer=layer,
            bound=_bound(Organisation, name),
        )


def _own(team: Team) -> Iterator[Effective]:
    """Yield what a team alone can set."""
    for name in ("group", "reports_of", "manager", *_OF_THE_TEAM, "schedules"):
        value = getattr(team, name)
        if name in {"group", "reports_of"} and value is None:
            continue
        layer = Layer.TEAM if name in team.model_fields_set else Layer.DEFAULT
        if name == "sections" and value is None:
            value = DEFAULT_SECTIONS
        yield Effective(table="team", key=name, value=_shown(name, value), layer=layer, bound=_bound(Team, name))
    for mute in team.mutes:
        yield Effective(
            table="team",
            key="mutes",
            value=f"{mute.auditor} is silent up to and including {mute.until}: {mute.reason}",
            layer=Layer.TEAM,
        )


def _organisation(organisation: Organisation) -> Iterator[Effective]:
    """Yield what holds for all teams alike."""
    for name in Organisation.model_fields:
        if name not in Team.model_fields:
            layer = Layer.ORGANISATION if name in organisation.model_fields_set else Layer.DEFAULT
            value = _shown(name, getattr(organisation, name))
            yield Effective(table="organisation", key=name, value=value, layer=layer, bound=_bound(Organisation, name))


def _privacy(privacy: Privacy) -> Iterator[Effective]:
    """Yield the floors in force, a preset's included."""
    chosen = PRESETS[privacy.preset]
    for name, field in Privacy.model_fields.items():
        layer = Layer.ORGANISATION if name in privacy.model_fields_set else Layer.DEFAULT
        value, bound = getattr(privacy, name), _bound(Privacy, name)
        if name == "smallest_group":
            value, bound = privacy.floor, bound_text(chosen.smallest_group, bounds_of(field)[1])
            layer = Layer.PRESET if privacy.floor > privacy.smallest_group else layer
        if name == "sample_work_location" and chosen.keeps_work_location_off:
            layer, bound = Layer.PRESET, "false"
        unit = "people" if name == "smallest_group" else ""
        yield Effective(table="privacy", key=name, value=_shown(name, value), unit=unit, layer=layer, bound=bound)


def _signals(signals: Signals) -> Iterator[Effective]:
    for name in Signals.model_fields:
        layer = Layer.ORGANISATION if name in signals.model_fields_set else Layer.DEFAULT
        value = _shown(name, getattr(signals, name))
        yield Effective(table="signals", key=name, value=value, layer=layer, bound=_bound(Signals, name))


def _limits(policy: Policy, settings: TeamSettings, auditor: str) -> Iterator[Effective]:
    """Yield the limits of one auditor of the team's card; none where this version has no such auditor."""
    rule: Rule | None = settings.rules.get(auditor)
    if rule is None:
        return
    own, below = settings.team.auditors.get(auditor, {}), policy.tables.auditors.get(auditor, {})
    for limit in limits_of(auditor, type(rule)):
        layer = Layer.TEAM if limit.key in own else Layer.AUDITORS if limit.key in below else Layer.DEFAULT
        yield Effective(
            table=f"auditors.{auditor}",
            key=limit.key,
            value=_shown(limit.key, getattr(rule, limit.key)),
            unit=limit.unit,
            layer=layer,
            bound=limit.bound,
        )


@cache
def _properties(table: type[BaseModel]) -> Mapping[str, Any]:
    """Return the JSON Schema of each setting: one shape for bounds, however they were declared."""
    return {
        name: next((each for each in shape.get("anyOf", ()) if each.get("type") != "null"), shape)
        for name, shape in table.model_json_schema(by_alias=False)["properties"].items()
    }


def _bound(table: type[BaseModel], name: str) -> str:
    """Return what a setting may be, where a few words can say it."""
    shape = _properties(table)[name]
    if shape.get("type") == "boolean":
        return "true or false"
    if "enum" in shape:
        options = shape["enum"]
        return ", ".join(options) if len(options) <= 4 else f"one of {len(options)}"
    if shape.get("format") == "date":
        return "a date"
    if "exclusiveMinimum" in shape:
        return f"over {shape['exclusiveMinimum']:g} to {shape['maximum']:g}"
    return bound_text(shape.get("minimum"), shape.get("maximum"))


def _shown(key: str, value: Any) -> str:  # noqa: ANN401, PLR0911 - whatever a policy can hold, one return a kind
    if key in _IDS:
        return "set, not shown" if value else "none"
    if key in _LISTS_OF_PEOPLE:
        return f"{len(value)} {'person' if len(value) == 1 else 'people'}, not shown" if value else "nobody"
    if value is None or value in ("", ()):
        return "none"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return hours_text(value)
    if isinstance(value, tuple) and len(value) == 2 and isinstance(value[1], time):
        return f"{WEEKDAYS[value[0]]} {value[1]:%H:%M}"
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return f"{value:g}" if isinstance(value, float) else str(value)


def hours_text(pattern: WeekPattern) -> str:
    """Return hours of a week, equal days that follow each other put together, such as "Mon-Fri 08:00-17:00"."""
    runs: list[tuple[list[int], tuple[Span, ...]]] = []
    for day in sorted(pattern):
        if runs and runs[-1][0][-1] == day - 1 and runs[-1][1] == pattern[day]:
            runs[-1][0].append(day)
        else:
            runs.append(([day], pattern[day]))
    return ", ".join(f"{_days(days)} {' and '.join(map(_span, spans)) or 'free'}" for days, spans in runs) or "none"


def _days(days: list[int]) -> str:
    return WEEKDAYS[days[0]] if len(days) == 1 else f"{WEEKDAYS[days[0]]}-{WEEKDAYS[days[-1]]}"


def _span(span: Span) -> str:
    return f"{span.start // 60:02}:{span.start % 60:02}-{span.end // 60:02}:{span.end % 60:02}"
