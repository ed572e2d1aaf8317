"""Executed notebooks to files: the documents that ``jupyter nbconvert`` makes, of a notebook that is read and told once."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import nbformat

from fazhi.files import write_whole
from fazhi.publish import page, story, typeset
from fazhi.publish.blocks import Banner
from fazhi.publish.story import Story
from fazhi.publish.wording import word
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
    banners = [part for part in told.parts if isinstance(part, Banner)]
    marks = [banner.title for banner in banners if banner.title]
    remarks = [
        word("pair", told.document.language, label=banner.title, text=banner.text) if banner.title else banner.text
        for banner in banners
    ]
    return write_workbook(out, told.sheets, told.document, remarks=remarks, marks=marks)


def _told(notebook: str | Path) -> Story:
    path = Path(notebook)
    return _story(path.stem, path.read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def _story(name: str, text: str) -> Story:
    """The story of a notebook's text. The last one is kept: its page, its document and its workbook are mostly made together.

    Told without nbconvert, which would only copy the notebook: its preprocessors are off unless someone's settings turn them on.
    """
    plain = json.loads(text)
    forms = [output["data"] for output in _shown(plain)]
    for output in _shown(plain):  # of a table nbformat would make a node for each part of each cell
        output["data"] = {}
    notebook = nbformat.reads(json.dumps(plain), nbformat.current_nbformat)
    for output, data in zip(_shown(notebook), forms, strict=True):
        output["data"] = data
    return story.tell(notebook, name)


def _shown(notebook: Mapping[str, Any]) -> list[Any]:
    """The outputs that have forms."""
    return [output for cell in notebook["cells"] for output in cell.get("outputs", ()) if "data" in output]
