"""Where the memory lies: a local folder, or a storage account in Azure. No `repr` shows a key."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

DEFAULT_STORAGE = "folder:.kadans"


@dataclass(frozen=True, slots=True, kw_only=True)
class StorageAddress:
    """One of: a folder, a connection string, or three service addresses with an identity."""

    folder: Path | None = None
    connection_string: str = field(default="", repr=False)
    blob_uri: str = ""
    queue_uri: str = ""
    table_uri: str = ""
    managed: bool = False
    """Sign in with the managed identity of the app."""
    client_id: str = ""
    """Of a user-assigned identity."""
    ca_bundle: str = ""
    """A PEM file in place of the certificates that come with Python, where a network inspects TLS."""
    container: str = "kadans"
    table: str = "kadans"


def read_storage(environment: Mapping[str, str], problems: list[str]) -> StorageAddress:
    """Return what KADANS_STORAGE and its relatives say; what is wrong goes to `problems`."""
    uris = {name: environment.get(f"KADANS_STORAGE__{name}ServiceUri", "") for name in ("blob", "queue", "table")}
    text = environment.get("KADANS_STORAGE", "")
    if not text and any(uris.values()):
        problems += [
            f"KADANS_STORAGE__{name}ServiceUri is not set: identity-based storage needs the addresses of blob, queue and table."
            for name, uri in uris.items()
            if not uri
        ]
        client = environment.get("KADANS_STORAGE__clientId", "")
        kind = environment.get("KADANS_STORAGE__credential", "")
        return StorageAddress(
            blob_uri=uris["blob"],
            queue_uri=uris["queue"],
            table_uri=uris["table"],
            managed=kind == "managedidentity" or "IDENTITY_ENDPOINT" in environment,
            client_id=client,
            ca_bundle=environment.get("KADANS_CA_BUNDLE", ""),
        )
    text = text or DEFAULT_STORAGE
    if text.startswith("folder:"):
        return StorageAddress(folder=Path(text.removeprefix("folder:")))
    if "AccountName=" in text or "Endpoint=" in text:
        return StorageAddress(connection_string=text, ca_bundle=environment.get("KADANS_CA_BUNDLE", ""))
    problems.append(
        f"KADANS_STORAGE: must be a folder such as {DEFAULT_STORAGE}, or the connection string of a storage account."
    )
    return StorageAddress(folder=Path(".kadans"))
