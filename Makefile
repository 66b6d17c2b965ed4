# Salient's workshop. `make` alone lists what there is. One Python can be chosen: make briefing PYTHON=python3.12
PYTHON ?= python3
MAKEFLAGS += --no-print-directory
export PYTHON

SAMPLE := resources/sample/kharkiv-2022-09
CASE := build/kharkiv-2022-09.gpkg
PDF := build/kharkiv-2022-09.pdf
AS_OF := 2022-09-10
SALIENT := .venv/bin/salient

.DEFAULT_GOAL := help
.PHONY: help setup sample briefing test test-core test-qgis qgis zip lint format clean
.NOTPARALLEL:

help:  ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' Makefile | expand -t 20

setup:  ## make .venv with Salient and what it needs (no QGIS)
	@tests/tools/venv.sh run

sample: setup  ## build the sample case, build/kharkiv-2022-09.gpkg
	@mkdir -p build
	@echo "==> building the sample case $(CASE)"
	@$(SALIENT) new $(CASE) --from $(SAMPLE) --overwrite

briefing: sample  ## from the sample case to a PDF, build/kharkiv-2022-09.pdf (no QGIS needed)
	@echo "==> writing the briefing $(PDF)"
	@$(SALIENT) brief $(CASE) -o $(PDF) --as-of $(AS_OF) --overwrite
	@echo "==> done: $(PDF)"

test:  ## all tests; installs QGIS 3.40 or newer and the rest with apt where it is missing
	@tests/tools/test.sh core qgis

test-core:  ## the quick part: the rooms that need no QGIS
	@tests/tools/test.sh core

test-qgis:  ## the rooms that need QGIS, and the real desktop
	@tests/tools/test.sh qgis

qgis: sample  ## open QGIS in a profile of its own with Salient and the sample case
	@.venv/bin/python tests/tools/open_qgis.py $(CASE)

zip:  ## the zip that QGIS's manager installs, build/salient-<version>.zip
	@$(PYTHON) tests/tools/make_zip.py

lint:  ## style, types, and the rules of the site that publishes QGIS extensions
	@tests/tools/venv.sh lint
	@tests/tools/lint.sh

format:  ## lay the code out as `make lint` wants it
	@tests/tools/venv.sh lint
	@.venv/bin/ruff check --fix plugin tests
	@.venv/bin/ruff format plugin tests

clean:  ## remove what the targets above made
	rm -rf build dist .venv .venv-qgis .pytest_cache .mypy_cache .ruff_cache .hypothesis .qgis-settings *.egg-info
