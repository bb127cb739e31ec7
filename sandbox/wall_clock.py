"""Weeks and wall clocks of the made-up company. Plans are told in local time, kept in UTC."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

BRUSSELS = "Europe/Brussels"


def dice(seed: int, purpose: str) -> random.Random:
    """Return a stream of chance of its own for *purpose*: a new purpose never shifts the others."""
    return random.Random(f"kadans:{seed}:{purpose}")  # noqa: S311  # made-up people need no secrets


def monday_of(week: str) -> date:
    """Return the Monday of an ISO week.

    Raises:
        ValueError: *week* is not written like 2026-W46, or the year has no such week.
    """
    year, _, number = week.partition("-W")
    return date.fromisocalendar(int(year), int(number), 1)


def week_name(day: date) -> str:
    """Return the ISO week that holds *day*, written like 2026-W46."""
    year, number, _ = day.isocalendar()
    return f"{year}-W{number:02}"


def at(day: date, clock: str, zone: str = BRUSSELS) -> datetime:
    """Return the instant, in UTC, at which the wall clock of *zone* shows *clock* ("09:30") on *day*."""
    return datetime.combine(day, time.fromisoformat(clock), ZoneInfo(zone)).astimezone(UTC)


def midnight(day: date, zone: str = BRUSSELS) -> datetime:
    """Return the instant, in UTC, at which *day* begins in *zone*."""
    return at(day, "00:00", zone)


def minute_of(instant: datetime) -> int:
    """Return the minute, counted from 1970 in UTC, in which *instant* lies."""
    return int(instant.timestamp()) // 60


def minutes_between(start: datetime, end: datetime) -> range:
    """Return every minute from *start* until before *end*."""
    return range(minute_of(start), minute_of(end))


@cache
def week_walk(monday: date, zone: str, reach: int = 2) -> tuple[tuple[int, date, int], ...]:
    """Walk the week minute by minute, *reach* days wider at both ends: minute, local day, local minute of the day.

    Always the same span of instants, that of the Brussels week, whatever *zone* the wall clock hangs in.
    """
    first = minute_of(midnight(monday - timedelta(days=reach)))
    last = minute_of(midnight(monday + timedelta(days=7 + reach)))
    clock = ZoneInfo(zone)
    steps: list[tuple[int, date, int]] = []
    for quarter in range(first, last, 15):  # every zone of this company changes its clock on a quarter
        local = datetime.fromtimestamp(quarter * 60, clock)
        day, minute = local.date(), local.hour * 60 + local.minute
        steps.extend((quarter + step, day, minute + step) for step in range(15))
    return tuple(steps)
