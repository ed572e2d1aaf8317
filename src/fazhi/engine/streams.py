"""Standard output and error inside a run: what Python writes, and what anything else writes to descriptors 1 and 2."""

from __future__ import annotations

import codecs
import contextvars
import os
import select
import threading
from collections.abc import Callable, Iterable
from typing import Any

from ipykernel.iostream import OutStream

from fazhi.engine import wire

PIECE = 65_536


class Descriptors:
    """Descriptors 1 and 2, led into pipes that are emptied by a thread, and before Python itself writes a word.

    So what a subprocess wrote stands before what the cell printed after it.
    """

    def __init__(self, tell: Callable[[str, str], None]) -> None:
        self.lock = threading.RLock()
        self._tell = tell
        self._readers: dict[int, tuple[str, codecs.IncrementalDecoder]] = {}
        self._poll = select.poll()
        for descriptor, name in ((1, "stdout"), (2, "stderr")):
            reader, writer = os.pipe()
            os.set_blocking(reader, False)
            self._poll.register(reader, select.POLLIN)
            os.dup2(writer, descriptor, inheritable=True)
            os.close(writer)
            self._readers[reader] = (name, codecs.getincrementaldecoder("utf-8")(errors="replace"))

    def watch(self) -> None:
        threading.Thread(target=self._watch, name="descriptors", daemon=True).start()

    def drain(self) -> None:
        """Send on what stands in the pipes. The caller holds ``lock``."""
        waiting = self._poll.poll(0)
        for reader in sorted(reader for reader, _ in waiting) if waiting else ():
            name, decoder = self._readers[reader]
            while True:
                try:
                    piece = os.read(reader, PIECE)
                except BlockingIOError:
                    break
                if not piece:
                    break
                if words := decoder.decode(piece):
                    self._tell(name, words)

    def _watch(self) -> None:
        poll = select.poll()
        for reader in self._readers:
            poll.register(reader, select.POLLIN)
        while True:
            poll.poll()
            with self.lock:
                self.drain()


class Stream(OutStream):
    """``sys.stdout`` or ``sys.stderr`` of a run: every word is on its way the moment it is written.

    A kind of ipykernel's own class, for notebooks and libraries look at it; but nothing waits here for a timer, so that
    nothing is lost when the process dies, and the order of the two streams is the order of writing.
    """

    def __init__(self, session: Any, socket: Any, name: str, descriptors: Descriptors) -> None:
        self.session = session
        self.name = name
        self.topic = b"stream." + name.encode()
        self.echo = None
        self._socket = socket
        self._descriptors = descriptors
        self._descriptor = 1 if name == "stdout" else 2
        self._isatty = False
        self._master_pid = os.getpid()
        self._local = threading.local()
        self._parent_header = contextvars.ContextVar("parent_header")
        self._parent_header.set({})
        self._parent_header_global: dict[str, Any] = {}
        self._head_of: tuple[dict[str, Any] | None, bytes] = (None, b"")
        self._shut = False

    @property
    def closed(self) -> bool:
        return self._shut

    def close(self) -> None:
        self._shut = True

    def fileno(self) -> int:
        return self._descriptor

    def flush(self) -> None:
        if self._is_master_process() and not self._shut:
            with self._descriptors.lock:
                self._descriptors.drain()

    def write(self, string: str) -> int:
        """Send ``string`` on. Raises ``TypeError`` and ``ValueError`` as ipykernel's stream does."""
        if not isinstance(string, str):
            raise TypeError(f"write() argument must be str, not {type(string)}")
        if self._shut:
            raise ValueError("I/O operation on closed file")
        if not self._is_master_process():  # a fork of the notebook: its words come back through the pipes
            _write_all(self._descriptor, string.encode("utf-8", "replace"))
        elif string:
            with self._descriptors.lock:
                self._descriptors.drain()
                self._send(string)
        return len(string)

    def writelines(self, sequence: Iterable[str]) -> None:  # type: ignore[override]
        for string in sequence:
            self.write(string)

    def from_descriptor(self, words: str) -> None:
        """Send words that came through a pipe: they belong to the cell that runs now."""
        self._socket.send_text(self._head(self._parent_header_global), words)

    def _head(self, parent: dict[str, Any]) -> bytes:
        if parent is not self._head_of[0]:
            self._head_of = parent, wire.text_head(self.name, parent.get("msg_id", ""))
        return self._head_of[1]

    def _send(self, string: str) -> None:
        if not self._hooks:
            self._socket.send_text(self._head(self.parent_header), string)
            return
        message = self.session.msg("stream", {"name": self.name, "text": string}, parent=self.parent_header)
        for hook in self._hooks:
            message = hook(message)
            if message is None:
                return
        self.session.send(self._socket, message, ident=self.topic)


def _write_all(descriptor: int, data: bytes) -> None:
    while data:
        data = data[os.write(descriptor, data) :]
