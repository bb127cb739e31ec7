"""Who holds the storage and not the key, and wants to know where somebody worked."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from core.pseudonym import read_pseudonyms
from core.week import Week
from jobs.demo import sample_week
from jobs.sampled import pseudonym
from sandbox import FOR_SAMPLING, GRANTED, MARKER, Company, Faults, build, policy_toml, served_in_thread
from storage.folder import FolderPapers
from storage.samples import DaySample, Samples

WEEK = Week(2026, 46)
GUID = re.compile(rb"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Loot:
    """Everything that lies in the storage after a week, and what the key would be."""

    company: Company
    folder: Path
    key: str

    @property
    def days(self) -> dict[date, DaySample]:
        samples = Samples(FolderPapers(self.folder), tenant=self.company.tenant_id)
        week = [WEEK.monday + timedelta(days=number) for number in range(7)]
        return {day: found for day in week if (found := samples.read(day, "Europe/Brussels")) is not None}

    @property
    def files(self) -> dict[str, bytes]:
        found = (path for path in self.folder.rglob("*") if path.is_file())
        return {path.relative_to(self.folder).as_posix(): path.read_bytes() for path in found}


@pytest.fixture(scope="module")
def loot(tmp_path_factory: pytest.TempPathFactory) -> Loot:
    folder, company = tmp_path_factory.mktemp("week"), build(seed=7, people=30, week=str(WEEK))
    policy = folder / "policy.toml"
    policy.write_text(policy_toml(company, sampled=True))
    with served_in_thread(company, faults=Faults.none(), granted=GRANTED | FOR_SAMPLING) as served:
        environment = {
            **served.environment, "KADANS_PSEUDONYM_KEY": served.pseudonym_key,
            "KADANS_STORAGE": f"folder:{folder}/store", "KADANS_POLICY": str(policy),
        }  # fmt: skip
        asyncio.run(sample_week(WEEK, served, environment, zone=ZoneInfo("Europe/Brussels")))
        return Loot(company=company, folder=folder / "store", key=environment["KADANS_PSEUDONYM_KEY"])


def names(of: Loot) -> set[bytes]:
    """Everything by which somebody could be known."""
    people = of.company.people
    return {
        text.lower().encode()
        for person in people
        for text in (person.id, person.id.replace("-", ""), person.name, person.surname, person.mail, person.upn)
    }


def test_a_week_was_sampled_at_all(loot: Loot) -> None:
    assert [day.weekday() for day in loot.days] == [0, 1, 3, 4]  # the 11th is a holiday
    assert all(len(sample.places) > 10 for sample in loot.days.values())


def test_no_file_of_the_storage_and_no_name_of_one_holds_an_id_or_a_name(loot: Loot) -> None:
    known = names(loot)
    sampled = {name: content for name, content in loot.files.items() if name.startswith("samples/")}
    assert len(sampled) == 4
    for name, content in loot.files.items():
        if not name.startswith("policy/"):  # what admins wrote themselves
            assert not [each for each in known if each in content.lower() or each in name.lower().encode()], name
            assert MARKER.encode() not in content
    for name, content in sampled.items():
        assert not GUID.search(content), name
        assert set(re.findall(rb'"([a-z-]+)": "(?:office|remote)"', content)) == set()


def test_two_days_have_nobody_in_common(loot: Loot) -> None:
    for one, other in combinations(loot.days.values(), 2):
        assert not one.places.keys() & other.places.keys()


def test_knowing_everybody_and_how_it_is_done_finds_nobody_without_the_key(loot: Loot) -> None:
    people = [person.id for person in loot.company.people]
    guesses: list[Callable[[bytes], str]] = [
        lambda text: hashlib.sha256(text).hexdigest(),
        lambda text: hmac.digest(b"", text, "sha256").hex(),
        lambda text: hmac.digest(bytes(32), text, "sha256").hex(),
        lambda text: hmac.digest(loot.company.tenant_id.encode(), text, "sha256").hex(),
        lambda text: hmac.digest(loot.company.client_secret.encode(), text, "sha256").hex(),
    ]
    for day, sample in loot.days.items():
        texts = [
            f"{before}{person}".encode()
            for person in people
            for before in ("", f"work location {day}\0", "work location\0", f"{day}\0")
        ]
        assert not {guess(text) for guess in guesses for text in texts} & sample.places.keys()
        for wrong in ("00" * 32, "0f" * 32, hashlib.sha256(b"guessed").hexdigest()):
            assert not {pseudonym(read_pseudonyms(wrong), person, day) for person in people} & sample.places.keys()


def test_with_the_key_everybody_is_found_so_that_the_search_is_a_real_one(loot: Loot) -> None:
    keyed = read_pseudonyms(loot.key)
    for day, sample in loot.days.items():
        assert sample.places.keys() <= {pseudonym(keyed, person.id, day) for person in loot.company.people}


def test_the_order_of_a_paper_tells_nothing_of_who_was_asked_when(loot: Loot) -> None:
    for name, content in loot.files.items():
        if name.startswith("samples/"):
            found = re.findall(rb'"([0-9a-f]{64})"', content)
            assert found == sorted(found)
