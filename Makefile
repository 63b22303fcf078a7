# Every command of the project. `make` alone lists them.
.DEFAULT_GOAL := help
SHELL := /bin/bash
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
PY := $(BIN)/python
MANAGE := $(PY) manage.py
TYPED := audit common accounts documents governance/authority.py
export DEMO ?= 1

.PHONY: help setup system run test test-all lint format lock bench soak

help: ## list the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /make \1\t/' | expand -t 18

setup: system .env .venv/.installed node_modules/.installed ui/static/ui/vendor/site.css ## install everything: system packages, Python, Node, stylesheet and script

system:
	@$(PYTHON) scripts/check_system.py

# Written once, for the demonstration; one that is there is never touched.
.env:
	@sed -e 's/^\([A-Z]\)/# \1/' -e 's/^# DEMO=1/DEMO=1/' .env.example > $@
	@echo "Réglages de démonstration écrits dans .env (DEMO=1)."

.venv/.installed: requirements/base.txt requirements/dev.txt
	@test -x $(PY) || $(PYTHON) -m venv .venv
	@$(PY) -m pip --version >/dev/null 2>&1 || $(PY) -m ensurepip --upgrade
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/base.txt -r requirements/dev.txt
	@touch $@

node_modules/.installed: package.json package-lock.json .npmrc
	npm ci --no-audit --no-fund
	@touch $@

ui/static/ui/vendor/site.css: .venv/.installed node_modules/.installed $(wildcard ui/assets/*)
	$(MANAGE) build_assets

run: setup ## start the site with its demonstration: one command, one address
	$(MANAGE) run_site

test: setup ## the tests of a day on SQLite, then on PostgreSQL those that depend on the database
	$(PY) scripts/run_tests.py

test-all: setup ## all tests, whole, on both databases
	$(PY) scripts/run_tests.py --all

soak: setup ## races, tampering and many acts on each database, 300 kills in fifteen turns
	$(PY) scripts/run_tests.py --soak 15

lint: setup ## style, types, layers, templates, dependencies, migrations, length of files
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy $(TYPED)
	$(BIN)/lint-imports
	git ls-files '*/templates/*.html' '*/templates/*.txt' | xargs $(BIN)/djade --check --target-version 5.2
	$(BIN)/deptry .
	$(MANAGE) makemigrations --check --dry-run
	$(PY) -m pytest -q tests/architecture

format: setup ## put code and templates in the house style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	git ls-files '*/templates/*.html' '*/templates/*.txt' | xargs $(BIN)/djade --target-version 5.2

lock: ## resolve requirements/*.in again, with hashes and without addresses (needs uv)
	uv pip compile --quiet --generate-hashes --no-emit-index-url --no-header --python-version 3.11 requirements/base.in -o requirements/base.txt
	uv pip compile --quiet --generate-hashes --no-emit-index-url --no-header --python-version 3.11 requirements/dev.in -o requirements/dev.txt
	npm install --package-lock-only --no-audit --no-fund

bench: setup ## measure every figure by ratios; writes bench/results and docs/performance.md
	$(PY) -m bench
