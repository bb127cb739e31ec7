"""What the commands do: settings and policy in, files and sentences out, an exit code back."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from core.errors import PolicyError
from core.policy_file import Policy, read_policy
from core.week import Week
from jobs.audit import Audited, AuditRequest, audit
from jobs.output import Progress, write_outputs
from jobs.settings import DEFAULT_POLICY, read_policy_file, read_settings
from jobs.wiring import report_store, rules

DONE, SOME_FAILED, NOT_DONE = 0, 1, 2


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditCommand:
    """`kadans audit` as it was typed."""

    out: Path
    week: str | None = None
    team: str | None = None
    policy: Path | None = None
    deliver: bool = False
    exact: bool = False


async def run_audit(command: AuditCommand, environment: Mapping[str, str], *, now: datetime) -> int:
    """Audit, write the outputs, deliver if asked, say what happened; return the exit code.

    Raises:
        PolicyError, SignInError, NotReachedError: nothing could be done.
    """
    week = _week(command.week)
    settings = read_settings(environment, policy=command.policy)
    policy = load_policy(settings.policy)
    request = AuditRequest(policy=policy, week=week, team=command.team, exact=command.exact)
    with Progress() as progress:
        audited = await audit(request, settings, report_store(settings), now=now, watch=progress.watch)
    failed = 0
    for each in audited:
        failed += not write_outputs(each, policy, command.out, environment, deliver=command.deliver)
    return SOME_FAILED if failed else DONE


def run_check(policy: Path | None, environment: Mapping[str, str]) -> int:
    """Check the policy and say what it comes to."""
    path = policy or Path(environment.get("KADANS_POLICY", DEFAULT_POLICY))
    read = load_policy(path)
    teams = read.tables.teams
    print(f"{path}: valid. {len(teams)} {'team' if len(teams) == 1 else 'teams'}: {', '.join(teams) or 'none yet'}.")  # noqa: T201
    known = rules()
    later = sorted({name for team in teams.values() for name in team.sections or () if name not in known})
    if later:
        print(f"Left out, since this version has no such auditor yet: {', '.join(later)}.")  # noqa: T201
    missing = read.tables.governance.missing()
    if missing:
        print(f"For a real tenant [governance] still lacks: {', '.join(missing)}.")  # noqa: T201
    return DONE


def load_policy(path: Path) -> Policy:
    """Return the policy in a file.

    Raises:
        PolicyError: with everything that is wrong.
    """
    return read_policy(read_policy_file(path), name=path.name, rules=rules())


def _week(text: str | None) -> Week | None:
    if text is None:
        return None
    try:
        return Week.parse(text)
    except ValueError as error:
        raise PolicyError(f"--week: {error}.") from None


def problem_line(each: Audited) -> str:
    """Return the sentence about a team that failed."""
    return f"{each.team.key} {each.week}: {each.problem}"


def say(line: str, *, error: bool = False) -> None:
    """Print a line."""
    print(line, file=sys.stderr if error else sys.stdout)  # noqa: T201
