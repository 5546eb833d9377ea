# `make demo` and `make test` are all the set-up there is: they build .venv on first use and reuse it afterwards.

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check -qq
WORKERS ?= 3
OLDEST := .venv-oldest
BENCH ?=
FUZZ ?=
SPARK ?=
OTHER_SPARK := .venv-spark-$(SPARK)
# What an older Spark warns of is its own code.
OWN_WARNINGS := -W ignore::DeprecationWarning -W ignore::ResourceWarning -W ignore::pytest.PytestUnraisableExceptionWarning
EXAMPLES ?= some

# `make PYTHON=/path/to/python3.12 test` chooses the interpreter; without it the first Python >= 3.11 on the path is taken.
PYTHON ?=
PYTHONS := $(if $(PYTHON),$(PYTHON),python3 python3.14 python3.13 python3.12 python3.11 python)

# Processes that pytest starts do not see it: all of them draw the same examples in every run.
PROFILE := $(if $(CI),--hypothesis-profile=ci)

# Tests read it; and the caller's language must not decide how they read and write files.
export EXAMPLES
export PYTHONUTF8 := 1
# Every process would compile tests and tools again, which takes longer than to import them.
export PYTHONDONTWRITEBYTECODE :=

# show CODE,WORDS: a command, what it prints, and its exit code, which must be CODE.
show = echo "\$$ interactions-cli $(2)"; code=0; $(BIN)/interactions-cli $(2) || code=$$?; \
	echo "exit code: $$code"; echo; test $$code -eq $(1)

.DEFAULT_GOAL := help
.PHONY: help demo test spark-test spark-cluster oldest check fmt docs golden coverage fuzz bench clean

help: ## show these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-13s %s\n", $$1, $$2}' Makefile

# Each command with the exit code that it must have.
demo: $(VENV)/.runtime ## a clean file, a defective one, a raw export made into a file that imports, and a page with charts
	@rm -rf $(VENV)/demo && mkdir $(VENV)/demo
	@$(call show,0,validate sample_data/movies.csv)
	@$(call show,1,validate sample_data/shop-defects.csv --format concise)
	@$(call show,1,validate sample_data/raw/shop-export.csv --format concise)
	@$(call show,0,prepare sample_data/raw/shop-export.csv --now 2025-10-09 -o $(VENV)/demo/interactions.csv --schema-output $(VENV)/demo/schema.json)
	@$(call show,0,validate $(VENV)/demo/interactions.csv --schema $(VENV)/demo/schema.json --now 2025-10-09)
	@$(call show,0,stats sample_data/movies.csv --event watch:0.5 --format html -o $(VENV)/demo/stats.html)
	@echo "The same with charts, for any browser: $(CURDIR)/$(VENV)/demo/stats.html"

# pytest comes last, so that its closing line is the last thing to be read. mypy works on one core; what the other one
# compiles meanwhile (each process of pytest would do so by itself) is there to be imported.
test: $(VENV)/.dev ## everything CI runs: format, lint, types, documentation, tests (EXAMPLES=all for every example of the properties)
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	@echo "$(BIN)/mypy, and beside it"
	@$(BIN)/mypy > $(VENV)/mypy.log 2>&1 & types=$$!; code=0; \
	$(BIN)/python -m compileall -q interactions_cli; \
	echo "$(BIN)/python docs/generate.py --check"; $(BIN)/python docs/generate.py --check || code=$$?; \
	test -d tests/__pycache__ || $(BIN)/python -m pytest --collect-only -qq > $(VENV)/collect.log 2>&1; \
	wait $$types || code=$$?; cat $(VENV)/mypy.log; exit $$code
	$(BIN)/python -m pytest -n $(WORKERS) $(PROFILE)

spark-test: $(if $(SPARK),$(OTHER_SPARK),$(VENV))/.spark ## the tests on Spark; installs it, but not Java (SPARK=3.5 for that of Glue and EMR)
	PROGRAMS_THERE=spark $(if $(SPARK),$(OTHER_SPARK)/bin,$(BIN))/python -m pytest tests/test_spark*.py $(if $(SPARK),$(OWN_WARNINGS))

spark-cluster: $(VENV)/.spark ## the same on a cluster of two workers on this machine: a slow executor, a killed one (minutes)
	PROGRAMS_THERE="spark cluster" $(BIN)/python -m pytest tests/test_spark_cluster.py

oldest: $(OLDEST)/.dev ## the tests with the lowest versions of the dependencies that pyproject.toml allows
	$(OLDEST)/bin/python -m pip --disable-pip-version-check list | grep -i -E '^(polars|rich|typer|backports.zstd) '
	$(OLDEST)/bin/python -m pytest -n $(WORKERS) $(PROFILE)

check: test ## the same as test

fmt: $(VENV)/.dev ## format the code and fix what can be fixed mechanically
	$(BIN)/ruff check --fix-only
	$(BIN)/ruff format

docs: $(VENV)/.dev ## rewrite the generated parts of the documentation
	$(BIN)/python docs/generate.py

golden: $(VENV)/.dev ## rewrite the stored reports in tests/golden/; review their difference like code
	UPDATE_GOLDEN=1 $(BIN)/python -m pytest -q -n $(WORKERS) -k golden

coverage: $(VENV)/.dev ## tests with branch coverage
	$(BIN)/python -m pytest -n $(WORKERS) $(PROFILE) --cov --cov-report=term-missing

fuzz: $(VENV)/.dev ## throw anything at the functions that read foreign input (hours; FUZZ='--shares 1' for a short one; goes on where it stopped)
	$(BIN)/python -m tests.fuzz.campaign $(FUZZ)

bench: $(VENV)/.bench ## compare speed and memory with other tools (minutes, some GB of disk; BENCH=--quick for a short one)
	$(BIN)/python -m benchmarks.run $(BENCH)

clean: ## remove everything that make has built
	rm -rf $(VENV) $(OLDEST) .venv-spark-* .coverage .coverage.* .fuzz .hypothesis .mypy_cache .pytest_cache .ruff_cache build dist benchmarks/data
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The stamps say what is installed; a change of pyproject.toml renews them, the interpreter's folder stays.
# `command -v` is not enough to choose one: a version manager's shim exists on the path and then fails to run.
$(VENV)/.created:
	@for python in $(PYTHONS); do \
	  if "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then found=$$python; break; fi; \
	done; \
	if [ -z "$${found:-}" ]; then \
	  echo "make: no Python 3.11 or later among: $(PYTHONS)" >&2; \
	  echo "Install one, or name it: make PYTHON=/path/to/python3.12 demo" >&2; exit 1; \
	fi; \
	echo "creating $(VENV) with $$("$$found" --version)"; \
	"$$found" -m venv --clear $(VENV) || { \
	  echo "make: $$found has no working venv module (on Debian and Ubuntu: apt install python3-venv)" >&2; exit 1; }
	@# Dependency groups are known to pip since 25.1; the pip of a new environment may be older.
	@$(PIP) install --upgrade 'pip>=25.1'
	@touch $@

$(VENV)/.runtime: pyproject.toml $(VENV)/.created
	@echo "installing interactions-cli into $(VENV)"
	@$(PIP) install --editable '.[zstd]'
	@touch $@

$(VENV)/.dev: pyproject.toml $(VENV)/.runtime
	@echo "installing the development tools into $(VENV)"
	@$(PIP) install --no-compile --group dev
	@touch $@

$(VENV)/.spark: pyproject.toml $(VENV)/.dev
	@echo "installing Spark into $(VENV)"
	@$(PIP) install --no-compile --group spark
	@touch $@

$(OTHER_SPARK)/.spark: pyproject.toml $(VENV)/.created
	@echo "installing Spark $(SPARK) into $(OTHER_SPARK)"
	@$(BIN)/python -m venv --clear $(OTHER_SPARK)
	@$(OTHER_SPARK)/bin/python -m pip --disable-pip-version-check -qq install --upgrade 'pip>=25.1'
	@$(OTHER_SPARK)/bin/python -m pip --disable-pip-version-check -qq install --editable '.[zstd]' --group dev \
	  'pyspark==$(SPARK).*' 'pandas<3' 'pyarrow>=18' setuptools
	@touch $@

$(VENV)/.bench: pyproject.toml $(VENV)/.runtime
	@echo "installing the tools to compare with into $(VENV)"
	@$(PIP) install --no-compile --group bench
	@touch $@

$(OLDEST)/.dev: pyproject.toml .ci/lowest.py $(VENV)/.created
	@echo "installing the lowest dependencies into $(OLDEST)"
	@$(BIN)/python -m venv --clear $(OLDEST)
	@$(BIN)/python .ci/lowest.py > $(OLDEST)/lowest.txt
	@$(OLDEST)/bin/python -m pip --disable-pip-version-check -qq install --upgrade 'pip>=25.1'
	@$(OLDEST)/bin/python -m pip --disable-pip-version-check -qq install \
	  --constraint $(OLDEST)/lowest.txt --editable '.[zstd]' --group dev
	@touch $@
