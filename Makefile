# Two commands: `make reproduce` and `make test`. Both build the environment .venv from requirements.lock first.
# `make help` lists the rest.

PYTHON ?= python3
# More arguments for `pkjp reproduce` or JupyterLab, as in: make reproduce ARGS="03 --partner CHN"
ARGS ?=

BIN := .venv/bin
STAMP := .venv/complete
# Finds faults of accessibility in pages; in the environment's folder, and installed from npm.
AXE := .venv/var/axe/node_modules/axe-core/axe.min.js

# What the environment is made from, where it stands (its scripts name that folder), and with which interpreter.
MADE_FROM := { printf '%s\n' "$$PWD"; cat requirements.lock pyproject.toml; }
# The stamp is written last: an interrupted install has none and is not taken for a whole one.
ifneq ($(shell $(MADE_FROM) 2>&1 | cmp -s - $(STAMP) && $(BIN)/python -c '' 2>/dev/null && echo whole),whole)
.PHONY: $(STAMP)
endif

# Settings of the caller that would change what is imported, where pip installs or which study is read.
unexport PYTHONPATH PYTHONHOME PYTHONSTARTUP PYTHONWARNINGS VIRTUAL_ENV
unexport PIP_USER PIP_TARGET PIP_PREFIX PIP_ROOT
unexport JUPYTER_PATH JUPYTER_CONFIG_PATH JUPYTER_RUNTIME_DIR
unexport JUPYTERLAB_DIR JUPYTERLAB_SETTINGS_DIR JUPYTERLAB_WORKSPACES_DIR
unexport PKJP_ROOT PKJP_OUTPUT PKJP_NOTEBOOK MPLBACKEND MATPLOTLIBRC PYTEST_ADDOPTS COLUMNS LINES

.PHONY: help reproduce test test-browser screenshots notebooks processed manifest documents replication archive lab lint clean

help:
	@echo 'make reproduce    clean the data, run every notebook, judge every statement; results in build/'
	@echo 'make test         lint, tests, and the committed notebooks run again and compared (nbval)'
	@echo 'make test-browser the report tried in a real browser (needs chromium and npm)'
	@echo 'make lab          open JupyterLab at notebooks/00_start_here.ipynb'
	@echo 'make lint         ruff and mypy'
	@echo 'make processed    write data/processed from data/raw'
	@echo 'make manifest     write data/raw/datapackage.json'
	@echo 'make documents    write the generated pages of docs/ (codebook, coverage, disagreements, locator, rules, sources)'
	@echo 'make replication  write REPLICATION.md from the last run'
	@echo 'make archive      put code, data, environment and results into one zip file (RO-Crate)'
	@echo 'make notebooks    run every notebook and write it back with its outputs (the reference of make test)'
	@echo 'make screenshots  write docs/site, the pictures of the report in the README (needs chromium)'
	@echo 'make clean        remove build/, kept results and caches; the environment .venv stays'

reproduce: $(STAMP)
	@$(BIN)/pkjp reproduce $(ARGS)

# The user's own matplotlib, IPython and Jupyter settings are kept out.
test lab: export MPLCONFIGDIR := $(CURDIR)/.venv/var/matplotlib
test lab: export IPYTHONDIR := $(CURDIR)/.venv/var/ipython
test lab: export JUPYTER_CONFIG_DIR := $(CURDIR)/.venv/var/jupyter
test: lint
	$(BIN)/python -m pytest -n auto --maxprocesses 4 tests
	JUPYTER_DEFAULT_PROVISIONER_NAME=pkjp-warm PKJP_ROOT="$(CURDIR)" \
		$(BIN)/python -m pytest -v --nbval --nbval-current-env -n 2 --dist loadscope notebooks

test-browser: $(STAMP) $(AXE)
	@$(BIN)/pkjp reproduce
	$(BIN)/python -m pytest -m browser -n 2 tests/browser

$(AXE): tests/browser/package.json tests/browser/package-lock.json | $(STAMP)
	@command -v npm >/dev/null 2>&1 || { echo 'npm not found: apt install npm' >&2; exit 1; }
	@mkdir -p .venv/var/axe
	@cp tests/browser/package.json tests/browser/package-lock.json .venv/var/axe/
	@npm ci --prefix .venv/var/axe --silent --ignore-scripts --no-audit --no-fund
	@touch $@

# The pictures of the report in the README, from the last results.
screenshots: $(STAMP)
	@$(BIN)/pkjp reproduce
	@$(BIN)/python tests/browser/screenshots.py

lint: $(STAMP)
	$(BIN)/python -m ruff check .
	$(BIN)/python -m ruff format --check .
	$(BIN)/python -m mypy

notebooks: $(STAMP)
	@$(BIN)/python -m pkjp_analysis.execution notebooks

processed: $(STAMP)
	@$(BIN)/python -m pkjp_analysis.cleaning processed

manifest: $(STAMP)
	@$(BIN)/python -m pkjp_analysis.cleaning manifest

documents: $(STAMP)
	@$(BIN)/python -m pkjp_analysis.documents

replication: $(STAMP)
	@$(BIN)/python -m pkjp_analysis.documents replication

archive: $(STAMP)
	@$(BIN)/pkjp archive

# A python3 kernel that the user installed elsewhere does not stand in for the environment's own.
# Nor do the user's own kernels, extensions and open tabs take part in the lab: it has the environment's.
lab: export JUPYTER_DATA_DIR := $(CURDIR)/.venv/var/jupyter/data
lab: export JUPYTER_PREFER_ENV_PATH := 1
# It asks no network: no news and no question whether to fetch them, no newer version, no catalogue of extensions, no npm
# for language servers. It saves a notebook only when told to: opened is not changed, and make test compares them. What
# passes between a kernel and the server is encrypted, as ports of this machine are open to its other users.
lab: $(STAMP)
	@mkdir -p .venv/share/jupyter/lab/settings
	@printf '%s\n' '$(LAB_SETTINGS)' > .venv/share/jupyter/lab/settings/overrides.json
	@$(BIN)/python -m jupyterlab --ServerApp.root_dir=notebooks --LabApp.default_url=/lab/tree/00_start_here.ipynb \
		--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate --LabApp.extension_manager=readonly \
		--LanguageServerManager.autodetect=False --KernelManager.transport_encryption=auto $(ARGS)

LAB_SETTINGS := {"@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": false}, \
	"@jupyterlab/docmanager-extension:plugin": {"autosave": false}}

clean:
	rm -rf build .results .build.partial .notebooks.partial .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find src tests notebooks -name __pycache__ -prune -exec rm -rf {} +
	find notebooks -name .ipynb_checkpoints -prune -exec rm -rf {} +

$(STAMP):
	$(if $(PROBLEM),$(error $(PROBLEM)))
	@rm -rf .venv
	"$(PYTHON)" -m venv .venv
	@echo 'installing the environment from requirements.lock (about a minute)' >&2
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@$(MADE_FROM) > $(STAMP)

# Asked only where the environment has to be made; empty, or one line that says what is missing.
PROBLEM = $(shell command -v "$(PYTHON)" >/dev/null 2>&1 \
	|| { echo '$(PYTHON) not found: install Python 3.11 or newer, or name one: make PYTHON=python3.12'; exit; }; \
	"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	|| { echo "Python 3.11 or newer is needed and $(PYTHON) is $$("$(PYTHON)" -V 2>&1): name one: make PYTHON=python3.12"; exit; }; \
	"$(PYTHON)" -c 'import ensurepip, venv' 2>/dev/null \
	|| echo '$(PYTHON) lacks the venv or ensurepip module: install it (Debian, Ubuntu: apt install python3-venv)')
