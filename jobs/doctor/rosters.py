"""Each team that works in shifts: whether its roster can be read, and what to do where it can't."""

from collections.abc import Iterator, Mapping

from core.policy import Team
from graph.checkup import Found
from jobs.doctor.page import Line, good, note, red

_OR_OUTLOOK = 'or set hours = "outlook" there'


def roster_lines(teams: Mapping[str, Team], found: Mapping[str, Found]) -> Iterator[Line]:
    """Yield a line for each team of the policy that works in shifts; `found` is what the tries came to."""
    for key, team in teams.items():
        if team.hours == "shifts":
            yield _line(key, team, found.get(key))


def _line(key: str, team: Team, found: Found | None) -> Line:
    if team.group is None:
        return red(
            f"roster of {key}: a manager's reports have none in Teams Shifts",
            f"Give [teams.{key}] the group of its team in Microsoft Teams, {_OR_OUTLOOK}.",
        )
    if found is Found.WORKS:
        return good(f"roster of {key}: readable")
    if found is Found.GONE:
        return red(
            f"roster of {key}: there is no team or no schedule in Teams Shifts",
            f"Make its schedule in the Shifts app of Teams and share it with the team, {_OR_OUTLOOK}.",
        )
    if found is Found.REFUSED:
        return note(f"roster of {key}: refused; its sections that need working time are not measured")
    return note(f"roster of {key}: {'not tried' if found is None else 'no clear answer; run again'}")
