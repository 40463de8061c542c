# Two commands matter: make site and make test. Everything they need they install into .venv/ and tests/node_modules/.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: help site packs serve check change docs upkeep test bench lock clean

help:
	@echo "make site    check the content and build site/"
	@echo "make packs   make packs for teachers into packs/, and a site that offers them"
	@echo "make serve   show the site while you write: each saved change at once, with what is wrong on its page"
	@echo "make check   only check the content"
	@echo "make change  say what this branch changes: make change BASE=origin/main"
	@echo "make test    run everything: style, types, content, tests in a real browser"
	@echo "make docs    write anew what is made from the program: docs/checks.md, schemas/"
	@echo "make upkeep  say what needs care, outside links among it (some minutes)"
	@echo "make bench   measure how the library grows, and what a reader pays (about 20 minutes)"
	@echo "make lock    choose the newest versions of all packages and pin them"

site: .venv/site
	@$(BIN)/courselib build

packs: .venv/packs
	@$(BIN)/courselib pack
	@$(BIN)/courselib build

serve: .venv/site
	@$(BIN)/courselib serve

check: .venv/site
	@$(BIN)/courselib check

# A shut gate ends the first command with 1 and a report: the second says why. BASE is read by the shell, as text.
change: .venv/site
	@test -n "$$BASE" || { echo "say what to compare with, such as: make change BASE=origin/main"; exit 2; }
	@$(BIN)/courselib report change --base "$$BASE" --format json > change.json || \
		{ test $$? -eq 1 && test -s change.json; } || { rm -f change.json; exit 1; }
	@$(BIN)/courselib report change --read change.json --format github

test: .venv/test tests/node_modules/.ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/check-jsonschema --builtin-schema vendor.github-workflows .github/workflows/*.yml
	$(BIN)/zizmor --offline --quiet .github
	$(BIN)/courselib build
	$(BIN)/pytest

docs: .venv/site
	@$(BIN)/courselib docs

# Written whole or not at all: the job that posts it takes what is there.
upkeep: .venv/site
	@$(BIN)/courselib report upkeep --links --format comment > upkeep.md.new
	@mv upkeep.md.new upkeep.md

bench: .venv/test
	$(BIN)/python scripts/bench.py --write docs/performance.md
	$(BIN)/python scripts/bench_check.py --write docs/performance.md
	$(BIN)/python scripts/bench_preview.py --write docs/performance.md
	$(BIN)/python scripts/bench_search.py --write docs/performance.md
	$(BIN)/python scripts/bench_packs.py --write docs/performance.md
	$(BIN)/python scripts/bench_reading.py --write docs/performance.md

lock: .venv/test
	$(BIN)/pip-compile --quiet --upgrade $(LOCK) --output-file requirements.txt pyproject.toml
	$(BIN)/pip-compile --quiet --upgrade $(LOCK) --extra packs --output-file requirements-packs.txt pyproject.toml
	$(BIN)/pip-compile --quiet --upgrade $(LOCK) --extra packs --extra test --output-file requirements-test.txt pyproject.toml

clean:
	rm -rf .venv site packs .site.* tests/node_modules .mypy_cache .pytest_cache .ruff_cache .hypothesis

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

.venv/packs: .venv/site requirements-packs.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements-packs.txt
	@touch $@

.venv/test: .venv/packs requirements-test.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements-test.txt
	@touch $@

tests/node_modules/.ready: tests/package-lock.json tests/programs.sh
	sh tests/programs.sh
	npm ci --prefix tests --silent --ignore-scripts --no-audit --no-fund
	@touch $@
