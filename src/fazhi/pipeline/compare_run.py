"""Runs the comparison: its notebook through papermill, its page, PDF and workbook through the exporters."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from fazhi.catalogue import Language
from fazhi.pipeline.compare import FOLDER, Compared, Selection, compare_places
from fazhi.pipeline.place import Site
from fazhi.pipeline.run import execute
from fazhi.publish import render

NOTEBOOK = "4_comparison.ipynb"
PAGE = "comparison"


def run_comparison(
    where: Site, chosen: Selection, language: Language, advance: Callable[[str], None] = lambda step: None
) -> Compared:
    """Count what is not fresh, run the notebook and render it to ``outputs/comparison/``.

    Raises ``CollectError``, ``BenchmarkError`` and ``NotebookFailed``.
    """
    found = compare_places(**_arguments(where, chosen, language), advance=advance)
    advance(NOTEBOOK)
    executed = where.outputs / FOLDER / NOTEBOOK
    execute(where.notebooks / NOTEBOOK, executed, _arguments(where, chosen, language))
    for suffix, make in (("html", render.html), ("pdf", render.pdf), ("xlsx", render.xlsx)):
        advance(f"{PAGE}.{suffix}")
        make(executed, page(where).with_suffix(f".{suffix}"))
    return found


def page(where: Site) -> Path:
    """Where the page of the comparison lies."""
    return where.outputs / FOLDER / f"{PAGE}.html"


def _arguments(where: Site, chosen: Selection, language: Language) -> dict[str, Any]:
    """What the notebook is told, folders as the caller wrote them."""
    return {
        "townships": list(chosen.townships) or None,
        "years": list(chosen.years) or None,
        "indicators": list(chosen.indicators) or None,
        "benchmark": dict(chosen.benchmark or {}) or None,
        "raw": where.raw.as_posix(),
        "processed": where.processed.as_posix(),
        "outputs": where.outputs.as_posix(),
        "language": language,
    }
