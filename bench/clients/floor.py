"""The floor: raw sockets, one request at a time on each of them, and nothing done with an answer but to look for the next link."""

from __future__ import annotations

import asyncio
import ssl
import zlib
from urllib.parse import urlsplit

from bench.clients.common import asked, measured

_ASKED = asked()
_LINK = b'"@odata.nextLink":"'


async def _page(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, url: str) -> bytes:
    parts = urlsplit(url)
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    writer.write(
        f"GET {target} HTTP/1.1\r\nHost: {parts.netloc}\r\nAuthorization: Bearer a-token\r\nAccept-Encoding: gzip\r\n\r\n".encode()
    )
    head = await reader.readuntil(b"\r\n\r\n")
    if b" 200 " not in head[:16]:
        raise RuntimeError("the load server refused a page")
    at = head.find(b"Content-Length: ") + 16
    body = await reader.readexactly(int(head[at : head.find(b"\r\n", at)]))
    return zlib.decompress(body, wbits=31)


async def _read() -> None:
    context = ssl.create_default_context(cafile=_ASKED.authority)
    where = urlsplit(_ASKED.root)
    waiting = iter(_ASKED.persons)
    items = {"pages": 0}

    async def line() -> None:
        reader, writer = await asyncio.open_connection(where.hostname, where.port, ssl=context, limit=1 << 20)
        for key in waiting:
            for first in _ASKED.urls(key):
                url = first
                while url:
                    body = await _page(reader, writer, url)
                    items["pages"] += 1
                    _, _, rest = body[-400:].partition(_LINK)
                    url = rest.partition(b'"')[0].decode()
        writer.close()

    with measured(items):
        await asyncio.gather(*(line() for _ in range(_ASKED.at_once)))


if __name__ == "__main__":
    asyncio.run(_read())
