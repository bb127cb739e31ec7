"""What only the tenant can tell: reachable, signed in as whom, clock, who could act as this identity."""

from collections.abc import Iterator

from graph.shapes import Claims
from jobs.doctor.page import Line, good, note, red
from jobs.settings import Settings

TOLERATED, NOTABLE = 300, 60
"""Seconds: Entra refuses assertions that are five minutes off."""


def credential(settings: Settings) -> str:
    """Return in words what the app signs in with."""
    if settings.graph.managed:
        return "managed identity"
    if settings.graph.secret:
        return "client secret"
    return "certificate"


def sign_in_lines(settings: Settings, claims: Claims | None) -> Iterator[Line]:
    """Tell as whom the app is signed in."""
    yield good(f"signed in at {settings.graph.authority} by {credential(settings)}")
    if settings.graph.secret and not settings.sandbox:
        yield note("a client secret can be copied and expires: a certificate or a managed identity is better")
    if claims is None:
        yield note("the token has a form that can't be read, so permissions are told by trying alone")
    elif claims.tid and settings.graph.tenant.casefold() != claims.tid.casefold() and "." not in settings.graph.tenant:
        yield red(
            "the token is of another tenant than KADANS_TENANT_ID", "Set KADANS_TENANT_ID to the tenant's own id."
        )


def clock_line(ahead: float | None) -> Line:
    """Tell how far this machine's clock is off."""
    if ahead is None:
        return note("the clock could not be compared: no answer told a date")
    off = round(ahead)
    told = (
        "agrees with Microsoft's"
        if abs(off) <= NOTABLE
        else f"{abs(off)} seconds {'ahead of' if off > 0 else 'behind'} Microsoft's"
    )
    if abs(off) > TOLERATED:
        return red(f"this machine's clock is {told}", "Set the clock, by NTP: sign-in fails when it is 5 minutes off.")
    return good(f"this machine's clock {told}") if abs(off) <= NOTABLE else note(f"this machine's clock is {told}")


def actor_lines(client: str, *, owners: int | None, application_owners: int | None, managed: bool) -> Iterator[Line]:
    """Tell who could act as this identity: how many, never who; the commands list them for those who may see it.

    A number is enough to see that somebody is there who should not be; a page that gets mailed around needs no names for that.
    """
    commands = [f"az ad sp owner list --id {client}"]
    if not managed:
        commands.append(f"az ad app owner list --id {client}")
    if owners is None:
        yield note(
            "this identity can't see who owns it, as it should be: that takes Application.Read.All, which Kadans does not "
            "need. An administrator lists the owners:",
            *commands,
        )
    else:
        count = owners + (application_owners or 0)
        if count:
            who = "1 owner" if count == 1 else f"{count} owners"
            yield note(
                f"{who} of the application or its service principal can add a secret and sign in as it:", *commands
            )
        else:
            yield good("nobody owns the application or its service principal")
    yield note(
        "whoever may change the function app (Owner, Contributor, Website Contributor, also of its resource group or "
        "subscription) can act as Kadans; keep it in a subscription of its own. To list them:",
        "az role assignment list --include-inherited --output table \\",
        "  --scope <resource id of the function app>",
    )
