"""The command ``fazhi``: reads its arguments, calls the rooms, prints what came of it. One module a group of commands."""

from __future__ import annotations

import sys

# Each adds its commands, in the order of the help.
from fazhi.cli import starting, runs, reports, drafting, provenance, making  # noqa: F401  # isort: skip
from fazhi.cli.options import app

__all__ = ["app", "main"]


def main() -> None:
    """Entry point of the command."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a terminal in another encoding must not end in a traceback
            stream.reconfigure(errors="replace")
    app()
