"""A company, a server, and somebody who asks it."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
import requests

from sandbox import GRANTED, Company, Faults, Served, build, served_in_thread

MORE = GRANTED | {"Channel.ReadBasic.All", "GroupMember.Read.All", "Organization.Read.All", "TeamMember.Read.All"}
"""What Kadans needs, and what it takes to look around."""


@dataclass(frozen=True)
class Caller:
    """Asks the sandbox as the app would: with a token, over TLS."""

    served: Served
    session: requests.Session

    def token(self, **form: str) -> requests.Response:
        company = self.served.company
        told = {
            "grant_type": "client_credentials",
            "client_id": company.client_id,
            "client_secret": company.client_secret,
            "scope": self.served.authority + "/.default",
            **form,
        }
        tenant = told.pop("tenant", company.tenant_id)
        return self.session.post(f"{self.served.authority}/{tenant}/oauth2/v2.0/token", data=told)

    def sign_in(self) -> None:
        self.session.headers["Authorization"] = f"Bearer {self.token().json()['access_token']}"

    def ask(self, path: str, **headers: str) -> requests.Response:
        address = path if path.startswith("https://") else self.served.graph_url + path
        return self.session.get(address, headers={name.replace("_", "-"): value for name, value in headers.items()})

    def pages(self, path: str, **headers: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        link: str | None = path
        while link is not None:
            answer = self.ask(link, **headers)
            assert answer.status_code == 200, answer.text
            found.append(answer.json())
            link = found[-1].get("@odata.nextLink")
        return found

    def all(self, path: str, **headers: str) -> list[dict[str, Any]]:
        return [item for page in self.pages(path, **headers) for item in page["value"]]

    def refusal(self, path: str, **headers: str) -> tuple[int, str]:
        answer = self.ask(path, **headers)
        return answer.status_code, answer.json()["error"]["code"]

    def week_of(self, person: str, *, top: int = 500, more: str = "") -> str:
        company = self.served.company
        window = f"startDateTime={company.start:%Y-%m-%dT%H:%M:%SZ}&endDateTime={company.end:%Y-%m-%dT%H:%M:%SZ}"
        return f"/users/{person}/calendarView?{window}&$top={top}{more}"


@contextmanager
def calling(company: Company, faults: Faults | None = None, granted: frozenset[str] = MORE) -> Iterator[Caller]:
    with (
        served_in_thread(company, faults=Faults.none() if faults is None else faults, granted=granted) as served,
        requests.Session() as session,
    ):
        session.verify = str(served.ca_file)
        session.trust_env = False
        caller = Caller(served, session)
        caller.sign_in()
        yield caller


@pytest.fixture(scope="session")
def company() -> Company:
    return build()


@pytest.fixture(scope="session")
def small() -> Company:
    return build(seed=3, people=12)


@pytest.fixture(scope="session")
def caller(company: Company) -> Iterator[Caller]:
    with calling(company) as found:
        yield found


@pytest.fixture(scope="session")
def call() -> Callable[..., Any]:
    return calling


@pytest.fixture(scope="session")
def unpacked() -> Callable[[str], bytes]:
    def unpack(part: str) -> bytes:
        return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))

    return unpack


@pytest.fixture(scope="session")
def portless() -> Callable[[str], str]:
    return lambda text: re.sub(r"127\.0\.0\.1:\d+", "HERE", text)
