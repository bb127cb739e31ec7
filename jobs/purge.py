"""The purge: what has been kept for 13 months is forgotten, and who got a self card within days."""

from datetime import UTC, datetime, time

from jobs.alarm import forget_reasons
from jobs.house import House
from jobs.log import logger
from jobs.self_cards import KEPT
from jobs.trace import Span, span
from storage.reports import KEPT_MONTHS, months_before


async def purge(house: House) -> None:
    """Forget old reports, and what ledger, leases, the policy's log and reasons of failures know of those times.

    Who got a self card, by pseudonym, is forgotten within eight days.
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
        }
        told.count(**gone)
        logger().info("purged", **gone)
