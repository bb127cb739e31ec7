"""The Entra token endpoint, as far as an app without a user needs it: a secret or a certificate for a token."""

from __future__ import annotations

import base64
import hashlib
import json
import time
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from sandbox.company import Company

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
LIFETIME = 3599
_BY_RESOURCE = (".Group", ".Chat", ".User")
GRAPH, BOT, FLOW = "graph", "bot", "flow"
OTHER_SCOPES = {
    "https://api.botframework.com/.default": BOT,
    "https://service.flow.microsoft.com//.default": FLOW,
}
"""What an app may ask a token for besides Graph: the Bot Connector, and flows that ask for a sign-in."""


class NoTokenError(Exception):
    """A refusal in the words of the token endpoint."""

    def __init__(self, status: int, error: str, description: str) -> None:
        """Refuse with an AADSTS number in *description*."""
        super().__init__(description)
        self.status = status
        self.body = {
            "error": error,
            "error_description": description,
            "error_codes": [int(description.partition(":")[0].removeprefix("AADSTS"))],
        }


class Login:
    """Gives out tokens that nobody signed, and remembers which are good."""

    def __init__(
        self,
        company: Company,
        certificates: tuple[x509.Certificate, ...] = (),
        *,
        granted: Iterable[str] = (),
        assigned: AbstractSet[str] = frozenset(),
    ) -> None:
        """Know one app: the one that reads *company*, by its secret or by one of *certificates*; and an administrator.

        The app's tokens tell the app roles among what is *granted*, and what was *assigned* since; consent team by team and
        Exchange's own roles are in no token.
        """
        self._company = company
        self._roles = {each for each in granted if " " not in each and not each.endswith(_BY_RESOURCE)}
        self._assigned = assigned
        self._admins: set[str] = set()
        self._certificates = list(certificates)
        self._tokens: dict[str, tuple[str, float]] = {}
        self._given = 0

    def register(self, pem: bytes) -> None:
        """Let the app sign in with one more certificate."""
        self._certificates.append(x509.load_pem_x509_certificate(pem))

    def good(self, token: str, *, audience: str = GRAPH) -> bool:
        """Tell whether *token* was given out here for *audience* and neither ended nor was taken away."""
        meant, ends = self._tokens.get(token, ("", 0))
        return meant == audience and ends > time.monotonic()

    def of_admin(self, token: str) -> bool:
        """Tell whether *token* was given to the administrator."""
        return token in self._admins

    def revoke(self, token: str) -> None:
        """Take a token away."""
        self._tokens.pop(token, None)

    def discovery(self, tenant: str, base: str) -> dict[str, Any]:
        """Return the OpenID configuration of *tenant*; every address in it is of this server.

        Raises:
            NoTokenError: there is no such tenant.
        """
        self._check_tenant(tenant)
        root = f"{base}/{tenant}"
        return {
            "token_endpoint": f"{root}/oauth2/v2.0/token",
            "token_endpoint_auth_methods_supported": ["client_secret_post", "private_key_jwt", "client_secret_basic"],
            "jwks_uri": f"{root}/discovery/v2.0/keys",
            "response_modes_supported": ["query", "fragment", "form_post"],
            "subject_types_supported": ["pairwise"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "response_types_supported": ["code", "id_token", "code id_token", "id_token token"],
            "scopes_supported": ["openid", "profile", "email", "offline_access"],
            "issuer": f"{root}/v2.0",
            "request_uri_parameter_supported": False,
            "authorization_endpoint": f"{root}/oauth2/v2.0/authorize",
            "device_authorization_endpoint": f"{root}/oauth2/v2.0/devicecode",
            "http_logout_supported": True,
            "end_session_endpoint": f"{root}/oauth2/v2.0/logout",
            "tenant_region_scope": "EU",
        }

    def token(self, tenant: str, form: Mapping[str, str], base: str) -> dict[str, Any]:
        """Return a new token for whoever proves to be the app.

        Raises:
            NoTokenError: wrong tenant, app, secret, certificate or scope.
        """
        self._check_tenant(tenant)
        if form.get("grant_type") != "client_credentials":
            raise NoTokenError(
                400, "unsupported_grant_type", "AADSTS70003: The app requested an unsupported grant type."
            )
        admin = form.get("client_id") == admin_id(self._company)
        if form.get("client_id") != self._company.client_id and not admin:
            told = form.get("client_id")
            raise NoTokenError(
                400, "unauthorized_client", f"AADSTS700016: Application '{told}' was not found in the directory."
            )
        own = {f"https://{host}:{base.rpartition(':')[2]}/.default": GRAPH for host in ("localhost", "127.0.0.1")}
        audience = (own | OTHER_SCOPES).get(form.get("scope", ""))
        if audience is None:
            raise NoTokenError(
                400, "invalid_scope", f"AADSTS70011: The provided value for scope {form.get('scope')} is not valid."
            )
        if form.get("client_assertion_type") == ASSERTION_TYPE:
            self._check_assertion(form.get("client_assertion", ""), f"{base}/{tenant}/oauth2/v2.0/token")
        elif form.get("client_secret") != (admin_secret(self._company) if admin else self._company.client_secret):
            raise NoTokenError(401, "invalid_client", "AADSTS7000215: Invalid client secret provided.")
        assertion = form.get("client_assertion_type") == ASSERTION_TYPE
        token = self._signed(form["scope"].removesuffix("/.default"), acr="2" if assertion else "1")
        self._tokens[token] = (audience, time.monotonic() + LIFETIME)
        if admin:
            self._admins.add(token)
        return {"token_type": "Bearer", "expires_in": LIFETIME, "ext_expires_in": LIFETIME, "access_token": token}

    def _signed(self, audience: str, *, acr: str) -> str:
        """Return a token of the shape that Graph's have: three parts, the second one with claims that anybody can read."""
        now, own = int(time.time()), service_principal_id(self._company)
        claims = {
            "aud": audience,
            "iss": f"https://sts.windows.net/{self._company.tenant_id}/",
            "iat": now,
            "nbf": now,
            "exp": now + LIFETIME,
            "appid": self._company.client_id,
            "appidacr": acr,
            "idtyp": "app",
            "oid": own,
            "roles": sorted(self._roles | self._assigned),
            "sub": own,
            "tid": self._company.tenant_id,
            "uti": f"{self._company.seed}.{len(self._tokens)}",
            "ver": "1.0",
        }
        parts = [json.dumps(each, separators=(",", ":")).encode() for each in ({"typ": "JWT", "alg": "RS256"}, claims)]
        signed = ".".join(_packed(part) for part in parts)
        return f"{signed}.{_packed(hashlib.sha256(signed.encode()).digest())}"

    def _check_tenant(self, tenant: str) -> None:
        if tenant not in {self._company.tenant_id, self._company.domain}:
            description = (
                f"AADSTS90002: Tenant '{tenant}' not found. Check to make sure you have the correct tenant ID."
            )
            raise NoTokenError(400, "invalid_tenant", description)

    def _check_assertion(self, assertion: str, audience: str) -> None:
        try:
            head, claims, signature = assertion.split(".")
            header, told = json.loads(_unpacked(head)), json.loads(_unpacked(claims))
            signed = any(
                _signed_by(certificate, header.get("alg"), f"{head}.{claims}".encode(), _unpacked(signature))
                for certificate in self._certificates
            )
        except ValueError:
            raise NoTokenError(401, "invalid_client", "AADSTS50027: JWT token is invalid or malformed.") from None
        if not signed:
            description = (
                "AADSTS700027: The certificate with identifier used to sign the client assertion is not registered."
            )
            raise NoTokenError(401, "invalid_client", description)
        if told.get("aud") != audience:
            raise NoTokenError(
                401, "invalid_client", "AADSTS50013: Assertion failed: the audience is not this endpoint."
            )
        if {told.get("sub"), told.get("iss")} != {self._company.client_id}:
            raise NoTokenError(
                401, "invalid_client", "AADSTS700021: Client assertion: issuer and subject must be the app."
            )
        if not float(told.get("exp", 0)) > time.time():
            raise NoTokenError(
                401, "invalid_client", "AADSTS700024: Client assertion is not within its valid time range."
            )


def service_principal_id(company: Company) -> str:
    """Return the object id of the app in the tenant."""
    return str(uuid5(NAMESPACE_URL, f"{company.client_id}.service-principal"))


def admin_id(company: Company) -> str:
    """Return the client id that an administrator signs in with: in a real tenant, a person."""
    return str(uuid5(NAMESPACE_URL, f"{company.client_id}.administrator"))


def admin_secret(company: Company) -> str:
    """Return the administrator's secret."""
    return hashlib.sha256(f"{company.client_secret}.administrator".encode()).hexdigest()[:32]


def _packed(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def _unpacked(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def _signed_by(certificate: x509.Certificate, algorithm: object, signed: bytes, signature: bytes) -> bool:
    key = certificate.public_key()
    if not isinstance(key, rsa.RSAPublicKey):
        return False
    scheme: padding.AsymmetricPadding
    if algorithm == "PS256":
        scheme = padding.PSS(mgf=padding.MGF1(hashes.SHA256()), salt_length=padding.PSS.DIGEST_LENGTH)
    elif algorithm == "RS256":
        scheme = padding.PKCS1v15()
    else:
        return False
    try:
        key.verify(signature, signed, scheme, hashes.SHA256())
    except InvalidSignature:
        return False
    return True
