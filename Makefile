# Tuotou 妥投. `make run` shows what it does, `make test` proves that it works; both set up what they need.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/installed
# Where the demonstration writes its reports; git does not look there.
SHOWN := var/demo

.DEFAULT_GOAL := run
.PHONY: run test check bench setup docs lock clean

run: setup
	@$(BIN)/tuotou demo --to $(SHOWN)

test: check
	$(BIN)/pytest -m "not heavy" -n 2
	$(BIN)/python -m tests.on_postgresql -n 2
	$(BIN)/pytest -m heavy -n 2

check: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: setup
	$(BIN)/python -m bench

setup: $(STAMP)

# Exactly the locked versions, each checked against its hash; then this package, as it stands in src/.
$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Tuotou needs Python 3.11 or newer, this is " \
	  + sys.version.split()[0] + ": make PYTHON=python3.11")'
	@echo "Setting up $(VENV) (once)"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $(STAMP)

# Remakes the pages that are made from the product itself; tests say when one is stale.
docs: setup
	$(BIN)/python docs/make_pages.py
	$(BIN)/python docs/make_proof.py

# Remakes the lock from pyproject.toml: every library with the hashes of all platforms.
lock: setup
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile pyproject.toml --extra dev --extra brokers --upgrade --quiet --universal --python-version 3.11 \
	  --generate-hashes --no-emit-index-url --no-header --no-annotate --output-file requirements.lock

clean:
	rm -rf $(VENV) $(SHOWN)
