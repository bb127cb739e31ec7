"""What can be told without the tenant: policy, versions, storage, routes, last runs."""

import platform
import tempfile
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from uuid import uuid4

from core.errors import KadansError
from core.policy import BotTarget, FolderTarget, Target
from core.policy_file import Policy
from core.team import reading_refused, team_settings
from core.week import Week
from jobs.doctor.page import Line, good, note, red
from jobs.house import Storage
from jobs.plan import newest_due
from jobs.sampled import LACKS_KEY
from jobs.self_cards import NO_KEY, PURPOSE
from jobs.settings import Settings
from jobs.wiring import postman

_PACKAGES = ("kadans", "msgraph-sdk", "msal")
_SOON = 30
"""Days before the agreed end in which the page says so."""
_PLAN_LATE = 2 * 3600
"""Seconds: the timer is hourly."""


def policy_lines(policy: Policy, settings: Settings | None, now: datetime) -> Iterator[Line]:
    """Tell about a valid policy and its legal footing."""
    tables = policy.tables
    teams = len(tables.teams)
    if teams:
        yield good(f"valid: {teams} {'team' if teams == 1 else 'teams'}, version {policy.version[:19]}")
    else:
        yield red("valid, without a team", "Add a [teams.NAME] table: config/policy.toml shows one.")
    refused = reading_refused(tables, now)
    until = tables.governance.until
    if refused is None and until is not None:
        left = (until - now.date()).days
        if left <= _SOON:
            yield note(f"[governance] is complete, and ends on {until}: {left} days from now nothing is read any more")
        else:
            yield good(f"[governance] is complete, until {until}")
    elif settings is not None and settings.sandbox:
        yield note(f"a sandbox on this machine needs no footing; a real tenant would: {refused}")
    else:
        yield red(str(refused), "Agree on it with the consultation body and the DPO, then fill it in: docs/privacy.md.")
    if tables.privacy.sample_work_location and settings is not None:
        if settings.pseudonyms is None:
            yield red("work locations are to be sampled, and there is no key", LACKS_KEY)
        else:
            yield good("work locations are sampled under a key, and kept for 8 days at most")


def version_lines() -> Iterator[Line]:
    """Tell which versions run."""
    told = [f"python {platform.python_version()}", *(f"{name} {version_of(name)}" for name in _PACKAGES)]
    yield good(", ".join(told))


def version_of(package: str) -> str:
    """Return the version of an installed package."""
    try:
        return version(package)
    except PackageNotFoundError:
        return "(not installed as a package)"


def storage_lines(settings: Settings, storage: Storage) -> Iterator[Line]:
    """Try to write, read and remove a document and a row."""
    where = f"folder {settings.storage.folder}" if settings.storage.folder is not None else "Azure Storage"
    mark = f"doctor/{uuid4().hex}"
    try:
        storage.prepare()
        storage.papers.write(mark, b"written by kadans doctor")
        read = storage.papers.read(mark)
        storage.papers.remove(mark)
        row = storage.rows.read(mark) if storage.rows.insert(mark, {"written": 1}) else None
        gone = row is not None and storage.rows.remove(mark, tag=row.tag)
    except (KadansError, OSError) as error:
        yield red(f"{where} can't be written", _storage_advice(error))
        return
    if read is None or not gone:
        yield red(f"{where} forgets what is written", "Look at the storage account's own health in Azure.")
        return
    yield good(f"{where} can be reached and written")


def _storage_advice(error: Exception) -> str:
    told = str(error) if isinstance(error, KadansError) else type(error).__name__
    return f"Mend KADANS_STORAGE ({told.rstrip('.')}); in Azure the identity needs Storage Blob, Queue and Table Data Contributor."


def route_lines(policy: Policy, settings: Settings, environment: Mapping[str, str]) -> Iterator[Line]:
    """Tell about each route whether a card could go there; nothing is posted."""
    tables = policy.tables
    for name, target in tables.routes.items():
        yield _route(name, target, settings, environment)
    if tables.organisation.self_card_group:
        yield _self_cards(settings, environment)
    used = {route for team in tables.teams.values() for route in team.routes}
    for key, team in tables.teams.items():
        if not team.routes:
            yield note(f"[teams.{key}] has no routes: its card goes nowhere")
    idle = sorted(set(tables.routes) - used - {tables.organisation.admin_route})
    if idle:
        yield note(f"used by no team: {', '.join(idle)}")
    if not tables.organisation.admin_route:
        yield red("[organisation] admin_route is not set: alarms reach nobody", "Name a key of [routes] there.")


def _route(name: str, target: Target, settings: Settings, environment: Mapping[str, str]) -> Line:
    if isinstance(target, FolderTarget):
        problem = _unwritable(Path(target.path))
        if problem:
            return red(
                f"[routes.{name}] folder {target.path}: {problem}", "Choose another path, or let this user write there."
            )
        return good(f"[routes.{name}] folder {target.path} can be written")
    try:
        postman(settings, environment, target)
    except KadansError as error:
        return red(f"[routes.{name}] {target.kind}: not ready", str(error))
    return good(f"[routes.{name}] {target.kind}: settings are there and of the right form")


def _self_cards(settings: Settings, environment: Mapping[str, str]) -> Line:
    if settings.pseudonyms is None:
        return red("self cards: nobody gets one", NO_KEY)
    try:
        postman(settings, environment, BotTarget(kind="bot", user=PURPOSE))
    except KadansError as error:
        return red("self cards: nobody gets one", str(error))
    return good("self cards: the key and the bot's settings are there; each goes to its reader's own chat alone")


def _unwritable(path: Path) -> str | None:
    """Return why a folder, or the one in which it would be made, can't be written."""
    there = next(each for each in (path.absolute(), *path.absolute().parents) if each.exists())
    try:
        with tempfile.NamedTemporaryFile(dir=there, prefix=".kadans-"):
            return None
    except OSError as error:
        return f"can't be written ({error.strerror})"


def run_lines(policy: Policy, storage: Storage, now: datetime) -> Iterator[Line]:
    """Tell the last plan, each team's last report, and what waits."""
    last = storage.leases.until("plan/last")
    if not last:
        yield note("never planned: the app's timer has not run with this storage yet")
    else:
        told = datetime.fromtimestamp(last, UTC)
        if now.timestamp() - last > _PLAN_LATE:
            yield red(
                f"last planned {told:%Y-%m-%d %H:%M} UTC", "The timer is hourly: look whether the function app runs."
            )
        else:
            yield good(f"last planned {told:%Y-%m-%d %H:%M} UTC")
    for key in policy.tables.teams:
        yield _last_report(policy, storage, key, now, planned=bool(last))
    waiting = storage.ledger.open()
    for entry in waiting:
        text = f"delivery {entry.key}: {entry.state.value}{f' ({entry.reason})' if entry.reason else ''}"
        yield red(text, f"Look in Teams; if the card isn't there: kadans deliver --again {entry.key}")


def _last_report(policy: Policy, storage: Storage, key: str, now: datetime, *, planned: bool) -> Line:
    team = team_settings(policy, key)
    week = max(storage.reports.weeks(key), default=None)
    newest = newest_due(now, team.zone, team.report_at)
    if week is None:
        return note(f"{key}: no report yet")
    gaps = _gaps(storage, key, week)
    if week < newest and planned:
        return red(
            f"{key}: last report {week}, {newest} is due{gaps}", "Alarms and logs of the audit job say what stopped it."
        )
    return good(f"{key}: last report {week}{gaps}")


def _gaps(storage: Storage, key: str, week: Week) -> str:
    report = storage.reports.read(key, week)
    sources = sorted({gap.source for gap in report.gaps}) if report else []
    return f", with gaps in {', '.join(sources)}" if sources else ""
