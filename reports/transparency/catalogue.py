"""The words' upkeep: `python -m reports.transparency.catalogue` brings the catalogues up to date with pages and lists."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

from reports.language import placeholders

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent
CATALOGUES = HERE / "locale"
LANGUAGES = ("en", "nl", "fr", "de")
"""English is the language of the message ids."""
_CODE = (ROOT / "core" / "permissions.py", HERE / "words.py")
_CHANGING = ('"Report-Msgid', '"POT-Creation', '"PO-Revision', '"Last-Translator', '"Language-Team', '"Generated-By')


def texts() -> Catalog:
    """Return every text of the pages, with the files that it stands in."""
    found = Catalog(project="Kadans", fuzzy=False)
    for path in _CODE:
        for message in _extracted("python", path, "T_"):
            found.add(message, locations=[(path.relative_to(ROOT).as_posix(), 0)])
    for path in sorted((HERE / "templates").glob("*.html")):
        for message in _extracted("jinja2.ext:babel_extract", path, "_"):
            found.add(message, locations=[(path.relative_to(ROOT).as_posix(), 0)])
    return found


def _extracted(method: str, path: Path, keyword: str) -> Iterator[str]:
    with path.open("rb") as file:
        for _, message, _, _ in extract(method, file, keywords={keyword: None}, options={"silent": "false"}):
            yield str(message)


def paths() -> Iterator[Path]:
    """Yield the catalogues."""
    yield from (CATALOGUES / each / "LC_MESSAGES" / "transparency.po" for each in LANGUAGES if each != "en")


def read(path: Path) -> Catalog:
    """Return a catalogue; its language is the name of its folder."""
    with path.open("rb") as file:
        return read_po(file, locale=path.parts[-3])


def updated(path: Path) -> bytes:
    """Return the content of a catalogue, brought up to date with the texts."""
    catalogue = read(path)
    catalogue.update(texts(), no_fuzzy_matching=True)
    for message in catalogue:
        message.locations = [(name, 0) for name in sorted({name for name, _ in message.locations})]
    content = BytesIO()
    write_po(content, catalogue, width=0, ignore_obsolete=True, include_lineno=False)
    lines = content.getvalue().decode().splitlines(keepends=True)
    return "".join(line for line in lines if not line.startswith(_CHANGING)).encode()


def untranslated(path: Path) -> list[str]:
    """Return the texts that a catalogue leaves in English."""
    known = read(path)
    return [
        str(each.id)
        for each in texts()
        if each.id and ((found := known.get(str(each.id))) is None or found.fuzzy or not found.string)
    ]


def differing(path: Path) -> list[str]:
    """Return the texts whose translation wants other things filled in than the English one."""
    return [
        str(each.id) for each in read(path) if each.id and placeholders(str(each.string)) != placeholders(str(each.id))
    ]


if __name__ == "__main__":
    for each in paths():
        each.write_bytes(updated(each))
        print(f"{each.parts[-3]}: {len(untranslated(each))} texts to translate")  # noqa: T201 - a command
