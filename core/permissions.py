"""Which Graph permissions a policy needs: one table, from which the command, the docs, the doctor and the pack are made.

A test runs audits against the sandbox and holds every request that was really made against this table, both ways. Names are
those of Graph's application permissions; ids are the app roles of Microsoft Graph, the same in every tenant.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from core.auditor import AnyAuditor
from core.facts import Signal
from core.policy import BotTarget, PolicyTables
from core.team import DEFAULT_SECTIONS, further_auditors
from core.words import T_

GRAPH_APP = "00000003-0000-0000-c000-000000000000"
"""Microsoft Graph's own application id, in every tenant."""


class Use(StrEnum):
    """What makes a permission necessary."""

    ALWAYS = "always"
    CALENDAR = "calendar"
    ROOMS = "rooms"
    CHATS = "chats"
    CHANNELS = "channels"
    CALLS = "calls"
    SHIFTS = "shifts"
    LOCATION = "work location"
    BOT_PERSON = "bot, to a person"


class Scope(StrEnum):
    """How a permission can be held to some people or teams."""

    NONE = "none"
    EXCHANGE = "exchange"
    """RBAC for Applications in Exchange Online."""
    TEAM = "team"
    """Resource-specific consent, team by team."""


SCOPES: Mapping[Scope, str] = {
    Scope.NONE: T_("Can't be narrowed: it counts for the whole tenant."),
    Scope.EXCHANGE: T_(
        "Can be narrowed to some mailboxes with RBAC for Applications in Exchange Online; then the tenant-wide grant has to go."
    ),
    Scope.TEAM: T_("Given team by team, by resource-specific consent: an owner adds the app to the team."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Permission:
    """One application permission, why it is there, and the requests that it is for."""

    name: str
    id: str
    """Of the app role; empty where it is looked up by name, or for resource-specific consent."""
    use: Use
    reason: str
    """Which reading it is for, as a text to translate."""
    code: str
    """The module that makes the requests."""
    requests: tuple[str, ...]
    """Method and path below the version; {} stands for an id."""
    without: str
    """What happens without it."""
    scope: Scope = Scope.NONE
    instead: tuple[str, ...] = ()
    """Wider permissions of Graph that would do as well."""
    alternative: frozenset[str] = frozenset()
    """Other permissions of this table that together serve the same purpose, so that it is not missed where they are there."""
    exchange_role: str = ""
    """The role of Exchange's RBAC for Applications that stands in for it."""

    def serves(self, method: str, path: str) -> bool:
        """Tell whether a request falls under this permission."""
        asked = f"{method} {path.removesuffix('()')}"  # the SDK writes a function with its brackets
        return any(_pattern(each).fullmatch(asked) for each in self.requests)


def _pattern(template: str) -> re.Pattern[str]:
    return re.compile("[^/]+".join(re.escape(part) for part in template.split("{}")), re.IGNORECASE)


_USER_CAST = ("", "/graph.user", "/microsoft.graph.user")
_RSC = frozenset({"ChannelMessage.Read.Group", "ChannelSettings.Read.Group"})

PERMISSIONS: tuple[Permission, ...] = (
    Permission(
        name="GroupMember.ReadBasic.All",
        id="",
        use=Use.ALWAYS,
        reason=T_(
            "Who belongs to a team, to the opt-out group and to the worker representatives; who asked for a card of their own."
        ),
        code="graph/directory.py",
        requests=tuple(f"GET /groups/{{}}/transitiveMembers{cast}" for cast in _USER_CAST),
        without="No team can be audited.",
        instead=("GroupMember.Read.All", "Group.Read.All", "Directory.Read.All"),
    ),
    Permission(
        name="User.Read.All",
        id="df021288-bdef-4463-88db-98f22de89214",
        use=Use.ALWAYS,
        reason=T_(
            "Whether an account is a person's and in use, in which country, and under which addresses; who reports to a manager. "
            "For the manager's own part of a card: since when people work here."
        ),
        code="graph/directory.py",
        requests=("GET /users", "GET /users/{}", *(f"GET /users/{{}}/directReports{cast}" for cast in _USER_CAST)),
        without="Disabled accounts and guests can't be told from members, and nobody's country is known.",
        instead=("Directory.Read.All",),
    ),
    Permission(
        name="MailboxSettings.Read",
        id="40f97065-369a-49f4-947c-6a255697ae91",
        use=Use.ALWAYS,
        reason=T_("Working hours with their time zone, and whether a mailbox is a person's own."),
        code="graph/calendars.py",
        requests=("GET /users/{}/mailboxSettings",),
        without="The policy's default hours serve for everybody.",
        scope=Scope.EXCHANGE,
        instead=("MailboxSettings.ReadWrite",),
        exchange_role="Application MailboxSettings.Read",
    ),
    Permission(
        name="Calendars.ReadBasic.All",
        id="8ba4a692-bc31-4128-9094-475872af8a53",
        use=Use.CALENDAR,
        reason=T_("When meetings are, who is invited and who answered what; leave. Without bodies and attachments."),
        code="graph/calendars.py",
        requests=("GET /users/{}/calendarView",),
        without="Sections that need calendars are not measured, and leave is unknown.",
        scope=Scope.EXCHANGE,
        instead=("Calendars.Read", "Calendars.ReadWrite"),
        exchange_role="Application Calendars.Read",
    ),
    Permission(
        name="Place.Read.All",
        id="913b9306-0ce1-42b8-9137-6a7df690a760",
        use=Use.ROOMS,
        reason=T_("Which addresses are meeting rooms."),
        code="graph/calls.py",
        requests=("GET /places/graph.room", "GET /places/microsoft.graph.room"),
        without="Rooms are known only where an invitation says that they are.",
        instead=("Place.ReadWrite.All",),
    ),
    Permission(
        name="CallRecords.Read.All",
        id="45bbb07e-7321-4fd7-a8f6-3ff27e6a81c8",
        use=Use.CALLS,
        reason=T_("Who was in an online meeting, on what kind of device and from which network."),
        code="graph/calls.py",
        requests=(
            "GET /communications/callRecords",
            "GET /communications/callRecords/{}",
            "GET /communications/callRecords/{}/sessions",
        ),
        without="There is no verdict on hybrid meetings that are over, only a look at the coming ones.",
    ),
    Permission(
        name="Schedule.Read.All",
        id="7b2ebf90-d836-437f-b90d-7b62722c4456",
        use=Use.SHIFTS,
        reason=T_(
            "When people of a team that works in shifts are planned, and when they have time off: its shared roster."
        ),
        code="graph/rosters.py",
        requests=("GET /teams/{}/schedule/shifts", "GET /teams/{}/schedule/timesOff"),
        without="In teams that work in shifts, sections that need working time are not measured.",
        instead=("Schedule.ReadWrite.All",),
    ),
    Permission(
        name="Presence.Read.All",
        id="a70e0c2d-e793-494c-94c4-118fa0a67f42",
        use=Use.LOCATION,
        reason=T_(
            "Whether somebody works at the office or elsewhere today, asked for once a working day. No lesser permission shows it; "
            "availability, activity and status texts come along and are dropped while parsing."
        ),
        code="graph/presence.py",
        requests=("POST /communications/getPresencesByUserId",),
        without="Work location is not sampled: office days are not measured, and networks alone place people in calls.",
        instead=("Presence.ReadWrite.All",),
    ),
    Permission(
        name="Chat.Read.All",
        id="6b7d71aa-70aa-4810-a8d9-5d9fb2830017",
        use=Use.CHATS,
        reason=T_(
            "When a chat message was sent and by whom, where, and whom it mentions. No lesser permission shows times; "
            "texts come along and are dropped while parsing."
        ),
        code="graph/messages.py",
        requests=(
            "GET /users/{}/chats/getAllMessages",
            "GET /users/{}/chats",
            "GET /chats/{}",
            "GET /chats/{}/members",
        ),
        without="Sections that need chats are not measured.",
        instead=("Chat.ReadWrite.All",),
    ),
    Permission(
        name="ChannelMessage.Read.Group",
        id="",
        use=Use.CHANNELS,
        reason=T_(
            "When a message was written in a channel of this one team, by whom, and whom it mentions. The slower way: channel by "
            "channel, and whole channels, since Graph takes no dates there."
        ),
        code="graph/messages.py",
        requests=("GET /teams/{}/channels/{}/messages", "GET /teams/{}/channels/{}/messages/{}/replies"),
        without="Channel messages count nowhere; sections about chats go on without them.",
        scope=Scope.TEAM,
        alternative=frozenset({"ChannelMessage.Read.All"}),
    ),
    Permission(
        name="ChannelSettings.Read.Group",
        id="",
        use=Use.CHANNELS,
        reason=T_("Which channels this one team has; their names are dropped."),
        code="graph/messages.py",
        requests=("GET /teams/{}/channels",),
        without="Channel messages count nowhere; sections about chats go on without them.",
        scope=Scope.TEAM,
        instead=("Channel.ReadBasic.All", "ChannelSettings.Read.All", "Group.Read.All"),
        alternative=frozenset({"ChannelMessage.Read.All"}),
    ),
    Permission(
        name="ChannelMessage.Read.All",
        id="7b2449af-6ccd-4f4d-9f78-e550c193f0d1",
        use=Use.CHANNELS,
        reason=T_(
            "The same for all teams of the tenant at once, in place of consent team by team: faster, limited to the week, "
            "and wider than needed."
        ),
        code="graph/messages.py",
        requests=("GET /teams/{}/channels/getAllMessages",),
        without="Channels are read team by team where an owner has consented, and nowhere else.",
        alternative=_RSC,
    ),
    Permission(
        name="TeamsAppInstallation.ReadWriteSelfForUser.All",
        id="908de74d-f8b2-4d6b-a9ed-2a17b3b78179",
        use=Use.BOT_PERSON,
        reason=T_(
            "To put this app, and no other, into the chat of those who get a card. Not needed where an app setup policy does it."
        ),
        code="graph/installed_apps.py",
        requests=(
            "GET /users/{}/teamwork/installedApps",
            "POST /users/{}/teamwork/installedApps",
            "GET /users/{}/teamwork/installedApps/{}/chat",
        ),
        without="Cards reach a person's chat only where the app was installed by an administrator.",
        instead=("TeamsAppInstallation.ReadWriteForUser.All",),
    ),
    Permission(
        name="AppCatalog.Read.All",
        id="",
        use=Use.BOT_PERSON,
        reason=T_("To find this app in the organisation's catalogue before it is put into a chat."),
        code="graph/installed_apps.py",
        requests=("GET /appCatalogs/teamsApps",),
        without="Cards reach a person's chat only where the app was installed by an administrator.",
        instead=("AppCatalog.ReadWrite.All",),
    ),
)
"""Least first within each use."""

TOO_BROAD: Mapping[str, str] = {
    wide: permission.name
    for permission in PERMISSIONS
    for wide in permission.instead
    if not wide.startswith("GroupMember.")
}
"""Permissions that would do, and let the app see or change more than it needs, with the one to grant instead."""

_SIGNALS = {
    Use.CALENDAR: Signal.CALENDAR,
    Use.ROOMS: Signal.CALENDAR,
    Use.CHATS: Signal.CHATS,
    Use.CHANNELS: Signal.CHANNELS,
    Use.CALLS: Signal.CALLS,
    Use.LOCATION: Signal.LOCATION,
}
ROOMS_FOR = frozenset({"all_virtual_rule", "office_day_fit"})
"""The auditors that ask for rooms."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """A permission that a policy needs, and for what."""

    permission: Permission
    auditors: tuple[str, ...] = ()
    """Those of the policy's sections that need it or are better with it; empty where everything stands on it."""
    teams: tuple[str, ...] = ()
    """Keys of the teams that ask for it; empty where all do."""


def needs(tables: PolicyTables, auditors: Iterable[AnyAuditor]) -> tuple[Need, ...]:
    """Return what a policy needs, in the table's order. A policy without teams needs what its signals would."""
    known = {auditor.key: auditor for auditor in auditors}
    return tuple(found for permission in PERMISSIONS if (found := _need(permission, tables, known)) is not None)


def _need(permission: Permission, tables: PolicyTables, known: Mapping[str, AnyAuditor]) -> Need | None:
    use = permission.use
    if use is Use.ALWAYS:
        return Need(permission=permission)
    if use is Use.BOT_PERSON:
        return Need(permission=permission) if _bot_to_a_person(tables) else None
    if use is Use.SHIFTS:
        return _roster_need(permission, tables, known)
    signal = _SIGNALS[use]
    if not tables.allows(signal):
        return None
    sections = _sections(tables, known) or {"": DEFAULT_SECTIONS}
    using: dict[str, None] = {}
    teams: list[str] = []
    for team, keys in sections.items():
        mine = [key for key in keys if key in known and _uses(known[key], signal, use, tables)]
        using |= dict.fromkeys(mine)
        if mine and team and (use is not Use.CHANNELS or tables.teams[team].group is not None):
            teams.append(team)
    return Need(permission=permission, auditors=tuple(using), teams=tuple(teams)) if using else None


def _sections(tables: PolicyTables, known: Mapping[str, AnyAuditor]) -> dict[str, tuple[str, ...]]:
    """Return each team's auditors, on the card and beside it."""
    return {
        key: (*(team.sections or DEFAULT_SECTIONS), *further_auditors(tables, team, known=known))
        for key, team in tables.teams.items()
    }


def _roster_need(permission: Permission, tables: PolicyTables, known: Mapping[str, AnyAuditor]) -> Need | None:
    """Return the need of teams that work in shifts: those with a group and a section that needs working time."""
    using: dict[str, None] = {}
    teams: list[str] = []
    for team, keys in _sections(tables, known).items():
        mine = [key for key in keys if key in known and known[key].needs_expected_time]
        if mine and tables.teams[team].hours == "shifts" and tables.teams[team].group is not None:
            using |= dict.fromkeys(mine)
            teams.append(team)
    return Need(permission=permission, auditors=tuple(using), teams=tuple(teams)) if teams else None


def _uses(auditor: AnyAuditor, signal: Signal, use: Use, tables: PolicyTables) -> bool:
    if use is Use.ROOMS and auditor.key not in ROOMS_FOR:
        return False
    return signal in auditor.used_of(frozenset(each for each in Signal if tables.allows(each)))


def _bot_to_a_person(tables: PolicyTables) -> bool:
    """Tell whether the policy has such a route, or lets people ask for a card of their own.

    In a channel the app needs nothing: an owner adds it to the team.
    """
    return bool(tables.organisation.self_card_group) or any(
        isinstance(target, BotTarget) and target.user is not None for target in tables.routes.values()
    )
