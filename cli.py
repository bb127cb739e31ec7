"""The command line: one of the two doors. It parses, calls one function of jobs/, and prints."""

import asyncio
import os
import signal
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from core.week import Week

from core.errors import KadansError, NotReachedError, PolicyError, SignInError

app = typer.Typer(
    help="Weekly cards that tell a team how its hybrid work really goes: group numbers only.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
sandbox_app = typer.Typer(help="A made-up company, served as Microsoft Graph.", no_args_is_help=True)
app.add_typer(sandbox_app, name="sandbox")

Policy = Annotated[
    Path | None, typer.Option("--policy", help="The policy file; default: KADANS_POLICY, then policy.toml.")
]


@app.command()
def audit(
    *,
    out: Annotated[Path, typer.Option(help="Folder for reports and cards.")],
    week: Annotated[str | None, typer.Option(help="Such as 2026-W46; default: the last week that is over.")] = None,
    team: Annotated[str | None, typer.Option(help="Only this team of the policy.")] = None,
    policy: Policy = None,
    deliver: Annotated[bool, typer.Option("--deliver", help="Also post to the teams' routes, once.")] = False,
    exact: Annotated[bool, typer.Option("--exact", help="Exact values, sandbox tenants only.")] = False,
) -> None:
    """Read a week of each team, audit it, and write report.json, card.json and report.html."""
    from jobs.command import AuditCommand, run_audit

    command = AuditCommand(out=out, week=week, team=team, policy=policy, deliver=deliver, exact=exact)
    _leave(asyncio.run(run_audit(command, os.environ, now=datetime.now(UTC))))


@app.command()
def deliver(
    *, again: Annotated[str, typer.Option(help="TEAM/2026-W46/ROUTE, as the alarm names it.")], policy: Policy = None
) -> None:
    """Post one card again, because you looked and it isn't there."""
    from jobs.command import run_deliver_again

    _leave(asyncio.run(run_deliver_again(again, policy, os.environ)))


@app.command()
def sample(policy: Policy = None) -> None:
    """Ask once a working day where people work, where the policy wants that; run it hourly if no app does."""
    from jobs.command import run_sample

    _leave(asyncio.run(run_sample(policy, os.environ, now=datetime.now(UTC))))


@app.command()
def check(policy: Policy = None) -> None:
    """Tell everything that is wrong with a policy."""
    from jobs.command import run_check

    _leave(run_check(policy, os.environ))


@app.command()
def explain(
    *,
    team: Annotated[str | None, typer.Argument(help="A team of the policy.")] = None,
    policy: Policy = None,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
    changes: Annotated[bool, typer.Option("--changes", help="The versions of the policy instead.")] = False,
) -> None:
    """Tell each setting in force for a team, where it comes from, and what it may be."""
    from jobs.explain import run_changes, run_explain

    if changes:
        _leave(run_changes(policy, os.environ))
    if team is None:
        raise PolicyError("Which team? kadans explain TEAM; or --changes for the versions of the policy.")
    _leave(run_explain(team, policy, os.environ, as_json=as_json))


@app.command("what-if")
def what_if(
    *,
    settings: Annotated[
        list[str] | None,
        typer.Option("--set", help="Such as auditors.meeting_overload.warn_hours=12; may be repeated."),
    ] = None,
    weeks: Annotated[
        int | None, typer.Option(help="How many weeks to read again; default: 8, for --suggest 4.")
    ] = None,
    suggest: Annotated[bool, typer.Option("--suggest", help="Suggest limits from a silent baseline.")] = False,
    policy: Policy = None,
) -> None:
    """Tell how many teams would be at which level under other limits; stores nothing."""
    from jobs.what_if import WhatIfCommand, run_what_if

    command = WhatIfCommand(settings=settings or (), weeks=weeks, suggest=suggest, policy=policy)
    _leave(asyncio.run(run_what_if(command, os.environ, now=datetime.now(UTC))))


@app.command()
def permissions(
    *, policy: Policy = None, as_json: Annotated[bool, typer.Option("--json", help="For scripts.")] = False
) -> None:
    """Print the Graph permissions that a policy needs, each with its reason and how to narrow it."""
    from jobs.permissions import run_permissions

    _leave(run_permissions(policy, os.environ, as_json=as_json))


@app.command()
def grant(
    *,
    policy: Policy = None,
    what_if: Annotated[bool, typer.Option("--what-if", help="Tell what would be granted; change nothing.")] = False,
    mailboxes: Annotated[
        str, typer.Option(help="tenant, or exchange: mailbox permissions by a role of Exchange for one group instead.")
    ] = "tenant",
    channels: Annotated[
        str, typer.Option(help="team: with an owner's consent, team by team; or tenant: for all teams at once.")
    ] = "team",
    sign_in: Annotated[str, typer.Option(help="How you sign in: az (the Azure CLI), or device (a code).")] = "az",
) -> None:
    """Grant exactly what a policy needs to the app's identity, as an administrator; take nothing away."""
    from jobs.grant import GrantCommand, run_grant

    command = GrantCommand(policy=policy, what_if=what_if, mailboxes=mailboxes, channels=channels, sign_in=sign_in)
    _leave(asyncio.run(run_grant(command, os.environ)))


@app.command("teams-app")
def teams_app(
    *, out: Annotated[Path, typer.Option(help="The zip to write, such as kadans-teams.zip.")], policy: Policy = None
) -> None:
    """Write the package that brings the bot into Teams, in four languages."""
    from jobs.teams_app import run_teams_app

    _leave(run_teams_app(out, policy, os.environ))


@app.command()
def doctor(
    *,
    policy: Policy = None,
    test_card: Annotated[str | None, typer.Option(help="Also post a test card to this route.")] = None,
) -> None:
    """Look at policy, tenant, permissions, storage, routes and last runs, and say what to do about each red line."""
    from jobs.doctor.visit import Visit, run_doctor

    visit = Visit(policy=policy, environment=os.environ, clock=lambda: datetime.now(UTC))
    _leave(asyncio.run(run_doctor(visit, test_card=test_card)))


@app.command()
def transparency(*, out: Annotated[Path, typer.Option(help="Folder for the pages.")], policy: Policy = None) -> None:
    """Write what people may know, in four languages: for employees, for sign-off, for the yearly evaluation."""
    from jobs.transparency import TransparencyCommand, run_transparency

    _leave(run_transparency(TransparencyCommand(out=out, policy=policy), os.environ, now=datetime.now(UTC)))


@app.command()
def demo(
    out: Annotated[Path, typer.Option(help="Folder for reports and cards.")] = Path("out/demo"),
    week: Annotated[str | None, typer.Option(help="Such as 2026-W46; default: the last week that is over.")] = None,
    seed: Annotated[int, typer.Option(help="Another seed, another company.")] = 7,
    locale: Annotated[str, typer.Option(help="Language of the cards, such as nl-BE, fr-BE, de-DE or en-IE.")] = "en",
    *,
    as_azure: Annotated[
        bool,
        typer.Option("--as-azure", help="Run the app with Azurite and Microsoft's Python worker (make demo-azure)."),
    ] = False,
) -> None:
    """Audit a made-up company over HTTPS and show what its cards say."""
    if as_azure:
        _leave(_demo_as_azure(seed, locale, week))
    from jobs.demo import Stage, run_demo
    from sandbox import FOR_SAMPLING, GRANTED, build, policy_toml, served_in_thread

    chosen = _week(week)
    company = build(seed=seed, week=str(chosen))
    stage = Stage(
        people=len(company.people),
        teams=len(company.teams),
        policy=policy_toml(company, sampled=True),
        now=company.now,
        served=served_in_thread(company, granted=GRANTED | FOR_SAMPLING),
    )
    _leave(run_demo(stage, out=out, week=chosen, locale=locale))


def _demo_as_azure(seed: int, locale: str, week: str | None) -> int:
    """Run the app as Azure would: by the clock, so that the newest week that is due gets the cards."""
    from jobs.demo_azure import AzureStage, newest_week, run_azure_demo
    from sandbox import build, policy_toml

    try:
        from sandbox.azure.azurite import why_not
        from sandbox.azure.host import hosting
        from sandbox.azure.stage import account, served_teams

        reason = why_not()
    except ImportError as error:
        reason = f"{error.name} is not installed"
    if reason:
        raise PolicyError(
            f"--as-azure needs development tools ({reason}). Set them up and run it with: make demo-azure"
        )
    if week is not None:
        raise PolicyError("--as-azure goes by the clock, as the app does: leave --week out.")
    company = build(seed=seed, people=36, week=str(newest_week(datetime.now(UTC))))
    stage = AzureStage(
        people=len(company.people),
        policy=policy_toml(company, by="workflow"),
        served=served_teams(company),
        account=account,
        hosting=lambda queues, environment, watch: hosting(queues, environment, watch=watch),
    )
    with _ended_in_order():
        return run_azure_demo(stage, locale=locale)


@contextmanager
def _ended_in_order() -> Iterator[None]:
    """Let the first interrupt or request to end take everything down in order, and ignore those that follow."""

    def leave(*_: object) -> None:
        for each in (signal.SIGINT, signal.SIGTERM):
            signal.signal(each, signal.SIG_IGN)
        raise KeyboardInterrupt

    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, leave)
    yield


@sandbox_app.command()
def serve(
    *,
    seed: Annotated[int, typer.Option(help="Another seed, another company.")] = 7,
    people: Annotated[int, typer.Option(help="About how many people.")] = 60,
    week: Annotated[
        str | None, typer.Option(help="The week that holds known truth; default: the last one over.")
    ] = None,
    port: Annotated[int, typer.Option(help="0: a free one.")] = 0,
    faults: Annotated[Path | None, typer.Option(help="A TOML file of faults to play.")] = None,
    new_tenant: Annotated[bool, typer.Option("--new-tenant", help="Nothing is granted to the app yet.")] = False,
    shifts: Annotated[bool, typer.Option("--shifts", help="A further team, which works by a roster.")] = False,
) -> None:
    """Serve the made-up company until interrupted, and print the environment to use."""
    from sandbox import serve_forever

    chosen = str(_week(week))
    try:
        serve_forever(
            seed=seed,
            people=people,
            week=chosen,
            port=port,
            faults_file=faults,
            nothing_granted=new_tenant,
            shifts=shifts,
        )
    except OSError as error:
        raise PolicyError(
            f"The sandbox can't be opened: {error.strerror} ({error.filename or f'port {port}'})."
        ) from None
    except ValueError:
        what = f"--faults {faults}, " if faults is not None else ""
        raise PolicyError(
            f"The sandbox can't be opened: {what}--people {people}: one of them makes no sense."
        ) from None


def _week(text: str | None) -> "Week":
    from core.week import Week

    if text is None:
        return Week.last_closed(datetime.now(UTC), UTC)
    try:
        return Week.parse(text)
    except ValueError as error:
        raise PolicyError(f"--week: {error}.") from None


def _leave(code: int) -> None:
    raise typer.Exit(code)


def main() -> None:
    """Run the command line; every known trouble ends in its sentence and exit code."""
    sys.exit(_guarded(app))


def _guarded(command: Callable[..., Any]) -> int:
    try:
        command()
    except (PolicyError, SignInError, NotReachedError) as error:
        print(error, file=sys.stderr)
        return 2
    except KadansError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    except SystemExit as leaving:
        return leaving.code if isinstance(leaving.code, int) else 1
    except Exception as error:  # noqa: BLE001 - the door: nothing below catches what it can't name
        # Neither the message nor the values: they may hold something about a person.
        first = _first(error)
        where = traceback.extract_tb(first.__traceback__)[-1]
        print(
            f"Unexpected {type(first).__name__} at {Path(where.filename).name}:{where.lineno}. "
            "Please report this line; it holds nothing of your tenant.",
            file=sys.stderr,
        )
        return 1
    return 0


def _first(error: BaseException) -> BaseException:
    """Return what really happened, out of the groups around it."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error


if __name__ == "__main__":
    main()
