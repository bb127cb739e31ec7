"""The policy in force: the one that was uploaded last, or the last valid one."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from core.errors import PolicyError
from core.policy_file import Policy
from core.ports import Papers, PolicyText
from storage.policy_log import changed_keys

_LAST_VALID = "policy/last-valid.toml"
_SINCE = "policy/last-valid-since.txt"
type Read = Callable[[PolicyText], Policy]
type Noted = Callable[[str, tuple[str, ...]], None]
"""Takes a version that comes into force, and the keys in which it differs from the one before."""


class FilePolicy:
    """The `PolicySource` port on a file."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> PolicyText:
        """Return the content of the file.

        Raises:
            PolicyError: there is none.
        """
        try:
            found = self._path.stat()
            return PolicyText(
                name=self._path.name, content=self._path.read_bytes(), tag=f"{found.st_mtime_ns}-{found.st_size}"
            )
        except OSError:
            raise PolicyError(
                f"{self._path}: there is no readable policy file. Set KADANS_POLICY or --policy; "
                "config/policy.toml is a start."
            ) from None


@dataclass(frozen=True, slots=True, kw_only=True)
class InForce:
    """The policy that counts now."""

    policy: Policy
    problems: tuple[str, ...] = ()
    """What is wrong with the last upload; then an earlier policy is in force."""
    upload: str = ""
    """sha256 of the last upload, as hexadecimal digits."""
    since: date | None = None
    """The UTC day on which this version was seen first; None where that was never noted."""


def in_force(text: PolicyText, papers: Papers, read: Read, *, noted: Noted, today: date) -> InForce:
    """Return the policy in force, and remember it as the last valid one; a new one is noted; `today` in UTC.

    Raises:
        PolicyError: it is not valid, and none was before.
    """
    try:
        policy = read(text)
    except PolicyError as error:
        kept = papers.read(_LAST_VALID)
        if kept is None:
            raise
        earlier = read(PolicyText(name="the last valid policy", content=kept))
        return InForce(
            policy=earlier,
            problems=error.problems,
            upload=hashlib.sha256(text.content).hexdigest(),
            since=_since(papers),
        )
    before = papers.read(_LAST_VALID)
    if before != text.content:
        # First the note, then the memory: killed in between, the note is made again, and a version is told once.
        noted(policy.version, () if before is None else changed_keys(before, text.content))
        # The day first: killed in between, both are written again, and no version gets another one's day.
        papers.write(_SINCE, today.isoformat().encode())
        papers.write(_LAST_VALID, text.content)
    return InForce(policy=policy, since=_since(papers))


def _since(papers: Papers) -> date | None:
    noted = papers.read(_SINCE)
    return date.fromisoformat(noted.decode()) if noted else None
