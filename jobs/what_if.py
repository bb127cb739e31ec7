"""`kadans what-if`: reads weeks again and tells how many teams would be at which level under other limits. Stores no result."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from rich.console import Console

from core.errors import KadansError, NotReachedError, PolicyError, SignInError
from core.limits import Limit, limits_of
from core.policy_file import Policy, with_limits
from core.privacy import suppressed_by_overlap
from core.team import TeamSettings, team_settings
from core.week import Week
from core.what_if import TEAMS_AT_LEAST, Changes, Levels, Seen, flagged, read_changes, standing_off_the_grid, suggested
from jobs.audit import AuditRequest, Step, may_read
from jobs.command import DONE, SOME_FAILED, load_policy
from jobs.concurrency import run_all
from jobs.facts import gather
from jobs.house import Storage
from jobs.log import logger, set_up_command
from jobs.membership import Members, left_out, members_of
from jobs.output import Progress, complain
from jobs.plan import before
from jobs.report import report_of
from jobs.settings import Settings, read_settings
from jobs.what_if_words import Suggestion, show, show_suggestions
from jobs.wiring import Tenant, open_storage, rules, tenant
from storage.policy_log import Kind, LogEntry

USUAL_WEEKS = 8
BASELINE_WEEKS = 4
WEEKS_AT_MOST = 12
USES_AT_MOST = 20
"""In seven days: enough to find a limit, too few to sweep a grid unseen."""
_SEVEN_DAYS = 7 * 24 * 3600
_TEAMS_AT_ONCE = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatIfCommand:
    """`kadans what-if` as it was typed."""

    settings: Sequence[str] = ()
    weeks: int | None = None
    suggest: bool = False
    policy: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    """What was seen under each variant, in their order, and how many team-weeks could not be read."""

    seen: tuple[Seen, ...]
    unread: int


async def run_what_if(
    command: WhatIfCommand, environment: Mapping[str, str], *, now: datetime, console: Console | None = None
) -> int:
    """Read the weeks, compare the limits, show how many teams would be where; return the exit code.

    Raises:
        PolicyError, SignInError, NotReachedError: nothing could be done.
    """
    known = rules()
    console = console or Console(highlight=False)
    if bool(command.settings) == command.suggest:
        raise PolicyError("What if what? Give --set auditors.NAME.KEY=VALUE, once or more, or --suggest alone.")
    changes = read_changes(command.settings, known)
    settings = read_settings(environment, policy=command.policy)
    policy = load_policy(settings.policy)
    tried = _limits_to_suggest(policy) if command.suggest else []
    auditors = tuple(dict.fromkeys(limit.auditor for limit in tried)) or tuple(changes)
    weeks = _weeks(command, policy, settings, now=now)
    _enough_teams(policy, auditors)
    if problems := standing_off_the_grid(policy, auditors, known):
        raise PolicyError(*problems)
    variants = _variants(policy, tried) if command.suggest else [policy, with_limits(policy, changes, known)]
    keys = tuple(limit.path for limit in tried) or tuple(
        f"auditors.{a}.{k}" for a, values in changes.items() for k in values
    )
    _log(open_storage(settings), keys, policy.version, now=now)
    reading = await _read(variants, auditors, weeks, settings, now=now)
    if command.suggest:
        show_suggestions(_suggestions(policy, tried, reading.seen), console)
    else:
        show(changes, _today(policy, changes), reading.seen[0], reading.seen[1], console)
    if reading.unread:
        complain(f"{reading.unread} team-weeks could not be read and are in no number. See why: kadans audit.")
    return SOME_FAILED if reading.unread else DONE


def _weeks(command: WhatIfCommand, policy: Policy, settings: Settings, *, now: datetime) -> list[Week]:
    """Return the weeks to read, oldest first: closed in every team's zone, and none that must not be read."""
    usual = BASELINE_WEEKS if command.suggest else USUAL_WEEKS
    number = usual if command.weeks is None else command.weeks
    if not 1 <= number <= WEEKS_AT_MOST:
        raise PolicyError(f"--weeks {number}: must be 1 to {WEEKS_AT_MOST}.")
    if command.suggest and number < BASELINE_WEEKS:
        raise PolicyError(f"--weeks {number}: a suggestion needs {BASELINE_WEEKS} weeks or more.")
    teams = [team_settings(policy, key) for key in policy.tables.teams]
    if not teams:
        raise PolicyError("The policy has no [teams.NAME] yet: there is nothing to compare.")
    newest = min(Week.last_closed(now, team.zone) for team in teams)
    weeks = [before(newest, back) for back in reversed(range(number))]
    start = policy.tables.reads_from
    if start is not None and not settings.sandbox:
        weeks = [week for week in weeks if week.monday >= start] or [newest]
    may_read(AuditRequest(policy=policy, week=weeks[0]), settings, teams, now)
    return weeks


def _enough_teams(policy: Policy, auditors: Sequence[str]) -> None:
    for auditor in auditors:
        teams = sum(auditor in team_settings(policy, key).auditors for key in policy.tables.teams)
        if teams < TEAMS_AT_LEAST:
            raise PolicyError(
                f"{auditor}: {teams} of the policy's teams have this section. What-if needs {TEAMS_AT_LEAST} or more: with "
                "fewer, everybody would know which team is meant."
            )


def _log(storage: Storage, keys: tuple[str, ...], version: str, *, now: datetime) -> None:
    """Keep that limits are tried out, before anything is read: when and which, no result.

    Raises:
        PolicyError: they were tried out too often of late.
    """
    storage.prepare()
    at = int(now.timestamp())
    log = storage.policy_log
    recent = [each for each in log.entries() if each.kind is Kind.WHAT_IF and each.at > at - _SEVEN_DAYS]
    if len(recent) >= USES_AT_MOST:
        raise PolicyError(
            f"What-if was used {len(recent)} times in seven days, and {USES_AT_MOST} is the most: trying limit after limit would "
            "read off what only the team should know. Come back later; kadans explain --changes shows the uses."
        )
    log.note(LogEntry(kind=Kind.WHAT_IF, at=at, keys=keys, version=version))
    set_up_command()
    logger().info("what_if", keys=list(keys))


async def _read(
    variants: Sequence[Policy], auditors: Sequence[str], weeks: Sequence[Week], settings: Settings, *, now: datetime
) -> _Reading:
    """Return how many teams are at which level, by variant. The facts of a team-week live for its turn only."""
    teams = [team_settings(variants[0], key) for key in variants[0].tables.teams]
    counted: list[dict[tuple[str, Week], Levels]] = [defaultdict(Counter) for _ in variants]
    at_once = asyncio.Semaphore(_TEAMS_AT_ONCE)
    unread: list[KadansError] = []
    with Progress() as progress:
        async with tenant(settings) as reading:
            excluded = await left_out(reading.directory, teams[0].organisation)
            met = await run_all(_members(reading, team) for team in teams)
            members = {team.key: each for team, each in zip(teams, met, strict=True)}
            silent = _silent(members, smallest_group=teams[0].smallest_group)

            async def one(team: TeamSettings, week: Week) -> None:
                who = members[team.key]
                wanted = tuple(name for name in team.auditors if name in auditors)
                if not wanted:
                    return
                async with at_once:
                    progress.watch(f"{week}", Step.READING)
                    try:
                        if isinstance(who, KadansError):
                            raise who
                        only = replace(team, sections=wanted, further=())
                        facts = await gather(only, week, who, left_out=excluded, tenant=reading, now=now)
                    except SignInError:
                        raise
                    except KadansError as error:
                        unread.append(error)
                        return
                    for variant, counts in zip(variants, counted, strict=True):
                        limits = replace(only, rules=variant.rules[team.key])
                        report = report_of(facts, limits, policy_version="", overlapping=team.key in silent)
                        for section in report.sections:
                            counts[section.auditor, week][section.level] += 1

            await run_all(one(team, week) for week in weeks for team in teams)
    asked = sum(any(name in auditors for name in team.auditors) for team in teams) * len(weeks)
    if len(unread) == asked and isinstance(unread[0], NotReachedError):
        raise unread[0]
    return _Reading(seen=tuple(Seen(by_week=each) for each in counted), unread=len(unread))


async def _members(reading: Tenant, team: TeamSettings) -> Members | KadansError:
    try:
        return await members_of(reading.directory, team)
    except SignInError:
        raise
    except KadansError as error:
        return error


def _silent(members: Mapping[str, Members | KadansError], *, smallest_group: int) -> frozenset[str]:
    """Return the teams that stay silent because they differ from another by too few people, as in an audit."""
    nominal = {
        key: frozenset(person.key.casefold() for person in each.nominal)
        for key, each in members.items()
        if isinstance(each, Members)
    }
    return suppressed_by_overlap(nominal, smallest_group=smallest_group)


def _today(policy: Policy, changes: Changes) -> dict[str, dict[str, float]]:
    """Return the limits that hold for all teams today, for the keys that are tried out."""
    known = rules()
    return {
        auditor: {
            limit.key: _in_force(policy, limit) for limit in limits_of(auditor, known[auditor]) if limit.key in values
        }
        for auditor, values in changes.items()
    }


def _limits_to_suggest(policy: Policy) -> list[Limit]:
    """Return the limits of warnings of every auditor that enough teams have."""
    sections = Counter(name for key in policy.tables.teams for name in team_settings(policy, key).auditors)
    return [
        limit
        for auditor, rule in rules().items()
        if sections[auditor] >= TEAMS_AT_LEAST
        for limit in limits_of(auditor, rule)
        if limit.key.startswith("warn_") and limit.grid
    ]


def _variants(policy: Policy, tried: Sequence[Limit]) -> list[Policy]:
    """Return today's policy, and then one for each value of each limit that fits."""
    known = rules()
    variants = [policy]
    for limit in tried:
        variants += [
            with_limits(policy, {limit.auditor: {limit.key: value}}, known) for value in _fitting(policy, limit)
        ]
    return variants


def _fitting(policy: Policy, limit: Limit) -> list[float]:
    """Return the values of a limit's grid that fit with the other limits of all teams."""
    fitting = []
    for value in limit.grid:
        try:
            with_limits(policy, {limit.auditor: {limit.key: value}}, rules())
        except PolicyError:
            continue
        fitting.append(value)
    return fitting


def _suggestions(policy: Policy, tried: Sequence[Limit], seen: Sequence[Seen]) -> list[Suggestion]:
    """Return a suggestion for each limit, from the weeks in which enough teams have a level."""
    rest = iter(seen[1:])
    told: list[Suggestion] = []
    for limit in tried:
        by_value = {value: next(rest) for value in _fitting(policy, limit)}
        weeks = seen[0].weeks(limit.auditor)
        today = _in_force(policy, limit)
        suggestion = Suggestion(limit=limit, today=today, weeks=len(weeks), now=seen[0].total(limit.auditor, weeks))
        if len(weeks) >= BASELINE_WEEKS:
            shares = {value: flagged(each.total(limit.auditor, weeks)) for value, each in by_value.items()}
            value = suggested(today, shares)
            suggestion = replace(suggestion, value=value, then=by_value[value].total(limit.auditor, weeks))
        told.append(suggestion)
    return told


def _in_force(policy: Policy, limit: Limit) -> float:
    """Return what holds today for all teams that have no limit of their own."""
    return float(policy.tables.auditors.get(limit.auditor, {}).get(limit.key, limit.default))
