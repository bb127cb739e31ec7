"""What concerns the reader alone, in words. Only a card in that reader's own chat holds it."""

from core.own_view import OwnView
from core.words import N_
from reports import formats
from reports.language import Language
from reports.section_story import Fact

TITLE = N_("For you alone")
PROMISE = N_("Read for this card only, kept nowhere, seen by nobody else.")
UNREAD = N_("Your own part could not be read completely this time.")
QUIET = N_("None of your messages reached anybody's free time: a good example.")
EXAMPLE = N_("What may wait can be scheduled for the morning: people do as their leaders do.")
PRESSING = N_("Pressing messages of yours that reached somebody in free time")
COULD_WAIT = N_("Messages of yours in free time that could wait")
OFF_HOURS = N_("Meetings of yours that reached into somebody's free time")
LUNCH = N_("Meetings of yours over somebody's lunch")
ONE_ON_ONES = N_("People whose last one-to-one with you is more than three weeks ago")


def own_facts(own: OwnView, language: Language) -> tuple[Fact, ...]:
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
    return tuple(found)


def own_remarks(own: OwnView, language: Language) -> tuple[str, ...]:
    """Return what is to be said about them."""
    found = []
    if own.reached:
        found.append(EXAMPLE if own.reached.pressing or own.reached.could_wait else QUIET)
    if own.unread:
        found.append(UNREAD)
    return tuple(language.say(each) for each in found)
