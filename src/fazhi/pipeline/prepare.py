"""What every township-year needs and none changes: read once, before a process forks or begins its work.

Notebooks and documents are made by different processes, and neither waits for what only the other needs.
"""

from __future__ import annotations

import gc
import io

from fazhi.catalogue import load

MOST_USED = 40  # spellings of a ledger's columns: its own names first


def for_notebooks() -> None:
    """Import what notebooks use, read catalogue, vocabulary and typeface, and write and draw nothing once."""
    import pandas as pd

    from fazhi import typeface
    from fazhi.charts.sheet import sheet, styled, svg, write
    from fazhi.ledgers.match import likeness
    from fazhi.ledgers.vocabulary import read_label, vocabulary
    from fazhi.pipeline import stages  # noqa: F401  with all that it imports

    @styled
    def empty_sheet() -> str:
        figure = sheet(20)
        write(figure, 0, 0, "—")
        return svg(figure)

    words = vocabulary(load())
    for (
        spellings
    ) in words.spellings.values():  # labels as most offices write them, compared with every ledger's columns
        for label in {label for label, _ in spellings[:MOST_USED]}:
            for ledger in load().ledgers:
                likeness(read_label(label), ledger, words)
    typeface.covered()
    empty_sheet()
    empty = pd.DataFrame({"text": pd.Series([""], dtype="str"), "number": [0]})
    empty.to_parquet(io.BytesIO())  # pandas and pyarrow import some of their parts with the first table
    empty.to_csv()
    empty.to_dict("records")
    _keep()


def for_documents() -> None:
    """Read page template and fonts. No thread is started: the typesetter, which would start some, lays nothing out."""
    import nbformat

    from fazhi.publish import page, render, story, typeset

    page.render(story.tell(nbformat.v4.new_notebook(), "—"))
    render.exporter()
    typeset.fonts()
    _keep()


def _keep() -> None:
    """What is there is never again looked through for garbage; that took a tenth of the work on a township-year."""
    gc.collect()
    gc.freeze()
