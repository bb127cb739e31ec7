"""A test card, on request: a short card to one route, which says that it is one."""

from collections.abc import Mapping
from datetime import datetime

from core.delivery import Outcome
from core.errors import KadansError
from core.policy_file import Policy
from jobs.doctor.page import Line, good, red
from jobs.settings import Settings
from jobs.wiring import postman
from reports.card import as_bytes
from reports.notice import notice

_TITLE = "Kadans: a test card"
_TEXT = "An administrator is trying out this route. There is nothing to do. Cards hold group numbers only."


async def posted_test_card(
    route: str, policy: Policy, settings: Settings, environment: Mapping[str, str], now: datetime
) -> Line:
    """Post a test card and tell what the route answered."""
    target = policy.tables.routes.get(route)
    if target is None:
        known = ", ".join(policy.tables.routes) or "none"
        return red(f"--test-card {route}: there is no [routes.{route}]", f"Name one of: {known}.", fatal=True)
    purpose = policy.tables.governance.purpose
    lines = [_TEXT, *([f"Purpose: {purpose}"] if purpose else [])]
    try:
        way = postman(settings, environment, target)
        receipt = await way.post(f"doctor/{now:%Y%m%d-%H%M%S}", as_bytes(notice(_TITLE, lines)))
    except KadansError as error:
        return red(f"[routes.{route}] no test card was posted", str(error))
    if receipt.outcome is Outcome.DELIVERED:
        return good(f"[routes.{route}] test card delivered")
    if receipt.outcome is Outcome.ACCEPTED:
        return good(
            f"[routes.{route}] test card accepted; look in Teams, since a workflow never tells whether it posted"
        )
    return red(
        f"[routes.{route}] test card: {receipt.outcome.value} ({receipt.reason})",
        "Mend the route (its URL, its owner, or the folder), then try again; look in Teams whether it arrived all the same.",
    )
