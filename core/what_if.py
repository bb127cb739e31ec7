"""What-if: other limits, on a fixed grid, and how many teams would be at which level. Counts of levels only.

Why a grid, a floor of teams and no choice of team: who could try any limit on one team could narrow down, try by try, the hours
of whoever lies in its middle. docs/privacy.md argues what is left.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from core.errors import PolicyError
from core.limits import Limit, limits_of
from core.policy_file import Policy, Rules
from core.policy_words import did_you_mean
from core.report import Level
from core.week import Week

TEAMS_AT_LEAST = 3
"""With fewer teams at any level in a week, that week is not told: everybody would know which team is meant."""
FLAGGED = 0.25
"""The share of teams that suggested limits put at "watch" or above: enough to talk about, few enough to mean something."""

type Changes = Mapping[str, Mapping[str, float]]
"""Auditor, key, value."""
type Levels = Counter[Level | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """How many teams were at each level, by auditor and week, under one set of limits."""

    by_week: Mapping[tuple[str, Week], Levels] = field(default_factory=dict)

    def weeks(self, auditor: str) -> list[Week]:
        """Return the weeks of an auditor in which enough teams have a level, oldest first."""
        return sorted(
            week
            for (name, week), levels in self.by_week.items()
            if name == auditor and sum(levels.values()) - levels[None] >= TEAMS_AT_LEAST
        )

    def total(self, auditor: str, weeks: Iterable[Week]) -> Levels:
        """Return the team-weeks at each level over some weeks."""
        return sum((self.by_week[auditor, week] for week in weeks), Counter())


def flagged(levels: Levels) -> float:
    """Return the share of team-weeks at "watch" or above among those with a level."""
    judged = sum(levels.values()) - levels[None]
    return (levels["warn"] + levels["alert"]) / judged if judged else 0.0


def read_changes(settings: Sequence[str], rules: Rules) -> Changes:
    """Return the limits to try out, from the form auditors.NAME.KEY=VALUE.

    Raises:
        PolicyError: with everything that can't be tried out, and what can.
    """
    changes: dict[str, dict[str, float]] = {}
    problems: list[str] = []
    for text in settings:
        try:
            limit, value = _read(text, rules)
        except PolicyError as error:
            problems += error.problems
            continue
        if limit.key in changes.get(limit.auditor, {}):
            problems.append(f"--set {text}: {limit.path} is set twice.")
        changes.setdefault(limit.auditor, {})[limit.key] = value
    if problems:
        raise PolicyError(*problems)
    return changes


def _read(text: str, rules: Rules) -> tuple[Limit, float]:
    path, _, number = text.partition("=")
    names = path.strip().split(".")
    if names[0] == "teams":
        raise PolicyError(
            f"--set {text}: one team's own limits can't be tried out, since that would tell this team's level. "
            "Try auditors.NAME.KEY=VALUE, for all teams."
        )
    if len(names) != 3 or names[0] != "auditors":
        raise PolicyError(f"--set {text}: write it as auditors.meeting_overload.warn_hours=12.")
    _, auditor, key = names
    if auditor not in rules:
        raise PolicyError(f"--set {text}: there is no auditor '{auditor}'.{did_you_mean(auditor, list(rules))}")
    limits = {limit.key: limit for limit in limits_of(auditor, rules[auditor]) if limit.grid}
    if key not in limits:
        raise PolicyError(f"--set {text}: {auditor} has no limit '{key}'.{did_you_mean(key, list(limits))}")
    limit = limits[key]
    try:
        value = float(number)
    except ValueError:
        raise PolicyError(
            f"--set {text}: {number.strip() or 'nothing'} is no number: {limit.bound} {limit.unit}."
        ) from None
    if problem := off_the_grid(limit, value):
        raise PolicyError(f"--set {text}: {problem}")
    return limit, next(each for each in limit.grid if each == value)


def off_the_grid(limit: Limit, value: float) -> str:
    """Return what is wrong with a value to try out, with the nearest ones that can be; empty where nothing is."""
    low, high = limit.grid[0], limit.grid[-1]
    if not low <= value <= high:
        return f"must be {limit.bound} {limit.unit}."
    near = limit.nearest(value)
    if value in near:
        return ""
    steps = f"a limit in {limit.unit} is tried out in steps of {limit.step:g}, from {low:g} on"
    return f"{steps}. Try {' or '.join(f'{each:g}' for each in near)}."


def standing_off_the_grid(policy: Policy, auditors: Iterable[str], rules: Rules) -> list[str]:
    """Return which limits in force can't be compared with, since they lie between two steps.

    Otherwise the policy would be the way around the grid.
    """
    problems = {
        f"{limit.path} = {getattr(in_force, limit.key)} in the policy: {problem} Put that into the policy first."
        for auditor in auditors
        for limit in limits_of(auditor, rules[auditor])
        if limit.grid
        for in_force in (each[auditor] for each in policy.rules.values())
        if (problem := off_the_grid(limit, getattr(in_force, limit.key)))
    }
    return sorted(problems)


def suggested(in_force: float, tried: Mapping[float, float]) -> float:
    """Return the value whose share of flagged team-weeks comes nearest to a quarter; of equals the one nearest to today's.

    `tried` holds the share by value.
    """
    return min(tried, key=lambda value: (abs(tried[value] - FLAGGED), abs(value - in_force), value))
