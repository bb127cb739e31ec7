"""A storage account that takes no key: Azurite over HTTPS with Entra tokens, and the endpoint that gives an app its tokens.

Azurite looks at issuer, audience and lifetime of a token, and not at its signature: that part is Azure's alone.
"""

import base64
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from sandbox.azure.azurite import azurite
from sandbox.server.certificate import write_certificates

IDENTITY = "the-identity"
ISSUER = "https://sts.windows.net/00000000-0000-0000-0000-0000000000ff/"


@contextmanager
def identity_storage(folder: Path, *, issuer: str = ISSUER) -> Iterator[dict[str, str]]:
    """Run both while the block runs; give the settings that an app in Azure has."""
    authority, server_file = write_certificates(folder)
    with azurite(folder, certificate=server_file) as account, _identity_endpoint(issuer) as endpoint:
        yield {
            **{f"KADANS_STORAGE__{name}ServiceUri": address for name, address in account.addresses.items()},
            "KADANS_STORAGE__credential": "managedidentity",
            "KADANS_STORAGE__clientId": IDENTITY,
            "KADANS_CA_BUNDLE": str(authority),
            "IDENTITY_ENDPOINT": endpoint,
            "IDENTITY_HEADER": "known",
        }


@contextmanager
def _identity_endpoint(issuer: str) -> Iterator[str]:
    class Endpoint(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = parse_qs(urlsplit(self.path).query)
            fine = self.headers["X-IDENTITY-HEADER"] == "known" and asked["client_id"] == [IDENTITY]
            answer = {
                "access_token": _token(issuer, asked["resource"][0]),
                "expires_on": str(int(time.time()) + 3600),
                "resource": asked["resource"][0],
                "token_type": "Bearer",
            }
            body = json.dumps(answer if fine else {"statusCode": 401, "message": "no"}).encode()
            self.send_response(200 if fine else 401)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Endpoint) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/msi/token"
        finally:
            server.shutdown()
            thread.join()


def _token(issuer: str, audience: str) -> str:
    now = int(time.time())
    claims = {"iss": issuer, "aud": audience, "iat": now - 60, "nbf": now - 60, "exp": now + 3600, "oid": "made-up"}
    parts = ({"alg": "RS256", "typ": "JWT"}, claims)
    texts = [base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in parts]
    return ".".join([*texts, "bm90LXNpZ25lZA"])
