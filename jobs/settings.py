"""What the environment says. HOUSE rule: secrets come from here, everything that people agree on comes from the policy."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

from core.errors import PolicyError
from core.pseudonym import Pseudonyms, read_pseudonyms
from graph.address import GraphAddress, is_loopback, origin_of
from storage.address import StorageAddress, read_storage

DEFAULT_GRAPH = "https://graph.microsoft.com/v1.0"
DEFAULT_AUTHORITY = "https://login.microsoftonline.com"
DEFAULT_POLICY = "policy.toml"
DEFAULT_BOT = "https://smba.trafficmanager.net/teams"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The environment, validated."""

    graph: GraphAddress
    policy: Path
    policy_url: str = ""
    """Of a blob, where the policy is no file."""
    storage: StorageAddress
    bot_url: str = DEFAULT_BOT
    """Where the bot route posts; the route itself holds it against the known hosts."""
    bot_id: str = ""
    """Of the app registration behind the Azure Bot, where that isn't the identity that reads."""
    teams_app: str = ""
    """The id in the manifest of the Teams app that brings the bot along."""
    pseudonyms: Pseudonyms | None = None
    """For what is kept about one person for some days, where the policy switches that on; None: there is no key."""
    postpones: bool = False
    """Whether a long wait ends the job, to be done again later, instead of becoming a gap."""

    @property
    def sandbox(self) -> bool:
        """Whether Graph is a sandbox on this machine."""
        return self.graph.loopback

    @property
    def bot(self) -> GraphAddress:
        """The identity of the bot: the one that reads, or an app registration that a managed identity vouches for."""
        if not self.bot_id or self.bot_id == self.graph.client:
            return self.graph
        return replace(self.graph, client=self.bot_id, managed=False, vouched_by=self.graph.client)


def read_settings(environment: Mapping[str, str], *, policy: Path | None = None, signs_in: bool = True) -> Settings:
    """Return the settings; without `signs_in`, nothing is asked of the app's own credential, since somebody else signs in.

    Raises:
        PolicyError: with everything that is missing or wrong, a line each.
    """
    problems: list[str] = []
    url = environment.get("KADANS_GRAPH_URL", DEFAULT_GRAPH).rstrip("/")
    authority = environment.get("KADANS_AUTHORITY", DEFAULT_AUTHORITY).rstrip("/")
    for name, value in (("KADANS_GRAPH_URL", url), ("KADANS_AUTHORITY", authority)):
        if not _usable(value, plain=name == "KADANS_GRAPH_URL"):
            problems.append(f"{name} = {value}: must be an address that begins with https://.")
    tenant, client = environment.get("KADANS_TENANT_ID", ""), environment.get("KADANS_CLIENT_ID", "")
    if not tenant:
        problems.append("KADANS_TENANT_ID is not set: it takes the id of your tenant (Entra, Overview).")
    if not client:
        problems.append("KADANS_CLIENT_ID is not set: it takes the id of the app registration.")
    secret, certificate = environment.get("KADANS_CLIENT_SECRET"), environment.get("KADANS_CERTIFICATE")
    managed = not secret and not certificate and "IDENTITY_ENDPOINT" in environment
    if signs_in and not secret and not certificate and not managed:
        problems.append("Neither KADANS_CLIENT_SECRET nor KADANS_CERTIFICATE is set: one of them is needed to sign in.")
    bot_id = environment.get("KADANS_BOT_ID", "")
    if bot_id not in {"", client} and not managed:
        problems.append(
            "KADANS_BOT_ID differs from KADANS_CLIENT_ID: that needs a managed identity that vouches for the bot. With a secret "
            "or a certificate, let the Azure Bot be of the app registration KADANS_CLIENT_ID."
        )
    pseudonyms: Pseudonyms | None = None
    try:
        pseudonyms = pseudonyms_of(environment)
    except PolicyError as refused:
        problems.extend(refused.problems)
    storage = read_storage(environment, problems)
    source = environment.get("KADANS_POLICY", DEFAULT_POLICY)
    if problems:
        raise PolicyError(*problems)
    return Settings(
        graph=GraphAddress(
            url=url,
            authority=authority,
            tenant=tenant,
            client=client,
            secret=secret or None,
            certificate=certificate or None,
            managed=managed,
            ca_bundle=environment.get("KADANS_CA_BUNDLE") or None,
        ),
        policy=policy or Path(source),
        policy_url=source if policy is None and "://" in source else "",
        storage=storage,
        bot_url=environment.get("KADANS_BOT_URL") or DEFAULT_BOT,
        bot_id=bot_id,
        teams_app=environment.get("KADANS_TEAMS_APP_ID", ""),
        pseudonyms=pseudonyms,
    )


_UNRESOLVED = "@Microsoft.KeyVault("
"""So begins a reference that the host could not resolve: it hands it on as it stands, and the rest of the app goes on."""


def pseudonyms_of(environment: Mapping[str, str]) -> Pseudonyms | None:
    """Return the pseudonyms under the environment's key, or None where there is none.

    Raises:
        PolicyError: what stands there is no key.
    """
    text = environment.get("KADANS_PSEUDONYM_KEY", "")
    return read_pseudonyms(text) if text and not text.startswith(_UNRESOLVED) else None


def _usable(url: str, *, plain: bool) -> bool:
    """Tell whether an address can be used; without TLS only on this machine, and only where `plain` says so."""
    try:
        whole = bool(urlsplit(origin_of(url)).hostname)
    except ValueError:
        return False
    return whole and (url.startswith("https://") or (plain and url.startswith("http://") and is_loopback(url)))


def read_policy_file(path: Path) -> bytes:
    """Return the content of the policy file.

    Raises:
        PolicyError: there is none.
    """
    try:
        return path.read_bytes()
    except OSError:
        raise PolicyError(
            f"{path}: there is no readable policy file. Set KADANS_POLICY or --policy; config/policy.toml is a start."
        ) from None
