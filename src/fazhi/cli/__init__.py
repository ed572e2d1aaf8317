"""The command ``fazhi``: reads its arguments, calls the rooms, prints what came of it. One module a group of commands."""

from __future__ import annotations

import atexit
import gc
import math
import os
import signal
import sys
import threading
import time
from contextlib import suppress
from typing import Any

# Each adds its commands, in the order of the help.
from fazhi.cli import starting, runs, watching, reports, drafting, provenance, making  # noqa: F401  # isort: skip
from fazhi.cli.options import app

# New objects after which Python looks for garbage: a command makes many, little garbage, and is soon over.
SELDOM = 50_000, 20, 50

STOPPING = 5.0  # seconds that a command may take to stop

__all__ = ["app", "main"]


class Interrupt:
    """Ctrl-C stops a command; pressed again while it is stopping, it changes nothing, unless that takes too long."""

    def __init__(self) -> None:
        self._pressed = -math.inf

    def __call__(self, number: int, frame: Any) -> None:
        if time.monotonic() - self._pressed >= STOPPING:
            self._pressed = time.monotonic()
            raise KeyboardInterrupt


def main() -> None:
    """Entry point of the command."""
    gc.set_threshold(*SELDOM)
    # Not where it is ignored, as in the background of a script.
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, Interrupt())
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a terminal in another encoding must not end in a traceback
            stream.reconfigure(errors="replace")
    try:
        app()
    except SystemExit as end:
        if isinstance(end.code, int):
            _leave(end.code)
        raise


def _leave(code: int) -> None:
    """End with all that is to be done at the end, but without taking apart what the system takes back whole: a fifth of a run with nothing to do.

    Returns where not everything that was said could be written; Python then ends as it does, and tells of it.
    """
    threading._shutdown()  # type: ignore[attr-defined]  # waits for other threads
    atexit._run_exitfuncs()
    with suppress(OSError, ValueError):
        for stream in filter(None, (sys.stdout, sys.stderr)):
            stream.flush()
        os._exit(code)
