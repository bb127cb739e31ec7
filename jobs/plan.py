"""The plan: which teams are due, each in its own zone. A late or missed timer catches up, and nothing is done twice."""

from collections.abc import Container
from datetime import date, datetime, time, timedelta, tzinfo

from core.delivery import State
from core.team import TeamSettings, team_settings
from core.week import Week, instant
from jobs.alarm import Alarm, AlarmKind, raise_alarm, settle_interrupted
from jobs.house import House
from jobs.log import logger
from jobs.messages import AUDITS, AuditMessage
from jobs.trace import Span, span

CATCHES_UP = 4
"""Weeks. What is older stays without a report: nobody acts on a card of last quarter."""
HOLD = 4 * 3600 - 600
"""Seconds until an audit that has not led to a report is planned again; a little less than four timers."""
GIVE_UP = 24 * 3600
"""Seconds after which an audit that is put off again and again becomes an alarm."""


def newest_due(now: datetime, zone: tzinfo, report_at: tuple[int, time]) -> Week:
    """Return the newest week whose report is due at the aware datetime `now`: `report_at` in the week after it has passed.

    A wall clock that the spring change skips counts as standard time; one that autumn repeats, as its first pass.
    """
    current = Week.of(now.astimezone(zone).date())
    day, clock = report_at
    moment = instant(datetime.combine(current.monday + timedelta(days=day), clock, zone))
    return before(current, 1 if now.timestamp() >= moment else 2)


def before(week: Week, number: int) -> Week:
    """Return the week so many weeks earlier."""
    return Week.of(week.monday - timedelta(days=7 * number))


def due(now: datetime, zone: tzinfo, report_at: tuple[int, time], published: Container[Week]) -> list[Week]:
    """Return the weeks to audit now, oldest first: those of the last four due ones that have no report."""
    newest = newest_due(now, zone, report_at)
    return [week for back in reversed(range(CATCHES_UP)) if (week := before(newest, back)) not in published]


def wants_card(team: TeamSettings, week: Week, now: datetime) -> bool:
    """Tell whether a week's card is posted: only the newest due week's, and none during the silent baseline."""
    start = team.organisation.cards_from
    if start is not None and now.astimezone(team.zone).date() < start:
        return False
    return week == newest_due(now, team.zone, team.report_at)


async def plan(house: House) -> None:
    """Put what is due into the queue, once; look after what was interrupted.

    Raises:
        PolicyError: there is no valid policy, now or before.
    """
    with span(Span.PLAN) as told:
        told.count(audits=await _plan(house))


async def _plan(house: House) -> int:
    house.storage.prepare()
    now, moment = house.now, house.clock()
    await settle_interrupted(house)
    standing = house.policy()
    if standing.problems:
        version = standing.policy.version.removeprefix("sha256:")
        alarm = Alarm(
            kind=AlarmKind.POLICY, subject=f"policy-in-force/{version[:16]}", stamp=int(standing.upload[:12], 16)
        )
        await raise_alarm(house, alarm)
    planned = 0
    refused = house.reading_refused(standing.policy.tables)
    if refused is not None:
        logger().warning("nothing planned", reason=refused)
    else:
        for key in standing.policy.tables.teams:
            planned += _plan_team(house, team_settings(standing.policy, key), moment, standing.policy.tables.reads_from)
    house.storage.leases.extend("plan/last", until=now)
    waiting = sum(entry.state is not State.SENT for entry in house.storage.ledger.open())
    logger().info("planned", teams=len(standing.policy.tables.teams), audits=planned, open_deliveries=waiting)
    return planned


def _plan_team(house: House, team: TeamSettings, now: datetime, reads_from: date | None) -> int:
    """Send a team's messages; return how many. Weeks that began before `reads_from` are not read."""
    storage, planned = house.storage, 0
    for week in due(now, team.zone, team.report_at, storage.reports.weeks(team.key)):
        if reads_from is not None and week.monday < reads_from:
            continue
        message = AuditMessage(team=team.key, week=str(week), give_up_at=house.now + GIVE_UP)
        hold = f"planned/{message.key}"
        if storage.leases.until(hold) <= house.now:
            # First the message, then the hold: killed in between, the next hour sends it again, and the report absorbs it.
            storage.queues.send(AUDITS, message.text())
            storage.leases.extend(hold, until=house.now + HOLD)
            planned += 1
    return planned
