"""What every township-year needs and none changes: read once, before a process forks or begins its work.

Cleaning, charts and documents are prepared apart, so that none waits for what only another needs.
"""

from __future__ import annotations

import gc
import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from fazhi.catalogue import load
from fazhi.engine.deferred import defer

if TYPE_CHECKING:
    from fazhi.catalogue.ledger import Column

PRACTICE_YEAR = 2000
# Python looks for garbage whenever 700 more objects are there; rows and cells are many and hardly any of them is garbage.
SELDOM = 50_000, 20, 50


def for_intake() -> None:
    """Import what cleans ledgers, read catalogue and vocabulary, and write nothing once."""
    with _undisturbed():
        import pandas as pd

        from fazhi.ledgers.vocabulary import vocabulary
        from fazhi.pipeline import cleaning  # noqa: F401  with all that it imports
        from fazhi.reach import digest_of_loaded

        digest_of_loaded()
        vocabulary(load())
        empty = pd.DataFrame({"text": pd.Series([""], dtype="str"), "number": [0]})
        empty.to_parquet(io.BytesIO())  # pandas and pyarrow import some of their parts with the first table
        empty.to_csv()
        empty.to_dict("records")


def for_charts() -> None:
    """Import what draws and hands on, read the typeface, and draw nothing once."""
    with _undisturbed():
        from fazhi import typeface
        from fazhi.charts.sheet import sheet, styled, svg, write
        from fazhi.publish import wire  # noqa: F401

        @styled
        def empty_sheet() -> str:
            figure = sheet(20)
            write(figure, 0, 0, "—")
            return svg(figure)

        typeface.covered()
        empty_sheet()


def practice() -> Iterator[None]:
    """Clean two rows of each ledger, one ledger at a time: what cleaning works out of the catalogue alone is then there for every township-year.

    That took a fifth of the cleaning of a township-year. Last the fingerprints of the definitions, which counting writes down and comparing asks.
    """
    from fazhi.indicators.definition import definitions
    from fazhi.ledgers.intake import sort_out
    from fazhi.ledgers.sheets import sheet_of

    catalogue = load()
    for ledger in catalogue.ledgers.values():
        with _undisturbed():
            heads, *rows = zip(*((column.zh, *_practice_cells(column)) for column in ledger.columns), strict=True)
            sheet = sheet_of([list(heads), *map(list, rows)], name=ledger.zh)
            sort_out([("", [sheet], [])], PRACTICE_YEAR, catalogue)
        yield
    with _undisturbed():
        definitions(catalogue)
    yield


def _practice_cells(column: Column) -> tuple[object, object]:
    """Two cells such as a column of this kind holds."""
    match column.type:
        case "category":
            return column.values[0].zh, column.values[-1].zh
        case "date" | "month":
            return f"{PRACTICE_YEAR}-01-03", f"{PRACTICE_YEAR}-02-04"
        case "year":
            return PRACTICE_YEAR, PRACTICE_YEAR
        case "integer" | "number":
            return 1, 2
        case "yes_no":
            return load().layout.said_yes[0], load().layout.said_no[0]
        case _:
            return f"{column.zh}1", f"{column.zh}2"


def for_documents() -> None:
    """Import what a worker is, asks for notebooks with and renders them with, read kernels, page template and fonts. No thread is started: the typesetter, which would start some, lays nothing out."""
    with _undisturbed():
        import nbformat

        defer("requests")  # papermill's way to notebooks on the web
        with _absent("pyarrow.fs"):  # papermill's way to Hadoop: a tenth of a worker's start
            import papermill  # noqa: F401

        import multiprocessing.synchronize  # noqa: F401  what a worker gets its tasks through

        from fazhi import engine
        from fazhi.publish import page, render, story, typeset  # noqa: F401
        from fazhi.runs import crew, notebooks  # noqa: F401

        engine.prepare(notebooks.KERNEL)
        empty = nbformat.v4.new_notebook()
        nbformat.validate(empty)  # which compiles its schema
        page.render(story.tell(empty))
        typeset.fonts()


def for_start_page() -> None:
    """Import what shows the start page, which is written at the end of every run, and tells then what is wrong."""
    with suppress(Exception):
        from fazhi import typeface
        from fazhi.publish import shell
        from fazhi.runs import index  # noqa: F401

        shell.template("index.html.j2")
        typeface.web_subset("—")


@contextmanager
def _absent(module: str) -> Iterator[None]:
    """An optional module that whoever imports it here is to do without."""
    if module in sys.modules:
        yield
        return
    sys.modules[module] = None  # type: ignore[assignment]  # as the language wants it for a module that is not there
    try:
        yield
    finally:
        del sys.modules[module]


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Nothing is looked through for garbage meanwhile, and what is there then never again; that took a tenth of the work on a township-year."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.set_threshold(*SELDOM)
        if enabled:
            gc.enable()
