"""What every township-year needs and none changes: read once, before a process forks or begins its work."""

from __future__ import annotations

import gc

import nbformat

from fazhi.catalogue import load
from fazhi.charts.sheet import sheet, styled, svg, write
from fazhi.ledgers.vocabulary import vocabulary
from fazhi.pipeline import stages  # noqa: F401  with all that it imports
from fazhi.publish import page, render, story, typeset


def prepare() -> None:
    """Read catalogue, vocabulary, fonts and page template, draw and lay out nothing once, and keep it all from being collected.

    Forks of this process find it done. No thread is started: the typesetter, which would start some, only reads its fonts.
    What is there by the end is never again looked through for garbage; that took a tenth of the work on a township-year.
    """
    vocabulary(load())
    _empty_sheet()
    page.render(story.tell(nbformat.v4.new_notebook(), "—"))
    render.exporter()
    typeset.fonts()
    gc.collect()
    gc.freeze()


@styled
def _empty_sheet() -> str:
    figure = sheet(20)
    write(figure, 0, 0, "—")
    return svg(figure)
