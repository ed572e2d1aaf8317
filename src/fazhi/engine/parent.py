"""A process that forks runs and looks after them: the warm process, and the templates that it makes."""

from __future__ import annotations

import gc
import json
import os
import selectors
import signal
import socket
import struct
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fazhi.engine import child

if TYPE_CHECKING:
    from fazhi.engine.kernel import PipeApp

CREDENTIALS = struct.Struct("3i")
READ = 1 << 20


@dataclass(frozen=True)
class Run:
    """A forked process, the line to the one that asked for it, and descriptors that tell of either's end."""

    pid: int
    line: socket.socket
    ended: int
    asker_ended: int | None


class Asked:
    """A request for a run: the socket on which it will answer, the line to whoever asked, and its settings, which ``file`` holds as JSON."""

    def __init__(self, data: int, line: int, file: int) -> None:
        self.data, self.line, self.file = socket.socket(fileno=data), socket.socket(fileno=line), file
        told, at = b"", 0
        while part := os.pread(file, READ, at):
            told, at = told + part, at + len(part)
        self.settings: dict[str, Any] = json.loads(told)

    @property
    def descriptors(self) -> list[int]:
        return [self.data.fileno(), self.line.fileno(), self.file]

    def close(self) -> None:
        self.data.close()
        self.line.close()
        os.close(self.file)


class Parent:
    """Its runs, and what else it watches. ``failed``: modules that could not be imported, and why."""

    def __init__(self, failed: dict[str, str] | None = None) -> None:
        self.selector = selectors.DefaultSelector()
        self.runs: set[Run] = set()
        self.failed = {} if failed is None else failed

    def turn(self, patience: float | None) -> bool:
        """See to what happens within so many seconds; whether anything did."""
        events = self.selector.select(patience)
        for key, _ in events:
            if key.fd in self.selector.get_map():  # an earlier one of the same round may have ended it
                key.data(key.fileobj)
        return bool(events)

    def start(self, asked: Asked, app: PipeApp | None = None) -> None:
        """Fork a run, with the kernel of ``app`` if it is made already."""
        mine = os.getpid()
        pid = os.fork()
        if pid == 0:
            self.leave()
            asked.line.close()
            os.close(asked.file)
            gc.enable()
            child.live(asked.data, mine, asked.settings, app)
        asked.data.close()
        os.close(asked.file)
        line, ended, asker = asked.line, os.pidfd_open(pid), None
        with suppress(OSError):  # it may have died meanwhile; its line then tells
            asker = os.pidfd_open(peer(line)[0])
        run = Run(pid, line, ended, asker)
        self.runs.add(run)
        with suppress(OSError):
            socket.send_fds(line, [json.dumps({"pid": pid, "failed": self.failed}).encode()], [ended])
        self.selector.register(ended, selectors.EVENT_READ, lambda _: self.over(run))
        self.selector.register(line, selectors.EVENT_READ, lambda _: kill(run.pid))
        if asker is not None:
            self.selector.register(asker, selectors.EVENT_READ, lambda _: kill(run.pid))

    def leave(self) -> None:
        """On the child's side of a fork: let go of everything that the parent watches."""
        for key in list(self.selector.get_map().values()):
            os.close(key.fd)
        self.selector.close()

    def over(self, run: Run) -> None:
        """A run has ended; so does what it left running."""
        _, status = os.waitpid(run.pid, 0)
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(run.pid, signal.SIGKILL)
        tell(run.line, {"exit": os.waitstatus_to_exitcode(status)})
        for watched in (run.ended, run.line, run.asker_ended):
            if watched is not None:
                self.selector.unregister(watched)
        run.line.close()
        os.close(run.ended)
        if run.asker_ended is not None:
            os.close(run.asker_ended)
        self.runs.discard(run)


def kill(pid: int) -> None:
    """End a run that has not been waited for yet, with its process group."""
    for end in (os.killpg, os.kill):
        with suppress(ProcessLookupError, PermissionError):
            end(pid, signal.SIGKILL)


def tell(line: socket.socket, message: object) -> None:
    with suppress(OSError):
        line.send(json.dumps(message).encode())


def peer(sock: socket.socket) -> tuple[int, int, int]:
    """Process, user and group at the other end of a socket."""
    found = CREDENTIALS.unpack(sock.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, CREDENTIALS.size))
    return int(found[0]), int(found[1]), int(found[2])


def threads() -> int:
    return len(os.listdir("/proc/self/task"))


def stamp(path: str) -> tuple[int, int] | None:
    """What tells that a file is another than it was; None where there is none."""
    try:
        status = os.stat(path)
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size
