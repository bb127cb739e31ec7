"""A card rests on the stored weeks before it, by either way that it is made."""

import asyncio
import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from core.delivery import Outcome, Receipt
from core.policy import Agreement
from core.report import Report
from core.trend import earlier_weeks
from core.week import Week
from jobs.deliver import deliver_message
from jobs.history import history_of
from jobs.messages import DeliveryMessage
from storage.folder import FolderPapers
from storage.reports import StoredReports
from tests.reports.factories import history, states
from tests.stage import MONDAY, WEEK, Stage


def stored(reports: tuple[Report, ...], folder: Path, *, tenant: str = "t") -> StoredReports:
    store = StoredReports(FolderPapers(folder), tenant=tenant)
    for report in reports:
        store.publish(report)
    return store


def test_the_eight_weeks_before_are_read_and_no_others(tmp_path: Path) -> None:
    others = tuple(
        states()["trend"].model_copy(update={"week": week}) for week in ("2026-W36", "2026-W37", "2026-W46", "2026-W47")
    )
    store = stored((*history()["trend"], *others), tmp_path)
    found = history_of(store, "platform", WEEK)
    assert [report.week for report in found] == [str(week) for week in earlier_weeks(WEEK)]
    assert history_of(store, "sales", WEEK) == ()


def test_the_weeks_before_an_agreement_are_read_as_well(tmp_path: Path) -> None:
    agreement = Agreement(name="No meetings on Thursday", auditor="focus_day", from_=date(2026, 8, 3))
    found = states()["trend"]
    store = stored(tuple(found.model_copy(update={"week": f"2026-W{number}"}) for number in range(20, 46)), tmp_path)
    numbers = [Week.parse(each.week).number for each in history_of(store, "platform", WEEK, agreements=[agreement])]
    assert numbers == [*range(24, 32), *range(38, 46)]


def test_a_week_that_can_not_be_read_is_a_gap_and_holds_up_no_card(tmp_path: Path) -> None:
    store = stored(history()["trend"], tmp_path)
    (broken,) = tmp_path.rglob("2026-W41.json")
    broken.write_text("{}")
    assert [report.week for report in history_of(store, "platform", WEEK)] == [
        str(week) for week in earlier_weeks(WEEK) if week != Week(2026, 41)
    ]


def delivered(stage: Stage) -> dict[str, Any]:
    """Return the card that a message brings to the channel."""
    posted: list[dict[str, Any]] = []

    class Channel:
        async def post(self, key: str, card: bytes) -> Receipt:  # noqa: ARG002 - the port's own signature
            posted.append(json.loads(card))
            return Receipt(outcome=Outcome.ACCEPTED)

    house = replace(stage.house(MONDAY), postman=lambda _: Channel())
    message = DeliveryMessage(team="platform", week=str(WEEK), target="channel", give_up_at=MONDAY + 3600)
    asyncio.run(deliver_message(message.text(), house))
    return posted[0]


def test_a_delivered_card_tells_what_changed(tmp_path: Path) -> None:
    stage = Stage(folder=tmp_path)
    stored((*history()["trend"], states()["trend"]), tmp_path / "papers")
    assert (
        delivered(stage)["body"][1]["text"] == "Quieter evenings and free days. Meetings take a large part of the week"
    )


def test_a_delivered_card_tells_the_weeks_before_an_agreement_and_since(tmp_path: Path) -> None:
    stage = Stage(folder=tmp_path)
    stage.house(MONDAY)
    policy = tmp_path / "policy.toml"
    tries = '[[teams.platform.agreements]]\nname = "Fewer meetings"\nauditor = "meeting_overload"\nfrom = 2026-08-31\n'
    policy.write_text(policy.read_text() + tries)
    week = states()["trend"]
    long_ago = tuple(week.model_copy(update={"week": f"2026-W{number}"}) for number in (33, 34, 35))
    stored((*long_ago, *history()["trend"], week), tmp_path / "papers")
    front = json.dumps(delivered(stage)["body"], ensure_ascii=False)
    assert "Since 31 August 2026: " in front
    assert "Fewer meetings" in front
    assert "(3 weeks" in front, "weeks that the trend doesn't reach"
