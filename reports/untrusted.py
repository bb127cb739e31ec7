"""Texts that somebody typed into the policy: team names, purposes, reasons. They are shown as text, and can do nothing else.

Source: facts on Adaptive Cards: TextBlock reads Markdown and <at>, TextRun reads neither, but Android runs {{DATE()}} in both;
backslash escapes are not understood by every client.
"""

import re
import unicodedata
from urllib.parse import urlsplit

_NEVER_SHOWN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Control, bidi and zero-width characters, halves of characters, private and unassigned ones, line breaks."""
_MENTION = re.compile(r"</?\s*at\b[^>]*>", re.IGNORECASE)
_LOOK_ALIKES = str.maketrans(
    {
        "*": "\N{ASTERISK OPERATOR}",
        "_": "\N{DOUBLE LOW LINE}",
        "`": "'",
        "~": "\N{TILDE OPERATOR}",
        "#": "\N{MUSIC SHARP SIGN}",
        "\\": "\N{SET MINUS}",
        "[": "(",
        "]": ")",
        "<": "\N{SINGLE LEFT-POINTING ANGLE QUOTATION MARK}",
        ">": "\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}",
    }
)


def plain(text: str, *, most: int = 80) -> str:
    """Return a text for places that read no Markdown: one line, visible characters only, at most so many."""
    composed = unicodedata.normalize("NFC", text.encode("utf-8", "replace").decode("utf-8"))
    visible = "".join(
        " " if unicodedata.category(each) in {"Cc", "Zl", "Zp"} else each
        for each in composed
        if unicodedata.category(each) not in _NEVER_SHOWN - {"Cc", "Zl", "Zp"}
    )
    while _MENTION.search(visible):
        visible = _MENTION.sub("", visible)
    while "{{" in visible or "}}" in visible:
        visible = visible.replace("{{", "{").replace("}}", "}")
    one_line = " ".join(visible.split())
    return one_line if len(one_line) <= most else one_line[: most - 1].rstrip() + "…"


def unmarked(text: str, *, most: int = 80) -> str:
    """Return a text for places that may read Markdown: look-alikes stand for what would mark, link or mention."""
    return plain(text, most=most).translate(_LOOK_ALIKES).replace("://", ": ")


def https(address: str | None) -> str | None:
    """Return an address that may become a link, or None."""
    if not address or len(address) > 500 or not address.isascii() or re.search(r"[\s\x00-\x1f\x7f\"'<>\\]", address):
        return None
    try:
        parts = urlsplit(address)
        parts.port  # noqa: B018 - raises for a port that is none
    except ValueError:
        return None
    return address if parts.scheme == "https" and parts.hostname and "@" not in parts.netloc else None
