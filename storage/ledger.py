"""The delivery ledger: of all who want to post the same card, one may; what can't be known is never posted again by itself."""

from core.delivery import Entry, State
from core.ports import Row, Rows

_CARDS = "delivery"
SELF_CARDS = "self-card"


class Ledger:
    """Claims and what became of them, by key: `<team>/<week>/<route>`; of self cards, `<week>/<pseudonym>`."""

    def __init__(self, rows: Rows, *, root: str = _CARDS) -> None:
        self._rows = rows
        self._root = root

    def read(self, key: str) -> Entry | None:
        """Return what is known about a key, or None where nobody has claimed it."""
        row = self._rows.read(f"{self._root}/{key}")
        return None if row is None else _entry(key, row)

    def claim(self, key: str, *, now: int) -> Entry | None:
        """Claim a key before the post, and return the claim; None where somebody has it already."""
        return self.read(key) if self._rows.insert(f"{self._root}/{key}", _values(State.SENDING, now, now)) else None

    def settle(self, entry: Entry, state: State, *, now: int, activity: str = "", reason: str = "") -> bool:
        """Write what became of a claim, or claim anew; tell whether it was still as it was read."""
        claimed = now if state is State.SENDING else entry.claimed
        values = {**_values(state, now, claimed), "activity": activity, "reason": reason}
        return self._rows.replace(f"{self._root}/{entry.key}", values, tag=entry.tag)

    def free(self, entry: Entry) -> bool:
        """Take a claim back, where it is sure that nothing was posted; tell whether it was still as it was read."""
        return self._rows.remove(f"{self._root}/{entry.key}", tag=entry.tag)

    def open(self) -> list[Entry]:
        """Return everything that isn't sent: under way, ambiguous or failed."""
        return [entry for entry in self.everything() if entry.state is not State.SENT]

    def everything(self) -> list[Entry]:
        """Return all that is known, by key."""
        return [
            _entry(key.removeprefix(f"{self._root}/"), row) for key, row in self._rows.listed(f"{self._root}/").items()
        ]

    def sent(self, *, since: int) -> list[Entry]:
        """Return what was sent since an instant in UTC seconds."""
        found = (
            _entry(key.removeprefix(f"{self._root}/"), row) for key, row in self._rows.listed(f"{self._root}/").items()
        )
        return [entry for entry in found if entry.state is State.SENT and entry.since >= since]

    def purge(self, *, before: int) -> int:
        """Forget what was last changed before an instant; return how many."""
        old = [
            (key, row) for key, row in self._rows.listed(f"{self._root}/").items() if int(row.values["since"]) < before
        ]
        return sum(self._rows.remove(key, tag=row.tag) for key, row in old)


def _values(state: State, now: int, claimed: int) -> dict[str, str | int]:
    return {"state": state.value, "since": now, "claimed": claimed}


def _entry(key: str, row: Row) -> Entry:
    return Entry(
        key=key,
        state=State(str(row.values["state"])),
        since=int(row.values["since"]),
        claimed=int(row.values["claimed"]),
        activity=str(row.values.get("activity", "")),
        reason=str(row.values.get("reason", "")),
        tag=row.tag,
    )
