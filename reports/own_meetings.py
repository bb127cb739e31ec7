"""The organiser's part in words: the own meetings by day, time, length and size, and drafted messages to copy.

Nothing else is known of a meeting: no subject, no name. A draft is text in the reader's own card; nobody sends it but the reader.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import tzinfo
from fractions import Fraction

from microsoft_teams.cards import ActionSet, CardElement, Container, ToggleVisibilityAction

from core import privacy
from core.organiser import Organiser, OwnMeeting, OwnSeries, shorter
from core.report import UpcomingMeeting
from core.week import rfc3339
from core.words import N_
from reports import formats, phrases
from reports.card_parts import facts, heading, paragraph, quiet
from reports.language import NBSP, Language
from reports.section_story import Fact

NAMED_AT_MOST = 3
DRAFTS_AT_MOST = 2
DRAFTS = "drafts"

BROKEN = N_("Your meetings where people shared a room's screen while others were remote")
AT_RISK = N_("Your coming meetings with a room and an online link")
SERIES = N_("Your regular meetings that might do in writing")
A_SERIES = N_("{minutes} min, {invitees} invited: about {hours} a week back for all together")
COPY = N_("Messages to copy")
COPY_HOW = N_("Drafts for you to change and send. Nobody else sees them.")
WRITTEN_TITLE = N_("A written update instead of {when}")
WRITTEN = N_(
    "Hello all, shall we try our meeting ({when}, {minutes} minutes) in writing for a month? Before each one, please answer this "
    "message in a few lines: what is done, what comes next, where you could use help. We meet only when something has to be "
    "talked through. After a month we decide together what we keep."
)
LAPTOPS_TITLE = N_("Laptops for {when}")
LAPTOPS = N_(
    "Hello all, our meeting ({when}, {minutes} minutes) has a room and an online link, so somebody may join from elsewhere. Please "
    "bring your laptop and join on your own screen, also in the room, where the room takes care of the sound. So everybody sees "
    "and hears the same."
)
SHORTER_TITLE = N_("A shorter meeting: {when}")
SHORTER = N_(
    "Hello all, our meeting ({when}) now takes {shorter} minutes instead of {minutes}, so that everybody gets a break before what "
    "comes next. Please send beforehand what you would like to talk about; what we don't get to, we settle in writing."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A few own meetings of one kind."""

    title: str
    facts: tuple[Fact, ...] = field(repr=False)
    more: str = ""
    """How many others there are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A message to copy."""

    title: str = field(repr=False)
    text: str = field(repr=False)


def groups(organiser: Organiser, zone: tzinfo, language: Language) -> tuple[Group, ...]:
    """Return the own meetings by kind, a few of each; a kind without any is not there."""
    return tuple(
        _group(title, found, language)
        for title, found in (
            (BROKEN, [_meeting(each, zone, language) for each in organiser.broken]),
            (AT_RISK, [_meeting(each, zone, language) for each in organiser.at_risk]),
            (SERIES, [_series(each, zone, language) for each in organiser.series]),
        )
        if found
    )


def drafts(organiser: Organiser, zone: tzinfo, language: Language) -> tuple[Draft, ...]:
    """Return the most useful messages: an update instead of a series, then laptops, then a shorter meeting."""
    return tuple(_drafts(organiser, zone, language))[:DRAFTS_AT_MOST]


def _drafts(organiser: Organiser, zone: tzinfo, language: Language) -> Iterator[Draft]:
    for series in organiser.series[:1]:
        when = formats.weekday_text(_upcoming(series.latest).start, zone, language)
        yield _draft(WRITTEN_TITLE, WRITTEN, when, series.latest, language)
    for meeting in organiser.at_risk[:1]:
        when = formats.when_text(_upcoming(meeting), zone, language)
        yield _draft(LAPTOPS_TITLE, LAPTOPS, when, meeting, language)
    if organiser.shorter is not None:
        when = formats.when_text(_upcoming(organiser.shorter), zone, language)
        yield _draft(SHORTER_TITLE, SHORTER, when, organiser.shorter, language)


def _draft(title: str, text: str, when: str, meeting: OwnMeeting, language: Language) -> Draft:
    minutes, less = (formats.number(each, language) for each in (meeting.minutes, shorter(meeting.minutes)))
    when = when.replace(NBSP, " ")  # it is pasted somewhere else
    return Draft(
        title=language.say(title, when=when), text=language.say(text, when=when, minutes=minutes, shorter=less)
    )


def _group(title: str, found: list[Fact], language: Language) -> Group:
    rest = len(found) - NAMED_AT_MOST
    more = language.many("and {count} more", "and {count} more", rest, count=formats.number(rest, language))
    return Group(title=language.say(title), facts=tuple(found[:NAMED_AT_MOST]), more=more if rest > 0 else "")


def _meeting(each: OwnMeeting, zone: tzinfo, language: Language) -> Fact:
    return Fact(
        value=formats.when_text(_upcoming(each), zone, language),
        label=language.say(
            phrases.INVITED,
            minutes=formats.number(each.minutes, language),
            invitees=formats.number(each.size, language),
        ),
    )


def _series(each: OwnSeries, zone: tzinfo, language: Language) -> Fact:
    hours = max(privacy.hours(each.minutes_a_week / 60), privacy.hours(Fraction(1, 2)))
    return Fact(
        value=formats.weekday_text(_upcoming(each.latest).start, zone, language),
        label=language.say(
            A_SERIES,
            minutes=formats.number(each.latest.minutes, language),
            invitees=formats.number(each.latest.size, language),
            hours=formats.value_text(hours, "hours", language),
        ),
    )


def _upcoming(each: OwnMeeting) -> UpcomingMeeting:
    return UpcomingMeeting(start=rfc3339(each.when.start), minutes=each.minutes, invitees=each.size)


def drawn_groups(found: Iterable[Group]) -> list[CardElement]:
    """Return what a card shows of own meetings."""
    elements: list[CardElement] = []
    for each in found:
        elements += [quiet(each.title, spacing="Medium"), facts(each.facts)]
        elements += [quiet(each.more, spacing="Small")] if each.more else []
    return elements


def drawn_drafts(found: tuple[Draft, ...], language: Language) -> list[CardElement]:
    """Return a button and, folded behind it, the messages as running text: it wraps and can be selected on every client."""
    if not found:
        return []
    items: list[CardElement] = [quiet(language.say(COPY_HOW))]
    for each in found:
        items += [heading(each.title, spacing="Medium"), paragraph(each.text, spacing="Small")]
    return [
        ActionSet(
            actions=[ToggleVisibilityAction(title=language.say(COPY), target_elements=[DRAFTS])], spacing="Small"
        ),
        Container(id=DRAFTS, is_visible=False, style="emphasis", bleed=True, spacing="Small", items=items),
    ]
