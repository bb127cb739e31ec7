"""The card: an Adaptive Card for Teams that is read in twenty seconds, on a phone first.

From top to bottom: what stands out, one value for each section, one thing to talk about, what to do next week; everything else
is one tap away. It needs no server: its only actions open a link and unfold the details.
"""

import json
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any

from microsoft_teams.cards import (
    Action,
    ActionSet,
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
from reports.agreement_story import TRY_AND_SEE, further_agreements
from reports.card_parts import facts, heading, paragraph, quiet, quoted, row
from reports.own import OwnView
from reports.own_meetings import drawn_drafts, drawn_groups
from reports.reader import Reader
from reports.story import Story, story
from reports.untrusted import unmarked

LIMIT = 20_000
"""Bytes. A Workflows webhook takes about 28 KB and counts more than is sent (facts on Teams delivery, section 1a)."""
HOW, NUMBERS = "how", "numbers"
AGREEMENTS_AT_MOST = 2


class Part(StrEnum):
    """What a card gives up, in this order, where it would be too large. It says so: nothing goes missing in silence."""

    DRAFTS = "the messages to copy"
    CHART = "the chart of past weeks"
    OTHER_MEASURES = "the other measures of each section"
    PAST_WEEKS = "the levels of past weeks"
    REMARKS = "remarks and what could not be seen"
    DEFINITIONS = "how each section is measured"
    MEETINGS = "the coming meetings by name"
    AGREEMENTS = "what the team tries, but for the newest"


class CardTooLargeError(KadansError):
    """Even the shortest form is too large for Teams: name fewer sections in the policy."""


def card(
    report: Report,
    reader: Reader,
    *,
    history: Iterable[Report] = (),
    own: OwnView | None = None,
    auditors: Mapping[str, AnyAuditor] = BY_KEY,
) -> dict[str, Any]:
    """Return the content of card.json: an Adaptive Card 1.5 in the reader's language, of at most `LIMIT` bytes.

    `history` holds the team's reports of earlier weeks, for what changed; `own` is the reader's own view, for the reader's own
    chat alone. A week with too few people is one line.

    Raises:
        CardTooLargeError: it doesn't fit, whatever is left out.
    """
    return card_of(story(report, reader, history=history, auditors=auditors), own=own)


def card_of(told: Story, *, own: OwnView | None = None) -> dict[str, Any]:
    """Return the card of what a report says.

    Raises:
        CardTooLargeError: it doesn't fit, whatever is left out.
    """
    left_out: frozenset[Part] = frozenset()
    for part in (None, *Part):
        left_out |= {part} if part else frozenset()
        drawn = _drawn(told, own, left_out)
        if len(as_bytes(drawn)) <= LIMIT:
            return drawn
    raise CardTooLargeError(
        f"{told.team}, {told.week}: the card of {len(told.sections)} sections is larger than {LIMIT} bytes. "
        "Name fewer `sections` for this team in the policy."
    )


def as_bytes(card: Mapping[str, Any]) -> bytes:
    """Return it as it travels: compact UTF-8."""
    return json.dumps(card, ensure_ascii=False, separators=(",", ":")).encode()


def _drawn(told: Story, own: OwnView | None, left_out: frozenset[Part]) -> dict[str, Any]:
    """Return the card without some parts."""
    numbers = () if told.silence else _numbers(told, left_out)
    front = [_one_line(told)] if told.quiet and own is None else _front(told, own, left_out)
    unfolded: list[CardElement] = [
        Container(id=HOW, is_visible=False, separator=True, spacing="Medium", items=_how(told, left_out))
    ]
    if numbers:
        unfolded.insert(
            0, Container(id=NUMBERS, is_visible=False, separator=True, spacing="Medium", items=list(numbers))
        )
    model = AdaptiveCard(
        # The official renderer takes a bare language here, no region.
        lang=told.language.locale.language,
        fallback_text=_fallback(told),
        msteams=TeamsCardProperties(width="full"),
        body=[*front, _unfolding(told, with_numbers=bool(numbers)), *unfolded],
        actions=_links(told) or None,
    )
    drawn = model.model_dump(by_alias=True, exclude_none=True)
    # Teams' documentation writes the value so; the typed class knows it only in lower case.
    drawn["msteams"]["width"] = "Full"
    return drawn


def _front(told: Story, own: OwnView | None, left_out: frozenset[Part]) -> list[CardElement]:
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
    if own is not None:
        elements += [heading(say(phrases.OWN), spacing="Medium"), *([facts(own.facts)] if own.facts else [])]
        elements += drawn_groups(own.meetings)
        if Part.DRAFTS not in left_out:
            elements += drawn_drafts(own.drafts, told.language)
        elements.append(quiet(f"{own.remark} {say(phrases.OWN_WHY)}".strip(), spacing="Small"))
    elements += _tried(told, left_out)
    if told.laptop:
        elements += [heading(say(phrases.LAPTOP), spacing="Medium"), quiet(told.laptop, spacing="Small")]
    if told.upcoming and Part.MEETINGS not in left_out:
        elements.append(facts(told.upcoming))
        elements += [quiet(told.upcoming_more, spacing="Small")] if told.upcoming_more else []
    # Below the shaded question a line would be one too many.
    line = True if told.laptop or told.agreements or own is not None or not told.question else None
    elements.append(quiet(say(phrases.PROMISE), spacing="Medium", separator=line))
    if left_out:
        elements.append(quiet(say(phrases.SHORTENED), spacing="None"))
    return elements


def _tried(told: Story, left_out: frozenset[Part]) -> list[CardElement]:
    """Return what the team tries: the newest few, and how many more the page has."""
    if not told.agreements:
        return []
    most = 1 if Part.AGREEMENTS in left_out else AGREEMENTS_AT_MOST
    elements = [heading(told.language.say(TRY_AND_SEE), spacing="Medium")]
    for each in told.agreements[:most]:
        elements += [quoted(each.name, before=each.before, spacing="Small"), quiet(each.text, spacing="None")]
    rest = told.agreements[most:]
    return [*elements, quiet(further_agreements(len(rest), told.language), spacing="Small")] if rest else elements


def _one_line(told: Story) -> CardElement:
    """Return the line that stands for a week without numbers."""
    return quoted(told.team, after=f" · {told.week} · {told.days} · {told.headline}")


def _numbers(told: Story, left_out: frozenset[Part]) -> list[CardElement]:
    """Return the weeks and the other measures of every section. One chart is enough: of the most pressing section that has one."""
    charts = [section for section in told.sections if section.trend.chart]
    drawn = max(charts, key=lambda section: phrases.PRESSING[section.level], default=None)
    return [
        element
        for section in told.sections
        for element in card_details.numbers(
            section,
            told.language,
            measures=Part.OTHER_MEASURES not in left_out,
            past=Part.PAST_WEEKS not in left_out,
            drawn=section is drawn and Part.CHART not in left_out,
        )
    ]


def _how(told: Story, left_out: frozenset[Part]) -> list[CardElement]:
    items = [heading(told.language.say(phrases.HOW))]
    if told.quiet:
        items += [paragraph(told.silence, spacing="Small"), quiet(told.language.say(phrases.PROMISE), spacing="Small")]
    for section in () if told.silence else told.sections:
        items += card_details.section(
            section, told.language, remarks=Part.REMARKS not in left_out, definition=Part.DEFINITIONS not in left_out
        )
    return items + card_details.about(told, gaps=Part.REMARKS not in left_out)


def _unfolding(told: Story, *, with_numbers: bool) -> CardElement:
    """Return the buttons that unfold what follows them. Two fit beside each other on a phone, three don't."""
    say = told.language.say
    buttons: list[Action] = [ToggleVisibilityAction(title=say(phrases.HOW), target_elements=[HOW])]
    if with_numbers:
        buttons.insert(0, ToggleVisibilityAction(title=say(phrases.ALL_NUMBERS), target_elements=[NUMBERS]))
    return ActionSet(actions=buttons, spacing="Medium")


def _links(told: Story) -> list[Action]:
    return [OpenUrlAction(title=told.language.say(phrases.CHARTER), url=told.charter)] if told.charter else []


def _fallback(told: Story) -> str:
    """Return what a client shows that can't draw the card, and what a notification says."""
    values = "; ".join(
        f"{section.value} {section.label} ({section.word})" for section in told.sections if section.value
    )
    told_values = f" {values}." if values else ""
    when = f"{unmarked(told.team, most=60)}, {told.week} ({told.days})"
    return told.language.say(phrases.PAIR, label=when, value=f"{told.headline}.{told_values}")
