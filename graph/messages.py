"""Who wrote to whom and when, in chats and channels.

Texts come over the wire, since Graph has no way to leave them out. They are dropped while parsing: no shape has a place for them.
"""

from collections.abc import AsyncIterator, Iterable
from sys import intern

from msgraph.generated.teams.item.channels.get_all_messages.get_all_messages_request_builder import (
    GetAllMessagesRequestBuilder as ChannelExport,
)
from msgraph.generated.teams.item.channels.item.messages.messages_request_builder import MessagesRequestBuilder
from msgraph.generated.users.item.chats.chats_request_builder import ChatsRequestBuilder
from msgraph.generated.users.item.chats.get_all_messages.get_all_messages_request_builder import (
    GetAllMessagesRequestBuilder as ChatExport,
)

from core.errors import AnswerError, GoneError, NotGrantedError, RequestRefusedError
from core.facts import Gap, PersonKey
from core.intervals import Interval
from core.messages import Copy, Mentions, Unavailable
from core.week import rfc3339
from graph import shapes
from graph.gates import Gate
from graph.requests import Request, Requests
from graph.times import utc_seconds
from graph.transport import Transport

_PAGE = 50
_EXPORT: Gate = ("teams_export", "tenant")
_TEAMS: Gate = ("teams", "tenant")
_EVERYBODY = frozenset({"chat", "channel", "team"})
_URGENT = frozenset({"high", "urgent"})
_ONE_ON_ONE_ENDING = "@unq.gbl.spaces"
_NOBODY = Mentions()

_CHAT_QUERY = ChatExport.GetAllMessagesRequestBuilderGetQueryParameters
_CHANNEL_QUERY = ChannelExport.GetAllMessagesRequestBuilderGetQueryParameters
_THREAD_QUERY = MessagesRequestBuilder.MessagesRequestBuilderGetQueryParameters
_CHATS_QUERY = ChatsRequestBuilder.ChatsRequestBuilderGetQueryParameters


class GraphMessages:
    """The `Conversations` port on Graph.

    Needs Chat.Read.All for chats; ChannelMessage.Read.All, or the permission of one team (ChannelMessage.Read.Group), for channels.
    """

    def __init__(self, transport: Transport, requests: Requests) -> None:
        self._transport = transport
        self._requests = requests

    async def chat_messages(self, person: PersonKey, window: Interval) -> tuple[Copy, ...] | Gap:
        """Return what was written in the chats of a person inside the window, each message once; or the gap.

        No upper bound and no sender filter: reactions and edits move the time that Graph filters by, and other people's messages
        are wanted. What counts is when it was written.
        """
        export = self._requests.client.users.by_user_id(person).chats.get_all_messages
        query = _CHAT_QUERY(filter=_modified_since(window), top=_PAGE)
        try:
            return await self._export(self._requests.get(export, query), window)
        except AnswerError as error:
            return Gap(source="chats", reason=error.reason, person=person)

    async def one_on_one_chats(self, person: PersonKey, chats: frozenset[str]) -> frozenset[str]:
        """Return which of these chats, that a person takes part in, are one-to-one: by Graph's chatType.

        Where Graph tells no type, the form of the id decides, which only one-to-one chats share.
        """
        kinds: dict[str, str | None] = {}
        builder = self._requests.client.users.by_user_id(person).chats
        try:
            async for page in self._transport.pages(
                self._requests.get(builder, _CHATS_QUERY(top=_PAGE)), shapes.chats, gate=("teams_person", person)
            ):
                kinds.update((chat.id, chat.chat_type) for chat in page if chat.id in chats)
                if len(kinds) == len(chats):
                    break
        except AnswerError:
            kinds = {}
        for chat in chats - kinds.keys():
            kinds[chat] = await self._chat_type(chat)
        return frozenset(
            chat
            for chat, kind in kinds.items()
            if kind == "oneOnOne" or (kind is None and chat.endswith(_ONE_ON_ONE_ENDING))
        )

    async def chat_members(self, chat: str) -> frozenset[str] | Gap:
        """Return the object ids, lower case, of who is in a chat; or the gap."""
        members = self._requests.client.chats.by_chat_id(chat).members
        found: set[str] = set()
        try:
            async for page in self._transport.pages(self._requests.get(members), shapes.chat_members, gate=_TEAMS):
                found |= {member.user_id.casefold() for member in page if member.user_id}
        except AnswerError as error:
            return Gap(source="chats", reason=error.reason)
        return frozenset(found)

    async def channel_messages(self, team: str, window: Interval) -> tuple[Copy, ...] | Gap | Unavailable:
        """Return what was written in the channels of a team inside the window; or the gap; or why it can't be asked for."""
        export = self._requests.client.teams.by_team_id(team).channels.get_all_messages
        query = _CHANNEL_QUERY(filter=_modified_since(window), top=_PAGE)
        try:
            try:
                return await self._export(self._requests.get(export, query), window)
            except NotGrantedError:
                return await self._channel_by_channel(team, window)
        except NotGrantedError:
            return Unavailable.NOT_GRANTED
        except GoneError:
            return Unavailable.NO_TEAM
        except AnswerError as error:
            return Gap(source="channels", reason=error.reason)

    async def _channel_by_channel(self, team: str, window: Interval) -> tuple[Copy, ...]:
        """Read with the permission of one team alone. This endpoint takes no date, so whole channels are read."""
        channels = self._requests.client.teams.by_team_id(team).channels
        found: dict[str, Copy] = {}
        async for page in self._transport.pages(self._requests.get(channels), shapes.channels, gate=_TEAMS):
            for channel in page:
                gate: Gate = ("teams_channel", channel.id)
                threads = channels.by_channel_id(channel.id).messages
                request = self._requests.get(threads, _THREAD_QUERY(top=_PAGE, expand=["replies"]))
                async for messages in self._threads(request, gate):
                    _keep(found, messages, window, place=channel.id)
        return tuple(found.values())

    async def _threads(self, request: Request, gate: Gate) -> AsyncIterator[list[shapes.ChatMessage]]:
        async for page in self._transport.pages(request, shapes.threads, gate=gate):
            yield [*page]
            for thread in page:
                yield thread.replies or []
                if thread.replies_next_link:
                    more = request.following(self._transport.own(thread.replies_next_link))
                    async for replies in self._transport.pages(more, shapes.messages, gate=gate):
                        yield replies

    async def _chat_type(self, chat: str) -> str | None:
        builder = self._requests.client.chats.by_chat_id(chat)
        try:
            return (await self._transport.one(self._requests.get(builder), shapes.chat, gate=_TEAMS)).chat_type
        except AnswerError:
            return None

    async def _export(self, request: Request, window: Interval) -> tuple[Copy, ...]:
        """Read an export to its end; once more from the start where Graph loses its own place in it."""
        for last in (False, True):
            found: dict[str, Copy] = {}
            pages = 0
            try:
                async for page in self._transport.pages(request, shapes.messages, gate=_EXPORT):
                    pages += 1
                    _keep(found, page, window)
            except RequestRefusedError:
                if last or not pages:
                    raise
                continue
            return tuple(found.values())
        raise AssertionError("unreachable: the second round returns or raises")


def _modified_since(window: Interval) -> str:
    return f"lastModifiedDateTime gt {rfc3339(window.start - 1)}"


def _keep(
    found: dict[str, Copy], messages: Iterable[shapes.ChatMessage], window: Interval, *, place: str | None = None
) -> None:
    start, end = window
    for message in messages:
        copy = message_copy(message, place)
        if copy is not None and start <= copy.sent_at < end:
            found[copy.key] = copy


def message_copy(message: shapes.ChatMessage, place: str | None = None) -> Copy | None:
    """Return a message in our words, or None where it is none: written by an app or the system, deleted, or without a time."""
    sender = message.sender.user if message.sender else None
    if message.message_type != "message" or message.deleted_date_time or sender is None or not sender.id:
        return None
    if message.created_date_time is None:
        return None
    where = message.chat_id
    in_channel = where is None
    if not where:
        channel = message.channel_identity.channel_id if message.channel_identity else None
        where = channel or place or ""
    try:
        sent_at = utc_seconds(message.created_date_time, None)
    except ValueError:
        raise AnswerError("unexpected answer") from None
    return Copy(
        key=f"{where} {message.id}",
        place=intern(where),
        in_channel=in_channel,
        sent_at=sent_at,
        sender=intern(sender.id.casefold()),
        urgent=message.importance in _URGENT,
        thread=None if message.chat_id else message.reply_to_id or None,
        mentions=_mentions(message.mentions) if message.mentions else _NOBODY,
    )


def _mentions(mentions: Iterable[shapes.Mention]) -> Mentions:
    people: set[str] = set()
    everybody = False
    for mention in mentions:
        if mention.mentioned is None:
            continue
        if mention.mentioned.user is not None and mention.mentioned.user.id:
            people.add(mention.mentioned.user.id.casefold())
        conversation = mention.mentioned.conversation
        everybody = everybody or (conversation is not None and conversation.conversation_identity_type in _EVERYBODY)
    return Mentions(people=frozenset(people), everybody=everybody)
