# The two commands: `make demo` and `make test`. Everything they need from outside comes from PyPI, npm and Debian.
PY := .venv/bin/python
PYTEST_ARGS ?= -n 2 --dist loadfile --no-loadscope-reorder
export PYTHONUNBUFFERED := 1

.PHONY: demo test check bench-engine venv venv-dev assets browser antivirus clean

demo: .venv/.demo
	@exec $(PY) manage.py up --demo $(UP_ARGS)

test: .venv/.dev assets browser antivirus
	$(PY) -m portal.supervisor.run -- $(PY) -m pytest $(PYTEST_ARGS)

check: .venv/.dev assets
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy .
	HUIQI_DEMO=1 $(PY) manage.py check
	$(PY) -m portal.supervisor.run -- env HUIQI_DEMO=1 $(PY) manage.py makemigrations --check --dry-run

bench-engine: .venv/.demo
	@HUIQI_DEMO=1 $(PY) manage.py bench_engine

assets: .venv/.demo
	@HUIQI_DEMO=1 $(PY) manage.py fetch_assets

browser:
	@sh portal/supervisor/install_browser.sh

antivirus:
	@sh portal/supervisor/install_antivirus.sh

venv: .venv/.demo
venv-dev: .venv/.dev

.venv/bin/python:
	@sh portal/supervisor/make_venv.sh

.venv/.demo: requirements.txt | .venv/bin/python
	@echo "· 安装依赖（首次约一分钟）"
	@$(PY) -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

.venv/.dev: requirements-dev.txt requirements.txt | .venv/bin/python
	@echo "· 安装开发依赖"
	@$(PY) -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@ .venv/.demo

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache
