# Tuotou 妥投. `make run` shows what it does, `make test` proves that it works; both set up what they need.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/installed
# Where the demonstration writes its reports, and its company lives; git does not look there.
SHOWN := var/demo
# Of the company: where a browser finds it, and so many times as many parcels as on an ordinary day.
PORT ?= 8000
SPEED ?= 1

.DEFAULT_GOAL := run
.PHONY: run test check browser bench setup docs lock clean

run: setup
	@test -f $(SHOWN)/company.html || $(BIN)/tuotou demo reports --to $(SHOWN)
	@$(BIN)/tuotou demo run --to $(SHOWN) --port $(PORT) --speed $(SPEED)

test: check browser
	$(BIN)/pytest -m "not heavy" -n 2
	$(BIN)/python -m tests.on_postgresql -n 2
	$(BIN)/pytest -m heavy -n 2

check: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# Pages are looked at in a real Chromium: Debian's, with Chinese letters. Elsewhere those tests are skipped, and say so.
browser:
	@command -v chromium > /dev/null && test -n "$$(fc-list :lang=zh 2> /dev/null)" \
	  || { test "$$(id -u)" = 0 && command -v apt-get > /dev/null && apt-get update -qq \
	       && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium fonts-noto-cjk > /dev/null; } \
	  || echo "Tests of pages need Chromium and Chinese fonts (apt-get install chromium fonts-noto-cjk): skipped"

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
