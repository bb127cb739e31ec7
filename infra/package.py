"""`make package`: the zip to deploy, with every dependency inside, the same byte for byte wherever it is made.

Microsoft's Graph SDK has a builder for everything that Graph can do. Kadans asks for a handful, so the folders of the rest stay
out, and so does its listing of itself. What stays is named by folder, more than is used today; tests run the app from the zip.
"""

import argparse
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PLATFORM = "x86_64-manylinux_2_28"
"""What the Flex Consumption plan runs on."""
PACKAGES = Path(".python_packages/lib/site-packages")
"""Where the Functions worker looks for them."""
APP = ("function_app.py", "host.json", "requirements.txt", "core", "auditors", "graph", "reports", "jobs", "storage")
GRAPH_KEPT = frozenset({
    "app_catalogs", "app_catalogs_with_id", "applications", "applications_with_app_id", "chats", "communications", "groups",
    "models", "organization", "places", "service_principals", "service_principals_with_app_id", "teams", "users",
})  # fmt: skip
"""Folders of msgraph/generated. A test holds them against what graph/ asks for."""
_THEN = (2020, 1, 1, 0, 0, 0)


def wanted(path: Path) -> bool:
    """Tell whether a file belongs into the package; `path` is below the folder that gets unpacked."""
    if "__pycache__" in path.parts or path.suffix in {".pyc", ".part"} or path.name == ".lock":
        return False
    if not path.is_relative_to(PACKAGES):
        return True
    inside = path.relative_to(PACKAGES).parts
    if inside[0] == "bin" or path.name in {"RECORD", "INSTALLER", "REQUESTED", "direct_url.json", "uv_cache.json"}:
        return False  # they tell of the machine that the package was made on
    if inside[:2] == ("msgraph", "generated"):
        below = inside[2]
        return below in GRAPH_KEPT or (len(inside) == 3 and path.suffix == ".py")
    return True


def zipped(folder: Path, out: Path) -> tuple[int, int]:
    """Put a folder into a zip, sorted and without the times of files; return bytes unpacked, and bytes left out."""
    inside = left = 0
    out.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path in sorted(_files(folder), key=lambda each: each.as_posix()):
            content = (folder / path).read_bytes()
            if not wanted(path):
                left += len(content)
                continue
            entry = zipfile.ZipInfo(path.as_posix(), _THEN)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
            inside += len(content)
    return inside, left


def _files(folder: Path) -> Iterator[Path]:
    for path in folder.rglob("*"):
        if path.is_file():
            yield path.relative_to(folder)


def assembled(folder: Path) -> None:
    """Lay app and dependencies out in a folder, as they are to be unpacked.

    Raises:
        SystemExit: a dependency can't be had.
    """
    shutil.rmtree(folder, ignore_errors=True)
    target = folder / PACKAGES
    target.mkdir(parents=True)
    for name in APP:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copyfile(source, folder / name)
    command: list[str | Path] = [
        Path(sys.executable).with_name("uv"),
        *("pip", "install", "--quiet", "--require-hashes", "--only-binary", ":all:", "--no-deps"),
        *("--target", target, "--python-platform", PLATFORM, "--python-version", "3.13", "--link-mode", "copy"),
        *("-r", ROOT / "requirements.txt"),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own arguments
    if done.returncode:
        sys.exit(f"The dependencies of requirements.txt could not be had:\n{done.stderr.strip()}")


def main() -> None:
    """Make the package and tell its size."""
    asked = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    asked.add_argument("--out", type=Path, default=ROOT / "build" / "kadans.zip")
    asked.add_argument("--folder", type=Path, default=ROOT / "build" / "package")
    told = asked.parse_args()
    assembled(told.folder)
    inside, left = zipped(told.folder, told.out)
    size = told.out.stat().st_size
    print(
        f"{told.out}: {size / 1e6:.1f} MB, {inside / 1e6:.0f} MB unpacked; {left / 1e6:.0f} MB of no use were left out."
    )


if __name__ == "__main__":
    main()
