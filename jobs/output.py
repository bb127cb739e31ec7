"""Writes what came of an audit, and says it on the terminal."""

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import NamedTemporaryFile
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import Progress as Bar
from rich.progress import SpinnerColumn, TextColumn, TimeElapsedColumn

from core.errors import KadansError
from core.policy_file import Policy
from core.report import Report
from core.team import TeamSettings, small_teams_settings
from core.week import Week
from jobs.audit import Audited, Step
from reports.card import as_bytes, card_of
from reports.organisation import Tally, organisation_page
from reports.page import page_of
from reports.reader import Reader
from reports.story import story
from reports.text import summary_of

ORGANISATION = "organisation"
"""The folder of the organisation's page; no team may have this key."""


class Progress:
    """Shows on a terminal which team is being read; silent anywhere else."""

    def __init__(self) -> None:
        self._console = Console(stderr=True)
        self._bar = Bar(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            TimeElapsedColumn(),
            console=self._console,
            transient=True,
            disable=not self._console.is_terminal,
        )
        self._task = self._bar.add_task("Signing in to Microsoft Graph", total=None)

    def __enter__(self) -> Self:
        """Show it."""
        self._bar.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bar.__exit__(kind, error, trace)

    def watch(self, team: str, step: Step) -> None:
        """Tell how far a team is."""
        if step is Step.READING:
            self._bar.update(self._task, description=f"Reading {team}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """The files of one team's week, and the card in a few lines."""

    report: Path
    card: Path
    page: Path
    summary: str


def reader_of(team: TeamSettings, policy: Policy) -> Reader:
    """Return for whom a team's card is drawn."""
    governance = policy.tables.governance
    return Reader(
        team=team.name,
        locale=team.locale,
        zone=team.zone,
        purpose=governance.purpose,
        contact=governance.dpo,
        readers=governance.readers,
        charter=governance.charter or None,
        agreements=team.team.agreements,
    )


def write(each: Audited, report: Report, policy: Policy, out: Path, *, history: Sequence[Report] = ()) -> Written:
    """Write report.json, card.json and report.html below `out`; the card and the page show what may be published.

    `history` holds the team's reports of earlier weeks, for what changed.

    Raises:
        KadansError: the folder can't be written.
    """
    folder = out / each.team.key / str(each.week)
    told = story(report.published(), reader_of(each.team, policy), history=history)
    written = Written(
        report=folder / "report.json",
        card=folder / "card.json",
        page=folder / "report.html",
        summary=summary_of(told),
    )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _replace(written.report, report.to_json().encode())
        _replace(written.card, as_bytes(card_of(told)))
        _replace(written.page, page_of(told).encode())
    except OSError as error:
        raise KadansError(f"{folder}: can't be written ({error.strerror}). Choose another --out.") from None
    return written


def write_organisation(
    tally: Tally, week: Week, policy: Policy, out: Path, *, small: Report | None, history: Sequence[Report]
) -> Path:
    """Write the organisation's page, from the tally of all teams of a week; return its path.

    `small` is the report of the small teams taken together, `history` its earlier weeks.

    Raises:
        KadansError: the folder can't be written.
    """
    folder = out / ORGANISATION / str(week)
    path = folder / "report.html"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        text = organisation_page(
            tally,
            organisation_reader(policy),
            small=small.published() if small else None,
            history=history,
        )
        _replace(path, text.encode())
    except OSError as error:
        raise KadansError(f"{folder}: can't be written ({error.strerror}). Choose another --out.") from None
    return path


def organisation_reader(policy: Policy) -> Reader:
    """Return for whom the organisation's page is drawn."""
    organisation = policy.tables.organisation
    return replace(
        reader_of(small_teams_settings(policy, ()), policy), team=organisation.name, locale=organisation.locale or "en"
    )


def _replace(path: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    with NamedTemporaryFile(dir=path.parent, prefix=".", suffix=".part", delete=False) as file:
        file.write(content)
    Path(file.name).chmod(0o644)
    os.replace(file.name, path)  # noqa: PTH105 - Path.replace would read the same


def say(line: str) -> None:
    """Print a line."""
    print(line)  # noqa: T201 - the terminal is what this is for


def complain(line: str) -> None:
    """Print a line about trouble."""
    print(line, file=sys.stderr)  # noqa: T201 - the terminal is what this is for
