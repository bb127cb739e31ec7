"""Rows and queues in one SQLite file: what Azure Tables and Queues are in the cloud, on a local folder."""

import json
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from uuid import uuid4

from core.ports import Received, Row, Values

_TABLES = (
    "CREATE TABLE IF NOT EXISTS rows (key TEXT PRIMARY KEY, content TEXT NOT NULL, tag TEXT NOT NULL)",
    """CREATE TABLE IF NOT EXISTS messages (place INTEGER PRIMARY KEY, queue TEXT NOT NULL, content TEXT NOT NULL,
    visible REAL NOT NULL, dequeued INTEGER NOT NULL, receipt TEXT NOT NULL)""",
)
_PATIENCE = 30
"""Seconds to wait for another process that writes."""


class _File:
    def __init__(self, path: Path) -> None:
        self._path = path
        self._ready = False

    @contextmanager
    def changing(self) -> Iterator[sqlite3.Connection]:
        """Open the file for one change, whole or not at all, with nobody else in it."""
        if not self._ready:
            self._path.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(self._path, timeout=_PATIENCE, isolation_level=None)) as file:
            file.execute("BEGIN IMMEDIATE")
            if not self._ready:
                for table in _TABLES:
                    file.execute(table)
            yield file
            file.execute("COMMIT")
            self._ready = True


class LocalRows(_File):
    """The `Rows` port on SQLite."""

    def read(self, key: str) -> Row | None:
        """Return a row, or None where there is none."""
        with self.changing() as file:
            found = file.execute("SELECT content, tag FROM rows WHERE key = ?", (key,)).fetchone()
        return None if found is None else Row(values=json.loads(found[0]), tag=found[1])

    def insert(self, key: str, values: Values) -> bool:
        """Keep a row where there is none; tell whether this call did."""
        with self.changing() as file:
            told = file.execute(
                "INSERT OR IGNORE INTO rows VALUES (?, ?, ?)", (key, json.dumps(dict(values)), uuid4().hex)
            )
            return told.rowcount == 1

    def replace(self, key: str, values: Values, *, tag: str) -> bool:
        """Change a row that is still as it was read; tell whether it was."""
        with self.changing() as file:
            told = file.execute(
                "UPDATE rows SET content = ?, tag = ? WHERE key = ? AND tag = ?",
                (json.dumps(dict(values)), uuid4().hex, key, tag),
            )
            return told.rowcount == 1

    def remove(self, key: str, *, tag: str) -> bool:
        """Forget a row that is still as it was read; tell whether it was."""
        with self.changing() as file:
            return file.execute("DELETE FROM rows WHERE key = ? AND tag = ?", (key, tag)).rowcount == 1

    def listed(self, prefix: str) -> dict[str, Row]:
        """Return the rows whose keys begin with a prefix that ends in a slash."""
        with self.changing() as file:
            found = file.execute(
                "SELECT key, content, tag FROM rows WHERE substr(key, 1, ?) = ? ORDER BY key", (len(prefix), prefix)
            ).fetchall()
        return {key: Row(values=json.loads(content), tag=tag) for key, content, tag in found}


class LocalQueues(_File):
    """The `Queues` port on SQLite."""

    def __init__(self, path: Path, *, clock: Callable[[], float] = time.time) -> None:
        super().__init__(path)
        self._clock = clock

    def send(self, queue: str, text: str, *, delay: int = 0) -> None:
        """Send a message that can be received after so many seconds."""
        with self.changing() as file:
            file.execute(
                "INSERT INTO messages (queue, content, visible, dequeued, receipt) VALUES (?, ?, ?, 0, '')",
                (queue, text, self._clock() + delay),
            )

    def receive(self, queue: str, *, hidden: int) -> Received | None:
        """Return the oldest message that can be seen and hide it for so many seconds, or None."""
        now, receipt = self._clock(), uuid4().hex
        with self.changing() as file:
            found = file.execute(
                """UPDATE messages SET visible = ?, dequeued = dequeued + 1, receipt = ? WHERE place =
                (SELECT place FROM messages WHERE queue = ? AND visible <= ? ORDER BY visible, place LIMIT 1)
                RETURNING place, content, dequeued""",
                (now + hidden, receipt, queue, now),
            ).fetchone()
        if found is None:
            return None
        return Received(id=str(found[0]), text=found[1], dequeued=found[2], receipt=receipt)

    def finish(self, queue: str, message: Received) -> None:
        """Take a message away for good; one that somebody else has received since stays."""
        with self.changing() as file:
            file.execute(
                "DELETE FROM messages WHERE queue = ? AND place = ? AND receipt = ?",
                (queue, message.id, message.receipt),
            )

    def put_back(self, queue: str, message: Received, *, delay: int) -> None:
        """Let a message be received again, after so many seconds."""
        with self.changing() as file:
            file.execute(
                "UPDATE messages SET visible = ? WHERE queue = ? AND place = ? AND receipt = ?",
                (self._clock() + delay, queue, message.id, message.receipt),
            )
