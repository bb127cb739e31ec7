"""Marks texts for translation without translating them: the catalogues in reports/locale hold their words."""


def N_(text: str) -> str:  # noqa: N802 - the name that every gettext tool knows
    """Return the text itself; `make words` collects what stands inside."""
    return text


def T_(text: str) -> str:  # noqa: N802 - like N_
    """Mark a text of the transparency pages, whose catalogues are apart from the cards'."""
    return text
