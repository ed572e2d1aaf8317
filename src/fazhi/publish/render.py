"""Executed notebooks to files: the documents that ``jupyter nbconvert`` makes, of a notebook that is read and told once."""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path
from typing import cast

import nbformat

from fazhi.publish import page, typeset
from fazhi.publish.blocks import Banner
from fazhi.publish.exporters import StoryExporter
from fazhi.publish.files import write_whole
from fazhi.publish.story import Story
from fazhi.publish.workbook import write_workbook


def html(notebook: str | Path, out: str | Path) -> Path:
    """Writes the notebook as a page to ``out``, whole or not at all. Returns the path."""
    return write_whole(out, page.render(_told(notebook)))


def pdf(notebook: str | Path, out: str | Path) -> Path:
    """Writes the notebook as a PDF to ``out``, whole or not at all. Raises ``typst.TypstError``."""
    return write_whole(out, typeset.pdf(_told(notebook)))


def xlsx(notebook: str | Path, out: str | Path) -> Path:
    """Writes the notebook's tables, and the values of its figures, as a workbook. Returns the path."""
    told = _told(notebook)
    banners = [part.to_text() for part in told.parts if isinstance(part, Banner)]
    return write_workbook(out, told.sheets, told.document, remarks=banners)


def _told(notebook: str | Path) -> Story:
    path = Path(notebook)
    return _story(path.stem, path.read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def _story(name: str, text: str) -> Story:
    """The story of a notebook's text. The last one is kept: its page, its document and its workbook are mostly made together."""
    notebook = nbformat.reads(text, nbformat.current_nbformat)
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            if "data" in output:
                output["data"] = _Shared(output["data"])
    told, _ = exporter().from_notebook_node(notebook, {"metadata": {"name": name}})
    return cast(Story, told)


class _Shared(nbformat.NotebookNode):
    """The forms of an output, which nobody changes: nbconvert copies a notebook twice, which took as long as reading it."""

    def __deepcopy__(self, memo: object) -> _Shared:
        return self


@cache
def exporter() -> StoryExporter:
    """One reader of notebooks a process: making one costs more than a page."""
    return StoryExporter(optimistic_validation=True)
