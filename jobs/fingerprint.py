"""Which program this is: one hash over its own source files, that anybody can compute again with a shell alone."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
ROOMS = ("auditors", "core", "graph", "jobs", "reports", "storage")
DOOR = "function_app.py"
KINDS = (".html", ".json", ".po", ".py")
COMMAND = (
    f"find {' '.join(ROOMS)} {DOOR} -type f \\\n"
    f"  \\( {' -o '.join(f"-name '*{kind}'" for kind in KINDS)} \\) \\\n"
    "  | LC_ALL=C sort | xargs sha256sum | sha256sum"
)
"""Run in the folder of the program. What was deployed and what was downloaded give the same: the command line is left out."""


def fingerprint(root: Path = ROOT) -> str:
    """Return sha256 over the list of files with their own sha256, as the command computes it."""
    whole = hashlib.sha256()
    for path in sorted(_files(root), key=str.encode):
        content = hashlib.sha256((root / path).read_bytes()).hexdigest()
        whole.update(f"{content}  {path}\n".encode())
    return f"sha256:{whole.hexdigest()}"


def _files(root: Path) -> Iterator[str]:
    for room in ROOMS:
        found = (each for each in (root / room).rglob("*") if each.is_file() and each.suffix in KINDS)
        yield from (each.relative_to(root).as_posix() for each in found)
    if (root / DOOR).is_file():
        yield DOOR
