"""Everything that leaves the process is searched for texts, names, addresses and ids of people."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from core.errors import AnswerError
from sandbox import GRANTED, MARKER, Company, Fault, Faults, served_in_thread
from tests.end_to_end.plain_tenant import WEEK, PlainTenant, WithNonsense
from tests.end_to_end.running import Run, audit
from tests.graph.wire import Exchange, Says

WITH_BODIES = GRANTED | {"Calendars.Read"}


def a_bad_day(company: Company) -> Faults:
    """Let a lot go wrong: throttling, lost mailboxes, links that lead elsewhere, a team that can't be read."""
    return Faults(
        faults=(
            Fault(match="/calendarView$", status=429, retry_after=1),
            Fault(match="/calendarView$", after=1, status=404, times=1),
            Fault(match="/calendarView$", after=3, kind="foreign_next_link", times=1),
            Fault(match="/getAllMessages", kind="truncated", times=1),
            Fault(match="/mailboxSettings$", after=2, status=403, times=1),
            Fault(match="/callRecords/", status=410, times=2),
            Fault(match=f"/groups/{company.team('legal').group}/", kind="foreign_next_link", times=2),
        )
    )


def leaks(run: Run, words: Iterable[str]) -> list[str]:
    """Tell which words stand in what left the process, in which file."""
    wanted = [word.casefold() for word in words]
    found = []
    for name, content in run.everything().items():
        text = content.decode("utf-8", "replace").casefold() + name.casefold()
        for written in (text, text.encode().decode("unicode_escape", "replace")):
            found += [f"{word} in {name}" for word in wanted if word in written]
    return found


def secrets_of(company: Company) -> set[str]:
    people = {word for each in company.people for word in (each.id, each.name, each.mail, each.upn)}
    outsiders = {each.mail for each in getattr(company, "outsiders", ())}
    rooms = {each.mail for each in company.rooms}
    return people | outsiders | rooms | {MARKER, company.client_secret}


@pytest.mark.parametrize(
    ("arguments", "faults", "code"),
    [
        pytest.param(("--deliver",), lambda _: Faults.none(), 0, id="what is published"),
        pytest.param(("--exact",), lambda _: Faults.none(), 0, id="with exact numbers"),
        pytest.param(("--exact",), a_bad_day, 1, id="while a lot goes wrong"),
    ],
)
def test_no_text_and_no_person_leaves_the_process(
    company: Company,
    policy: str,
    tmp_path: Path,
    arguments: tuple[str, ...],
    faults: Callable[[Company], Faults],
    code: int,
) -> None:
    wrong = faults(company)
    with served_in_thread(company, faults=wrong, granted=WITH_BODIES) as served:
        run = audit(tmp_path, served.environment, "--week", WEEK, *arguments, policy=policy)
        hit = {seen.fault for seen in served.requests} - {""}
    assert run.code == code, run.words
    assert run.everything().keys() > {"stdout", "stderr"}
    assert hit == {fault.kind or str(fault.status) for fault in wrong.faults}
    assert len(secrets_of(company)) > 60
    assert not leaks(run, secrets_of(company))
    assert "Traceback" not in run.words


DEEP = ("[" * 100_000 + f'"{MARKER}"' + "]" * 100_000).encode()
NONSENSE = [
    pytest.param("/calendarView", {"value": [{"id": {"name": MARKER}, "start": MARKER}]}, 0, "", id="calendars"),
    pytest.param("/getAllMessages", {"value": {MARKER: MARKER}}, 0, "", id="chats"),
    pytest.param("/groups/", {"value": [MARKER]}, 1, "members can't be read (unexpected answer)", id="members"),
    pytest.param(
        "/calendarView",
        b'{"value": [{"id": "1", "subject": ' + DEEP + b"}]}",
        1,
        "Unexpected RecursionError at ",
        id="something that nobody foresaw",
    ),
]


@pytest.mark.parametrize(("path", "body", "code", "words"), NONSENSE)
def test_nonsense_ends_in_words_without_a_value_of_it(
    exchange: Exchange, tmp_path: Path, path: str, body: object, code: int, words: str
) -> None:
    tenant = PlainTenant(teams=1, people=5, messages=30)
    with exchange.answering(WithNonsense(tenant, path, Says(body=body))) as wire:
        run = audit(tmp_path, wire.environment, "--week", WEEK, policy=tenant.policy)
    assert (run.code, words in run.err) == (code, True), run.words
    assert "Traceback" not in run.words
    assert 'File "' not in run.words
    assert not leaks(run, [MARKER, "plain.example", *(tenant.person(0, number) for number in range(5))])


def test_gaps_tell_a_place_and_a_reason_alone(exchange: Exchange, tmp_path: Path) -> None:
    tenant = PlainTenant(teams=1, people=5, messages=30)
    broken = WithNonsense(tenant, "/calendarView", Says(body={"value": [{"id": MARKER}]}))
    with exchange.answering(broken) as wire:
        run = audit(tmp_path, wire.environment, "--week", WEEK, "--exact", policy=tenant.policy)
    gaps = run.report("team-0", WEEK)["gaps"]
    assert {"source": "calendar", "reason": AnswerError("unexpected answer").reason, "count": 5} in gaps
    assert all(gap.keys() == {"source", "reason", "count"} for gap in json.loads(json.dumps(gaps)))
