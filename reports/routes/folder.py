"""The folder route: a card as a file, for trying things out and for hand-over to other tools."""

import os
import re
from pathlib import Path
from tempfile import NamedTemporaryFile

from core.delivery import Outcome, Receipt

_PLAIN_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


class FolderRoute:
    """Delivers cards as files in one folder, which comes into being with the first card."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def deliver(self, key: str, card: bytes) -> Path:
        """Write the card as `<key>.json` and return its path; a card already delivered under this key stays as it is.

        The file appears whole or not at all, also where two processes deliver at the same time. A `/` in the key makes a
        folder, such as `platform/2026-W46`.

        Raises:
            ValueError: the key could lead out of the folder.
            OSError: the folder can't be written.
        """
        parts = key.split("/")
        if not all(_PLAIN_NAME.fullmatch(part) for part in parts):
            raise ValueError(f"{key!r} can't be the name of a card: use letters, digits, '.', '_', '-' and '/'")
        target = self._path.joinpath(*parts[:-1], f"{parts[-1]}.json")
        target.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=target.parent, prefix=".", suffix=".part", delete=False) as file:
            unfinished = Path(file.name)
            try:
                file.write(card)
                file.flush()
                os.fsync(file.fileno())
                # A hard link refuses to replace what is there, unlike a rename.
                target.hardlink_to(unfinished)
            except FileExistsError:
                pass
            finally:
                unfinished.unlink()
        return target


class FolderPostman:
    """The `Postman` port on a folder."""

    def __init__(self, path: Path) -> None:
        self._route = FolderRoute(path)

    async def post(self, key: str, card: bytes) -> Receipt:
        """Write the card; the file's name is its activity id."""
        try:
            return Receipt(outcome=Outcome.DELIVERED, activity=self._route.deliver(key, card).name)
        except OSError:
            return Receipt(outcome=Outcome.LATER, reason="the folder can't be written", retry_after=300)
