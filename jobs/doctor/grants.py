"""Each permission: granted, missing or too broad, from the token's claims and from a try of each endpoint."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from core.permissions import GRAPH_APP, PERMISSIONS, TOO_BROAD, Need, Permission, Scope, Use
from graph.checkup import Found
from jobs.doctor.page import Line, good, note, red

_NEW_NAME = "GroupMember.Read.All"
"""What GroupMember.ReadBasic.All was before tenants offered it: no fault where it is granted."""
FOR_ALL_TEAMS = "ChannelMessage.Read.All"
_CONSENT = "ChannelSettings.Read.Group"
_TOLD_TOGETHER = frozenset({FOR_ALL_TEAMS, _CONSENT, "ChannelMessage.Read.Group"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What the tries and the token told."""

    roles: frozenset[str] | None
    """App roles in the token; None where it can't be read."""
    assigned: frozenset[str]
    """Ids of app roles that were granted, as far as this identity may see them."""
    tried: Mapping[str, Found]
    """By the permission's name; what was not tried is not there."""
    refused_teams: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Of a permission that works for some teams' people: the teams for which it doesn't."""
    channels: Mapping[str, Found] = field(default_factory=dict)
    """By team: whether its channels can be listed without a permission for all teams."""


def grant_lines(needed: Iterable[Need], seen: Seen, client: str, *, managed: bool) -> Iterator[Line]:
    """Yield a line for each permission that the policy needs, then one for each that it doesn't."""
    needed = list(needed)
    for need in needed:
        if need.permission.name not in _TOLD_TOGETHER:
            yield _line(need.permission, seen, client, managed=managed)
    channels = next((need for need in needed if need.permission.name == _CONSENT), None)
    if channels is not None:
        yield from _channel_lines(channels, seen)
    yield from _broad_lines({need.permission.name for need in needed}, seen.roles or frozenset(), client)


def _line(permission: Permission, seen: Seen, client: str, *, managed: bool) -> Line:  # noqa: PLR0911 - one return a finding
    name, found = permission.name, seen.tried.get(permission.name)
    in_token = seen.roles is not None and name in seen.roles
    wider = sorted(seen.roles & set(permission.instead)) if seen.roles is not None else []
    if teams := seen.refused_teams.get(name):
        return red(
            f"{name}: works for some, refused for people of {', '.join(teams)}",
            "Widen the scope in Exchange (RBAC for Applications) to these teams, or leave them out of the policy.",
        )
    if found is Found.WORKS:
        if in_token or seen.roles is None:
            return good(f"{name}: granted")
        through = f"through {', '.join(wider)}" if wider else "by a role of Exchange, and in no token"
        return good(f"{name}: works {through}")
    if found is Found.REFUSED:
        return _refused(permission, seen, client, in_token=in_token, managed=managed)
    if found is not None:
        return note(f"{name}: {'in the token, ' if in_token else ''}but the try gave no clear answer; run again")
    if in_token or wider:
        return good(f"{name}: {'granted' if in_token else f'there as {", ".join(wider)}'}, not tried")
    if seen.roles is None:
        return note(f"{name}: not tried, and the token doesn't tell")
    if permission.use is Use.BOT_PERSON:
        return note(f"{name}: not granted. {permission.without}")
    return _missing(permission, client, managed=managed)


def _refused(permission: Permission, seen: Seen, client: str, *, in_token: bool, managed: bool) -> Line:
    name = permission.name
    if in_token:
        scoped = (
            "a scope or an access policy of Exchange that leaves these mailboxes out"
            if permission.exchange_role
            else "the tenant"
        )
        return red(
            f"{name}: granted, and refused all the same",
            f"If it was granted within 2 hours, wait; else look for {scoped}.",
        )
    if permission.id in seen.assigned:
        return red(
            f"{name}: granted, but not in the token yet", "Wait an hour; a managed identity's token lives for a day."
        )
    return _missing(permission, client, managed=managed)


def _missing(permission: Permission, client: str, *, managed: bool) -> Line:
    todo = "Grant it, or switch its signal off in the policy; kadans permissions tells what it is for."
    return red(f"{permission.name}: missing. {permission.without}", todo, *_grant(permission, client, managed=managed))


def _grant(permission: Permission, client: str, *, managed: bool) -> tuple[str, ...]:
    if managed or not permission.id:
        return (
            *_principals(client),
            f"$role = $graph.AppRoles | ? Value -eq '{permission.name}'",
            "New-MgServicePrincipalAppRoleAssignment -ServicePrincipalId $sp.Id `",
            "  -PrincipalId $sp.Id -ResourceId $graph.Id -AppRoleId $role.Id",
        )
    return (
        f"az ad app permission add --id {client} \\",
        f"  --api {GRAPH_APP} \\",
        f"  --api-permissions {permission.id}=Role",
        "az ad app permission admin-consent \\",
        f"  --id {client}",
    )


def _principals(client: str) -> tuple[str, ...]:
    return (
        "$sp = Get-MgServicePrincipal -Filter `",
        f"  \"appId eq '{client}'\"",
        "$graph = Get-MgServicePrincipal -Filter `",
        f"  \"appId eq '{GRAPH_APP}'\"",
    )


def _channel_lines(need: Need, seen: Seen) -> Iterator[Line]:
    """Tell about channels: for all teams at once, or team by team."""
    if seen.tried.get(FOR_ALL_TEAMS) is Found.WORKS or (
        FOR_ALL_TEAMS not in seen.tried and FOR_ALL_TEAMS in (seen.roles or ())
    ):
        yield good(f"{FOR_ALL_TEAMS}: granted, for all teams; consent team by team would be narrower")
        return
    for team in need.teams:
        found = seen.channels.get(team)
        if found is Found.WORKS:
            yield good(f"channels of {team}: consent is there (their messages are not tried: that would read one)")
        elif found is Found.REFUSED:
            yield red(
                f"channels of {team}: no consent. {need.permission.without}",
                f"Let an owner add the app to the team (resource-specific consent), or grant {FOR_ALL_TEAMS}.",
            )
        elif found is Found.GONE:
            yield note(f"channels of {team}: the group is no team in Microsoft Teams, so it has none")
        else:
            yield note(f"channels of {team}: {'not tried' if found is None else 'no clear answer; run again'}")


def _broad_lines(needed: set[str], roles: frozenset[str], client: str) -> Iterator[Line]:
    """Tell what was granted beyond the policy's needs, and how to take it away."""
    known = {permission.name for permission in PERMISSIONS if permission.scope is not Scope.TEAM}
    welcome = needed | ({_NEW_NAME} if "GroupMember.ReadBasic.All" in needed else set())
    beyond = sorted(roles - welcome)
    for role in beyond:
        instead = TOO_BROAD.get(role)
        if instead in needed:
            yield red(f"{role}: too broad", f"Grant {instead} in its place, then take this one away (below).")
        elif role in known:
            yield red(f"{role}: too broad for this policy, which makes no use of it", "Take it away (below).")
        else:
            yield red(f"{role}: too broad, Kadans has no use for it", "Take it away (below).")
    if beyond:
        yield note("to take away what is too broad (Microsoft Graph PowerShell):", *_take_away(beyond, client))


def _take_away(names: Iterable[str], client: str) -> tuple[str, ...]:
    first, *others = names
    return (
        f"$take = @('{first}'" + (")" if not others else ","),
        *(f"  '{name}'{')' if place == len(others) else ','}" for place, name in enumerate(others, 1)),
        *_principals(client),
        "$ids = ($graph.AppRoles | ? Value -in $take).Id",
        "Get-MgServicePrincipalAppRoleAssignment -ServicePrincipalId $sp.Id |",
        "  ? AppRoleId -in $ids | % {",
        "    Remove-MgServicePrincipalAppRoleAssignment `",
        "      -ServicePrincipalId $sp.Id -AppRoleAssignmentId $_.Id }",
    )
