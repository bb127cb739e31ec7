"""Sampled work locations: a paper for each day and time zone, from pseudonyms to places. The only thing about people that is kept.

Nothing in it names a person, and a pseudonym is another one each day, so that no two papers can be joined without the key.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from core.errors import KadansError
from core.facts import WorkPlace
from core.ports import Papers
from storage.reports import plain

KEPT_DAYS = 8
"""The day of the sample included: Monday's is there on the next Monday, when the week is audited, and gone on Tuesday."""
_SLASH = "--"
"""Stands in a name for the slash of a zone; no zone of IANA has it."""


class Outcome(StrEnum):
    """What came of asking about a team's people."""

    READ = "read"
    NOT_GRANTED = "not_granted"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True, kw_only=True)
class DaySample:
    """One day in one zone."""

    teams: Mapping[str, Outcome]
    """Keys of the policy. Whose people they are stands nowhere."""
    places: Mapping[str, WorkPlace] = field(default_factory=dict, repr=False)
    """By pseudonym."""


class Samples:
    """Papers of days, by local date and zone."""

    def __init__(self, papers: Papers, *, tenant: str) -> None:
        self._papers = papers
        self._root = f"samples/{plain(tenant)}/"

    def read(self, day: date, zone: str) -> DaySample | None:
        """Return a day's sample, or None where there is none.

        Raises:
            KadansError: there is one, and it can't be read.
        """
        return self._read(self._name(day, zone))

    def keep(self, day: date, zone: str, sample: DaySample) -> None:
        """Keep a day's sample in place of what was there. Its order tells nothing."""
        self._write(self._name(day, zone), sample)

    def newest(self) -> date | None:
        """Return the last day of which there is a sample."""
        return max((_day(name) for name in self._names()), default=None)

    def purge(self, now: datetime) -> int:
        """Forget the days that are not `kept` any more; return how many papers."""
        return self._remove(lambda name: not kept(_day(name), _zone(name), now))

    def clear(self) -> int:
        """Forget everything; return how many papers."""
        return self._remove(lambda _: True)

    def forget(self, pseudonyms: Callable[[date], frozenset[str]]) -> int:
        """Take some people out of every day, by their pseudonyms of that day; return from how many papers."""
        changed = 0
        for name in self._names():
            sample, gone = self._read(name), pseudonyms(_day(name))
            if sample is not None and not gone.isdisjoint(sample.places):
                left = {who: place for who, place in sample.places.items() if who not in gone}
                self._write(name, DaySample(teams=sample.teams, places=left))
                changed += 1
        return changed

    def _names(self) -> list[str]:
        return [name for name in self._papers.names(self._root) if name.endswith(".json")]

    def _name(self, day: date, zone: str) -> str:
        return f"{self._root}{day.isoformat()}/{zone.replace('/', _SLASH)}.json"

    def _read(self, name: str) -> DaySample | None:
        content = self._papers.read(name)
        if content is None:
            return None
        try:
            told = json.loads(content)
            return DaySample(
                teams={str(team): Outcome(each) for team, each in told["teams"].items()},
                places={str(who): WorkPlace(each) for who, each in told["places"].items()},
            )
        except (ValueError, KeyError, TypeError, AttributeError):
            raise KadansError(f"KADANS_STORAGE: {name} is no sample of this version; it may be removed.") from None

    def _write(self, name: str, sample: DaySample) -> None:
        told = {"teams": dict(sorted(sample.teams.items())), "places": dict(sorted(sample.places.items()))}
        self._papers.write(name, json.dumps(told, indent=0).encode())

    def _remove(self, gone: Callable[[str], bool]) -> int:
        names = [name for name in self._names() if gone(name)]
        for name in names:
            self._papers.remove(name)
        return len(names)


def kept(day: date, zone: str, now: datetime) -> bool:
    """Tell whether a day's sample may still be there: on the day itself and the seven after it, in its zone."""
    return now.astimezone(ZoneInfo(zone)).date() - day < timedelta(days=KEPT_DAYS)


def _day(name: str) -> date:
    return date.fromisoformat(name.split("/")[-2])


def _zone(name: str) -> str:
    return name.rpartition("/")[2].removesuffix(".json").replace(_SLASH, "/")
