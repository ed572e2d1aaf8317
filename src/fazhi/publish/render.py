"""Executed notebooks to files: the documents that ``jupyter nbconvert`` makes, with exporters kept warm."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import nbformat

from fazhi.publish import story
from fazhi.publish.blocks import Banner
from fazhi.publish.exporters import FazhiHTMLExporter, FazhiPDFExporter
from fazhi.publish.files import write_whole
from fazhi.publish.workbook import write_workbook


def html(notebook: str | Path, out: str | Path) -> Path:
    """Writes the notebook as a page to ``out``, whole or not at all. Returns the path."""
    return _render(FazhiHTMLExporter, notebook, out)


def pdf(notebook: str | Path, out: str | Path) -> Path:
    """Writes the notebook as a PDF to ``out``, whole or not at all. Raises ``typst.TypstError``."""
    return _render(FazhiPDFExporter, notebook, out)


def xlsx(notebook: str | Path, out: str | Path) -> Path:
    """Writes the notebook's tables, and the values of its figures, as a workbook. Returns the path."""
    told = story.tell(_read(notebook), Path(notebook).stem)
    banners = [part.to_text() for part in told.parts if isinstance(part, Banner)]
    return write_workbook(out, told.sheets, told.document, remarks=banners)


def _render(kind: type[FazhiHTMLExporter] | type[FazhiPDFExporter], notebook: str | Path, out: str | Path) -> Path:
    resources = {"metadata": {"name": Path(notebook).stem}}
    document, _ = _exporter(kind).from_notebook_node(_read(notebook), resources)
    return write_whole(out, document)


def _read(notebook: str | Path) -> Any:
    return nbformat.read(notebook, as_version=nbformat.current_nbformat)


@cache
def _exporter(
    kind: type[FazhiHTMLExporter] | type[FazhiPDFExporter],
) -> FazhiHTMLExporter | FazhiPDFExporter:
    """One exporter of a kind a process: making one costs more than a page."""
    return kind()
