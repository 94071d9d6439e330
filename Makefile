# 派单 · Paidan. `make` prints what there is to do. Needs python3 (3.11 or newer); everything else is fetched.
.DEFAULT_GOAL := help
.PHONY: help run setup dev test fmt lock bench bench-console clean

PYTHON ?= python3
BOOT := $(PYTHON) -m dispatch.launcher.bootstrap
VENV := $(or $(PAIDAN_VENV),.venv)
PY := $(VENV)/bin/python
export PORT PYTHONDONTWRITEBYTECODE=

define NEED_PYTHON
command -v $(PYTHON) >/dev/null 2>&1 || { \
  echo '✗ 没有找到 python3（需要 3.11 以上）。Debian/Ubuntu：apt-get install python3 python3-venv' >&2; \
  echo '✗ python3 was not found (3.11 or newer is needed). On Debian or Ubuntu: apt-get install python3 python3-venv' >&2; \
  exit 1; }
endef

help:
	@echo 'make run     安装并启动全部 · set up and start everything        PORT=8000 WITH_REDIS=1 PAIDAN_DEMO=0'
	@echo 'make test    提交前的全部检查 · everything a change must pass     ONLY=ruff,mypy,…  ARGS="-k name"'
	@echo 'make bench   性能测量 · measure, one JSON object a line           ONLY=name'
	@echo 'make bench-console  调度台满载一段时间 · the console under load      PAIDAN_BENCH_MINUTES=60'
	@echo 'make fmt     整理代码格式 · put the code into shape'
	@echo 'make lock    重新锁定依赖 · lock the dependencies anew'
	@echo 'make clean   清除构建产物（不动数据）· remove what was built, not the data'

run:
	@$(NEED_PYTHON)
	@exec $(BOOT) run

setup:
	@$(NEED_PYTHON)
	@exec $(BOOT) setup

dev:
	@$(NEED_PYTHON)
	@$(BOOT) setup --dev

test: dev
	@exec $(PY) -m dispatch.launcher.checks

bench: dev
	@exec $(PY) -m tests.bench $(ONLY)

bench-console: dev
	@exec $(PY) -m tests.bench console

fmt: dev
	@$(PY) -m ruff check --fix --exit-zero .
	@$(PY) -m ruff format .

lock: dev
	@$(PY) -m uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-emit-find-links --no-annotate --no-header --quiet -o .ci/requirements-dev.lock
	@$(PY) -m uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-emit-find-links --no-annotate --no-header --quiet -c .ci/requirements-dev.lock -o .ci/requirements.lock
	@echo '.ci/requirements.lock .ci/requirements-dev.lock'

clean:
	@rm -rf $(VENV) frontend/node_modules frontend/dist var/stamps var/log var/static .pytest_cache .mypy_cache .ruff_cache \
	  .import_linter_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
	@echo '数据仍在 var/（要删除数据：停止后 rm -rf var）· Data is kept in var/ (to remove it too: stop, then rm -rf var)'
