"""What the commands do: settings and policy in, files and sentences out, an exit code back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from core.errors import KadansError, PolicyError
from core.policy_file import Policy, read_policy
from core.ports import ReportStore
from core.week import Week
from jobs.audit import Audited, AuditRequest, audit_each
from jobs.deliver import deliver_again
from jobs.history import history_of
from jobs.output import Progress, Written, complain, deliver, reader_of, say, write
from jobs.settings import DEFAULT_POLICY, Settings, read_policy_file, read_settings
from jobs.wiring import house, report_store, rules
from reports.text import summary

DONE, SOME_FAILED = 0, 1


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditCommand:
    """`kadans audit` as it was typed."""

    out: Path
    week: str | None = None
    team: str | None = None
    policy: Path | None = None
    deliver: bool = False
    exact: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One team's audit, and its files; without files it failed."""

    audited: Audited
    written: Written | None = None
    delivered: bool = True
    trouble: str = ""
    says: tuple[str, ...] = ()


async def run_audit(command: AuditCommand, environment: Mapping[str, str], *, now: datetime) -> int:
    """Audit, write the outputs, deliver if asked, say what happened; return the exit code.

    Raises:
        PolicyError, SignInError, NotReachedError: nothing could be done.
    """
    week = _week(command.week)
    settings = read_settings(environment, policy=command.policy)
    policy = load_policy(settings.policy)
    told = await audit_and_write(command, week, settings, policy, now=now, then=lambda each: _told(each, policy))
    for each in told:
        if each.trouble:
            complain(each.trouble)
        for line in each.lines:
            say(line)
    return SOME_FAILED if any(each.failed for each in told) else DONE


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """What is said of a team in the end; its report need not stay in memory for that."""

    failed: bool
    trouble: str
    lines: tuple[str, ...]


def _told(each: Outcome, policy: Policy) -> _Told:
    report = each.audited.report
    lines = list(each.says)
    if report is not None and each.written is not None:
        lines.append(summary(report, reader_of(each.audited.team, policy)))
        if each.audited.was_published:
            lines.append("  published before, so these are the stored numbers: a published week is final")
        lines.append(f"  {each.written.card}\n  {each.written.page}\n")
    return _Told(failed=each.written is None or not each.delivered, trouble=each.trouble, lines=tuple(lines))


async def audit_and_write[T](
    command: AuditCommand,
    week: Week | None,
    settings: Settings,
    policy: Policy,
    *,
    now: datetime,
    then: Callable[[Outcome], T],
) -> list[T]:
    """Return what `then` makes of each team's outcome; its files are written and, if asked, its card is delivered."""
    request = AuditRequest(policy=policy, week=week, team=command.team, exact=command.exact)
    store = report_store(settings)
    with Progress() as progress:
        return await audit_each(
            request,
            settings,
            store,
            now=now,
            watch=progress.watch,
            then=lambda each: then(_written(each, command, policy, now, store)),
        )


def _written(each: Audited, command: AuditCommand, policy: Policy, now: datetime, store: ReportStore) -> Outcome:
    if each.report is None:
        return Outcome(audited=each, trouble=f"{each.team.key} {each.week}: {each.problem}")
    try:
        history = history_of(store, each.team.key, each.week)
        written = write(each, each.report, policy, command.out, history=history)
    except KadansError as error:
        return Outcome(audited=each, trouble=str(error))
    delivered, says = True, list[str]()
    cards_from = policy.tables.organisation.cards_from
    if command.deliver and cards_from is not None and now.date() < cards_from:
        says.append(f"{each.team.key} {each.week}: no card is sent before cards_from = {cards_from}.")
    elif command.deliver:
        delivered = deliver(each, each.report, policy, say=says.append, history=history)
    return Outcome(audited=each, written=written, delivered=delivered, says=tuple(says))


async def run_deliver_again(key: str, policy: Path | None, environment: Mapping[str, str]) -> int:
    """Post a card again because a person decided so, and say what became of it.

    Raises:
        KadansError: nothing was posted.
    """
    chosen = {"KADANS_POLICY": str(policy)} if policy is not None else {}
    say(await deliver_again(key, house({**environment, **chosen})))
    return DONE


def run_check(policy: Path | None, environment: Mapping[str, str]) -> int:
    """Check the policy and say what it comes to.

    Raises:
        PolicyError: with everything that is wrong.
    """
    path = policy or Path(environment.get("KADANS_POLICY", DEFAULT_POLICY))
    read = load_policy(path)
    teams = read.tables.teams
    say(f"{path}: valid. {len(teams)} {'team' if len(teams) == 1 else 'teams'}: {', '.join(teams) or 'none yet'}.")
    known = rules()
    later = sorted({name for team in teams.values() for name in team.sections or () if name not in known})
    if later:
        say(f"Left out, since this version has no such auditor yet: {', '.join(later)}.")
    missing = read.tables.governance.missing()
    if missing:
        say(f"For a real tenant [governance] still lacks: {', '.join(missing)}.")
    return DONE


def load_policy(path: Path) -> Policy:
    """Return the policy in a file.

    Raises:
        PolicyError: with everything that is wrong.
    """
    return read_policy(read_policy_file(path), name=path.name, rules=rules())


def _week(text: str | None) -> Week | None:
    if text is None:
        return None
    try:
        return Week.parse(text)
    except ValueError as error:
        raise PolicyError(f"--week: {error}.") from None
