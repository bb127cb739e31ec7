"""What the commands do: settings and policy in, files and sentences out, an exit code back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from core.errors import KadansError, PolicyError
from core.policy_file import Policy, read_policy
from core.ports import ReportStore
from core.team import SMALL_TEAMS
from core.week import Week
from jobs.audit import Audited, AuditRequest, audit_each
from jobs.deliver import deliver_again
from jobs.deliver_now import deliver_now, self_cards_now
from jobs.history import history_of
from jobs.output import Progress, Written, complain, say, write, write_organisation
from jobs.policy_meaning import meaning
from jobs.routes import check_routes, lacking
from jobs.sample import Turn, sample
from jobs.sampled import LACKS_KEY
from jobs.settings import DEFAULT_POLICY, Settings, pseudonyms_of, read_policy_file, read_settings
from jobs.wiring import house, report_store, rules
from reports.organisation import Tally
from storage.policy import InForce

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
    trouble: str = ""


async def run_audit(command: AuditCommand, environment: Mapping[str, str], *, now: datetime) -> int:
    """Audit, write the outputs, deliver if asked, say what happened; return the exit code.

    Raises:
        PolicyError, SignInError, NotReachedError: nothing could be done.
    """
    week = _week(command.week)
    settings = read_settings(environment, policy=command.policy)
    policy = load_policy(settings.policy)
    told, organisation = await audit_and_write(
        command, week, settings, policy, now=now, then=lambda each: _told(each, keep=command.deliver)
    )
    for each in told:
        if each.trouble:
            complain(each.trouble)
        for line in each.lines:
            say(line)
    if organisation is not None:
        say(f"The organisation's page: {organisation}")
    delivered = await _delivered([each.audited for each in told if each.audited], command, policy, environment, now)
    return DONE if delivered and not any(each.failed for each in told) else SOME_FAILED


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """What is said of a team in the end; its report need not stay in memory for that."""

    failed: bool
    trouble: str
    lines: tuple[str, ...]
    audited: Audited | None
    """Where its card is still to be delivered."""


def _told(each: Outcome, *, keep: bool) -> _Told:
    report = each.audited.report
    lines: list[str] = []
    if report is not None and each.written is not None:
        lines.append(each.written.summary)
        if each.audited.was_published:
            lines.append("  published before, so these are the stored numbers: a published week is final")
        lines.append(f"  {each.written.card}\n  {each.written.page}\n")
    audited = each.audited if keep and each.written is not None else None
    return _Told(failed=each.written is None, trouble=each.trouble, lines=tuple(lines), audited=audited)


async def audit_and_write[T](
    command: AuditCommand,
    week: Week | None,
    settings: Settings,
    policy: Policy,
    *,
    now: datetime,
    then: Callable[[Outcome], T],
) -> tuple[list[T], Path | None]:
    """Return what `then` makes of each team's outcome, and the organisation's page.

    Files are written team by team.
    """
    request = AuditRequest(policy=policy, week=week, team=command.team, exact=command.exact)
    store = report_store(settings)
    tally = Tally()
    small: list[Audited] = []

    def each_team(each: Audited) -> T:
        if each.report is not None:
            tally.add(each.report.published())
        return then(_written(each, command, policy, store))

    with Progress() as progress:
        done = await audit_each(
            request, settings, store, now=now, watch=progress.watch, then=each_team, together=small.append
        )
    if command.team is not None:
        return done, None
    missing = len(done) - tally.teams
    return done, _organisation(tally, missing, small, command.out, policy, store)


def _organisation(
    tally: Tally, missing: int, together: list[Audited], out: Path, policy: Policy, store: ReportStore
) -> Path | None:
    """Write the organisation's page, or say why there is none: it speaks of all teams or not at all."""
    if missing:
        say("There is no page of the organisation: not every team could be audited.")
        return None
    if len(tally.weeks) > 1:
        say("There is no page of the organisation: its teams' last weeks differ by zone. Name one with --week.")
        return None
    small = next(iter(together), None)
    if small is not None and small.problem:
        complain(f"Small teams, taken together: {small.problem}")
    history = history_of(store, SMALL_TEAMS, small.week) if small is not None else ()
    report = small.report.published() if small is not None and small.report is not None else None
    (week,) = tally.weeks
    try:
        return write_organisation(tally, Week.parse(week), policy, out, small=report, history=history)
    except KadansError as error:
        complain(str(error))
        return None


def _written(each: Audited, command: AuditCommand, policy: Policy, store: ReportStore) -> Outcome:
    if each.report is None:
        return Outcome(audited=each, trouble=f"{each.team.key} {each.week}: {each.problem}")
    try:
        history = history_of(store, each.team.key, each.week, agreements=each.team.team.agreements)
        written = write(each, each.report, policy, command.out, history=history)
    except KadansError as error:
        return Outcome(audited=each, trouble=str(error))
    return Outcome(audited=each, written=written)


async def _delivered(
    audited: list[Audited], command: AuditCommand, policy: Policy, environment: Mapping[str, str], now: datetime
) -> bool:
    """Deliver the cards of what was written and say what became of each; tell whether all of them arrived."""
    if not audited:
        return True
    chosen = {"KADANS_POLICY": str(command.policy)} if command.policy is not None else {}
    # The policy that was audited under, and no copy of it is kept: it may name managers by their ids.
    opened = replace(house({**environment, **chosen}, clock=lambda: now), policy=lambda: InForce(policy=policy))
    opened.storage.prepare()
    done = True
    for each in audited:
        cards_from = policy.tables.organisation.cards_from
        if cards_from is not None and now.astimezone(each.team.zone).date() < cards_from:
            say(f"{each.team.key} {each.week}: no card is sent before cards_from = {cards_from}.")
            continue
        for card in await deliver_now(each.team, each.report, opened) if each.report is not None else ():
            (say if card.done else complain)(card.said)
            done = done and card.done
        mirrors = await self_cards_now(each.team, each.week, opened)
        if mirrors is not None:
            (say if mirrors.done else complain)(mirrors.said)
            done = done and mirrors.done
    return done


async def run_sample(policy: Path | None, environment: Mapping[str, str], *, now: datetime) -> int:
    """Sample work locations where it is a team's turn, forget what is too old, and say what became of each team.

    Raises:
        PolicyError, SignInError, NotReachedError: nothing could be done.
    """
    chosen = {"KADANS_POLICY": str(policy)} if policy is not None else {}
    done = await sample(house({**environment, **chosen}, clock=lambda: now))
    if done.refused:
        say(done.refused)
    for team, turn in done.turns.items():
        say(f"{team}: {turn}.")
    failed = {Turn.NOT_GRANTED, Turn.UNREADABLE} & set(done.turns.values())
    return SOME_FAILED if failed else DONE


async def run_deliver_again(key: str, policy: Path | None, environment: Mapping[str, str]) -> int:
    """Post a card again because a person decided so, and say what became of it.

    Raises:
        KadansError: nothing was posted.
    """
    chosen = {"KADANS_POLICY": str(policy)} if policy is not None else {}
    # By a person, on a machine that a managed identity can't be used on: a workflow needs none.
    say(await deliver_again(key, house({**environment, **chosen}, signs_in=False)))
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
    for line in meaning(read):
        say(f"  {line}")
    check_routes(read.tables, environment)
    wanted = lacking(read.tables, environment)
    if wanted:
        say(f"To post to its routes the environment still lacks: {', '.join(wanted)}.")
    if read.tables.privacy.sample_work_location and pseudonyms_of(environment) is None:
        say(LACKS_KEY)
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
