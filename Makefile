.DEFAULT_GOAL := help
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
# Bytecode is written even where the caller's shell says otherwise: a cold start is measured, and is what users feel.
export PYTHONDONTWRITEBYTECODE =

.PHONY: help
help: ## what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

$(READY): requirements.lock requirements-bootstrap.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: make PYTHON=/path/to/python3.11 ..."; exit 1; }
	@echo "setting up $(VENV) ..."
	@$(PYTHON) -m venv $(VENV) || { echo "python -m venv does not work here (Debian and Ubuntu: apt install python3-venv)"; exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-bootstrap.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --compile-bytecode --require-hashes -r requirements.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $@

.PHONY: setup
setup: $(READY) ## set up .venv from the lock files

.PHONY: demo
demo: $(READY) ## the main job on a made-up company (a checked tour when there is no terminal)
	@$(BIN)/baepo demo

.PHONY: test
test: $(READY) ## every test that needs nothing but the lock files
	@$(BIN)/pytest -q -n auto

.PHONY: check
check: $(READY) ## format, lint, types, import rules, tests
	@$(BIN)/ruff format --check --quiet . || { echo "run: make format"; exit 1; }
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo 2>/dev/null || $(BIN)/lint-imports
	@$(MAKE) --no-print-directory test

.PHONY: format
format: $(READY) ## format and mend what can be mended
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

.PHONY: live
live: $(READY) ## tests against real servers (Kubernetes control plane, PostgreSQL, a small local model)
	@$(BIN)/python -m tests.live.kit.kube_build
	@$(BIN)/pytest -q -m live -rs tests/live

.PHONY: bench
bench: $(READY) ## speed and memory, as ratios within one run
	@$(BIN)/python -m evals.bench

.PHONY: docs
docs: $(READY) ## tables of settings and permissions, pictures of the terminal UI
	@$(BIN)/python -m assistant.reference
	@$(BIN)/python -m evals.picture

.PHONY: lock
lock: $(READY) ## resolve the dependencies anew
	@$(BIN)/uv pip compile --quiet --upgrade --universal --generate-hashes --no-header --all-extras --group dev pyproject.toml -o requirements.lock
	@echo uv | $(BIN)/uv pip compile --quiet --upgrade --universal --generate-hashes --no-header --python-version 3.11 - -o requirements-bootstrap.lock

.PHONY: clean
clean: ## remove what was made here
	@rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache dist
