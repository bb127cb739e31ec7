"""infra/ as far as it can be checked without a compiler: grammar, names of properties, parameters, outputs, settings, alerts."""

import ast
import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.infra.bicep import FILES, ROOT, Resource, parsed, resources

KNOWN: dict[str, dict[str, list[str]]] = tomllib.loads((ROOT / "infra" / "properties.toml").read_text())
MAIN = ROOT / "infra" / "main.bicep"
APP = ROOT / "infra" / "modules" / "app.bicep"
LOCAL_ONLY = {"FUNCTIONS_WORKER_RUNTIME", "AzureWebJobsStorage", "KADANS_STORAGE", "KADANS_CLIENT_SECRET"}
"""Settings of a developer's machine: in Azure the plan tells the runtime, and identities stand in for keys."""
AZURES_OWN = re.compile(r"APPLICATIONINSIGHTS_|PYTHON_APPLICATIONINSIGHTS_|OTEL_|AzureWebJobsStorage__")
"""Read by the host and the worker."""


def test_every_file_is_grammatical_bicep() -> None:
    assert len(FILES) > 7
    for file in FILES:
        assert parsed(file)


def test_every_resource_of_a_file_is_seen() -> None:
    for file in FILES:
        written = len(re.findall(r"(?m)^\s*resource \w+ '", file.read_text()))
        assert written == len(parsed(file).get("resources", {})), f"{file.name}: nested ones are lost: use parent"


@pytest.mark.parametrize("resource", [pytest.param(each, id=f"{each.file} {each.name}") for each in resources()])
def test_every_property_has_a_documented_name(resource: Resource) -> None:
    assert resource.kind in KNOWN, "write its names into infra/properties.toml, from the type's page"
    assert set(resource.paths()) <= set(KNOWN[resource.kind]["properties"])


def test_the_list_holds_no_type_that_is_not_used() -> None:
    assert {each.kind for each in resources()} == set(KNOWN)


def test_parameters_of_the_pilot_are_those_of_the_template() -> None:
    given = json.loads((ROOT / "infra" / "main.parameters.json").read_text())["parameters"]
    known = parsed(MAIN)["parameters"]
    assert set(given) <= set(known)
    assert {name for name, told in known.items() if told["default"] is None} <= set(given)


def test_modules_get_each_parameter_that_they_ask_for_and_give_each_output_that_is_used() -> None:
    modules = parsed(MAIN)["modules"]
    for name, told in modules.items():
        module = parsed(ROOT / "infra" / told["detail"]["path"] if "detail" in told else _file_of(name))
        config = told["config"]
        while "condition" in config:
            config = config["config"]
        given = set(config["params"])
        known = module["parameters"]
        assert given <= set(known), name
        assert {each for each, one in known.items() if one["default"] is None} <= given, name
    for module_name, output in re.findall(r"(\w+)\.outputs\.(\w+)", MAIN.read_text()):
        assert output in parsed(_file_of(module_name))["outputs"], f"{module_name}.{output}"


def _file_of(module: str) -> Path:
    found = re.search(rf"module {module} '([^']+)'", MAIN.read_text())
    assert found is not None
    return ROOT / "infra" / found[1]


def _settings() -> set[str]:
    variables = parsed(APP)["variables"]
    names = set(variables["own"]["value"]) | set(variables["telemetry"]["value"])
    text = APP.read_text()
    names |= set(re.findall(r"\{ (KADANS_\w+): ", text))
    for prefix in re.findall(r"'(\w+__)\$\{entry\.key\}'", text):
        names |= {f"{prefix}{key}" for part in ("services", "identityKeys") for key in variables[part]["value"]}
    return names


def _source(*rooms: str) -> str:
    return "\n".join(file.read_text() for room in rooms for file in sorted((ROOT / room).rglob("*.py")))


def test_every_setting_is_one_that_something_reads() -> None:
    code = _source("jobs", "storage", "graph") + (ROOT / "function_app.py").read_text()
    told = _settings()
    assert len(told) > 15
    unread = {name for name in told if name not in code and not AZURES_OWN.match(name)}
    assert {name for name in unread if not name.startswith("KADANS_STORAGE__")} == set()
    for name in told:
        if name.startswith("KADANS_STORAGE__"):
            tail = name.removeprefix("KADANS_STORAGE__")
            assert name in code or f'"{tail.removesuffix("ServiceUri")}"' in code, name


def test_every_setting_that_the_code_needs_in_azure_is_set() -> None:
    told = _settings()
    needed = set(re.findall(r"%(\w+)%", (ROOT / "function_app.py").read_text()))
    needed |= {"KADANS_TENANT_ID", "KADANS_CLIENT_ID", "KADANS_POLICY", "APPLICATIONINSIGHTS_CONNECTION_STRING"}
    assert needed <= told
    assert not any("SECRET" in name or "CERTIFICATE" in name for name in told), "the identity has no secret"
    assert "FUNCTIONS_WORKER_RUNTIME" not in told, "Flex Consumption refuses it"


def test_the_settings_of_a_developers_machine_are_the_same() -> None:
    local: dict[str, Any] = json.loads((ROOT / "local.settings.example.json").read_text())["Values"]
    assert set(local) - LOCAL_ONLY <= _settings()


def test_alerts_look_for_lines_that_the_code_logs_and_functions_that_exist() -> None:
    text = (ROOT / "infra" / "modules" / "alerts.bicep").read_text()
    logged = {
        node.args[0].value
        for file in (ROOT / "jobs").rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"info", "warning", "error"}
        and node.args
        and isinstance(node.args[0], ast.Constant)
    }
    events = set(re.findall(r'line\.event\) == "([^"]+)"', text))
    assert events == {"alarm", "planned", "audit failed"}
    assert events <= logged
    functions = {
        each.name
        for each in ast.parse((ROOT / "function_app.py").read_text()).body
        if isinstance(each, ast.FunctionDef)
    }
    asked = {name for group in re.findall(r"where name in \(([^)]+)\)", text) for name in re.findall(r'"(\w+)"', group)}
    assert asked
    assert asked <= functions
