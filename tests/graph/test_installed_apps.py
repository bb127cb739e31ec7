"""The Teams app in people's chats, over HTTPS from the sandbox and from scripts."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from core.errors import AnswerError, GoneError, NotGrantedError
from graph.address import GraphAddress
from graph.installed_apps import GraphInstalledApps
from graph.requests import Requests
from graph.token import TokenProvider
from graph.transport import Transport
from sandbox import FOR_BOTS, GRANTED, Company, Fault, Faults, Served, build, served_in_thread
from tests.graph.wire import Asked, Graph, Line, Says, in_turn, refusal

INSTALL = "TeamsAppInstallation.ReadWriteSelfForUser.All"
CATALOGUE = "AppCatalog.Read.All"


@pytest.fixture(scope="module")
def company() -> Company:
    return build(seed=3, people=12)


@pytest.fixture
def served(company: Company) -> Iterator[Served]:
    with served_in_thread(company, faults=Faults.none(), granted=GRANTED | FOR_BOTS) as found:
        yield found


def chat(served: Served, person: str, *, app: str | None = None) -> str | None:
    address = GraphAddress(
        url=served.graph_url,
        authority=served.authority,
        tenant=served.company.tenant_id,
        client=served.company.client_id,
        secret=served.company.client_secret,
        ca_bundle=str(served.ca_file),
    )

    async def ask() -> str | None:
        async with Transport(address, TokenProvider(address)) as transport:
            found = GraphInstalledApps(transport, Requests(address.url), app=app or served.apps.manifest_id)
            told = await found.chat_with(person)
        await asyncio.sleep(0.01)
        return told

    return asyncio.run(ask())


def asked(served: Served) -> list[tuple[str, int]]:
    return [(each.method, each.status) for each in served.requests if "Apps" in each.path]


def test_an_installed_app_takes_two_readings(served: Served, company: Company) -> None:
    manager = company.teams[0].manager
    served.apps.installed.add(manager)
    assert chat(served, manager) == served.apps.chat_of(manager)
    assert asked(served) == [("GET", 200), ("GET", 200)]


def test_a_missing_app_is_installed_from_the_catalogue(served: Served, company: Company) -> None:
    manager = company.teams[0].manager
    assert chat(served, manager) == served.apps.chat_of(manager)
    assert served.apps.installed == {manager, *company.asked}
    assert asked(served) == [("GET", 200), ("GET", 200), ("POST", 201), ("GET", 200), ("GET", 200)]


def test_an_app_in_no_catalogue_is_told_from_trouble(served: Served, company: Company) -> None:
    served.apps.offered = False
    assert chat(served, company.teams[0].manager) is None
    served.apps.offered = True
    assert chat(served, company.teams[0].manager, app="o'another app") is None


def test_without_anybody_there_is_no_chat(served: Served) -> None:
    with pytest.raises(GoneError):
        chat(served, "00000000-0000-4000-8000-000000000000")


@pytest.mark.parametrize(
    ("missing", "installed", "fine"),
    [
        pytest.param({INSTALL}, True, False, id="may not look"),
        pytest.param({CATALOGUE}, True, True, id="installed already, no catalogue needed"),
        pytest.param({CATALOGUE}, False, False, id="may not look into the catalogue"),
    ],
)
def test_a_missing_permission_is_told_as_one(company: Company, missing: set[str], installed: bool, fine: bool) -> None:
    manager = company.teams[0].manager
    with served_in_thread(company, faults=Faults.none(), granted=(GRANTED | FOR_BOTS) - missing) as served:
        if installed:
            served.apps.installed.add(manager)
        if fine:
            assert chat(served, manager) == served.apps.chat_of(manager)
        else:
            with pytest.raises(NotGrantedError):
                chat(served, manager)


def test_an_installation_cut_off_is_asked_for_again_and_the_conflict_is_fine(company: Company) -> None:
    manager = company.teams[0].manager
    faults = Faults(faults=(Fault(match="/installedApps$", after=1, kind="truncated"),))
    with served_in_thread(company, faults=faults, granted=GRANTED | FOR_BOTS) as served:
        assert chat(served, manager) == served.apps.chat_of(manager)


def test_somebody_else_may_install_it_at_the_same_time(graph: Graph) -> None:
    nobody, known = Says(body={"value": []}), Says(body={"value": [{"id": "one"}]})
    script = in_turn(nobody, known, refusal(409, "Conflict"), known, Says(body={"id": "the-chat"}))

    async def use(line: Line) -> str | None:
        return await GraphInstalledApps(line.transport, line.requests, app="app").chat_with("person")

    assert graph.run(script, use) == "the-chat"


def test_what_is_not_there_after_installing_is_asked_for_later(graph: Graph) -> None:
    def script(request: Asked) -> Says:
        return Says(body={"value": [{"id": "one"}] if "appCatalogs" in request.path else []})

    async def use(line: Line) -> str | None:
        return await GraphInstalledApps(line.transport, line.requests, app="app").chat_with("person")

    with pytest.raises(AnswerError, match="not seen yet"):
        graph.run(script, use)
