"""What stands behind "How this is measured": definitions, the other measures, what is missing, and what the numbers are for."""

from microsoft_teams.cards import CardElement

from reports import phrases
from reports.card_parts import facts, heading, paragraph, quiet, quoted
from reports.section_story import SectionStory
from reports.story import Story


def section(told: SectionStory, *, measures: bool, remarks: bool, definition: bool) -> list[CardElement]:
    """Return the details of one section."""
    elements = [heading(told.title, spacing="Medium")]
    if definition and told.definition:
        elements.append(paragraph(told.definition, spacing="Small"))
    if told.status != "measured":
        before = f"{told.word}: " if told.reason else told.word
        elements.append(quoted(told.reason, before=before, spacing="Small"))
    if measures and told.facts:
        elements.append(facts(told.facts))
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
