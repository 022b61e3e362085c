# Everything that has to be typed: `make run`, `make test`, `make check`, `make bench`, `make clean`.
# Another port: PORT=8080 make run. Another Python: make run PYTHON=python3.13.

PYTHON ?= python3
VENV := .venv
INSTALL := $(VENV)/bin/python -m pip install -qq --disable-pip-version-check

.PHONY: run test check bench clean
.DELETE_ON_ERROR:

run: $(VENV)/.installed
	@exec $(VENV)/bin/buuv run --demo

test: $(VENV)/.installed-for-tests
	@if ! command -v chromium >/dev/null && command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ]; then \
		echo "Chromium wordt geïnstalleerd voor de proeven in een browser." >&2; \
		{ apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install --no-install-recommends \
			chromium >/dev/null; } || echo "Chromium installeren lukte niet." >&2; \
	fi
	$(VENV)/bin/pytest -n 2

check: $(VENV)/.installed-for-tests
	$(VENV)/bin/ruff check
	$(VENV)/bin/ruff format --check
	$(VENV)/bin/mypy
	# H015 asks for white space that a list of cards is drawn without.
	$(VENV)/bin/djlint buuv/templates --lint --quiet --profile jinja --ignore H015
	# The access matrix is most of their time, and `make test` runs it.
	$(VENV)/bin/pytest -n 2 tests/architecture --ignore tests/architecture/test_access_matrix.py

bench: $(VENV)/.installed-for-tests
	$(VENV)/bin/python benchmarks/run.py

# What the program wrote (data) stays.
clean:
	rm -rf $(VENV) build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Made again when the list of packages changes, and only then: a second start asks pip nothing.
$(VENV)/.installed: setup.cfg | $(VENV)/bin/pip
	@echo "buuv wordt geïnstalleerd in $(VENV); dat duurt even." >&2
	@$(INSTALL) --editable .
	@touch $@

$(VENV)/.installed-for-tests: $(VENV)/.installed
	@$(INSTALL) --editable '.[test]'
	@touch $@

$(VENV)/bin/pip:
	@command -v $(PYTHON) >/dev/null || { echo "Installeer eerst Python 3.11 of nieuwer." >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "buuv heeft Python 3.11 of nieuwer nodig; $(PYTHON) is $$($(PYTHON) -V 2>&1)." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "Installeer eerst python3-venv: sudo apt install python3-venv" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV)
