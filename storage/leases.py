"""Leases: of several instances that get the same work at the same time, one does it. They end by themselves."""

from uuid import uuid4

from core.ports import Rows, Values

_ROOT = "lease"


class Leases:
    """Holds on keys, until an instant in UTC seconds."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    def take(self, key: str, *, now: int, seconds: int) -> str | None:
        """Hold a key, and return what releases it; None where somebody holds it."""
        owner, path = uuid4().hex, f"{_ROOT}/{key}"
        values: Values = {"owner": owner, "until": now + seconds}
        row = self._rows.read(path)
        if row is None:
            taken = self._rows.insert(path, values)
        else:
            taken = int(row.values["until"]) <= now and self._rows.replace(path, values, tag=row.tag)
        return owner if taken else None

    def release(self, key: str, owner: str) -> None:
        """Let go of a key that this owner still holds."""
        row = self._rows.read(f"{_ROOT}/{key}")
        if row is not None and row.values["owner"] == owner:
            self._rows.remove(f"{_ROOT}/{key}", tag=row.tag)

    def until(self, key: str) -> int:
        """Return until when a key is held; 0 where it never was."""
        row = self._rows.read(f"{_ROOT}/{key}")
        return 0 if row is None else int(row.values["until"])

    def extend(self, key: str, *, until: int) -> None:
        """Hold a key for everybody, at least until an instant; of two who do so the later instant counts."""
        path = f"{_ROOT}/{key}"
        for _ in range(10):
            row = self._rows.read(path)
            values: Values = {"owner": "", "until": until}
            if row is None:
                if self._rows.insert(path, values):
                    return
            elif int(row.values["until"]) >= until or self._rows.replace(path, values, tag=row.tag):
                return

    def purge(self, *, before: int) -> int:
        """Forget what ended before an instant; return how many."""
        old = [(k, r) for k, r in self._rows.listed(f"{_ROOT}/").items() if int(r.values["until"]) < before]
        return sum(self._rows.remove(key, tag=row.tag) for key, row in old)
