"""The demo of the Azure door: the plan timer fires, messages travel through the queues, cards arrive, and none arrives twice."""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from rich import box
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from core.ports import Queues
from core.week import Week
from jobs.command import DONE, SOME_FAILED, load_policy
from jobs.messages import QUEUES, AuditMessage, SelfCardsMessage, delivery_of
from jobs.plan import newest_due
from jobs.settings import read_settings
from jobs.wiring import open_storage
from reports.language import NBSP


class Served(Protocol):
    """A tenant that can be reached, with Teams behind it."""

    @property
    def environment(self) -> Mapping[str, str]:
        """What the app has to find in its settings, the URLs of workflows included."""
        ...

    def posted(self, route: str) -> Sequence[Mapping[str, Any]]:
        """Return the cards that have arrived by a route."""
        ...


class Done(Protocol):
    """A queue function has run."""

    @property
    def function(self) -> str:
        """Its name."""
        ...

    @property
    def message(self) -> str:
        """What it was given."""
        ...

    @property
    def well(self) -> bool:
        """Whether it ended without an error."""
        ...


class Host(Protocol):
    """What runs the functions."""

    @property
    def functions(self) -> Mapping[str, Any]:
        """What the worker has found in function_app.py."""
        ...

    def fire(self, name: str) -> Any:  # noqa: ANN401 - the worker's own answer
        """Fire a timer."""
        ...

    def well(self, answer: Any) -> bool:  # noqa: ANN401 - the worker's own answer
        """Tell whether a function ended without an error."""
        ...

    def drain(self) -> int:
        """Run the queue functions until the queues are empty; return how many messages there were."""
        ...

    def get(self, name: str) -> tuple[int, str]:
        """Call a function over HTTP."""
        ...


type Watch = Callable[[Done], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class AzureStage:
    """The made-up company and what stands in for Azure, as the command line hands it over: the jobs know neither."""

    people: int
    policy: str
    served: AbstractContextManager[Served]
    account: Callable[[Path], AbstractContextManager[str]]
    """Runs a storage account, and gives its connection string."""
    hosting: Callable[[Queues, Mapping[str, str], Watch], AbstractContextManager[Host]]


@dataclass(slots=True)
class _Seen:
    """What the functions have done so far: how often which one ran for a team, and what failed."""

    ran: Counter[tuple[str, str]] = field(default_factory=Counter)
    failed: int = 0

    def note(self, done: Done) -> None:
        """Note one run."""
        read = {"audit": AuditMessage.read, "deliver": delivery_of}.get(done.function)
        message = read(done.message) if read is not None and done.well else None
        # Those who asked for a card of their own have a message for themselves: it is no delivery of the team's.
        team = message.team if message is not None and not isinstance(message, SelfCardsMessage) else ""
        self.ran[done.function, team] += 1
        self.failed += not done.well

    def total(self, function: str) -> int:
        """Return how often a function ran."""
        return sum(count for (name, _), count in self.ran.items() if name == function)


def newest_week(now: datetime) -> Week:
    """Return the week that gets a card now, in the made-up company's zone and at the hour that the policy takes by default."""
    return newest_due(now, ZoneInfo("Europe/Brussels"), (0, time(8, 30)))


def run_azure_demo(stage: AzureStage, *, locale: str, console: Console | None = None) -> int:
    """Run the app as Azure would, twice, and show what became of each team; return the exit code."""
    console = console or Console(highlight=False)
    seen = _Seen()
    with (
        TemporaryDirectory(prefix="kadans-demo-") as folder,
        _waiting(console) as waiting,
        stage.served as served,
        stage.account(Path(folder)) as account,
    ):
        path = Path(folder) / "policy.toml"
        path.write_text(re.sub(r'(?m)^locale = ".*"$', f'locale = "{locale}"', stage.policy), "utf-8")
        environment = {**served.environment, "KADANS_STORAGE": account, "KADANS_POLICY": str(path)}
        storage = open_storage(read_settings(environment))
        storage.prepare()
        teams = {key: team.name or key for key, team in load_policy(path).tables.teams.items()}

        def watch(done: Done) -> None:
            seen.note(done)
            waiting(f"{seen.total('audit')} audits and {seen.total('deliver')} deliveries done")

        waiting("The worker starts and looks for functions")
        with stage.hosting(storage.queues, environment, watch) as host:
            console.print(
                f"\n{stage.people} made-up people in {len(teams)} teams, served over HTTPS as Microsoft Graph.\n"
                f"[bold]Real[/bold]: Microsoft's storage emulator Azurite, and Microsoft's Python worker, which found "
                f"{len(host.functions)} functions.\n[bold]A stand-in[/bold]: the host of Azure Functions, which can't run "
                "here. It fires timers and polls queues."
            )
            console.print("\n[bold]1. The plan timer fires[/bold]")
            fine = host.well(host.fire("plan"))
            console.print("   The last four weeks of each team are due; only the newest gets a card.")
            console.print("\n[bold]2. The queues run[/bold]: plan → audits → deliveries → cards")
            host.drain()
            cards = {team: served.posted(team) for team in teams}
            console.print(_table(teams, seen, cards))
            console.print("[bold]3. The plan timer fires again[/bold]")
            waiting("The second round")
            fine = host.well(host.fire("plan")) and fine
            messages = host.drain()
            before, after = (sum(map(len, each.values())) for each in (cards, {t: served.posted(t) for t in teams}))
            console.print(f"   {messages} messages, {after - before} new cards: nobody gets a card twice.")
            status, body = host.get("health")
            _health(status, json.loads(body), teams, console)
    alarms = len(served.posted("admins"))
    console.print(
        f"   {alarms} alarms to the admins. Everything was in {len(QUEUES)} queues, a table and blobs of the emulator, "
        "and is gone now.\n"
    )
    went_well = fine and not seen.failed and status == 200 and not alarms and after == len(teams) and messages == 0
    return DONE if went_well else SOME_FAILED


def _table(teams: Mapping[str, str], seen: _Seen, cards: Mapping[str, Sequence[Mapping[str, Any]]]) -> Table:
    """Return a row for each team: its way from the queue to Teams."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1))
    for title, at_right in (("Team", False), ("audits", True), ("deliveries", True), ("cards", True)):
        table.add_column(title, justify="right" if at_right else "left")
    table.add_column("what the card says first", max_width=60)
    for team, name in teams.items():
        arrived = cards[team]
        says = str(arrived[0]["fallbackText"]).partition(": ")[2].partition(". ")[0] if arrived else ""
        counts = (seen.ran["audit", team], seen.ran["deliver", team], len(arrived))
        table.add_row(Text(name, style="bold"), *(str(count) for count in counts), Text(says.replace(NBSP, " ")))
    return table


def _health(status: int, told: Mapping[str, Any], teams: Mapping[str, str], console: Console) -> None:
    """Print what the health function says."""
    console.print(f"\n[bold]4. GET /api/health[/bold] answers {status}:")
    console.print(
        f"   policy valid: {_yes(told['policy']['valid'])}, last plan: {told['last_plan']}, "
        f"open deliveries: {len(told['open_deliveries'])}"
    )
    fresh = [each["last_report"] for each in told["teams"].values() if each["up_to_date"]]
    console.print(f"   up to date: {len(fresh)} of {len(teams)} teams, week {max(fresh, default='-')}")


def _yes(value: object) -> str:
    return "yes" if value else "no"


@contextmanager
def _waiting(console: Console) -> Iterator[Callable[[str], None]]:
    """Show on a terminal what is under way; silent anywhere else."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("Azurite starts", total=None)
        yield lambda text: progress.update(task, description=text)
