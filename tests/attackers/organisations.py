"""Organisations drawn by chance, each with teams that lie in, beside and across each other in the ways that policies have."""

from collections.abc import Callable, Mapping, Sequence
from itertools import combinations
from random import Random

from core.privacy import suppressed_by_overlap

type Team = frozenset[str]
type Teams = dict[str, Team]

SMALL_TEAMS = "small teams"


def crowd(number: int, *, first: int = 0) -> list[str]:
    return [f"p{each}" for each in range(first, first + number)]


def _drawn(random: Random, people: Sequence[str], fewest: int, most: int) -> Team:
    return frozenset(random.sample(people, min(random.randint(fewest, most), len(people))))


def _nested(random: Random) -> list[Team]:
    """A company, areas, departments; the managers sometimes belong and sometimes don't."""
    people = crowd(random.randint(12, 40))
    parts = random.randint(2, 4)
    areas = [frozenset(people[number::parts]) for number in range(parts)]
    halves = [frozenset(sorted(area)[: random.randint(1, len(area))]) for area in areas]
    return [*areas, *halves, frozenset(people), frozenset(people[random.randint(1, 6) :])]


def _near_copies(random: Random) -> list[Team]:
    """A team, and others like it but for a few."""
    people = crowd(random.randint(7, 20))
    return [frozenset(people), *(_drawn(random, people, 4, len(people)) for _ in range(random.randint(1, 4)))]


def _unions(random: Random) -> list[Team]:
    """Teams, and others that are put together from them, with a few more or less."""
    people = crowd(30)
    size = random.randint(5, 9)
    basis = [frozenset(people[start : start + size]) for start in range(0, 27, size)]
    more = []
    for _ in range(random.randint(1, 3)):
        whole = frozenset[str]().union(*random.sample(basis, random.randint(2, len(basis))))
        more.append(whole ^ _drawn(random, people, 0, 6))
    return [*basis, *more]


def _projects(random: Random) -> list[Team]:
    """Departments, and projects across them."""
    people = crowd(random.randint(10, 24))
    return [_drawn(random, people, 4, 12) for _ in range(random.randint(2, 6))]


def _chain(random: Random) -> list[Team]:
    """Each team shares a few people with the next; the ends often meet."""
    people, step = crowd(24), random.randint(2, 6)
    size = step + random.randint(1, 6)
    ring = people + people[:size]
    return [frozenset(ring[start : start + size]) for start in range(0, 24, step)][: random.randint(3, 6)]


KINDS: tuple[Callable[[Random], list[Team]], ...] = (_nested, _near_copies, _unions, _projects, _chain)


def organisation(seed: int, *, most: int = 7) -> Teams:
    """Return up to so many teams in the policy's order, the same for each seed."""
    random = Random(seed)  # noqa: S311 - a draw to test with
    teams = [team for team in KINDS[seed % len(KINDS)](random) if team]
    random.shuffle(teams)
    return {f"team-{number}": team for number, team in enumerate(teams[:most])}


def with_small_teams(teams: Mapping[str, Team], *, smallest_group: int) -> Teams:
    """Return the teams with those under the floor put together as one more, where there are two and people enough.

    It stands last, so that it is the one that stays silent where it would tell of too few.
    """
    small = [team for team in teams.values() if len(team) < smallest_group]
    together = frozenset[str]().union(*small)
    enough = len(small) > 1 and len(together) >= smallest_group
    return {**teams, **({SMALL_TEAMS: together} if enough else {})}


def published(teams: Mapping[str, Team], *, smallest_group: int = 5) -> Teams:
    """Return the teams whose numbers Kadans shows."""
    silent = suppressed_by_overlap(teams, smallest_group=smallest_group)
    return {key: team for key, team in teams.items() if key not in silent and len(team) >= smallest_group}


def pairs_alone(teams: Mapping[str, Team], *, smallest_group: int) -> frozenset[str]:
    """A weaker rule: looks at two teams at a time."""
    kept: list[Team] = []
    silent = set()
    for key, team in teams.items():
        if len(team) >= smallest_group:
            if any(0 < len(team ^ other) < smallest_group for other in kept):
                silent.add(key)
            else:
                kept.append(team)
    return frozenset(silent)


def differ_by_few(teams: Mapping[str, Team], *, fewer_than: int) -> bool:
    return any(0 < len(one ^ other) < fewer_than for one, other in combinations(teams.values(), 2))
