"""Whether one more team may be published beside others: no sum or difference of teams may be about a few people.

Who holds the reports of several teams can add and subtract their sums. With every team as a row of ones and noughts over the
people, what can be made that way is the space of the rows, and a few people are told of as soon as a vector in that space is
nonzero for them alone. People who are in the same teams always go together, so they are one column with a weight.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction

STEPS, WORK = 1_500, 400_000
"""After so many steps of trying one way after the other, or so many columns looked at, a team is taken to isolate: silence
is the safe answer. Only organisations in which hundreds of teams overlap without any order come there."""

type _Number = int | Fraction
type _Coefficients = dict[int, _Number]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Column:
    """People who are in the same teams, and what the combination says of each: a constant plus multiples of unknowns."""

    weight: int
    constant: _Number
    unknowns: _Coefficients
    """By published team: how often this one is added is what has to be found."""

    @property
    def nothing(self) -> bool:
        return not self.unknowns and not self.constant


@dataclass(frozen=True, slots=True, kw_only=True)
class _State:
    """How far the search has come."""

    open: tuple[_Column, ...]
    """Whether the combination tells of them is not decided yet."""
    allowed: tuple[_Column, ...] = ()
    """It may tell of them."""
    budget: int
    """Of so many more people it may tell."""


@dataclass(slots=True, kw_only=True)
class Beside:
    """The teams that are published so far, as far as they decide about the next one."""

    smallest_group: int
    _teams: int = 0
    _of: dict[str, frozenset[int]] = field(default_factory=dict, repr=False)
    """Person to the published teams."""
    _alike: Counter[frozenset[int]] = field(default_factory=Counter, repr=False)
    """How many people are in just these published teams."""

    def add(self, members: Iterable[str]) -> None:
        """Publish a team."""
        for person in members:
            before = self._of.get(person, frozenset())
            after = before | {self._teams}
            self._of[person] = after
            self._alike[after] += 1
            if before:
                self._alike[before] -= 1
        self._alike = +self._alike
        self._teams += 1

    def isolates(self, members: Iterable[str]) -> bool:
        """Tell whether this team and published ones could be added up to speak of fewer people than the smallest group.

        It looks for a combination of this team with published ones that is nonzero for 1 up to `smallest_group` - 1
        people. Published teams alone have none. Where the search grows too long, the answer is yes.
        """
        waiting = [_State(open=self._columns(members), budget=self.smallest_group - 1)]
        steps, work, tried = 0, 0, False
        while waiting and steps <= STEPS and work <= WORK:
            state = _settled(waiting.pop())
            if state is None:
                continue
            steps, work = steps + tried, work + tried * (len(state.open) + len(state.allowed))
            if not state.open:
                # All noughts: the team is a combination of published ones and tells nothing that they don't.
                return not all(column.nothing for column in state.allowed)
            column = min(state.open, key=_hardest)
            zero = _with_zero(state, column)
            if column.weight > state.budget:
                waiting.append(zero)
                continue
            rest = tuple(each for each in state.open if each is not column)
            spent = state.budget - column.weight
            tried = True
            waiting += [_State(open=rest, allowed=(*state.allowed, column), budget=spent), zero]
        return bool(waiting)

    def _columns(self, members: Iterable[str]) -> tuple[_Column, ...]:
        """Return the groups of people who are in the same teams: those of this team, and of all that hang together with it."""
        inside = Counter(self._of.get(person, frozenset[int]()) for person in members)
        near: set[int] = set().union(*inside)
        known: set[int] = set()
        while near != known:
            known = set(near)
            near.update(*(teams for teams in self._alike if teams & known))
        return (
            *(_Column(weight=n, constant=1, unknowns=dict.fromkeys(teams, 1)) for teams, n in inside.items()),
            *(
                _Column(weight=n - inside[teams], constant=0, unknowns=dict.fromkeys(teams, 1))
                for teams, n in self._alike.items()
                if teams & known and n > inside[teams]
            ),
        )


def _hardest(column: _Column) -> tuple[int, int]:
    """Order by how little choice is left: few unknowns first, then many people."""
    return len(column.unknowns), -column.weight


def _settled(state: _State) -> _State | None:
    """Return the state without columns that are decided by themselves, or None where they tell of too many people."""
    told = tuple(column for column in state.open if not column.unknowns and column.constant)
    budget = state.budget - sum(column.weight for column in told)
    if budget < 0:
        return None
    still = tuple(column for column in state.open if column.unknowns)
    return _State(open=still, allowed=(*state.allowed, *told), budget=budget)


def _with_zero(state: _State, chosen: _Column) -> _State:
    """Return the state in which the combination says nothing of these people: one unknown follows from the others."""
    unknown, factor = next(iter(chosen.unknowns.items()))
    times = -factor if factor in {1, -1} else Fraction(-1) / factor  # whole numbers are many times faster
    constant = chosen.constant * times
    unknowns = {each: value * times for each, value in chosen.unknowns.items() if each != unknown}

    def without(columns: tuple[_Column, ...]) -> tuple[_Column, ...]:
        return tuple(_replaced(column, unknown, constant, unknowns) for column in columns if column is not chosen)

    return _State(open=without(state.open), allowed=without(state.allowed), budget=state.budget)


def _replaced(column: _Column, unknown: int, constant: _Number, unknowns: _Coefficients) -> _Column:
    times = column.unknowns.get(unknown)
    if times is None:
        return column
    merged = dict(column.unknowns)
    del merged[unknown]
    for each, value in unknowns.items():
        total = merged.get(each, 0) + times * value
        if total:
            merged[each] = total
        else:
            merged.pop(each, None)
    return _Column(weight=column.weight, constant=column.constant + times * constant, unknowns=merged)
