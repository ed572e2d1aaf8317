"""The drawings of a page, kept for the next time that it is composed."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from fazhi.charts.kept import keeping
from fazhi.pipeline.fresh import Function, code_fingerprint
from fazhi.pipeline.place import CACHE, Site
from fazhi.reach import is_as_loaded

DRAWINGS = "drawings.json"


def kept_drawings(processed: Path, where: Site, composing: Function) -> AbstractContextManager[None]:
    """Drawings are kept below ``processed`` for the next page that ``composing`` composes, except where somebody is at work on the package itself."""
    if not is_as_loaded():
        return nullcontext()
    return keeping(processed / CACHE / DRAWINGS, code_fingerprint(where, composing))
