"""Killed at any step and started again: exactly one card, or, where nobody can know, no second card and exactly one alarm."""

import random
import shutil
from pathlib import Path

import pytest

from core.delivery import State
from core.errors import PolicyError
from jobs.messages import AUDITS, AuditMessage
from tests.stage import KEY, KILLED, MONDAY, WEEK, Stage, in_a_process

HOUR = 3600


def restarted(stage: Stage) -> None:
    """Let the hourly timer fire a few times."""
    for hours in (1, 2, 6, 7):
        stage.round(MONDAY + hours * HOUR)


def test_killed_between_any_two_steps_a_card_is_never_posted_twice(tmp_path: Path) -> None:
    start = Stage(folder=tmp_path / "start")
    start.folder.mkdir()
    start.publish_before()
    asked = 0
    for step in range(1000):
        stage = Stage(folder=tmp_path / str(step))
        shutil.copytree(start.folder, stage.folder)
        process = in_a_process(stage, MONDAY, kill_at=step)
        process.join(60)
        if process.exitcode == 0:
            break
        assert process.exitcode == KILLED
        entry = stage.house(MONDAY).storage.ledger.read(KEY)
        in_between = entry is not None and entry.state is State.SENDING
        asked += in_between
        restarted(stage)
        cards, alarms = stage.lines("CHANNEL"), stage.lines("ADMINS")
        if not in_between:
            assert (len(cards), len(alarms)) == (1, 0), f"killed at step {step}"
            continue
        assert len(cards) <= 1, f"killed at step {step}"
        assert len(alarms) == 1, f"killed at step {step}"
        assert "posted" in stage.again(MONDAY + 8 * HOUR)
        assert len(stage.lines("CHANNEL")) == len(cards) + 1
        with pytest.raises(PolicyError, match="never posted twice"):
            stage.again(MONDAY + 8 * HOUR)
    assert step > 50
    assert asked >= 3


def test_killed_twice_there_is_still_no_second_card_and_nobody_is_left_unaware(tmp_path: Path) -> None:
    chosen = random.Random(5)  # noqa: S311 - where to kill is no secret
    for number in range(25):
        stage = Stage(folder=tmp_path / str(number))
        stage.folder.mkdir()
        stage.publish_before()
        for hours in (0, 1):
            in_a_process(stage, MONDAY + hours * HOUR, kill_at=chosen.randrange(110)).join(60)
        for hours in (2, 3, 6, 7, 11):
            stage.round(MONDAY + hours * HOUR)
        cards, alarms = stage.lines("CHANNEL"), stage.lines("ADMINS")
        assert len(cards) <= 1
        assert cards or alarms
        entry = stage.house(MONDAY).storage.ledger.read(KEY)
        assert entry is not None
        assert entry.state is (State.AMBIGUOUS if alarms else State.SENT)


def test_instances_that_get_the_same_messages_do_the_work_once(tmp_path: Path) -> None:
    stage = Stage(folder=tmp_path, audit_takes=1.0)
    stage.publish_before()
    message = AuditMessage(team="platform", week=str(WEEK), give_up_at=MONDAY + 24 * HOUR)
    for _ in range(4):
        stage.house(MONDAY).storage.queues.send(AUDITS, message.text())
    processes = [in_a_process(stage, MONDAY) for _ in range(4)]
    for process in processes:
        process.join(60)
        assert process.exitcode == 0
    restarted(stage)
    assert len(stage.lines("audits")) == 1
    assert len(stage.lines("CHANNEL")) == 1
    assert stage.lines("ADMINS") == []


def test_an_interrupted_delivery_is_found_even_when_its_message_is_lost(tmp_path: Path) -> None:
    stage = Stage(folder=tmp_path)
    stage.publish_before(WEEK.following)
    assert stage.house(MONDAY).storage.ledger.claim(KEY, now=MONDAY) is not None
    restarted(stage)
    assert stage.lines("CHANNEL") == []
    assert len(stage.lines("ADMINS")) == 1
