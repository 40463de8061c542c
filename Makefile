# Two commands matter: make site and make test. Everything they need they install into .venv/ and tests/node_modules/.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: help site serve check test bench lock clean

help:
	@echo "make site    check the content and build site/"
	@echo "make serve   build and show the site, again after each change"
	@echo "make check   only check the content"
	@echo "make test    run everything: style, types, content, tests in a real browser"
	@echo "make bench   measure how the library grows, and what a reader pays (about 20 minutes)"
	@echo "make lock    choose the newest versions of all packages and pin them"

site: .venv/site
	@$(BIN)/courselib build

serve: .venv/site
	@echo "open http://127.0.0.1:8000/ and change a file under content/; Ctrl-C ends it"
	@NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs serve --quiet --watch overrides --watch scripts

check: .venv/site
	@$(BIN)/courselib check

test: .venv/test tests/node_modules/.ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/check-jsonschema --builtin-schema vendor.github-workflows .github/workflows/*.yml
	$(BIN)/zizmor --offline --quiet .github
	$(BIN)/courselib build
	$(BIN)/pytest

bench: .venv/test
	$(BIN)/python scripts/bench.py --write docs/performance.md
	$(BIN)/python scripts/bench_search.py --write docs/performance.md
	$(BIN)/python scripts/bench_reading.py --write docs/performance.md

lock: .venv/test
	$(BIN)/pip-compile --quiet --upgrade $(LOCK) --output-file requirements.txt pyproject.toml
	$(BIN)/pip-compile --quiet --upgrade $(LOCK) --extra test --output-file requirements-test.txt pyproject.toml

clean:
	rm -rf .venv site .site.* tests/node_modules .mypy_cache .pytest_cache .ruff_cache .hypothesis

# No index address in a lock file: everyone's own package index is used.
LOCK := --generate-hashes --strip-extras --allow-unsafe --all-build-deps --no-header --no-annotate \
	--no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-emit-options

.venv/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed: make PYTHON=python3.11 site"; exit 1; }
	$(PYTHON) -m venv .venv
	@touch $@

.venv/site: .venv/python requirements.txt pyproject.toml
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

.venv/test: .venv/site requirements-test.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements-test.txt
	@touch $@

tests/node_modules/.ready: tests/package-lock.json tests/programs.sh
	sh tests/programs.sh
	npm ci --prefix tests --silent --ignore-scripts --no-audit --no-fund
	@touch $@
