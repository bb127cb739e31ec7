"""The sampled work location: under which pseudonyms it is kept, and what is known of a week."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, tzinfo

from core.facts import Availability, PersonKey, WorkPlace
from core.pseudonym import Pseudonyms
from storage.samples import DaySample, Outcome, Samples, kept

LACKS_KEY = (
    "[privacy] sample_work_location is on and KADANS_PSEUDONYM_KEY is not set, or the vault doesn't have it: nothing is sampled, "
    "since work locations are kept under a key alone. docs/deploy.md says how to make one."
)


def pseudonym(pseudonyms: Pseudonyms, person: str, day: date) -> str:
    """Return under what a person stands in the sample of a day: another pseudonym each day."""
    return pseudonyms.of(person, purpose=f"work location {day.isoformat()}")


def forget_people(samples: Samples, pseudonyms: Pseudonyms, people: Iterable[str]) -> int:
    """Take people out of every day that is kept; return from how many papers."""
    gone = tuple(people)
    return samples.forget(lambda day: frozenset(pseudonym(pseudonyms, person, day) for person in gone))


class SampledPlaces:
    """The `Sampled` port on the memory. Each paper is read once."""

    def __init__(self, samples: Callable[[], Samples], pseudonyms: Pseudonyms | None) -> None:
        """Open nothing yet; without pseudonyms nobody's place can be found."""
        self._open = samples
        self._samples: Samples | None = None
        self._pseudonyms = pseudonyms
        self._known: dict[tuple[date, str], DaySample | None] = {}

    def of(
        self, days: Sequence[date], people: Sequence[PersonKey], *, zone: tzinfo, now: datetime
    ) -> Mapping[PersonKey, Mapping[date, WorkPlace]] | Availability:
        """Return the places of people on the days that were sampled in a zone; or why there are none.

        Raises:
            KadansError: the memory can't be read.
        """
        keyed, name = self._pseudonyms, str(zone)
        if keyed is None:
            return Availability.NO_KEY
        papers = {day: paper for day in days if kept(day, name, now) and (paper := self._paper(day, name)) is not None}
        outcomes = {outcome for paper in papers.values() for outcome in paper.teams.values()}
        if Outcome.READ not in outcomes:
            return _why(outcomes)
        return {
            person: {
                day: place
                for day, paper in papers.items()
                if (place := paper.places.get(pseudonym(keyed, person, day))) is not None
            }
            for person in people
        }

    def _paper(self, day: date, zone: str) -> DaySample | None:
        if (day, zone) not in self._known:
            self._samples = self._samples or self._open()
            self._known[day, zone] = self._samples.read(day, zone)
        return self._known[day, zone]


def _why(outcomes: Collection[Outcome]) -> Availability:
    if Outcome.NOT_GRANTED in outcomes:
        return Availability.NOT_GRANTED
    return Availability.UNREADABLE if Outcome.UNREADABLE in outcomes else Availability.NOT_SAMPLED
