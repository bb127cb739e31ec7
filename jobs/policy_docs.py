"""What is generated from the policy's types: `python -m jobs.policy_docs` (or `make docs`) writes the schema and docs/policy.md."""

import json
from collections.abc import Iterator
from pathlib import Path

from auditors import ALL
from core.effective import Layer, effective
from core.limits import Limit, limits_of
from core.policy_file import read_policy
from core.policy_schema import policy_schema
from core.presets import PRESETS, floors
from jobs.wiring import rules

ROOT = Path(__file__).parent.parent
SCHEMA = ROOT / "config" / "policy.schema.json"
PAGE = ROOT / "docs" / "policy.md"
_MUTES = (
    "An auditor that is silent for a reason, until a day. It is not computed, nothing is read for it alone, and the team's "
    "card says why and until when. It comes back by itself: every week that begins after that day has it again."
)
_AGREEMENTS = (
    "Try and see: what a team agreed on. From its day on the card tells its auditor's numbers before and since: the median of "
    "eight weeks at most on either side, how far the weeks before swung, and that it is too early to tell where fewer than three "
    "weeks were measured. The card tells the two newest, the page all."
)
_TABLES = (
    ("[organisation]", "Organisation", "Who we are, and what holds for all teams."),
    ("[privacy]", "Privacy", "Floors."),
    (
        "[governance]",
        "Governance",
        "The legal footing: a real tenant is read only when all of it is filled in ([privacy.md](privacy.md)).",
    ),
    ("[signals]", "Signals", "What may be read; each needs permissions ([permissions.md](permissions.md))."),
    ('[routes.KEY] with kind = "folder"', "FolderTarget", "Cards as files."),
    ('[routes.KEY] with kind = "workflow"', "WorkflowTarget", "Cards through a webhook of Teams Workflows."),
    ('[routes.KEY] with kind = "bot"', "BotTarget", "Cards through the notification bot."),
    ("[schedules.KEY]", "DeclaredSchedule", "Working patterns that Outlook can't hold."),
    ("[teams.KEY]", "Team", "One team. Of the settings of [organisation] it may have its own: {shared}."),
    ("[[teams.KEY.agreements]]", "Agreement", _AGREEMENTS),
    (
        "[[teams.KEY.mutes]]",
        "Mute",
        _MUTES,
    ),
)
_SMALL = b'[organisation]\ndomains = ["example.org"]\nzone = "UTC"\n[teams.team]\ngroup = "g"\n'
"""The smallest policy, to look at the defaults in force."""


def schema_text() -> str:
    """Return the content of config/policy.schema.json."""
    return json.dumps(policy_schema(rules()), indent=1, ensure_ascii=False) + "\n"


def page_text() -> str:
    """Return the content of docs/policy.md."""
    return "\n".join([*_head(), *_presets(), *_limits(), *_settings()]) + "\n"


def _head() -> Iterator[str]:
    yield from (
        "# The policy",
        "",
        "<!-- Generated from the code by `make docs`: change it there. -->",
        "",
        "One file, `policy.toml`, says everything that people agree on; `config/policy.toml` is a commented start. Editors",
        "that know TOML schemas (Even Better TOML, Taplo) complete it: its first line names `policy.schema.json`.",
        "",
        "- `kadans check` tells everything that is wrong at once, with line, bound and what to do.",
        "- `kadans explain TEAM` tells what is in force for a team and where each value comes from.",
        "- `kadans explain --changes` tells which versions came into force, and which keys changed.",
        "- `kadans what-if --set auditors.meeting_overload.warn_hours=12` tells how many teams would be at which level.",
        "",
        "## Layers",
        "",
        "The nearest layer decides each setting by itself: what the code has by default < `[organisation]` and `[auditors.*]`",
        "< `[teams.KEY]` and `[teams.KEY.auditors.*]`. Bounds are the same in each layer. A preset raises floors and never",
        "lowers them.",
        "",
    )


def _presets() -> Iterator[str]:
    yield from (
        "## Presets",
        "",
        "`preset` in `[privacy]`. Not legal advice: a start for the talk with your consultation body.",
        "",
    )
    yield from ("| preset | what it sets | to | why |", "| --- | --- | --- | --- |")
    for name, preset in PRESETS.items():
        for number, (setting, value, why) in enumerate(floors(preset)):
            yield row(f"`{name}`: {preset.for_whom}" if not number else "", f"`{setting}`", value, why)
    yield ""


def _limits() -> Iterator[str]:
    yield from (
        "## Limits of each auditor",
        "",
        "In `[auditors.NAME]` for all teams, in `[teams.KEY.auditors.NAME]` for one. `kadans what-if` tries values in these steps.",
        "",
    )
    for auditor in ALL:
        yield from (f"### {auditor.key}", "", auditor.why, "")
        yield from (
            "| setting | default | may be | step | why, and where it comes from |",
            "| --- | --- | --- | --- | --- |",
        )
        yield from (limit_row(each) for each in limits_of(auditor.key, auditor.rule))
        yield ""


def limit_row(limit: Limit) -> str:
    """Return a limit as a row: its name, default, bound, step, and why."""
    step = f"{limit.step:g}" if limit.grid else ""
    return row(
        f"`{limit.key}`", f"{limit.default} {limit.unit}", limit.bound, step, f"{limit.reason} Source: {limit.source}."
    )


def _settings() -> Iterator[str]:
    definitions = policy_schema(rules())["$defs"]
    defaults = {each.key: each for each in effective(read_policy(_SMALL, name="small", rules=rules()), "team")}
    of_all = definitions["Organisation"]["properties"]
    shared = [key for key in definitions["Team"]["properties"] if key in of_all and key != "name"]
    yield from ("## All tables", "")
    for table, name, about in _TABLES:
        shape = definitions[name]
        listed = about.format(shared=", ".join(f"`{key}`" for key in shared))
        yield from (f"### {table}", "", listed, "", "| setting | default | meaning |", "| --- | --- | --- |")
        for key, each in shape["properties"].items():
            if name == "Team" and key in shared:
                continue
            default = _default(each)
            if name == "Organisation" and key in defaults and defaults[key].layer is Layer.DEFAULT:
                default = f"{defaults[key].value} {defaults[key].unit}"
            yield row(f"`{key}`", "required" if key in shape.get("required", ()) else default, _meaning(each))
        yield ""


def _meaning(shape: dict[str, object]) -> str:
    words = str(shape.get("description", ""))
    options = shape.get("enum") or ([shape["const"]] if "const" in shape else [])
    if isinstance(options, list) and 0 < len(options) <= 7:
        words = (
            f"{words} One of {', '.join(f'`{each}`' for each in options)}."
            if len(options) > 1
            else f"`{options[0]}`. {words}"
        )
    low, high = shape.get("minimum", shape.get("exclusiveMinimum")), shape.get("maximum")
    low = f"over {low}" if "exclusiveMinimum" in shape else low
    return f"{words} May be {low} to {high}.".strip() if low is not None and high is not None else words.strip()


def _default(shape: dict[str, object]) -> str:
    if shape.get("default") in (None, "", [], {}):
        return ""
    value = shape["default"]
    return f"`{json.dumps(value)}`"


def row(*cells: str) -> str:
    """Return a row of a table."""
    return f"| {' | '.join(each.replace('|', '/').strip() for each in cells)} |"


if __name__ == "__main__":
    SCHEMA.write_text(schema_text(), encoding="utf-8")
    PAGE.write_text(page_text(), encoding="utf-8")
