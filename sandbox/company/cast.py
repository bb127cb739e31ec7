"""Hire everybody: people with their quirks, managers, rooms, groups and teams, from a seed and a head count."""

from __future__ import annotations

import dataclasses
import uuid
from dataclasses import dataclass, field
from datetime import date, timedelta

from sandbox.company.names import OUTSIDERS, ROOMS, Language, NameBag, address
from sandbox.company.people import (
    Group,
    Outsider,
    Person,
    Room,
    Schedule,
    Team,
    WorkingHours,
)
from sandbox.company.rosters import roster_of
from sandbox.company.schedules import DECLARED, schedules_for
from sandbox.company.stories import MIDDLE, SHIFTS, SMALL, STORIES, Story, further_story
from sandbox.wall_clock import dice

DOMAIN = "voorbeeld.example"

FEWEST = 12
NEW = {1: 40, 2: 12, 4: 20, 5: 100}
"""Of the first team: whom it has hired so many days before. The second meets the manager every week, one has opted out, and the
last is not new any more."""
TITLES = {
    "platform": "Platform engineer", "sales": "Accountmanager", "support": "Conseil client", "finance": "Controller",
    "research": "Researcher", "legal": "Jurist",
}  # fmt: skip


@dataclass(slots=True)
class Cast:
    """Everybody and every group, while the company is being put together."""

    seed: int
    people: list[Person] = field(default_factory=list)
    outsiders: list[Outsider] = field(default_factory=list)
    rooms: list[Room] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    teams: list[Team] = field(default_factory=list)
    stories: dict[str, Story] = field(default_factory=dict)
    schedules: dict[str, Schedule] = field(default_factory=dict)
    opted_out: tuple[str, ...] = ()
    representatives: tuple[str, ...] = ()
    opt_out_group: str = ""
    representatives_group: str = ""
    self_card_group: str = ""
    asked: tuple[str, ...] = ()
    """Who asked for a card of their own, two who are left out of everything among them: left out wins."""

    def guid(self, of: str) -> str:
        """Return an object id that belongs to *of* under this seed, for ever."""
        return str(uuid.uuid5(uuid.NAMESPACE_DNS, f"{self.seed}.{of}.{DOMAIN}"))


def hire(*, seed: int, people: int, monday: date, shifts: bool = False, weeks: range = range(1)) -> Cast:
    """Return a company's worth of people; with *shifts* there is a further team whose roster plans all *weeks*.

    Raises:
        ValueError: fewer than twelve people make no company with a team in it.
    """
    if people < FEWEST:
        raise ValueError(f"a company of {people} people is too small: ask for {FEWEST} or more")
    cast = Cast(seed=seed, schedules=schedules_for(monday))
    names = NameBag(dice(seed, "names"))
    cast.outsiders = [Outsider(name=name, mail=mail) for name, mail in OUTSIDERS]
    chief = _hire_one(cast, names, "brussels", title="Zaakvoerder", department="Directie", place="Brussel")
    for story in casting(people):
        _hire_team(cast, names, story, chief, monday)
    if shifts:
        _hire_team(cast, names, SHIFTS, chief, monday)
        crew = cast.teams[-1]
        cast.teams[-1] = dataclasses.replace(crew, roster=roster_of(crew.members, monday, weeks=weeks))
    _furnish(cast)
    _gather(cast)
    return cast


def casting(people: int) -> list[Story]:
    """Return the stories that *people* are enough for, each with its size."""
    keys = SMALL if people < 26 else MIDDLE if people < 44 else tuple(story.key for story in STORIES)
    chosen = [story for story in STORIES if story.key in keys]
    spare = max(0, people - 60)
    seats = people - spare - 1 - len(chosen)
    whole = sum(story.size for story in chosen)
    sizes = {story.key: max(story.least, min(story.size, story.size * seats // whole)) for story in chosen}
    sizes["platform"] += seats - sum(sizes.values())
    chosen = [dataclasses.replace(story, size=sizes[story.key]) for story in chosen]
    further, rest = divmod(spare, 12)
    if rest > 5:
        chosen.extend(further_story(number, 11) for number in range(further))
        chosen.append(further_story(further, rest - 1))
    elif further:
        extra = [rest // further + (number < rest % further) for number in range(further)]
        chosen.extend(further_story(number, 11 + more) for number, more in enumerate(extra))
    else:
        chosen[0] = dataclasses.replace(chosen[0], size=chosen[0].size + rest)
    return chosen


def _hire_one(cast: Cast, names: NameBag, language: Language, **about: object) -> Person:
    given, surname = names.draw(language)
    mail = f"{address(given, surname)}@{DOMAIN}"
    person = Person(
        id=cast.guid(mail),
        name=f"{given} {surname}",
        given=given,
        surname=surname,
        mail=mail,
        upn=mail,
        hired=date(2012 + len(cast.people) % 14, 1 + len(cast.people) % 12, 1),
        **about,  # type: ignore[arg-type]
    )
    cast.people.append(person)
    return person


def _hire_team(cast: Cast, names: NameBag, story: Story, chief: Person, monday: date) -> None:
    about = {"department": story.name, "place": story.place}
    manager = _hire_one(cast, names, story.language, title=f"Hoofd {story.name}", manager=chief.id, **about)
    members: list[Person] = []
    declared: dict[str, str] = {}
    for number in range(story.size):
        quirk = story.quirks[number] if number < len(story.quirks) else ""
        language: Language = {"new_york": "us", "kolkata": "in"}.get(quirk, story.language)  # type: ignore[assignment]
        title = TITLES.get(story.key, "Medewerker")
        member = _hire_one(cast, names, language, title=title, manager=manager.id, **about)
        member = _with_quirk(member, quirk)
        if story.key == "platform" and number in NEW:
            member = dataclasses.replace(member, hired=monday - timedelta(days=NEW[number]))
        cast.people[-1] = member
        members.append(member)
        if quirk in DECLARED:
            declared[member.id] = DECLARED[quirk]
        if quirk == "opted_out":
            cast.opted_out += (member.id,)
        if quirk == "representative":
            cast.representatives += (member.id,)
    levels = {"meeting_overload": story.load, "off_hours_messages": story.messages, "all_virtual_rule": story.rule}
    cast.stories[story.key] = story
    cast.teams.append(
        Team(
            key=story.key,
            name=story.name,
            place=story.place,
            locale=story.locale,
            manager=manager.id,
            group=None if story.by_manager else cast.guid(f"group.{story.key}"),
            members=tuple(member.id for member in members),
            schedules=declared,
            closures=(monday + timedelta(days=4),) if story.key == "research" else (),
            focus_day=story.focus_day,
            answers=story.answers,
            late_nights=story.late_nights,
            promise=dict.fromkeys(levels, "suppressed") if story.size < 5 else levels,
            story=story.told,
        )
    )


def _with_quirk(person: Person, quirk: str) -> Person:
    office = WorkingHours()
    changes: dict[str, dict[str, object]] = {
        "new_york": {
            "country": "US",
            "zone": "America/New_York",
            "place": "New York",
            "hours": WorkingHours(start="09:00", end="17:30", zone="America/New_York"),
        },
        "kolkata": {
            "country": "IN",
            "zone": "Asia/Kolkata",
            "place": "Kolkata",
            "hours": WorkingHours(start="09:30", end="18:00", zone="Asia/Kolkata"),
        },
        "custom_zone": {"hours": WorkingHours(start="07:30", end="16:00", customized=True)},
        "mailbox_in_utc": {"zone": "UTC", "hours": office},
        "tuesday_to_friday": {"hours": WorkingHours(days=(1, 2, 3, 4), start="08:30", end="17:00")},
        "no_mailbox": {"mailbox": "missing"},
        "forbidden": {"mailbox": "forbidden"},
        "dutch": {"country": "NL", "place": "Breda"},
        "nowhere": {"country": None},
    }
    return dataclasses.replace(person, quirk=quirk, **changes.get(quirk, {}))  # type: ignore[arg-type]


def _furnish(cast: Cast) -> None:
    """Add the accounts that are nobody: rooms, a shared mailbox; and two that must not count: a guest, a closed one."""
    for name, capacity, building, floor, kit in ROOMS:
        mail = f"{address('zaal', name.replace(' ', ''))}@{DOMAIN}"
        account = _account(cast, name, mail, purpose="room")
        cast.rooms.append(
            Room(
                place_id=cast.guid(f"place.{name}"),
                account=account.id,
                name=name,
                mail=mail,
                capacity=capacity,
                building=building,
                floor=floor,
                kit=kit,  # type: ignore[arg-type]
            )
        )
    _account(cast, "Info Voorbeeld", f"info@{DOMAIN}", purpose="shared")
    finance = next((team for team in cast.teams if team.key == "finance"), None)
    _account(cast, "Wim Vertrokken", f"wim.vertrokken@{DOMAIN}", enabled=False, manager=finance and finance.manager)
    guest = "kim@partner.example"
    _account(cast, "Kim Partnaers", guest, upn=f"kim_partner.example#EXT#@{DOMAIN}", user_type="Guest")


def _account(cast: Cast, name: str, mail: str, **about: object) -> Person:
    given, _, surname = name.partition(" ")
    person = Person(
        id=cast.guid(f"account.{mail}"),
        name=name,
        given=given,
        surname=surname,
        mail=mail,
        **{"upn": mail, "title": "", "department": "", "place": "Brussel", "country": "BE", **about},  # type: ignore[arg-type]
    )
    cast.people.append(person)
    return person


def _gather(cast: Cast) -> None:
    """Put people in groups: each team's holds its manager and some accounts that are no members; one is nested."""
    account = {person.mail: person.id for person in cast.people}
    shared, guest, closed = (
        account[mail] for mail in (f"info@{DOMAIN}", "kim@partner.example", f"wim.vertrokken@{DOMAIN}")
    )
    room = cast.rooms[0].account
    visitors = {"platform": (guest, closed, room), "support": (shared,), "sales": (room,), "legal": (shared,)}
    for team in cast.teams:
        if team.group is None:
            continue
        own: tuple[str, ...] = (team.manager, *team.members)
        nested: tuple[str, ...] = ()
        if team.key == "research":
            own, abroad = own[:4], own[4:]
            nested = (cast.guid("group.research-guests"),)
            cast.groups.append(
                Group(id=nested[0], name="Research elders", mail=f"research-elders@{DOMAIN}", people=abroad)
            )
        cast.groups.append(
            Group(
                id=team.group,
                name=team.name,
                mail=f"{team.key}@{DOMAIN}",
                people=(*own, *visitors.get(team.key, ())),
                groups=nested,
                teams=True,
                channels=tuple(
                    f"19:{cast.guid(f'{team.key}.{name}').replace('-', '')}@thread.tacv2" for name in ("general", "ops")
                ),
            )
        )
    cast.opt_out_group, cast.representatives_group = cast.guid("group.opt-out"), cast.guid("group.representatives")
    cast.groups.append(
        Group(id=cast.opt_out_group, name="Kadans niet voor mij", mail=f"kadans-niet@{DOMAIN}", people=cast.opted_out)
    )
    cast.groups.append(
        Group(id=cast.representatives_group, name="CPBW", mail=f"cpbw@{DOMAIN}", people=cast.representatives)
    )
    cast.self_card_group = cast.guid("group.self-card")
    # The first of a team organises most of its meetings.
    cast.asked = tuple(
        dict.fromkeys(
            (
                *(team.members[0] for team in cast.teams if team.key in {"platform", "sales", "legal"}),
                *cast.opted_out,
                *cast.representatives,
            )
        )
    )
    cast.groups.append(
        Group(id=cast.self_card_group, name="Kadans spiegel", mail=f"kadans-spiegel@{DOMAIN}", people=cast.asked)
    )
