"""`kadans explain`: each setting in force for a team, and the layer that it comes from."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from itertools import groupby
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from core.effective import Effective, Layer, effective
from core.policy_file import Policy
from core.presets import PRESETS, floors
from core.week import rfc3339
from jobs.command import DONE, load_policy
from jobs.output import say
from jobs.settings import DEFAULT_POLICY, read_settings
from jobs.wiring import open_storage

_STYLES = {Layer.DEFAULT: "dim", Layer.TEAM: "bold green", Layer.PRESET: "bold magenta"}
_LEGEND = (
    "From: default = the code; organisation = what holds for all teams; auditors = [auditors.*]; team = [teams.*]; "
    "preset = a floor that comes with it."
)
_SETTING, _FROM, _MAY_BE = 24, 13, 18
"""Widths; the value takes the rest of the line."""


def run_explain(
    team: str, policy: Path | None, environment: Mapping[str, str], *, as_json: bool, console: Console | None = None
) -> int:
    """Say what is in force for a team: as a table on a terminal, as tab-separated lines or JSON elsewhere.

    Raises:
        PolicyError: the policy is not valid, or has no such team.
    """
    read = load_policy(policy or Path(environment.get("KADANS_POLICY", DEFAULT_POLICY)))
    settings = effective(read, team)
    console = console or Console(highlight=False)
    if as_json:
        say(json.dumps([asdict(each) for each in settings], indent=1, ensure_ascii=False))
    elif console.is_terminal:
        console.print(Text(f"{read.tables.teams[team].name or team}: the settings in force", style="bold"))
        _table(settings, console)
        console.print(Text(_LEGEND, style="dim"))
        _preset(read, console)
    else:
        for each in settings:
            say("\t".join([f"{each.table}.{each.key}", _with_unit(each), each.layer, each.bound]))
    return DONE


def _table(settings: Iterable[Effective], console: Console) -> None:
    """Print a block for each table of the policy, all with the same columns."""
    rest = min(max(console.width - _SETTING - _FROM - _MAY_BE, 16), 70)

    def columns() -> Table:
        table = Table(box=None, show_header=False, padding=(0, 1, 0, 0))
        for width in (_SETTING, rest, _FROM, _MAY_BE):
            table.add_column(width=width - 1, overflow="fold")
        return table

    head = columns()
    head.add_row(*(Text(word, style="underline") for word in ("Setting", "Value", "From", "May be")))
    console.print(head)
    for name, group in groupby(settings, key=lambda each: each.table):
        console.print(Text(f"[{name}]", style="bold"))
        block = columns()
        for each in group:
            style = _STYLES.get(each.layer, "")
            block.add_row(f"  {each.key}", Text(_with_unit(each)), Text(each.layer, style=style), Text(each.bound))
        console.print(block)


def _with_unit(each: Effective) -> str:
    return f"{each.value} {each.unit}".rstrip()


def _preset(policy: Policy, console: Console) -> None:
    """Tell what the preset sets, and why."""
    name = policy.tables.privacy.preset
    if name == "none":
        return
    console.print(Text(f"\nThe preset '{name}': {PRESETS[name].for_whom}", style="bold"))
    for setting, value, reason in floors(PRESETS[name]):
        console.print(Text(f"  {setting}: {value}. {reason}"))


def run_changes(policy: Path | None, environment: Mapping[str, str]) -> int:
    """Say which versions of the policy came into force, and who asked what-if: when and which keys, never a value.

    Raises:
        PolicyError: the environment is wrong.
    """
    storage = open_storage(read_settings(environment, policy=policy))
    storage.prepare()
    entries = storage.policy_log.entries()
    for each in entries:
        what = f"{each.kind} {each.version[:23]}"
        say(f"{rfc3339(each.at)}  {what}  {', '.join(each.keys) or 'the first one'}")
    if not entries:
        say("No policy has been in force in this storage yet.")
    return DONE
