# Each command sets up what it needs. The first run takes a few minutes (Microsoft's Graph SDK is large), later ones seconds.
.DEFAULT_GOAL := help
SHELL := /bin/bash
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
PYTHON := $(shell bash .ci/find-python)

.PHONY: help demo demo-azure test check lint bench pictures playground words docs requirements deployable package package-test infra-check sbom clean

help:  ## what there is
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

$(READY): requirements-dev.txt pyproject.toml
	@test -n "$(PYTHON)" || { bash .ci/find-python --explain; exit 2; }
	@test -x $(BIN)/python || "$(PYTHON)" -m venv $(VENV)
	@echo "Setting up $(VENV): a few minutes the first time, mostly for Microsoft's Graph SDK."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --config-settings editable_mode=compat --editable .
	@touch $(READY)

demo: $(READY)  ## a made-up company, audited over HTTPS, with cards to look at
	@$(BIN)/kadans demo

demo-azure: $(READY)  ## the same company, by the app for Azure: Azurite, Microsoft's Python worker, cards in Teams workflows
	@bash .ci/azurite-tools
	@$(BIN)/kadans demo --as-azure

test: $(READY)  ## every test
	@bash .ci/browser-tools || true
	@bash .ci/azurite-tools || true
	@bash .ci/teams-tools || true
	@bash .ci/playground-tools || true
	@$(BIN)/python -m pytest $(ARGS)

lint: $(READY)  ## formatting, style, types, layers
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

check: lint test  ## what CI runs

pictures: $(READY)  ## cards as PNG files, by the official renderer
	@bash .ci/browser-tools
	@$(BIN)/python -m tests.pictures

bench: $(READY)  ## how fast and how small, against the stock SDK and the floor; ARGS=--quick for less
	@$(BIN)/python -m bench $(ARGS)

playground: $(READY)  ## the demo's cards in Microsoft's Agents Playground, a Teams on this machine
	@bash .ci/playground-tools
	@$(BIN)/python -m tests.playground

words: $(READY)  ## collect the texts into the catalogues of translations
	@$(BIN)/python -m reports.catalogue
	@$(BIN)/python -m reports.transparency.catalogue

docs: $(READY)  ## generate config/policy.schema.json, docs/policy.md, docs/metrics.md and docs/auditors from the code
	@$(BIN)/python -m jobs.policy_docs
	@$(BIN)/python -m tests.metric_pages

requirements: $(READY)  ## compile requirements*.txt from pyproject.toml
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.13 --generate-hashes --no-emit-index-url --no-header pyproject.toml -o requirements.txt
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.13 --generate-hashes --no-emit-index-url --no-header pyproject.toml --group dev -o requirements-dev.txt

deployable: $(READY)  ## the app starts with requirements.txt alone, as Azure installs it
	@bash .ci/azurite-tools
	@$(BIN)/python -m pytest tests/functions/test_deployable.py

infra-check: $(READY)  ## infra/ against checkov's rules; names of properties are a part of `make test`
	@bash .ci/infra-tools
	@.tools/infra/bin/checkov -d infra --config-file infra/.checkov.yaml

package: $(READY)  ## the zip to deploy, with all dependencies inside: build/kadans.zip
	@$(BIN)/python -m infra.package

package-test: $(READY)  ## the package is made the same twice, and the app runs from it alone
	@bash .ci/azurite-tools
	@$(BIN)/python -m infra.package
	@$(BIN)/python -m infra.package --out build/again/kadans.zip --folder build/again/package
	@KADANS_PACKAGES=build/kadans.zip:build/again/kadans.zip $(BIN)/python -m pytest tests/package

sbom: $(READY)  ## the list of parts of a deployment, CycloneDX: build/kadans.cdx.json
	@mkdir -p build
	@$(BIN)/cyclonedx-py requirements --output-reproducible --of JSON -o build/kadans.cdx.json --pyproject pyproject.toml requirements.txt
	@echo "build/kadans.cdx.json: $$(grep -c '"purl"' build/kadans.cdx.json) parts."

clean:  ## remove everything that was set up
	rm -rf $(VENV) .tools node_modules out .kadans build *.egg-info
