"""Companies whose weeks are hard because of hours: clock changes, zones, schedules, holidays, leave."""

from __future__ import annotations

from datetime import date

from .company import Company
from .scenario import BRUSSELS, CustomZone, Hours, Person

NEW_YORK = Hours(zone="Eastern Standard Time", start="09:00", end="17:30")
KOLKATA = Hours(zone="India Standard Time", start="09:30", end="18:30")
AUCKLAND = Hours(zone="New Zealand Standard Time", start="08:00", end="17:00")
OWN_BRUSSELS = Hours(zone=CustomZone(bias=-60))
OWN_PACIFIC = Hours(
    zone=CustomZone(bias=480, daylight=(3, 2, "sunday", "02:00"), standard=(11, 1, "sunday", "02:00")),
    start="07:00",
    end="15:30",
)
OWN_SOUTH = Hours(
    zone=CustomZone(bias=-720, daylight=(9, 5, "sunday", "02:00"), standard=(4, 1, "sunday", "03:00")),
    start="08:30",
    end="17:15",
)
WEEKENDER = Hours(days=("friday", "saturday", "sunday"), start="01:00", end="09:00")


def _rounds(company: Company, people: list[Person], *, zone: str = BRUSSELS) -> None:
    """Give everybody meetings early, late, at lunch and in the weekend, seen from `zone`."""
    others = people[1:]
    company.meet("Mon 07:00-08:30", people, zone=zone)
    company.meet("Tue 12:30-14:00", [people[1], *people[2:], people[0]], zone=zone)
    company.meet("Wed 16:15-18:45", others, zone=zone)
    company.meet("Thu 21:30-Fri 00:30", people, zone=zone)
    company.meet("Sat 09:00-10:45", people[:4], zone=zone)
    company.meet("Sun 01:15-04:15", people, zone=zone)
    company.meet("Sun 22:00-Mon+1 02:00", people, zone=zone)
    company.meet("Sun-1 22:30-Mon 01:00", others, zone=zone)


def _zones(week: str) -> Company:
    company = Company(week=week)
    brussels = company.crowd("local", 6)
    company.team("brussels", brussels)
    _rounds(company, brussels)
    weekend = company.crowd("weekend", 5, usage="FR", hours=WEEKENDER)
    company.team("weekend", weekend)
    _rounds(company, weekend)
    mixed = [
        company.person("ny1", usage="US", hours=NEW_YORK),
        company.person("ny2", usage="US", hours=NEW_YORK),
        company.person("in1", usage="IN", hours=KOLKATA),
        company.person("in2", usage="IN", hours=KOLKATA),
        company.person("nz1", usage="NZ", hours=AUCKLAND),
        company.person("nz2", usage="NZ", hours=AUCKLAND),
        company.person("iana", hours=Hours(zone="Europe/Brussels", start="09:00", end="16:45")),
    ]
    company.team("mixed", mixed)
    _rounds(company, mixed)
    _rounds(company, mixed, zone="America/New_York")
    custom = [
        *company.crowd("ownbrussels", 2, hours=OWN_BRUSSELS),
        *company.crowd("ownpacific", 2, hours=OWN_PACIFIC),
        *company.crowd("ownsouth", 2, hours=OWN_SOUTH),
    ]
    company.team("custom", custom)
    _rounds(company, custom)
    _rounds(company, custom, zone="Pacific/Auckland")
    south = company.crowd("south", 6, usage="NZ", hours=Hours(zone="Pacific/Auckland"))
    company.team("south", south, zone="Pacific/Auckland", country="NZ")
    _rounds(company, south, zone="Pacific/Auckland")
    york = company.crowd("york", 5, usage="US", hours=NEW_YORK)
    company.team("york", york, zone="America/New_York", country="US")
    _rounds(company, york, zone="America/New_York")
    company.leave(york[3], "Tue")
    company.leave(mixed[4], "Tue..Wed")
    company.leave(mixed[5], "Mon+1")
    company.leave(mixed[0], "Tue 12:00-15:00", zone="America/New_York")
    company.leave(mixed[2], "Thu")
    company.leave(custom[2], "Mon")
    company.leave(custom[4], "Fri")
    company.leave(south[0], "Mon..Tue")
    return company


def clocks_go_back() -> Company:
    return _zones("2026-W43")


def clocks_go_forward() -> Company:
    return _zones("2026-W13")


def clocks_change_in_america() -> Company:
    return _zones("2026-W44")


def clocks_change_in_the_south() -> Company:
    """New Zealand leaves summer time on 5 April; Good Friday is no holiday in Belgium."""
    return _zones("2026-W14")


def schedules_and_holidays() -> Company:
    """The week of 11 November 2026, a Wednesday."""
    company = Company(week="2026-W46", organisation={"closures": [date(2026, 11, 12)]})
    office = {"Mon": "08:30-17:00", "Tue": "08:30-17:00", "Thu": "08:30-17:00", "Fri": "08:30-16:30"}
    fortnight = {
        "week": {**office, "Wed": "08:30-12:30"},
        "week_2": {"Mon": "08:30-17:00", "Tue": "08:30-17:00", "Thu": ["08:30-12:00", "14:00-18:30"]},
    }
    company.schedules = {
        "four-fifths": {"week": office},
        "first-week": {"anchor": date(2026, 11, 11), **fortnight},
        "second-week": {"anchor": date(2026, 11, 5), "zone": BRUSSELS, **fortnight},
        "off-week": {
            "anchor": date(2026, 11, 2),
            "week": dict.fromkeys(("Mon", "Tue", "Wed"), "06:00-18:00"),
            "week_2": {},
        },
        "long-ago": {"anchor": date(2024, 1, 4), **fortnight},
        "until-tuesday": {
            "until": date(2026, 11, 10),
            "week": dict.fromkeys(("Mon", "Tue", "Wed", "Thu"), "10:00-14:00"),
        },
        "from-friday": {"from": date(2026, 11, 13), "week": {"Fri": "10:00-12:00"}},
        "nights": {
            "zone": "America/New_York",
            "week": {"Mon": "18:00-23:00", "Thu": "02:00-09:00", "Sun": "10:00-14:00"},
        },
        "mornings": {
            "week": dict.fromkeys(("Mon", "Tue", "Wed", "Thu", "Fri"), "08:00-12:00"),
            "duty": {"Sat": "09:00-18:00"},
        },
        "tiny": {"week": {"Tue": "09:00-11:00"}},
        "huge": {"week": dict.fromkeys(("Mon", "Tue", "Wed", "Thu", "Fri", "Sat"), "06:00-20:00")},
    }
    people = {name: company.person(f"on-{name}") for name in company.schedules}
    plain = company.crowd("plain", 4)
    declared = {people[name].id: name for name in people}
    team = [*people.values(), *plain]
    company.team("declared", team, schedules=declared)
    company.team("uncut", company.crowd("uncut", 5), closures=[])
    for index, someone in enumerate(team):
        company.busy(someone, 3 + index, start="11:30")
    _rounds(company, team)

    world = [
        company.person("be1"),
        company.person("fr1", usage="FR"),
        company.person("us1", usage="US", hours=NEW_YORK),
        company.person("in1", usage="IN", hours=KOLKATA),
        company.person("in2", usage="IN"),
        company.person("nobody", usage=None),
        company.person("at1", usage="AT"),
    ]
    company.team("world", world)
    _rounds(company, world)
    for someone in world:
        company.busy(someone, 12.5)

    tired = company.crowd("tired", 12)
    company.team("leave", tired, closures=[])
    for index, someone in enumerate(tired):
        company.busy(someone, 6 + 1.5 * index)
    for someone in tired[:2]:
        company.leave(someone, "Mon")
        company.leave(someone, "Tue 08:00-12:30")  # with the holiday, 22.5 of 45 hours are left: half is not away
    company.leave(tired[1], "Thu 08:00-08:01")  # one minute less than half: away
    company.leave(tired[2], "Mon 13:00-17:00", sensitivity="private")
    company.leave(tired[3], "Mon..Fri", cancelled=True)
    company.leave(tired[4], "Tue 06:00-12:00", sensitivity="confidential")
    company.leave(tired[5], "Sat..Sun")
    company.leave(tired[6], "Mon..Fri")
    company.leave(tired[7], "Tue 08:00-12:00")
    company.leave(tired[7], "Tue 10:00-14:00")
    company.meet("Mon 08:00-Fri 17:00", [tired[9], tired[8]], show="oof", answers={"tired8": "declined"})
    company.meet("Fri 09:00-12:00", [tired[0], *tired[2:6]])

    short_days: dict[str, list[str]] = {d: ["08:00-12:00", "12:30-16:06"] for d in ("Mon", "Tue", "Wed", "Thu", "Fri")}
    for key, settings in {"shorter": {}, "declared-shorter": {"full_time_hours": 40}}.items():
        default = company.crowd(key, 5, hours=None)
        company.team(key, default, closures=[], default_hours=short_days, **settings)
        _rounds(company, default)

    extreme = company.crowd("extreme", 8, usage="IN")
    names = dict(zip((p.id for p in extreme), ("huge", "huge", "huge", "tiny", "tiny", "tiny"), strict=False))
    company.team("extremes", extreme, closures=[], schedules=names)
    for someone, hours in zip(extreme, (18.5, 17.5, 19, 1.25, 1.75, 0.75, 15.5, 14.5), strict=True):
        company.busy(someone, hours)
    return company


def bavarian_epiphany() -> Company:
    """6 January 2026: a holiday in Bavaria and Austria, not in the rest of Germany nor in Belgium."""
    company = Company(week="2026-W02", organisation={"country": "DE", "subdivision": "BY", "zone": "Europe/Berlin"})
    team = [
        company.person("by1", usage="DE"),
        company.person("by2", usage=None),
        company.person("at1", usage="AT"),
        company.person("be1"),
        company.person("us1", usage="US"),
        company.person("by3", usage="DE"),
    ]
    company.team("alpine", team)
    _rounds(company, team)
    return company


def independence_day() -> Company:
    """4 July 2026 is a Saturday; the Friday before is observed."""
    company = Company(week="2026-W27")
    team = [*company.crowd("us", 4, usage="US", hours=NEW_YORK), *company.crowd("be", 3)]
    company.team("states", team)
    _rounds(company, team)
    for someone in team:
        company.busy(someone, 10, start="15:00")
    return company
