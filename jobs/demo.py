"""The demo: a made-up company, audited like a real one, and what its cards say on one screen."""

import asyncio
import re
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic
from typing import Protocol

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from core.policy import zone_of
from core.week import Week
from jobs.command import DONE, SOME_FAILED, AuditCommand, Outcome, audit_and_write, load_policy
from jobs.output import complain, reader_of
from jobs.sample import sample
from jobs.settings import read_settings
from jobs.wiring import house
from reports.language import NBSP
from reports.story import Story, story

_LATE_MORNING = time(11, 5)
_COLOURS = {"good": "green", "warn": "yellow", "alert": "red", None: "dim"}


class Served(Protocol):
    """A tenant that can be reached."""

    @property
    def environment(self) -> Mapping[str, str]:
        """What Kadans has to find in its environment."""
        ...

    @property
    def pseudonym_key(self) -> str:
        """The key under which work locations are kept."""
        ...

    def turn_clock(self, moment: datetime) -> None:
        """Let it be that moment for whatever shows only now."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """The made-up company, as the command line hands it over: the jobs don't know the sandbox."""

    people: int
    teams: int
    policy: str
    now: datetime
    served: AbstractContextManager[Served]


def run_demo(stage: Stage, *, out: Path, week: Week, locale: str, console: Console | None = None) -> int:
    """Serve the company, audit its week over HTTPS, and show what the cards say; return the exit code."""
    console = console or Console(highlight=False)
    began = monotonic()
    with TemporaryDirectory(prefix="kadans-demo-") as folder, stage.served as served:
        path = Path(folder) / "policy.toml"
        path.write_text(re.sub(r'(?m)^locale = ".*"$', f'locale = "{locale}"', stage.policy), "utf-8")
        environment = {
            **served.environment,
            "KADANS_PSEUDONYM_KEY": served.pseudonym_key,
            "KADANS_STORAGE": f"folder:{folder}/storage",
            "KADANS_POLICY": str(path),
        }
        settings, policy = read_settings(environment), load_policy(path)
        asyncio.run(sample_week(week, served, environment, zone=zone_of(policy.tables.organisation.zone)))
        command = AuditCommand(out=out, exact=False)
        outcomes, organisation = asyncio.run(
            audit_and_write(command, week, settings, policy, now=stage.now, then=_itself)
        )
        console.print(
            f"\n[bold]{policy.tables.organisation.name}[/bold] does not exist: {stage.people} made-up people in {stage.teams} "
            f"teams.\nIts week {week} was read over HTTPS with Microsoft's msal and Graph SDK,\n"
            f"and audited in {monotonic() - began:.0f} seconds. People are told as ranges, never by name.\n"
        )
        told = [
            (outcome, story(outcome.audited.report, reader_of(outcome.audited.team, policy)))
            for outcome in outcomes
            if outcome.audited.report is not None
        ]
    console.print(_table(told))
    _one_card(told, console)
    console.print(f"All teams: {out}/<team>/{week}/")
    if organisation is not None:
        console.print(f"The organisation, without a list of teams: {organisation}")
    return DONE if len(told) == len(outcomes) else SOME_FAILED


async def sample_week(week: Week, served: Served, environment: Mapping[str, str], *, zone: tzinfo) -> None:
    """Sample work locations on each day of a week, as the app's timer does: presence shows only now."""
    for number in range(7):
        moment = datetime.combine(week.monday + timedelta(days=number), _LATE_MORNING, zone)
        served.turn_clock(moment)
        await sample(house(environment, clock=lambda moment=moment: moment))


def _itself(outcome: Outcome) -> Outcome:
    if outcome.trouble:
        complain(outcome.trouble)
    return outcome


def _table(told: list[tuple[Outcome, Story]]) -> Table:
    """Return a row for each team: the number that leads each section, and its level in a word."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, expand=False, padding=(0, 1))
    table.add_column("Team")
    for section in told[0][1].sections if told else ():
        table.add_column(section.title, max_width=24)
    for _, each in told:
        cells = [
            Text.assemble(
                (f"{_plain(section.value)} " if section.value else "", "bold"),
                (_plain(section.word), _COLOURS[section.level]),
            )
            for section in each.sections
        ]
        table.add_row(Text(each.team, style="bold"), *cells)
    if not told:
        return table
    legend = [f"{section.title}: {section.label[:1].lower()}{section.label[1:]}" for section in told[0][1].sections]
    alert = next((section.word for _, each in told for section in each.sections if section.level == "alert"), None)
    higher = f' With "{_plain(alert)}" it counts those over the higher limit.' if alert else ""
    table.caption = _plain(". ".join(legend) + ".") + higher + "\n"
    table.caption_justify = "left"
    return table


def _one_card(told: list[tuple[Outcome, Story]], console: Console) -> None:
    """Print what the first team's card says."""
    if not told:
        return
    outcome, each = told[0]
    console.print(f"[bold]The card of {each.team}[/bold] ({_plain(each.week)}, {_plain(each.days)}): {each.headline}.")
    if each.question:
        console.print(f"  To talk about: {_plain(each.question)}")
    if each.laptop:
        console.print(f"  Next week, bring your laptop. {_plain(each.laptop)}")
        for fact in each.upcoming:
            console.print(f"    {_plain(fact.value)}  {_plain(fact.label)}")
    if outcome.written is not None:
        console.print(
            f"\nOpen [bold]{outcome.written.page}[/bold] in a browser.\n"
            f"To see the card as Teams shows it, paste {outcome.written.card}\ninto the Adaptive Cards designer."
        )


def _plain(text: str) -> str:
    return text.replace(NBSP, " ")
