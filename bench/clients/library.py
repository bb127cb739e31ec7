"""aiohttp alone, as Kadans sets it up: every page of everybody, nothing done with an answer but to look for the next link.

What lies between this and the floor is the price of a library that others keep safe; what lies above it is our own.
"""

from __future__ import annotations

import asyncio
import ssl

import aiohttp
from yarl import URL

from bench.clients.common import asked, measured

_ASKED = asked()
_LINK = b'"@odata.nextLink":"'
_HEADERS = {"Authorization": "Bearer a-token", "Accept": "application/json"}


async def _read() -> None:
    context = ssl.create_default_context(cafile=_ASKED.authority)
    waiting = iter(_ASKED.persons)
    items = {"pages": 0}
    session = aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(ssl=context, limit=_ASKED.at_once),
        timeout=aiohttp.ClientTimeout(total=120, connect=20, sock_read=60),
        cookie_jar=aiohttp.DummyCookieJar(),
    )

    async def line() -> None:
        for key in waiting:
            for first in _ASKED.urls(key):
                url = first
                while url:
                    async with session.get(URL(url, encoded=True), headers=_HEADERS, allow_redirects=False) as answer:
                        body = await answer.read()
                        answer.raise_for_status()
                    items["pages"] += 1
                    _, _, rest = body[-400:].partition(_LINK)
                    url = rest.partition(b'"')[0].decode()

    async with session:
        with measured(items):
            await asyncio.gather(*(line() for _ in range(_ASKED.at_once)))


if __name__ == "__main__":
    asyncio.run(_read())
