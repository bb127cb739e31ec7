"""What an administrator runs before and beside the audits, as it is typed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox import Company, Faults, Served, served_in_thread
from tests.end_to_end.running import kadans


@pytest.fixture(scope="module")
def served(company: Company) -> Iterator[Served]:
    with served_in_thread(company, faults=Faults.none()) as found:
        yield found


def test_permissions_need_nothing_but_a_policy(tmp_path: Path, policy: str) -> None:
    run = kadans(tmp_path, {}, "permissions", policy=policy)
    assert run.code == 0, run.words
    assert "Calendars.ReadBasic.All" in run.out
    names = json.loads(kadans(tmp_path, {}, "permissions", "--json").out)["permissions"]
    assert len(names) == 12
    assert kadans(tmp_path, {}, "permissions", "--policy", "nowhere.toml").code == 2


def test_the_doctor_says_how_all_is_and_exits_with_it(tmp_path: Path, policy: str, served: Served) -> None:
    run = kadans(tmp_path, served.environment, "doctor", "--test-card", "admins", policy=policy)
    assert run.code == 0, run.words
    assert run.out.endswith("All good.\n")
    assert "test card delivered" in run.out
    wrong = kadans(tmp_path, {**served.environment, "KADANS_CLIENT_SECRET": "wrong"}, "doctor")
    assert wrong.code == 2, wrong.words
    assert "check KADANS_CLIENT_SECRET" in " ".join(wrong.out.split())


def test_transparency_writes_four_languages(tmp_path: Path, policy: str, served: Served) -> None:
    run = kadans(tmp_path, served.environment, "transparency", "--out", "pages", policy=policy)
    assert run.code == 0, run.words
    assert len(list((tmp_path / "pages").glob("??/*.html"))) == 12
