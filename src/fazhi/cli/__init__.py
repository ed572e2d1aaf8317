"""The command ``fazhi``: reads its arguments, calls the rooms, prints what came of it. One module a group of commands."""

from __future__ import annotations

import gc
import math
import signal
import sys
import time
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
    app()
