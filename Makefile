# Every target sets up what it needs; `make` alone lists them.
PYTHON := .venv/bin/python

.DEFAULT_GOAL := help
.PHONY: help setup demo test bench bench-quality soak lint typecheck model forms docs lock audit package check-package check-release sign clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## make .venv and the bundled model (every other target does this too)
	@dev/setup

demo: setup ## run the plugin as Dify does: authorize, store, search, change, restart
	@$(PYTHON) -m dev.demo

test: lint typecheck ## lint, typecheck and run all tests
	@$(PYTHON) -m pytest -n 3 --dist loadfile --ignore tests/survival
	@$(PYTHON) -m pytest tests/survival # by itself: it kills processes and times their hand-over

bench: setup ## print speed and its goals, memory, a profile, what learning and listing cost, and what two processes manage
	@$(PYTHON) -m benchmarks.speed
	@$(PYTHON) -m benchmarks.encoding
	@$(PYTHON) -m benchmarks.profile
	@$(PYTHON) -m benchmarks.walks
	@$(PYTHON) -m benchmarks.listing
	@$(PYTHON) -m benchmarks.learning
	@$(PYTHON) -m benchmarks.two_processes

bench-quality: setup ## print what is found, and what scores mean: DATA=<folder of LoCoMo conversations>
	@$(PYTHON) -m benchmarks.quality --data "$(or $(DATA),$(error Say where LoCoMo conversations are: make bench-quality DATA=<folder>))"
	@$(PYTHON) -m benchmarks.languages
	@$(PYTHON) -m benchmarks.across_languages
	@$(PYTHON) -m benchmarks.other_models

soak: setup ## two processes, twenty callers, kills, faults, a filling disk: MINUTES=15
	@$(PYTHON) -m benchmarks.soak --minutes $(or $(MINUTES),15)

lint: setup ## check style and imports
	@$(PYTHON) -m ruff check .
	@$(PYTHON) -m ruff format --check .

typecheck: setup ## check types
	@$(PYTHON) -m mypy

model: ## make the bundled embedding model anew
	@rm -rf memory_core/models
	@dev/setup

forms: setup ## write the YAML that Dify draws its forms from, of what forms/ declares and its texts
	@$(PYTHON) -m dev.forms

docs: forms ## make anew what the docs take from the code: the pages on errors and languages, what the examples repeat of it, all pictures
	@$(PYTHON) -m dev.error_page
	@$(PYTHON) -m dev.language_page
	@$(PYTHON) -m dev.examples
	@$(PYTHON) -m dev.pictures

lock: setup ## lock versions and hashes anew of requirements*.in, what is locked staying: UPGRADE=all or UPGRADE="<packages>"
	@$(PYTHON) -m dev.shipping.lock $(if $(UPGRADE),--upgrade $(filter-out all,$(UPGRADE)))
	@dev/setup
	@$(PYTHON) -m dev.shipping.licences

audit: setup ## ask PyPI for known advisories on what is locked
	@$(PYTHON) -m dev.shipping.audit

package: setup ## pack the plugin into keepsake-<version>.difypkg, and check it
	@$(PYTHON) -m dev.shipping.pack
	@$(PYTHON) -m dev.shipping.check
	@$(PYTHON) -m dev.shipping.console

check-package: setup ## check the package against every rule of the marketplace
	@$(PYTHON) -m dev.shipping.check

check-release: setup ## the same for a release, and that the versions agree: TAG=v<version>
	@$(PYTHON) -m dev.shipping.release "$(or $(TAG),$(error Say which tag: make check-release TAG=v<version>))"
	@$(PYTHON) -m dev.shipping.check --release
	@$(PYTHON) -m dev.shipping.audit

sign: setup ## sign the package: KEY=<private key>; the first time: make sign NEW_KEY=<where to write it>
	@$(PYTHON) -m dev.shipping.sign $(if $(NEW_KEY),--new-key "$(NEW_KEY)",--key "$(or $(KEY),$(error Say with which key: make sign KEY=<private key>))")

clean: ## remove what setup made
	rm -rf .venv .build memory_core/models .mypy_cache .pytest_cache .ruff_cache .hypothesis *.difypkg
