"""The contract of the memory: the same in Azure Storage and in a local folder."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest

from core.delivery import State
from core.errors import PolicyError
from core.policy_file import Policy, read_policy
from core.ports import PolicyText
from core.report import People, PolicyStamp, Report, Window
from core.week import Week
from jobs.house import Storage
from jobs.messages import QUEUES
from jobs.settings import read_settings
from jobs.wiring import open_storage
from sandbox.azure.azurite import why_not
from storage.policy import FilePolicy, in_force
from storage.policy_log import Kind, LogEntry
from storage.reports import months_before
from tests.storage.identity import identity_storage

WEEK = Week(2026, 46)


@pytest.fixture(scope="module")
def identity(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    reason = why_not()
    if reason:
        pytest.skip(reason)
    with identity_storage(tmp_path_factory.mktemp("identity")) as told:
        yield told


@pytest.fixture(params=["folder", "azure", "azure by identity"])
def storage(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Storage:
    if request.param == "azure by identity":
        where = request.getfixturevalue("identity")
        for name in ("IDENTITY_ENDPOINT", "IDENTITY_HEADER"):
            monkeypatch.setenv(name, where[name])  # Microsoft's library reads them itself
        for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
            monkeypatch.delenv(name, raising=False)
    else:
        text = f"folder:{tmp_path}" if request.param == "folder" else request.getfixturevalue("emulator")
        where = {"KADANS_STORAGE": text}
    base = {"KADANS_TENANT_ID": f"tenant-{uuid4()}", "KADANS_CLIENT_ID": "app", "KADANS_CLIENT_SECRET": "secret"}
    settings = read_settings({**base, **where})
    opened = open_storage(settings)
    opened.prepare()
    opened.prepare()
    for queue in QUEUES:
        while (left := opened.queues.receive(queue, hidden=30)) is not None:
            opened.queues.finish(queue, left)
    return opened


def report(*, members: int = 12, week: Week = WEEK) -> Report:
    return Report(
        team="platform",
        week=str(week),
        window=Window(start="2026-11-08T23:00:00Z", end="2026-11-15T23:00:00Z"),
        people=People(members=members),
        sections=(),
        policy=PolicyStamp(version="sha256:0"),
    )


def test_a_published_report_is_final(storage: Storage) -> None:
    assert storage.reports.read("platform", WEEK) is None
    storage.reports.publish(report())
    storage.reports.publish(report(members=99))
    assert storage.reports.read("platform", WEEK) == report()
    assert storage.reports.weeks("platform") == {WEEK}
    assert storage.reports.weeks("plat") == frozenset()


def test_reports_are_forgotten_after_thirteen_months_and_not_a_day_earlier(storage: Storage) -> None:
    for week in (Week(2025, 41), Week(2025, 42), Week(2025, 43), WEEK):
        storage.reports.publish(report(week=week))
    # Week 42 ended with the night to Monday 20 October 2025.
    assert storage.reports.purge(date(2026, 11, 20)) == 1
    assert storage.reports.purge(date(2026, 11, 20)) == 0
    assert storage.reports.purge(date(2026, 11, 21)) == 1
    assert storage.reports.weeks("platform") == {Week(2025, 43), WEEK}


@pytest.mark.parametrize(
    ("day", "months", "earlier"),
    [
        pytest.param(date(2026, 11, 22), 13, date(2025, 10, 22), id="the same day"),
        pytest.param(date(2028, 3, 31), 1, date(2028, 2, 29), id="the last day of a shorter month"),
        pytest.param(date(2026, 1, 15), 13, date(2024, 12, 15), id="two years back"),
    ],
)
def test_months_are_counted_as_people_do(day: date, months: int, earlier: date) -> None:
    assert months_before(day, months) == earlier


def test_documents_are_replaced_listed_and_removed(storage: Storage) -> None:
    name = f"papers-{uuid4()}"
    assert storage.papers.read(f"{name}/a") is None
    assert storage.papers.create(f"{name}/a", b"first")
    assert not storage.papers.create(f"{name}/a", b"second")
    storage.papers.write(f"{name}/b", b"x")
    storage.papers.write(f"{name}/b", b"y")
    assert list(storage.papers.names(f"{name}/")) == [f"{name}/a", f"{name}/b"]
    assert (storage.papers.read(f"{name}/a"), storage.papers.read(f"{name}/b")) == (b"first", b"y")
    storage.papers.remove(f"{name}/a")
    storage.papers.remove(f"{name}/a")
    assert list(storage.papers.names(f"{name}/")) == [f"{name}/b"]


def test_a_row_changes_only_for_who_has_seen_it_last(storage: Storage) -> None:
    rows = storage.rows
    assert rows.read("kind/a/b") is None
    assert rows.insert("kind/a/b", {"text": "one", "number": 1})
    assert not rows.insert("kind/a/b", {"text": "two"})
    first = rows.read("kind/a/b")
    assert first is not None
    assert dict(first.values) == {"text": "one", "number": 1}
    assert rows.replace("kind/a/b", {"text": "three"}, tag=first.tag)
    assert not rows.replace("kind/a/b", {"text": "four"}, tag=first.tag)
    assert not rows.remove("kind/a/b", tag=first.tag)
    second = rows.read("kind/a/b")
    assert second is not None
    assert dict(second.values) == {"text": "three"}
    assert set(rows.listed("kind/")) == {"kind/a/b"}
    assert set(rows.listed("kind/b/")) == set()
    assert rows.remove("kind/a/b", tag=second.tag)
    assert not rows.remove("kind/a/b", tag=second.tag)
    assert not rows.replace("kind/a/b", {}, tag=second.tag)


def test_of_many_who_claim_a_delivery_one_may_post(storage: Storage) -> None:
    with ThreadPoolExecutor(8) as pool:
        claims = list(pool.map(lambda _: storage.ledger.claim("platform/2026-W46/channel", now=100), range(8)))
    (claim,) = (each for each in claims if each is not None)
    assert (claim.state, claim.since) == (State.SENDING, 100)
    assert storage.ledger.open() == [claim]
    assert storage.ledger.settle(claim, State.SENT, now=130, activity="17")
    assert not storage.ledger.settle(claim, State.AMBIGUOUS, now=131)
    settled = storage.ledger.read("platform/2026-W46/channel")
    assert settled is not None
    assert (settled.state, settled.since, settled.claimed, settled.activity) == (State.SENT, 130, 100, "17")
    assert storage.ledger.open() == []


def test_a_claim_is_taken_back_only_by_who_holds_it(storage: Storage) -> None:
    claim = storage.ledger.claim("a/2026-W46/b", now=1)
    assert claim is not None
    assert storage.ledger.free(claim)
    assert not storage.ledger.free(claim)
    again = storage.ledger.claim("a/2026-W46/b", now=2)
    assert again is not None
    assert not storage.ledger.free(claim)
    assert storage.ledger.purge(before=2) == 0
    assert storage.ledger.purge(before=3) == 1


def test_a_lease_is_held_by_one_until_it_ends(storage: Storage) -> None:
    leases = storage.leases
    with ThreadPoolExecutor(8) as pool:
        owners = list(pool.map(lambda _: leases.take("audit/a", now=100, seconds=60), range(8)))
    (owner,) = filter(None, owners)
    assert leases.until("audit/a") == 160
    assert leases.take("audit/a", now=159, seconds=60) is None
    later = leases.take("audit/a", now=160, seconds=60)
    assert later is not None
    leases.release("audit/a", owner)
    assert leases.until("audit/a") == 220
    leases.release("audit/a", later)
    assert leases.until("audit/a") == 0


def test_of_two_holds_the_later_instant_counts(storage: Storage) -> None:
    for until in (50, 80, 60):
        storage.leases.extend("throttled/calls", until=until)
    assert storage.leases.until("throttled/calls") == 80
    assert storage.leases.purge(before=80) == 0
    assert storage.leases.purge(before=81) == 1


def test_a_message_is_hidden_comes_back_and_goes(storage: Storage) -> None:
    queues = storage.queues
    assert queues.receive("audits", hidden=1) is None
    queues.send("audits", '{"team": "één"}')
    first = queues.receive("audits", hidden=60)
    assert first is not None
    assert (first.text, first.dequeued) == ('{"team": "één"}', 1)
    assert queues.receive("audits", hidden=60) is None
    queues.put_back("audits", first, delay=0)
    second = _within(3, lambda: queues.receive("audits", hidden=60))
    assert (second.id, second.dequeued) == (first.id, 2)
    assert queues.receive("deliveries", hidden=60) is None
    queues.finish("audits", second)
    queues.put_back("audits", second, delay=0)
    assert queues.receive("audits", hidden=1) is None


def test_a_message_that_somebody_else_received_since_stays(storage: Storage) -> None:
    queues = storage.queues
    queues.send("audits", "x")
    late = queues.receive("audits", hidden=1)
    assert late is not None
    current = _within(4, lambda: queues.receive("audits", hidden=60))
    queues.finish("audits", late)
    queues.put_back("audits", current, delay=0)
    assert _within(3, lambda: queues.receive("audits", hidden=60)).id == current.id


def test_a_delayed_message_comes_later(storage: Storage) -> None:
    storage.queues.send("audits", "later", delay=1)
    assert storage.queues.receive("audits", hidden=30) is None
    assert _within(4, lambda: storage.queues.receive("audits", hidden=30)).text == "later"


TODAY = date(2026, 11, 22)
VALID = b'[organisation]\ndomains = ["voorbeeld.example"]\nzone = "Europe/Brussels"\n'


def test_the_last_valid_policy_stays_in_force(storage: Storage, tmp_path: Path) -> None:
    storage.papers.remove("policy/last-valid.toml")

    def read(text: PolicyText) -> Policy:
        return read_policy(text.content, name=text.name, rules={})

    told: list[tuple[str, tuple[str, ...]]] = []

    def noted(version: str, keys: tuple[str, ...]) -> None:
        told.append((version, keys))

    path = tmp_path / "policy.toml"
    source = FilePolicy(path)
    with pytest.raises(PolicyError, match="there is no readable policy file"):
        source.read()
    path.write_bytes(b"[organisation]\nzone = 3\n")
    with pytest.raises(PolicyError):
        in_force(source.read(), storage.papers, read, noted=noted, today=TODAY)
    path.write_bytes(VALID)
    good = in_force(source.read(), storage.papers, read, noted=noted, today=TODAY)
    assert not good.problems
    tag = source.read().tag
    path.write_bytes(VALID + b"surprise = 1\n")
    assert source.read().tag != tag
    standing = in_force(source.read(), storage.papers, read, noted=noted, today=TODAY)
    assert standing.problems
    assert standing.policy.version == good.policy.version
    path.write_bytes(VALID + b'name = "Voorbeeld"\n')
    for _ in range(2):
        better = in_force(source.read(), storage.papers, read, noted=noted, today=TODAY)
    assert told == [(good.policy.version, ()), (better.policy.version, ("organisation.name",))]
    assert (good.since, standing.since) == (TODAY, TODAY)
    path.write_bytes(VALID + b"# another\n")
    for day in (date(2026, 12, 1), date(2026, 12, 9)):
        again = in_force(source.read(), storage.papers, read, noted=noted, today=day)
        assert again.since == date(2026, 12, 1)


def entry(at: int, version: str, *keys: str, kind: Kind = Kind.POLICY) -> LogEntry:
    return LogEntry(kind=kind, at=at, keys=keys, version=version)


def test_the_log_of_the_policy_is_in_the_order_of_time_and_tells_a_version_once(storage: Storage) -> None:
    log = storage.policy_log
    assert log.entries() == []
    first, second = entry(100, "a"), entry(200, "b", "privacy.preset", "teams.t")
    asked = entry(150, "a", "auditors.meeting_overload.warn_hours", kind=Kind.WHAT_IF)
    for each in (first, second, asked, second):
        log.note(each)
    assert log.entries() == [first, asked, second]
    log.note(entry(200, "a"))
    assert [each.version for each in log.entries()] == ["a", "a", "b", "a"]
    assert log.purge(before=150) == 1
    assert log.purge(before=151) == 1


def test_a_log_entry_with_very_many_keys_names_the_first_ones(storage: Storage) -> None:
    storage.policy_log.note(entry(1, "a", *(f"teams.t{number}" for number in range(100))))
    (told,) = storage.policy_log.entries()
    assert (told.keys[0], told.keys[-1], len(told.keys)) == ("teams.t0", "and 40 more", 61)


def _within[T](seconds: float, look: Callable[[], T | None]) -> T:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        found = look()
        if found is not None:
            return found
        time.sleep(0.2)
    raise AssertionError(f"nothing came within {seconds} seconds")
