"""Where the memory and the policy lie, as the environment says it."""

import sys
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest
from azure.storage.blob import BlobServiceClient

import cli
from core.errors import NotReachedError, PolicyError
from jobs.settings import read_settings
from jobs.wiring import open_storage, policy_source
from sandbox.azure.azurite import why_not
from storage.address import StorageAddress
from tests.storage.identity import identity_storage

BASE = {"KADANS_TENANT_ID": "t", "KADANS_CLIENT_ID": "app", "KADANS_CLIENT_SECRET": "s"}
URIS = {
    f"KADANS_STORAGE__{name}ServiceUri": f"https://a.{name}.core.windows.net" for name in ("blob", "queue", "table")
}


def test_without_a_word_the_memory_is_a_folder() -> None:
    assert read_settings(BASE).storage == StorageAddress(folder=Path(".kadans"))


def test_storage_without_keys_signs_in_as_the_managed_identity() -> None:
    told = {"KADANS_STORAGE__credential": "managedidentity", "KADANS_STORAGE__clientId": "identity"}
    address = read_settings({**BASE, **URIS, **told}).storage
    assert (address.managed, address.client_id) == (True, "identity")
    assert address.table_uri == "https://a.table.core.windows.net"
    assert open_storage(read_settings({**BASE, **URIS, **told})).ledger is not None


def test_a_missing_address_is_named() -> None:
    del (uris := dict(URIS))["KADANS_STORAGE__queueServiceUri"]
    with pytest.raises(PolicyError, match="KADANS_STORAGE__queueServiceUri is not set"):
        read_settings({**BASE, **uris})


def test_a_key_is_in_no_repr_and_no_error() -> None:
    text = "DefaultEndpointsProtocol=https;AccountName=nobody;AccountKey=U0VDUkVU;BlobEndpoint=http://127.0.0.1:1/x"
    assert "U0VDUkVU" not in repr(read_settings({**BASE, "KADANS_STORAGE": text}))
    with pytest.raises(PolicyError) as wrong:
        read_settings({**BASE, "KADANS_STORAGE": "U0VDUkVU"})
    assert "U0VDUkVU" not in str(wrong.value)


def test_a_policy_can_be_a_blob(emulator: str) -> None:
    name = f"policy-{uuid4()}"
    with BlobServiceClient.from_connection_string(emulator) as service:
        container = service.create_container(name)
        url = f"{service.url.rstrip('/')}/{name}/policy.toml"
        settings = read_settings({**BASE, "KADANS_STORAGE": emulator, "KADANS_POLICY": url})
        with pytest.raises(PolicyError, match="there is no policy at this address yet"):
            policy_source(settings).read()
        tags = []
        for content in (b"one = 1", b"two = 2"):
            container.upload_blob("policy.toml", content, overwrite=True)
            found = policy_source(settings).read()
            assert found.content == content
            tags.append(found.tag)
        assert tags[0] != tags[1]


# The client library itself asks an XML element for its truth.
@pytest.mark.filterwarnings("ignore:Testing an element:DeprecationWarning")
def test_a_refused_key_is_told_without_addresses(emulator: str) -> None:
    before, _, rest = emulator.partition("AccountKey=")
    wrong = f"{before}AccountKey=d3Jvbmc=;{rest.partition(';')[2]}"
    storage = open_storage(read_settings({**BASE, "KADANS_STORAGE": wrong}))
    for act in (
        lambda: storage.papers.read("x"),
        lambda: storage.rows.read("a/b"),
        lambda: storage.queues.send("a", "b"),
    ):
        with pytest.raises(NotReachedError, match=r"Azure Storage refuses \(40[03]\)") as found:
            act()
        assert "127.0.0.1" not in str(found.value)


@pytest.mark.filterwarnings("ignore:Testing an element:DeprecationWarning")  # as above
def test_a_token_of_somebody_else_is_refused_and_told_without_addresses(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reason = why_not()
    if reason:
        pytest.skip(reason)
    with identity_storage(tmp_path, issuer="https://issuer.example/") as told:
        for name in ("IDENTITY_ENDPOINT", "IDENTITY_HEADER"):
            monkeypatch.setenv(name, told[name])
        storage = open_storage(read_settings({**BASE, **told}))
        acts: list[Callable[[], object]] = [
            lambda: storage.rows.read("a/b"),
            lambda: storage.queues.send("aaa", "b"),
        ]
        for act in acts:
            with pytest.raises(NotReachedError, match=r"Azure Storage refuses \(40[13]\)") as found:
                act()
            assert "127.0.0.1" not in str(found.value)


def test_deliver_again_tells_what_a_key_looks_like(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in {**BASE, "KADANS_STORAGE": f"folder:{tmp_path}"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "argv", ["kadans", "deliver", "--again", "platform"])
    with pytest.raises(SystemExit) as left:
        cli.main()
    assert left.value.code == 2
    assert "Keys look like TEAM/2026-W46/ROUTE" in capsys.readouterr().err
