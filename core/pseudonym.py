"""Keyed pseudonyms: the only form in which anything about one person may outlive a job, where an admin switched that on.

The key lies in Key Vault and never beside what it hides: whoever holds the storage alone can neither tell nor guess who is meant.
"""

import binascii
import hmac
from dataclasses import dataclass, field

from core.errors import PolicyError

KEY_BYTES = 32
"""Shortest key, 256 bits, as long as the digest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pseudonyms:
    """Turns keys of people into pseudonyms under one secret key."""

    key: bytes = field(repr=False)

    def of(self, person: str, *, purpose: str) -> str:
        """Return the pseudonym of a person, 64 hex digits; the case of an object id doesn't matter.

        Each purpose has pseudonyms of its own, so that what is kept for one can't be joined with what is kept for another.
        """
        return hmac.digest(self.key, f"{purpose}\0{person.casefold()}".encode(), "sha256").hex()


def read_pseudonyms(text: str) -> Pseudonyms:
    """Return pseudonyms under the key of an app setting: 64 or more hex digits.

    Raises:
        PolicyError: it is no such key. The message does not show it.
    """
    try:
        key = binascii.unhexlify(text.strip())
    except (binascii.Error, ValueError):
        key = b""
    if len(key) < KEY_BYTES:
        raise PolicyError(
            f"KADANS_PSEUDONYM_KEY: must be {2 * KEY_BYTES} hex digits or more. "
            f"Make one with: python -c 'import secrets; print(secrets.token_hex({KEY_BYTES}))', and keep it in Key Vault."
        )
    return Pseudonyms(key=key)
