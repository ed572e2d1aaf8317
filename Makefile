# `make` computes every township-year, `make test` proves the code, `make help` lists the rest.
# Only python3 (3.11 or newer) and the network for the first installation are needed.

ENV     := .venv
BIN     := $(ENV)/bin
LAB     := .venv-lab
INSTALL := -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable
LOCKED  := pyproject.toml constraints.txt

TOWNSHIPS := 12
YEARS     := 6
SEED      := 2022

# Of the pythons on the path, the first that is new enough; `make PYTHON=…` names another.
recent  := import sys; sys.exit(sys.version_info < (3, 11))
ifndef PYTHON
PYTHON  := $(shell for p in python3 python3.13 python3.12 python3.11 python; do \
             $$p -c '$(recent)' 2>/dev/null && { echo $$p; break; }; done)
endif

.DEFAULT_GOAL := all
.NOTPARALLEL:
.DELETE_ON_ERROR:
.PHONY: all run demo test check docs format hooks lab lock manifest clean help

all: run  ## environment, every township-year under data/raw/, outputs/index.html | 环境，data/raw/ 下全部乡镇、年度，outputs/index.html

run: $(ENV)/.run
	@$(BIN)/fazhi run
	@echo "打开 Open $(CURDIR)/outputs/index.html"

# Some of its ledgers are missing or damaged on purpose: a command then ends with 1, and the rest is done.
demo: $(ENV)/.run  ## a fictional county in demo/: 12 townships, 6 years, computed and compared (TOWNSHIPS=… YEARS=… SEED=…) | 在 demo/ 中造一个虚构县：12 个镇、6 年，计算并比较（TOWNSHIPS=… YEARS=… SEED=…）
	@$(BIN)/fazhi synthesise --townships $(TOWNSHIPS) --years $(YEARS) --seed $(SEED) --raw demo/raw
	@$(BIN)/fazhi run --raw demo/raw --processed demo/processed --outputs demo/outputs || test $$? -eq 1
	@$(BIN)/fazhi compare --raw demo/raw --processed demo/processed --outputs demo/outputs || test $$? -eq 1
	@echo "打开 Open $(CURDIR)/demo/outputs/index.html, $(CURDIR)/demo/outputs/comparison/comparison.html"

test: $(ENV)/.test  ## environment and the whole test suite; PYTEST_ARGS=… is passed on | 环境和全部测试；PYTEST_ARGS=… 照样传给 pytest
	@$(BIN)/python -m pytest --numprocesses auto --dist loadfile --no-loadscope-reorder $(PYTEST_ARGS)

check: $(ENV)/.dev  ## lint, formatting and types | 检查代码的写法、格式和类型
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy

docs: $(ENV)/.test  ## the reference pages anew, and the documents as a site in docs/_site/index.html | 重写参考页，并把文档做成网站 docs/_site/index.html
	@$(BIN)/python docs/reference/make.py
	@LC_ALL=C $(BIN)/python -m sphinx --builder html --fail-on-warning --keep-going --fresh-env --quiet docs docs/_site
	@echo "Open $(CURDIR)/docs/_site/index.html"

format: $(ENV)/.dev  ## rewrite the code in the project's format | 按本项目的格式重排代码
	@$(BIN)/ruff check --fix --exit-zero
	@$(BIN)/ruff format

hooks: $(ENV)/.dev  ## before each commit: notebooks lose their outputs, code is formatted | 每次提交之前：去掉笔记本的输出，重排代码
	@$(BIN)/pre-commit install

# The file browser begins at the project, so that ledgers and results can be opened, too; notebooks/.lab names our exporters
# in the menu and asks no address for news.
lab: $(LAB)/.lab  ## JupyterLab on notebooks/0_start.ipynb, in an environment of its own (LAB_ARGS=… is passed on) | 在单独的环境中打开 JupyterLab 和 notebooks/0_start.ipynb（LAB_ARGS=… 照样传去）
	@$(LAB)/bin/jupyter lab --ServerApp.root_dir="$(CURDIR)" --LabApp.app_settings_dir="$(CURDIR)/notebooks/.lab" \
	  $(LAB_ARGS) notebooks/0_start.ipynb

# uv resolves for every supported Python and platform at once and writes no address.
lock:  ## resolve the exact versions of constraints.txt anew | 重新确定 constraints.txt 中的各个版本
	@$(check_python)
	@$(PYTHON) -m venv --clear .venv-lock
	@.venv-lock/bin/python -m pip install --quiet --disable-pip-version-check uv
	@.venv-lock/bin/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --all-extras \
	  --fork-strategy fewest --upgrade --no-header --no-annotate --output-file .venv-lock/pins.txt
	@{ sed '/^[^#]/,$$d' constraints.txt; cat .venv-lock/pins.txt; } > .venv-lock/constraints.txt
	@mv .venv-lock/constraints.txt constraints.txt
	@rm -rf .venv-lock
	@echo "constraints.txt holds $$(grep -c == constraints.txt) exact versions"

manifest: $(ENV)/.run  ## renew the committed manifest of the shipped township-year, after a wanted change of outputs | 成品有意改变之后，更新随附乡镇年度的清单
	@$(BIN)/fazhi verify 双合镇 2022 --manifest data/reference/manifests/双合镇-2022.json --update

clean:  ## remove everything that can be made again: environments, caches, processed tables, outputs, the demonstration | 删除可以重新生成的一切：环境、缓存、规范表、结果、演示
	@rm -rf demo docs/_site $(ENV) $(LAB) .venv-lock .venv-bench .pytest_cache .mypy_cache .ruff_cache .hypothesis
	@find outputs data/processed -mindepth 1 -maxdepth 1 ! -name .gitkeep -exec rm -rf {} +
	@find src tests -name __pycache__ -type d -prune -exec rm -rf {} +

help:  ## this list | 本表
	@awk -F '  ## ' '/^[a-z]+:.*  ## / { sub(/:.*/, "", $$1); split($$2, said, " [|] "); \
	  printf "  make %-9s %s\n%17s%s\n", $$1, said[1], "", said[2] }' $(MAKEFILE_LIST)

# Stamps: an environment is installed again only when the project's or the locked versions change.
# Each set contains the one before it, so it stands for that one too.
$(ENV)/.run: $(LOCKED) | $(ENV)/.made
	@echo "Installing fazhi into $(ENV) (about a minute the first time) … 正在安装，首次约一分钟"
	@$(BIN)/python $(INSTALL) .
	@touch $@

$(ENV)/.test: $(LOCKED) | $(ENV)/.made
	@echo "Installing fazhi and its test tools into $(ENV) (about a minute the first time) … 正在安装，首次约一分钟"
	@$(BIN)/python $(INSTALL) '.[test]'
	@touch $(ENV)/.run $@

$(ENV)/.dev: $(LOCKED) | $(ENV)/.made
	@echo "Installing fazhi and its development tools into $(ENV) (about a minute the first time) … 正在安装，首次约一分钟"
	@$(BIN)/python $(INSTALL) '.[dev]'
	@touch $(ENV)/.run $(ENV)/.test $@

# JupyterLab's dependencies slow every import of nbformat down, so it never enters the environment of the runs.
$(LAB)/.lab: $(LOCKED) | $(LAB)/.made
	@echo "Installing JupyterLab into $(LAB) (about a minute the first time) … 正在安装，首次约一分钟"
	@$(LAB)/bin/python $(INSTALL) '.[lab]'
	@touch $@

%/.made:
	@$(check_python)
	@$(PYTHON) -m venv --clear $* || { rm -rf $*; \
	  echo "$(PYTHON) could not make a virtual environment; on Debian and Ubuntu: apt install python3-venv" >&2; exit 2; }
	@touch $@

define check_python
if [ -z "$(PYTHON)" ]; then \
  echo "fazhi needs Python 3.11 or newer and found none. Install one, or name it: make PYTHON=/path/to/python3.12" >&2; \
  exit 2; \
elif ! $(PYTHON) -c '$(recent)' 2>/dev/null; then \
  echo "fazhi needs Python 3.11 or newer; $(PYTHON) is: $$($(PYTHON) --version 2>&1)" >&2; \
  exit 2; \
fi
endef
