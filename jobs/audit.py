"""The audit: reads each team's week, lets the auditors look at it, publishes the report. METRICS.md says what, HOUSE.md how."""

import asyncio
import gc
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING

from core.errors import KadansError, NotReachedError, PolicyError, SignInError
from core.policy_file import Policy
from core.ports import ReportStore
from core.privacy import suppressed_by_overlap
from core.report import Report
from core.team import SMALL_TEAMS, TeamSettings, reading_refused, small_teams_settings, team_settings
from core.week import Week
from jobs.concurrency import run_few, run_in_turn
from jobs.facts import gather
from jobs.membership import Members, left_out, members_of
from jobs.report import report_of
from jobs.settings import Settings
from jobs.small_teams import together as small_teams
from jobs.trace import Span, span
from jobs.wiring import Tenant, tenant

if TYPE_CHECKING:
    from graph.transport import SharedGate


class Step(StrEnum):
    """How far a team has come, for whoever watches."""

    READING = "reading"
    DONE = "done"
    STORED = "stored"
    FAILED = "failed"


_PEOPLE_AT_ONCE = 48
"""Facts of so many people are in memory at the same time, and more where many requests have to be in flight."""
_PEOPLE_PER_REQUEST = 1.0
"""In flight: some people are done with before the rest of their team is."""

type Watch = Callable[[str, Step], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Audited:
    """What became of one team's week."""

    team: TeamSettings
    week: Week
    report: Report | None = None
    """None where it failed. With --exact it holds exact values, else it is what may be published."""
    was_published: bool = False
    """It had been published before: this is the stored report."""
    problem: str | None = None
    error: KadansError | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditRequest:
    """What to audit."""

    policy: Policy
    week: Week | None = None
    """None: the last week that is over, in each team's own zone."""
    team: str | None = None
    exact: bool = False


async def audit(
    request: AuditRequest,
    settings: Settings,
    store: ReportStore,
    *,
    now: datetime,
    watch: Watch,
    shared: "SharedGate | None" = None,
) -> list[Audited]:
    """Return what became of each team, in the policy's order. One team's trouble harms no other.

    Where all teams are asked for, the small ones taken together come last, under the key `SMALL_TEAMS`, if there are enough.

    Raises:
        PolicyError: it must not or can't be done as asked.
        SignInError, NotReachedError: nothing can be read.
    """
    rolled: list[Audited] = []
    audited = await audit_each(
        request, settings, store, now=now, watch=watch, shared=shared, then=lambda each: each, together=rolled.append
    )
    return [*audited, *rolled]


async def audit_each[T](
    request: AuditRequest,
    settings: Settings,
    store: ReportStore,
    *,
    now: datetime,
    watch: Watch,
    then: Callable[[Audited], T],
    together: Callable[[Audited], None] | None = None,
    shared: "SharedGate | None" = None,
) -> list[T]:
    """Audit, and hand each team over as soon as it is done, so that no more than what `then` returns stays in memory.

    Teams that failed are handed over last, and not at all where nothing could be read. `together` gets the small teams taken
    together, where all teams are asked for and there are enough.

    Raises:
        PolicyError: it must not or can't be done as asked.
        SignInError, NotReachedError: nothing can be read.
    """
    teams = [team_settings(request.policy, key) for key in request.policy.tables.teams]
    may_read(request, settings, teams, now)
    chosen = [team for team in teams if request.team in {None, team.key}]
    weeks = {team.key: request.week or Week.last_closed(now, team.zone) for team in chosen}
    done: dict[str, T] = {}
    failed: dict[str, Audited] = {}
    small = 0

    def finish(each: Audited) -> None:
        if each.report is None:
            failed[each.team.key] = each
        else:
            done[each.team.key] = then(each)

    if not request.exact:
        for team in chosen:
            stored = store.read(team.key, weeks[team.key])
            if stored is not None:
                watch(team.key, Step.STORED)
                shown = _without_past_meetings(stored, weeks[team.key], team, now)
                finish(Audited(team=team, week=weeks[team.key], report=shown, was_published=True))
                small += stored.people.members < team.smallest_group
    rolled = _SmallTeams(request, store, now)
    if len(done) < len(chosen) or (rolled.wanted and small > 1):
        async with tenant(settings, shared=shared) as reading:
            _spare_what_stays()
            run = _Run(request, reading, store, watch, now)
            await run.meet(teams)
            open_teams = [team for team in chosen if team.key not in done]
            await run_in_turn((run.audit(team, weeks[team.key], finish) for team in open_teams), room=run.room)
            if rolled.wanted and run.together is not None:
                await run.audit(run.together, rolled.week, rolled.finish)
    unreached = [each.error for each in failed.values() if isinstance(each.error, NotReachedError)]
    if unreached and len(unreached) == len(chosen):
        raise unreached[0]
    if rolled.audited is not None and together is not None:
        together(rolled.audited)
    return [done[team.key] if team.key in done else then(failed[team.key]) for team in chosen]


@cache
def _spare_what_stays() -> None:
    """Tell the collector of cycles, once, to leave alone what is imported by now, and to look seldom.

    It looked through all of it again and again, and facts, that come by the thousand, have no cycles.
    """
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


class _SmallTeams:
    """The small teams taken together, in a run over all teams."""

    def __init__(self, request: AuditRequest, store: ReportStore, now: datetime) -> None:
        settings = small_teams_settings(request.policy, ())
        self.week = request.week or Week.last_closed(now, settings.zone)
        stored = None
        if request.team is None and not request.exact:
            stored = store.read(SMALL_TEAMS, self.week)
        self.audited = Audited(team=settings, week=self.week, report=stored, was_published=True) if stored else None
        self.wanted = request.team is None and stored is None

    def finish(self, each: Audited) -> None:
        """Take what came of them."""
        self.audited = each


def may_read(request: AuditRequest, settings: Settings, teams: Sequence[TeamSettings], now: datetime) -> None:
    """Refuse what must not be done."""
    if not teams:
        raise PolicyError("The policy has no [teams.NAME] yet: there is nothing to audit.")
    if request.team is not None:
        team_settings(request.policy, request.team)
    if settings.sandbox:
        return
    if request.exact:
        raise PolicyError(
            "--exact is for sandbox tenants on this machine only: it tells exact numbers about few people."
        )
    refused = reading_refused(request.policy.tables, now)
    if refused is not None:
        raise PolicyError(refused)
    for team in teams:
        _may_read_week(request, Week.last_closed(now, team.zone))


def _may_read_week(request: AuditRequest, newest: Week) -> None:
    """Refuse a week that is not over, or that began before people were informed where a preset wants that."""
    week, start = request.week or newest, request.policy.tables.reads_from
    if week > newest:
        raise PolicyError(f"Week {week} is not over yet: a published week is final, so only closed weeks count.")
    if start is not None and week.monday < start:
        raise PolicyError(
            f"Week {week} began before [governance] informed_on = {start}: with the preset "
            f"'{request.policy.tables.privacy.preset}' no week is read that began before people were informed."
        )


def _without_past_meetings(report: Report, week: Week, team: TeamSettings, now: datetime) -> Report:
    """Return a stored report without meetings of a week that is over by now."""
    over = week.following.window(team.zone).end <= now.timestamp()
    return report.model_copy(update={"upcoming": ()}) if over else report


class _Run:
    """One run over the teams, with what they share."""

    def __init__(self, request: AuditRequest, reading: Tenant, store: ReportStore, watch: Watch, now: datetime) -> None:
        self._now = now
        self._request = request
        self._reading = reading
        self._store = store
        self._watch = watch
        self._left_out: frozenset[str] = frozenset()
        self._members: dict[str, Members | KadansError] = {}
        self._silent: frozenset[str] = frozenset()
        self._inside = 0
        self._left = asyncio.Event()
        self.together: TeamSettings | None = None
        """The small teams as one."""

    async def meet(self, teams: Sequence[TeamSettings]) -> None:
        """Read all memberships: whether a team may be published depends on the others."""
        self._left_out = await left_out(self._reading.directory, teams[0].organisation)
        members = await run_few((self._members_of(team) for team in teams), most=_PEOPLE_AT_ONCE)
        self._members = dict(zip([team.key for team in teams], members, strict=True))
        small = small_teams(self._request.policy, teams, self._members) if self._request.team is None else None
        if small is not None:
            self.together, self._members[SMALL_TEAMS] = small
        self._silent = self._silenced(teams)

    def _silenced(self, teams: Sequence[TeamSettings]) -> frozenset[str]:
        """Return the teams that stay silent beside others.

        What is published is final: a team that was told of before an earlier one could be read, or stood in the policy,
        comes before that one.
        """
        members, floor = dict(_nominal_members(self._members)), teams[0].smallest_group
        silent = suppressed_by_overlap(members, smallest_group=floor)
        told = [team.key for team in teams if team.key in silent and self._was_told(team)]
        if not told:
            return silent
        return suppressed_by_overlap({key: members[key] for key in (*told, *members)}, smallest_group=floor)

    def _was_told(self, team: TeamSettings) -> bool:
        if self._request.exact:
            return False
        report = self._store.read(team.key, self._request.week or Week.last_closed(self._now, team.zone))
        return report is not None and any(section.status == "measured" for section in report.sections)

    async def _members_of(self, team: TeamSettings) -> Members | KadansError:
        try:
            return await members_of(self._reading.directory, team)
        except SignInError:
            raise
        except KadansError as error:
            return error

    async def audit(self, team: TeamSettings, week: Week, finish: Callable[[Audited], None]) -> None:
        """Hand over what became of a team. The facts of each go with its turn."""
        members = self._members.pop(team.key)
        people = len(members.nominal) if isinstance(members, Members) else 0
        self._inside += people
        try:
            finish(await self._audit(team, week, members))
        finally:
            self._inside -= people
            self._left.set()

    async def room(self) -> None:
        """Wait until another team may be read: there are enough at a time to keep the requests in flight that Graph bears."""
        await asyncio.sleep(0)  # the one before begins
        while self._inside >= max(_PEOPLE_AT_ONCE, _PEOPLE_PER_REQUEST * self._reading.in_flight()):
            self._left.clear()
            await self._left.wait()

    async def _audit(self, team: TeamSettings, week: Week, members: Members | KadansError) -> Audited:
        self._watch(team.key, Step.READING)
        try:
            if isinstance(members, KadansError):
                raise members
            with span(Span.READ, team=team.key, week=str(week)) as told:
                facts = await gather(team, week, members, left_out=self._left_out, tenant=self._reading, now=self._now)
                told.count(gaps=len(facts.gaps))
        except SignInError:
            raise
        except KadansError as error:
            self._watch(team.key, Step.FAILED)
            return Audited(team=team, week=week, problem=str(error), error=error)
        await asyncio.sleep(0)  # requests of other teams go out on time
        report = report_of(facts, team, policy_version=self._request.policy.stamp, overlapping=team.key in self._silent)
        if not self._request.exact:
            report = report.published()
            self._store.publish(report)
            report = self._store.read(team.key, week) or report  # another run may have been first
        self._watch(team.key, Step.DONE)
        await asyncio.sleep(0)
        return Audited(team=team, week=week, report=report)


def _nominal_members(members: Mapping[str, Members | KadansError]) -> Iterator[tuple[str, frozenset[str]]]:
    for key, each in members.items():
        if isinstance(each, Members):
            yield key, frozenset(person.key.casefold() for person in each.nominal)
