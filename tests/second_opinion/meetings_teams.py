"""Companies whose teams are hard: sizes, edges of levels, who belongs to a team, what is readable, what overlaps."""

from __future__ import annotations

from .company import Company
from .scenario import Hours, Person, guid


def sizes_and_levels() -> Company:
    """Teams around every edge: so many people over 15 hours, so many of them over 20."""
    company = Company(week="2026-W46", organisation={"country": "IN"})
    for size, warn, alert in (
        (4, 4, 4),
        (5, 2, 0),
        (5, 3, 2),
        (5, 3, 3),
        (7, 3, 3),
        (7, 4, 3),
        (7, 4, 4),
        (8, 2, 2),
        (8, 3, 2),
        (8, 8, 3),
        (15, 4, 4),
        (15, 5, 4),
        (15, 10, 5),
        (16, 3, 3),
        (16, 4, 3),
        (16, 16, 4),
        (16, 8, 0),
        (17, 12, 4),
    ):
        key = f"t{size}-{warn}-{alert}"
        people = company.crowd(f"{key}x", size, usage="IN")
        company.team(key, people)
        for index, someone in enumerate(people):
            hours = 20.5 if index < alert else 15.5 if index < warn else 15 if index % 2 else 0.5 * index
            company.busy(someone, hours)
    half = company.crowd("half", 6, usage="IN", hours=Hours(days=("monday", "tuesday", "wednesday", "thursday")))
    company.team("four-days", half)
    for someone, hours in zip(half, (12, 12.1, 12, 16, 16.1, 0), strict=True):
        company.busy(someone, hours)
    own = company.crowd("own", 6, usage="IN")
    company.team("own-limits", own, auditors={"meeting_overload": {"warn_hours": 6, "alert_hours": 9}})
    for someone, hours in zip(own, (6, 6.1, 7, 9.1, 0, 12), strict=True):
        company.busy(someone, hours)
    return company


def hundreds() -> Company:
    company = Company(week="2026-W43", page=40)
    for size in (49, 50, 53):
        people = company.crowd(f"big{size}x", size)
        company.team(f"big{size}", people)
        for index, someone in enumerate(people):
            company.busy(someone, 0.5 * (index * 7 % size))
    company.leave(people[0], "Mon..Fri")
    return company


def who_belongs() -> Company:
    """Nested groups, managers, guests, disabled accounts, shared mailboxes, people who opted out, direct reports."""
    company = Company(week="2026-W43")

    def team(key: str, extra: list[Person | str], **policy: object) -> list[Person]:
        people = company.crowd(f"{key}-", 6)
        company.team(key, [*people, *extra], **policy)
        for index, someone in enumerate(people):
            company.busy(someone, 8 + 3 * index)
        company.meet("Tue 18:00-19:00", people)
        return people

    boss = company.person("boss")
    company.busy(boss, 40)
    team("managed", [boss], manager=boss.id)
    team("unmanaged", [boss])
    strange = [
        company.person("disabled", enabled=False),
        company.person("guest", guest=True, domain="partner.example"),
        company.person("shared", purpose="shared"),
        company.person("equipment", purpose="equipment"),
        company.room("room-in-group"),
    ]
    for someone in strange:
        company.busy(someone, 30)
    team("strange", [*strange])
    quiet = [company.person("optout1"), company.person("optout2"), company.person("rep1"), company.person("optout3")]
    for someone in quiet:
        company.busy(someone, 39)
    company.groups[guid("opt-out")] = [quiet[0].id]
    company.groups[guid("representatives")] = [quiet[2].id]
    company.organisation |= {
        "opt_out_group": guid("opt-out"),
        "opt_out": [quiet[1].id, quiet[3].id],
        "representatives_group": guid("representatives"),
    }
    everybody = team("quiet", [*quiet])
    company.meet("Wed 09:00-10:00", [quiet[0], *everybody[:3]])
    team("only-five-left", [quiet[3]])
    few = company.crowd("few", 4)
    company.team("under-the-floor", [*few, quiet[3]])
    inner, loop = guid("inner"), guid("loop")
    deep = company.crowd("deep", 2)
    company.groups[inner] = [deep[0].id, loop]
    company.groups[loop] = [deep[1].id, inner]
    for someone in deep:
        company.busy(someone, 22)
    team("matryoshka", [inner, deep[0]])
    chief = company.person("chief")
    reports = company.crowd("report", 7)
    company.reports_team("reports", chief, reports)
    for someone in reports:
        company.busy(someone, 17)
    company.busy(chief, 44)
    away = company.crowd("away", 9)
    company.team("away", away)
    for someone in away[:3]:
        company.leave(someone, "Mon..Wed")
        company.meet("Thu 09:00-17:00", [someone, away[5]])
    quiet_week = company.crowd("gone", 7)
    company.team("nearly-all-away", quiet_week)
    for someone in quiet_week[:3]:
        company.leave(someone, "Mon..Fri")
    shifts = company.crowd("shift", 6)
    company.team("shifts", shifts, hours="shifts")
    company.team("floor-of-seven", company.crowd("seven", 7))
    return company


def raised_floor() -> Company:
    company = Company(week="2026-W43", extra_policy={"privacy": {"smallest_group": 8}})
    for size in (7, 8):
        people = company.crowd(f"floor{size}x", size)
        company.team(f"floor{size}", people)
        for someone in people:
            company.busy(someone, 16)
    return company


def unreadable() -> Company:
    company = Company(week="2026-W43")
    for key, size, dead, forbidden in (
        ("seven-of-ten", 10, 3, 0),
        ("six-of-ten", 10, 2, 2),
        ("most-of-twenty", 20, 2, 4),
        ("under", 20, 4, 3),
        ("nobody", 6, 3, 3),
        ("five-of-seven", 7, 1, 1),
        ("all", 6, 0, 0),
    ):
        people = [
            company.person(f"{key}{n}", mailbox="dead" if n < dead else "forbidden" if n < dead + forbidden else "ok")
            for n in range(size)
        ]
        company.team(key, people)
        for index, someone in enumerate(people):
            company.busy(someone, 4 + index)
        company.meet("Tue 17:00-18:30", people)
    return company


def overlapping_teams() -> Company:
    """Teams whose members differ by 1 to 4 people from an earlier one must stay dark; 5 and none are fine.

    `apart` is 5 or more from each, but eight - apart + twelve - less-five would be two people of `eight`.
    """
    company = Company(week="2026-W43")
    pool = company.crowd("pool", 12)
    for index, someone in enumerate(pool):
        company.busy(someone, 8 + index)
    company.team("twelve", pool)
    company.team("twelve-again", pool)
    company.team("less-one", pool[1:])
    company.team("less-four", pool[4:])
    company.team("less-five", pool[5:])
    other = company.crowd("swap", 8)
    for someone in other:
        company.busy(someone, 21)
    company.team("eight", other[:7])
    company.team("swapped-one", [*other[1:7], other[7]])
    company.team("apart", [*other[:5], *pool[:5]])
    lead = company.person("lead")
    crew = company.crowd("crew", 6)
    company.team("with-lead", [*crew, lead])
    company.team("without-lead", [*crew, lead], manager=lead.id)
    return company
