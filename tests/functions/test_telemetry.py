"""What reaches Application Insights, sent by Microsoft's own exporter from Microsoft's own worker: received here, and searched."""

import gzip
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from jobs.messages import AUDITS, AuditMessage
from sandbox import MARKER, Fault, Faults
from tests.functions.conftest import living
from tests.functions.test_functions import assert_nothing_leaked, forbidden

ALLOWED = {
    "kadans.run",
    "kadans.team",
    "kadans.week",
    "kadans.attempt",
    "kadans.audits",
    "kadans.deliveries",
    "kadans.gaps",
}


class Insights:
    """What Application Insights has been told."""

    def __init__(self, port: int) -> None:
        self.items: list[dict[str, Any]] = []
        self.settings = {
            "APPLICATIONINSIGHTS_CONNECTION_STRING": (
                f"InstrumentationKey={uuid4()};IngestionEndpoint=http://127.0.0.1:{port}/;"
                f"LiveEndpoint=http://127.0.0.1:{port}/"
            ),
            "APPLICATIONINSIGHTS_STATSBEAT_DISABLED_ALL": "true",
            "APPLICATIONINSIGHTS_CONTROLPLANE_DISABLED": "true",
            "PYTHON_APPLICATIONINSIGHTS_ENABLE_TELEMETRY": "true",
            "OTEL_TRACES_SAMPLER": "always_on",
        }

    def spans(self) -> list[dict[str, Any]]:
        kinds = {"RequestData", "RemoteDependencyData"}
        return [each for each in self.items if each["data"]["baseType"] in kinds]


@pytest.fixture
def insights() -> Iterator[Insights]:
    class Ingestion(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if self.headers.get("Content-Encoding") == "gzip":
                body = gzip.decompress(body)
            told = [json.loads(line) for line in body.splitlines()] if "track" in self.path else []
            items = [item for each in told for item in (each if isinstance(each, list) else [each])]
            found.items += items
            answer = json.dumps({"itemsReceived": len(items), "itemsAccepted": len(items), "errors": []}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Ingestion) as server:
        found = Insights(server.server_port)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield found
        server.shutdown()
        thread.join()


def test_spans_tell_run_team_week_and_counts_and_nothing_else_even_in_trouble(
    emulator: str, tmp_path: Path, insights: Insights
) -> None:
    faults = Faults(
        faults=(
            Fault(match="/flows/channel/", times=1, kind="reset"),
            Fault(match="/users/[^/]+/calendarView$", every=3, status=404),
        )
    )
    with living(emulator, tmp_path, faults, catches_up=False) as tenant:
        # The worst case: an admin has switched no instrumentation off and takes every logger.
        with tenant.app(**insights.settings) as host:
            assert host.well(host.fire("plan"))
            host.drain()
            wrong = AuditMessage(team=tenant.teams()[0], week="2020-W01", give_up_at=2**31)
            tenant.storage.queues.send(AUDITS, wrong.text())
            host.drain()
            host.get("health")
        assert_nothing_leaked(tenant, host)
        spans = insights.spans()
        assert {each["data"]["baseData"]["name"] for each in spans} == {"plan", "audit", "read", "deliver", "alarm"}
        told = {key for each in spans for key in each["data"]["baseData"]["properties"]}
        assert {key for key in told if not key.startswith("_MS.")} <= ALLOWED
        traces = {each["tags"]["ai.operation.id"] for each in spans}
        assert traces <= set(host.traces), "a span belongs to the invocation of the host"
        everything = json.dumps(insights.items)
        assert [each for each in forbidden(tenant) if each.casefold() in everything.casefold()] == []
        for address in ("calendarView", "/users/", "oauth2", "invoke", "devstoreaccount1", "RowKey"):
            assert address not in everything
        assert "127.0.0.1" not in json.dumps(spans)
        assert MARKER in forbidden(tenant)


def test_an_error_is_told_by_its_kind(emulator: str, tmp_path: Path, insights: Insights) -> None:
    with living(emulator, tmp_path, teams=1, catches_up=False) as tenant:
        with tenant.app(KADANS_CLIENT_SECRET=f"{MARKER}-wrong", **insights.settings) as host:
            text = AuditMessage(team=tenant.teams()[0], week="2026-W30", give_up_at=2**31).text()
            tenant.storage.queues.send(AUDITS, text)
            host.drain()
        audits = [each["data"]["baseData"] for each in insights.spans() if each["data"]["baseData"]["name"] == "audit"]
        assert len(audits) == 5
        assert all(not each["success"] for each in audits)
        everything = json.dumps(insights.items)
        assert [each for each in forbidden(tenant) if each.casefold() in everything.casefold()] == []
