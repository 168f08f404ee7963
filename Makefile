# Two commands matter: `make demo` and `make test`. Both install what they need and may be run again at any time.
# Bytecode is written on purpose: without it every start costs five times as long.
unexport PYTHONDONTWRITEBYTECODE
SHELL := /bin/bash
UV := .tools/bin/uv
PY := .venv/bin/python
# Test processes; each starts a PostgreSQL of its own, so more than the cores brings nothing.
JOBS ?= 2
# One for all test processes: names of tests that are drawn from sets must be the same in each.
HASHSEED ?= 0
CHROMIUM ?= $(shell command -v chromium || command -v chromium-browser || command -v google-chrome)

.PHONY: demo test check install browser fonts nginx lock bench bench-reading clean screens simulate fuzz nightly soak

demo: install
	.venv/bin/tipline demo

test: .venv/.dev api/static/vendor/manifest.json browser fonts nginx check
	PYTHONHASHSEED=$(HASHSEED) $(PY) -m pytest -n $(JOBS) --dist loadfile --no-loadscope-reorder

check: .venv/.dev
	.venv/bin/ruff check .
	.venv/bin/lint-imports
	.venv/bin/mypy

install: .venv/.run api/static/vendor/manifest.json

$(UV): requirements/tools.txt
	python3 -m venv .tools
	.tools/bin/python -m pip install -q --require-hashes -r requirements/tools.txt
	touch $@

.venv/.run: requirements/run.txt pyproject.toml $(UV)
	test -x $(PY) || $(UV) venv -q -p python3 .venv
	$(UV) pip install -q -p .venv --require-hashes -r requirements/run.txt
	$(UV) pip install -q -p .venv --no-deps -e .
	touch $@

# Apart from the others: schemathesis would hang itself into every run of pytest.
.venv-fuzz/.done: requirements/fuzz.txt pyproject.toml $(UV)
	test -x .venv-fuzz/bin/python || $(UV) venv -q -p python3 .venv-fuzz
	$(UV) pip install -q -p .venv-fuzz --require-hashes -r requirements/fuzz.txt
	$(UV) pip install -q -p .venv-fuzz --no-deps -e .
	touch $@

.venv/.dev: requirements/dev.txt .venv/.run
	$(UV) pip install -q -p .venv --require-hashes -r requirements/dev.txt
	touch $@

# The browser's scripts come from the registry by lockfile, never from git or a CDN. Without Node the wheel's npm serves.
api/static/vendor/manifest.json: web/package-lock.json web/vendor.mjs
	cd web && npm ci --ignore-scripts --no-audit --no-fund --silent && node vendor.mjs

browser:
	@if command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "Installing Chromium for the browser tests."; apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-noto-core >/dev/null; \
	else echo "No Chromium here and no right to install it: install your system's chromium package for the browser tests."; exit 2; fi

# A case's page in all eight languages needs fonts for Arabic and Chinese; without them that one test says why it is skipped.
fonts:
	@if fc-list 2>/dev/null | grep -qi cjk; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "Installing fonts for a case's page."; apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends fontconfig fonts-noto-core fonts-noto-cjk >/dev/null; \
	else echo "No font for Chinese here and no right to install it: the test of a case's page in eight languages is skipped."; fi

# How well messages are read and places found, against the shared data where it lies beside the project.
bench-reading: .venv/.dev
	@if [ -f bench/reading.py ]; then $(PY) -m bench.reading; fi
	$(PY) -m bench.places

# The test of deploy/nginx.conf needs a real nginx; without the right to install it that one test says why it is skipped.
nginx:
	@if command -v nginx >/dev/null || test -x /usr/sbin/nginx; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "Installing nginx for the test of deploy/nginx.conf."; apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends nginx-light >/dev/null; \
	else echo "No nginx here and no right to install it: the test of deploy/nginx.conf is skipped."; fi

# ROUNDS=9 for steadier medians, ONLY="ack outbox" for a part. Other queues are installed for it and for nothing else.
bench: .venv/.bench
	$(PY) -m bench $(ONLY) --rounds $(or $(ROUNDS),5)

.venv/.bench: requirements/bench.txt .venv/.dev
	$(UV) pip install -q -p .venv --require-hashes -r requirements/bench.txt
	touch $@

lock: $(UV)
	$(UV) pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header requirements/tools.in -o requirements/tools.txt
	$(UV) pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header pyproject.toml -o requirements/run.txt
	$(UV) pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header pyproject.toml --group dev -c requirements/run.txt -o requirements/dev.txt
	$(UV) pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header pyproject.toml --group bench -c requirements/dev.txt -o requirements/bench.txt
	$(UV) pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header pyproject.toml --group fuzz -c requirements/dev.txt -o requirements/fuzz.txt

# Every door by its OpenAPI (schemathesis), then signature and parsers guided by coverage (atheris) for FUZZ_S seconds.
fuzz: .venv-fuzz/.done
	.venv-fuzz/bin/python -m tests.fuzz.doors
	FUZZ_S=$(or $(FUZZ_S),60) .venv-fuzz/bin/python -m tests.fuzz.guided

# Days at the desk drawn from seeds: make simulate SEED=7 DATABASE=postgresql STEPS=1000 plays one again.
simulate: .venv/.dev
	$(PY) -m tests.simulation $(if $(SEED),--seed $(SEED),--seeds $(or $(SEEDS),5)) --database $(or $(DATABASE),sqlite) --steps $(or $(STEPS),1000)

# The pictures of docs/screens, taken afresh by the browser tests.
screens: .venv/.dev api/static/vendor/manifest.json browser
	SCREENS_DIR=docs/screens/all $(PY) -m pytest tests/browser/test_console_look.py tests/browser/test_story.py -q
	@echo "All pictures are in docs/screens/all; copy the main ones up."

# The promises of docs/reliability.md, each on both databases. Goes on where it was interrupted.
# FULL=1: the whole counts; ONLY=R1,R7: some of them.
nightly: .venv/.dev
	$(PY) -m tests.drills.nightly --size $(if $(FULL),full,night) --only "$(ONLY)"
	$(if $(ONLY),,$(MAKE) fuzz)

# Twenty messages a second for MINUTES minutes through two web and two worker processes on PostgreSQL, with random kills.
soak: .venv/.dev
	$(PY) -m tests.soak --minutes $(or $(MINUTES),10)

clean:
	rm -rf .venv .venv-fuzz .tools web/node_modules api/static/vendor demo-data
