"""The floor: the same functions, called directly in processes that are warm already. No notebook, no kernel, no check for freshness.

    python floor.py WORKERS FILE     in the folder of a project; seconds and CPU seconds of the work go to FILE as JSON

Each worker first makes one report into a folder that is thrown away, all at the same time; then the clock starts.
"""

from __future__ import annotations

import json
import multiprocessing
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from fazhi import appendix, pipeline
from fazhi.appendix.compose import Heading
from fazhi.files import write_whole
from fazhi.publish import page, story, typeset
from fazhi.publish.blocks import Banner
from fazhi.publish.workbook import write_workbook

NAME = "3_appendix"
CHAPTERS = ("front", "sections", "checks", "set_aside", "methods", "provenance")


def build(township: str, year: int, processed: str | None = None, outputs: str | None = None) -> None:
    """One township-year: clean, count, compose, then page, document and workbook."""
    where = pipeline.place(township, year, None, processed, outputs)
    found = pipeline.count(where)
    tale = story.tell(told(appendix.compose(found)), NAME)
    write_whole(where.outputs / "appendix.html", page.render(tale))
    write_whole(where.outputs / "appendix.pdf", typeset.pdf(tale))
    banners = [part.to_text() for part in tale.parts if isinstance(part, Banner)]
    write_workbook(where.outputs / "appendix.xlsx", tale.sheets, tale.document, remarks=banners)


def told(composed: appendix.Appendix) -> NotebookNode:
    """What the third notebook would show, without running it, nor asking whether it is a valid notebook."""
    cells = [
        NotebookNode(
            cell_type="code", source="", metadata={}, outputs=[_shown(part) for part in getattr(composed, name).parts]
        )
        for name in CHAPTERS
    ]
    return NotebookNode(cells=cells, metadata={})


def _shown(part: Any) -> NotebookNode:
    return NotebookNode(output_type="display_data", metadata={}, data=_forms(part))


def _forms(part: Any) -> dict[str, Any]:
    if isinstance(part, Heading):
        return {"text/markdown": f"{'#' * part.level} {part.text}"}
    return dict(part._repr_mimebundle_())


def warm(places: list[tuple[str, int]], all_warm: Barrier) -> None:
    """A worker's first report, which nobody keeps."""
    try:
        with tempfile.TemporaryDirectory() as name:
            build(*places[0], f"{name}/processed", f"{name}/outputs")
    except BaseException:
        all_warm.abort()
        raise
    all_warm.wait()


def timed(place: tuple[str, int]) -> float:
    """CPU seconds of one report."""
    work = time.process_time()
    build(*place)
    return time.process_time() - work


def main() -> None:
    """Time the direct calls over the ledgers of the working folder."""
    workers, file = int(sys.argv[1]), Path(sys.argv[2])
    places = [(path.parent.name, int(path.name)) for path in sorted(Path("data/raw").glob("*/*")) if path.is_dir()]
    context = multiprocessing.get_context("spawn")
    all_warm = context.Barrier(workers + 1)
    with ProcessPoolExecutor(workers, context, warm, (places, all_warm)) as pool:
        waiting = [pool.submit(int) for _ in range(workers)]  # starts every worker
        all_warm.wait()
        for one in waiting:
            one.result()
        clock = time.perf_counter()
        cpu = sum(pool.map(timed, places))
        seconds = time.perf_counter() - clock
    file.write_text(json.dumps({"seconds": seconds, "cpu": cpu}), encoding="utf-8")


if __name__ == "__main__":
    main()
