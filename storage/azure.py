"""Azure Storage: documents as blobs, rows in a table, messages in queues. The only module that knows its client libraries."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from azure.core import MatchConditions
from azure.core.credentials import TokenCredential
from azure.core.exceptions import (
    AzureError,
    HttpResponseError,
    ResourceExistsError,
    ResourceModifiedError,
    ResourceNotFoundError,
)
from azure.core.settings import settings
from azure.data.tables import TableClient, TableServiceClient, UpdateMode
from azure.storage.blob import BlobClient, BlobServiceClient, ContainerClient
from azure.storage.queue import QueueClient, QueueServiceClient, TextBase64DecodePolicy, TextBase64EncodePolicy

from core.errors import NotReachedError, PolicyError
from core.ports import PolicyText, Received, Row, Values
from storage.address import StorageAddress

_SYSTEM = frozenset({"PartitionKey", "RowKey", "Timestamp"})


@contextmanager
def _told() -> Iterator[None]:
    """Turn what the client libraries raise into a sentence without addresses and signatures."""
    try:
        yield
    except HttpResponseError as error:
        raise NotReachedError(
            f"Azure Storage refuses ({error.status_code}): check KADANS_STORAGE and the roles of the app's identity."
        ) from None
    except AzureError:
        raise NotReachedError("Azure Storage can't be reached: check KADANS_STORAGE and the network.") from None


class BlobPapers:
    """The `Papers` port on a blob container."""

    def __init__(self, container: ContainerClient) -> None:
        self._container = container

    def read(self, name: str) -> bytes | None:
        """Return a document, or None where there is none."""
        with _told():
            try:
                return self._container.download_blob(name).readall()
            except ResourceNotFoundError:
                return None

    def create(self, name: str, content: bytes) -> bool:
        """Keep a document where there is none; tell whether this call did."""
        with _told():
            try:
                self._container.upload_blob(name, content, overwrite=False)
            except ResourceExistsError:
                return False
            return True

    def write(self, name: str, content: bytes) -> None:
        """Keep a document in place of what was there."""
        with _told():
            self._container.upload_blob(name, content, overwrite=True)

    def names(self, prefix: str) -> list[str]:
        """Return the names that begin with a prefix, sorted."""
        with _told():
            return sorted(self._container.list_blob_names(name_starts_with=prefix))

    def remove(self, name: str) -> None:
        """Forget a document, if it is there."""
        with _told():
            try:
                self._container.delete_blob(name)
            except ResourceNotFoundError:
                return


class TableRows:
    """The `Rows` port on a table: the part of a key before its first slash is the partition."""

    def __init__(self, table: TableClient, *, tenant: str) -> None:
        self._table = table
        self._tenant = tenant

    def read(self, key: str) -> Row | None:
        """Return a row, or None where there is none."""
        with _told():
            try:
                found = self._table.get_entity(*self._place(key))
            except ResourceNotFoundError:
                return None
            return Row(values=_values(found), tag=str(found.metadata["etag"]))

    def insert(self, key: str, values: Values) -> bool:
        """Keep a row where there is none; tell whether this call did."""
        with _told():
            try:
                self._table.create_entity(self._entity(key, values))
            except ResourceExistsError:
                return False
            return True

    def replace(self, key: str, values: Values, *, tag: str) -> bool:
        """Change a row that is still as it was read; tell whether it was."""
        with _told():
            try:
                self._table.update_entity(
                    self._entity(key, values),
                    mode=UpdateMode.REPLACE,
                    etag=tag,
                    match_condition=MatchConditions.IfNotModified,
                )
            except (ResourceModifiedError, ResourceNotFoundError):
                return False
            return True

    def remove(self, key: str, *, tag: str) -> bool:
        """Forget a row that is still as it was read; tell whether it was."""
        with _told():
            try:
                partition, name = self._place(key)
                # Deleting what is not there succeeds in the client library, so its absence is looked at first.
                self._table.get_entity(partition, name)
                self._table.delete_entity(partition, name, etag=tag, match_condition=MatchConditions.IfNotModified)
            except (ResourceModifiedError, ResourceNotFoundError):
                return False
            return True

    def listed(self, prefix: str) -> dict[str, Row]:
        """Return the rows whose keys begin with a prefix that ends in a slash."""
        kind, _, rest = prefix.partition("/")
        start = rest.replace("/", "|")
        with _told():
            found = self._table.query_entities(
                "PartitionKey eq @partition and RowKey ge @start and RowKey lt @end",
                parameters={"partition": f"{self._tenant}|{kind}", "start": start, "end": f"{start}\U0000ffff"},
            )
            return {
                f"{kind}/{each['RowKey']}".replace("|", "/"): Row(values=_values(each), tag=str(each.metadata["etag"]))
                for each in found
            }

    def _place(self, key: str) -> tuple[str, str]:
        kind, _, rest = key.partition("/")
        return f"{self._tenant}|{kind}", rest.replace("/", "|")  # a RowKey takes no slash

    def _entity(self, key: str, values: Values) -> dict[str, str | int]:
        partition, row = self._place(key)
        return {"PartitionKey": partition, "RowKey": row, **values}


def _values(entity: object) -> Values:
    return {key: value for key, value in dict(entity).items() if key not in _SYSTEM}  # type: ignore[call-overload]


class StorageQueues:
    """The `Queues` port on storage queues, in base64 as the Functions host expects it."""

    def __init__(self, service: QueueServiceClient) -> None:
        self._service = service

    def client(self, queue: str) -> QueueClient:
        """Return a queue."""
        return self._service.get_queue_client(
            queue, message_encode_policy=TextBase64EncodePolicy(), message_decode_policy=TextBase64DecodePolicy()
        )

    def send(self, queue: str, text: str, *, delay: int = 0) -> None:
        """Send a message that can be received after so many seconds, seven days at most."""
        with _told():
            self.client(queue).send_message(text, visibility_timeout=delay)

    def receive(self, queue: str, *, hidden: int) -> Received | None:
        """Return the oldest message that can be seen and hide it for so many seconds, or None."""
        with _told():
            found = self.client(queue).receive_message(visibility_timeout=hidden)
        if found is None:
            return None
        return Received(
            id=found.id,
            text=str(found.content),
            dequeued=found.dequeue_count or 0,
            receipt=found.pop_receipt or "",
        )

    def finish(self, queue: str, message: Received) -> None:
        """Take a message away for good; one that somebody else has received since stays."""
        with _told():
            try:
                self.client(queue).delete_message(message.id, message.receipt)
            except HttpResponseError as error:
                if error.status_code not in {400, 404}:
                    raise

    def put_back(self, queue: str, message: Received, *, delay: int) -> None:
        """Let a message be received again, after so many seconds."""
        with _told():
            try:
                self.client(queue).update_message(message.id, message.receipt, visibility_timeout=delay)
            except HttpResponseError as error:
                if error.status_code not in {400, 404}:
                    raise


class BlobPolicy:
    """The `PolicySource` port on a blob that admins upload; its ETag is the version."""

    def __init__(self, blob: BlobClient) -> None:
        self._blob = blob

    def read(self) -> PolicyText:
        """Return the policy as it was uploaded last.

        Raises:
            PolicyError: there is none.
        """
        with _told():
            try:
                found = self._blob.download_blob()
            except ResourceNotFoundError:
                raise PolicyError(
                    "KADANS_POLICY: there is no policy at this address yet: upload it; config/policy.toml is a start."
                ) from None
            return PolicyText(name="policy.toml", content=found.readall(), tag=str(found.properties.etag))


class AzureServices:
    """The three services of one storage account."""

    def __init__(self, address: StorageAddress) -> None:
        self._address = address
        settings.tracing_enabled = False  # its own spans hold addresses
        trust = _trust(address)
        if address.connection_string:
            text = address.connection_string
            self._blobs = BlobServiceClient.from_connection_string(text, **trust)
            self._tables = TableServiceClient.from_connection_string(text, **trust)
            self._queues = QueueServiceClient.from_connection_string(text, **trust)
        else:
            identity = credential(address)
            self._blobs = BlobServiceClient(address.blob_uri, credential=identity, **trust)
            self._tables = TableServiceClient(endpoint=address.table_uri, credential=identity, **trust)
            self._queues = QueueServiceClient(address.queue_uri, credential=identity, **trust)

    def papers(self) -> BlobPapers:
        """Return the documents."""
        return BlobPapers(self._blobs.get_container_client(self._address.container))

    def rows(self, *, tenant: str) -> TableRows:
        """Return a tenant's rows."""
        return TableRows(self._tables.get_table_client(self._address.table), tenant=tenant)

    def queues(self) -> StorageQueues:
        """Return the queues."""
        return StorageQueues(self._queues)

    def prepare(self, queues: tuple[str, ...]) -> None:
        """Make the container, the table and the queues where they are not there yet."""
        with _told():
            self._tables.create_table_if_not_exists(self._address.table)
            container = self._blobs.get_container_client(self._address.container)
            if not container.exists():
                _made(container.create_container)
            for queue in queues:
                _made(self.queues().client(queue).create_queue)


def _made(make: Callable[[], object]) -> None:
    """Make something, or find that it is there."""
    try:
        make()
    except ResourceExistsError:
        return


def _trust(address: StorageAddress) -> dict[str, Any]:
    """Return which certificates the client libraries trust."""
    return {"connection_verify": address.ca_bundle} if address.ca_bundle else {}


def credential(address: StorageAddress) -> TokenCredential:
    """Return the app's own identity in Azure, or on a developer's machine whoever is signed in."""
    from azure.identity import DefaultAzureCredential, ManagedIdentityCredential  # noqa: PLC0415 - half a second

    if address.managed:
        return ManagedIdentityCredential(client_id=address.client_id or None)
    return DefaultAzureCredential()


def policy_blob(address: StorageAddress, url: str) -> BlobPolicy:
    """Return the policy at the address of a blob: with the storage's own identity, or with the key where it is the same account."""
    if address.connection_string:
        service = BlobServiceClient.from_connection_string(address.connection_string, **_trust(address))
        if url.startswith(f"{service.url.rstrip('/')}/"):
            container, _, name = url.removeprefix(f"{service.url.rstrip('/')}/").partition("/")
            return BlobPolicy(service.get_blob_client(container, name))
    return BlobPolicy(BlobClient.from_blob_url(url, credential=credential(address), **_trust(address)))
