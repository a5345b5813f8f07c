# Two commands do everything: `make demo` runs the main job, `make test` passes the tests.
# Both call `make setup`, which installs what is missing: system packages (as root on Debian or Ubuntu),
# a virtual environment in .venv and the pinned dependencies.

PYTHON ?= python3
BIN := .venv/bin
# Without a screen Qt draws into memory; with one, tests still do.
HEADLESS := QT_QPA_PLATFORM=offscreen
# Tests wait for disks and processes a third of their time: one worker more than there are cores.
WORKERS := import os; print(1 + len(getattr(os, "sched_getaffinity", lambda _: range(os.cpu_count() or 1))(0)))

QT_PACKAGES := libgl1 libegl1 libxkbcommon0 libdbus-1-3 libfontconfig1 libglib2.0-0 \
	libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-randr0 libxcb-render-util0 \
	libxcb-shape0 libxcb-xkb1 libxkbcommon-x11-0 fonts-dejavu-core

.PHONY: setup system-packages demo test lint bench faults screenshots dist clean

setup: system-packages .venv/ready

# Only as root, only with apt, only what is missing; otherwise the README names the packages.
system-packages:
	@if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		missing=""; \
		for p in python3-venv $(QT_PACKAGES); do \
			dpkg-query -W -f '$${Status}\n' "$$p" "$${p}t64" 2>/dev/null | grep -q 'ok installed' || missing="$$missing $$p"; \
		done; \
		if [ -n "$$missing" ]; then \
			apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing; \
		fi; \
	fi

.venv/ready: pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[dev]'
	touch $@

demo: setup
	@if [ -n "$$DISPLAY$$WAYLAND_DISPLAY" ]; then \
		$(BIN)/fieldmonitor demo; \
	else \
		echo "No display: walking the story without a window (fieldmonitor demo --headless)."; \
		$(HEADLESS) $(BIN)/fieldmonitor demo --headless; \
	fi

# What a module shares is made once: workers take whole stretches of the suite and help each other at its end.
# Compiled modules are kept, whatever the environment says: each worker reads all tests.
test: setup
	$(HEADLESS) PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest --dist worksteal \
		--numprocesses "$$($(BIN)/python -c '$(WORKERS)')"

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# Benches print ratios against something named, measured in the same run.
bench: setup
	$(HEADLESS) $(BIN)/python -m tests.bench

# Long fault campaigns; each resumes where it stopped and appends its result to docs/faults.jsonl.
faults: setup
	$(HEADLESS) $(BIN)/python -m tests.campaigns $(FAULTS)

screenshots: setup
	$(HEADLESS) $(BIN)/python -m tests.ui.screenshots docs/guide/screenshots

# The installer's folder is built in a clean environment, so that nothing foreign slips in.
dist:
	rm -rf build/dist-venv && $(PYTHON) -m venv build/dist-venv
	build/dist-venv/bin/python -m pip install --quiet --constraint constraints.txt . pyinstaller
	build/dist-venv/bin/pyinstaller --noconfirm build_installer.spec
	$(HEADLESS) dist/fieldmonitor/fieldmonitor --self-test

clean:
	rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
