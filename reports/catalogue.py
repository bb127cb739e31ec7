"""The catalogues' upkeep: `python -m reports.catalogue` (or `make words`) brings every catalogue up to date with the texts.

A text that went away leaves the catalogue; a new one comes in untranslated, and a test names it.
"""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from reports.language import CATALOGUES, placeholders

ROOT = Path(__file__).parent.parent
ROOMS = ("auditors", "reports")
KEYWORDS = {"N_": None, "many": (1, 2)}
"""What marks a text: `N_(text)` and `language.many(one, several, count)`."""
_CHANGING = ('"Report-Msgid', '"POT-Creation', '"PO-Revision', '"Last-Translator', '"Language-Team', '"Generated-By')


def texts() -> Catalog:
    """Return every text that may be shown, with the files that it stands in."""
    found = Catalog(project="Kadans", fuzzy=False)
    for room in ROOMS:
        for name, _, message, _, _ in extract_from_dir(ROOT / room, keywords=KEYWORDS, comment_tags=()):
            if name.endswith(".py"):
                found.add(message, locations=[(f"{room}/{name}", 0)])
    return found


def read(path: Path) -> Catalog:
    """Return a catalogue; its language is the name of its folder."""
    with path.open("rb") as file:
        return read_po(file, locale=path.parts[-3])


def paths() -> Iterator[Path]:
    """Yield the catalogues that there are."""
    yield from sorted(CATALOGUES.glob("*/LC_MESSAGES/kadans.po"))


def updated(path: Path) -> bytes:
    """Return the content of a catalogue, brought up to date with the texts."""
    catalogue = read(path)
    catalogue.update(texts(), no_fuzzy_matching=True)
    for message in catalogue:
        message.locations = [(name, 0) for name in sorted({name for name, _ in message.locations})]
    content = BytesIO()
    write_po(content, catalogue, width=0, ignore_obsolete=True, omit_header=False, include_lineno=False)
    lines = content.getvalue().decode().splitlines(keepends=True)
    # Names and times in the header would make every update a change.
    return "".join(line for line in lines if not line.startswith(_CHANGING)).encode()


def untranslated(path: Path) -> list[str]:
    """Return the texts that a catalogue leaves in English."""
    known = read(path)
    return [_english(each) for each in texts() if each.id and not _complete(known.get(_english(each)))]


def differing(path: Path) -> list[str]:
    """Return the texts whose translation wants other things filled in than the English one."""
    return [
        _english(each)
        for each in read(path)
        if each.id and any(placeholders(form) != placeholders(_english(each)) for form in _forms(each))
    ]


def _english(message: Message) -> str:
    return str(message.id if isinstance(message.id, str) else message.id[0])


def _forms(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string)


def _complete(message: Message | None) -> bool:
    return message is not None and not message.fuzzy and all(_forms(message)) and bool(_forms(message))


if __name__ == "__main__":
    for each in paths():
        each.write_bytes(updated(each))
        missing = untranslated(each)
        print(f"{each.parts[-3]}: {len(missing)} texts to translate")  # noqa: T201 - a command
