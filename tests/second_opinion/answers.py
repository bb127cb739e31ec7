"""What a request asks for and what goes back: the small change of the fake tenant."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any


@dataclass
class Answer:
    body: Any
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Ask:
    path: str
    query: dict[str, str]
    headers: dict[str, str]

    @property
    def select(self) -> list[str]:
        return [n.strip() for n in self.query.get("$select", "").split(",") if n.strip()]

    def timezone(self) -> str:
        found = re.search(r'outlook\.timezone\s*=\s*"([^"]+)"', self.headers.get("prefer", ""))
        return found.group(1) if found else "UTC"


def problem(status: int, code: str, message: str) -> Answer:
    inner = {"date": "2026-11-01T08:00:00", "request-id": "94fb3b52-452a-4535-a601-69e0a90e3aa2"}
    return Answer({"error": {"code": code, "message": message, "innerError": inner}}, status)


def instant(text: str) -> datetime:
    when = datetime.fromisoformat(re.sub(r"\.(\d{6})\d+", r".\1", text.strip().strip("'").replace(" ", "+")))
    return when if when.tzinfo else when.replace(tzinfo=UTC)
