"""From the copies in people's exports to messages: on whom each one landed, and for whom it pressed. METRICS.md, section 1."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from enum import StrEnum
from operator import attrgetter

from core.facts import Fact, Message, MessagePlace, PersonKey

_BY_TIME = attrgetter("sent_at", "key")


class Unavailable(StrEnum):
    """Why a source can't be asked for at all."""

    NOT_GRANTED = "not_granted"
    NO_TEAM = "no_team"


class Mentions(Fact, frozen=True, kw_only=True):
    """Whom a message mentions."""

    people: frozenset[str] = frozenset()
    everybody: bool = False
    """The chat, the channel or the team as a whole."""


class Copy(Fact, frozen=True, kw_only=True):
    """A message as one export shows it. There is no place for what was written."""

    key: str
    place: str
    in_channel: bool
    sent_at: int
    sender: str
    """Object id, lower case."""
    urgent: bool = False
    thread: str | None = None
    """In a channel, the id of the thread that it replies to."""
    mentions: Mentions = Mentions()


def put_together(
    exports: Mapping[PersonKey, Iterable[Copy]],
    channels: Iterable[Copy],
    *,
    members: Iterable[PersonKey],
    one_on_one: frozenset[str],
) -> tuple[Message, ...]:
    """Return the messages of a team's chats and channels, each once, by time.

    A chat message lands on every member whose own export holds it, less its writer; a channel message on the members whom it
    mentions. `one_on_one` holds the ids of chats of that type.
    """
    known = {person.casefold(): person for person in members}
    copies: dict[str, Copy] = {}
    holders: dict[str, list[PersonKey]] = defaultdict(list)
    for person, export in exports.items():
        for key, copy in {copy.key: copy for copy in export}.items():  # a page may tell a message again
            copies.setdefault(key, copy)
            holders[key].append(person)
    landed = _Landed()
    found = [_chat_message(copy, landed.on(holders[key], copy.sender), one_on_one) for key, copy in copies.items()]
    found += [_channel_message(copy, known) for copy in {copy.key: copy for copy in channels}.values()]
    return tuple(sorted(found, key=_BY_TIME))


type _Receivers = tuple[tuple[PersonKey, ...], frozenset[PersonKey]]
"""In the order of the exports, and as a set."""
_NOBODY: frozenset[PersonKey] = frozenset()


class _Landed:
    """On whom messages land. Many have the same writer and holders, so these are worked out once."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, tuple[PersonKey, ...]], _Receivers] = {}

    def on(self, holders: list[PersonKey], sender: str) -> _Receivers:
        """Return the holders without the writer."""
        key = sender, tuple(holders)
        found = self._known.get(key)
        if found is None:
            receivers = tuple(person for person in holders if person.casefold() != sender)
            found = self._known[key] = receivers, frozenset(receivers)
        return found


def _chat_message(copy: Copy, landed: _Receivers, one_on_one: frozenset[str]) -> Message:
    receivers, everybody = landed
    single = copy.place in one_on_one
    if single or copy.urgent or copy.mentions.everybody:
        pressing = everybody
    elif copy.mentions.people:
        pressing = frozenset(person for person in receivers if person.casefold() in copy.mentions.people)
    else:
        pressing = _NOBODY
    return Message(
        key=copy.key,
        place=MessagePlace.ONE_ON_ONE if single else MessagePlace.GROUP,
        sent_at=copy.sent_at,
        sender=PersonKey(copy.sender),
        landed_on=receivers,
        pressing_for=pressing,
        conversation=copy.place,
        mentions=copy.mentions.everybody or bool(copy.mentions.people),
    )


def _channel_message(copy: Copy, members: Mapping[str, PersonKey]) -> Message:
    mentioned = members if copy.mentions.everybody else copy.mentions.people & members.keys()
    receivers = tuple(members[person] for person in sorted(mentioned) if person != copy.sender)
    return Message(
        key=copy.key,
        place=MessagePlace.CHANNEL,
        sent_at=copy.sent_at,
        sender=PersonKey(copy.sender),
        landed_on=receivers,
        pressing_for=frozenset(receivers),
        conversation=copy.key if copy.thread is None else f"{copy.place} {copy.thread}",
        begins=copy.thread is None,
        mentions=copy.mentions.everybody or bool(copy.mentions.people),
    )
