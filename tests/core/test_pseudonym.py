"""Keyed pseudonyms."""

import pytest

from core.errors import PolicyError
from core.pseudonym import Pseudonyms, read_pseudonyms

KEY = "0f" * 32
PERSON = "00000000-0000-0000-0000-00000000000A"


def test_a_person_has_the_same_pseudonym_each_time_however_the_id_is_written() -> None:
    keyed = read_pseudonyms(f" {KEY}\n")

    assert keyed.of(PERSON, purpose="a") == read_pseudonyms(KEY.upper()).of(PERSON.lower(), purpose="a")


def test_another_key_another_purpose_or_another_person_gives_another_pseudonym() -> None:
    keyed, other = read_pseudonyms(KEY), read_pseudonyms("f0" * 32)

    found = {
        keyed.of(PERSON, purpose="a"),
        other.of(PERSON, purpose="a"),
        keyed.of(PERSON, purpose="b"),
        keyed.of(PERSON[:-1] + "b", purpose="a"),
    }

    assert len(found) == 4


def test_the_key_is_not_shown() -> None:
    assert KEY not in repr(read_pseudonyms(KEY))
    assert "\\x0f" not in repr(Pseudonyms(key=bytes.fromhex(KEY)))


@pytest.mark.parametrize("text", ["", "0f" * 31, "not hex at all", "0f" * 31 + "0"])
def test_what_is_no_key_is_refused_without_being_shown(text: str) -> None:
    with pytest.raises(PolicyError, match="KADANS_PSEUDONYM_KEY: must be 64 hex digits or more") as refused:
        read_pseudonyms(text)

    assert not text or text not in str(refused.value)
