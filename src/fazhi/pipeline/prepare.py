"""What every township-year needs and none changes: read once, before a process forks or begins its work.

Notebooks and documents are made by different processes, and neither waits for what only the other needs.
"""

from __future__ import annotations

import gc

from fazhi.catalogue import load


def for_notebooks() -> None:
    """Import what notebooks use, read catalogue and vocabulary, and draw nothing once."""
    from fazhi.charts.sheet import sheet, styled, svg, write
    from fazhi.ledgers.vocabulary import vocabulary
    from fazhi.pipeline import stages  # noqa: F401  with all that it imports

    @styled
    def empty_sheet() -> str:
        figure = sheet(20)
        write(figure, 0, 0, "—")
        return svg(figure)

    vocabulary(load())
    empty_sheet()
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
