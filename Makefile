# The one door, for people and for CI alike. `make help` says what there is.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PYTHON ?= python3
BIN := .venv/bin
# Many tests wait more than they work: Terraform for its provider, that for AWS.
TEST_PROCESSES ?= 3
# Twice quiet: errors only.
PIP_INSTALL := -m pip install --quiet --quiet --disable-pip-version-check
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 \
	--generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links
IMAGES := auto_stop batch failover prediction routing
DOCKERFILES = $(wildcard lambdas/*/Dockerfile tests/*/image/Dockerfile)
# The Terraform that checkov looks at.
POLICED := modules envs
# What runs in the cloud, and what deploys it there.
PACKAGES := lambdas model smoke inferway deployment
COVERED = $(patsubst %/src/,%,$(wildcard lambdas/*/src/)) model
SOURCES := pyproject.toml $(IMAGES:%=lambdas/%/pyproject.toml)

.PHONY: help setup setup-dev demo down test outages lint policies privileges audit sbom coverage format bench lock clean
.PHONY: images plan propose apply deploy remember check go-back drill estimate pipeline

help: ## say what there is
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: .venv/.demo ## install what the demo and the inferway command need

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(None if (3, 11) <= sys.version_info < (3, 14) else \
	  f"Inferway needs Python 3.11 to 3.13, and {sys.executable} is {sys.version.split()[0]}: name another with PYTHON=...")'
	@command -v terraform >/dev/null || { echo "terraform is not on PATH: install the version of .terraform-version (https://developer.hashicorp.com/terraform/install)" >&2; exit 1; }
	$(PYTHON) -m venv .venv

# --no-deps and --no-build-isolation: the lock has named all that is installed.
.venv/.demo: requirements/demo.txt pyproject.toml | .venv/bin/python
	@echo "Installing Inferway and its packages into .venv (a minute or two)"
	@$(BIN)/python $(PIP_INSTALL) --require-hashes -r requirements/demo.txt
	@$(BIN)/python $(PIP_INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

setup-dev: .venv/.dev .venv-awscli/.done .venv-checkov/.done .venv-lint/.done .venv-rie/.done ## install what tests and checks need

.venv/.dev: requirements/dev.txt .venv/.demo
	@echo "Installing what tests need into .venv"
	@$(BIN)/python $(PIP_INSTALL) --require-hashes -r requirements/dev.txt
	@touch $@

# checkov and awscli pin other releases of boto3: each lives alone.
.venv-checkov/.done: requirements/checkov.txt | .venv/bin/python
	@echo "Installing checkov into .venv-checkov"
	@$(PYTHON) -m venv .venv-checkov
	@.venv-checkov/bin/python $(PIP_INSTALL) --require-hashes -r requirements/checkov.txt
	@touch $@

.venv-awscli/.done: requirements/awscli.txt | .venv/bin/python
	@echo "Installing the AWS command line into .venv-awscli"
	@$(PYTHON) -m venv .venv-awscli
	@.venv-awscli/bin/python $(PIP_INSTALL) --require-hashes -r requirements/awscli.txt
	@touch $@

# Tools without anything of the project's: each asks no package of ours.
.venv-lint/.done .venv-audit/.done: .venv-%/.done: requirements/%.txt | .venv/bin/python
	@echo "Installing what make $* needs into .venv-$*"
	@$(PYTHON) -m venv .venv-$*
	@.venv-$*/bin/python $(PIP_INSTALL) --require-hashes -r requirements/$*.txt
	@touch $@

# Of aws-sam-cli only AWS's Runtime Interface Emulator is wanted, a binary in
# its wheel: no environment, no dependencies.
.venv-rie/.done: requirements/rie.txt | .venv/bin/python
	@echo "Fetching AWS's Runtime Interface Emulator into .venv-rie"
	@$(BIN)/python $(PIP_INSTALL) --no-deps --require-hashes --upgrade --target .venv-rie -r requirements/rie.txt
	@touch $@

demo: setup ## train, start the local AWS, apply, publish, answer a real POST
	@$(BIN)/python -m local_aws.demo

down: ## stop the local AWS that the demo left up
	@if [ -x $(BIN)/inferway ]; then $(BIN)/inferway local down; fi

test: setup-dev ## every test there is, with two outages of a deployed stack
	$(BIN)/python -m pytest -n $(TEST_PROCESSES) --no-loadscope-reorder \
	  --tf-binary="$$(command -v terraform)"

outages: setup-dev ## game days and fifty outages of a deployed stack in two Regions: a night
	INFERWAY_OUTAGES=0-49 $(BIN)/python -m pytest tests/e2e/regions -s

lint: setup-dev policies ## ruff, mypy, terraform fmt, checkov, workflow and shell checks
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	terraform fmt -check -recursive -diff modules envs tests
	.venv-lint/bin/actionlint -shellcheck $(CURDIR)/.venv-lint/bin/shellcheck -pyflakes=
	.venv-lint/bin/zizmor --offline --quiet --persona pedantic --strict-collection .github
	.venv-lint/bin/hadolint $(DOCKERFILES)
	.venv-lint/bin/shellcheck .ci/run lambdas/prediction/entrypoint.sh

# The flows of docs/privileges.md: what uses the roles of a deployed stack.
FLOWS := tests/e2e $(patsubst %,tests/terraform/test_%.py,auto_stop endpoint failover \
	image_function model_store scale_to_zero_endpoint)
SEEN := dist/privileges

privileges: setup-dev ## run the flows, and write docs/privileges.md from what roles used
	rm -rf $(SEEN) && mkdir -p $(SEEN)
	INFERWAY_PRIVILEGES_DIR=$(CURDIR)/$(SEEN) $(BIN)/python -m pytest $(FLOWS) \
	  -n $(TEST_PROCESSES) --no-loadscope-reorder --tf-binary="$$(command -v terraform)" \
	  $(addprefix --ignore=,$(wildcard tests/e2e/test_privileges.py tests/e2e/*/test_privileges.py))
	$(BIN)/python -m tests.privileges --whole $(SEEN)

policies: .venv-checkov/.done ## checkov, with the rules of docs/policies.md
	@# Its warnings are of expressions that it cannot evaluate. Given two folders, it
	@# scans the first one twice.
	for folder in $(POLICED); do \
	  LOG_LEVEL=ERROR .venv-checkov/bin/checkov --directory=$$folder --external-checks-dir=policies \
	    --framework=terraform --skip-download --quiet --compact || exit 1; \
	done

audit: .venv-audit/.done .venv-lint/.done ## bandit; and pip-audit, which asks PyPI for known weaknesses
	.venv-lint/bin/bandit --quiet --recursive --severity-level medium --confidence-level medium $(PACKAGES)
	@for lock in requirements/*.txt; do \
	  echo "pip-audit $$lock"; \
	  .venv-audit/bin/pip-audit --strict --timeout 10 --progress-spinner off --disable-pip --requirement $$lock || { \
	    echo "make audit: $$lock has known weaknesses, or PyPI could not be asked about its packages, as from a machine without a way to it (above)" >&2; exit 1; }; \
	done

sbom: .venv-audit/.done ## a bill of materials of each image, in dist/sbom
	@mkdir -p dist/sbom
	for image in $(IMAGES); do \
	  .venv-audit/bin/cyclonedx-py requirements --output-reproducible --of JSON \
	    --output-file dist/sbom/$$image.cdx.json requirements/$$image.txt; \
	done

coverage: setup-dev ## at least 90 % of lambdas and model are run by quick tests
	$(BIN)/python -m pytest tests/unit tests/property --ignore=tests/unit/local_aws -n $(TEST_PROCESSES) \
	  $(COVERED:%=--cov=%) --cov-report=term:skip-covered --cov-fail-under=90

# The steps of .github/workflows. What a step hands on it prints as name=value; the
# next one takes it from its environment.
plan: ## say what an apply of ENV (staging or production) would change
propose: ## keep such a plan beside the state until it is approved, as PLAN_NAME
apply: ## apply the plan PLAN_KEY, PLAN_VERSION_ID, PLAN_SHA256 of ENV
deploy: ## plan ENV with IMAGE_DIGESTS, and apply that plan
remember: ## print what ENV runs and how it answers
check: ## hold ENV against its state, and its traffic against BEFORE
go-back: ## return ENV to the images and the model of BEFORE
drill: ## play the loss of the home Region of ENV, and give back; reports in dist/drill
plan propose apply deploy remember check go-back drill: setup
	@$(BIN)/python -m deployment $@ $(ENV)

estimate: setup ## say what ENV costs, by the plan that `make plan` wrote
	@terraform -chdir=envs/$(ENV) show -json "$(CURDIR)/dist/$(ENV).tfplan" \
	  | $(BIN)/inferway estimate --markdown -

pipeline: setup-dev ## run every way of .github/workflows on the local AWS; last result: docs/pipeline.md
	$(BIN)/python -m pytest tests/e2e/pipeline tests/e2e/pipeline/nightly*.py --durations=0

images: setup ## build and push every image, tagged TAG; prints their digests
	@$(BIN)/python -m deployment.push $(TAG)

format: setup-dev ## let ruff and terraform write the layout
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	terraform fmt -recursive modules envs tests

bench: setup-dev ## measure, side by side, what the README claims
	$(BIN)/python -m benchmarks

lock: setup-dev ## compile requirements/*.txt anew, with hashes
	$(LOCK) $(SOURCES) --extra local --group pyproject.toml:build --group pyproject.toml:dev --output-file requirements/dev.txt
	$(LOCK) $(SOURCES) --extra local --group pyproject.toml:build --constraint requirements/dev.txt --output-file requirements/demo.txt
	for image in $(IMAGES); do \
	  $(LOCK) lambdas/$$image/pyproject.toml --constraint requirements/dev.txt --output-file requirements/$$image.txt; \
	done
	$(LOCK) --group pyproject.toml:audit --output-file requirements/audit.txt
	$(LOCK) --group pyproject.toml:awscli --output-file requirements/awscli.txt
	$(LOCK) --group pyproject.toml:checkov --output-file requirements/checkov.txt
	$(LOCK) --group pyproject.toml:lint --output-file requirements/lint.txt
	$(LOCK) --group pyproject.toml:rie --no-deps --output-file requirements/rie.txt

clean: down ## remove what set-up and the demo wrote
	rm -rf .venv .venv-audit .venv-awscli .venv-checkov .venv-lint .venv-rie .local dist
