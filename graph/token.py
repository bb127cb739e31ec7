"""Tokens from Entra through msal: with a client secret or a certificate, one provider for everybody who asks."""

import asyncio
import re
import time
from functools import cached_property
from pathlib import Path
from typing import Any, override

import msal
import requests
from tenacity import (
    Retrying,
    retry_if_exception_type,
    retry_if_not_exception_type,
    stop_after_attempt,
    wait_random_exponential,
)

from core.errors import NotReachedError, SignInError
from graph.address import GraphAddress, is_loopback

_TIMEOUT = 30
_RENEW_BEFORE = 300
"""Seconds; msal itself renews a cached token that expires within five minutes."""


_EXCHANGE = "api://AzureADTokenExchange"
"""What a managed identity's token is for where it stands in for a secret of an app registration."""

_TRY_AGAIN = Retrying(
    retry=retry_if_exception_type((msal.exceptions.MsalServiceError, requests.ConnectionError))
    & retry_if_not_exception_type(requests.exceptions.SSLError),
    stop=stop_after_attempt(3),
    wait=wait_random_exponential(multiplier=0.5, max=4),
    reraise=True,
)


class _Session(requests.Session):
    """A session whose own CA bundle wins over the environment's, where `requests` would do the opposite."""

    @override
    def merge_environment_settings(self, url: Any, proxies: Any, stream: Any, verify: Any, cert: Any) -> Any:
        settings = super().merge_environment_settings(url, proxies, stream, verify, cert)
        if isinstance(self.verify, str):
            settings["verify"] = self.verify
        return settings

    @override
    def request(self, *args: Any, **kwargs: Any) -> requests.Response:
        kwargs.setdefault("timeout", _TIMEOUT)
        return super().request(*args, **kwargs)


class TokenProvider:
    """Gives the current token, and a truly fresh one when Graph has refused the last."""

    def __init__(self, address: GraphAddress, *, scope: str | None = None) -> None:
        """Ask for nothing yet; `scope` is of another service than Graph and ends in /.default."""
        self._address = address
        self._scope = scope or address.scope
        self._lock = asyncio.Lock()
        self._token: str | None = None
        self._good_until = 0.0

    async def token(self, *, refused: str | None = None) -> str:
        """Return a token. With `refused`, never that one: msal's cache is emptied first.

        Raises:
            SignInError: Entra refuses the identity.
            NotReachedError: Entra can't be reached.
        """
        async with self._lock:
            if self._token is None or self._token == refused or time.monotonic() > self._good_until:
                token, lifetime = await asyncio.to_thread(self._acquire, fresh=refused is not None)
                self._token, self._good_until = token, time.monotonic() + max(lifetime - _RENEW_BEFORE, 0)
                return token
            return self._token

    def _acquire(self, *, fresh: bool) -> tuple[str, float]:
        where = self._address.authority
        try:
            if fresh and self._address.managed:
                del self._identity
            elif fresh:
                self._client.remove_tokens_for_client()
            if self._address.managed:
                answer = _TRY_AGAIN(self._identity.acquire_token_for_client, resource=_resource(self._scope))
            else:
                answer = _TRY_AGAIN(self._client.acquire_token_for_client, [self._scope])
        except requests.exceptions.SSLError:
            raise NotReachedError(
                f"The certificate of {where} is not trusted: set KADANS_CA_BUNDLE to the PEM file of your network."
            ) from None
        except requests.RequestException:
            raise NotReachedError(f"No connection to {where}: check the network and KADANS_AUTHORITY.") from None
        except msal.exceptions.MsalServiceError:
            raise NotReachedError(f"{where} is out of order at the moment: run again later.") from None
        except ValueError:
            raise SignInError(
                f"{where} does not know this tenant: check KADANS_TENANT_ID and KADANS_AUTHORITY."
            ) from None
        if not answer or "access_token" not in answer:
            raise SignInError(_refusal(answer or {}))
        return str(answer["access_token"]), float(answer.get("expires_in", 0))

    @cached_property
    def _client(self) -> Any:  # noqa: ANN401 - msal has no types
        session = _Session()
        if self._address.ca_bundle:
            session.verify = self._address.ca_bundle
        if is_loopback(self._address.authority):
            session.trust_env = False
        return msal.ConfidentialClientApplication(
            self._address.client,
            authority=f"{self._address.authority}/{self._address.tenant}",
            client_credential=self._credential(),
            http_client=session,
            instance_discovery=False,  # the authority is the admin's own choice; the sandbox is none that Entra knows
        )

    @cached_property
    def _identity(self) -> Any:  # noqa: ANN401 - msal has no types
        """The managed identity, as Azure's own endpoint on the machine knows it."""
        identity = msal.UserAssignedManagedIdentity(client_id=self._address.vouched_by or self._address.client)
        return msal.ManagedIdentityClient(identity, http_client=_Session())

    def _vouched(self) -> str:
        """Return the managed identity's word that we are the app registration, good for an hour."""
        answer = self._identity.acquire_token_for_client(resource=_EXCHANGE)
        if not answer or "access_token" not in answer:
            raise SignInError(_refusal(answer or {}))
        return str(answer["access_token"])

    def _credential(self) -> str | dict[str, Any]:
        if self._address.vouched_by:
            return {"client_assertion": self._vouched}
        if self._address.secret:
            return self._address.secret
        if not self._address.certificate:
            raise SignInError(
                "This needs to sign in as the app itself: set KADANS_CLIENT_SECRET or KADANS_CERTIFICATE. A managed identity "
                "can be used in Azure alone."
            )
        path = Path(self._address.certificate)
        try:
            pem = path.read_text("utf-8")
        except (OSError, UnicodeDecodeError):
            raise SignInError(
                f"KADANS_CERTIFICATE = {path}: there is no readable PEM file with a private key and a certificate."
            ) from None
        key = re.search(r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?-----END [A-Z ]*PRIVATE KEY-----", pem, re.DOTALL)
        certificate = re.search(r"-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----", pem, re.DOTALL)
        if not key or not certificate:
            lacking = "private key" if not key else "certificate"
            raise SignInError(f"KADANS_CERTIFICATE = {path}: the file holds no {lacking} in PEM form.")
        if not _usable(key[0].encode(), certificate[0].encode()):
            raise SignInError(
                f"KADANS_CERTIFICATE = {path}: it takes an RSA private key without a password, and its certificate."
            )
        return {"private_key": key[0], "public_certificate": certificate[0]}


def _resource(scope: str) -> str:
    """Return what a managed identity calls a scope."""
    return scope.removesuffix("/.default")


def _refusal(answer: dict[str, Any]) -> str:
    """Say what Entra said by its codes alone: its descriptions hold ids."""
    code = re.search(r"AADSTS\d+", str(answer.get("error_description", "")))
    said = " ".join(filter(None, [str(answer.get("error", "no token")), code[0] if code else ""]))
    what = {
        "invalid_client": "check KADANS_CLIENT_SECRET or KADANS_CERTIFICATE; secrets expire",
        "unauthorized_client": "check KADANS_CLIENT_ID",
        "invalid_request": "check KADANS_TENANT_ID and KADANS_CLIENT_ID",
        "invalid_scope": "check KADANS_GRAPH_URL",
    }.get(str(answer.get("error")), "check KADANS_TENANT_ID, KADANS_CLIENT_ID and the secret")
    return f"Entra refuses the sign-in ({said}): {what}."


def _usable(key: bytes, certificate: bytes) -> bool:
    """Tell whether it is an RSA key that opens without a password, and a certificate."""
    from cryptography.exceptions import UnsupportedAlgorithm  # noqa: PLC0415 - a secret or a managed identity needs none of it
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey  # noqa: PLC0415
    from cryptography.hazmat.primitives.serialization import load_pem_private_key  # noqa: PLC0415
    from cryptography.x509 import load_pem_x509_certificate  # noqa: PLC0415

    try:
        load_pem_x509_certificate(certificate)
        return isinstance(load_pem_private_key(key, password=None), RSAPrivateKey)
    except (ValueError, TypeError, UnsupportedAlgorithm):  # damaged; or encrypted, and nobody knows the password
        return False
