"""The command ``fazhi``: reads its arguments, calls the rooms, prints what came of it. One module a group of commands."""

from __future__ import annotations

import gc
import sys

# Each adds its commands, in the order of the help.
from fazhi.cli import starting, runs, reports, drafting, provenance, making  # noqa: F401  # isort: skip
from fazhi.cli.options import app

# New objects after which Python looks for garbage: a command makes many, little garbage, and is soon over.
SELDOM = 50_000, 20, 50

__all__ = ["app", "main"]


def main() -> None:
    """Entry point of the command."""
    gc.set_threshold(*SELDOM)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a terminal in another encoding must not end in a traceback
            stream.reconfigure(errors="replace")
    app()
