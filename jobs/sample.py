"""Samples work locations: once a working day and team, late in its morning. docs/adr/0013-sampled-work-location.md says why so.

A run that is killed is repeated without harm: what is kept is kept per day, and says whose turn it was.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import batched

from core.errors import KadansError, PolicyError, SignInError
from core.facts import Gap, PersonKey, Signal, WorkPlace
from core.intervals import Interval, clipped
from core.messages import Unavailable
from core.policy import PolicyTables
from core.policy_file import Policy
from core.ports import DirectoryPerson
from core.pseudonym import Pseudonyms
from core.team import TeamSettings, team_settings
from core.week import Week, instant
from core.worktime import expected_time
from jobs.concurrency import run_all
from jobs.facts import wanted_signals
from jobs.house import House
from jobs.log import logger
from jobs.membership import left_out, members_of
from jobs.purge import old_samples
from jobs.sampled import LACKS_KEY, forget_people, pseudonym
from jobs.trace import Span, span
from jobs.wiring import Tenant
from storage.samples import DaySample, Outcome

FROM, UNTIL = time(11), time(16)
"""Of the team's clock: people have set their place by then, and a late timer still catches up."""
_AT_ONCE = 650
"""People in one request: Graph's own limit."""
_LEASE, _LEASE_SECONDS = "sample", 600
OFF = "[privacy] sample_work_location is off: nothing is sampled, and what there was is gone."


class Turn(StrEnum):
    """What became of a team today."""

    SAMPLED = "sampled"
    BEFORE = "sampled before"
    NOT_NOW = "sampled between 11:00 and 16:00 of the team's time"
    FREE_DAY = "not sampled: a weekend, a holiday or a closure"
    UNUSED = "not sampled: none of its sections makes use of it"
    NOT_INFORMED = "not sampled: this week began before people were informed, so it is not audited"
    NOT_GRANTED = "not sampled: the app lacks Presence.Read.All"
    UNREADABLE = "not sampled: no answer this time; the next run tries again"


_TURNS = {Outcome.READ: Turn.SAMPLED, Outcome.NOT_GRANTED: Turn.NOT_GRANTED, Outcome.UNREADABLE: Turn.UNREADABLE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sampling:
    """What one run came to."""

    refused: str = ""
    """Why nothing was done at all."""
    turns: Mapping[str, Turn] = field(default_factory=dict)
    """By team."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Day:
    """A team's today."""

    team: TeamSettings
    date: date

    @property
    def zone(self) -> str:
        return str(self.team.zone)

    def works(self, person: DirectoryPerson | None) -> bool:
        """Tell whether work is expected on it: of the team by its usual hours; of a person as far as policy and country tell."""
        settings, week = self.team, Week.of(self.date)
        start = datetime.combine(self.date, time(), settings.zone)
        end = datetime.combine(self.date + timedelta(days=1), time(), settings.zone)
        found = expected_time(
            week.window(settings.zone),
            schedule=settings.schedules.get(person.key.casefold()) if person else None,
            outlook=None,
            country=(person.country if person else "") or settings.country,
            leave=(),
            calendar=settings.calendar,
        )
        return bool(clipped(found.instants, Interval(instant(start), instant(end))))


async def sample(house: House) -> Sampling:
    """Ask where people work today, for the teams whose turn it is, and forget what is too old.

    Raises:
        PolicyError: there is no valid policy.
        KadansError: it can't be known whom not to ask about, or nothing can be read.
    """
    with span(Span.SAMPLE) as told:
        sampling = await _sample(house)
        told.count(teams=_count(sampling, Turn.SAMPLED))
    return sampling


async def sample_by_timer(house: House) -> None:
    """Sample, and log how many teams came to what.

    Raises:
        The same as `sample`.
    """
    sampling = await sample(house)
    if sampling.refused and sampling.refused != OFF:
        logger().warning("nothing sampled", reason=sampling.refused)
    else:
        logger().info("sampled", **{turn.name.casefold(): _count(sampling, turn) for turn in Turn})


def _count(sampling: Sampling, turn: Turn) -> int:
    return sum(each is turn for each in sampling.turns.values())


async def _sample(house: House) -> Sampling:
    storage = house.storage
    storage.prepare()
    old_samples(house)
    policy = house.policy().policy
    if not policy.tables.privacy.sample_work_location:
        return Sampling(refused=OFF)
    keyed, refused = house.pseudonyms, house.reading_refused(policy.tables)
    if refused is not None or keyed is None:
        return Sampling(refused=refused or LACKS_KEY)
    owner = storage.leases.take(_LEASE, now=house.now, seconds=_LEASE_SECONDS)
    if owner is None:
        return Sampling(refused="Another run samples at this moment.")
    try:
        return await _ask(house, policy, keyed)
    finally:
        storage.leases.release(_LEASE, owner)


async def _ask(house: House, policy: Policy, keyed: Pseudonyms) -> Sampling:
    now, turns, due = house.clock(), dict[str, Turn](), list[_Day]()
    for key in policy.tables.teams:
        day = _today(team_settings(policy, key), now)
        turn = _turn(day, policy.tables, now, house)
        if turn is None:
            due.append(day)
        else:
            turns[key] = turn
    if due:
        async with house.reading() as tenant:
            turns |= await _asked(house, due, keyed, tenant)
    return Sampling(turns={key: turns[key] for key in policy.tables.teams})


def _today(team: TeamSettings, now: datetime) -> _Day:
    return _Day(team=team, date=now.astimezone(team.zone).date())


def _turn(day: _Day, tables: PolicyTables, now: datetime, house: House) -> Turn | None:
    """Return why it is not a team's turn, or None where it is."""
    week = Week.of(day.date)
    if Signal.LOCATION not in wanted_signals(day.team, week):
        return Turn.UNUSED
    if tables.reads_from is not None and week.monday < tables.reads_from:
        return Turn.NOT_INFORMED
    if not day.works(None):
        return Turn.FREE_DAY
    sample = house.storage.samples.read(day.date, day.zone)
    if sample is not None and sample.teams.get(day.team.key) is Outcome.READ:
        return Turn.BEFORE
    return None if FROM <= now.astimezone(day.team.zone).time() < UNTIL else Turn.NOT_NOW


async def _asked(house: House, due: list[_Day], keyed: Pseudonyms, tenant: Tenant) -> dict[str, Turn]:
    """Ask about the people of all these teams at once, each once, and keep what came of it."""
    silent = await left_out(tenant.directory, due[0].team.organisation)
    forget_people(house.storage.samples, keyed, silent)
    people = dict(
        zip([day.team.key for day in due], await run_all(_people(day, silent, tenant) for day in due), strict=True)
    )
    everybody = dict.fromkeys(person for members in people.values() for person in members or ())
    batches = [list(batch) for batch in batched(everybody, _AT_ONCE, strict=False)]
    answers = await run_all(tenant.presences.work_places(batch) for batch in batches)
    places = dict[PersonKey, WorkPlace]()
    missing = dict[PersonKey, Outcome]()
    for batch, answer in zip(batches, answers, strict=True):
        if isinstance(answer, Gap):
            missing |= dict.fromkeys(batch, Outcome.UNREADABLE)
        elif isinstance(answer, Unavailable):
            missing |= dict.fromkeys(batch, Outcome.NOT_GRANTED)
        else:
            places |= answer
    outcomes = {key: _outcome(members, missing) for key, members in people.items()}
    papers = defaultdict[tuple[date, str], list[str]](list)
    for day in due:
        papers[day.date, day.zone].append(day.team.key)
    for (today, zone), teams in papers.items():
        kept = house.storage.samples.read(today, zone) or DaySample(teams={})
        asked = [person for team in teams if outcomes[team] is Outcome.READ for person in people[team] or ()]
        fresh = {pseudonym(keyed, person, today): places[person] for person in asked if person in places}
        house.storage.samples.keep(
            today,
            zone,
            DaySample(
                teams={**kept.teams, **{team: outcomes[team] for team in teams}}, places={**kept.places, **fresh}
            ),
        )
    return {team: _TURNS[outcome] for team, outcome in outcomes.items()}


def _outcome(members: Iterable[PersonKey] | None, missing: Mapping[PersonKey, Outcome]) -> Outcome:
    if members is None:
        return Outcome.UNREADABLE
    return next((missing[person] for person in members if person in missing), Outcome.READ)


async def _people(day: _Day, silent: frozenset[str], tenant: Tenant) -> tuple[PersonKey, ...] | None:
    """Return whom to ask about: the members who work today, less those who are left out; None where nobody can tell."""
    try:
        members = await members_of(tenant.directory, day.team)
    except (SignInError, PolicyError):
        raise
    except KadansError:
        return None
    return tuple(person.key for person in members.nominal if person.key.casefold() not in silent and day.works(person))
