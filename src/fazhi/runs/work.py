"""What a worker does for a run: notebooks one after the other, or documents; it never raises, and says what went wrong."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import chdir
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fazhi.catalogue import Language, ReaderError
from fazhi.pipeline.outcome import NotebookFailed, Told, told_of
from fazhi.pipeline.place import Place


@dataclass(frozen=True)
class Task:
    """``notebooks``: pairs of notebook and executed copy. ``documents``: kind, executed notebook, document.

    ``place``: the township-year that it is about, if it is about one. ``size``: bytes of its ledgers. ``home``: the folder
    in which the run was started, to which relative paths refer.
    """

    notebooks: tuple[tuple[Path, Path], ...]
    documents: tuple[tuple[str, Path, Path], ...]
    values: dict[str, Any]
    language: Language
    place: Place | None = None
    size: int = 0
    home: Path = field(default_factory=Path.cwd)


def perform(task: Task) -> Told | None:
    """Do a task; None when it is done, otherwise what a reader must know, in each language."""
    with chdir(task.home):
        try:
            _perform(task)
        except Exception as error:  # whatever it is, the other townships go on
            return told_of(_cause(error, task))
        finally:  # a page leaves a megabyte of garbage, which would pile up until Python looks for it; milliseconds
            gc.collect()
    return None


def _perform(task: Task) -> None:
    if task.notebooks:
        from fazhi.runs.notebooks import execute

        for notebook, executed in task.notebooks:
            execute(notebook, executed, task.values)
    if task.documents:
        from fazhi.publish import render

        for kind, executed, document in task.documents:
            getattr(render, kind)(executed, document)


def _cause(error: Exception, task: Task) -> Exception:
    """What stopped a notebook, where the reader can put it right: met again outside of it, with words in both languages."""
    if not isinstance(error, NotebookFailed):
        return error
    from fazhi.pipeline import compare_places, results  # with them come all errors that they tell of

    if error.error in {kind.__name__ for kind in _kinds(ReaderError)}:
        try:
            if task.place is not None:
                results(task.place, task.language)
            else:
                compare_places(**task.values)
        except ReaderError as cause:
            return cause
        except Exception:  # another one than the notebook met: that one is told
            return error
    return error


def _kinds(error: type[Exception]) -> Iterator[type[Exception]]:
    """A kind of error and all kinds of it."""
    yield error
    for kind in error.__subclasses__():
        yield from _kinds(kind)
