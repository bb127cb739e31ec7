"""`kadans grant`: gives the app's identity exactly what a policy needs, as an administrator. Each change is told before it is made.

It never takes anything away: `kadans doctor` tells what is too broad, with the commands. What no app role can do (a scope in
Exchange, an owner's consent in Teams) is printed, to be done by those who may.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from auditors import ALL
from core.errors import AnswerError, NotGrantedError, PolicyError
from core.permissions import TOO_BROAD, Need, Scope, Use, needs
from core.policy_file import Policy
from graph.admin import SignIn
from graph.grants import GraphGrants, Standing
from jobs.chosen import chosen_policy
from jobs.output import complain, say
from jobs.permissions import exchange_snippet, wrapped
from jobs.settings import Settings, read_settings
from jobs.wiring import grants

FOR_ALL_TEAMS = "ChannelMessage.Read.All"
_MAILBOXES = ("tenant", "exchange")
_CHANNELS = ("team", "tenant")
_ROLE = "Privileged Role Administrator"
"""The least role of Entra that may grant app roles of Microsoft Graph."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantCommand:
    """What to grant, and as whom."""

    policy: Path | None
    what_if: bool = False
    mailboxes: str = "tenant"
    channels: str = "team"
    sign_in: str = SignIn.AZ.value

    def checked(self) -> None:
        """Refuse an option that makes no sense.

        Raises:
            PolicyError: with a line for each.
        """
        told = (
            ("--mailboxes", self.mailboxes, _MAILBOXES),
            ("--channels", self.channels, _CHANNELS),
            ("--sign-in", self.sign_in, tuple(SignIn)),
        )
        problems = [f"{name} {value}: must be {' or '.join(may)}." for name, value, may in told if value not in may]
        if problems:
            raise PolicyError(*problems)


async def run_grant(command: GrantCommand, environment: Mapping[str, str]) -> int:
    """Grant, and return the exit code.

    Raises:
        PolicyError: policy, environment or an option is wrong.
        SignInError: the administrator can't sign in.
        NotReachedError: there is no network.
        KadansError: the tenant doesn't know the identity.
    """
    command.checked()
    settings = read_settings(environment, policy=command.policy, signs_in=False)
    policy = chosen_policy(environment, command.policy)
    needed = needs(policy.tables, ALL)
    async with grants(settings, command.sign_in, environment) as door:
        try:
            standing = await door.standing(settings.graph.client)
        except NotGrantedError:
            complain(f"You may not look at applications of this tenant. It takes the role {_ROLE}, in Entra.")
            return 1
        except AnswerError as error:
            complain(f"Microsoft Graph gives no clear answer ({error.reason}): run again later.")
            return 1
        _tell_head(policy, settings, command)
        code = await _granted(door, standing, _wanted(needed, command, standing), what_if=command.what_if)
    for line in _rest(needed, command, standing, settings.graph.client):
        say(line)
    return code


def _tell_head(policy: Policy, settings: Settings, command: GrantCommand) -> None:
    teams = len(policy.tables.teams)
    say(
        f"What a policy with {teams} {'team' if teams == 1 else 'teams'} needs, for the identity {settings.graph.client}."
    )
    if command.what_if:
        say("Nothing is changed (--what-if).")
    say("")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wanted:
    """An app role that the policy needs, under the name that this tenant has for it."""

    name: str
    reason: str


def _wanted(needed: Sequence[Need], command: GrantCommand, standing: Standing) -> list[_Wanted]:
    found = []
    for need in needed:
        permission = need.permission
        if permission.scope is Scope.TEAM:
            continue
        if permission.use is Use.CHANNELS and command.channels == "team":
            continue
        if permission.exchange_role and command.mailboxes == "exchange":
            continue
        older = [name for name in permission.instead if name not in TOO_BROAD]
        names = [permission.name, *older]
        name = next((each for each in names if each in standing.granted), None) or next(
            (each for each in names if each in standing.offered), permission.name
        )
        found.append(_Wanted(name=name, reason=permission.reason))
    return found


async def _granted(door: GraphGrants, standing: Standing, wanted: Sequence[_Wanted], *, what_if: bool) -> int:
    made = failed = 0
    for each in wanted:
        if each.name in standing.granted:
            say(f"  there        {each.name}")
            continue
        for line in wrapped("  would grant  " if what_if else "  grant        ", f"{each.name}: {each.reason}"):
            say(line)
        if each.name not in standing.offered:
            failed += 1
            complain(
                f"{each.name}: Microsoft Graph does not offer it in this tenant. Update Kadans, or grant it by hand."
            )
        elif not what_if:
            try:
                await door.grant(standing, each.name)
            except NotGrantedError:
                failed += 1
                complain(
                    f"{each.name}: you may not grant it. It takes the role {_ROLE}, in Entra, active at this moment."
                )
            except AnswerError as error:
                failed += 1
                complain(
                    f"{each.name}: not granted ({error.reason}). Run the command again: what is there stays as it is."
                )
            else:
                made += 1
        else:
            made += 1
    say("")
    say(_summary(made, failed, what_if=what_if))
    return 1 if failed else 0


def _summary(made: int, failed: int, *, what_if: bool) -> str:
    if failed:
        return f"{made} granted, {failed} not."
    if not made:
        return "Everything is there already; nothing to grant."
    told = "1 permission" if made == 1 else f"{made} permissions"
    if what_if:
        return f"{told} would be granted. Leave --what-if out to do it."
    return f"{told} granted. It counts within the hour; a managed identity may keep its old token for a day."


def _rest(needed: Sequence[Need], command: GrantCommand, standing: Standing, client: str) -> Iterator[str]:
    """Yield what is to be done elsewhere."""
    exchange = [need.permission for need in needed if need.permission.exchange_role]
    if exchange and command.mailboxes == "exchange":
        yield ""
        yield "Mailboxes of one group (Exchange Online PowerShell, as an Exchange administrator):"
        yield ""
        for line in exchange_snippet(client, [each.exchange_role for each in exchange], principal=standing.principal):
            yield f"  {line}"
        yield ""
        left = sorted(standing.granted & {name for each in exchange for name in (each.name, *each.instead)})
        if left:
            yield from wrapped(
                "", f"Take away what would undo that scope: {', '.join(left)}. kadans doctor prints the commands."
            )
    elif exchange:
        yield ""
        yield from wrapped(
            "",
            f"{' and '.join(each.name for each in exchange)} reach every mailbox of the tenant. To hold them to one group, run "
            "this with --mailboxes exchange.",
        )
    by_team = command.channels == "team" and FOR_ALL_TEAMS not in standing.granted
    if by_team and any(need.permission.scope is Scope.TEAM for need in needed):
        yield ""
        yield from wrapped(
            "",
            "Channels: an owner of each team adds the Teams app to it, and consents for that team alone. kadans teams-app makes "
            "the package. Or run this with --channels tenant, for all teams at once.",
        )
    welcome = {name for need in needed for name in (need.permission.name, *need.permission.instead)}
    if beyond := sorted((standing.granted & set(TOO_BROAD)) | (standing.granted - welcome)):
        yield ""
        yield from wrapped(
            "", f"Too broad: {', '.join(beyond)}. Nothing is taken away here; kadans doctor prints the commands."
        )
