"""The card: an Adaptive Card for Teams that is read in twenty seconds, on a phone first.

From top to bottom: what stands out, one value for each section, one thing to talk about, what to do next week; everything else
is one tap away. It needs no server: its only actions open a link and unfold the details.
"""

import json
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from microsoft_teams.cards import (
    Action,
    AdaptiveCard,
    CardElement,
    Container,
    OpenUrlAction,
    TeamsCardProperties,
    ToggleVisibilityAction,
)

from auditors import BY_KEY
from core.auditor import AnyAuditor
from core.errors import KadansError
from core.report import Report
from reports import card_details, phrases
from reports.card_parts import facts, heading, paragraph, quiet, quoted, row
from reports.reader import Reader
from reports.story import Story, story
from reports.untrusted import unmarked

LIMIT = 20_000
"""Bytes. A Workflows webhook takes about 28 KB and counts more than is sent (facts on Teams delivery, section 1a)."""
DETAILS = "how"


class Part(StrEnum):
    """What a card gives up, in this order, where it would be too large. It says so: nothing goes missing in silence."""

    OTHER_MEASURES = "the other measures of each section"
    REMARKS = "remarks and what could not be seen"
    DEFINITIONS = "how each section is measured"
    MEETINGS = "the coming meetings by name"


class CardTooLargeError(KadansError):
    """Even the shortest form is too large for Teams: name fewer sections in the policy."""


def card(report: Report, reader: Reader, *, auditors: Mapping[str, AnyAuditor] = BY_KEY) -> dict[str, Any]:
    """Return the content of card.json: an Adaptive Card 1.5 in the reader's language, of at most `LIMIT` bytes.

    Raises:
        CardTooLargeError: it doesn't fit, whatever is left out.
    """
    told = story(report, reader, auditors=auditors)
    left_out: frozenset[Part] = frozenset()
    for part in (None, *Part):
        left_out |= {part} if part else frozenset()
        drawn = _drawn(told, left_out)
        if len(as_bytes(drawn)) <= LIMIT:
            return drawn
    raise CardTooLargeError(
        f"{report.team} {report.week}: the card of {len(report.sections)} sections is larger than {LIMIT} bytes. "
        "Name fewer `sections` for this team in the policy."
    )


def as_bytes(card: Mapping[str, Any]) -> bytes:
    """Return it as it travels: compact UTF-8."""
    return json.dumps(card, ensure_ascii=False, separators=(",", ":")).encode()


def _drawn(told: Story, left_out: frozenset[Part]) -> dict[str, Any]:
    """Return the card without some parts."""
    model = AdaptiveCard(
        # The official renderer takes a bare language here, no region.
        lang=told.language.locale.language,
        fallback_text=_fallback(told),
        msteams=TeamsCardProperties(width="full"),
        body=[*_front(told, left_out), _details(told, left_out)],
        actions=_actions(told),
    )
    drawn = model.model_dump(by_alias=True, exclude_none=True)
    # Teams' documentation writes the value so; the typed class knows it only in lower case.
    drawn["msteams"]["width"] = "Full"
    return drawn


def _front(told: Story, left_out: frozenset[Part]) -> list[CardElement]:
    say = told.language.say
    width = max((len(section.value) for section in told.sections), default=0)
    elements: list[CardElement] = [
        quoted(told.team, after=f" · {told.week} · {told.days}"),
        heading(told.headline, size="Large", spacing="Small"),
        quiet(told.basis, spacing="Small"),
    ]
    if told.policy:
        elements.append(quiet(told.policy, spacing="Small"))
    if told.silence:
        elements.append(paragraph(told.silence, spacing="Medium"))
    else:
        elements += [row(section, longest=width, first=index == 0) for index, section in enumerate(told.sections)]
    if told.question:
        talk: list[CardElement] = [heading(say(phrases.TALK)), paragraph(told.question, spacing="Small")]
        elements.append(Container(style="emphasis", bleed=True, spacing="Medium", items=talk))
    if told.laptop:
        elements += [heading(say(phrases.LAPTOP), spacing="Medium"), quiet(told.laptop, spacing="Small")]
    if told.upcoming and Part.MEETINGS not in left_out:
        elements.append(facts(told.upcoming))
        elements += [quiet(told.upcoming_more, spacing="Small")] if told.upcoming_more else []
    # Below the shaded question a line would be one too many.
    line = True if told.laptop or not told.question else None
    elements.append(quiet(say(phrases.PROMISE), spacing="Medium", separator=line))
    if left_out:
        elements.append(quiet(say(phrases.SHORTENED), spacing="None"))
    return elements


def _details(told: Story, left_out: frozenset[Part]) -> CardElement:
    items = [heading(told.language.say(phrases.HOW))]
    for section in () if told.silence else told.sections:
        items += card_details.section(
            section,
            measures=Part.OTHER_MEASURES not in left_out,
            remarks=Part.REMARKS not in left_out,
            definition=Part.DEFINITIONS not in left_out,
        )
    items += card_details.about(told, gaps=Part.REMARKS not in left_out)
    return Container(id=DETAILS, is_visible=False, separator=True, spacing="Medium", items=items)


def _actions(told: Story) -> list[Action]:
    say = told.language.say
    actions: list[Action] = [ToggleVisibilityAction(title=say(phrases.HOW), target_elements=[DETAILS])]
    if told.charter:
        actions.append(OpenUrlAction(title=say(phrases.CHARTER), url=told.charter))
    return actions


def _fallback(told: Story) -> str:
    """Return what a client shows that can't draw the card, and what a notification says."""
    values = "; ".join(
        f"{section.value} {section.label} ({section.word})" for section in told.sections if section.value
    )
    told_values = f" {values}." if values else ""
    return f"{unmarked(told.team, most=60)}, {told.week} ({told.days}): {told.headline}.{told_values}"
