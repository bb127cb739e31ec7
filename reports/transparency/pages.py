"""Draws the pages: self-contained HTML without scripts, which prints well and follows the reader's light or dark setting."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO

from babel import Locale
from babel.dates import format_date
from babel.messages.mofile import write_mo
from babel.numbers import format_decimal
from jinja2 import Environment, PackageLoader, StrictUndefined

from core.permissions import SCOPES, Need
from core.policy import PolicyTables
from reports.language import Language
from reports.transparency import words
from reports.transparency.catalogue import CATALOGUES, read

_DASH = "\N{EN DASH}"
PAGES = ("employees", "consultation", "evaluation")


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """One limit of an auditor: its unit, the bounds that the code sets, its default, and what is in force."""

    name: str
    unit: str
    low: float | None
    high: float | None
    default: float
    values: Mapping[str, float]
    """By team."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One auditor that the policy uses."""

    key: str
    title: str
    """Message id of the cards' catalogue."""
    why: str
    teams: tuple[str, ...]
    thresholds: tuple[Threshold, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the pages tell, gathered from the code and the policy."""

    tables: PolicyTables
    policy_version: str
    made_on: date
    fields: Mapping[str, tuple[str, ...]]
    """By source: the properties that are read where its signal is on."""
    sources: Mapping[str, bool]
    """By source: whether this policy reads it."""
    signals: tuple[str, ...]
    """Those that the policy switches on."""
    messages: tuple[str, ...]
    """Of them, those about messages that some section uses."""
    kept: tuple[str, ...]
    """Parts of a report."""
    kept_months: int
    sample_days: int
    """For which a sampled work location is kept at most."""
    floor: int
    contributors: int
    coverage_percent: int
    needs: tuple[Need, ...]
    measured: tuple[Measured, ...]
    teams: Mapping[str, str]
    """Name by key."""
    versions: Mapping[str, str]
    fingerprint: str
    fingerprint_command: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelCount:
    """How many team-weeks of an auditor stood at a level, in the whole organisation."""

    auditor: str
    title: str
    counts: Mapping[str, int]
    silent: int
    """Suppressed, not measured or switched off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """What happened, as the storage tells it. No level of a single team."""

    first: str
    last: str
    reports: int
    weeks: Mapping[str, int]
    """Number of reports by week."""
    teams: Mapping[str, int]
    """Number of reports by team."""
    levels: tuple[LevelCount, ...]
    policies: Mapping[str, tuple[str, str]]
    """First and last week by version of the policy."""
    deliveries: Mapping[str, Mapping[str, int]]
    """Number by route and state."""


@dataclass(frozen=True, slots=True)
class Speech:
    """A language of the pages."""

    code: str
    locale: Locale = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "locale", Locale.parse("en_GB" if self.code == "en" else self.code))

    def say(self, message: str, /, **values: object) -> str:
        """Return a text of the pages, with its `{...}` filled in."""
        return _catalogue(self.code).gettext(message).format_map(values)

    def card(self, message: str) -> str:
        """Return a text of the cards."""
        return Language.of(self.code).say(message)

    def day(self, day: date | None) -> str:
        """Return a date in full; a dash where there is none."""
        return format_date(day, "long", locale=self.locale) if day else _DASH

    def number(self, number: float | None) -> str:
        """Return a number; a dash where there is none."""
        return _DASH if number is None else format_decimal(number, locale=self.locale)


def page(name: str, facts: Facts, language: str, evaluation: Evaluation | None = None) -> str:
    """Return the content of one page in one language."""
    environment = Environment(
        loader=PackageLoader("reports.transparency"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    speech = Speech(language)
    return environment.get_template(f"{name}.html").render(
        _=speech.say,
        speech=speech,
        colon="\N{NO-BREAK SPACE}:" if language == "fr" else ":",
        words=words,
        scopes=SCOPES,
        facts=facts,
        governance=facts.tables.governance,
        organisation=facts.tables.organisation,
        found=evaluation,
    )


@cache
def _catalogue(language: str) -> NullTranslations:
    if language == "en":
        return NullTranslations()
    compiled = BytesIO()
    write_mo(compiled, read(CATALOGUES / language / "LC_MESSAGES" / "transparency.po"))
    compiled.seek(0)
    return GNUTranslations(compiled)
