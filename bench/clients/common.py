"""What the measured clients share: what they are asked to read, and how they tell what it took."""

from __future__ import annotations

import argparse
import json
import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from bench.company import TEAM_SIZE, person, team_name

EVENTS = (
    "calendarView?startDateTime=2026-11-06T23:00:00Z&endDateTime=2026-11-24T23:00:00Z&$top=250&$select=id,iCalUId,seriesMasterId,"
    "type,start,end,isAllDay,isCancelled,isOrganizer,organizer,attendees,responseStatus,showAs,sensitivity,isOnlineMeeting,"
    "onlineMeeting,hideAttendees,categories"
)
SETTINGS = "mailboxSettings?$select=workingHours,userPurpose"
MESSAGES = "chats/getAllMessages?$top=50&$filter=lastModifiedDateTime%20gt%202026-11-08T22:59:59Z"
CHATS = "chats?$top=50"
FIRST_OF_ALL = (SETTINGS, EVENTS, MESSAGES, CHATS)
"""What is read about each person, in Kadans' order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a client is asked to do."""

    root: str
    authority: str
    people: int
    at_once: int

    @property
    def persons(self) -> list[str]:
        """Object ids."""
        return [person(number % TEAM_SIZE, team_name(number // TEAM_SIZE)) for number in range(self.people)]

    def urls(self, key: str) -> list[str]:
        """Return the first pages to read about a person."""
        return [f"{self.root}/v1.0/users/{key}/{each}" for each in FIRST_OF_ALL]


def asked() -> Asked:
    """Read the command line."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--root", required=True)
    parser.add_argument("--authority", required=True)
    parser.add_argument("--people", type=int, default=TEAM_SIZE)
    parser.add_argument("--at-once", type=int, default=16)
    told = parser.parse_args()
    return Asked(root=told.root, authority=told.authority, people=told.people, at_once=told.at_once)


@contextmanager
def measured(items: dict[str, int]) -> Iterator[None]:
    """Print what the block took, as a line of JSON with the items that it counted."""
    wall, cpu = time.perf_counter(), time.process_time()
    yield
    took = {"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({**took, "peak": peak, **items}))
