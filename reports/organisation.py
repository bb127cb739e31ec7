"""The organisation's page: how many teams are at each level in a week, and never which ones."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from auditors import BY_KEY
from core.auditor import AnyAuditor
from core.report import Level, Report, Section
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


def organisation_page(
    reports: Sequence[Report],
    reader: Reader,
    *,
    small: Report | None = None,
    history: Iterable[Report] = (),
    auditors: Mapping[str, AnyAuditor] = BY_KEY,
) -> str:
    """Return the content of the organisation's report.html, from the reports of all its teams for the same week.

    `reader.team` is the organisation's name. `small` is the report of the small teams taken together, `history` its earlier
    weeks.

    Raises:
        ValueError: there is no report, or they are of different weeks.
    """
    language = Language.of(reader.locale)
    told = overview(reports, reader, language, auditors)
    together = story(small, reader, history=history, auditors=auditors) if small is not None else None
    return rendered("organisation.html", language, told=told, small=together)


def overview(
    reports: Sequence[Report], reader: Reader, language: Language, auditors: Mapping[str, AnyAuditor] = BY_KEY
) -> Overview:
    """Return the counts of all teams' levels."""
    (week,) = {Week.parse(report.week) for report in reports}
    used = {section.auditor for report in reports for section in report.sections}
    known = [key for key in auditors if key in used]
    return Overview(
        name=plain(reader.team, most=60),
        week=formats.week_text(week, language),
        days=formats.days_text(week, language),
        teams=language.many(
            "{count} team", "{count} teams", len(reports), count=formats.number(len(reports), language)
        ),
        rows=tuple(_row(key, auditors[key], reports, language) for key in known),
        purpose=plain(reader.purpose, most=200),
        contact=plain(reader.contact, most=100),
        readers=plain(reader.readers, most=200),
        charter=https(reader.charter),
    )


def _row(key: str, auditor: AnyAuditor, reports: Sequence[Report], language: Language) -> Row:
    sections = [report.section(key) for report in reports]
    counted = Counter(_place(section) for section in sections)
    words: dict[str, str] = {**phrases.LEVELS, **phrases.COLUMNS}
    limits = [section.settings for section in sections if section is not None and section.settings]
    shared = limits[0] if limits and all(each == limits[0] for each in limits) else {}
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


def _place(section: Section | None) -> str:
    """Return where a team stands: at a level, or why at none."""
    if section is None:
        return "off"
    return section.level or "none" if section.status == "measured" else section.status
