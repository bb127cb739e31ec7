"""`kadans transparency`: gathers what code, policy and storage tell, and writes the pages in four languages."""

import platform
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel

from auditors import ALL, BY_KEY
from core.auditor import AnyAuditor
from core.errors import KadansError, PolicyError
from core.facts import Signal
from core.permissions import Use, needs
from core.policy_file import Policy
from core.privacy import CONTRIBUTORS, COVERAGE
from core.report import Report
from core.team import team_settings
from core.week import Week
from graph.allow_list import SOURCES, read_fields
from jobs.chosen import chosen_policy
from jobs.doctor.local import version_of
from jobs.fingerprint import COMMAND, fingerprint
from jobs.house import Storage
from jobs.output import say
from jobs.settings import read_settings
from jobs.wiring import open_storage
from reports.transparency.catalogue import LANGUAGES
from reports.transparency.pages import Evaluation, Facts, LevelCount, Measured, Threshold, page
from storage.reports import KEPT_MONTHS
from storage.samples import KEPT_DAYS

_FILES = {"employees": "what-is-read.html", "consultation": "for-sign-off.html", "evaluation": "evaluation.html"}
_EXACT_ONLY = frozenset({"exact", "counted", "away", "count"})
"""What reports of sandbox tenants alone may hold."""
_USES = {
    "calendar": {Use.CALENDAR},
    "rooms": {Use.ROOMS},
    "calls": {Use.CALLS},
    "roster": {Use.SHIFTS},
    "location": {Use.LOCATION},
    "messages": {Use.CHATS, Use.CHANNELS},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TransparencyCommand:
    """`kadans transparency` as it was typed."""

    out: Path
    policy: Path | None = None


def run_transparency(command: TransparencyCommand, environment: Mapping[str, str], *, now: datetime) -> int:
    """Write the pages and say where; return the exit code.

    Raises:
        PolicyError: the policy is wrong.
        KadansError: the folder can't be written, or the storage can't be read.
    """
    policy = chosen_policy(environment, command.policy)
    facts = facts_of(policy, now)
    found, why_not = _evaluated(command, environment)
    pages = [name for name in _FILES if name != "evaluation" or found is not None]
    for language in LANGUAGES:
        _write(command.out / language, {_FILES[name]: page(name, facts, language, found) for name in pages})
        say(f"{command.out / language}: {', '.join(_FILES[name] for name in pages)}")
    if why_not:
        say(f"{_FILES['evaluation']} was not written, since the storage is not known: {why_not}")
    missing = policy.tables.governance.missing()
    if missing:
        say(f"The pages have gaps: [governance] still lacks {', '.join(missing)}.")
    return 0


def _evaluated(command: TransparencyCommand, environment: Mapping[str, str]) -> tuple[Evaluation | None, str]:
    """Return the evaluation, or why there is none: before the first run there need not be a tenant yet."""
    try:
        settings = read_settings(environment, policy=command.policy)
    except PolicyError as error:
        return None, error.problems[0]
    return evaluation_of(open_storage(settings)), ""


def _write(folder: Path, files: Mapping[str, str]) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            (folder / name).write_text(content, "utf-8")
    except OSError as error:
        raise KadansError(f"{folder}: can't be written ({error.strerror}). Choose another --out.") from None


def facts_of(policy: Policy, now: datetime) -> Facts:
    """Return what the pages tell, from the code's own lists and the policy."""
    tables = policy.tables
    needed = needs(tables, ALL)
    uses = {need.permission.use for need in needed}
    return Facts(
        tables=tables,
        policy_version=policy.version,
        made_on=now.date(),
        fields={source: read_fields(source) for source in SOURCES},
        sources={source: not (wanted := _USES.get(source, set())) or bool(wanted & uses) for source in SOURCES},
        signals=tuple(signal.value for signal in Signal if tables.allows(signal)),
        messages=tuple(use.value for use in (Use.CHATS, Use.CHANNELS) if use in uses),
        kept=tuple(kept_parts(Report)),
        kept_months=KEPT_MONTHS,
        sample_days=KEPT_DAYS,
        floor=tables.privacy.floor,
        contributors=CONTRIBUTORS,
        coverage_percent=int(COVERAGE * 100),
        needs=needed,
        measured=tuple(_measured(policy)),
        teams={key: team.name or key for key, team in tables.teams.items()},
        versions={
            "python": platform.python_version(),
            **{name: version_of(name) for name in ("kadans", "msgraph-sdk", "msal")},
        },
        fingerprint=fingerprint(),
        fingerprint_command=COMMAND,
    )


def kept_parts(model: type[BaseModel], path: str = "") -> Iterator[str]:
    """Yield the parts of a report that is published, with dots for what lies inside."""
    for name, info in model.model_fields.items():
        if name in _EXACT_ONLY:
            continue
        full = f"{path}{info.alias or name}"
        inner = [each for each in _types(info.annotation) if isinstance(each, type) and issubclass(each, BaseModel)]
        if not inner:
            yield full
        for each in inner:
            yield from kept_parts(each, f"{full}.")


def _types(annotation: Any) -> list[Any]:  # noqa: ANN401 - annotations are of any type
    inner = get_args(annotation)
    return [found for each in inner for found in _types(each)] if inner else [annotation]


def _measured(policy: Policy) -> Iterator[Measured]:
    """Yield the auditors that look at some team, on its card or on the page beside it, in the order of `ALL`."""
    teams = [team_settings(policy, key) for key in policy.tables.teams]
    for auditor in ALL:
        using = [team for team in teams if auditor.key in team.auditors]
        if using or not teams:
            yield Measured(
                key=auditor.key,
                title=auditor.words.title,
                why=auditor.why,
                teams=tuple(team.name for team in using),
                thresholds=tuple(_thresholds(auditor, {team.name: team.rules[auditor.key] for team in using})),
            )


def _thresholds(auditor: AnyAuditor, rules: Mapping[str, BaseModel]) -> Iterator[Threshold]:
    for name, told in auditor.rule.model_json_schema()["properties"].items():
        if told.get("type") in {"integer", "number"}:
            yield Threshold(
                name=name,
                unit=told.get("unit", ""),
                low=told.get("minimum"),
                high=told.get("maximum"),
                default=told["default"],
                values={team: getattr(rule, name) for team, rule in rules.items()},
            )


def evaluation_of(storage: Storage) -> Evaluation:
    """Return what the storage tells about the past. Levels are counted over all teams together."""
    storage.prepare()
    published = storage.reports.published()
    reports = [found for team, week in published if (found := storage.reports.read(team, week)) is not None]
    weeks = sorted(report.week for report in reports)
    policies: dict[str, tuple[str, str]] = {}
    for report in sorted(reports, key=lambda each: each.week):
        first, _ = policies.get(report.policy.version, (report.week, ""))
        policies[report.policy.version] = first, report.week
    return Evaluation(
        first=weeks[0] if weeks else "",
        last=weeks[-1] if weeks else "",
        reports=len(reports),
        weeks=dict(sorted(Counter(weeks).items())),
        teams=dict(sorted(Counter(report.team for report in reports).items())),
        levels=tuple(_levels(reports)),
        policies=policies,
        deliveries=_deliveries(storage),
    )


def _levels(reports: list[Report]) -> Iterator[LevelCount]:
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for report in reports:
        for section in report.sections:
            found[section.auditor][section.level or "" if section.status == "measured" else "silent"] += 1
    for key, counts in found.items():
        auditor = BY_KEY.get(key)
        yield LevelCount(
            auditor=key, title=auditor.words.title if auditor else key, counts=counts, silent=counts["silent"]
        )


def _deliveries(storage: Storage) -> dict[str, Counter[str]]:
    """Return how many cards each route got, by what the ledger knows of them; alarms are no cards."""
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for entry in storage.ledger.everything():
        parts = entry.key.split("/")
        if len(parts) == 3 and _is_week(parts[1]):
            found[parts[2]][entry.state.value] += 1
    return dict(sorted(found.items()))


def _is_week(text: str) -> bool:
    try:
        Week.parse(text)
    except ValueError:
        return False
    return True
