"""What running a notebook costs: papermill's own engine, the warm engine, and the notebook's code as plain calls.

A notebook of one cell, and the three of the shipped township-year, computed before, so that what is measured is the way
and not the counting. CPU time is that of all processes that took part; best of several rounds. Memory is proportional (PSS).

    python benchmarks/engine.py [--rounds 5]
"""

from __future__ import annotations

import argparse
import contextlib
import io
import logging
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import papermill

from fazhi import engine
from fazhi.engine import client

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOKS = ("1_clean", "2_indicators", "3_appendix")
TICKS = os.sysconf("SC_CLK_TCK")


def cpu() -> float:
    """Seconds of CPU used so far by this process, by its children that have ended, and by the warm process with its runs."""
    used = sum(
        usage.ru_utime + usage.ru_stime
        for usage in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )
    for _, process, _ in client._warm.started:
        fields = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
        used += sum(map(int, fields[11:15])) / TICKS
    return used


def proportional(pid: int) -> float:
    """Megabytes of a process, shared pages divided among those that share them."""
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:")) / 1024


def through_papermill(name: str, notebook: Path, values: dict[str, Any]) -> None:
    papermill.execute_notebook(
        notebook, None, values, engine_name=name, kernel_name="python3", progress_bar=False,
        extra_arguments=["--IPKernelApp.log_level=40"],
    )  # fmt: skip


def as_calls(notebook: Path, values: dict[str, Any]) -> None:
    names: dict[str, Any] = {}
    with contextlib.redirect_stdout(io.StringIO()):
        for cell in nbformat.read(notebook, as_version=4).cells:
            if cell.cell_type == "code":
                exec(compile(cell.source, notebook.name, "exec"), names)
                if "parameters" in cell.metadata.get("tags", []):
                    names |= values


def measured(way: Callable[[], None]) -> tuple[float, float]:
    before, began = cpu(), time.perf_counter()
    way()
    return cpu() - before, time.perf_counter() - began


def main() -> None:
    """Measure and print the table."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--rounds", type=int, default=5)
    rounds = options.parse_args().rounds
    logging.getLogger("papermill").setLevel(logging.ERROR)
    sys.path.insert(0, str(ROOT / "src"))
    os.chdir(ROOT)
    engine.warm("fazhi.appendix", "fazhi.pipeline")
    name = engine.register()
    with tempfile.TemporaryDirectory() as folder:
        values = {"processed": f"{folder}/processed", "outputs": f"{folder}/outputs", "raw": str(ROOT / "data" / "raw")}
        print(f"{'notebook':14}{'way':10}{'CPU s':>8}{'wall s':>8}{'over calls, CPU s':>20}")
        empty = Path(folder) / "one_cell.ipynb"
        nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1 + 1")]), empty)
        for path in (empty, *(ROOT / "notebooks" / f"{stem}.ipynb" for stem in NOTEBOOKS)):
            told = {} if path == empty else values
            ways = {
                "calls": lambda path=path, told=told: as_calls(path, told),
                name: lambda path=path, told=told: through_papermill(name, path, told),
                "nbclient": lambda path=path, told=told: through_papermill("nbclient", path, told),
            }
            for way in ways.values():
                way()
            best = {way: (9e9, 9e9) for way in ways}
            for _ in range(rounds):
                for way, run in ways.items():
                    best[way] = tuple(map(min, best[way], measured(run)))
            for way, (used, wall) in best.items():
                print(f"{path.stem:14}{way:10}{used:8.2f}{wall:8.2f}{used - best['calls'][0]:20.2f}")
    _memory()


def _memory() -> None:
    """The warm process alone, and beside it a run that has done nothing yet."""
    warm = client._warm.started[-1][1].pid
    alone = proportional(warm)
    environment = dict(os.environ)
    run = client.fork(["--HistoryManager.hist_file=:memory:"], environment, "", 60)
    time.sleep(1)
    print(
        f"memory, MB: warm process alone {alone:.0f}; with one run {proportional(warm):.0f} + {proportional(run.pid):.0f}"
    )
    run.end(0)


if __name__ == "__main__":
    main()
