# Two commands matter: `make serve` and `make test`. Both work from nothing but Python >= 3.11.
PYTHON ?= python3
PORT   ?= 8000
DATA   ?= var
EXTRAS ?=
DIST   ?= dist
BIN    := .venv/bin

.PHONY: serve test install check fix browser browser-wordpress wordpress-zip bench bench-install openapi clean help

serve: .venv/core  ## install the core, load the sample archive on first start, serve on 127.0.0.1:$(PORT)
	$(BIN)/newsroom serve --data $(DATA) --port $(PORT) --sample

test: .venv/dev check  ## every check and test
	rm -f .coverage .coverage.*
	$(BIN)/coverage run -m pytest -m "not browser and not wordpress"
	$(BIN)/coverage combine -q
	$(BIN)/coverage report --skip-covered

install: .venv/core  ## install the core, or more: EXTRAS=neural
	$(if $(EXTRAS),$(BIN)/python -m pip install --quiet --editable ".[$(EXTRAS)]")

check: .venv/dev  ## style, types, import rules
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

fix: .venv/dev  ## mend style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

browser: .venv/dev  ## the pages in headless Chromium; installs it through apt where it may, else skips
	tests/browser/install-chromium
	$(BIN)/pytest -m browser -rs

browser-wordpress: .venv/dev  ## the plug-in in a real WordPress; installs it, MariaDB and PHP through apt where it may, else skips
	tests/browser/install-chromium
	tests/browser/install-wordpress
	$(BIN)/pytest -m wordpress -rs

wordpress-zip:  ## the plug-in as WordPress installs it, from the last commit: $(DIST)/newsroom-assistant.zip
	mkdir -p $(DIST)
	git archive --format=zip --prefix=newsroom-assistant/ --output=$(DIST)/newsroom-assistant.zip HEAD:api/cms/wordpress

bench: .venv/dev bench-install  ## figures beside the peers'; folder of the corpora in NEWSROOM_EVAL_DATA; QUICK=1 on samples
	$(BIN)/python -m eval.run all $(if $(QUICK),--quick)

bench-install: .bench/installed  ## the peers, in environments of their own; Annif needs Python < 3.14 and may be missing
	-$(MAKE) --no-print-directory .bench-annif/installed

openapi: .venv/dev  ## write api/openapi.json anew
	$(BIN)/python -m api.openapi

clean:  ## remove the environment; the data directory stays
	rm -rf .venv

help:
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*##/\t/'

.venv/core: pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --editable .
	touch $@

.venv/dev: .venv/core
	$(BIN)/python -m pip install --quiet torch==2.13.0 --editable ".[dev,neural]"
	touch $@

.bench/installed: eval/peers/requirements.txt
.bench-annif/installed: eval/peers/requirements-annif.txt
.bench/installed .bench-annif/installed:
	test -x $(@D)/bin/python || $(PYTHON) -m venv $(@D)
	$(@D)/bin/python -m pip install --quiet --upgrade pip
	$(@D)/bin/python -m pip install --quiet --requirement $<
	touch $@
