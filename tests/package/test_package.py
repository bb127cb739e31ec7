"""What goes into the zip to deploy, and that the same goes in everywhere. `make package-test` runs the app from it."""

import ast
import os
import re
import shutil
import zipfile
from pathlib import Path

import pytest

from infra.package import APP, GRAPH_KEPT, PACKAGES, ROOT, wanted, zipped


def made(folder: Path) -> Path:
    for name, content in {
        "function_app.py": "app",
        "core/week.py": "week",
        "core/__pycache__/week.cpython-313.pyc": "bytes",
        f"{PACKAGES}/msgraph/generated/users/item.py": "builder",
        f"{PACKAGES}/msgraph/generated/drives/item.py": "of no use",
        f"{PACKAGES}/msgraph/generated/kiota-dom-export.txt": "of no use",
        f"{PACKAGES}/msgraph/generated/base_graph_service_client.py": "client",
        f"{PACKAGES}/bin/tool": "#!/home/somebody/python",
        f"{PACKAGES}/msal-1.dist-info/RECORD": "/home/somebody",
        f"{PACKAGES}/msal-1.dist-info/METADATA": "Version: 1",
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content)
    return folder


def names(file: Path) -> list[str]:
    with zipfile.ZipFile(file) as archive:
        return archive.namelist()


def test_two_builds_are_equal_byte_for_byte(tmp_path: Path) -> None:
    first, second = made(tmp_path / "first"), made(tmp_path / "elsewhere" / "second")
    for path in second.rglob("*"):
        os.utime(path, (1e9, 1e9))
    zipped(first, tmp_path / "1.zip")
    zipped(second, tmp_path / "2.zip")
    assert (tmp_path / "1.zip").read_bytes() == (tmp_path / "2.zip").read_bytes()


def test_what_is_of_no_use_or_tells_of_the_machine_stays_out(tmp_path: Path) -> None:
    inside, left = zipped(made(tmp_path / "app"), tmp_path / "app.zip")
    assert names(tmp_path / "app.zip") == [
        f"{PACKAGES}/msal-1.dist-info/METADATA",
        f"{PACKAGES}/msgraph/generated/base_graph_service_client.py",
        f"{PACKAGES}/msgraph/generated/users/item.py",
        "core/week.py",
        "function_app.py",
    ]
    assert left > inside > 0


def test_every_builder_that_the_code_asks_for_stays_in() -> None:
    asked: set[str] = set()
    for file in (ROOT / "graph").glob("*.py"):
        text = file.read_text()
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("msgraph.generated."):
                asked.add((node.module or "").split(".")[2])
        asked |= set(re.findall(r"\b(?:client|graph)\.([a-z_]+)(?=\.by_|\.[a-z]|\(|,|\))", text))
    known = {each.name for each in Path(_generated()).iterdir() if each.is_dir()}
    assert len(asked & known) > 8, "it looks at something"
    assert asked & known <= GRAPH_KEPT
    assert GRAPH_KEPT - known <= {"app_catalogs_with_id"}, "what is kept is there"


def _generated() -> str:
    import msgraph  # noqa: PLC0415 - its place is all that is wanted

    return str(Path(msgraph.__file__ or "").parent / "generated")


def test_rooms_of_the_app_are_all_there_and_those_of_the_tests_are_not() -> None:
    rooms = {each.parent.name for each in ROOT.glob("*/__init__.py")} - {"sandbox", "tests", "bench"}
    assert rooms <= set(APP)
    assert not {"cli.py", "sandbox", "tests", "bench", "infra", "docs", "config"} & set(APP)
    ignored = (ROOT / ".funcignore").read_text().split()
    assert not set(APP) & set(ignored), "what azd leaves out is nothing that the package holds"
    assert wanted(Path("reports/templates/page.html"))


@pytest.mark.skipif(not os.environ.get("KADANS_PACKAGES"), reason="takes a minute: make package-test")
def test_the_real_package_is_made_the_same_twice_and_is_not_large() -> None:
    first, second = map(Path, os.environ["KADANS_PACKAGES"].split(":"))
    assert first.read_bytes() == second.read_bytes()
    assert first.stat().st_size < 60e6
    assert shutil.which("git") is None or not [name for name in names(first) if ".git" in name]
