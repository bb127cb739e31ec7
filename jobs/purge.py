"""The purge: what has been kept for 13 months is forgotten; work locations and who got a self card within days."""

from datetime import UTC, datetime, time

from core.errors import PolicyError
from jobs.alarm import forget_reasons
from jobs.house import House
from jobs.log import logger
from jobs.membership import left_out
from jobs.sampled import forget_people
from jobs.self_cards import KEPT
from jobs.trace import Span, span
from storage.reports import KEPT_MONTHS, months_before


async def purge(house: House) -> None:
    """Forget old reports, and what ledger, leases, the policy's log and reasons of failures know of those times; then samples.

    Who got a self card, by pseudonym, is forgotten within eight days.

    Raises:
        KadansError: it can't be known who opted out. Everything else is forgotten by then.
    """
    today = house.clock().date()
    oldest = int(datetime.combine(months_before(today, KEPT_MONTHS), time(), UTC).timestamp())
    with span(Span.PURGE) as told:
        gone = {
            "reports": house.storage.reports.purge(today),
            "deliveries": house.storage.ledger.purge(before=oldest),
            "self_cards": house.storage.self_cards.purge(before=house.now - KEPT),
            "leases": house.storage.leases.purge(before=oldest),
            "policy_log": house.storage.policy_log.purge(before=oldest),
            "reasons": forget_reasons(house, before=oldest),
            "samples": old_samples(house),
        }
        told.count(**gone)
        logger().info("purged", **gone)
        await forget_left_out(house)


def old_samples(house: House) -> int:
    """Forget samples that are too old; all of them where nothing may be sampled. Return how many papers are gone."""
    return house.storage.samples.purge(house.clock()) if may_keep_samples(house) else house.storage.samples.clear()


def may_keep_samples(house: House) -> bool:
    """Tell whether the policy in force, its footing and the key allow samples at all; without a policy nothing does."""
    try:
        tables = house.policy().policy.tables
    except PolicyError:
        return False
    wanted = tables.privacy.sample_work_location and house.pseudonyms is not None
    return wanted and house.reading_refused(tables) is None


async def forget_left_out(house: House) -> None:
    """Take those who opted out since, and new worker representatives, out of the samples that are kept.

    Raises:
        KadansError: it can't be known who they are.
    """
    if house.pseudonyms is None or house.storage.samples.newest() is None:
        return
    async with house.reading() as tenant:
        silent = await left_out(tenant.directory, house.policy().policy.tables.organisation)
    forget_people(house.storage.samples, house.pseudonyms, silent)
