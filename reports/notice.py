"""A short card to the admins: what happened, why, and what to do. In English, as the docs that it points to."""

from collections.abc import Sequence
from typing import Any

from microsoft_teams.cards import AdaptiveCard, TextBlock


def notice(title: str, lines: Sequence[str]) -> dict[str, Any]:
    """Return an Adaptive Card with a title and a paragraph for each line."""
    model = AdaptiveCard(
        lang="en",
        fallback_text=f"{title}. {' '.join(lines)}",
        body=[
            TextBlock(text=title, weight="Bolder", size="Medium", wrap=True, style="heading"),
            *(TextBlock(text=line, wrap=True, spacing="Small") for line in lines),
        ],
    )
    return model.model_dump(by_alias=True, exclude_none=True)
