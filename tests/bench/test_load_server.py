"""The load server: it holds its clients to Graph's documented limits, and its pages are what a client expects."""

from __future__ import annotations

import gzip
import json
import zlib

import pytest

from bench.company import TEAM_SIZE, Company, Load, group_id, person, policy, team_name
from bench.limits import Limits
from bench.pages import Pages, Sheet

ANNA, BART = (person(number, team_name(0)) for number in range(2))
EXPORT = f"/users/{ANNA}/chats/getAllMessages()"
ROOT = "https://127.0.0.1:1"


def refused(limits: Limits, path: str, moments: list[float]) -> list[bool]:
    """Tell which of some requests are refused; each answer comes at once."""
    found = []
    for moment in moments:
        wait, tallies = limits.ask(path, moment)
        found.append(wait > 0)
        for tally in tallies:
            tally.in_progress -= 1
    return found


@pytest.mark.parametrize(
    ("path", "requests", "seconds"),
    [
        pytest.param(EXPORT, 200, 1, id="exports of chats"),
        pytest.param("/teams/t/channels/getAllMessages", 200, 1, id="exports of channels"),
        pytest.param(f"/users/{ANNA}/calendarView", 10_000, 600, id="one mailbox"),
        pytest.param(f"/users/{ANNA}/chats", 5, 1, id="one person's chats"),
        pytest.param("/chats/19:a/messages", 1, 1, id="one chat"),
        pytest.param("/teams/t/channels/19:b/messages", 1, 1, id="one channel"),
        pytest.param("/chats/19:a", 30, 1, id="other requests to Teams"),
    ],
)
def test_one_request_more_than_documented_is_refused(path: str, requests: int, seconds: float) -> None:
    moments = [seconds * number / requests * 0.99 for number in range(requests)]
    limits = Limits()
    assert not any(refused(limits, path, moments))
    assert limits.ask(path, moments[-1])[0] >= 1
    assert refused(Limits(), path, [*moments, seconds + moments[0]]) == [False] * (requests + 1)


def test_a_refused_request_counts_too() -> None:
    limits = Limits()
    assert refused(limits, EXPORT, [0.0] * 200 + [0.5] * 200 + [1.1]) == [False] * 200 + [True] * 201


def test_exports_are_counted_for_the_whole_tenant_and_mailboxes_for_themselves() -> None:
    limits = Limits()
    assert not any(refused(limits, EXPORT, [0.0] * 200))
    assert refused(limits, f"/users/{BART}/chats/getAllMessages()", [0.0]) == [True]
    boxes = [f"/users/{key}/mailboxSettings" for key in (ANNA, BART)]
    assert [limits.ask(box, 0.0)[0] for box in boxes for _ in range(5)] == [0, 0, 0, 0, 1] * 2


def test_a_mailbox_is_free_again_when_its_answer_has_gone_out() -> None:
    limits, path = Limits(), f"/users/{ANNA}/calendarView"
    busy = [limits.ask(path, 0.0)[1] for _ in range(4)]
    assert limits.ask(path, 0.0)[0] == 1
    busy[0][0].in_progress -= 1
    assert limits.ask(path, 0.0)[0] == 0


@pytest.mark.parametrize("end", [b"", b"]}", b'],"@odata.nextLink":"x"}'])
def test_a_page_is_the_same_compressed_and_plain(end: bytes) -> None:
    sheet = Sheet.of(b'{"value":[' + b'{"id":"a"},' * 500)
    assert gzip.decompress(sheet.closed(end, gzip=True)) == sheet.closed(end, gzip=False) == sheet.plain + end
    assert zlib.decompress(sheet.closed(end, gzip=True), wbits=31) == sheet.plain + end


def test_everybody_has_so_many_messages_and_events_and_ids_differ_from_team_to_team() -> None:
    pages = Pages(Company(Load(messages=120, events=30, coming=15)), people=2 * TEAM_SIZE)
    seen: list[set[str]] = []
    for team in range(2):
        key = person(3, team_name(team))
        target: bytes | None = f"/v1.0/users/{key}/chats/getAllMessages()?$top=50".encode()
        found: list[str] = []
        while target:
            page = json.loads(pages.answer(target, ROOT, gzip=False) or b"{}")
            found += [message["chatId"] + message["id"] for message in page["value"]]
            link = page.get("@odata.nextLink", "")
            assert not link or f"{ROOT}/v1.0/users/{key}/" in link
            target = link.removeprefix(ROOT).encode() or None
        assert len(found) == len(set(found)) == 120
        seen.append(set(found))
        calendar = json.loads(pages.answer(f"/v1.0/users/{key}/calendarView?x".encode(), ROOT, gzip=False) or b"{}")
        assert len(calendar["value"]) == 45
        members = json.loads(
            pages.answer(f"/v1.0/groups/{group_id(team)}/members?x".encode(), ROOT, gzip=False) or b"{}"
        )
        assert [member["id"] for member in members["value"]] == [
            person(each, team_name(team)) for each in range(TEAM_SIZE)
        ]
    assert not seen[0] & seen[1]


def test_the_policy_names_a_team_for_each_twelve() -> None:
    assert policy(25).count("[teams.") == 3
