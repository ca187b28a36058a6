# Everything happens in .venv: made by uv where it is installed, by venv and pip otherwise.
#   make demo PYTHON=python3.12     another interpreter than python3
PYTHON ?= python3
BIN    := .venv/bin
DEMO   := corpus/out/samples
POE    := PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/poe --executor simple
export UV_PROJECT_ENVIRONMENT := .venv

.PHONY: help demo test test-clients test-browser test-notebooks browser-programs lint check wheel bench gate pin clean

help: ## print this
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-15s %s\n", $$1, $$2}' Makefile

demo: .venv/.made ## build the sample corpus and show a part of it
	@$(BIN)/duizhao build corpus/samples --out $(DEMO)
	@$(BIN)/duizhao show $(DEMO) interpreted_planted_errors --limit 3
	@echo "The whole corpus is in $(DEMO), described in $(DEMO)/README.md; more: $(BIN)/duizhao show $(DEMO)"

test: .venv/.test ## run the tests
	@$(BIN)/python -m pytest -q -n auto --dist worksteal

test-clients: .venv/.made .venv-clients/.made ## open exports with the programs that people open them with
	@cd tests/clients && ../../.venv-clients/bin/python -m pytest -q

test-browser: browser-programs .venv/.made .venv-browser/.made ## try the pages of `duizhao view` in Chromium, which must be installed
	@cd tests/browser && ../../.venv-browser/bin/python -m pytest -q

# The kernel named python3 is that of .venv, whatever kernels and settings are installed for the machine or its user.
test-notebooks: .venv/.notebooks ## run the notebooks
	@dir=$$(mktemp -d) && trap 'rm -rf "$$dir"' EXIT && \
	JUPYTER_PATH="$(CURDIR)/.venv/share/jupyter" JUPYTER_CONFIG_DIR="$$dir" IPYTHONDIR="$$dir" MPLBACKEND= \
	$(BIN)/python -m pytest -q -c notebooks/pytest.ini --nbmake notebooks/*.ipynb

lint: .venv/.dev ## ruff, mypy, import-linter
	@for task in lint format-check mypy imports; do $(POE) $$task || exit; done

check: .venv/.dev ## lint, pyright and the tests
	@$(POE) check

wheel: .venv/.test ## build the wheel and try it away from the sources
	@$(BIN)/python tests/packaging/wheel.py

bench: .venv/.made ## time the stages
	@$(BIN)/python benchmarks/run.py

gate: .venv/.test ## find out whether anything became slower: ratios to a yardstick, half a minute
	@$(BIN)/python benchmarks/gate.py

pin: .venv/.test ## raise the quality floors to what is reached now
	@$(BIN)/python tests/quality/pin.py

clean: ## remove the environment, caches and built corpora
	rm -rf .venv .venv-clients .venv-browser tests/browser/node_modules corpus/out benchmarks/out dist .hypothesis .*_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# --- the environment; a newer pyproject.toml makes it anew -----------------------------------------------------------

# Requirements of a dependency group, one per line: pip before 25.1 cannot read groups.
define GROUP
import sys, tomllib
groups = tomllib.load(open("pyproject.toml", "rb"))["dependency-groups"]
def requirements(name):
    for item in groups[name]:
        yield from [item] if isinstance(item, str) else requirements(item["include-group"])
print(*(line for name in sys.argv[1:] for line in requirements(name)), sep="\n")
endef
export GROUP

# $(call install,options of uv sync,options of venv,group)
define install
	@echo "installing into .venv (minutes when nothing is cached) ..."
	@if command -v uv >/dev/null && uv sync --quiet --python "$$($(PYTHON) -c 'import sys; print(sys.executable)')" $(1); \
	then :; else \
	  $(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
	    { echo "$(PYTHON) has no venv: install it (Debian, Ubuntu: python3-venv), or uv" >&2; exit 1; }; \
	  $(PYTHON) -m venv $(2) .venv && \
	  $(BIN)/python -c "$$GROUP" $(3) >.venv/requirements.txt && \
	  $(BIN)/python -m pip install --quiet --disable-pip-version-check --editable . --requirement .venv/requirements.txt; \
	fi
	@touch $@
endef

.venv/.made: pyproject.toml
	@[ ! -L .venv ] || { echo ".venv is a link: making it anew would empty what it leads to; remove the link" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
	  { echo "duizhao needs Python 3.11 or newer; $(PYTHON) is: $$($(PYTHON) --version 2>&1 | head -n 1)." \
	    "Name another one: make $(MAKECMDGOALS) PYTHON=python3.12" >&2; exit 1; }
	$(call install,--no-default-groups,--clear,)

.venv/.test: .venv/.made
	$(call install,--inexact --no-default-groups --group test,,test)

.venv/.notebooks: .venv/.made
	$(call install,--inexact --no-default-groups --group notebooks,,notebooks)

# An environment of its own: these programs are heavy, and none of them is duizhao's. TEI is validated with Java.
.venv-clients/.made: tests/clients/requirements.txt tests/clients/convokit.txt
	@echo "installing into .venv-clients (1.3 GB) ..."
	@$(PYTHON) -m venv --clear .venv-clients
	@.venv-clients/bin/python -m pip install --quiet --disable-pip-version-check --requirement tests/clients/requirements.txt
	@.venv-clients/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --requirement tests/clients/convokit.txt
	@touch $@

# Playwright drives the system's Chromium; axe comes from npm. Both are told here, before anything is installed.
browser-programs:
	@command -v "$${CHROMIUM:-chromium}" >/dev/null || \
	  { echo "no Chromium: install it (Debian, Ubuntu: chromium fonts-noto-cjk), or name one: make test-browser CHROMIUM=/path/to/chrome" >&2; exit 1; }
	@command -v npm >/dev/null && command -v node >/dev/null || \
	  { echo "no npm or no node, for axe-core: install them (Debian, Ubuntu: nodejs npm)" >&2; exit 1; }

.venv-browser/.made: tests/browser/requirements.txt tests/browser/package.json
	@echo "installing into .venv-browser ..."
	@$(PYTHON) -m venv --clear .venv-browser
	@.venv-browser/bin/python -m pip install --quiet --disable-pip-version-check --requirement tests/browser/requirements.txt
	@cd tests/browser && npm install --loglevel=error --no-package-lock --no-audit --no-fund
	@touch $@

.venv/.dev: .venv/.made
	$(call install,--inexact --group dev,,dev)
	@touch .venv/.test
