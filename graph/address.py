"""Where Graph is and who we are there."""

from dataclasses import dataclass, field
from ipaddress import ip_address
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphAddress:
    """The address of Graph and the identity to use. No `repr` shows a secret."""

    url: str
    """Such as https://graph.microsoft.com/v1.0, without a slash at its end."""
    authority: str
    tenant: str
    client: str
    secret: str | None = field(default=None, repr=False)
    certificate: str | None = None
    """Path of a PEM file with the private key and the certificate."""
    managed: bool = False
    """Sign in as the managed identity `client` of the machine in Azure that this runs on."""
    vouched_by: str | None = None
    """Sign in as the app registration `client`, for which this managed identity vouches (a federated credential)."""
    ca_bundle: str | None = None

    @property
    def origin(self) -> str:
        """Scheme, host and port: the only place that ever gets the token."""
        return origin_of(self.url)

    @property
    def scope(self) -> str:
        """What the token is for."""
        return f"{self.origin}/.default"

    @property
    def loopback(self) -> bool:
        """Whether this is a sandbox on this machine."""
        return is_loopback(self.url)


def origin_of(url: str) -> str:
    """Return scheme, host and port of an address, lower case; a default port is left out."""
    parts = urlsplit(url)
    default = {"https": 443, "http": 80}.get(parts.scheme)
    port = f":{parts.port}" if parts.port not in {None, default} else ""
    return f"{parts.scheme}://{(parts.hostname or '').lower()}{port}"


def is_loopback(url: str) -> bool:
    """Tell whether an address leads to this machine."""
    host = urlsplit(url).hostname or ""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
