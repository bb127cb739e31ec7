"""Commands in docs/ that can run do run: the blocks under `<!-- runs -->`, in order, in one shell, in an empty folder."""

import os
import re
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from auditors import ALL
from core.permissions import needs
from core.policy_file import read_policy
from jobs.wiring import rules

ROOT = Path(__file__).parents[2]
BLOCK = re.compile(r"<!-- runs -->\n```console\n(.*?)```", re.DOTALL)
PAGES = sorted(page for page in (ROOT / "docs").glob("*.md") if BLOCK.search(page.read_text()))
NAMES = re.compile(r"kadans ([a-z]+(?:-[a-z]+)?)")


@dataclass
class Command:
    """A line after `$`, the exit code that the page promises, and lines that it shows."""

    line: str
    code: int
    shown: list[str] = field(default_factory=list)


def commands(page: Path) -> list[Command]:
    found: list[Command] = []
    for block in BLOCK.findall(page.read_text()):
        for line in block.splitlines():
            if line.startswith("$ "):
                told = re.search(r"\s+# exit (\d)$", line)
                found.append(Command(line[2:].removesuffix(told[0]) if told else line[2:], int(told[1]) if told else 0))
            elif line.strip():
                found[-1].shown.append(line)
    return found


@pytest.mark.parametrize("page", [pytest.param(each, id=each.name) for each in PAGES])
def test_a_page_runs_to_the_letter(page: Path, tmp_path: Path) -> None:
    asked = commands(page)
    script = "".join(
        f"{each.line}\ncode=$?; printf '\\n@@@ %s %s\\n' {number} $code\n" for number, each in enumerate(asked)
    )
    kept = {name: value for name, value in os.environ.items() if not name.startswith("KADANS_")}
    path = f"{Path(sys.executable).parent}{os.pathsep}{kept.get('PATH', '')}"
    done = subprocess.run(
        ["bash", "-c", f"trap 'kill $SANDBOX 2>/dev/null' EXIT\nexec 2>&1\n{script}"],
        cwd=tmp_path, env={**kept, "PATH": path, "COLUMNS": "200"}, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    parts = re.split(r"\n@@@ (\d+) (\d+)\n", done.stdout)
    outputs, codes = parts[::3], parts[2::3]
    assert len(codes) == len(asked), done.stdout
    for each, output, code in zip(asked, outputs, codes, strict=False):
        assert int(code) == each.code, f"{each.line}\n{output}"
        for line in each.shown:
            pattern = ".*".join(re.escape(part) for part in line.split("..."))
            assert re.search(f"(?m)^{pattern}$", output), f"{each.line} does not show: {line}\n{output}"


def test_every_command_that_a_page_names_exists() -> None:
    door = (ROOT / "cli.py").read_text()
    known = set(re.findall(r'@app\.command\("([a-z-]+)"\)', door))
    known |= set(re.findall(r"@app\.command\(\)\ndef ([a-z_]+)", door)) | {"sandbox"}
    for page in [*(ROOT / "docs").glob("*.md"), ROOT / "README.md", ROOT / "infra/grant/README.md"]:
        code = "\n".join(re.findall(r"```.*?```|`[^`]+`", page.read_text(), re.DOTALL))
        for name in NAMES.findall(code):
            assert name in known, f"{page.name}: kadans {name}"


def test_every_link_between_pages_leads_somewhere() -> None:
    for page in [*(ROOT / "docs").glob("*.md"), ROOT / "README.md"]:
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text()):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_every_message_of_the_troubleshooting_page_stands_in_the_code() -> None:
    rooms = ("jobs", "graph", "storage", "core", "reports", "infra")
    code = " ".join("\n".join(file.read_text() for room in rooms for file in (ROOT / room).rglob("*.py")).split())
    code = re.sub(r'" f?"', "", code)
    page = (ROOT / "docs" / "troubleshooting.md").read_text()
    told = [each for each in re.findall(r"`([^`\n]+)`", page) if re.match(r"(\.\.\.|\[?[A-Zi\[]).* .* .*", each)]
    assert len(told) > 20
    for message in told:
        for part in message.split("..."):
            words = part.strip(" :(),.")
            assert words in code, message


def test_the_policy_of_the_pilot_is_valid() -> None:
    page = (ROOT / "docs" / "pilot.md").read_text()
    text = re.search(r"```toml\n(.*?)```", page, re.DOTALL)
    assert text is not None
    filled = re.sub(r"<[^>]+>", "00000000-0000-0000-0000-0000000000aa", text[1])
    tables = read_policy(filled.encode(), name="pilot.md", rules=rules()).tables
    needed = {need.permission.name for need in needs(tables, ALL)}
    assert "Calendars.ReadBasic.All" in needed
    assert not {"Chat.Read.All", "CallRecords.Read.All", "ChannelMessage.Read.All"} & needed
    told = f"{len(needed)} permissions would be granted"
    assert told in (ROOT / "docs" / "deploy.md").read_text()
