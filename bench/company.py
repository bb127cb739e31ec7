"""The company that the load server speaks for: teams of twelve, 300 messages and 30 events a person and week.

Everything is drawn once for a team whose name is a placeholder; another team is the same bytes with its own name put in, so that
every id in the company differs, and no work is left for the time that is measured.
"""

from __future__ import annotations

import json
import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any

WEEK = "2026-W46"
MONDAY = datetime(2026, 11, 9, tzinfo=UTC)
NOW = datetime(2026, 11, 16, 8, 30, tzinfo=UTC)
TEAM_SIZE = 12
PAGE = 50
"""Messages a page: the most that Graph's documentation shows for the export of chats."""
_NAMELESS = "zzzzzzzz"
"""Stands for a team's name, which has as many letters."""
_DOMAIN = "bench.example"
_WORDS = [
    "planning",
    "review",
    "update",
    "draft",
    "numbers",
    "thursday",
    "customer",
    "invoice",
    "release",
    "meeting",
    "notes",
    "please",
    "thanks",
    "shared",
    "folder",
    "question",
    "deadline",
    "agenda",
    "budget",
    "contract",
    "delivery",
    "tomorrow",
    "morning",
    "lunch",
    "office",
    "remote",
    "screen",
    "call",
    "branch",
    "version",
]

type Body = dict[str, Any]


def team_name(number: int) -> str:
    """Return a team's name: eight letters."""
    return f"{number:08x}"


@dataclass(frozen=True, kw_only=True)
class Load:
    """How much there is to read about each person."""

    messages: int = 300
    events: int = 30
    coming: int = 15
    """Events of the week after, which a calendar already holds."""


class Company:
    """Answers, less what differs from team to team."""

    def __init__(self, load: Load | None = None) -> None:
        self.load = load or Load()

    def members_of(self, team_size: int) -> bytes:
        """Return the first members of the nameless team, a page."""
        return _page([_user(number) for number in range(team_size)])

    @cached_property
    def settings(self) -> bytes:
        """Everybody's mailbox settings."""
        return _json(
            {
                "userPurpose": "user",
                "workingHours": {
                    "daysOfWeek": ["monday", "tuesday", "wednesday", "thursday", "friday"],
                    "startTime": "08:00:00.0000000",
                    "endTime": "17:00:00.0000000",
                    "timeZone": {"name": "Romance Standard Time"},
                },
            }
        )

    @cached_property
    def calendars(self) -> list[bytes]:
        """By person, the calendar, a page."""
        return [_page(self._calendar(number)) for number in range(TEAM_SIZE)]

    @cached_property
    def chats(self) -> list[bytes]:
        """By person, the first page of chats."""
        return [_page([_chat(chat) for chat in self._chats_of(number)]) for number in range(TEAM_SIZE)]

    @cached_property
    def exports(self) -> list[list[bytes]]:
        """By person, the pages of messages, each without what closes it: `]`, the link to the next one, `}`."""
        return [self._export(number) for number in range(TEAM_SIZE)]

    def _calendar(self, number: int) -> list[Body]:
        of_week = [self._event(number, each, day=each % 5) for each in range(self.load.events)]
        return of_week + [self._event(number, 100 + each, day=7 + each % 5) for each in range(self.load.coming)]

    def _event(self, number: int, each: int, *, day: int) -> Body:
        """Return one event: every fifth is the whole team's, the others are between two to five people."""
        whole = each % 5 == 0
        size = TEAM_SIZE if whole else 2 + each % 4
        people = list(range(TEAM_SIZE)) if whole else [(number + other) % TEAM_SIZE for other in range(size)]
        start = MONDAY + timedelta(days=day, hours=7 + each // 5 * 1.5)
        organiser = people[0]
        uid = f"040000008200E00074C5B7101A82E008{_NAMELESS}{each:04d}{'' if whole else number:>04}"
        attendees = [
            {
                "type": "required",
                "status": {"response": "accepted", "time": "2026-11-02T09:00:00Z"},
                "emailAddress": {"name": f"Person {other} of {_NAMELESS}", "address": _mail(other)},
            }
            for other in people
            if other != organiser
        ]
        if each % 3 == 0:
            room = f"room{each % 7}@{_DOMAIN}"
            attendees.append(
                {
                    "type": "resource",
                    "status": {"response": "accepted"},
                    "emailAddress": {"name": room, "address": room},
                }
            )
        own = number == organiser
        return {
            "@odata.etag": 'W/"ZlnW4RIAV06KYYwlrfNZvQAALfZeRQ=="',
            "id": f"AAMkAGI1AAA{_NAMELESS}{number:04d}{each:04d}" + "A" * 100,
            "iCalUId": uid,
            "seriesMasterId": f"AAMkAGI1AAA{_NAMELESS}{number:04d}" + "S" * 100 if each % 2 else None,
            "type": "occurrence" if each % 2 else "singleInstance",
            "start": {"dateTime": f"{start:%Y-%m-%dT%H:%M:%S}.0000000", "timeZone": "UTC"},
            "end": {"dateTime": f"{start + timedelta(minutes=30 + each % 3 * 30):%Y-%m-%dT%H:%M:%S}.0000000", "timeZone": "UTC"},
            "isAllDay": False,
            "isCancelled": False,
            "isOrganizer": own,
            "organizer": {"emailAddress": {"name": f"Person {organiser}", "address": _mail(organiser)}},
            "attendees": attendees,
            "responseStatus": {"response": "organizer" if own else "accepted", "time": "2026-11-02T09:00:00Z"},
            "showAs": "busy",
            "sensitivity": "private" if each == 11 else "normal",
            "isOnlineMeeting": True,
            "onlineMeeting": {"joinUrl": f"https://teams.bench.example/l/meetup-join/{uid}/0"},
            "hideAttendees": False,
            "categories": ["Planning"] if each % 6 == 0 else [],
        }  # fmt: skip

    def _chats_of(self, number: int) -> list[str]:
        mates = [_pair(number, (number + 1) % TEAM_SIZE), _pair(number, (number - 1) % TEAM_SIZE)]
        return [*(_group(each) for each in range(5)), *mates, *(_outside(number, each) for each in range(5))]

    def _export(self, number: int) -> list[bytes]:
        """Return a person's messages: half from the team's chats, the rest one-to-one, a third of it with people outside."""
        total = self.load.messages
        half, sixth = total // 2, total // 6
        after, before = (number + 1) % TEAM_SIZE, (number - 1) % TEAM_SIZE
        found = [self._message(_group(each % 5), each % TEAM_SIZE, each, total) for each in range(half)]
        found += [
            self._message(_pair(number, after), (number, after)[each % 2], 1000 + each, total) for each in range(sixth)
        ]
        found += [
            self._message(_pair(before, number), (before, number)[each % 2], 1000 + each, total)
            for each in range(sixth)
        ]
        rest = total - len(found)
        found += [
            self._message(_outside(number, each % 5), number if each % 2 else 900 + number, 2000 + each, total)
            for each in range(rest)
        ]
        found.sort(key=lambda message: str(message["createdDateTime"]), reverse=True)
        pages = [found[start : start + PAGE] for start in range(0, total, PAGE)] or [[]]
        return [_page(page).removesuffix(b"]}") for page in pages]

    def _message(self, chat: str, writer: int, number: int, total: int) -> Body:
        day, slot = number % 5, number // 5
        off = number % 7 == 0
        sent = MONDAY + timedelta(
            days=day, hours=18 if off else 7, minutes=(slot * 37) % (240 if off else 540), seconds=number % 60
        )
        words = random.Random(f"{chat} {number} {total}")  # noqa: S311 - the same text in every copy
        text = " ".join(words.choices(_WORDS, k=40))
        mentioned = number % 10 == 0
        user = {
            "@odata.type": "#microsoft.graph.teamworkUserIdentity",
            "id": person(writer),
            "displayName": f"Person {writer} of {_NAMELESS}",
            "userIdentityType": "aadUser",
            "tenantId": "11111111-0000-4000-8000-000000000001",
        }
        mention = {
            "id": 0,
            "mentionText": "Person",
            "mentioned": {
                "application": None,
                "device": None,
                "conversation": None,
                "user": {
                    "id": person((writer + 1) % TEAM_SIZE),
                    "displayName": "Person",
                    "userIdentityType": "aadUser",
                },
            },
        }
        when = f"{sent:%Y-%m-%dT%H:%M:%S}.{number % 1000:03d}Z"
        return {
            "@odata.type": "#microsoft.graph.chatMessage",
            "id": str(int(sent.timestamp() * 1000) + number),
            "replyToId": None,
            "etag": str(int(sent.timestamp() * 1000)),
            "messageType": "message",
            "createdDateTime": when,
            "lastModifiedDateTime": when,
            "lastEditedDateTime": None,
            "deletedDateTime": None,
            "subject": None,
            "summary": None,
            "chatId": chat,
            "importance": "high" if number % 50 == 0 else "normal",
            "locale": "en-us",
            "webUrl": None,
            "channelIdentity": None,
            "policyViolation": None,
            "eventDetail": None,
            "from": {"application": None, "device": None, "user": user},
            "body": {"contentType": "html", "content": f"<p>{text}</p>"},
            "attachments": [],
            "mentions": [mention] if mentioned else [],
            "reactions": [],
            "messageHistory": [],
        }


def person(number: int, team: str = _NAMELESS) -> str:
    """Return a person's object id. From 900 on they are colleagues of other teams."""
    return f"{team}-0000-4000-8000-{number:012d}"


def named(content: bytes, team: str) -> bytes:
    """Return bytes of the nameless team with a team's name in them."""
    return content.replace(_NAMELESS.encode(), team.encode())


def policy(people: int, team_size: int = TEAM_SIZE) -> str:
    """Return the policy for so many people, in teams of twelve; team_size only names a smaller last team."""
    teams = -(-people // team_size)
    organisation = f'[organisation]\ndomains = ["{_DOMAIN}"]\nzone = "Europe/Brussels"\ncountry = "BE"\n'
    signals = "[signals]\ncalendar = true\nchats = true\n"
    return (
        organisation
        + signals
        + "".join(f'[teams.t{team_name(each)}]\ngroup = "{group_id(each)}"\n' for each in range(teams))
    )


def group_id(team: int) -> str:
    """Return the object id of a team's group."""
    return f"{team_name(team)}-0000-4000-9000-000000000000"


def _user(number: int) -> Body:
    mail = _mail(number)
    told = {"accountEnabled": True, "userType": "Member", "usageLocation": "BE"}
    return {
        "@odata.type": "#microsoft.graph.user",
        "id": person(number),
        "mail": mail,
        "userPrincipalName": mail,
        **told,
    }


def _mail(number: int) -> str:
    return f"p{number}.{_NAMELESS}@{_DOMAIN}"


def _group(each: int) -> str:
    return f"19:{_NAMELESS}{each:024d}@thread.v2"


def _pair(first: int, second: int) -> str:
    return (
        f"19:{person(first)}_{person(second)}@unq.gbl.spaces"
        if (first + 1) % TEAM_SIZE == second
        else _pair(second, first)
    )


def _outside(number: int, each: int) -> str:
    return f"19:{person(number)}_{each:08d}-1111-4000-8000-000000000000@unq.gbl.spaces"


def _chat(chat: str) -> Body:
    kind = "oneOnOne" if chat.endswith("unq.gbl.spaces") else "group"
    return {
        "id": chat,
        "topic": "Planning",
        "createdDateTime": "2026-01-05T08:00:00Z",
        "chatType": kind,
        "webUrl": None,
    }


def _page(items: list[Body]) -> bytes:
    return _json({"value": items})


def _json(body: Body) -> bytes:
    return json.dumps(body, separators=(",", ":")).encode()
