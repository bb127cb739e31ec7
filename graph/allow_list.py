"""The allow-list as data: which properties of which source become Python objects, told by the shapes themselves."""

import typing
from collections.abc import Iterator, Mapping

import msgspec

from graph import shapes

SOURCES: Mapping[str, tuple[type[msgspec.Struct], ...]] = {
    "directory": (shapes.User, shapes.Employment),
    "working_hours": (shapes.MailboxSettings,),
    "calendar": (shapes.Event,),
    "rooms": (shapes.Room,),
    "calls": (shapes.ListedCall, shapes.Call),
    "roster": (shapes.Shift, shapes.TimeOff),
    "location": (shapes.Presence,),
    "messages": (shapes.ChatMessage, shapes.ChannelThread, shapes.Chat, shapes.ChatMember, shapes.Channel),
}
"""Where something about people comes from."""


def read_fields(source: str) -> tuple[str, ...]:
    """Return the properties that are read of a source, with dots for what lies inside, sorted."""
    return tuple(sorted({name for shape in SOURCES[source] for name in _leaves(shape, "")}))


def _leaves(shape: type[msgspec.Struct], path: str) -> Iterator[str]:
    for field in msgspec.structs.fields(shape):
        name = f"{path}{field.encode_name}"
        inner = [each for each in _parts(field.type) if isinstance(each, type) and issubclass(each, msgspec.Struct)]
        for each in inner:
            yield from _leaves(each, f"{name}.")
        if not inner or str in _parts(field.type):
            yield name


def _parts(kind: object) -> list[object]:
    """Return the types that a property may have, out of lists and options."""
    inner = typing.get_args(kind)
    return [found for each in inner for found in _parts(each)] if inner else [kind]
