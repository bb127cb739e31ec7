"""Published reports in a folder: once, whole, and each tenant apart."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from core.errors import KadansError
from core.report import People, PolicyStamp, Report, Window
from core.week import Week
from storage.folder import FolderReports, write_once

WEEK = Week(2026, 46)


def report(members: int, *, team: str = "platform", week: str = "2026-W46") -> Report:
    return Report(
        team=team,
        week=week,
        window=Window(start="2026-11-08T23:00:00Z", end="2026-11-15T23:00:00Z"),
        people=People(members=members),
        sections=(),
        policy=PolicyStamp(version="sha256:0"),
    )


def test_what_was_published_is_read_back(tmp_path: Path) -> None:
    FolderReports(tmp_path, tenant="a").publish(report(12))
    assert FolderReports(tmp_path, tenant="a").read("platform", WEEK) == report(12)


def test_a_team_week_that_was_never_published_is_none(tmp_path: Path) -> None:
    store = FolderReports(tmp_path, tenant="a")
    assert store.read("platform", WEEK) is None
    store.publish(report(12))
    assert store.read("platform", WEEK.following) is None
    assert store.read("sales", WEEK) is None
    assert store.read("platform", Week(2025, 46)) is None


def test_a_published_team_week_stays_as_it_is(tmp_path: Path) -> None:
    store = FolderReports(tmp_path, tenant="a")
    store.publish(report(12))
    store.publish(report(13))
    assert store.read("platform", WEEK) == report(12)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("1111-a", "1111-b", id="two ids"),
        pytest.param("voorbeeld.example", "elders.example", id="two domains"),
    ],
)
def test_tenants_do_not_see_each_other(tmp_path: Path, one: str, other: str) -> None:
    FolderReports(tmp_path, tenant=one).publish(report(12))
    assert FolderReports(tmp_path, tenant=other).read("platform", WEEK) is None


@pytest.mark.parametrize("tenant", ["../outside", "a/b", "..", "", "C:\\x"])
def test_no_tenant_leads_out_of_the_folder(tmp_path: Path, tenant: str) -> None:
    home = tmp_path / "home"
    FolderReports(home, tenant=tenant).publish(report(12))
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(files) == 1
    assert files[0].resolve().is_relative_to((home / "reports").resolve())


def test_of_writers_at_the_same_time_one_wins_and_nothing_is_half_written(tmp_path: Path) -> None:
    stores = [FolderReports(tmp_path, tenant="a") for _ in range(8)]
    with ThreadPoolExecutor(8) as crowd:
        list(crowd.map(lambda number: stores[number % 8].publish(report(number)), range(40)))
    found = stores[0].read("platform", WEEK)
    assert found in [report(number) for number in range(40)]
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["2026-W46.json"]


def test_only_one_of_many_is_told_that_it_wrote(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as crowd:
        wrote = list(crowd.map(lambda number: write_once(tmp_path / "x", b"%d" % number), range(40)))
    assert wrote.count(True) == 1
    assert (tmp_path / "x").read_bytes() == b"%d" % wrote.index(True)


@pytest.mark.parametrize("content", [pytest.param(b"{", id="half a file"), pytest.param(b"{}", id="another shape")])
def test_a_file_that_is_no_report_is_named_and_not_overwritten(tmp_path: Path, content: bytes) -> None:
    store = FolderReports(tmp_path, tenant="a")
    store.publish(report(12))
    file = tmp_path / "reports" / "a" / "platform" / "2026-W46.json"
    file.write_bytes(content)
    with pytest.raises(KadansError, match=r"2026-W46\.json is no report"):
        store.read("platform", WEEK)
    assert file.read_bytes() == content


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "reports").write_text("a file stands here")
    with pytest.raises(KadansError, match="KADANS_STORAGE"):
        FolderReports(tmp_path, tenant="a").publish(report(12))
