# Laufweg: everything one does with a checkout. Needs Python 3.11 or newer, nothing else.

SHELL := /bin/sh
VENV := .venv
BIN := $(VENV)/bin
# all tests are shared among a process for each processor; some of them with ARGS run in one
EVERYTHING := --numprocesses logical --dist worksteal
# what the environment was made from; compared by content, so that a checkout does not install again
MADE_FROM := $(VENV)/made-from

.DEFAULT_GOAL := help
.PHONY: help run test lint check format bench screenshots pictures lock environment clean

help: ## Show this
	@echo "make <target>:"
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  \1|\2/p' $(firstword $(MAKEFILE_LIST)) | awk -F'|' '{printf "%-14s %s\n", $$1, $$2}'

run: environment ## Start everything with demo data: http://127.0.0.1:8000 (LAUFWEG_PORT, LAUFWEG_HOME)
	@exec $(BIN)/laufweg run --demo

test: environment ## Run every test; browser tests need Chromium (apt install chromium-headless-shell), CI=true insists on it
	@$(BIN)/python -m pytest $(or $(ARGS),$(EVERYTHING))

lint: environment ## Check the process library and run its scenarios
	@$(BIN)/laufweg lint processes
	@$(BIN)/laufweg test processes

check: environment ## Check the code: ruff, mypy, import contracts
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

format: environment ## Put the code into its form
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

bench: environment ## Measure; the figures belong into docs/performance.md
	@$(BIN)/python -m tests.benchmarks $(ARGS)

screenshots: environment ## Take the pictures of the documentation
	@PYTHONPATH=. $(BIN)/python tests/browser/screenshots.py

pictures: environment ## Take a picture of every screen to look at: var/pictures (WHAT="empty 320 en akte")
	@PYTHONPATH=. $(BIN)/python tests/browser/pictures.py $(WHAT)

lock: ## Resolve the dependencies of pyproject.toml anew into requirements.lock
	@./.ci/lock

clean: ## Remove the environment and caches; var/ stays
	@rm -rf $(VENV) .mypy_cache .ruff_cache .import_linter_cache .hypothesis .coverage

environment:
	@./.ci/environment $(VENV) $(MADE_FROM)
