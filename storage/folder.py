"""Documents in a local folder: the embedded default."""

import os
import tempfile
from pathlib import Path

from core.errors import KadansError
from storage.reports import StoredReports


class FolderPapers:
    """The `Papers` port on a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def read(self, name: str) -> bytes | None:
        """Return a document, or None where there is none.

        Raises:
            KadansError: there is one, and it can't be read.
        """
        path = self._folder / name
        try:
            return path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise _out_of_order(path, f"can't be read ({error.strerror})") from None

    def create(self, name: str, content: bytes) -> bool:
        """Keep a document where there is none; tell whether this call did.

        Raises:
            KadansError: it can't be kept.
        """
        path = self._folder / name
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            return write_once(path, content)
        except OSError as error:
            raise _out_of_order(path, f"can't be written ({error.strerror})") from None

    def write(self, name: str, content: bytes) -> None:
        """Keep a document in place of what was there.

        Raises:
            KadansError: it can't be kept.
        """
        path = self._folder / name
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            _temporary(path, content).replace(path)
        except OSError as error:
            raise _out_of_order(path, f"can't be written ({error.strerror})") from None

    def names(self, prefix: str) -> list[str]:
        """Return the names that begin with a prefix, sorted."""
        found = (path.relative_to(self._folder).as_posix() for path in self._folder.rglob("*") if path.is_file())
        return sorted(name for name in found if name.startswith(prefix) and not name.endswith(".part"))

    def remove(self, name: str) -> None:
        """Forget a document, if it is there."""
        (self._folder / name).unlink(missing_ok=True)


class FolderReports(StoredReports):
    """The `ReportStore` port on a folder."""

    def __init__(self, folder: Path, *, tenant: str) -> None:
        super().__init__(FolderPapers(folder), tenant=tenant)


def _out_of_order(path: Path, what: str) -> KadansError:
    return KadansError(f"KADANS_STORAGE: {path} {what}.")


def write_once(path: Path, content: bytes) -> bool:
    """Write a file whole or not at all; tell whether this call wrote it, or it was there before."""
    temporary = _temporary(path, content)
    try:
        path.hardlink_to(temporary)
    except FileExistsError:
        return False
    finally:
        temporary.unlink(missing_ok=True)
    return True


def _temporary(path: Path, content: bytes) -> Path:
    """Return a complete file beside its later place."""
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return Path(temporary)
