"""Runs one notebook through papermill; the executed copy holds nothing of the run but its results."""

from __future__ import annotations

import builtins
import logging
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import nbformat

from fazhi import engine
from fazhi.catalogue import CatalogueError
from fazhi.files import write_whole
from fazhi.pipeline.outcome import NotebookFailed
from fazhi.runs.jsontext import text_of

KERNEL = "python3"
FOLDERS = ("raw", "processed", "outputs")
# Levels of which each entry has a line of its own: the notebook, its cells, their parts, the lines of a source and the outputs.
DEPTH = 4
# What the system refuses (a full disk, a folder that may not be written to) names files, no cell of a ledger.
OF_THE_SYSTEM = {name for name, kind in vars(builtins).items() if isinstance(kind, type) and issubclass(kind, OSError)}


def execute(notebook: Path, output: Path, values: Mapping[str, Any]) -> None:
    """Run one notebook through papermill; the executed copy holds nothing of this run but its results.

    Raises ``NotebookFailed``, ``CatalogueError``, and ``OSError`` where the system refused something; the executed copy then shows where.
    """
    os.environ.setdefault("PYDEVD_DISABLE_FILE_VALIDATION", "1")
    import papermill
    from nbclient.exceptions import CellTimeoutError, DeadKernelError
    from papermill.engines import papermill_engines
    from papermill.exceptions import PapermillExecutionError
    from papermill.execute import raise_for_execution_errors

    logging.getLogger("papermill").setLevel(logging.ERROR)
    asked = {"engine_name": engine.register(), "kernel_name": KERNEL, "progress_bar": False}
    draft = papermill.execute_notebook(str(notebook), None, dict(values), prepare_only=True, **asked)
    try:
        # Not in one call, which saves the notebook at the start and the end of each cell: a quarter of the work on an appendix.
        papermill_engines.execute_notebook_with_engine(
            nb=draft, extra_arguments=["--IPKernelApp.log_level=40"], **asked
        )
        raise_for_execution_errors(draft, None)
    except PapermillExecutionError as error:
        if error.ename in OF_THE_SYSTEM:
            raise OSError(None, error.evalue) from error
        if error.ename.endswith("MemoryError"):  # numpy's and pyarrow's have names of their own
            raise MemoryError from error
        if error.ename == CatalogueError.__name__:  # quotes the catalogue and no ledger
            raise CatalogueError(error.evalue) from error
        raise NotebookFailed(output, error.ename) from error
    except (DeadKernelError, CellTimeoutError) as error:
        raise NotebookFailed(output, type(error).__name__) from error
    finally:
        write_whole(output, forget_the_run(draft))


def forget_the_run(notebook: nbformat.NotebookNode) -> str:
    """An executed notebook without times, process numbers, random ids and folders: the same run gives the same text anywhere."""
    notebook.metadata = {k: v for k, v in notebook.metadata.items() if k in ("kernelspec", "language_info")}
    notebook.metadata.pop("language_info", None)
    for number, cell in enumerate(notebook.cells):
        tags = cell.metadata.get("tags", [])
        cell.metadata = {"tags": tags} if tags else {}
        if "injected-parameters" in tags:
            cell.id = f"injected-{number}"
            lines = cell.source.splitlines(keepends=True)
            cell.source = "".join(line for line in lines if line.partition(" = ")[0] not in FOLDERS).rstrip("\n")
    # nbformat gives each number of each table a line of its own, and takes four times as long.
    written = {**notebook, "cells": [_written(cell) for cell in notebook.cells]}
    return text_of(written, DEPTH, by_name=True) + "\n"


def _written(cell: nbformat.NotebookNode) -> dict[str, Any]:
    """A cell as it stands in the file: its source line by line."""
    return {**cell, "source": cell.source.splitlines(keepends=True)}
