"""When a card may come: inside its reader's own expected time, never on a holiday or a day of leave."""

from bisect import bisect_right

from core.intervals import Intervals


def next_moment(now: int, expected: Intervals) -> int | None:
    """Return the first instant from `now` on (UTC seconds) at which the reader is expected to work.

    `expected` is what `union` returns. None where it holds no such instant: nobody knows when the reader is back.
    """
    after = bisect_right(expected, now, key=lambda each: each.start)
    if after and expected[after - 1].end > now:
        return now
    return expected[after].start if after < len(expected) else None
