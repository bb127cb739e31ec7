"""The six stories: what each team's week is like, as data. The numbers of a card must tell them back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sandbox.company.names import Language
from sandbox.company.people import Level
from sandbox.company.rosters import CLOSED_MAILBOX, DECLARED, FRIDAY_OFF, OPTED_OUT, ROTATIONS

type Joining = Literal[
    "", "no_record", "all_remote", "all_on_site", "kept", "kept_no_show", "broken", "no_shows", "vpn", "customers",
    "phones", "own_kit", "broken_android", "broken_hub", "nine_sessions", "short_room",
]  # fmt: skip
"""How people joined a meeting; what each word means is told in calls.py."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ritual:
    """A meeting that the team has every week, or a single one of the audited week (*series* false)."""

    key: str
    subject: str
    days: tuple[int, ...]
    at: str
    minutes: int
    people: int = 0
    """How many members are asked; 0 means all, and the manager."""
    series: bool = True
    room: bool = False
    online: bool = True
    customers: int = 0
    dull: bool = False
    """Hardly half of the people accept, and many don't answer at all."""
    late: bool = False
    """Outside expected time on purpose: whoever is asked comes all the same."""
    listed: bool = False
    """The organiser stands among the attendees as well, as Outlook on a desktop writes it."""
    hidden: bool = False
    category: str = ""
    joining: tuple[Joining, ...] = ()
    """One for each day of *days*."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A team before anybody is in it."""

    key: str
    name: str
    place: str
    locale: str
    language: Language
    size: int
    least: int
    load: Level
    messages: Level
    rule: Level | None
    told: str
    quirks: tuple[str, ...] = ()
    by_manager: bool = False
    in_shifts: bool = False
    """Its roster says who works when."""
    focus_day: int | None = None
    answers: Level = "good"
    """How reliably questions in its channels are answered."""
    late_nights: int = 0
    """On how many evenings some of the team write late, and again the next morning."""
    learns: bool = False
    """Every other member keeps an hour a week to learn."""
    rituals: tuple[Ritual, ...] = ()


STANDUP = "Stand-up"

# fmt: off
STORIES: tuple[Story, ...] = (
    Story(
        key="platform",
        name="Platform",
        place="Gent",
        locale="nl-BE",
        language="nl",
        size=12,
        least=6,
        load="warn",
        messages="warn",
        rule="warn",
        focus_day=3,
        learns=True,
        told="Good people in too many meetings; some meetings split between a room and a screen.",
        quirks=(
            "", "", "new_york", "", "opted_out", "", "four_fifths", "on_leave", "no_mailbox", "half_day_off", "", "",
        ),
        rituals=(
            Ritual(key="standup", subject=STANDUP, days=(0, 1, 2, 3, 4), at="09:30", minutes=15, listed=True,
                   joining=("kept", "kept", "", "all_remote", "all_remote")),
            Ritual(key="planning", subject="Planning", days=(0,), at="10:00", minutes=90, room=True, joining=("broken",)),
            Ritual(key="retro", subject="Retro", days=(4,), at="15:30", minutes=60, room=True, joining=("kept",)),
            Ritual(key="demo", subject="Demo voor de klant", days=(3,), at="15:00", minutes=60, room=True, customers=2,
                   joining=("broken_android",)),
            Ritual(key="release", subject="Release-avond", days=(1,), at="17:30", minutes=90, people=5, late=True,
                   joining=("kept_no_show",)),
            Ritual(key="clash-a", subject="Architectuur", days=(1,), at="11:00", minutes=60, people=5, hidden=True,
                   joining=("vpn",)),
            Ritual(key="clash-b", subject="Incident nabespreken", days=(1,), at="11:15", minutes=60, people=5,
                   series=False, joining=("no_record",)),
            Ritual(key="brainstorm", subject="Namen verzinnen", days=(3,), at="13:00", minutes=60, people=6, room=True,
                   series=False, category="Brainstorm", joining=("broken",)),
            Ritual(key="capacity", subject="Capaciteit", days=(0,), at="14:00", minutes=30, people=7, room=True,
                   joining=("nine_sessions",)),
        ),
    ),
    Story(
        key="sales",
        name="Verkoop",
        place="Antwerpen",
        locale="nl-BE",
        language="nl",
        size=11,
        least=5,
        load="alert",
        messages="alert",
        rule="good",
        focus_day=2,
        late_nights=3,
        answers="alert",
        told="Days full of customers, evenings full of messages; everybody on an own screen, though.",
        quirks=("", "", "dutch", "", "", "alternate_fridays", "forbidden", "friday_off", "", "", ""),
        rituals=(
            Ritual(key="figures", subject="Cijfers overlopen", days=(0,), at="13:30", minutes=60, online=False, dull=True),
            Ritual(key="status", subject="Stand van zaken", days=(3,), at="13:30", minutes=60, online=False, dull=True),
            Ritual(key="monday", subject="Weekstart", days=(0,), at="09:00", minutes=60, room=True, joining=("kept",)),
            Ritual(key="forecast", subject="Forecast", days=(3,), at="17:30", minutes=60, people=6, late=True,
                   joining=("kept",)),
            Ritual(key="pipeline", subject="Pijplijn", days=(1,), at="10:00", minutes=75, room=True,
                   joining=("kept_no_show",)),
            Ritual(key="offerte", subject="Offerte bespreken", days=(4,), at="11:00", minutes=60, people=6, customers=2,
                   room=True, series=False, joining=("kept_no_show",)),
            Ritual(key="lost", subject="Waarom verloren", days=(0,), at="15:00", minutes=30, people=6, room=True,
                   joining=("no_shows",)),
            Ritual(key="tender", subject="Aanbesteding", days=(3,), at="10:00", minutes=60, people=5, room=True,
                   joining=("broken_hub",)),
        ),
    ),
    Story(
        key="support",
        name="Klantendienst",
        place="Namur",
        locale="fr-BE",
        language="fr",
        size=12,
        least=5,
        load="good",
        messages="good",
        rule=None,
        focus_day=4,
        answers="warn",
        learns=True,
        told="Calm on purpose: short huddles, a Saturday duty that is agreed on, and hardly a message after hours.",
        quirks=("", "duty", "split_shift", "", "duty", "tuesday_to_friday", "", "representative", "split_shift", "duty", "", ""),
        rituals=(
            Ritual(key="huddle", subject="Le quart d'heure", days=(0, 1, 2, 3, 4), at="10:00", minutes=15, online=False),
            Ritual(key="weekly", subject="Réunion d'équipe", days=(1,), at="14:30", minutes=45, room=True,
                   joining=("all_on_site",)),
            Ritual(key="cases", subject="Dossiers difficiles", days=(3,), at="14:00", minutes=45, people=5,
                   customers=1, joining=("customers",)),
            Ritual(key="cake", subject="Gâteau", days=(3,), at="15:30", minutes=30, online=False, series=False,
                   category="Social"),
            Ritual(key="callback", subject="Rappels", days=(4,), at="09:00", minutes=30, people=5, joining=("phones",)),
        ),
    ),
    Story(
        key="finance",
        name="Finance",
        place="Brussel",
        locale="fr-BE",
        language="brussels",
        size=7,
        least=6,
        load="good",
        messages="good",
        rule="alert",
        focus_day=2,
        told="One room, one screen on the wall, and the people at home look at it all week.",
        quirks=("", "", "", "", "week_on_week_off", "", ""),
        by_manager=True,
        rituals=(
            Ritual(key="closing", subject="Clôture", days=(0, 3), at="10:00", minutes=60, room=True, listed=True,
                   joining=("broken", "broken")),
            Ritual(key="budget", subject="Budget", days=(1, 4), at="14:00", minutes=45, room=True,
                   joining=("broken_hub", "broken")),
            Ritual(key="payments", subject="Betalingen", days=(1,), at="09:30", minutes=30, room=True, joining=("kept",)),
            Ritual(key="tax", subject="Btw", days=(4,), at="10:30", minutes=30, people=4, room=True,
                   joining=("own_kit",)),
        ),
    ),
    Story(
        key="research",
        name="Research",
        place="Leuven",
        locale="en",
        language="nl",
        size=7,
        least=5,
        load="good",
        messages="warn",
        rule=None,
        focus_day=4,
        late_nights=1,
        told="Half the team sits in other places and other zones; the lab closes on Friday for maintenance.",
        quirks=("", "kolkata", "custom_zone", "", "mailbox_in_utc", "private_day_off", "nowhere"),
        rituals=(
            Ritual(key="seminar", subject="Reading group", days=(1,), at="13:30", minutes=60, joining=("all_remote",)),
            Ritual(key="lab", subject="Lab notes", days=(3,), at="10:00", minutes=45, people=4, online=False),
            Ritual(key="far", subject="Across the ocean", days=(0,), at="18:30", minutes=60, people=4, late=True,
                   joining=("short_room",)),
        ),
    ),
    Story(
        key="legal",
        name="Juridische dienst",
        place="Brussel",
        locale="fr-BE",
        language="brussels",
        size=4,
        least=3,
        load="good",
        messages="good",
        rule=None,
        told="Four people: too few for any number to leave the room.",
        rituals=(
            Ritual(key="weekly", subject="Dossiers", days=(0,), at="11:00", minutes=60, room=True, joining=("broken",)),
        ),
    ),
)
# fmt: on

SHIFTS = Story(
    key="hotline",
    name="Meldkamer",
    place="Mechelen",
    locale="nl-BE",
    language="nl",
    size=len(ROTATIONS),
    least=len(ROTATIONS),
    load="good",
    messages="warn",
    rule=None,
    focus_day=1,
    told="Somebody is always awake: early, late and by night, on holidays too.",
    quirks=tuple(
        {OPTED_OUT: "opted_out", DECLARED: "four_fifths", CLOSED_MAILBOX: "no_mailbox", FRIDAY_OFF: "friday_off"}.get(
            each, ""
        )
        for each in range(len(ROTATIONS))
    ),
    in_shifts=True,
    rituals=(
        Ritual(key="handover", subject="Overdracht", days=(0, 1, 2, 3, 4), at="13:45", minutes=30, late=True),
        Ritual(key="night", subject="Nachtoverdracht", days=(0, 2), at="05:45", minutes=30, people=5, late=True),
        Ritual(key="drill", subject="Oefening", days=(1,), at="23:00", minutes=60, people=6, late=True),
    ),
)
"""A further team for whoever asks for one that works in shifts."""

SMALL = ("platform", "legal")
MIDDLE = ("platform", "sales", "finance", "legal")

MORE_NAMES = (
    ("logistics", "Logistiek"), ("buying", "Inkoop"), ("quality", "Kwaliteit"), ("workshop", "Atelier"),
    ("marketing", "Marketing"), ("people", "Personeel"), ("web", "Webteam"), ("facilities", "Gebouwen"),
)  # fmt: skip
MORE_PLACES = (
    ("hasselt", "Hasselt", "nl", "nl-BE"), ("liege", "Liège", "fr", "fr-BE"), ("brugge", "Brugge", "nl", "nl-BE"),
    ("mons", "Mons", "fr", "fr-BE"), ("ixelles", "Elsene", "brussels", "nl-BE"), ("eupen", "Eupen", "fr", "de"),
)  # fmt: skip


def further_story(number: int, size: int) -> Story:
    """Return the story of the team that comes after the six: three calm, one busy, one far too busy, in turn."""
    key, name = MORE_NAMES[number % len(MORE_NAMES)]
    place_key, place, language, locale = MORE_PLACES[(number + number // len(MORE_NAMES)) % len(MORE_PLACES)]
    lap = number // (len(MORE_NAMES) * len(MORE_PLACES))
    load: Level = ("good", "warn", "good", "alert", "good")[number % 5]
    messages: Level = ("good", "good", "warn", "alert", "good")[number % 5]
    return Story(
        key=f"{key}-{place_key}" + (f"-{lap + 1}" if lap else ""),
        name=f"{name} {place}" + (f" {lap + 1}" if lap else ""),
        place=place,
        locale=locale,
        language=language,  # type: ignore[arg-type]
        size=size,
        least=5,
        load=load,
        messages=messages,
        rule=None,
        told="One of the further teams of a larger company.",
        rituals=(
            Ritual(key="standup", subject=STANDUP, days=(0, 1, 2, 3, 4), at="09:15", minutes=15, online=False),
            Ritual(key="weekly", subject="Weekoverleg", days=(3,), at="11:00", minutes=60, room=True),
            Ritual(key="evening", subject="Overdracht", days=(1,), at="17:00", minutes=60, people=4, late=True),
        ),
    )
