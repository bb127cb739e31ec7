"""Marks texts for translation without translating them: the catalogues in reports/locale hold their words."""


def N_(text: str) -> str:  # noqa: N802 - the name that every gettext tool knows
    """Return the text itself; `make words` collects what stands inside."""
    return text
