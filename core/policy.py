"""The policy: what admins write in policy.toml, as validated values. `policy_file` reads it and explains what is wrong."""

import ipaddress
import re
from datetime import date, datetime, time, tzinfo
from difflib import get_close_matches
from itertools import pairwise
from typing import Annotated, Any, Literal, Self

from babel import Locale, UnknownLocaleError
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationInfo,
    WithJsonSchema,
    model_validator,
)

from core.facts import Response, Signal
from core.presets import PRESETS
from core.public_holidays import country_known, subdivisions
from core.worktime import DAY_MINUTES, Span, WeekPattern
from core.zones import zone_named

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

_SPAN = re.compile(r"([01]\d|2[0-3]):([0-5]\d)\s*-\s*(?:([01]\d|2[0-3]):([0-5]\d)|24:00)")
_CHANNEL = re.compile(r"19:[A-Za-z0-9_-]+@thread\.(tacv2|skype)")
_HOURS_SHAPE = {"oneOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}


def _span(text: object) -> Span:
    found = _SPAN.fullmatch(text) if isinstance(text, str) else None
    if not found:
        raise ValueError("must be hours such as '08:30-17:00'")
    start = int(found[1]) * 60 + int(found[2])
    end = int(found[3]) * 60 + int(found[4]) if found[3] else DAY_MINUTES
    if end <= start:
        raise ValueError(
            "must end after it starts; write a night as two spans, '22:00-24:00' and on the next day '00:00-06:00'"
        )
    return Span(start, end)


def _pattern(value: object) -> WeekPattern:
    if not isinstance(value, dict):
        raise ValueError("must be a table such as { Mon = '08:30-17:00' }")  # noqa: TRY004 - pydantic collects ValueErrors
    pattern: dict[int, tuple[Span, ...]] = {}
    for name, hours in value.items():
        if name not in WEEKDAYS:
            raise ValueError(f"'{name}' is not a day: use {', '.join(WEEKDAYS)}")
        try:
            spans = tuple(sorted(_span(each) for each in (hours if isinstance(hours, list) else [hours])))
        except ValueError as error:
            raise ValueError(f"{name} = {hours!r} {error}") from None
        if any(later.start < earlier.end for earlier, later in pairwise(spans)):
            raise ValueError(f"{name} = {hours!r} has spans that overlap")
        pattern[WEEKDAYS.index(name)] = spans
    return pattern


def _zone(name: str) -> str:
    if ("/" not in name and name != "UTC") or zone_named(name) is None:
        raise ValueError("must be an IANA time zone such as 'Europe/Brussels'")
    return name


def _country(code: str) -> str:
    if not country_known(code):
        raise ValueError("must be an ISO 3166 country code in capitals such as 'BE'")
    return code


def _locale(name: str) -> str:
    try:
        known = Locale.parse(name.replace("-", "_")).language in {"nl", "fr", "de", "en"}
    except (ValueError, UnknownLocaleError):
        known = False
    if not known:
        raise ValueError("must be nl, fr, de or en, with a country if you like, such as 'nl-BE'")
    return name


def _network(text: str) -> str:
    try:
        ipaddress.ip_network(text, strict=False)
    except ValueError:
        raise ValueError("must be an address or a subnet such as '192.0.2.0/24'") from None
    return text


def _domain(text: str) -> str:
    if not re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)+", text.casefold()):
        raise ValueError("must be a mail domain such as 'example.org', without @")
    return text.casefold()


def _auditor(name: str, info: ValidationInfo) -> str:
    known = info.context
    if known is not None and name not in known:
        close = get_close_matches(name, known, n=1)
        raise ValueError(
            f"there is no auditor '{name}'."
            + (f" Did you mean '{close[0]}'?" if close else f" Known: {', '.join(known)}")
        )
    return name


def _each_once(names: tuple[str, ...]) -> tuple[str, ...]:
    for number, name in enumerate(names):
        if name in names[:number]:
            raise ValueError(f"names '{name}' twice")
    return names


def _day(value: object) -> object:
    """Let dates through, and days in quotes; a number would be read as seconds since 1970."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        return date.fromisoformat(value if isinstance(value, str) else "")
    except ValueError:
        raise ValueError("must be a date, without quotes and without a time, such as 2026-12-24") from None


def _moment(text: object) -> tuple[int, time]:
    found = re.fullmatch(rf"({'|'.join(WEEKDAYS)}) ([01]\d|2[0-3]):([0-5]\d)", text) if isinstance(text, str) else None
    if not found:
        raise ValueError("must be a day and a time such as 'Mon 08:30'")
    return WEEKDAYS.index(found[1]), time(int(found[2]), int(found[3]))


_PATTERN_SHAPE = {"type": "object", "additionalProperties": _HOURS_SHAPE}
Hours = Annotated[Any, BeforeValidator(_pattern), WithJsonSchema(_PATTERN_SHAPE)]
ZoneName = Annotated[str, AfterValidator(_zone)]
Country = Annotated[str, AfterValidator(_country)]
LocaleName = Annotated[str, AfterValidator(_locale)]
Network = Annotated[str, AfterValidator(_network)]
Domain = Annotated[str, AfterValidator(_domain)]
Moment = Annotated[Any, BeforeValidator(_moment), WithJsonSchema({"type": "string", "examples": ["Mon 08:30"]})]
ObjectId = Annotated[str, StringConstraints(min_length=1, pattern=r"^[^\s/?#]+$")]
OptionalId = Annotated[str, StringConstraints(pattern=r"^[^\s/?#]*$")]
Key = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$")]
AuditorName = Annotated[str, AfterValidator(_auditor)]
"""One of those that exist: whoever validates brings their names as context."""
Day = Annotated[date, BeforeValidator(_day)]
Flag = Annotated[bool, Field(strict=True)]
OptionalUrl = Annotated[str, StringConstraints(pattern=r"^(https://[^\s]+)?$")]


class _Table(BaseModel):
    model_config = ConfigDict(
        frozen=True, extra="forbid", use_attribute_docstrings=True, validate_by_name=True, validate_by_alias=True
    )


class _Shared(_Table):
    """What the organisation sets and a team may set otherwise; None is "as the layer below says"."""

    locale: LocaleName | None = None
    """Language and region of cards: nl, fr, de or en, such as nl-BE."""
    zone: ZoneName | None = None
    """IANA time zone."""
    country: Country | None = None
    """ISO 3166, for public holidays; each person's own country comes first where Graph knows it."""
    subdivision: str | None = None
    """Of the country, for its own holidays."""
    full_time_hours: Annotated[float, Field(gt=0, le=168, strict=True)] | None = None
    """Length of a full-time week, breaks included; by default the weekly length of default_hours."""
    default_hours: Hours | None = None
    """Expected hours of people for whom neither a schedule nor a mailbox says anything."""
    closures: tuple[Day, ...] | None = None
    """Days on which nobody is expected: replacement days, bridge days, collective closure."""
    exempt_categories: tuple[str, ...] | None = None
    """Outlook categories of meetings that are meant to be in one room."""
    social_categories: tuple[str, ...] | None = None
    """Outlook categories of social moments."""
    learning_categories: tuple[str, ...] | None = None
    """Outlook categories of time for learning."""
    office_networks: tuple[Network, ...] | None = None
    """Addresses or subnets of offices, as call records show them."""
    broadcast_over: Annotated[int, Field(ge=10, le=1000, strict=True)] | None = None
    """With more invitees a meeting is a broadcast: busy time only."""
    count_outsiders: Flag | None = None
    """Whether customers and telephones make a meeting hybrid."""


class Organisation(_Shared):
    """Who we are."""

    name: str = ""
    """As cards may call it."""
    domains: Annotated[tuple[Domain, ...], Field(min_length=1)]
    """Mail domains of the organisation: who is internal."""
    zone: ZoneName
    """IANA time zone; weeks begin on Monday at 00:00 there."""
    counts_as_attending: tuple[Literal["organizer", "accepted", "tentativelyAccepted"], ...] = (
        "organizer",
        "accepted",
        "tentativelyAccepted",
    )
    """Answers that put a meeting into a person's week."""
    opt_out_group: OptionalId = ""
    """Entra group of people who are left out of every number."""
    opt_out: tuple[ObjectId, ...] = ()
    """Object ids, where a group can't serve."""
    representatives_group: OptionalId = ""
    """Entra group of worker representatives: always left out."""
    representatives: tuple[ObjectId, ...] = ()
    """Their object ids, where a group can't serve."""
    self_card_group: OptionalId = ""
    """Entra group of people who asked for their own numbers, in their own chat with the bot; it takes KADANS_PSEUDONYM_KEY."""
    cards_from: Day | None = None
    """Silent baseline until then: audited, no card sent."""
    admin_route: str = ""
    """Where alarms and the health card go; a key of [routes]."""


class Privacy(_Table):
    """Floors. They can be raised, never lowered."""

    preset: Literal["belgium", "works-council-de", "none"] = "none"
    """A body of law whose floors hold beside those of the code."""
    smallest_group: Annotated[int, Field(ge=5, le=100, strict=True)] = 5
    """Fewest people that a section may rest on."""
    sample_work_location: Flag = False
    """Where people work, asked for each day: kept under a key for 8 days at most."""

    @property
    def floor(self) -> int:
        """The floor in force, the preset's included."""
        return max(self.smallest_group, PRESETS[self.preset].smallest_group)

    @model_validator(mode="after")
    def _as_the_preset_wants(self) -> Self:
        if self.sample_work_location and PRESETS[self.preset].keeps_work_location_off:
            raise ValueError(f"sample_work_location = true: the preset '{self.preset}' keeps it off")
        return self


class Governance(_Table):
    """The legal footing, without which nothing is read from a real tenant."""

    purpose: str = ""
    """Why the numbers are made, in the words of your agreement."""
    charter: OptionalUrl = ""
    """An https address where everybody can read that agreement."""
    informed_on: Day | None = None
    """The day on which employees were told."""
    consulted: str = ""
    """The body that was consulted."""
    dpo: str = ""
    """Whom to ask; it stands on every card."""
    dpia: str = ""
    """Where the impact assessment is filed."""
    readers: str = ""
    """Who gets to see the cards."""
    until: Day | None = None
    """The last day on which anything is read."""

    def missing(self) -> tuple[str, ...]:
        """Return the keys that still have to be filled in."""
        return tuple(name for name in type(self).model_fields if not getattr(self, name))


class Signals(_Table):
    """What may be pulled."""

    calendar: Flag = True
    """Calendars: when, with whom, how people answered."""
    chats: Flag = False
    """Chats: when, from whom, to whom, whether it presses; never what."""
    channels: Flag = False
    """Channels of teams in Microsoft Teams, in the same way."""
    calls: Flag = False
    """Call records: who joined from what kind of place."""

    def on(self, signal: Signal) -> bool:
        """Tell whether a signal is switched on in this table; the sampled work location never is: see [privacy]."""
        return signal.value in type(self).model_fields and bool(getattr(self, signal.value))


class FolderTarget(_Table):
    """Cards as files."""

    kind: Literal["folder"]
    """Files, for trying out."""
    path: Annotated[str, StringConstraints(min_length=1)]
    """The folder that cards are written into."""


class WorkflowTarget(_Table):
    """A Teams Workflows webhook; its URL is a secret and stands in an app setting."""

    kind: Literal["workflow"]
    url_secret: Annotated[str, StringConstraints(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")]
    auth: Literal["none", "entra"] = "none"


class BotTarget(_Table):
    """The notification bot: a person's chat, or a channel."""

    kind: Literal["bot"]
    user: ObjectId | None = None
    team: ObjectId | None = None
    channel: Annotated[str, StringConstraints(min_length=1)] | None = None

    @model_validator(mode="after")
    def _one_place(self) -> Self:
        person, channel = self.user is not None, self.team is not None and self.channel is not None
        if person == channel or (person and (self.team or self.channel)):
            raise ValueError("a bot route needs either 'user', or 'team' and 'channel'")
        if self.user is not None and "@" in self.user:
            raise ValueError("user takes the person's object id (Entra, Users), no mail address")
        if self.channel is not None and not _CHANNEL.fullmatch(self.channel):
            raise ValueError(
                "channel takes the channel's id, such as '19:...@thread.tacv2' (in Teams: Get link to channel, decoded)"
            )
        return self


Target = Annotated[FolderTarget | WorkflowTarget | BotTarget, Field(discriminator="kind")]


class DeclaredSchedule(_Table):
    """A working pattern that Outlook can't hold."""

    week: Hours
    """Expected hours of each day; a day that is left out is free."""
    week_2: Hours | None = None
    """The other week of a two-weekly pattern; needs an anchor."""
    anchor: Day | None = None
    """A day in a week that follows `week`."""
    zone: ZoneName | None = None
    """IANA time zone; left out: the team's."""
    from_: Annotated[Day | None, Field(alias="from")] = None
    """First day on which it holds; outside its days Outlook or the default answers."""
    until: Day | None = None
    """Last day on which it holds."""
    duty: Hours | None = None
    """On call, in every week of the pattern: messages then are not off hours."""

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.week_2 is not None and self.anchor is None:
            raise ValueError("week_2 needs 'anchor', a date in a week that follows 'week'")
        if self.from_ and self.until and self.until < self.from_:
            raise ValueError(f"until = {self.until} lies before from = {self.from_}")
        return self


class Agreement(_Table):
    """Try and see: something the team agreed on, from a day on."""

    name: Annotated[str, StringConstraints(min_length=1)]
    """What was agreed, in a few words."""
    auditor: AuditorName
    """Whose numbers should show it."""
    from_: Annotated[Day, Field(alias="from")]
    """The day from which it holds."""


class Mute(_Table):
    """An auditor that is silent for a reason, until a day."""

    auditor: AuditorName
    """Which one is silent."""
    reason: Annotated[str, StringConstraints(min_length=1)]
    """Why, in words that the team may read: they stand on its card."""
    until: Day
    """The last day of silence; the auditor comes back by itself."""


class Team(_Shared):
    """One team and its own agreements."""

    name: str = ""
    """As its card calls it; left out: its key."""
    group: ObjectId | None = None
    """Object id of an Entra group, or of a team in Microsoft Teams."""
    reports_of: ObjectId | None = None
    """Object id of a manager, in place of a group: the direct reports."""
    manager: ObjectId | None = None
    """Object id of the manager, who is never part of the numbers."""
    routes: Annotated[tuple[str, ...], AfterValidator(_each_once)] = ()
    """Where its card goes: keys of [routes]."""
    report_at: Moment = (0, time(8, 30))
    """When its card comes, in the team's zone."""
    schedules: dict[str, str] = {}
    """Object id to a key of [schedules]."""
    focus_day: Literal["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"] | None = None
    """The day that the team keeps free of internal meetings."""
    hours: Literal["outlook", "shifts"] = "outlook"
    """Where expected time comes from; with shifts it is the team's shared roster in Teams Shifts."""
    sections: (
        Annotated[tuple[AuditorName, ...], Field(min_length=1, max_length=5), AfterValidator(_each_once)] | None
    ) = None
    """The auditors on its card, in their order: five at most."""
    auditors: dict[str, dict[str, Any]] = {}
    """The team's own limits, inside the same bounds."""
    agreements: tuple[Agreement, ...] = ()
    """What the team tries, and from when on."""
    mutes: tuple[Mute, ...] = ()
    """Auditors that are silent for a while."""

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        if (self.group is None) == (self.reports_of is None):
            raise ValueError(
                "needs either 'group' (an Entra group or a team in Microsoft Teams) or 'reports_of' (a manager)"
            )
        return self


class PolicyTables(_Table):
    """The whole file."""

    organisation: Organisation
    """Who we are, and what holds for all teams."""
    privacy: Privacy = Privacy()
    """Floors."""
    governance: Governance = Governance()
    """The legal footing."""
    signals: Signals = Signals()
    """What may be read."""
    routes: dict[Key, Target] = {}
    """Places where cards go, each under a key of yours."""
    schedules: dict[Key, DeclaredSchedule] = {}
    """Working patterns that Outlook can't hold, each under a key of yours."""
    auditors: dict[str, dict[str, Any]] = {}
    """Limits for all teams, a table for each auditor."""
    teams: dict[Key, Team] = {}
    """The teams, each under a key of yours."""

    def allows(self, signal: Signal) -> bool:
        """Tell whether a signal is switched on, in whichever table."""
        return self.privacy.sample_work_location if signal is Signal.LOCATION else self.signals.on(signal)

    @property
    def reads_from(self) -> date | None:
        """The day before which no week may begin that is read, where the preset wants one."""
        wanted = PRESETS[self.privacy.preset].reads_from_informed_on
        return self.governance.informed_on if wanted else None


def subdivision_problem(country: str | None, subdivision: str | None) -> str | None:
    """Return what is wrong with a subdivision, if anything."""
    if subdivision and subdivision not in subdivisions(country or ""):
        known = ", ".join(sorted(subdivisions(country or ""))) or "none"
        return f"is no subdivision of {country or 'no country'} with holidays of its own; known: {known}"
    return None


def attending(organisation: Organisation) -> frozenset[Response]:
    """Return the answers that count."""
    return frozenset(Response(each) for each in organisation.counts_as_attending)


def zone_of(name: str) -> tzinfo:
    """Return a zone that the policy has validated."""
    zone = zone_named(name)
    if zone is None:
        raise ValueError(f"{name!r} is not a time zone")
    return zone
