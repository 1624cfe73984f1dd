# Newsroom: `make run` and `make test` are all that a fresh clone needs; `make help` lists the rest.
# Relative paths only, so that a folder with a space in its name works.

PORT ?= 8000
POSTS ?= samples
KEPT ?= data/bench
VENV := .venv/bin
# The first Python that is new enough and can make a virtual environment.
FIND_PYTHON = for python in $(PYTHON) python3.13 python3.12 python3.11 python3; do \
	  "$$python" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' \
	    2>/dev/null && exec echo "$$python"; done; \
	  echo "Newsroom needs Python 3.11, 3.12 or 3.13 with venv (on Debian: python3-venv)." >&2; exit 1
# What `make run` serves is this machine's own: a key is made once, and the site is where it listens.
SITE = MAKE_SECRET_KEY=true SITE_URL="$${SITE_URL:-http://127.0.0.1:$(PORT)}"
XDIST ?= auto

.DEFAULT_GOAL := help
.PHONY: help run test lint format bench screens messages clean

help: ## list these targets
	@grep -hE '^[a-z]+:.*## ' Makefile | sed -E 's/:.*## /\t/' | expand -t 12

run: .venv/run-ready ## install, import the posts (POSTS=folder) and serve them on 127.0.0.1:8000 (PORT=)
	@$(VENV)/python -c 'import socket; s = socket.socket(); s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1); s.bind(("127.0.0.1", $(PORT)))' 2>/dev/null \
	  || { echo "Port $(PORT) is taken: stop what listens there, or run make run PORT=8080." >&2; exit 1; }
	@$(SITE) $(VENV)/python manage.py migrate --verbosity 0
	@$(SITE) $(VENV)/python manage.py rebuild_search --if-stale
	@$(SITE) $(VENV)/python manage.py import_posts "$(POSTS)" || [ $$? -eq 1 ] \
	  && $(SITE) $(VENV)/python manage.py ensure_editor \
	  && $(SITE) $(VENV)/python manage.py collectstatic --noinput --verbosity 0
	@echo "The archive is on http://127.0.0.1:$(PORT)/ and its desk on http://127.0.0.1:$(PORT)/admin/ (Ctrl-C stops it)."
	@exec env $(SITE) GUNICORN_BIND=127.0.0.1:$(PORT) $(VENV)/gunicorn --config newsroom/gunicorn.conf.py newsroom.wsgi

test: .venv/test-ready ## every test that this machine can run
	@$(VENV)/python -m pytest -n $(XDIST) --dist loadfile --cov --cov-report=term --cov-fail-under=90
	@if [ -n "$$TEST_POSTGRES_URL" ]; then \
	  echo "Again on PostgreSQL$${TEST_REDIS_URL:+ and Redis}:"; \
	  DATABASE_URL="$$TEST_POSTGRES_URL" CACHE_URL="$${TEST_REDIS_URL:-locmemcache://}" \
	    $(VENV)/python -m pytest -m "database or redis" -n $(XDIST) --dist loadfile; \
	elif [ "$$REQUIRE_ALL" = 1 ]; then \
	  echo "TEST_POSTGRES_URL is not set, and REQUIRE_ALL=1." >&2; exit 1; \
	else \
	  echo "Not run: the tests on PostgreSQL (set TEST_POSTGRES_URL) and Redis (set TEST_REDIS_URL)."; \
	fi

lint: .venv/test-ready ## what must be clean before a commit
	$(VENV)/ruff check .
	$(VENV)/ruff format --check .
	$(VENV)/mypy
	$(VENV)/djlint --quiet --lint templates
	DATA_DIR=.venv/lint-data MAKE_SECRET_KEY=true $(VENV)/python manage.py makemigrations --check --dry-run
	DATA_DIR=.venv/lint-data MAKE_SECRET_KEY=true SITE_URL=https://archive.example \
	  $(VENV)/python manage.py check --deploy --fail-level WARNING

format: .venv/test-ready ## let the formatters have their way
	$(VENV)/ruff check --fix .
	$(VENV)/ruff format .

bench: .venv/test-ready ## the tables of import and search (POSTS=folder, KEPT=folder for what is built)
	$(VENV)/python benchmarks/importing.py "$(POSTS)"
	$(VENV)/python -m benchmarks.searching "$(POSTS)" "$(KEPT)"

screens: .venv/test-ready ## the pictures in docs/screens/ (needs Chromium and Noto CJK)
	$(VENV)/python -m pytest -q tests/screens.py

messages: .venv/test-ready ## collect and compile the interface's translations (needs gettext)
	DATA_DIR=.venv/lint-data MAKE_SECRET_KEY=true $(VENV)/python manage.py makemessages \
	  --locale zh_Hans --locale zh_Hant --no-location --no-obsolete --ignore data --ignore tests
	@# The date of each run would be a change of each run.
	sed -i.before '/^"POT-Creation-Date:/d' locale/*/LC_MESSAGES/django.po
	rm locale/*/LC_MESSAGES/django.po.before
	DATA_DIR=.venv/lint-data MAKE_SECRET_KEY=true $(VENV)/python manage.py compilemessages --ignore .venv

clean: ## remove the environment; data/ stays
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage

.venv/made:
	@python="$$($(FIND_PYTHON))" && "$$python" -m venv .venv && touch $@

.venv/run-ready: requirements.txt | .venv/made
	@echo "Installing (once)…"
	@$(VENV)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt && touch $@

.venv/test-ready: requirements.txt requirements-scale.txt requirements-dev.txt | .venv/made
	@echo "Installing (once)…"
	@$(VENV)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt && touch $@
