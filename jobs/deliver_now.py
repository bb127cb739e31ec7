"""`kadans audit --deliver`: a card to each of a team's routes by the same ledger as the app, and a sentence about each."""

from dataclasses import dataclass
from pathlib import Path

from core.delivery import Entry, State
from core.errors import KadansError
from core.policy import FolderTarget
from core.report import Report
from core.team import TeamSettings
from core.week import Week
from jobs.alarm import SENDING_AT_MOST, make_ambiguous
from jobs.deliver import post_claimed
from jobs.house import House
from jobs.messages import DeliveryMessage
from jobs.ready import ready_to_post
from jobs.self_cards import lacking_for_self_cards, one_round, self_cards_wanted


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """What became of one card on one route."""

    said: str
    done: bool
    """Whether the route has the card, now or since before."""


async def deliver_now(team: TeamSettings, report: Report, house: House) -> list[Delivered]:
    """Post a report's card to each route that does not have it yet, and tell what became of each."""
    if not team.team.routes:
        said = f"{team.key} {report.week}: [teams.{team.key}] has no routes, so its card went nowhere."
        return [Delivered(said=said, done=True)]
    return [await _to_route(route, report, house) for route in team.team.routes]


async def _to_route(route: str, report: Report, house: House) -> Delivered:
    message = DeliveryMessage(team=report.team, week=report.week, target=route, give_up_at=house.now)
    start, ledger = f"{report.team} {report.week}: [routes.{route}]", house.storage.ledger
    entry = ledger.read(message.key)
    try:
        if entry is None:
            ready = ready_to_post(message.key, house, report=report)
            # A person at a terminal has decided: no waiting for working time.
            content = ready.card((await ready.reader(house)).own) if ready is not None else b""
            claim = ledger.claim(message.key, now=house.now) if ready is not None else None
            if ready is not None and claim is not None:
                state = await post_claimed(message, claim, ready.postman, content, house, postpone=False)
                if state is State.SENT:
                    return Delivered(said=f"{start} delivered to {_place(route, message, house)}", done=True)
        elif entry.state is State.SENT:
            return Delivered(said=f"{start} has this card already; nothing was sent again.", done=True)
        elif entry.state is State.SENDING and house.now - entry.since >= SENDING_AT_MOST:
            await make_ambiguous(house, entry, "interrupted")
    except KadansError as error:
        # What became of the card stands in the ledger, also where the alarm about it could not be posted.
        return Delivered(said=f"{start} {error} {_words(ledger.read(message.key), message.key)}".rstrip(), done=False)
    return Delivered(said=f"{start} {_words(ledger.read(message.key), message.key)}".rstrip(), done=False)


async def self_cards_now(team: TeamSettings, week: Week, house: House) -> Delivered | None:
    """Post the cards that people of a team asked for, and tell what became of them without telling of anybody.

    None where there was nothing to do, or where nobody can ask.
    """
    policy, start = house.policy().policy, f"{team.key} {week}:"
    if not self_cards_wanted(house, policy, team, week, by_hand=True):
        return None
    refused = house.reading_refused(policy.tables) or lacking_for_self_cards(house, policy.tables)
    if refused is not None:
        return Delivered(said=f"{start} {refused}", done=False)
    try:
        # A person at a terminal has decided: no waiting for working time.
        told = await one_round(house, policy, team, week, by_hand=True)
    except KadansError as error:
        return Delivered(said=f"{start} no self card could be made. {error}", done=False)
    if told.again is not None:
        said = "not every self card could be delivered yet. Run the same command again in a few minutes."
        return Delivered(said=f"{start} {said}", done=False)
    if told.failed:
        said = "not every self card could be delivered: a reader may have blocked the app, or not have it. Others have theirs."
        return Delivered(said=f"{start} {said}", done=False)
    return Delivered(said=f"{start} whoever asked for a self card has it.", done=True)


def _words(entry: Entry | None, key: str) -> str:
    """Return what a card that has not arrived for sure needs."""
    if entry is None:
        return "nothing was sent. Run the same command again in a few minutes."
    if entry.state is State.SENDING:
        return f"this card is on its way. Look again in {SENDING_AT_MOST // 60} minutes."
    if entry.state is State.AMBIGUOUS:
        return (
            f"nobody knows whether this card was posted ({entry.reason}). Look; "
            f"if it isn't there: kadans deliver --again {key}"
        )
    return f"this card was refused ({entry.reason}). Mend the route, then: kadans deliver --again {key}"


def _place(route: str, message: DeliveryMessage, house: House) -> str:
    target = house.policy().policy.tables.routes[route]
    if isinstance(target, FolderTarget):
        return str(Path(target.path) / message.team / f"{message.week}.json")
    return f"Teams, by {target.kind}"
