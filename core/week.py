"""The reporting week: an ISO week, Monday 00:00 to next Monday 00:00 in the team's zone."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Self

from core.intervals import Instant, Interval

_WEEK = re.compile(r"(\d{4})-W(\d{2})")


@dataclass(frozen=True, slots=True, order=True)
class Week:
    """One ISO week, such as 2026-W46."""

    year: int
    number: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read the form 2026-W46.

        Raises:
            ValueError: it is not of that form, or the year has no such week.
        """
        found = _WEEK.fullmatch(text)
        if not found:
            raise ValueError(f"{text!r} is not a week: write it as 2026-W46")
        week = cls(int(found[1]), int(found[2]))
        try:
            date.fromisocalendar(week.year, week.number, 1)
        except ValueError:
            raise ValueError(f"{text!r}: {week.year} has no week {week.number}") from None
        return week

    @classmethod
    def of(cls, day: date) -> Self:
        """Return the week that holds this date."""
        calendar = day.isocalendar()
        return cls(calendar.year, calendar.week)

    @classmethod
    def at(cls, moment: int, zone: tzinfo) -> Self:
        """Return the week that holds an instant, in UTC seconds, in a zone."""
        return cls.of(datetime.fromtimestamp(moment, zone).date())

    @classmethod
    def last_closed(cls, now: datetime, zone: tzinfo) -> Self:
        """Return the newest week that is over, in this zone, at the aware datetime `now`."""
        return cls.of(now.astimezone(zone).date() - timedelta(days=7))

    @property
    def monday(self) -> date:
        """Its first day."""
        return date.fromisocalendar(self.year, self.number, 1)

    @property
    def following(self) -> Self:
        """The week after it."""
        return self.of(self.monday + timedelta(days=7))

    def back(self, weeks: int) -> Self:
        """Return the week that lies so many weeks before it."""
        return self.of(self.monday - timedelta(days=7 * weeks))

    def window(self, zone: tzinfo) -> Interval:
        """Return its instants in a zone; 167 or 169 hours where the clock changes."""
        return Interval(
            instant(datetime.combine(self.monday, time(), zone)),
            instant(datetime.combine(self.monday + timedelta(days=7), time(), zone)),
        )

    def __str__(self) -> str:
        return f"{self.year:04d}-W{self.number:02d}"


def instant(moment: datetime) -> Instant:
    """Return an aware datetime as UTC seconds; a wall clock that the spring change skips counts as standard time."""
    return Instant(int(moment.timestamp()))


def rfc3339(moment: int) -> str:
    """Return an instant as RFC 3339 text in UTC, such as 2026-11-17T09:00:00Z."""
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
