"""`kadans teams-app`: the package that brings the bot into Teams."""

from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from uuid import NAMESPACE_URL, UUID, uuid5

from core.errors import KadansError, PolicyError
from jobs.chosen import chosen_policy
from jobs.output import say
from reports.teams_app import App, package

_ID = "KADANS_TEAMS_APP_ID"


def run_teams_app(out: Path, policy: Path | None, environment: Mapping[str, str]) -> int:
    """Write the package and tell what to do with it; return the exit code.

    Raises:
        PolicyError: policy or environment lack what the package says.
        KadansError: the file can't be written.
    """
    tables = chosen_policy(environment, policy).tables
    client = environment.get("KADANS_CLIENT_ID", "")
    bot = environment.get("KADANS_BOT_ID", "") or client
    told = environment.get(_ID, "")
    problems = [
        f"{name}: must be a GUID, as Entra shows it."
        for name, value in (("KADANS_CLIENT_ID", client), ("KADANS_BOT_ID", bot), (_ID, told or client))
        if not _is_guid(value)
    ]
    if not tables.governance.charter:
        problems.append(
            "policy: [governance] charter is missing. Teams shows it as the app's page about privacy and terms of use."
        )
    if problems:
        raise PolicyError(*dict.fromkeys(problems))
    app = App(
        id=told or str(uuid5(NAMESPACE_URL, f"kadans/{client.lower()}")),
        bot=bot,
        client=client,
        version=_version(),
        organisation=tables.organisation.name,
        charter=str(tables.governance.charter),
        channels=tables.signals.channels,
    )
    content = package(app)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_bytes(content)
    except OSError as error:
        raise KadansError(f"{out}: can't be written ({error.strerror}). Choose another --out.") from None
    say(f"{out}: {len(content):,} bytes, the Teams app with a bot that only sends.")
    say(f"Upload it in the Teams admin center: Teams apps, Manage apps, Upload new app. Then set {_ID}={app.id}.")
    if app.channels:
        say("Who adds it to a team consents that Kadans reads that team's channels (signals.channels in the policy).")
    return 0


def _is_guid(text: str) -> bool:
    try:
        return str(UUID(text)) == text.lower()
    except ValueError:
        return False


def _version() -> str:
    try:
        return version("kadans")
    except PackageNotFoundError:  # not installed, but run from its folder
        return "0.0.0"
