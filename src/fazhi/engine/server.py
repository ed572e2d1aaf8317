"""The warm process: imports what runs need, then forks one run for each request and looks after it.

What only later runs need it imports when nobody asks for anything, so that no run need wait for it. It has
one thread, reads no data, runs no notebook itself, and ends when nobody holds a connection to it any more. It is the parent of its runs: a run ends when the asking process closes its line or dies, whatever the run is doing, and what
the run started ends with it.
"""

from __future__ import annotations

import gc
import inspect
import json
import os
import selectors
import signal
import socket
import struct
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass

from fazhi.engine import child, warmth

MESSAGE = 65_536
# Seconds in which a run is waited for before the next of what only later ones need: the first, and one after another began or ended.
PATIENCE, BRIEFLY = 0.5, 0.05
CREDENTIALS = struct.Struct("3i")


@dataclass(frozen=True)
class Run:
    """A forked process, the line to the one that asked for it, and descriptors that tell of either's end."""

    pid: int
    line: socket.socket
    ended: int
    asker_ended: int | None


class Server:
    """Listens, forks, watches."""

    def __init__(self, listener: socket.socket) -> None:
        self.listener = listener
        self.selector = selectors.DefaultSelector()
        self.selector.register(listener, selectors.EVENT_READ, self._accept)
        self.connections: set[socket.socket] = set()
        self.runs: set[Run] = set()
        self.asked: dict[str, None] = {}  # modules that were asked for, in order
        self.later: deque[str] = deque()
        self.pieces: Iterator[object] | None = None
        self.patience = PATIENCE
        self.failed: dict[str, str] = {}
        self.files: dict[str, tuple[int, int] | None] = {}

    def ask(self, now: Iterable[str], later: Iterable[str]) -> None:
        """Import some modules at once, and others when there is time for it, each once."""
        told = [name for name in later if name not in self.asked]
        self.asked |= dict.fromkeys([*now, *told])
        self.load(now)
        self.later += told

    def load(self, modules: Iterable[str]) -> None:
        """Import modules; one that cannot be imported is left to the notebook that wants it, with its error.

        What was imported stays: no run looks through it for garbage, which would copy most of its pages.
        """
        for name in modules:
            try:
                warmth.load(name)
            except BaseException as error:
                self.failed[name] = f"{type(error).__name__}: {error}"
        self.files |= {path: _stamp(path) for path in _own_files() if path not in self.files}
        gc.freeze()

    def serve(self) -> None:
        """Until the last connection is closed and the last run has ended."""
        while True:
            more = self.pieces is not None or bool(self.later)
            events = self.selector.select(self.patience if more else None)
            if more and not events:
                self._go_on()
            for key, _ in events:
                if key.fd in self.selector.get_map():  # an earlier one of the same round may have ended it
                    key.data(key.fileobj)
            if not self.connections and not self.runs and not self._knocking():
                return

    def _go_on(self) -> None:
        """The next of what later runs need: a module, or one piece of its ``pieces()``, if it has them, which may take long together."""
        self.patience = 0
        if self.pieces is None:
            name = self.later.popleft()
            self.load([name])
            pieces = getattr(sys.modules.get(name), "pieces", None)
            self.pieces = pieces() if inspect.isgeneratorfunction(pieces) else None
            return
        try:
            next(self.pieces)
        except Exception:  # the last; or it failed, and runs do without
            self.pieces = None
        gc.freeze()

    def _knocking(self) -> bool:
        with selectors.DefaultSelector() as selector:
            selector.register(self.listener, selectors.EVENT_READ)
            return bool(selector.select(0))

    def _accept(self, listener: socket.socket) -> None:
        connection, _ = listener.accept()
        _, user, _ = _peer(connection)
        if user != os.getuid():
            connection.close()
            return
        self.connections.add(connection)
        self.selector.register(connection, selectors.EVENT_READ, self._asked)

    def _asked(self, connection: socket.socket) -> None:
        try:
            request, descriptors, _, _ = socket.recv_fds(connection, MESSAGE, 2)
        except OSError:
            request, descriptors = b"", []
        if not request:
            self.selector.unregister(connection)
            self.connections.discard(connection)
            connection.close()
        elif len(descriptors) == 2:
            self._start(json.loads(request), *(socket.socket(fileno=descriptor) for descriptor in descriptors))
        else:
            self.ask(**json.loads(request))

    def _hurry(self, wanted: Iterable[str]) -> None:
        """Import of what later runs need that which this one will, and what comes before it: else both would, at the same time."""
        last = max((place for place, name in enumerate(self.later, 1) if name in set(wanted)), default=0)
        self.load([self.later.popleft() for _ in range(last)])

    def _start(self, wanted: Iterable[str], data: socket.socket, line: socket.socket) -> None:
        self._hurry(wanted)
        if reason := self._unfit():
            _tell(line, reason)
            data.close()
            line.close()
            return
        self.patience = BRIEFLY
        mine = os.getpid()
        pid = os.fork()
        if pid == 0:
            self._become_run(data, line, mine)
        data.close()
        ended = os.pidfd_open(pid)
        asker = None
        with suppress(OSError):  # it may have died meanwhile; its line then tells
            asker = os.pidfd_open(_peer(line)[0])
        run = Run(pid, line, ended, asker)
        self.runs.add(run)
        with suppress(OSError):
            socket.send_fds(line, [json.dumps({"pid": pid, "failed": self.failed}).encode()], [ended])
        self.selector.register(ended, selectors.EVENT_READ, lambda _: self._over(run))
        self.selector.register(line, selectors.EVENT_READ, lambda _: kill(run.pid))
        if asker is not None:
            self.selector.register(asker, selectors.EVENT_READ, lambda _: kill(run.pid))

    def _become_run(self, data: socket.socket, line: socket.socket, parent: int) -> None:
        """The child's side of the fork."""
        for key in list(self.selector.get_map().values()):
            os.close(key.fd)
        self.selector.close()
        line.close()
        gc.enable()
        child.live(data, parent)

    def _over(self, run: Run) -> None:
        _, status = os.waitpid(run.pid, 0)
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(run.pid, signal.SIGKILL)  # what it left running
        _tell(run.line, {"exit": os.waitstatus_to_exitcode(status)})
        for watched in (run.ended, run.line, run.asker_ended):
            if watched is not None:
                self.selector.unregister(watched)
        self.patience = BRIEFLY
        run.line.close()
        os.close(run.ended)
        if run.asker_ended is not None:
            os.close(run.asker_ended)
        self.runs.discard(run)

    def _unfit(self) -> dict[str, str] | None:
        """Why no run may be forked from this process: its code is no longer that of the files, or it has threads."""
        for path, stamp in self.files.items():
            if _stamp(path) != stamp:
                return {"stale": path}
        threads = len(os.listdir("/proc/self/task"))
        return {"unfit": f"{threads} threads after importing {', '.join(self.asked)}"} if threads > 1 else None


def kill(pid: int) -> None:
    """End a run that has not been waited for yet, with its process group."""
    for end in (os.killpg, os.kill):
        with suppress(ProcessLookupError, PermissionError):
            end(pid, signal.SIGKILL)


def _tell(line: socket.socket, message: object) -> None:
    with suppress(OSError):
        line.send(json.dumps(message).encode())


def _peer(sock: socket.socket) -> tuple[int, int, int]:
    """Process, user and group at the other end of a socket."""
    found = CREDENTIALS.unpack(sock.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, CREDENTIALS.size))
    return int(found[0]), int(found[1]), int(found[2])


def _own_files() -> set[str]:
    """The files behind all modules imported so far."""
    found = (getattr(module, "__file__", None) for module in list(sys.modules.values()))
    return {path for path in found if path}


def _stamp(path: str) -> tuple[int, int] | None:
    try:
        status = os.stat(path)
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size


def main(descriptor: int, modules: list[str], later: list[str]) -> None:
    """Serve on the listening socket ``descriptor``, warm with ``modules`` before the first run and with ``later`` in its gaps; never returns."""
    gc.disable()  # importing makes little garbage, and looking for it takes a tenth of the time
    sys.path.pop(0)  # where fazhi itself was found
    os.set_inheritable(descriptor, False)
    os.environ |= warmth.ENVIRONMENT
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    server = Server(socket.socket(fileno=descriptor))
    server.load(warmth.FIRST)
    server.ask(modules, later or warmth.LATER)
    os.chdir("/")
    server.serve()
    os._exit(0)
