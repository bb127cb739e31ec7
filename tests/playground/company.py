"""The made-up company's cards, read over HTTPS as Graph and posted to the Playground through the bot route of the product."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

from core.delivery import Entry
from core.week import Week
from jobs.audit import AuditRequest
from jobs.deliver import deliver_message
from jobs.house import House
from jobs.messages import DeliveryMessage
from jobs.wiring import house
from sandbox import Served, policy_toml
from tests.playground import CHANNEL, CHAT, Playground


def open_house(served: Served, there: Playground, folder: Path, *, locale: str = "en") -> House:
    """Return a house whose bot posts to the Playground: one chat for all managers, one channel for all teams."""
    company = served.company
    served.apps.chats |= {team.manager: CHAT for team in company.teams}
    policy = re.sub(r'(?m)^channel = ".*"$', f'channel = "{CHANNEL}"', policy_toml(company, by="bot"))
    policy = re.sub(r'(?m)^locale = ".*"$', f'locale = "{locale}"', policy)
    (folder / "policy.toml").write_text(policy, "utf-8")
    environment = {
        **served.environment,
        "KADANS_POLICY": str(folder / "policy.toml"),
        "KADANS_STORAGE": f"folder:{folder}",
        "KADANS_BOT_URL": there.bot_url,
    }
    return house(environment, clock=lambda: company.now)


def post_all(found: House, week: Week, *, team: str | None = None) -> list[Entry]:
    """Audit the week, deliver each card to each of its routes as the app does; return the ledger's entries."""
    policy = found.policy().policy
    request = AuditRequest(policy=policy, week=week, team=team)

    async def audit() -> None:
        await found.audit(request)

    asyncio.run(audit())
    entries: list[Entry] = []
    for key in [team] if team else policy.tables.teams:
        for route in policy.tables.teams[key].routes:
            message = DeliveryMessage(team=key, week=str(week), target=route, give_up_at=found.now + 3600)
            asyncio.run(deliver_message(message.text(), found))
            entry = found.storage.ledger.read(message.key)
            entries += [entry] if entry is not None else []
    return entries
