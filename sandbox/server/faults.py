"""What goes wrong on purpose: throttling, outages, broken connections, links that lead elsewhere."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr


class Fault(BaseModel):
    """One thing that goes wrong, a number of times, on the paths that match."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    match: str = ".*"
    """A regular expression, searched in the path (below the host, without the query)."""
    times: Annotated[int, Field(ge=1)] = 1
    """So many matching requests are hit, the first ones."""
    every: Annotated[int, Field(ge=0)] = 0
    """Instead of *times*: every n-th matching request, for ever."""
    after: Annotated[int, Field(ge=0)] = 0
    """So many matching requests pass first."""
    status: Literal[0, 401, 403, 404, 408, 410, 429, 500, 502, 503, 504] = 0
    """Answer with this status; 401 also takes the token away for good."""
    retry_after: int | None = None
    """Seconds, as the header says them; none means no header."""
    kind: Literal["", "reset", "truncated", "slow", "foreign_next_link", "loop"] = ""
    """Or: cut the connection, cut the body, wait *seconds*, lead the next link to another host or in a circle."""
    seconds: Annotated[float, Field(ge=0, le=600)] = 2.0


class Faults(BaseModel):
    """Everything that goes wrong in one run; counts what has been hit."""

    model_config = ConfigDict(extra="forbid")

    faults: tuple[Fault, ...] = ()
    without_permissions: tuple[str, ...] = ()
    """Application permissions that nobody has consented to."""
    more_permissions: tuple[str, ...] = ()
    """Others that somebody has consented to, though Kadans doesn't need them."""
    _seen: dict[int, int] = PrivateAttr(default_factory=dict)

    @classmethod
    def load(cls, file: Path) -> Faults:
        """Return the faults written in a TOML file.

        Raises:
            ValueError: the file is no TOML, or names something that does not exist.
        """
        return cls.model_validate(tomllib.loads(file.read_text(encoding="utf-8")))

    @classmethod
    def builtin(cls) -> Faults:
        """Return the one hiccup of every ordinary run: the second calendar is throttled once, for a second."""
        return cls(faults=(Fault(match="/calendarView$", after=1, status=429, retry_after=1),))

    @classmethod
    def none(cls) -> Faults:
        """Return a day on which nothing goes wrong."""
        return cls()

    def hit(self, path: str) -> Fault | None:
        """Return what goes wrong with this request, and count it."""
        found: Fault | None = None
        for number, fault in enumerate(self.faults):
            if not re.search(fault.match, path):
                continue
            seen = self._seen[number] = self._seen.get(number, 0) + 1
            place = seen - fault.after
            due = place > 0 and (place % fault.every == 0 if fault.every else place <= fault.times)
            if due and found is None:
                found = fault
        return found
