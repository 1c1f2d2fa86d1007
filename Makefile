# make book    builds the website into _build/html
# make test    checks the code and the tables; what takes minutes a test is left to .ci/run
# make pdf     prints both editions and a sheet of each region into _build/pdf, with Chromium
# make lab     opens JupyterLab on notebooks/
# All set up .venv by themselves, and again when pyproject.toml or constraints.txt changed.

STAMP := .venv/installed
SHELL := bash

.PHONY: help book test pdf lab bench clean
.DELETE_ON_ERROR:

help:
	@echo "make book    build the website into _build/html"
	@echo "make test    check the code and run the tests"
	@echo "make pdf     print both editions, and a sheet of each region, into _build/pdf"
	@echo "make lab     open JupyterLab on notebooks/"
	@echo "make bench   measure rendering, the site build and the equity measures"
	@echo "make clean   remove what was built (not the tables, not .venv)"

# Always through the interpreter: the first line of a script in .venv/bin cannot hold every path.
PYTHON := .venv/bin/python

book: $(STAMP)
	@$(PYTHON) -m edugov.cli build

test: $(STAMP)
	@$(PYTHON) -m ruff check .
	@$(PYTHON) -m ruff format --check .
	@$(PYTHON) -m pytest -m "not long" --numprocesses=logical --dist=loadgroup

pdf: book
	@$(PYTHON) -m edugov.cli pdf

# The kernel is that of .venv, whatever kernels a user has under the same name.
lab: $(STAMP)
	@JUPYTER_PREFER_ENV_PATH=1 $(PYTHON) -m jupyterlab notebooks $(LAB)

# All are run, then it fails where one missed a bound that it states.
bench: $(STAMP)
	@code=0; for file in tests/bench*.py; do \
	  $(PYTHON) -m "tests.$$(basename "$$file" .py)" || code=1; \
	done; exit $$code

clean:
	rm -rf _build book/regions book/sources book/data book/comparisons book/methods book/duties book/my
	rm -rf book/index.ipynb book-zh .pytest_cache .ruff_cache .hypothesis

# The stamp is written last and says what was installed and where, so that half an installation
# never counts as done, and a moved folder is noticed. Setuptools notes the folder's whole path in
# the encoding of LC_ALL, and C has none for Chinese: it is written in another one, then replaced by
# the way there, or no Python of .venv would start under LC_ALL=C. The library is compiled once, as
# images that set PYTHONDONTWRITEBYTECODE would do it again in every process.
WANTED := $(shell { cat pyproject.toml constraints.txt; pwd; } | cksum)
ifneq ($(WANTED),$(shell cat $(STAMP) 2>/dev/null))
.PHONY: $(STAMP)
endif

$(STAMP):
	@set -euo pipefail; python=; \
	for name in $${EDUGOV_PYTHON:-python3 python3.13 python3.12 python3.11}; do \
	  if $$name -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null; \
	  then python=$$name; break; fi; \
	done; \
	if [ -z "$$python" ]; then \
	  echo "edugov needs Python 3.11, 3.12 or 3.13; none of $${EDUGOV_PYTHON:-python3, python3.13, python3.12, python3.11} is one." >&2; \
	  exit 1; \
	fi; \
	rm -rf .venv; \
	echo "set-up 1/3: .venv with $$($$python --version)"; \
	$$python -m venv .venv; \
	case "$${LC_ALL-}" in C|POSIX) export LC_ALL=C.UTF-8;; esac; \
	bash .ci/install $(PYTHON); \
	for note in .venv/lib/python3*/site-packages/__editable__.edugov-*.pth; do \
	  echo ../../../../src > "$$note"; \
	done; \
	$(PYTHON) -m compileall -q src; \
	echo "$(WANTED)" > $(STAMP); \
	echo "set-up 3/3: done"
