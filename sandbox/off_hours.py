"""Off hours by the plainest arithmetic: which minutes are a person's, and what the others are called.

Shared by the plan, which has to place its messages, and by the truth about them; nothing of the product is in here.
Source of the rules: METRICS.md, section 2, "off_hours_messages".
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from sandbox.presence import Presence
from sandbox.wall_clock import minute_of, week_walk

GRACE = 30
LONG_GAP = 120
REST_BETWEEN = 480
"""Minutes between two shifts of one day, from which on they are no break: half of them come after work, half before."""
KINDS = ("day_off", "night", "evening", "early", "break")


class Rest:
    """One person's off hours in one week."""

    def __init__(self, presence: Presence, monday: date) -> None:
        """Mark the minutes of expected time, duty included, the grace around it and the short gaps in it."""
        self._zone = ZoneInfo(presence.hours.zone)
        self._monday = monday
        self._rostered = presence.hours.source == "roster"
        expected = presence.around | presence.duty
        self._days: defaultdict[date, list[int]] = defaultdict(list)
        for minute, day, _ in week_walk(monday, presence.hours.zone):
            if minute in expected:
                self._days[day].append(minute)
        self._on = set(expected)
        for minute in expected:
            if minute - 1 not in expected:
                self._on.update(range(minute - GRACE, minute))
            if minute + 1 not in expected:
                self._on.update(range(minute + 1, minute + 1 + GRACE))
        for minutes in self._days.values():
            for before, after in pairwise(minutes):
                if after - before - 1 <= LONG_GAP:
                    self._on.update(range(before, after))

    def kind(self, sent: datetime) -> str | None:
        """Return what kind of off hours *sent* falls in; None inside expected time."""
        minute = minute_of(sent)
        if minute in self._on:
            return None
        local = sent.astimezone(self._zone)
        minutes = self._days.get(local.date())
        if not minutes:
            return "day_off"
        if local.hour >= 20 or local.hour < 7:
            return "night"
        if minute > minutes[-1]:
            return "evening"
        if self._rostered and minute > minutes[0]:
            before = max(each for each in minutes if each < minute)
            after = min(each for each in minutes if each > minute)
            if after - before - 1 >= REST_BETWEEN:
                return "evening" if sent.timestamp() < 30 * (before + 1 + after) else "early"
        return "early" if minute < minutes[0] else "break"

    def day(self, sent: datetime) -> date:
        """Return the day that *sent* disturbs: it ends at four in the morning, and none begins before Monday."""
        local = sent.astimezone(self._zone).replace(tzinfo=None)
        return max(self._monday, (local - timedelta(hours=4)).date())
