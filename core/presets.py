"""Charter presets: what a body of law expects of such a tool, as floors that the policy can raise and never lower.

Not legal advice: a start for the talk with your own consultation body. What a preset sets stands here alone; `kadans explain`
shows it, docs/policy.md is generated from it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """The floors of one preset, with a reason for each."""

    for_whom: str
    smallest_group: int
    """Fewest people that a section rests on."""
    group_reason: str
    keeps_work_location_off: bool = False
    """Refuses sample_work_location = true."""
    location_reason: str = ""
    reads_from_informed_on: bool = False
    """No week is read that began before people were informed."""
    informed_reason: str = ""


PRESETS: Mapping[str, Preset] = MappingProxyType({
    "none": Preset(
        for_whom="The floors of the code alone.",
        smallest_group=5,
        group_reason="Under five a band of people would hold one or two.",
    ),
    "belgium": Preset(
        for_whom="Belgian employers under CAO/CCT 81, with a CPBW/CPPT or a union delegation.",
        smallest_group=5,
        group_reason="CAO 81, proportionality: global data first, that identify no worker.",
        reads_from_informed_on=True,
        informed_reason="CAO 81, transparency: workers are informed, together and each, before it starts.",
    ),
    "works-council-de": Preset(
        for_whom="German employers with a works council (BetrVG section 87(1) no. 6).",
        smallest_group=10,
        group_reason="Co-determination covers what is suited to watching one person, whatever the intent: groups are larger.",
        keeps_work_location_off=True,
        location_reason="Where one person works would be kept for days, if only under a key: suited to watching that person.",
        reads_from_informed_on=True,
        informed_reason="Co-determination comes before the start, so no week before the agreement was made known is read.",
    ),
})  # fmt: skip
"""By the name that `preset` takes."""


def floors(preset: Preset) -> tuple[tuple[str, str, str], ...]:
    """Return what a preset sets: the setting, what it comes to, and why."""
    told = [("[privacy] smallest_group", f"{preset.smallest_group} or more people", preset.group_reason)]
    if preset.keeps_work_location_off:
        told.append(("[privacy] sample_work_location", "stays false", preset.location_reason))
    if preset.reads_from_informed_on:
        told.append(("[governance] informed_on", "no week that began before it is read", preset.informed_reason))
    return tuple(told)
