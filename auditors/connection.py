"""Tell whether nearly everybody had at least one small contact with a colleague of the team in the week.

Why: at a distance people drift off unseen. A talk of two to four, or a chat between two that both write in, is what keeps
somebody part of a team. So that nobody can be found by it, it speaks of large teams only, and never says who or how many
exactly.

Chosen where METRICS.md is silent: members are the nominal ones; both have to attend the meeting, or both to write in the chat;
the meeting begins in the week.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from fractions import Fraction

from core import privacy
from core.auditor import Auditor, Rule, Words, calendar_notes, coverage_note, suppressed, unmeasured
from core.facts import Facts, MessagePlace, Person, PersonKey, Signal
from core.report import Measure, Section
from core.words import N_

KEY = "connection"
_FEWEST = 20
_FEW = 4
_SMALL = range(2, 5)
_STEP = Fraction(1, 10)


class Connection(Rule):
    """There is nothing to set: a finer look could find somebody."""


def audit(facts: Facts, rule: Connection) -> Section:
    """Return whether nearly all counted people had a small contact whose calendar and chats could be read."""
    counted = facts.readable(lambda person: person.calendar_read and person.messages_read)
    if counted is None:
        return unmeasured(KEY, "coverage_low", source="chats")
    if len(counted) < max(_FEWEST, facts.smallest_group):
        return suppressed(KEY)

    connected = _met(facts, counted) | _talked(facts)
    without = sum(person.key not in connected for person in counted)
    nearly = without <= _FEW
    share = Fraction(without, len(counted))
    told = "little or none" if nearly else max(privacy.rounded(share, _STEP), float(_STEP))
    return Section(
        auditor=KEY,
        status="measured",
        level="good" if nearly else "warn",
        measures=(Measure(key="without_contact_share", value=told, unit="share", exact=float(share)),),
        notes=(*calendar_notes(facts, counted), coverage_note("chats", len(counted), len(facts.counted))),
        settings=rule.model_dump(),
    )


def _met(facts: Facts, counted: Sequence[Person]) -> set[PersonKey]:
    """Return the people who attended a meeting of two to four that another member attended too."""
    members, found = facts.around.members, set[PersonKey]()
    for person in counted:
        for meeting in person.meetings:
            if meeting.size not in _SMALL or not facts.window.start <= meeting.when.start < facts.window.end:
                continue
            there = {members.get(each.address) for each in meeting.people if each.response in facts.around.attending}
            if there - {None, person.key}:
                found.add(person.key)
                break
    return found


def _talked(facts: Facts) -> set[PersonKey]:
    """Return the people of one-to-one chats in which two members wrote."""
    by_id = {key.casefold(): key for key in _members(facts)}
    writers: defaultdict[str, set[PersonKey]] = defaultdict(set)
    for message in facts.messages:
        writer = by_id.get((message.sender or "").casefold())
        if writer is not None and message.place is MessagePlace.ONE_ON_ONE:
            writers[message.conversation].add(writer)
    return set[PersonKey]().union(*(each for each in writers.values() if len(each) > 1))


def _members(facts: Facts) -> Iterable[PersonKey]:
    return {*facts.around.members.values(), *(person.key for person in facts.people)}


WORDS = Words(
    title=N_("Contact with each other"),
    lead={"without_contact_share": N_("Without a small contact in the team")},
    headline={
        "good": N_("Nearly everybody had a talk with a colleague"),
        "warn": N_("Some had no talk with a colleague all week"),
    },
    definition=N_(
        "People without a meeting of two to four with another member of the team, and without a one-to-one chat in which both "
        "wrote. Up to four people count as nearly nobody, more are told in steps of 10 %. What happens at the coffee machine or "
        "by telephone can't be seen. Only for teams of 20 people and more."
    ),
    question={
        "good": N_("What brings you together? New colleagues will want to know."),
        "warn": N_("Whom did you last call just to ask how things are? It may be a good week to do so."),
    },
    measures={"without_contact_share": N_("Without a small contact in the week")},
)

AUDITOR = Auditor(
    key=KEY,
    why=N_("Belonging: a short talk a week with a colleague keeps people at a distance part of the team."),
    needs=frozenset({Signal.CALENDAR, Signal.CHATS}),
    rule=Connection,
    audit=audit,
    lead="without_contact_share",
    fewest=_FEWEST,
    needs_expected_time=False,
    words=WORDS,
)
