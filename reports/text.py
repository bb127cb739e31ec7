"""What a card says, in a few lines of plain text for a terminal."""

from collections.abc import Mapping

from auditors import BY_KEY
from core.auditor import AnyAuditor
from core.report import Report
from reports import phrases
from reports.language import NBSP
from reports.reader import Reader
from reports.story import Story, story


def summary(report: Report, reader: Reader, *, auditors: Mapping[str, AnyAuditor] = BY_KEY) -> str:
    """Return headline, values with level words, and the question; no line ends in blanks."""
    return summary_of(story(report, reader, auditors=auditors))


def summary_of(told: Story) -> str:
    """Return the lines of what a report says."""
    width = max((len(section.value) for section in told.sections), default=0)
    lines = [
        f"{told.team} · {told.week} · {told.days}",
        told.headline,
        told.basis,
        *([told.policy] if told.policy else []),
    ]
    for section in told.sections:
        value = (section.value or "\N{EN DASH}").ljust(width)
        lines.append(f"  {value}  {section.label}: {section.word}")
    if told.question:
        lines.append(f"{told.language.say(phrases.TALK)}: {told.question}")
    if told.laptop:
        lines.append(f"{told.language.say(phrases.LAPTOP)}: {told.laptop}")
        lines += [f"  {fact.value}  {fact.label}" for fact in told.upcoming]
    return "\n".join(line.rstrip() for line in lines).replace(NBSP, " ") + "\n"
