"""The admins' weekly card: does the app do its work, what changed in the policy, what is silent. Keys, weeks and counts only."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from core.delivery import Outcome
from core.team import TeamSettings, team_settings
from core.week import Week
from core.what_if import FLAGGED, TEAMS_AT_LEAST
from jobs.health import health
from jobs.house import House
from jobs.log import logger
from jobs.plan import before
from reports.card import as_bytes
from reports.notice import notice

_BASELINE_WEEKS = 4
_TRYING = 600
"""Seconds that one attempt may take; a crash in it lets the next hour try again."""
_DONE = 8 * 24 * 3600
_NAMED = 8


async def send_health_card(house: House) -> None:
    """Post this week's card to the admins' route, once; without such a route nobody is told.

    Raises:
        KadansError: the policy or the route can't be used.
    """
    house.storage.prepare()
    policy = house.policy().policy
    route = policy.tables.organisation.admin_route
    if not route:
        return
    week = Week.of(house.clock().date())
    key = f"health-card/{week}"
    owner = house.storage.leases.take(key, now=house.now, seconds=_TRYING)
    if owner is None:
        return
    card = as_bytes(notice(f"Kadans: the state of week {week}", list(lines(house))))
    receipt = await house.postman(policy.tables.routes[route]).post(key, card)
    logger().info("health card", outcome=receipt.outcome.value, reason=receipt.reason)
    if receipt.outcome is Outcome.LATER:
        house.storage.leases.release(key, owner)
    else:
        house.storage.leases.extend(key, until=house.now + _DONE)


def lines(house: House) -> Iterator[str]:
    """Yield what the card says, a paragraph each."""
    told = health(house)
    yield "All is well." if told["healthy"] else "Something needs a look."
    yield f"Last plan: {_when(told['last_plan'])}."
    teams: Mapping[str, Any] = told["teams"]
    late = [key for key, each in teams.items() if not each["up_to_date"]]
    yield f"Reports: {len(teams) - len(late)} of {len(teams)} teams are up to date." + (
        f" Late: {_named(late)}." if late else ""
    )
    gaps = Counter(f"{gap['source']}: {gap['reason']}" for each in teams.values() for gap in each["gaps"])
    if gaps:
        yield f"Gaps in the last reports: {_named([f'{gap} (in {_teams(count)})' for gap, count in sorted(gaps.items())])}."
    open_ones = told["open_deliveries"]
    if open_ones:
        yield f"Deliveries unconfirmed: {_named([f'{key} ({state})' for key, state in open_ones.items()])}."
    yield from _self_cards(told)
    if told["policy"]["problems"]:
        yield "The uploaded policy is not valid; an earlier one is in force. See what is wrong: kadans check."
    yield from _policy_changes(told)
    mutes = [f"{each['auditor']} of {each['team']} until {each['until']}" for each in told["mutes"]]
    if mutes:
        yield f"Silent for now: {_named(mutes)}."
    yield from _baseline(house)


def _self_cards(told: Mapping[str, Any]) -> Iterator[str]:
    """Yield how those fared who asked for a card of their own, all of them together."""
    cards = told.get("self_cards")
    if cards is None:
        return
    if cards["problem"]:
        yield str(cards["problem"])
        return
    lost = cards["not_delivered"]
    why = _named([f"{reason} ({count})" for reason, count in sorted(lost.items())])
    yield f"Self cards in the last 7 days: {cards['sent_in_7_days']} sent." + (
        f" Not delivered: {why}." if lost else ""
    )


def _policy_changes(told: Mapping[str, Any]) -> Iterator[str]:
    changes = told["policy_changes"]
    if changes:
        each = [f"{_when(change['at'])}: {_named(change['keys']) or 'the first policy'}" for change in changes]
        yield f"The policy changed in the last 7 days. {'. '.join(each)}."
    else:
        yield "The policy did not change in the last 7 days."
    if told["what_if_uses"]:
        yield f"What-if was used {told['what_if_uses']} times in the last 7 days."


def _baseline(house: House) -> Iterator[str]:
    """Yield what a silent baseline has collected, and how today's limits would do: levels of all teams together."""
    policy = house.policy().policy
    start = policy.tables.organisation.cards_from
    if start is None or house.clock().date() >= start:
        return
    yield f"Silent baseline: weeks are audited and no card is sent before {start}."
    teams = [team_settings(policy, key) for key in policy.tables.teams]
    newest = max((week for team in teams for week in house.storage.reports.weeks(team.key)), default=None)
    weeks = [before(newest, back) for back in range(_BASELINE_WEEKS)] if newest else []
    seen = {week: _levels(house, teams, week) for week in weeks}
    auditors = sorted({auditor for levels in seen.values() for auditor in levels})
    collected = 0
    for auditor in auditors:
        told = [levels[auditor] for levels in seen.values() if levels.get(auditor, Counter()).total() >= TEAMS_AT_LEAST]
        if len(told) < _BASELINE_WEEKS:
            continue
        collected += 1
        counts = sum(told, Counter[str]())
        flagged = counts["warn"] + counts["alert"]
        yield f"{auditor}: with today's limits {flagged} of {counts.total()} team-weeks would ask for a talk."
    if collected:
        yield f"Limits that would flag about {FLAGGED:.0%} of the teams: kadans what-if --suggest."
    else:
        yield f"A suggestion of limits needs {_BASELINE_WEEKS} weeks in which {TEAMS_AT_LEAST} teams or more have a level."


def _levels(house: House, teams: list[TeamSettings], week: Week) -> dict[str, Counter[str]]:
    """Return how many teams are at each level in a week, by auditor, from what is stored."""
    found: dict[str, Counter[str]] = {}
    for team in teams:
        report = house.storage.reports.read(team.key, week)
        for section in report.sections if report else ():
            if section.level is not None:
                found.setdefault(section.auditor, Counter())[section.level] += 1
    return found


def _when(text: str | None) -> str:
    if text is None:
        return "never"
    return datetime.fromisoformat(text).astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")


def _named(names: list[str]) -> str:
    rest = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" and {rest} more" if rest > 0 else "")


def _teams(count: int) -> str:
    return "1 team" if count == 1 else f"{count} teams"
