"""The reader's language: texts from gettext catalogues, numbers and dates by Babel.

Message ids are the English texts. A catalogue is `reports/locale/<language>/LC_MESSAGES/kadans.po`; a language without one
reads English. To add a language, add its catalogue (`make words`): nothing else changes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path
from string import Formatter

from babel import Locale, UnknownLocaleError, localedata
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

CATALOGUES = Path(__file__).parent / "locale"
NBSP = "\N{NO-BREAK SPACE}"
WORD_JOINER = "\N{WORD JOINER}"
"""Keeps a line from breaking after a dash."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """What turns message ids into the reader's words."""

    locale: Locale
    """Of numbers and dates. In the language of the texts, so that a card never mixes two."""
    texts: NullTranslations

    @classmethod
    def of(cls, locale: str) -> "Language":
        """Return the language of a locale such as nl-BE; an unknown one is English."""
        try:
            wanted = Locale.parse(locale.replace("-", "_"))
        except (ValueError, UnknownLocaleError):
            wanted = Locale("en", "GB")
        texts = _catalogue(wanted.language)
        if texts is None and wanted.language != "en":
            wanted = _english(wanted.territory)
        return cls(locale=_english(None) if str(wanted) == "en" else wanted, texts=texts or NullTranslations())

    @property
    def tag(self) -> str:
        """Its name in HTML and on cards, such as nl-BE."""
        return str(self.locale).replace("_", "-")

    def say(self, message: str, /, **values: str) -> str:
        """Return a message in this language, with its `{...}` filled in."""
        return self.texts.gettext(message).format_map(values) if message else ""

    def say_known(self, message: str, values: Mapping[str, str]) -> str | None:
        """Return a message with its `{...}` filled in, or None where a value is missing: half a sentence helps nobody."""
        return self.say(message, **values) if placeholders(message) <= values.keys() else None

    def many(self, one: str, several: str, count: float, /, **values: str) -> str:
        """Return the form that the language uses for so many."""
        # French counts 1.5 as one, the others as several; the catalogues' own rule knows whole numbers only.
        singular = self.locale.plural_form(count) == "one"
        return self.texts.ngettext(one, several, 1 if singular else 2).format_map(values)


def placeholders(message: str) -> set[str]:
    """Return the names that a message wants filled in."""
    return {name for _, name, _, _ in Formatter().parse(message) if name}


def languages() -> tuple[str, ...]:
    """Return the languages that have a catalogue, English first."""
    return ("en", *sorted(path.parts[-3] for path in CATALOGUES.glob("*/LC_MESSAGES/kadans.po")))


def _english(territory: str | None) -> Locale:
    """Return English as it is written where the reader lives: `en-BE` has the comma of Belgium."""
    return Locale("en", territory if territory and localedata.exists(f"en_{territory}") else "GB")


@cache
def _catalogue(language: str) -> NullTranslations | None:
    path = CATALOGUES / language / "LC_MESSAGES" / "kadans.po"
    if not path.is_file():
        return None
    with path.open("rb") as file:
        catalogue = read_po(file, locale=language)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return GNUTranslations(compiled)
