"""What stands behind the two buttons: more numbers, and how this is measured."""

from itertools import groupby

from microsoft_teams.cards import CardElement

from reports import phrases
from reports.card_parts import chart, facts, heading, paragraph, quiet, quoted, weeks
from reports.language import Language
from reports.section_story import SectionStory
from reports.story import Story


def numbers(told: SectionStory, language: Language, *, measures: bool, past: bool, drawn: bool) -> list[CardElement]:
    """Return a section's weeks and its other measures; nothing where there are none."""
    elements: list[CardElement] = []
    if past and told.trend.runs:
        elements.append(weeks(told.trend))
        if told.trend.chart and drawn:
            elements.append(chart(told.trend.chart))
    if measures:
        single = [fact for fact in told.facts if not fact.whole]
        elements += [facts(single)] if single else []
        elements += [
            # A list of its own for each part would double the length of a phone's card.
            quiet(
                language.say(
                    phrases.PAIR, label=whole, value=" · ".join(f"{fact.part} {fact.value}" for fact in parts)
                ),
                spacing="Small",
            )
            for whole, parts in groupby((fact for fact in told.facts if fact.whole), key=lambda fact: fact.whole)
        ]
    return [heading(told.title, spacing="Medium"), *elements] if elements else []


def section(told: SectionStory, language: Language, *, remarks: bool, definition: bool) -> list[CardElement]:
    """Return how one section is measured, or why it is not."""
    elements = [heading(told.title, spacing="Medium")]
    if definition and told.definition:
        elements.append(paragraph(told.definition, spacing="Small"))
    if told.status != "measured":
        before = language.say(phrases.PAIR, label=told.word, value="") if told.reason else told.word
        elements.append(quoted(told.reason, before=before, spacing="Small"))
    if remarks and told.remarks:
        elements.append(quiet(" ".join(told.remarks), spacing="Small"))
    return elements


def about(told: Story, *, gaps: bool) -> list[CardElement]:
    """Return what holds for the whole card."""
    say = told.language.say
    elements: list[CardElement] = []
    if gaps and told.gaps:
        elements += [
            heading(say(phrases.NOT_SEEN), spacing="Medium"),
            paragraph(" ".join(told.gaps), spacing="Small"),
        ]
    elements.append(heading(say(phrases.ABOUT), spacing="Medium"))
    elements += [quiet(remark, spacing="Small") for remark in told.remarks]
    for before, text in (
        (phrases.PURPOSE, told.purpose),
        (phrases.READERS, told.readers),
        (phrases.CONTACT, told.contact),
    ):
        if text:
            elements.append(quoted(text, before=say(before), spacing="Small"))
    return elements
