"""Teams too small for numbers of their own, put together as one more team that the organisation's page alone shows."""

from collections.abc import Mapping, Sequence

from core.errors import KadansError
from core.policy_file import Policy
from core.ports import DirectoryPerson
from core.team import TeamSettings, small_teams_settings
from jobs.membership import Members

_TEAMS = 2


def together(
    policy: Policy, teams: Sequence[TeamSettings], members: Mapping[str, Members | KadansError]
) -> tuple[TeamSettings, Members] | None:
    """Return the small teams as one team with its members, or None where there are too few of either.

    A team joins in with its nominal members if they are fewer than the floor, if it lives in the organisation's zone, so that
    its week is the same one, and if it works no shifts: a roster is one team's. Where any team's members can't be
    read there is none: the next time it would be another group of people under the same name.
    """
    known = {key: each for key, each in members.items() if isinstance(each, Members)}
    if len(known) < len(teams):
        return None
    floor = policy.tables.privacy.floor
    settings = small_teams_settings(policy, ())
    small = [
        team
        for team in teams
        if 0 < len(known[team.key].nominal) < floor and team.zone == settings.zone and team.team.hours == "outlook"
    ]
    people: dict[str, DirectoryPerson] = {
        person.key.casefold(): person for team in small for person in known[team.key].nominal
    }
    if len(small) < _TEAMS or len(people) < floor:
        return None
    guests = frozenset[str]().union(*(known[team.key].guests for team in small))
    return small_teams_settings(policy, small), Members(nominal=tuple(people.values()), guests=guests)
