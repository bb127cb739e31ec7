"""The organisation's page: how many teams are at each level in a week, and never which ones."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Self

from auditors import BY_KEY
from core.auditor import AnyAuditor
from core.report import Level, Report, Section, Setting
from core.week import Week
from reports import formats, phrases
from reports.language import Language
from reports.page import rendered
from reports.reader import Reader
from reports.story import story
from reports.untrusted import https, plain

LEVELS: tuple[Level, ...] = ("good", "warn", "alert")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """How many teams are in one place."""

    level: Level | None
    word: str
    count: int
    told: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One auditor over all teams."""

    title: str
    why: str
    definition: str
    """Where it needs no limits, or all teams share them."""
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """What the page says; the texts of the policy are untrusted."""

    name: str
    week: str
    days: str
    teams: str
    rows: tuple[Row, ...]
    purpose: str
    contact: str
    readers: str
    charter: str | None


@dataclass(slots=True)
class Tally:
    """How many teams of a week are where, team by team: no report needs to stay in memory for the page."""

    teams: int = 0
    weeks: set[str] = field(default_factory=set)
    places: dict[str, Counter[str]] = field(default_factory=dict)
    """Auditor key to where teams stand: at a level, or why at none."""
    limits: dict[str, list[dict[str, Setting]]] = field(default_factory=dict)
    """Auditor key to the different limits in force."""

    @classmethod
    def of(cls, reports: Iterable[Report]) -> Self:
        """Return the tally of reports."""
        tally = cls()
        for report in reports:
            tally.add(report)
        return tally

    def add(self, report: Report) -> None:
        """Count one team."""
        self.teams += 1
        self.weeks.add(report.week)
        for section in report.sections:
            self.places.setdefault(section.auditor, Counter())[_place(section)] += 1
            known = self.limits.setdefault(section.auditor, [])
            if section.settings and section.settings not in known:
                known.append(section.settings)


def organisation_page(
    tally: Tally,
    reader: Reader,
    *,
    small: Report | None = None,
    history: Iterable[Report] = (),
    auditors: Mapping[str, AnyAuditor] = BY_KEY,
) -> str:
    """Return the content of the organisation's report.html, from the tally of all its teams for the same week.

    `reader.team` is the organisation's name. `small` is the report of the small teams taken together, `history` its earlier
    weeks.

    Raises:
        ValueError: nothing was counted, or teams of different weeks.
    """
    language = Language.of(reader.locale)
    told = overview(tally, reader, language, auditors)
    together = story(small, reader, history=history, auditors=auditors) if small is not None else None
    return rendered("organisation.html", language, told=told, small=together)


def overview(tally: Tally, reader: Reader, language: Language, auditors: Mapping[str, AnyAuditor] = BY_KEY) -> Overview:
    """Return the counts of all teams' levels."""
    (week,) = (Week.parse(each) for each in tally.weeks)
    return Overview(
        name=plain(reader.team, most=60),
        week=formats.week_text(week, language),
        days=formats.days_text(week, language),
        teams=language.many("{count} team", "{count} teams", tally.teams, count=formats.number(tally.teams, language)),
        rows=tuple(_row(key, auditors[key], tally, language) for key in auditors if key in tally.places),
        purpose=plain(reader.purpose, most=200),
        contact=plain(reader.contact, most=100),
        readers=plain(reader.readers, most=200),
        charter=https(reader.charter),
    )


def _row(key: str, auditor: AnyAuditor, tally: Tally, language: Language) -> Row:
    counted = Counter(tally.places[key])
    counted["off"] += tally.teams - counted.total()
    words: dict[str, str] = {**phrases.LEVELS, **phrases.COLUMNS}
    limits = tally.limits.get(key, [])
    shared = limits[0] if len(limits) == 1 else {}
    return Row(
        title=language.say(auditor.words.title),
        why=language.say(auditor.why),
        definition=language.say_known(auditor.words.definition, formats.settings(shared, language)) or "",
        cells=tuple(
            Cell(
                level=next((level for level in LEVELS if level == place), None),
                word=language.say(word),
                count=counted[place],
                told=formats.number(counted[place], language),
            )
            for place, word in words.items()
            # A level without teams says something; a reason that applies to none is noise.
            if place in LEVELS or counted[place]
        ),
    )


def _place(section: Section) -> str:
    """Return where a team stands: at a level, or why at none."""
    return section.level or "none" if section.status == "measured" else section.status
