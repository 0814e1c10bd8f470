# Two commands do all the set-up: `make demo` and `make test`. Both keep their environment in .venv.
PYTHON ?= python3.11
BIN := .venv/bin

.PHONY: demo test quick check install install-dev bench

install: .venv/core.done
install-dev: .venv/dev.done

.venv/core.done: requirements/core.lock pyproject.toml
	@tools/install core

.venv/dev.done: .venv/core.done requirements/dev.lock requirements/spark.lock
	@tools/install dev

demo: install
	@$(BIN)/python tools/demo.py

check: install-dev
	$(BIN)/ruff check src tests bench tools
	$(BIN)/ruff format --check src tests bench tools
	$(BIN)/mypy
	$(BIN)/lint-imports

quick: install-dev check
	$(BIN)/pytest -n 2 -m "not slow and not spark and not crash"

test: install-dev check
	$(BIN)/pytest -n 3 --dist loadgroup

bench: install-dev
	$(BIN)/arrears bench
