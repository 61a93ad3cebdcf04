# The commands of this project. `make help` lists them.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
MANAGE := $(BIN)/python manage.py
# Chosen arguments for pytest: make test ARGS="-k sigv4".
ARGS ?=
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# Without a home folder pip would keep its cache in the root of the disk.
ifeq ($(strip $(HOME)),)
export PIP_NO_CACHE_DIR := 1
endif

.DEFAULT_GOAL := help
.PHONY: help run test check fix bench fuzz operations-table screenshots managed-policies catalog clean \
	check-style check-types check-contracts check-templates check-security check-django

help:  ## Show this list
	@sed -nE 's/^([a-z-]+):.*## (.*)/\1\t\2/p' $(MAKEFILE_LIST) | while IFS="$$(printf '\t')" read -r name text; do \
		printf '  make %-18s %s\n' "$$name" "$$text"; done

run: $(VENV)/.runtime  ## Start everything: web, worker and beat (PORT=8000)
	@exec $(MANAGE) up --take-terminal

test: $(VENV)/.development  ## Run all tests, on SQLite and on PostgreSQL + Redis (ARGS="-k word")
	@exec $(BIN)/python -m tests.run $(ARGS)

check: check-style check-types check-contracts check-templates check-security check-django  ## Lint, types, contracts
	@echo "make check: all clean"

fix: $(VENV)/.development  ## Format, and mend what can be mended by machine
	@$(BIN)/ruff check --quiet --fix-only .
	@$(BIN)/ruff format --quiet .
	@$(BIN)/djlint --quiet --reformat templates || true

bench: $(VENV)/.development  ## Measure speed
	@exec $(BIN)/python -m tests.load $(ARGS)

fuzz: $(VENV)/.development  ## Compare the engine with its slow twin on a million pairs
	@exec $(BIN)/python -m tests.policies.engine.fuzz --pairs 1000000 $(ARGS)

operations-table: $(VENV)/.development  ## Write docs/operations.md: every operation, permission, quota
	@exec $(BIN)/python -m tests.operations

screenshots: $(VENV)/.development  ## Take pictures of the console
	@exec $(BIN)/python -m tests.browser.screenshots $(ARGS)

managed-policies: $(VENV)/.development  ## Build the AWS managed policies anew
	@exec $(BIN)/python -m policies.catalog.build_managed $(ARGS)

catalog: $(VENV)/.development  ## Build the catalog of services and actions anew
	@exec $(BIN)/python -m policies.catalog.build $(ARGS)

clean:  ## Remove what was built; var/ and .venv stay
	@rm -rf static-collected .mypy_cache .ruff_cache .import_linter_cache .hypothesis .pytest_cache .coverage
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

check-style: $(VENV)/.development
	@$(BIN)/ruff format --quiet --check . || { $(BIN)/ruff format --check .; exit 1; }
	@$(BIN)/ruff check --quiet .

check-types: $(VENV)/.development
	@$(BIN)/mypy --no-error-summary

check-contracts: $(VENV)/.development
	@log=$$($(BIN)/lint-imports 2>&1) || { echo "$$log"; exit 1; }

check-templates: $(VENV)/.development
	@$(BIN)/djlint --quiet --check templates
	@$(BIN)/djlint --quiet --lint templates

check-security: $(VENV)/.development
	@$(BIN)/bandit --quiet --configfile pyproject.toml --recursive iamconsole accounts policies
	@$(BIN)/python -m tests.audit

# As a deployment behind HTTPS, in a folder of its own.
check-django: $(VENV)/.development
	@var=$$(mktemp -d) && trap 'rm -rf "$$var"' EXIT && \
	export IAMCONSOLE_VAR="$$var" IAMCONSOLE_URL=https://iam.example.com IAMCONSOLE_HOSTS=iam.example.com && \
	$(MANAGE) check --deploy --fail-level WARNING > "$$var/log" 2>&1 || { cat "$$var/log"; exit 1; } && \
	$(MANAGE) makemigrations --check --dry-run --verbosity 1

# Debian's python3.11 comes without ensurepip.
$(BIN)/python:
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || $(MAKE) --no-print-directory install-venv
	@$(PYTHON) -m venv $(VENV)

.PHONY: install-venv
install-venv:
	@command -v $(PYTHON) > /dev/null || { echo "$(PYTHON) is missing: install Python 3.11." >&2; exit 1; }
	@[ "$$(id -u)" = 0 ] && command -v apt-get > /dev/null || \
		{ echo "The package python3.11-venv is missing: apt-get install python3.11-venv" >&2; exit 1; }
	@echo "Installing python3.11-venv ..."
	@apt-get update -qq
	@DEBIAN_FRONTEND=noninteractive apt-get install -qq --no-install-recommends python3.11-venv > /dev/null

$(VENV)/.runtime: requirements.txt | $(BIN)/python
	@echo "Installing what iamconsole runs on (about a minute) ..."
	@$(BIN)/python -m pip install --quiet --requirement requirements.txt
	@touch $@

$(VENV)/.development: requirements-dev.txt requirements.txt | $(BIN)/python
	@echo "Installing what tests and checks need (about two minutes) ..."
	@$(BIN)/python -m pip install --quiet --requirement requirements-dev.txt
	@touch $@ $(VENV)/.runtime
