"""`kadans permissions`: the Graph permissions that a policy needs, each with its reason and how to narrow it."""

import json
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from auditors import ALL
from core.facts import Signal
from core.permissions import PERMISSIONS, SCOPES, Need, Scope, Use, needs
from core.policy_file import Policy
from jobs.chosen import chosen_policy
from jobs.output import say

WIDTH = 80
_TIERS = (Signal.CALENDAR, Signal.CALLS, Signal.CHANNELS, Signal.CHATS, Signal.LOCATION)
"""From what tells least about people to what tells most; of the last, some days are kept."""
_BY_NAME = "looked up by name"


def run_permissions(policy: Path | None, environment: Mapping[str, str], *, as_json: bool) -> int:
    """Print what the policy needs; return the exit code.

    Raises:
        PolicyError: the policy is wrong.
    """
    read = chosen_policy(environment, policy)
    if as_json:
        say(json.dumps(as_data(read), indent=1))
    else:
        say("\n".join(as_text(read, client=environment.get("KADANS_CLIENT_ID", ""))))
    return 0


def as_data(policy: Policy) -> dict[str, Any]:
    """Return what a script that grants permissions wants to know."""
    return {
        "policy": policy.version,
        "tiers": {tier.value: policy.tables.allows(tier) for tier in _TIERS},
        "permissions": [_as_data(each) for each in needs(policy.tables, ALL)],
    }


def _as_data(need: Need) -> dict[str, Any]:
    permission = need.permission
    return {
        "name": permission.name,
        "app_role": permission.id or None,
        "consent": "team" if permission.scope is Scope.TEAM else "tenant",
        "use": permission.use.value,
        "reason": permission.reason,
        "code": permission.code,
        "requests": list(permission.requests),
        "auditors": list(need.auditors),
        "teams": list(need.teams),
        "scope": permission.scope.value,
        "exchange_role": permission.exchange_role or None,
        "instead_of": sorted(permission.alternative),
        "without": permission.without,
    }


def as_text(policy: Policy, *, client: str) -> Iterator[str]:
    """Yield the lines for a person, 80 columns wide."""
    tables = policy.tables
    needed = needs(tables, ALL)
    yield "Application permissions of Microsoft Graph that this policy needs, least first."
    yield ""
    yield from _tiers(policy)
    for need in needed:
        yield ""
        yield from _lines(need)
    yield ""
    yield from _narrowing(needed, client or "<KADANS_CLIENT_ID>")


def _tiers(policy: Policy) -> Iterator[str]:
    yield "Tiers"
    for tier in _TIERS:
        on = policy.tables.allows(tier)
        stands = [auditor.key for auditor in ALL if tier in auditor.needs]
        better = [auditor.key for auditor in ALL if tier in auditor.better_with]
        told = "; ".join(
            part
            for part in (
                f"needed by {', '.join(stands)}" if stands else "",
                f"better with it: {', '.join(better)}" if better else "",
            )
            if part
        )
        yield from wrapped(f"  {'on ' if on else 'off'} {tier.value:9}", told)


def _lines(need: Need) -> Iterator[str]:
    permission = need.permission
    yield permission.name
    if permission.scope is not Scope.TEAM:
        yield from wrapped("  app role   ", permission.id or _BY_NAME)
    yield from wrapped("  for        ", permission.reason)
    yield from wrapped("  read by    ", permission.code)
    yield from wrapped("  needed by  ", ", ".join(need.auditors) or _everything(permission.use))
    if permission.scope is Scope.TEAM:
        yield from wrapped("  teams      ", ", ".join(need.teams))
    yield from wrapped("  scope      ", SCOPES[permission.scope])
    others = [*permission.alternative, *(wide for wide in permission.instead if wide.startswith("GroupMember."))]
    if others:
        yield from wrapped("  or         ", " and ".join(sorted(others)))
    yield from wrapped("  without    ", permission.without)


def _everything(use: Use) -> str:
    return "every section" if use is Use.ALWAYS else f"routes of kind {use.value}; self cards"


def _narrowing(needed: Iterable[Need], client: str) -> Iterator[str]:
    permissions = [need.permission for need in needed]
    exchange = [each for each in permissions if each.scope is Scope.EXCHANGE]
    yield "How to narrow"
    if exchange:
        yield from wrapped("", "Mailboxes (Exchange Online PowerShell; it takes up to 2 hours to count):", indent="  ")
        for line in exchange_snippet(client, [each.exchange_role for each in exchange]):
            yield f"    {line}"
        names = ", ".join(each.name for each in exchange)
        yield from wrapped(
            "", f"Then remove the tenant-wide grants ({names}): both together count as tenant-wide.", indent="  "
        )
        yield from wrapped(
            "",
            "Exchange has no role without bodies, so inside the scope it grants Application Calendars.Read. "
            "Kadans asks for the same properties either way.",
            indent="  ",
        )
    if any(each.scope is Scope.TEAM for each in permissions):
        yield from wrapped(
            "",
            "Channels: the Teams app package lists ChannelMessage.Read.Group and ChannelSettings.Read.Group under "
            "authorization.permissions.resourceSpecific; an owner consents by adding the app to the team. Or grant "
            "ChannelMessage.Read.All for all teams at once, and neither of the two.",
            indent="  ",
        )
    yield from wrapped(
        "",
        "Teams application access policies govern online meetings and attendance reports. Kadans reads neither, so there is "
        "none to make.",
        indent="  ",
    )


def exchange_snippet(client: str, roles: Iterable[str], *, principal: str = "") -> Iterator[str]:
    """Yield the commands that hold mailbox permissions to the members of one group."""
    yield f"New-ServicePrincipal -AppId {client} `"
    yield f"  -ObjectId {principal or '<object id of the ENTERPRISE application>'} -DisplayName Kadans"
    yield 'New-ManagementScope "Kadans" -RecipientRestrictionFilter `'
    yield "  \"MemberOfGroup -eq '<distinguished name of the pilot group>'\""
    for role in roles:
        yield f"New-ManagementRoleAssignment -App {client} `"
        yield f'  -Role "{role}" -CustomResourceScope "Kadans"'
    yield f"Test-ServicePrincipalAuthorization -Identity {client} `"
    yield "  -Resource <address of a mailbox>"


def wrapped(head: str, text: str, *, indent: str = "") -> Iterator[str]:
    """Yield lines of 80 columns; those after the first begin below where the text began."""
    yield from textwrap.wrap(
        text,
        WIDTH,
        initial_indent=head or indent,
        subsequent_indent=" " * len(head) or indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def table() -> str:
    """Return the whole table in Markdown, as docs/permissions.md holds it."""
    rows = ["| for | permission | app role | why | read by | scope | without it |", "| --- " * 7 + "|"]
    for each in PERMISSIONS:
        role = f"`{each.id}`" if each.id else _BY_NAME if each.scope is not Scope.TEAM else "consent per team"
        cells = (each.use.value, f"`{each.name}`", role, each.reason, f"`{each.code}`", each.scope.value, each.without)
        rows.append(f"| {' | '.join(cells)} |")
    return "\n".join(rows)
