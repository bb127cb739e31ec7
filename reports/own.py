"""The reader's own view: what concerns the reader alone, on the reader's own card and nowhere else."""

from dataclasses import dataclass, field
from datetime import UTC, tzinfo

from core.own_view import OwnNumbers
from core.words import N_
from reports import formats
from reports.language import Language
from reports.own_meetings import Draft, Group, drafts, groups
from reports.section_story import Fact

UNREAD = N_("Your own part could not be read completely this time.")
QUIET = N_("None of your messages reached anybody's free time: a good example.")
EXAMPLE = N_("What may wait can be scheduled for the morning: people do as their leaders do.")
PRESSING = N_("Pressing messages of yours that reached somebody in free time")
COULD_WAIT = N_("Messages of yours in free time that could wait")
OFF_HOURS = N_("Meetings of yours that reached into somebody's free time")
LUNCH = N_("Meetings of yours over somebody's lunch")
ONE_ON_ONES = N_("People whose last one-to-one with you is more than three weeks ago")
NEW_COLLEAGUES = N_(
    "New colleagues without a one-to-one with you in two weeks, as far as the directory tells who is new"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnView:
    """Values with their labels, in the reader's language, made from a fresh reading and kept nowhere.

    Only a card in the reader's own chat may get one: never a channel's, a page, or a file.
    """

    facts: tuple[Fact, ...] = field(repr=False)
    """The value first, such as `4` and `Meetings of yours over somebody's lunch`."""
    remark: str = field(default="", repr=False)
    """What is to be said about them."""
    meetings: tuple[Group, ...] = field(default=(), repr=False)
    """The meetings that the reader organises."""
    drafts: tuple[Draft, ...] = field(default=(), repr=False)
    """Messages to copy."""


def in_words(own: OwnNumbers | None, locale: str, zone: tzinfo = UTC) -> OwnView | None:
    """Return the reader's own numbers in words, with times in a zone, or None where there is nothing to say."""
    if own is None:
        return None
    language = Language.of(locale)
    facts, remarks = _facts(own, language), _remarks(own, language)
    meetings, messages = groups(own.organiser, zone, language), drafts(own.organiser, zone, language)
    if not (facts or remarks or meetings or messages):
        return None
    return OwnView(facts=facts, remark=" ".join(remarks), meetings=meetings, drafts=messages)


def _facts(own: OwnNumbers, language: Language) -> tuple[Fact, ...]:
    """Return the reader's own numbers, those that are not zero."""
    told: list[tuple[int, str]] = []
    if own.reached:
        told += [(own.reached.pressing, PRESSING), (own.reached.could_wait, COULD_WAIT)]
    if own.held:
        told += [(own.held.off_hours, OFF_HOURS), (own.held.over_lunch, LUNCH)]
    found = [Fact(value=formats.number(count, language), label=language.say(label)) for count, label in told if count]
    if own.one_on_ones and own.one_on_ones.due:
        due, members = (formats.number(each, language) for each in (own.one_on_ones.due, own.one_on_ones.members))
        value = language.say(formats.OF, value=due, total=members)
        found.append(Fact(value=value, label=language.say(ONE_ON_ONES)))
    if own.new_colleagues and own.new_colleagues.without:
        without, people = (
            formats.number(each, language) for each in (own.new_colleagues.without, own.new_colleagues.people)
        )
        value = language.say(formats.OF, value=without, total=people)
        found.append(Fact(value=value, label=language.say(NEW_COLLEAGUES)))
    return tuple(found)


def _remarks(own: OwnNumbers, language: Language) -> tuple[str, ...]:
    """Return what is to be said about them."""
    found = []
    if own.reached:
        found.append(EXAMPLE if own.reached.pressing or own.reached.could_wait else QUIET)
    if own.unread:
        found.append(UNREAD)
    return tuple(language.say(each) for each in found)
