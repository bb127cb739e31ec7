"""A tenant of any number of equal teams, drawn beforehand: page after page of bytes, and no work while serving."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any

from tests.graph.wire import Asked, Says

MARKER = "zz-verzonnen"
WEEK = "2026-W46"
MONDAY = datetime(2026, 11, 9, tzinfo=UTC)
NOW = datetime(2026, 11, 16, 8, 30, tzinfo=UTC)
_PAGES = 3


@dataclass(frozen=True)
class PlainTenant:
    """Serves teams of people who have equal calendars and one chat for each team."""

    teams: int
    people: int = 12
    messages: int = 300
    meetings: int = 20

    def person(self, team: int, number: int) -> str:
        return f"{team:08d}-0000-4000-8000-{number:012d}"

    @property
    def policy(self) -> str:
        signals = "[signals]\ncalendar = true\nchats = true\n"
        teams = "".join(f'[teams.team-{team}]\ngroup = "group-{team}"\n' for team in range(self.teams))
        organisation = '[organisation]\ndomains = ["plain.example"]\nzone = "Europe/Brussels"\ncountry = "BE"\n'
        return f"{organisation}{signals}{teams}"

    def __call__(self, asked: Asked) -> Says:
        """Answer a request."""
        path = asked.path
        if path.startswith("/groups/"):
            return self._members[int(path.split("/")[2].removeprefix("group-"))]
        if path.startswith("/users/"):
            team = int(path.split("/")[2][:8])
            if path.endswith("/calendarView"):
                return self._calendars[team]
            if "/getAllMessages" in path:
                return self._chat_page(asked, team)
            if path.endswith("/chats"):
                return Says(body={"value": [{"id": f"19:{team}@thread.v2", "chatType": "group", "topic": MARKER}]})
            return self._settings
        return Says(body={"value": []})

    def _chat_page(self, asked: Asked, team: int) -> Says:
        page = int(asked.query.get("$skiptoken", "0"))
        link = f'"{asked.link}?$skiptoken={page + 1}"' if page + 1 < _PAGES else "null"
        return Says(body=self._chats[team][page].replace(b'"NEXT"', link.encode()))

    @cached_property
    def _settings(self) -> Says:
        hours = {
            "daysOfWeek": ["monday", "tuesday", "wednesday", "thursday", "friday"],
            "startTime": "08:00:00",
            "endTime": "17:00:00",
            "timeZone": {"name": "Romance Standard Time"},
        }
        body = {
            "userPurpose": "user",
            "workingHours": hours,
            "automaticRepliesSetting": {"internalReplyMessage": MARKER},
        }
        return Says(body=json.dumps(body).encode())

    @cached_property
    def _members(self) -> list[Says]:
        return [_page([self._user(team, number) for number in range(self.people)]) for team in range(self.teams)]

    def _user(self, team: int, number: int) -> dict[str, Any]:
        mail = f"p{number}.t{team}@plain.example"
        told = {"accountEnabled": True, "userType": "Member", "usageLocation": "BE", "displayName": MARKER}
        return {"id": self.person(team, number), "mail": mail, "userPrincipalName": mail, **told}

    @cached_property
    def _calendars(self) -> list[Says]:
        return [_page([self._event(team, number) for number in range(self.meetings)]) for team in range(self.teams)]

    def _event(self, team: int, number: int) -> dict[str, Any]:
        start = MONDAY + timedelta(days=number % 5, hours=8 + number % 7)
        invited = [
            {"type": "required", "status": {"response": "accepted"}, "emailAddress": {"address": f"p{each}.t{team}@plain.example"}}
            for each in range(self.people)
        ]  # fmt: skip
        return {
            "id": f"event-{team}-{number}",
            "iCalUId": f"uid-{team}-{number}",
            "subject": MARKER,
            "body": {"content": f"<p>{MARKER}</p>" * 20},
            "start": {"dateTime": f"{start:%Y-%m-%dT%H:%M:%S}.0000000", "timeZone": "UTC"},
            "end": {"dateTime": f"{start + timedelta(minutes=30):%Y-%m-%dT%H:%M:%S}.0000000", "timeZone": "UTC"},
            "responseStatus": {"response": "accepted"},
            "showAs": "busy",
            "organizer": {"emailAddress": {"address": f"p0.t{team}@plain.example", "name": MARKER}},
            "attendees": invited,
        }

    @cached_property
    def _chats(self) -> list[list[bytes]]:
        return [self._chat(team) for team in range(self.teams)]

    def _chat(self, team: int) -> list[bytes]:
        whole = [self._message(team, number) for number in range(self.messages)]
        size = -(-self.messages // _PAGES)
        pages = (whole[start : start + size] for start in range(0, self.messages, size))
        return [json.dumps({"value": page, "@odata.nextLink": "NEXT"}).encode() for page in pages]

    def _message(self, team: int, number: int) -> dict[str, Any]:
        sent = MONDAY + timedelta(minutes=number * 7200 // self.messages)
        return {
            "id": str(1760000000000 + number),
            "messageType": "message",
            "createdDateTime": f"{sent:%Y-%m-%dT%H:%M:%S}.123Z",
            "chatId": f"19:{team}@thread.v2",
            "from": {"user": {"id": self.person(team, number % self.people), "displayName": MARKER}},
            "body": {"contentType": "html", "content": f"<p>{MARKER}</p>" * 40},
            "mentions": [],
            "importance": "normal",
        }


def _page(items: list[dict[str, Any]]) -> Says:
    return Says(body=json.dumps({"value": items}).encode())


@dataclass(frozen=True)
class WithNonsense:
    """Another tenant, but where a path matches the answer is this one."""

    tenant: PlainTenant
    path: str
    nonsense: Says

    def __call__(self, asked: Asked) -> Says:
        """Answer a request."""
        return self.nonsense if re.search(self.path, asked.path) else self.tenant(asked)
