# Two commands matter: `make run` (set up, then a made-up office in the browser) and `make test` (set up, lint, test).
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUN_STAMP := $(VENV)/.run
DEV_STAMP := $(VENV)/.dev
BENCH_STAMP := $(VENV)/.bench

.PHONY: reference words run demo setup test test-slow fuzz lint bench requirements clean

run: $(RUN_STAMP)
	@$(BIN)/tutela node demo

demo: $(RUN_STAMP)
	@$(BIN)/tutela demo

setup: $(DEV_STAMP)

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(RUN_STAMP): requirements/run.txt pyproject.toml corpus/pyproject.toml | $(BIN)/python
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e corpus -e .
	@touch $@

$(DEV_STAMP): requirements/dev.txt $(RUN_STAMP)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@

lint: $(DEV_STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/tutela law lint

test: lint
	$(BIN)/pytest -m "not slow"

test-slow: $(DEV_STAMP)
	$(BIN)/pytest -m slow

$(BENCH_STAMP): requirements/bench.txt $(RUN_STAMP)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bench.txt
	@touch $@

fuzz: $(DEV_STAMP)
	TUTELA_DEEP=20 $(BIN)/pytest tests/law/test_check.py tests/law/test_coverage.py

bench: $(BENCH_STAMP)
	@$(BIN)/python bench/figures.py

requirements:
	cd requirements && for f in run dev bench; do \
	  UV_PYTHON_DOWNLOADS=never uv pip compile --quiet --generate-hashes --no-header --no-annotate --python-version 3.11 $$f.in -o $$f.txt; done

reference: $(DEV_STAMP)
	@$(BIN)/python -m tutela_node.desks.oversight.reference docs/acts.md

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis build dist

# The Arabic catalogue, after strings have changed; needs gettext. What is in the repository runs without it.
WORDS := src/tutela_node/look/locale/ar/LC_MESSAGES/django
words: $(DEV_STAMP)
	cd src/tutela_node && PYTHONPATH=$(CURDIR) DJANGO_SETTINGS_MODULE=tests.settings_for_types $(CURDIR)/$(BIN)/django-admin \
	  makemessages -l ar --no-location --no-wrap --no-obsolete -i casework -i answers -i desks/templates \
	  -i fields.py -i in_case.py -i sending.py -i words.py -i 'desks/administration/[!d]*' -i 'desks/[!a]*/[!d]*'
	msgfmt --check -o $(WORDS).mo $(WORDS).po
