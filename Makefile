# make demo is all a newcomer needs; the other targets are for those who work on it.
# PYTHON=python3.13 chooses the interpreter, PORT=8001 the port of the demo, ARGS="-k fair" goes to pytest.

SHELL := /bin/bash
BIN := .venv/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1

ifeq ($(origin PYTHON), undefined)
# The newest that really starts: a name on the PATH may be a launcher for a version that is not there.
PYTHON = $(shell for p in python3.14 python3.13 python3.12 python3.11 python3 python; do \
	$$p -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && { echo $$p; break; }; done)
endif

.PHONY: help env demo test check format bench fuzz lock clean neo4j neo4j-stop faults

help:
	@echo "make demo        the sample city in a browser (makes the environment first)"
	@echo "make env         the environment in .venv, every package checked against requirements.lock"
	@echo "make test        the tests; ARGS=\"-k fair\" chooses"
	@echo "make check       lint, format, types, import contract"
	@echo "make format      let the formatter do its work"
	@echo "make bench       the benchmarks; ONLY=fair chooses"
	@echo "make fuzz        any bytes through the readers of values, headers and csv; MINUTES=30 for longer"
	@echo "make neo4j       start a local Neo4j; make neo4j-stop ends it"
	@echo "make faults      the full counts of kills and cuts on a real Neo4j"
	@echo "make lock        resolve requirements.lock anew"
	@echo "make clean       remove the environment and every cache; var/ (your stores) stays"

env: .venv/.stamp

.venv/.stamp: requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "fourchain needs Python 3.11 or newer with the venv module \
	(Debian and Ubuntu: apt install python3 python3-venv), or say which: make env PYTHON=/path/to/python" >&2; exit 1; }
	@echo "Making the environment in .venv: $$($(PYTHON) --version), a minute or two the first time"
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements.lock
	@$(BIN)/python -m pip install --quiet --no-deps --no-index --no-build-isolation --editable .
	@touch $@

demo: env
	@exec $(BIN)/fourchain demo

# As many processes as processors; ARGS="-n 0" for one, to see what a test prints.
test: env
	$(BIN)/python -m pytest -n auto --dist loadgroup $(ARGS)

check: env
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: env
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: env
	$(BIN)/python -m benchmarks $(if $(ONLY),--only $(ONLY))

fuzz: env
	$(BIN)/python -m tests.fuzzing --minutes $(or $(MINUTES),5)

neo4j: env
	@deploy/neo4j/neo4j start

neo4j-stop:
	@deploy/neo4j/neo4j stop

faults: env
	FAULTS=full $(BIN)/python -m pytest tests/faults -q -s $(ARGS)

# Only names, versions and hashes: where packages come from is the reader's own configuration.
lock: env
	@test -x var/uv/bin/uv || { $(PYTHON) -m venv var/uv && var/uv/bin/pip install --quiet uv; }
	var/uv/bin/uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes \
		--no-header --no-annotate --no-emit-index-url --no-emit-find-links --quiet $(ARGS) --output-file requirements.lock

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
