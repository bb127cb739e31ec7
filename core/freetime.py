"""Time of one's own: expected time without meetings and busy time. METRICS.md, section 3, `focus_time`."""

from core.facts import Person
from core.intervals import Interval, Intervals, clipped, minus, union


def meeting_time(person: Person, window: Interval) -> Intervals:
    """Return when a person is in meetings, clipped to the window."""
    return union(clipped((meeting.when for meeting in person.meetings), window))


def expected_in(person: Person, window: Interval) -> Intervals:
    """Return when a person is expected to work inside the window."""
    return clipped(person.expected.instants, window)


def free_time(person: Person, window: Interval) -> Intervals:
    """Return the stretches of expected time that neither a meeting nor busy time breaks; solo holds break nothing.

    Out-of-office is no expected time in the first place.
    """
    taken = [*(meeting.when for meeting in person.meetings), *person.busy]
    return minus(expected_in(person, window), union(clipped(taken, window)))
