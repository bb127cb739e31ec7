from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from reports.routes.folder import FolderRoute


def test_a_card_becomes_a_file_under_its_key(tmp_path: Path) -> None:
    path = FolderRoute(tmp_path / "out" / "admins").deliver("platform/2026-W46", b'{"a":1}')
    assert path == tmp_path / "out" / "admins" / "platform" / "2026-W46.json"
    assert path.read_bytes() == b'{"a":1}'


def test_the_same_key_is_never_delivered_twice(tmp_path: Path) -> None:
    route = FolderRoute(tmp_path)
    route.deliver("platform-2026-W46", b"first")
    assert FolderRoute(tmp_path).deliver("platform-2026-W46", b"second").read_bytes() == b"first"


def test_nothing_else_is_left_in_the_folder(tmp_path: Path) -> None:
    route = FolderRoute(tmp_path)
    for _ in range(2):
        route.deliver("a", b"card")
    assert [path.name for path in tmp_path.iterdir()] == ["a.json"]


def test_of_many_deliveries_at_once_exactly_one_stays_whole(tmp_path: Path) -> None:
    cards = [bytes([65 + number]) * 200_000 for number in range(16)]
    with ThreadPoolExecutor(8) as pool:
        told = set(pool.map(lambda card: FolderRoute(tmp_path).deliver("a", card), cards))
    assert told == {tmp_path / "a.json"}
    assert (tmp_path / "a.json").read_bytes() in cards


@pytest.mark.parametrize("key", ["../a", "/a", "a/../../b", "", "a//b", ".hidden", "a\\b", "a\n", "~"])
def test_a_key_can_not_lead_out_of_the_folder(tmp_path: Path, key: str) -> None:
    with pytest.raises(ValueError, match="can't be the name of a card"):
        FolderRoute(tmp_path / "in").deliver(key, b"card")
    assert list(tmp_path.rglob("*")) == []
