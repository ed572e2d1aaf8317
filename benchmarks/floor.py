"""What a township-year costs in a process that is warm: every step as a plain function call, without a kernel.

    python benchmarks/floor.py                 a fictional county of 3 townships and 2 years
    python benchmarks/floor.py --raw data/raw  the ledgers of a folder
    python benchmarks/floor.py --comparison    the comparison of a county of 12 townships and 6 years, counted beforehand

Nothing is processed before: each township-year is taken in, counted, composed, shown and rendered, after one of another county that is not measured.
``CPU ms`` is what the process was at work, on a busy machine the only figure to compare; the typesetter's other threads count as well.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

import nbformat
from intake import peak_megabytes
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output

from fazhi import appendix, pipeline
from fazhi.pipeline import Place
from fazhi.publish import render
from fazhi.runs import prepare
from fazhi.synthesis.county import write_county

EXPORTS: dict[str, Callable[[Path, Path], Path]] = {"html": render.html, "pdf": render.pdf, "xlsx": render.xlsx}
CHAPTERS = ("front", "sections", "checks", "set_aside", "methods", "provenance")
COMPARISON = ("front", "overview", "sections", "trends", "aside", "elsewhere", "methods")

Times = dict[str, tuple[float, float]]


class Watch:
    """Times steps apart: milliseconds of CPU and of the clock by step, in order."""

    def __init__(self) -> None:
        self.times: Times = {}

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        clock, work = time.perf_counter(), time.process_time()
        yield
        self.times[name] = (time.process_time() - work) * 1000, (time.perf_counter() - clock) * 1000


def township_year(place: Place) -> Times:
    """One township-year on the way that ``fazhi run`` takes it, and what each step took."""
    watch = Watch()
    with watch.step("clean"):
        pipeline.clean(place)
    with watch.step("count"):
        pipeline.count(place)
    with watch.step("results again"):  # as the third notebook asks for them
        found = pipeline.results(place)
    with watch.step("compose"):
        page = appendix.compose(found)
    with watch.step("show"):
        executed = _shown([getattr(page, name) for name in CHAPTERS], place.outputs / "3_appendix.ipynb")
    _export(watch, executed, place.outputs / "appendix")
    return watch.times


def comparison(raw: Path, processed: Path, outputs: Path) -> Times:
    """The comparison of township-years that are counted, and what each step took."""
    watch = Watch()
    with watch.step("compare"):
        found = pipeline.compare_places(raw=raw, processed=processed, outputs=outputs)
    with watch.step("compose"):
        page = appendix.compose_comparison(found)
    folder = outputs / "comparison"
    with watch.step("show"):
        executed = _shown([getattr(page, name) for name in COMPARISON], folder / "4_comparison.ipynb")
    _export(watch, executed, folder / "comparison")
    return watch.times


def _shown(chapters: Sequence[Any], path: Path) -> Path:
    """The executed notebook that a kernel would leave: what the chapters show, one cell each."""
    InteractiveShell.instance()
    cells = []
    for position, chapter in enumerate(chapters):
        with capture_output() as captured:
            chapter.show()
        outputs = [nbformat.v4.new_output("display_data", data=o.data, metadata=o.metadata) for o in captured.outputs]
        cells.append(nbformat.v4.new_code_cell("page", outputs=outputs, id=f"chapter-{position}"))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(nbformat.writes(nbformat.v4.new_notebook(cells=cells)), encoding="utf-8")
    return path


def _export(watch: Watch, executed: Path, target: Path) -> None:
    for suffix, make in EXPORTS.items():
        with watch.step(suffix):
            make(executed, target.with_suffix(f".{suffix}"))


def prepared() -> None:
    """All that ``fazhi run`` has prepared in the processes that it forks."""
    for prepare_for in (prepare.for_intake, prepare.for_charts, prepare.for_documents):
        prepare_for()
    for _ in prepare.practice():
        pass


def measure(raw: Path, folder: Path, most: int | None = None) -> dict[str, Times]:
    """The times of each township-year under ``raw``; processed tables and outputs are written below ``folder``."""
    prepared()
    other = folder / "other"
    write_county(other / "raw", 1, 1, seed=7)
    for place in _places(other / "raw", other):
        township_year(place)
    measured = _places(raw, folder / "measured")[:most]
    return {f"{place.township} {place.year}": township_year(place) for place in measured}


def _places(raw: Path, folder: Path) -> list[Place]:
    return pipeline.places(pipeline.site(raw, folder / "processed", folder / "outputs"))


def measure_comparison(raw: Path, folder: Path, rounds: int) -> dict[str, Times]:
    """The times of several rounds of the same comparison, after one unmeasured."""
    prepared()
    where = (raw, folder / "processed", folder / "outputs")
    pipeline.compare_places(raw=where[0], processed=where[1], outputs=where[2])
    comparison(*where)
    return {f"round {number}": comparison(*where) for number in range(1, rounds + 1)}


def table(measured: dict[str, Times]) -> str:
    """The median of each step over all rounds, with the smallest and the largest, and of their sums."""
    steps: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for times in measured.values():
        for name, spent in [*times.items(), ("together", _sum(times))]:
            steps[name].append(spent)
    lines = [f"{'':14}{'CPU ms':>9}{'least':>9}{'most':>9}{'clock ms':>10}"]
    for name, spent in steps.items():
        work = [cpu for cpu, _ in spent]
        clock = median(wall for _, wall in spent)
        lines.append(f"{name:14}{median(work):>9.0f}{min(work):>9.0f}{max(work):>9.0f}{clock:>10.0f}")
    return "\n".join(lines)


def _sum(times: Times) -> tuple[float, float]:
    return sum(cpu for cpu, _ in times.values()), sum(wall for _, wall in times.values())


def main() -> None:
    """Reads the arguments, measures, prints the table (or JSON)."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--raw", type=Path, help="ledgers to measure with, in place of a county that is made")
    parser.add_argument("--townships", type=int, help="of the county (3; for the comparison 12)")
    parser.add_argument("--years", type=int, help="of the county (2; for the comparison 6)")
    parser.add_argument("--most", type=int, help="measure only so many township-years")
    parser.add_argument("--comparison", action="store_true", help="the comparison instead of single township-years")
    parser.add_argument("--rounds", type=int, default=3, help="of the comparison (3)")
    parser.add_argument("--keep", type=Path, help="keep what is written in this folder")
    parser.add_argument("--json", action="store_true", help="print the measurements as JSON instead of a table")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = asked.keep or Path(name)
        raw = asked.raw
        if raw is None:
            raw = folder / "raw"
            size = (12, 6) if asked.comparison else (3, 2)
            write_county(raw, asked.townships or size[0], asked.years or size[1])
        if asked.comparison:
            measured = measure_comparison(raw, folder, asked.rounds)
        else:
            measured = measure(raw, folder, asked.most)
    if asked.json:
        print(json.dumps({"CPU ms, clock ms": measured, "peak MB": peak_megabytes()}, ensure_ascii=False))
        return
    print(table(measured))
    print(f"{len(measured)} measured, peak memory {peak_megabytes():.0f} MB", file=sys.stdout)


if __name__ == "__main__":
    main()
