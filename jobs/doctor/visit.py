"""The visit: asks everything once, and puts the page together."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from auditors import ALL
from core.errors import KadansError, NotReachedError, PolicyError, SignInError
from core.permissions import Need, Use, needs
from core.policy_file import Policy
from core.ports import Clock, Directory
from core.team import TeamSettings, reading_refused, team_settings
from graph.checkup import Checkup, Found
from jobs.chosen import chosen_policy
from jobs.doctor.card import posted_test_card
from jobs.doctor.grants import FOR_ALL_TEAMS, Seen, grant_lines
from jobs.doctor.local import policy_lines, route_lines, run_lines, storage_lines, version_lines
from jobs.doctor.page import Line, Part, drawn, exit_code, good, note, red
from jobs.doctor.rosters import roster_lines
from jobs.doctor.tenant import actor_lines, clock_line, sign_in_lines
from jobs.membership import left_out, members_of
from jobs.output import say
from jobs.settings import Settings, read_settings
from jobs.wiring import checkup, open_storage

_TRIES = 3
"""People of a team on whom a permission is tried until it works: one mailbox alone may be closed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """What to look at."""

    policy: Path | None
    environment: Mapping[str, str]
    clock: Clock

    @property
    def now(self) -> datetime:
        """The time of the visit."""
        return self.clock()


async def run_doctor(visit: Visit, *, test_card: str | None) -> int:
    """Look at everything, print the page, and return the exit code."""
    parts = await examined(visit, test_card=test_card)
    for line in drawn(parts):
        say(line)
    return exit_code(parts)


async def examined(visit: Visit, *, test_card: str | None = None) -> list[Part]:
    """Return the page's parts. What is wrong with one of them does not keep the others from being looked at."""
    settings, environment_lines = _settings(visit)
    policy, policy_part = _policy(visit, settings)
    parts = [policy_part, Part(title="Versions", lines=tuple(version_lines()))]
    if settings is None:
        return [*parts, Part(title="Environment", lines=tuple(environment_lines))]
    parts += await _tenant_parts(visit, settings, policy)
    parts.append(Part(title="Storage", lines=tuple(storage_lines(settings, open_storage(settings)))))
    if policy is not None:
        routes = list(route_lines(policy, settings, visit.environment))
        if test_card is not None:
            routes.append(await posted_test_card(test_card, policy, settings, visit.environment, visit.now))
        parts.append(Part(title="Routes", lines=tuple(routes)))
        if not any(line.todo for line in parts[-2].lines):
            parts.append(Part(title="Last runs", lines=tuple(run_lines(policy, open_storage(settings), visit.now))))
    return parts


def _settings(visit: Visit) -> tuple[Settings | None, list[Line]]:
    try:
        return read_settings(visit.environment, policy=visit.policy), []
    except PolicyError as error:
        return None, [
            red(problem, "Set it in the app's settings, or in this shell.", fatal=True) for problem in error.problems
        ]


def _policy(visit: Visit, settings: Settings | None) -> tuple[Policy | None, Part]:
    try:
        policy = chosen_policy(visit.environment, visit.policy)
    except PolicyError as error:
        lines = [red(problem, "Mend it and look again: kadans check", fatal=True) for problem in error.problems]
        return None, Part(title="Policy", lines=tuple(lines))
    except KadansError as error:
        return None, Part(
            title="Policy", lines=(red(str(error), "Look at KADANS_POLICY and KADANS_STORAGE.", fatal=True),)
        )
    return policy, Part(title="Policy", lines=tuple(policy_lines(policy, settings, visit.now)))


async def _tenant_parts(visit: Visit, settings: Settings, policy: Policy | None) -> list[Part]:
    try:
        async with checkup(settings, clock=visit.clock) as (asks, directory):
            return [part async for part in _asked(visit, settings, policy, asks, directory)]
    except SignInError as error:
        return [Part(title="Tenant", lines=(red("no token", str(error), fatal=True),))]
    except NotReachedError as error:
        return [Part(title="Tenant", lines=(red("not reached", str(error), fatal=True),))]


async def _asked(
    visit: Visit, settings: Settings, policy: Policy | None, asks: Checkup, directory: Directory
) -> AsyncIterator[Part]:
    claims = await asks.claims()
    answer = await asks.tenant()
    reached = good(f"Microsoft Graph answers at {settings.graph.origin}")
    if answer is Found.UNKNOWN:
        reached = red(
            "Microsoft Graph gives no clear answer", "Look at the service health in the admin center; run again later."
        )
    lines = [reached, *sign_in_lines(settings, claims), clock_line(asks.clock_ahead)]
    yield Part(title="Tenant", lines=tuple(lines))
    client = settings.graph.client
    standing = await asks.standing(client)
    if policy is not None:
        needed = needs(policy.tables, ALL)
        patients = _Patients(visit, settings, policy, asks, directory)
        tried = await patients.tries(needed)
        seen = Seen(
            roles=None if claims is None or claims.roles is None else frozenset(claims.roles),
            assigned=standing.assigned or frozenset(),
            tried=tried,
            refused_teams=patients.refused,
            channels=patients.channels,
        )
        lines = [*grant_lines(needed, seen, client, managed=settings.graph.managed), *patients.troubles]
        lines += roster_lines(policy.tables.teams, patients.rosters)
        yield Part(title="Permissions", lines=tuple(lines))
    who = actor_lines(
        client,
        owners=standing.owners,
        application_owners=standing.application_owners,
        managed=settings.graph.managed,
    )
    yield Part(title="Who could act as this identity", lines=tuple(who))


class _Patients:
    """Teams and a few of their people, on whom permissions are tried. Never people who are left out."""

    def __init__(self, visit: Visit, settings: Settings, policy: Policy, asks: Checkup, directory: Directory) -> None:
        self._asks = asks
        self._directory = directory
        self._teams = [team_settings(policy, key) for key in policy.tables.teams]
        self._closed = None if settings.sandbox else reading_refused(policy.tables, visit.now)
        self.troubles: list[Line] = []
        self.refused: dict[str, tuple[str, ...]] = {}
        self.channels: dict[str, Found] = {}
        self.rosters: dict[str, Found] = {}

    async def tries(self, needed: Sequence[Need]) -> Mapping[str, Found]:
        """Try what the policy needs, and return what came of it by the permission's name."""
        found: dict[str, Found] = {}
        uses = {need.permission.use for need in needed}
        if self._closed is not None:
            self.troubles.append(note(f"nothing was tried, by the token alone: {self._closed}"))
            return found
        found["User.Read.All"] = await self._asks.users()
        if Use.ROOMS in uses:
            found["Place.Read.All"] = await self._asks.rooms()
        if Use.CALLS in uses:
            found["CallRecords.Read.All"] = await self._asks.calls()
        groups = [group for team in self._teams if (group := team.team.group) is not None]
        if groups:
            found["GroupMember.ReadBasic.All"] = await self._asks.group(groups[0])
        people = await self._people()
        mailboxes = {"MailboxSettings.Read": self._asks.mailbox}
        if Use.CALENDAR in uses:
            mailboxes["Calendars.ReadBasic.All"] = self._asks.calendar
        if Use.CHATS in uses:
            mailboxes["Chat.Read.All"] = self._asks.chats
        for name, ask in mailboxes.items():
            await self._on_people(name, ask, people, found)
        if Use.CHANNELS in uses and groups:
            await self._on_channels(found)
        if Use.SHIFTS in uses:
            await self._on_rosters(found)
        return found

    async def _on_rosters(self, found: dict[str, Found]) -> None:
        for team in self._teams:
            if team.team.hours == "shifts" and team.team.group is not None:
                self.rosters[team.key] = await self._asks.roster(team.team.group)
        answers = set(self.rosters.values())
        for answer in (
            Found.WORKS,
            Found.GONE,
            Found.REFUSED,
            Found.UNKNOWN,
        ):  # whoever is told that nothing is there may look
            if answer in answers:
                found["Schedule.Read.All"] = Found.WORKS if answer is Found.GONE else answer
                return

    async def _on_channels(self, found: dict[str, Found]) -> None:
        for team in self._teams:
            if team.team.group is None:
                continue
            if FOR_ALL_TEAMS not in found:
                answer = await self._asks.channel_export(team.team.group)
                if answer is Found.WORKS:
                    found[FOR_ALL_TEAMS] = answer
                    return
            self.channels[team.key] = await self._asks.channels(team.team.group)

    async def _on_people(
        self,
        name: str,
        ask: Callable[[str], Awaitable[Found]],
        people: Mapping[str, Sequence[str]],
        found: dict[str, Found],
    ) -> None:
        answers = {team: await _first_that_works(ask, some) for team, some in people.items() if some}
        if not answers:
            return
        works = Found.WORKS in answers.values()
        found[name] = Found.WORKS if works else next(iter(answers.values()))
        refused = tuple(team for team, answer in answers.items() if answer is Found.REFUSED)
        if works and refused:
            self.refused[name] = refused

    async def _people(self) -> Mapping[str, Sequence[str]]:
        """Return a few people of each team whom the policy lets us ask about."""
        found: dict[str, Sequence[str]] = {}
        try:
            out = await left_out(self._directory, self._teams[0].organisation) if self._teams else frozenset()
        except KadansError as error:
            self.troubles.append(
                red(str(error), "Mend the id in [organisation], or grant the permission that it takes.")
            )
            return found
        for team in self._teams:
            found[team.key] = await self._of(team, out)
        return found

    async def _of(self, team: TeamSettings, out: frozenset[str]) -> Sequence[str]:
        try:
            members = await members_of(self._directory, team)
        except KadansError as error:
            self.troubles.append(
                red(f"{team.key}: {error}", f"Mend [teams.{team.key}], or grant the permission that it takes.")
            )
            return []
        return [person.key for person in members.nominal if person.key.casefold() not in out][:_TRIES]


async def _first_that_works(ask: Callable[[str], Awaitable[Found]], people: Sequence[str]) -> Found:
    """Try on one after the other; where none works, tell that it is refused if one of them was."""
    answers: list[Found] = []
    for person in people:
        answers.append(await ask(person))
        if answers[-1] is Found.WORKS:
            return Found.WORKS
    return Found.REFUSED if Found.REFUSED in answers else answers[0]
