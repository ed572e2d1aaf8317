"""What changes in folders in which somebody works."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from fazhi.files import is_hidden

QUIET = 50  # milliseconds without a change: a program that saves a file has then done so
SOON = 500  # milliseconds after which it is looked whether anything changed before the system was asked to tell
LOOK = 40  # of them, until it is looked again: of a drive on another machine the system tells nothing

Marks = dict[str, tuple[int, int, int]]


def changes(folders: Sequence[Path]) -> Iterator[list[str]]:
    """Paths of the files that are made, changed or removed from now on, each time that there is quiet again; ends with Ctrl-C while it waits.

    What changes while the caller is at work comes with the next. Hidden files and Excel's own lock files are not told.
    """
    there = [folder for folder in folders if folder.is_dir()]
    return _changes(there, _marks(there))


def _changes(folders: Sequence[Path], known: Marks) -> Iterator[list[str]]:
    from watchfiles import watch  # only where somebody waits

    waited = 0
    try:
        for told in watch(*folders, watch_filter=None, step=QUIET, rust_timeout=SOON, yield_on_timeout=True):
            waited = 0 if told else waited + 1
            if waited > 1 and waited % LOOK:
                continue
            marks = _marks(folders)
            names = sorted(name for name in {*known, *marks} if known.get(name) != marks.get(name))
            known = marks
            if names:
                yield names
    except KeyboardInterrupt:
        return


def _marks(folders: Sequence[Path]) -> Marks:
    """By path of each file its size, time and inode."""
    found: Marks = {}
    for folder in folders:
        for root, below, names in os.walk(folder):
            below[:] = [name for name in below if not is_hidden(name)]
            for name in names:
                if not is_hidden(name):
                    path = os.path.join(root, name)
                    try:
                        status = os.stat(path)
                    except OSError:  # gone by now, or not to be read: told as such
                        continue
                    found[path] = status.st_size, status.st_mtime_ns, status.st_ino
    return found
