"""The policy of the made-up company: what its admins would have written, every feature of the format once."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import timedelta
from functools import partial
from typing import Literal

from sandbox.company import Company
from sandbox.company.people import DayPlan, Schedule, Team, WeekPlan

SIGNALS = {"calendar": True, "chats": True, "channels": True, "calls": True}
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
OFFICE_NETWORKS = ("192.0.2.0/24",)
"""The egress addresses of the offices in Gent and Brussel (a block that RFC 5737 keeps for examples)."""


FURTHER: Mapping[str, str] = {
    "focus_time": "",
    "focus_day": "",
    "rest_time": "",
    "meeting_hygiene": "",
    "async_candidates": "",
    "notification_load": "warn_bursts = 10\n",
    "response_protocol": "",
    "open_channels": "",
    "rituals": "",
    "learning_time": "",
    "connection": "",
}
"""Auditors that stand on the page beside the card: a table switches them on, with or without an agreement of the company in it."""

SAMPLING = ("sample_work_location = true", "", "[auditors.office_day_fit]", "warn_percent = 30")
"""What a policy that samples work locations has more: the company agreed on a stricter limit than the usual one."""


def policy_toml(
    company: Company,
    *,
    folder: str = "out",
    by: Literal["folder", "workflow", "bot"] = "folder",
    further: Mapping[str, str] = FURTHER,
    sampled: bool = False,
) -> str:
    """Return a policy file that fits *company*; the routes write into *folder*, post to a workflow each, or go by bot.

    *sampled*: work location too, for a section of its own and for the rule on hybrid meetings. *further* auditors stand on the
    page. By bot there is a route to the manager's chat and, where the team has one, to its channel.
    """
    route = _workflow if by == "workflow" else partial(_route, folder=folder)
    parts = [
        f"# The policy of {company.name}, a company that does not exist.",
        *_organisation(company),
        *_privacy(sampled=sampled),
        *_governance(company),
        "[signals]",
        *(f"{name} = {_toml(value)}" for name, value in SIGNALS.items()),
        "",
        *route("admins"),
        *(f"[auditors.{name}]\n{settings}" for name, settings in further.items()),
    ]
    for schedule in company.schedules.values():
        parts.extend(_schedule(schedule))
    for team in company.teams:
        bots = dict(_bots(company, team)) if by == "bot" else {}
        parts.extend(line for lines in bots.values() for line in lines)
        parts.extend(() if bots else route(team.key))
        parts.extend(_team(company, team, routes=list(bots) or [team.key]))
    return "\n".join(parts) + "\n"


def _organisation(company: Company) -> Iterable[str]:
    return (
        "[organisation]",
        f"name = {_toml(company.name)}",
        f"domains = {_toml([company.domain])}",
        'zone = "Europe/Brussels"',
        'country = "BE"',
        'locale = "nl-BE"',
        f"closures = [{', '.join(day.isoformat() for day in company.closures)}]",
        'social_categories = ["Social"]',
        'learning_categories = ["Learning"]',
        'exempt_categories = ["Brainstorm", "Kick-off", "Team building"]',
        f"office_networks = {_toml(list(OFFICE_NETWORKS))}",
        f"opt_out_group = {_toml(company.opt_out_group)}",
        f"representatives_group = {_toml(company.representatives_group)}",
        f"self_card_group = {_toml(company.self_card_group)}",
        'admin_route = "admins"',
        "",
    )


def _privacy(*, sampled: bool) -> Iterable[str]:
    return (
        "[privacy]",
        'preset = "belgium"',
        *(SAMPLING if sampled else ()),
        "",
    )


def _governance(company: Company) -> Iterable[str]:
    informed = company.monday - timedelta(days=40)
    return (
        "[governance]",
        'purpose = "good-faith use of on-line tools as agreed in the charter"',
        'charter = "https://intranet.voorbeeld.example/charter"',
        f"informed_on = {informed.isoformat()}",
        'consulted = "CPBW/CPPT"',
        f'dpo = "dpo@{company.domain}"',
        'dpia = "DPIA-VOORBEELD-1"',
        'readers = "team managers; HR sees the organisation\'s page"',
        "until = 2099-12-31",
        "",
    )


def _route(key: str, folder: str) -> Iterable[str]:
    return (f"[routes.{key}]", 'kind = "folder"', f"path = {_toml(f'{folder}/{key}')}", "")


def _workflow(key: str) -> Iterable[str]:
    return (f"[routes.{key}]", 'kind = "workflow"', f"url_secret = {_toml(workflow_secret(key))}", "")


def workflow_secret(key: str) -> str:
    """Return the name of the setting that holds the URL of a route's workflow."""
    return f"{key.upper().replace('-', '_')}_WORKFLOW"


def _bots(company: Company, team: Team) -> Iterable[tuple[str, tuple[str, ...]]]:
    """Yield a route to the manager's chat and, where the team is a Microsoft Team, one to its first channel."""
    yield f"{team.key}-chat", (f"[routes.{team.key}-chat]", 'kind = "bot"', f"user = {_toml(team.manager)}", "")
    group = company.group(team.group or "")
    if group is not None and group.channels:
        place = (f"team = {_toml(group.id)}", f"channel = {_toml(group.channels[0])}", "")
        yield f"{team.key}-channel", (f"[routes.{team.key}-channel]", 'kind = "bot"', *place)


def _schedule(schedule: Schedule) -> Iterable[str]:
    lines = [f"[schedules.{schedule.key}]"]
    if schedule.anchor is not None:
        lines.append(f"anchor = {schedule.anchor.isoformat()}")
    if schedule.zone is not None:
        lines.append(f"zone = {_toml(schedule.zone)}")
    lines.append(f"week = {_week(schedule.week)}")
    if schedule.week_2 is not None:
        lines.append(f"week_2 = {_week(schedule.week_2)}")
    if schedule.duty is not None:
        lines.append(f"duty = {_week(schedule.duty)}")
    return (*lines, "")


def _team(company: Company, team: Team, *, routes: list[str]) -> Iterable[str]:
    lines = [
        f"[teams.{team.key}]  # {team.story}",
        f"name = {_toml(team.name)}",
        f"group = {_toml(team.group)}" if team.group is not None else f"reports_of = {_toml(team.manager)}",
        f"manager = {_toml(team.manager)}",
        f"routes = {_toml(routes)}",
        f"locale = {_toml(team.locale)}",
    ]
    if team.closures:
        closed = sorted({*company.closures, *team.closures})  # a team's own list stands in place of the tenant's
        lines.append(f"closures = [{', '.join(day.isoformat() for day in closed)}]")
    if team.roster is not None:
        lines.append('hours = "shifts"')
    if team.focus_day is not None:
        lines.append(f"focus_day = {_toml(DAYS[team.focus_day])}")
    if team.schedules:
        declared = ", ".join(f"{_toml(person)} = {_toml(key)}" for person, key in team.schedules.items())
        lines.append(f"schedules = {{ {declared} }}")
    return (*lines, "")


def _week(week: WeekPlan) -> str:
    days = (f"{name} = {_day(plan)}" for name, plan in zip(DAYS, week, strict=True) if plan)
    return f"{{ {', '.join(days)} }}".replace("{  }", "{}")


def _day(plan: DayPlan) -> str:
    told = [f"{_clock(start)}-{_clock(end)}" for start, end in plan]
    return _toml(told[0] if len(told) == 1 else told)


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _toml(value: object) -> str:
    """Write a string, a flag or a list of strings; TOML and JSON agree on those."""
    return json.dumps(value, ensure_ascii=False)
