"""Notebooks of a few cells, run by either engine without being saved."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook
from papermill.engines import papermill_engines

from fazhi import engine

PYTHON = {"name": "python3", "display_name": "Python 3", "language": "python"}


@dataclass
class Ran:
    """A notebook after its run, and what the engine raised."""

    cells: list[NotebookNode]
    error: BaseException | None

    def text(self, cell: int) -> str:
        """What a cell wrote and what it resulted in."""
        return "".join(
            output.get("text", "") or output.get("data", {}).get("text/plain", "")
            for output in self.cells[cell].outputs
        )

    @property
    def states(self) -> list[str]:
        return [cell.metadata.papermill.status for cell in self.cells]


def notebook(sources: Iterable[str], tags: Iterable[str] = (), kernel: dict[str, str] = PYTHON) -> NotebookNode:
    cells = [new_code_cell(source, metadata={"tags": list(tags)} if tags else {}) for source in sources]
    return new_notebook(cells=cells, metadata={"kernelspec": dict(kernel), "papermill": {}})


def execute(sources: Iterable[str], name: str = "fazhi", tags: Iterable[str] = (), **options: Any) -> Ran:
    nb, error = notebook(sources, tags), None
    try:
        papermill_engines.execute_notebook_with_engine(name, nb, kernel_name="python3", progress_bar=False, **options)
    except Exception as raised:
        error = raised
    return Ran(nb.cells, error)


Run = Callable[..., Ran]


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Cells may write files; the engine is there whether or not this checkout is the one that is installed."""
    engine.register()
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("MPLBACKEND", raising=False)
    yield


@pytest.fixture(scope="session")
def run() -> Run:
    engine.register()
    return execute


def children(pid: int) -> set[int]:
    """All processes below ``pid``, read from /proc."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except (OSError, IndexError):
                continue
    found = {pid}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return found - {pid}


def alive(pid: int) -> bool:
    """Whether a process is there and not merely waiting to be collected."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def eventually(condition: Callable[[], bool], seconds: float = 20) -> bool:
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


@pytest.fixture(scope="session")
def processes() -> SimpleNamespace:
    """``children(pid)``, ``alive(pid)`` and ``eventually(condition)``."""
    return SimpleNamespace(children=children, alive=alive, eventually=eventually)


@pytest.fixture
def script(root: Path, tmp_path: Path) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Starts Python code in a process of its own, with this checkout's fazhi and ``run(*cells, **options)``."""
    started = []
    (tmp_path / "asker.py").write_text(ASKER, encoding="utf-8")

    def start(code: str) -> subprocess.Popen[str]:
        path = tmp_path / f"script{len(started)}.py"
        path.write_text(f"from asker import *\n{code}", encoding="utf-8")
        surroundings = os.environ | {"PYTHONPATH": f"{root / 'src'}{os.pathsep}{tmp_path}"}
        surroundings.pop("FAZHI_ENGINE", None)
        started.append(
            subprocess.Popen(
                [sys.executable, str(path)],
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
                env=surroundings,
                start_new_session=True,
            )
        )
        return started[-1]

    yield start
    for process in started:
        if process.poll() is None:
            process.kill()
        process.communicate()


ASKER = """
import os, sys, time, threading
from nbformat.v4 import new_code_cell, new_notebook
from papermill.engines import papermill_engines
from fazhi import engine

engine.register()

def run(*cells, **options):
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nb = new_notebook(cells=[new_code_cell(c) for c in cells], metadata={"kernelspec": kernel, "papermill": {}})
    papermill_engines.execute_notebook_with_engine("fazhi", nb, kernel_name="python3", progress_bar=False, **options)
    return "".join(o.get("text", "") for c in nb.cells for o in c.outputs)
"""
