"""The second opinion itself: from a company to the report that each team should get.

Sections 1, 2 and 4 of the definitions, computed naively. Where the definitions leave room, these readings are taken,
and the scenarios keep away from what depends on them unless the text clearly favours one:

 1. The nominal size counts people who opted out and representatives: that they are left out is visible nowhere.
 2. Coverage is readable / counted people; measures, bands and the floor rest on the counted and readable.
 3. Teams "differ by" the size of the symmetric difference of their nominal members; a team that is itself
    suppressed for overlap, or under the floor by membership, suppresses no later one. No linear combination of any
    number of published teams may be about 1 to 4 people; two teams are the shortest one.
 4. The person's zone (holidays, closures, all-day leave, kinds of off hours) is the zone of the source that answers:
    the schedule's, else that of the working hours, else the team's.
 5. Out-of-office counts whatever was answered, except declined; the organiser's own always counts.
 6. A chain over the edge of the week, whole or clipped: not compared where the two differ.
 7. A typical value is no sum: the rule of contributors does not apply. Compared as shown only where it would pass.
 8. Copies at hand are those in the calendars of the team's members that were read, of away people too.
 9. With hidden attendees and the organiser's calendar unread, each copy tells two people, and the fullest is two.
10. A subdomain of the organisation's domain is outside.
11. Nothing of the people who opted out is read, `userPurpose` included: their mailbox counts as a person's.
12. The share of a section about messages is told as a fraction or in per cent; both are accepted.
13. No message stands exactly on an edge. In a gap of exactly two hours nothing is off hours: no kind would fit.
14. Where one part of a sum is withheld, either the sum or a second part is: both are accepted.
15. Of a sum that is truly zero, "little or none" is expected; whether that counts as withheld is left open.
16. `at_risk_next_week` looks at the week after the reporting week.
17. Leave outside the reporting week plays no part; messages and meetings at its edges avoid such days.
18. For a person far from the team's zone, a message before the person's own Monday 04:00 counts to that Monday.
19. The all-virtual rule looks at what is a meeting of at least one member (attending, shown busy), once for each iCalUId.
20. Only a room that stays for half of the meeting lends its network to others; shorter ones share it with nobody here.
21. All records with the join link that overlap the meeting are taken together; time in the call is the sum of sessions.
22. With `count_outsiders` an outsider and a telephone are remote wherever they are.
23. People who opted out, and those whose answers only an unread organiser knows, are invited to no judged meeting.
24. Call records without permission: as without the signal, no verdict and a null level, the coming week all the same.
25. Belgian Easter Sunday and Whit Sunday, which only some lists call public holidays, fall on nobody's working day.
26. A roster answers after a declared schedule and before everything else, in the team's zone; it is planned around holidays and
    closures. Its time off is leave. Of 8 hours or more between two shifts of one day, the first half is evening, the second early.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from itertools import combinations
from typing import Any

from .company import Company
from .oracle_meetings import People, Value, meeting_overload
from .oracle_messages import off_hours_messages
from .oracle_rule import all_virtual_rule
from .oracle_time import PersonWeek, Week
from .publish import level_by_people
from .scenario import Person

COVERAGE = Fraction(7, 10)


@dataclass
class ExpectedSection:
    auditor: str
    status: str
    n: int = 0
    level: str | None = None
    values: dict[str, Value] = field(default_factory=dict)
    upcoming: list[dict[str, Any]] | None = None


@dataclass
class ExpectedReport:
    team: str
    members: int
    counted: int
    away: int
    unreadable: dict[str, int]
    overlapping: bool
    sections: dict[str, ExpectedSection]


def nominal(company: Company, key: str) -> list[Person]:
    """Return the members of a team, people who are left out of every number included."""
    team = company.policy()["teams"][key]

    def everybody(group: str, seen: set[str]) -> set[str]:
        found: set[str] = set()
        for member in company.groups[group]:
            if member in company.groups and member not in seen:
                found |= everybody(member, seen | {group})
            elif member in company.people:
                found.add(member)
        return found

    ids = everybody(team["group"], set()) if "group" in team else set(company.reports[team["reports_of"]])
    people = [company.people[i] for i in sorted(ids)]
    silent = left_out(company)
    return [
        p
        for p in people
        if p.enabled and not p.guest and p.id != team.get("manager") and (p.purpose == "user" or p.id in silent)
    ]


def left_out(company: Company) -> set[str]:
    organisation = company.policy()["organisation"]
    ids = set(organisation.get("opt_out", [])) | set(organisation.get("representatives", []))
    for name in ("opt_out_group", "representatives_group"):
        ids |= set(company.groups.get(organisation.get(name, ""), []))
    return ids


def overlapping(company: Company, smallest: int) -> set[str]:
    """Return the teams that are not published, since with earlier ones the sum of 1 to 4 people would follow."""
    published: list[set[str]] = []
    blocked = set()
    for key in company.policy()["teams"]:
        members = {p.id for p in nominal(company, key)}
        if len(members) < smallest:
            continue
        if _few_follow([*published, members], members, smallest):
            blocked.add(key)
        else:
            published.append(members)
    return blocked


def _few_follow(teams: list[set[str]], last: set[str], smallest: int) -> bool:
    """Tell whether the sum of fewer than `smallest` people follows from the sums of teams that hang together with the last."""
    near, grown = set(last), set[str]()
    while near != grown:
        grown = set(near)
        for team in teams:
            near |= team if team & near else set()
    teams = [team for team in teams if team & near]
    alike: dict[tuple[bool, ...], int] = {}
    for person in near:
        row = tuple(person in team for team in teams)
        alike[row] = alike.get(row, 0) + 1
    columns = list(alike)
    few = [column for column in columns if alike[column] < smallest]
    for size in range(1, smallest):
        for chosen in combinations(few, size):
            if sum(alike[column] for column in chosen) < smallest:
                others = [column for column in columns if column not in chosen]
                if _rank(others) < _rank(columns):
                    return True
    return False


def _rank(columns: list[tuple[bool, ...]]) -> int:
    left = [[Fraction(value) for value in column] for column in columns]
    rank = 0
    while left:
        pivot = left.pop()
        place = next((number for number, value in enumerate(pivot) if value), None)
        if place is not None:
            rank += 1
            left = [[v - p * row[place] / pivot[place] for v, p in zip(row, pivot, strict=True)] for row in left]
    return rank


def expect(company: Company) -> dict[str, ExpectedReport]:
    """Return what every team's report should say."""
    policy = company.policy()
    smallest = max(5, policy["privacy"].get("smallest_group", 5))
    blocked = overlapping(company, smallest)
    silent = left_out(company)
    reports = {}
    for key in policy["teams"]:
        week = Week(company, key)
        members = nominal(company, key)
        everybody = [week.of(p) for p in members if p.id not in silent]
        counted = [p for p in everybody if not p.away]
        sections = {}
        for auditor in week.team["sections"]:
            sections[auditor] = section(
                week,
                auditor,
                everybody,
                members={p.mail.lower() for p in members},
                smallest=smallest,
                blocked=key in blocked,
            )
        reports[key] = ExpectedReport(
            team=key,
            members=len(members),
            counted=len(counted),
            away=len(everybody) - len(counted),
            unreadable=_unreadable(policy, everybody),
            overlapping=key in blocked,
            sections=sections,
        )
    return reports


def _unreadable(policy: dict[str, Any], everybody: list[PersonWeek]) -> dict[str, int]:
    """Return how many people could not be read, for each source that is read person by person."""
    gaps = {"calendar": sum(p.person.mailbox != "ok" for p in everybody)}
    if policy["signals"]["chats"]:
        gaps["chats"] = sum(p.person.chats != "ok" for p in everybody)
    return gaps


def rule_of(week: Week, auditor: str) -> dict[str, Any]:
    return {**week.policy.get("auditors", {}).get(auditor, {}), **week.team.get("auditors", {}).get(auditor, {})}


def section(
    week: Week, auditor: str, everybody: list[PersonWeek], *, members: set[str], smallest: int, blocked: bool
) -> ExpectedSection:
    """Apply coverage, floor and overlap, and only then compute."""
    counted = [p for p in everybody if not p.away]
    source = "chats" if auditor == "off_hours_messages" else "calendar"
    readable = [p for p in counted if (p.person.chats if source == "chats" else p.person.mailbox) == "ok"]
    unrostered = week.team.get("hours") == "shifts" and not week.roster_tells
    if not week.policy["signals"][source] or unrostered:
        return ExpectedSection(auditor, "not_measured")
    if counted and Fraction(len(readable), len(counted)) < COVERAGE:
        return ExpectedSection(auditor, "not_measured")
    n = len(readable)
    if n < smallest or blocked:
        return ExpectedSection(auditor, "suppressed")
    rule = rule_of(week, auditor)
    read = {p.person.mail.lower() for p in everybody if p.person.mailbox == "ok"}
    level: str | None
    if auditor == "meeting_overload":
        values = meeting_overload(week, readable, read, rule)
    elif auditor == "off_hours_messages":
        values = off_hours_messages(week, readable, rule)
    else:
        values, level, upcoming = all_virtual_rule(week, everybody, read, members)
        return ExpectedSection(auditor, "measured", n=n, level=level, values=values, upcoming=upcoming)
    warn, alert = values["people_over_warn"], values["people_over_alert"]
    assert isinstance(warn, People)
    assert isinstance(alert, People)
    return ExpectedSection(
        auditor, "measured", n=n, level=level_by_people(n, over_warn=warn.count, over_alert=alert.count), values=values
    )
