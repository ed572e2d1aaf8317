"""One run at a time in a folder. The locks are the system's: they end with the processes that hold them, however these end."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

fcntl: Any
try:
    import fcntl
except ImportError:  # Windows has no such locks; files still appear whole
    fcntl = None

LOCKS = fcntl is not None
RUN = ".lock"  # held alone by the run
WORK = ".working"  # held together by the workers of a run, who may outlive it for a moment


@contextmanager
def sole_run(folders: Iterable[Path], waiting: Callable[[Path], None] = lambda folder: None) -> Iterator[None]:
    """Hold the folders for this run; ``waiting`` is told of a folder in which another run is at work, which is waited for.

    Folders are made where they are missing. Raises ``OSError`` where one cannot be written to.
    """
    with ExitStack() as held:
        for folder in sorted({folder.resolve() for folder in folders}):
            folder.mkdir(parents=True, exist_ok=True)
            _hold(folder / RUN, held, partial(waiting, folder))
            with ExitStack() as moment:
                _hold(folder / WORK, moment, partial(waiting, folder))
        yield


@contextmanager
def try_hold(folder: Path) -> Iterator[bool]:
    """Hold a folder that is there for a task, if nobody else does; tells whether it is held."""
    handle = os.open(folder / RUN, os.O_RDWR | os.O_CREAT, 0o666)
    try:
        if fcntl is not None:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        held = True
    except BlockingIOError:
        held = False
    try:
        yield held
    finally:
        os.close(handle)


def at_work(folders: Iterable[Path]) -> None:
    """Tell later runs that this process writes here; until it ends."""
    for folder in folders:
        if fcntl is not None:
            handle = os.open(folder / WORK, os.O_RDWR | os.O_CREAT, 0o666)
            fcntl.flock(handle, fcntl.LOCK_SH)


def _hold(path: Path, held: ExitStack, busy: Callable[[], None]) -> None:
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    held.callback(os.close, handle)
    if fcntl is None:
        return
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        busy()
        fcntl.flock(handle, fcntl.LOCK_EX)


def sweep(folder: Path) -> None:
    """Remove what a run that was killed had begun to write in a folder; only while no other run is at work."""
    for path in folder.glob(".*.part*"):
        path.unlink(missing_ok=True)
