"""What somebody writes by hand: httpx with 16 people side by side, or requests one after the other; `json.loads`, dictionaries."""

from __future__ import annotations

import asyncio
import json
import ssl
import sys
from datetime import datetime
from typing import Any

from bench.clients.common import asked, measured

_ASKED = asked()
_BEARER = {"Authorization": "Bearer a-token"}


def _count(page: dict[str, Any], items: dict[str, int]) -> None:
    """Take from each item what an audit needs."""
    for each in page.get("value", ()):
        if "createdDateTime" in each and "from" in each:
            items["messages"] += 1
            datetime.fromisoformat(each["createdDateTime"])
        elif "start" in each:
            items["events"] += 1
            datetime.fromisoformat(each["start"]["dateTime"])


async def with_httpx(items: dict[str, int]) -> None:
    """Read everybody, so many at once."""
    import httpx

    context = ssl.create_default_context(cafile=_ASKED.authority)
    places = asyncio.Semaphore(_ASKED.at_once)
    async with httpx.AsyncClient(verify=context, headers=_BEARER, timeout=60) as client:

        async def one(key: str) -> None:
            async with places:
                for first in _ASKED.urls(key):
                    url: str | None = first
                    while url:
                        answer = await client.get(url)
                        answer.raise_for_status()
                        page = json.loads(answer.content)
                        _count(page, items)
                        url = page.get("@odata.nextLink")

        with measured(items):
            await asyncio.gather(*(one(key) for key in _ASKED.persons))


def with_requests(items: dict[str, int]) -> None:
    """Read everybody, one page after the other."""
    import requests

    with requests.Session() as session, measured(items):
        session.headers.update(_BEARER)
        session.verify = _ASKED.authority
        for key in _ASKED.persons:
            for first in _ASKED.urls(key):
                url: str | None = first
                while url:
                    answer = session.get(url, timeout=60)
                    answer.raise_for_status()
                    page = json.loads(answer.content)
                    _count(page, items)
                    url = page.get("@odata.nextLink")


if __name__ == "__main__":
    found = {"events": 0, "messages": 0}
    if _ASKED.at_once == 1:
        with_requests(found)
    else:
        asyncio.run(with_httpx(found))
    sys.exit(0)
