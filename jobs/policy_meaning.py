"""What a valid policy means, in a few lines: so that a mistake that is none for the checker is seen by a person."""

from collections.abc import Iterator

from auditors import BY_KEY
from core.facts import Signal
from core.policy_file import Policy
from core.presets import PRESETS
from core.team import TeamSettings, team_settings
from reports.phrases import PERMISSIONS, SOURCES


def meaning(policy: Policy) -> Iterator[str]:
    """Yield what is read, judged, told and left out."""
    tables = policy.tables
    teams = [team_settings(policy, key) for key in tables.teams]
    on = [signal for signal in Signal if tables.allows(signal)]
    off = [signal for signal in Signal if signal not in on]
    yield f"Reads: {_sources(on) or 'nothing'}." + (f" Not: {_sources(off)}." if off else "")
    yield f"Permissions for that, beside the directory's: {', '.join(PERMISSIONS[signal] for signal in on) or 'none'}."
    for auditor in BY_KEY:
        if line := _section(auditor, teams, frozenset(on)):
            yield line
    preset = tables.privacy.preset
    floor = f"Told of {tables.privacy.floor} people or more"
    yield (
        f"{floor} (preset '{preset}': {PRESETS[preset].for_whom.removesuffix('.')})."
        if preset != "none"
        else f"{floor}."
    )
    if tables.reads_from is not None:
        yield f"No week that began before {tables.reads_from} is read: people were informed on that day."
    if tables.organisation.cards_from is not None:
        yield f"Silent baseline: no card is sent before {tables.organisation.cards_from}."
    if tables.organisation.self_card_group:
        yield "Whoever is in self_card_group and in a team gets the own numbers, in the own chat with the bot alone."
    yield from _shifts(teams)
    for team in teams:
        for mute in team.team.mutes:
            yield f"{team.key}: {mute.auditor} is silent up to and including {mute.until}."
    if unused := _unused(policy):
        yield f"Nobody uses: {', '.join(unused)}."


def _sources(signals: list[Signal]) -> str:
    return ", ".join(SOURCES[signal] for signal in signals)


def _section(auditor: str, teams: list[TeamSettings], on: frozenset[Signal]) -> str:
    """Return how many teams have a section, and whether it can be measured at all."""
    having = sum(auditor in team.auditors for team in teams)
    if not having:
        return ""
    missing = [signal for signal in Signal if signal in BY_KEY[auditor].needs - on]
    # What is kept about people for days is nothing to be nudged towards.
    fewer = [signal for signal in Signal if signal in BY_KEY[auditor].better_with - on - {Signal.LOCATION}]
    state = f"not measured, since {_sources(missing)} are off" if missing else "measured"
    if fewer and not missing:
        state += f", less well without {_sources(fewer)}"
    return f"{auditor}: {having} {'team' if having == 1 else 'teams'}, {state}."


def _shifts(teams: list[TeamSettings]) -> Iterator[str]:
    """Yield what becomes of the teams that work in shifts."""
    rostered = [team.key for team in teams if team.team.hours == "shifts" and team.team.group is not None]
    if rostered:
        yield f"Works by its roster in Teams Shifts, which takes Schedule.Read.All: {', '.join(rostered)}."
    for team in teams:
        if team.team.hours == "shifts" and team.team.group is None:
            yield (
                f"{team.key}: what rests on working time is not measured, since a manager's reports have no roster. "
                "Give it the group of its team in Microsoft Teams."
            )


def _unused(policy: Policy) -> list[str]:
    """Return routes and schedules that nobody refers to: a name that was changed on one side only."""
    tables = policy.tables
    routes = {tables.organisation.admin_route, *(route for team in tables.teams.values() for route in team.routes)}
    schedules = {name for team in tables.teams.values() for name in team.schedules.values()}
    return [
        *(f"[routes.{name}]" for name in tables.routes if name not in routes),
        *(f"[schedules.{name}]" for name in tables.schedules if name not in schedules),
    ]
