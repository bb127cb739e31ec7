"""Tell which part of the team's talk happens in channels, where everybody can read it later, and which in group chats.

Why: what is said in a channel can be found by whoever was away, works part-time or joins next month; what is said in a group
chat can't. There is no right share: it is told for information.

Chosen where METRICS.md is silent: a group chat counts from three people on that showed in the week, as reader or writer; how
many are in it otherwise isn't read.
"""

from collections import Counter, defaultdict

from core.auditor import Auditor, Rule, Words, coverage_note, share_value, suppressed, unmeasured
from core.facts import Facts, MessagePlace, PersonKey, Signal
from core.report import Section
from core.words import N_

KEY = "open_channels"
_GROUP_FROM = 3


class OpenChannels(Rule):
    """There is nothing to set."""


def audit(facts: Facts, rule: OpenChannels) -> Section:
    """Return the share of channels in what the counted people wrote to several others. METRICS.md, section 3."""
    counted = facts.readable(lambda person: person.messages_read)
    if counted is None:
        return unmeasured(KEY, "coverage_low", source="chats")
    if len(counted) < facts.smallest_group:
        return suppressed(KEY)

    people: defaultdict[str, set[str]] = defaultdict(set)
    together = {
        (message.conversation, message.sender, message.landed_on)
        for message in facts.messages
        if message.place is MessagePlace.GROUP
    }  # the same people write to each other many times
    for conversation, sender, landed_on in together:
        people[conversation] |= {each.casefold() for each in (*landed_on, sender or "")}
    writers = {person.key.casefold() for person in counted}
    open_, all_ = Counter[str](), Counter[str]()
    for message in facts.messages:
        writer = (message.sender or PersonKey("")).casefold()
        in_channel = message.place is MessagePlace.CHANNEL
        in_group = message.place is MessagePlace.GROUP and len(people[message.conversation] - {""}) >= _GROUP_FROM
        if writer in writers and (in_channel or in_group):
            all_[writer] += 1
            open_[writer] += in_channel
    share = share_value("channel_share", [open_[writer] for writer in all_], all_.values())
    return Section(
        auditor=KEY,
        status="measured",
        measures=(share,) if share else (),
        notes=(coverage_note("chats", len(counted), len(facts.counted)),),
        settings=rule.model_dump(),
    )


WORDS = Words(
    title=N_("Open channels"),
    lead={"channel_share": N_("Of what is written to several people, in channels")},
    headline={},
    definition=N_(
        "Of the messages that members write in the team's channels and in group chats of three people or more: the share in "
        "channels, where colleagues can find them later. For information: there is no right share."
    ),
    question={},
    measures={"channel_share": N_("Written in channels")},
    own={
        "channel_share": N_("Share of what you wrote to several people that stands in channels"),
    },
)

AUDITOR = Auditor(
    key=KEY,
    why=N_("Openness: what is said in a channel can be found by those who were away."),
    needs=frozenset({Signal.CHATS, Signal.CHANNELS}),
    rule=OpenChannels,
    audit=audit,
    lead="channel_share",
    needs_expected_time=False,
    words=WORDS,
)
