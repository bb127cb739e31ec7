"""What an organiser alone is told about the own meetings: when, how long, how many. No subject, no name, kept nowhere.

METRICS.md, section 3, "Own view".
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction

from core.facts import Facts, Meeting
from core.intervals import Interval

_CLOSE = 10 * 60
"""Seconds: what begins sooner after a meeting leaves no break, as in chains of meetings."""
_LONG = 60 * 60
_SHORTEST = 30 * 60
_UP_TO_HERE_FIVE = 45


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnMeeting:
    """A meeting that the reader organises."""

    when: Interval = field(repr=False)
    size: int = field(repr=False)
    """Human invitees with the organiser."""

    @property
    def minutes(self) -> int:
        """Its length."""
        return round(self.when.seconds / 60)


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnSeries:
    """A series that the reader organises and that might do in writing."""

    latest: OwnMeeting
    minutes_a_week: Fraction = field(repr=False)
    """What writing would give back to all together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Organiser:
    """The organiser's part: what is empty was not found, not looked at, or not known for sure."""

    broken: tuple[OwnMeeting, ...] = field(default=(), repr=False)
    """Meetings of the week in which people shared a room's screen while others were remote."""
    at_risk: tuple[OwnMeeting, ...] = field(default=(), repr=False)
    """Meetings of the coming week with a room and an online link that have not begun yet."""
    series: tuple[OwnSeries, ...] = field(default=(), repr=False)
    """Those that give most back come first."""
    shorter: OwnMeeting | None = field(default=None, repr=False)
    """A meeting of the coming week that might end sooner."""

    @property
    def empty(self) -> bool:
        """Whether there is nothing to tell."""
        return not (self.broken or self.at_risk or self.series or self.shorter)


def own_meetings(found: Iterable[Meeting]) -> tuple[OwnMeeting, ...]:
    """Return what may be told of meetings, sorted by time."""
    return tuple(
        OwnMeeting(when=each.when, size=each.size)
        for each in sorted(found, key=lambda each: (each.when.start, each.when.end, each.size, each.key))
    )


def worth_shortening(facts: Facts, own_addresses: frozenset[str], *, now: int) -> OwnMeeting | None:
    """Return the own meeting of the coming week that takes most of people's time and leaves no break, or is over an hour long.

    It has not begun by `now`, in UTC seconds. `facts` are about the reader alone; `own_addresses` are the reader's, lower case.
    What lasts under half an hour is short enough.
    """
    if facts.coming is None:
        return None
    held = [meeting for person in facts.people for meeting in person.meetings]
    found = [
        meeting
        for meeting in held
        if meeting.organiser in own_addresses
        and max(facts.coming.start, now) <= meeting.when.start < facts.coming.end
        and meeting.when.seconds >= _SHORTEST
        and (meeting.when.seconds > _LONG or any(_right_after(meeting, other) for other in held))
    ]
    best = min(found, key=lambda each: (-each.when.seconds * each.size, each.when, each.key), default=None)
    return None if best is None else OwnMeeting(when=best.when, size=best.size)


def shorter(minutes: int) -> int:
    """Return the length that leaves a break: five minutes less, ten where a meeting is longer than three quarters of an hour."""
    return minutes - (5 if minutes <= _UP_TO_HERE_FIVE else 10)


def _right_after(meeting: Meeting, other: Meeting) -> bool:
    return other.key != meeting.key and meeting.when.end <= other.when.start < meeting.when.end + _CLOSE
