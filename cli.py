"""The command line: one of the two doors. It parses, calls one function of jobs/, and prints."""

import asyncio
import os
import sys
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

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
def audit(  # noqa: PLR0913 - options of a command
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
def check(policy: Policy = None) -> None:
    """Tell everything that is wrong with a policy."""
    from jobs.command import run_check

    _leave(run_check(policy, os.environ))


@app.command()
def demo(
    out: Annotated[Path, typer.Option(help="Folder for reports and cards.")] = Path("out/demo"),
    week: Annotated[str, typer.Option(help="Such as 2026-W46.")] = "2026-W46",
    seed: Annotated[int, typer.Option(help="Another seed, another company.")] = 7,
) -> None:
    """Audit a made-up company over HTTPS and show what its cards say."""
    from jobs.command import run_demo
    from sandbox.server import served_in_thread  # the only product code that may

    _leave(run_demo(out, week=week, seed=seed, served=served_in_thread))


@sandbox_app.command()
def serve(  # noqa: PLR0913 - options of a command
    seed: Annotated[int, typer.Option(help="Another seed, another company.")] = 7,
    people: Annotated[int, typer.Option(help="About how many people.")] = 60,
    week: Annotated[str, typer.Option(help="The week that holds known truth.")] = "2026-W46",
    port: Annotated[int, typer.Option(help="0: a free one.")] = 0,
    faults: Annotated[Path | None, typer.Option(help="A TOML file of faults to play.")] = None,
) -> None:
    """Serve the made-up company until interrupted, and print the environment to use."""
    from sandbox import serve_forever

    serve_forever(seed=seed, people=people, week=week, port=port, faults_file=faults)


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
        where = traceback.extract_tb(error.__traceback__)[-1]
        print(
            f"Unexpected {type(error).__name__} at {Path(where.filename).name}:{where.lineno}. "
            "Please report this line; it holds nothing of your tenant.",
            file=sys.stderr,
        )
        return 1
    return 0


if __name__ == "__main__":
    main()
