"""Who is in a team: the nominal members, and those whose week may be read."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from core.errors import AnswerError, KadansError
from core.policy import Organisation
from core.ports import Directory, DirectoryPerson
from core.team import TeamSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class Members:
    """A team as the directory and the policy know it."""

    nominal: tuple[DirectoryPerson, ...] = field(repr=False)
    """Those who make its size: enabled, no guests, without the manager; people who opted out included."""
    guests: frozenset[str] = field(repr=False)
    """Addresses of guests in its group."""


async def left_out(directory: Directory, organisation: Organisation) -> frozenset[str]:
    """Return the object ids and known addresses, lower case, of people who opted out and of worker representatives.

    Raises:
        KadansError: a group can't be read; then nobody may be audited.
    """
    found = {person.casefold() for person in (*organisation.opt_out, *organisation.representatives)}
    for name, group in (
        ("opt_out_group", organisation.opt_out_group),
        ("representatives_group", organisation.representatives_group),
    ):
        if group:
            try:
                for person in await directory.group_members(group):
                    found |= {person.key.casefold(), *person.addresses}
            except AnswerError as error:
                raise KadansError(
                    f"[organisation] {name}: this group can't be read ({error.reason}), so nobody can be left out of the "
                    "numbers, and nothing was audited. Check the id; reading it needs GroupMember.ReadBasic.All."
                ) from None
    return frozenset(found)


async def members_of(directory: Directory, settings: TeamSettings) -> Members:
    """Return a team's members.

    Raises:
        KadansError: they can't be read.
    """
    team = settings.team
    try:
        if team.reports_of is not None:
            people = await directory.direct_reports(team.reports_of)
        else:
            people = await directory.group_members(team.group or "")
    except AnswerError as error:
        source = "reports_of" if team.reports_of is not None else "group"
        hint = {
            "access denied": "Grant GroupMember.ReadBasic.All and User.Read.All to the app.",
            "not found": f"Check '{source}' in [teams.{settings.key}].",
        }.get(error.reason, "Run again later.")
        raise KadansError(f"its members can't be read ({error.reason}). {hint}") from None
    return Members(nominal=_nominal(people, team.manager), guests=_guests(people))


def _nominal(people: Sequence[DirectoryPerson], manager: str | None) -> tuple[DirectoryPerson, ...]:
    return tuple(
        person
        for person in people
        if person.enabled and not person.guest and person.key.casefold() != (manager or "").casefold()
    )


def _guests(people: Iterable[DirectoryPerson]) -> frozenset[str]:
    return frozenset(address for person in people if person.guest for address in person.addresses)
