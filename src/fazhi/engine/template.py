"""A fork of the warm process in which the kernel is made already: of it the runs are forked that are asked for with the same settings.

To make a kernel is most of what a run costs besides its cells. Nothing of a run is in it: no socket, no thread, none of the user's own
code (start-up files, extensions). Random numbers, folder and environment are a run's own, as in any other.
"""

from __future__ import annotations

import gc
import json
import os
import selectors
import signal
import socket
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, NoReturn

from fazhi.engine import child
from fazhi.engine.parent import Asked, Parent, stamp, threads

MESSAGE = 65_536
# Else a file of the user's history is opened, by a thread of its own.
NO_HISTORY = "--HistoryManager.hist_file=:memory:"


def same(settings: Mapping[str, Any] | None, others: Mapping[str, Any] | None) -> bool:
    """Whether one kernel would do for both."""
    return settings is not None and others is not None and _common(settings) == _common(others)


def can_be_made(settings: Mapping[str, Any]) -> bool:
    return NO_HISTORY in settings["arguments"]


def _common(settings: Mapping[str, Any]) -> dict[str, Any]:
    shared = {name: value for name, value in settings["environment"].items() if name not in child.OWN}
    return {**settings, "environment": shared}


class Template:
    """A template as the warm process holds it. ``loads``: how much that one had loaded when it was made."""

    def __init__(self, warm: Parent, settings: dict[str, Any], loads: int) -> None:
        self.settings, self.loads = settings, loads
        self.control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._files: dict[str, tuple[int, int] | None] | None = None
        mine = os.getpid()
        pid = os.fork()
        if pid == 0:
            warm.leave()
            self.control.close()
            _live(theirs, mine, settings, warm.failed)
        theirs.close()
        self.pid, self.ended = pid, os.pidfd_open(pid)

    @property
    def ready(self) -> bool:
        return self._files is not None

    def read(self) -> bool:
        """It says once that it is ready, and which files it is made by; False when it says no more."""
        try:
            said = self.control.recv(MESSAGE)
        except OSError:
            said = b""
        if said:
            self._files = {path: None if at is None else (at[0], at[1]) for path, at in json.loads(said).items()}
        return bool(said)

    def fits(self, settings: Mapping[str, Any], loads: int) -> bool:
        """Whether runs with these settings would be the same as if their kernel were made now."""
        return (
            self._files is not None
            and self.loads == loads
            and same(self.settings, settings)
            and all(stamp(path) == at for path, at in self._files.items())
        )

    def pass_on(self, asked: Asked) -> bool:
        """Hand a request over; False where nobody is there to take it."""
        try:
            socket.send_fds(self.control, [b"run"], asked.descriptors)
        except OSError:
            return False
        asked.close()
        return True

    def dismiss(self) -> None:
        """It takes no more requests, and ends with its last run."""
        self.control.close()


class _Process(Parent):
    """The template's own side."""

    def __init__(self, control: socket.socket, settings: dict[str, Any], failed: dict[str, str]) -> None:
        super().__init__(failed)
        self._app = child.kernel(settings)
        self._wanted = True
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        self.selector.register(control, selectors.EVENT_READ, self._asked)
        control.send(json.dumps({path: stamp(path) for path in self._app.configuration()}).encode())

    def serve(self) -> None:
        gc.freeze()
        while self._wanted or self.runs:
            self.turn(None)

    def _asked(self, control: socket.socket) -> None:
        descriptors: list[int] = []
        with suppress(OSError):
            _, descriptors, _, _ = socket.recv_fds(control, MESSAGE, 3)
        if len(descriptors) == 3:
            self.start(Asked(*descriptors), self._app)
            return
        self.selector.unregister(control)
        control.close()
        self._wanted = False


def _live(control: socket.socket, warm: int, settings: dict[str, Any], failed: dict[str, str]) -> NoReturn:
    code = 1
    try:
        child.end_with(warm)
        process = _Process(control, settings, failed)
        if threads() == 1:
            process.serve()
            code = 0
    finally:
        os._exit(code)
