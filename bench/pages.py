"""The answers as bytes, ready to go out: each page compressed once, and closed with the link that only its reader gets."""

from __future__ import annotations

import re
import zlib
from collections import OrderedDict
from dataclasses import dataclass
from functools import partial

from bench.company import TEAM_SIZE, Company, Load, named, team_name

_GZIP = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
_PATH = re.compile(rb"/v1\.0/(users|groups)/([0-9a-f]{8})-0000-4000-[0-9a-f]{4}-(\d{12})/(\S+)")
_SKIP = re.compile(rb"skiptoken=(\d+)")
_TEAMS_KEPT = 100


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page without its end, plain and compressed."""

    plain: bytes
    deflated: bytes
    """A part of a raw deflate stream, flushed to whole bytes."""
    checksum: int

    @classmethod
    def of(cls, plain: bytes) -> Sheet:
        """Compress a page."""
        squeeze = zlib.compressobj(1, zlib.DEFLATED, -zlib.MAX_WBITS)
        return cls(plain, squeeze.compress(plain) + squeeze.flush(zlib.Z_SYNC_FLUSH), zlib.crc32(plain))

    def closed(self, end: bytes, *, gzip: bool) -> bytes:
        """Return the whole page."""
        if not gzip:
            return self.plain + end
        size = len(end).to_bytes(2, "little")
        stored = b"\x01" + size + (len(end) ^ 0xFFFF).to_bytes(2, "little") + end
        checksum = zlib.crc32(end, self.checksum).to_bytes(4, "little")
        length = (len(self.plain) + len(end)).to_bytes(4, "little")
        return b"".join((_GZIP, self.deflated, stored, checksum, length))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Team:
    members: Sheet
    calendars: list[Sheet]
    chats: list[Sheet]
    exports: list[list[Sheet]]


class Pages:
    """All pages of a company; a team's are drawn when they are first asked for, or beforehand."""

    def __init__(self, company: Company, *, people: int, team_size: int = TEAM_SIZE) -> None:
        self._company = company
        self._settings = Sheet.of(company.settings)
        self._team_size = team_size
        self._teams: OrderedDict[str, _Team] = OrderedDict()
        for team in range(min(-(-people // team_size), _TEAMS_KEPT)):
            self._team(team_name(team))

    def answer(self, target: bytes, root: str, *, gzip: bool) -> bytes | None:
        """Return the body for what stands in a request line, or None where there is nothing."""
        found = _PATH.match(target)
        if found is None:
            return None
        kind, name, number, rest = found[1], found[2].decode(), int(found[3]), found[4]
        team = self._team(name)
        if kind == b"groups":
            return team.members.closed(b"", gzip=gzip)
        if number >= len(team.exports):
            return None
        if rest.startswith(b"chats/getAllMessages"):
            skip = _SKIP.search(rest)
            return _exported(team.exports[number], int(skip[1]) if skip else 0, target, root, gzip=gzip)
        resource = rest.partition(b"?")[0]
        whole = {
            b"mailboxSettings": self._settings,
            b"calendarView": team.calendars[number],
            b"chats": team.chats[number],
        }
        return whole[resource].closed(b"", gzip=gzip) if resource in whole else None

    def _team(self, name: str) -> _Team:
        team = self._teams.get(name)
        if team is None:
            team = self._teams[name] = self._drawn(name)
            if len(self._teams) > _TEAMS_KEPT:
                self._teams.popitem(last=False)
        return team

    def _drawn(self, name: str) -> _Team:
        company, size = self._company, self._team_size
        own = partial(_sheet, name=name)
        return _Team(
            members=own(company.members_of(size)),
            calendars=[own(page) for page in company.calendars[:size]],
            chats=[own(page) for page in company.chats[:size]],
            exports=[[own(page) for page in pages] for pages in company.exports[:size]],
        )


def _sheet(content: bytes, *, name: str) -> Sheet:
    return Sheet.of(named(content, name))


def _exported(pages: list[Sheet], number: int, target: bytes, root: str, *, gzip: bool) -> bytes | None:
    if number >= len(pages):
        return None
    if number + 1 == len(pages):
        return pages[number].closed(b"]}", gzip=gzip)
    link = f"{root}{target.partition(b'?')[0].decode()}?$top=50&$skiptoken={number + 1}"
    return pages[number].closed(f'],"@odata.nextLink":"{link}"}}'.encode(), gzip=gzip)


def pages_of(*, people: int, team_size: int, load: Load | None = None) -> Pages:
    """Return the pages of a company of so many people."""
    return Pages(Company(load), people=people, team_size=team_size)
