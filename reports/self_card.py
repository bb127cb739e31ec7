"""The self card: the own numbers of one person who asked for them, for that person's own chat alone.

No level, no colour, no comparison: it is a mirror and no judgement. Nothing here may be written into a file, a page or a log.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from microsoft_teams.cards import (
    Action,
    ActionSet,
    AdaptiveCard,
    CardElement,
    Container,
    TeamsCardProperties,
    ToggleVisibilityAction,
)

from auditors import BY_KEY
from core.auditor import AnyAuditor
from core.self_card import OwnNumber, OwnSection, OwnWeek
from core.week import Week
from core.words import N_
from reports import formats, phrases
from reports.card import HOW, LIMIT, NUMBERS, CardTooLargeError, as_bytes
from reports.card_parts import facts, heading, paragraph, quiet, quoted
from reports.language import Language
from reports.own import UNREAD
from reports.own_meetings import drafts, drawn_drafts, drawn_groups, groups
from reports.reader import Reader
from reports.section_story import Fact
from reports.untrusted import plain, unmarked

TITLE = N_("Your own week")
ASKED = N_(
    "You get this card because you asked for it. It stops when you leave the group of those who ask: ask whoever keeps that group."
)
MIRROR = N_("A mirror, and no verdict: nobody is compared with anybody. Not for evaluating or disciplining anybody.")
READ = N_(
    "For this card your calendar, your chats, the call records of your meetings and the channels of the team were read anew, as "
    "far as the policy lets them be read. Nobody else's calendar or chats were opened."
)
THEIR_MEASURE = N_("The definitions speak of people in a team: here they are measured on you alone, without ranges.")
NOTIFICATION = N_("Your own week, {team}, {week} ({days}). Only for you.")


class Part(StrEnum):
    """What the card gives up, in this order, where it would be too large."""

    DRAFTS = "the messages to copy"
    DEFINITIONS = "how each section is measured"


def self_card(
    own: OwnWeek, reader: Reader, week: Week, *, auditors: Mapping[str, AnyAuditor] = BY_KEY
) -> dict[str, Any]:
    """Return an Adaptive Card 1.5 in the reader's language and zone, of at most `LIMIT` bytes.

    Raises:
        CardTooLargeError: it doesn't fit, whatever is left out.
    """
    left_out: frozenset[Part] = frozenset()
    for part in (None, *Part):
        left_out |= {part} if part else frozenset()
        drawn = _drawn(own, reader, week, auditors, left_out)
        if len(as_bytes(drawn)) <= LIMIT:
            return drawn
    raise CardTooLargeError(f"A self card of {len(own.sections)} sections is larger than {LIMIT} bytes.")


def _drawn(
    own: OwnWeek, reader: Reader, week: Week, auditors: Mapping[str, AnyAuditor], left_out: frozenset[Part]
) -> dict[str, Any]:
    language = Language.of(reader.locale)
    say = language.say
    name, days = formats.week_text(week, language), formats.days_text(week, language)
    team = plain(reader.team, most=60)
    body: list[CardElement] = [
        quoted(team, after=f" · {name} · {days}"),
        heading(say(TITLE), size="Large", spacing="Small"),
        quiet(f"{say(phrases.OWN)}. {say(phrases.OWN_WHY)}", spacing="Small"),
        *drawn_groups(groups(own.organiser, reader.zone, language)),
    ]
    if Part.DRAFTS not in left_out:
        body += drawn_drafts(drafts(own.organiser, reader.zone, language), language)
    known = [section for section in own.sections if section.numbers and section.auditor in auditors]
    for section in known:
        if not section.aside:
            body += _numbers(section, auditors[section.auditor], language)
    folded = [part for each in known if each.aside for part in _numbers(each, auditors[each.auditor], language)]
    if any(section.unseen for section in own.sections):
        body.append(quiet(say(UNREAD), spacing="Medium"))
    body.append(quiet(say(MIRROR), spacing="Medium", separator=True))
    if left_out:
        body.append(quiet(say(SHORTENED), spacing="None"))
    buttons: list[Action] = [ToggleVisibilityAction(title=say(phrases.HOW), target_elements=[HOW])]
    if folded:
        buttons.insert(0, ToggleVisibilityAction(title=say(phrases.ALL_NUMBERS), target_elements=[NUMBERS]))
    body.append(ActionSet(actions=buttons, spacing="Medium"))
    if folded:
        body.append(Container(id=NUMBERS, is_visible=False, separator=True, spacing="Medium", items=folded))
    body += [
        Container(
            id=HOW,
            is_visible=False,
            separator=True,
            spacing="Medium",
            items=_how(own, reader, auditors, language, definitions=Part.DEFINITIONS not in left_out),
        ),
    ]
    model = AdaptiveCard(
        lang=language.locale.language,
        # A notification shows on locked screens: it tells that there is a card, and no number.
        fallback_text=say(
            NOTIFICATION,
            team=unmarked(reader.team, most=60),
            week=name,
            days=days,
        ),
        msteams=TeamsCardProperties(width="full"),
        body=body,
    )
    drawn = model.model_dump(by_alias=True, exclude_none=True)
    # Teams' documentation writes the value so; the typed class knows it only in lower case.
    drawn["msteams"]["width"] = "Full"
    return drawn


SHORTENED = N_("Shortened to fit into Teams.")


def _numbers(section: OwnSection, auditor: AnyAuditor, language: Language) -> list[CardElement]:
    values = formats.settings(section.settings, language)
    told = [
        Fact(value=_value(number, language), label=label)
        for number in section.numbers
        if (label := language.say_known(auditor.words.own[number.key], values))
    ]
    return [heading(language.say(auditor.words.title), spacing="Medium"), facts(told)]


def _value(number: OwnNumber, language: Language) -> str:
    """Return a number as it was measured: hours and counts to one decimal, shares to a whole percent."""
    value = round(number.value, 2) if number.unit == "share" else round(number.value, 1)
    return formats.value_text(int(value) if value == int(value) else value, number.unit, language)


def _how(
    own: OwnWeek, reader: Reader, auditors: Mapping[str, AnyAuditor], language: Language, *, definitions: bool
) -> list[CardElement]:
    say = language.say
    items: list[CardElement] = [heading(say(phrases.HOW)), paragraph(say(READ), spacing="Small")]
    if definitions:
        items.append(paragraph(say(THEIR_MEASURE), spacing="Small"))
    for section in own.sections if definitions else ():
        words = auditors[section.auditor].words if section.auditor in auditors else None
        told = language.say_known(words.definition, formats.settings(section.settings, language)) if words else None
        if words and told and section.numbers:
            items += [heading(say(words.title), spacing="Medium"), paragraph(told, spacing="Small")]
    items += [heading(say(phrases.ABOUT), spacing="Medium"), quiet(say(ASKED), spacing="Small")]
    for before, text in ((phrases.PURPOSE, reader.purpose), (phrases.CONTACT, reader.contact)):
        if text:
            items.append(quoted(plain(text, most=200), before=say(before), spacing="Small"))
    return items
