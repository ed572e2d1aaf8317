"""The warm process: imports what runs need, then forks one run for each request and looks after it.

What only later runs need it imports when nobody asks for anything, so that no run need wait for it; when all is there, it makes a
template for runs with the settings of the last. It has one thread, reads no data, runs no notebook itself, and ends when nobody holds
a connection to it any more. A run ends when the asking process closes its line or dies, whatever the run is doing, and what the run
started ends with it.
"""

from __future__ import annotations

import gc
import inspect
import json
import os
import selectors
import signal
import socket
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from typing import Any

from fazhi.engine import warmth
from fazhi.engine.parent import Asked, Parent, Run, peer, stamp, tell, threads
from fazhi.engine.template import Template, can_be_made, same

MESSAGE = 65_536
# Seconds in which a run is waited for before the next of what only later ones need: the first, and one after another began or ended.
PATIENCE, BRIEFLY = 0.5, 0.05


class Server(Parent):
    """Listens, imports, forks, watches."""

    def __init__(self, listener: socket.socket) -> None:
        super().__init__()
        self.listener = listener
        self.selector.register(listener, selectors.EVENT_READ, self._accept)
        self.connections: set[socket.socket] = set()
        self.asked: dict[str, None] = {}  # modules that were asked for, in order
        self.later: deque[str] = deque()
        self.pieces: Iterator[object] | None = None
        self.patience = PATIENCE
        self.files: dict[str, tuple[int, int] | None] = {}
        self.loads = 0  # how often something was loaded
        self.template: Template | None = None
        self.templates: set[Template] = set()  # with those that were dismissed and still have runs
        self.last: dict[str, Any] | None = None  # settings of the last run
        self.wanted: dict[str, Any] | None = None  # those of which a template is worth while

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
        new = [name for name in modules if name not in sys.modules]
        for name in new:
            try:
                warmth.load(name)
            except BaseException as error:
                self.failed[name] = f"{type(error).__name__}: {error}"
        if not new:
            return
        self.files |= {path: stamp(path) for path in _own_files() if path not in self.files}
        self.loads += 1
        gc.freeze()

    def serve(self) -> None:
        """Until the last connection is closed and the last run has ended."""
        while True:
            more = self.pieces is not None or bool(self.later) or self._template_is_due()
            if not self.turn(self.patience if more else None) and more:
                self._go_on()
            if self.connections or self._knocking():
                continue
            self.wanted = None
            self._dismiss()
            if not self.runs and not self.templates:
                return

    def over(self, run: Run) -> None:
        super().over(run)
        self.patience = BRIEFLY

    def _go_on(self) -> None:
        """The next of what later runs need: a module, or one piece of its ``pieces()``, if it has them, which may take long together; last a template."""
        self.patience = 0
        if self.pieces is None and self.later:
            name = self.later.popleft()
            self.load([name])
            pieces = getattr(sys.modules.get(name), "pieces", None)
            self.pieces = pieces() if inspect.isgeneratorfunction(pieces) else None
        elif self.pieces is not None:
            try:
                next(self.pieces)
            except Exception:  # the last; or it failed, and runs do without
                self.pieces = None
            self.loads += 1
            gc.freeze()
        else:
            self._make_template()

    def _template_is_due(self) -> bool:
        if self.wanted is None or not can_be_made(self.wanted):
            return False
        there = self.template
        return there is None or there.loads != self.loads or not same(there.settings, self.wanted)

    def _make_template(self) -> None:
        self._dismiss()
        assert self.wanted is not None
        made = self.template = Template(self, self.wanted, self.loads)
        self.templates.add(made)
        self.selector.register(made.ended, selectors.EVENT_READ, lambda _: self._template_ended(made))
        self.selector.register(made.control, selectors.EVENT_READ, lambda _: self._template_says(made))

    def _template_says(self, template: Template) -> None:
        if not template.read() and template is self.template:
            self._dismiss()

    def _dismiss(self) -> None:
        """The template takes no more requests; it ends when its runs have."""
        if self.template is not None:
            self.selector.unregister(self.template.control)
            self.template.dismiss()
            self.template = None

    def _template_ended(self, template: Template) -> None:
        os.waitpid(template.pid, 0)
        if template is self.template:
            self._dismiss()
        if not template.ready:  # with these settings there is none
            self.wanted = None
        self.selector.unregister(template.ended)
        os.close(template.ended)
        self.templates.discard(template)

    def _knocking(self) -> bool:
        with selectors.DefaultSelector() as selector:
            selector.register(self.listener, selectors.EVENT_READ)
            return bool(selector.select(0))

    def _accept(self, listener: socket.socket) -> None:
        connection, _ = listener.accept()
        _, user, _ = peer(connection)
        if user != os.getuid():
            connection.close()
            return
        self.connections.add(connection)
        self.selector.register(connection, selectors.EVENT_READ, self._asked)

    def _asked(self, connection: socket.socket) -> None:
        try:
            request, descriptors, _, _ = socket.recv_fds(connection, MESSAGE, 3)
        except OSError:
            request, descriptors = b"", []
        if not request:
            self.selector.unregister(connection)
            self.connections.discard(connection)
            connection.close()
        elif len(descriptors) == 3:
            self._run(Asked(*descriptors))
        else:
            self.ask(**json.loads(request))

    def _run(self, asked: Asked) -> None:
        """A run by the template, if it fits, otherwise by this process itself."""
        if reason := self._unfit():
            tell(asked.line, reason)
            asked.close()
            return
        self.patience = BRIEFLY
        # Two of the same make it likely that more will come; so does the first of all.
        self.wanted = asked.settings if self.last is None or same(self.last, asked.settings) else None
        self.last = asked.settings
        if self.template is not None and self.template.fits(asked.settings, self.loads):
            if self.template.pass_on(asked):
                return
            self._dismiss()
        self.start(asked)

    def _unfit(self) -> dict[str, str] | None:
        """Why no run may be forked from this process: its code is no longer that of the files, or it has threads."""
        for path, at in self.files.items():
            if stamp(path) != at:
                return {"stale": path}
        there = threads()
        return {"unfit": f"{there} threads after importing {', '.join(self.asked)}"} if there > 1 else None


def _own_files() -> set[str]:
    """The files behind all modules imported so far."""
    found = (getattr(module, "__file__", None) for module in list(sys.modules.values()))
    return {path for path in found if path}


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
