"""Frames on the socket between a run and the process that asked for it.

A frame is a kind (one byte), a length (eight bytes) and a body. The body of ``IOPUB`` and ``SHELL`` is a message of the
Jupyter protocol in its parts, serialised as for ZeroMQ; that of ``TEXT`` is a piece of standard output or error.
"""

from __future__ import annotations

import signal
import socket
import struct
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jupyter_client.session import Session

START, READY, UNFIT, SHELL, IOPUB, TEXT, SHUTDOWN = range(7)

HEADER = struct.Struct("!BQ")
COUNT = struct.Struct("!I")
LENGTH = struct.Struct("!Q")
# A Unix socket takes a message of this size whole or not at all, so that no signal can tear it.
WHOLE = 16_384
CHUNK = 1 << 20


def frame(kind: int, body: bytes) -> bytes:
    return HEADER.pack(kind, len(body)) + body


def send(sock: socket.socket, kind: int, body: bytes) -> None:
    """Send one frame whole. An exception that a signal raises never leaves half of one behind.

    Raises ``OSError`` when nobody listens any more.
    """
    data = frame(kind, body)
    if len(data) <= WHOLE:
        sock.sendall(data)
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
    try:
        sock.sendall(data)
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def join(parts: Sequence[bytes]) -> bytes:
    """Parts of a message as one body."""
    return b"".join([COUNT.pack(len(parts)), *(LENGTH.pack(len(part)) for part in parts), *parts])


def split(body: bytes) -> list[bytes]:
    """The parts that ``join`` joined."""
    (count,) = COUNT.unpack_from(body)
    lengths = [LENGTH.unpack_from(body, COUNT.size + n * LENGTH.size)[0] for n in range(count)]
    parts, at = [], COUNT.size + count * LENGTH.size
    for length in lengths:
        parts.append(body[at : at + length])
        at += length
    return parts


def text_head(name: str, parent: str) -> bytes:
    """The beginning of a ``TEXT`` body: the stream, and the id of the request that its words belong to."""
    return b"%b\0%b\0" % (name.encode(), parent.encode())


def encode(words: str) -> bytes:
    """Words of a stream; what is no text in any encoding becomes a question mark, and nothing is lost."""
    try:
        return words.encode()
    except UnicodeEncodeError:
        pass
    try:
        return words.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return words.encode("utf-8", "replace")


def untext(body: bytes) -> tuple[str, str, str]:
    """Stream, request and words of a ``TEXT`` body."""
    name, parent, told = body.split(b"\0", 2)
    return name.decode(), parent.decode(), told.decode("utf-8", "replace")


def session(**options: Any) -> Session:
    """What packs and unpacks messages. A socket pair has no third party, so they are not signed."""
    from jupyter_client.session import Session  # late: who only warms the engine up does not need it

    made = Session(**options)
    made.key = b""  # not when it is made, for that is warned of
    return made


class Inbox:
    """Frames read from a socket without waiting."""

    def __init__(self, sock: socket.socket) -> None:
        self.sock = sock
        self.closed = False
        self._held = bytearray()

    def read(self) -> Iterator[tuple[int, bytes]]:
        """The frames that have arrived whole. ``closed`` is set when the other end is gone."""
        while not self.closed:
            try:
                arrived = self.sock.recv(CHUNK, socket.MSG_DONTWAIT)
            except BlockingIOError:
                break
            except InterruptedError:
                continue
            except OSError:
                arrived = b""
            if not arrived:
                self.closed = True
            self._held += arrived
            if len(self._held) >= self._needed():
                yield from self._frames()

    def _needed(self) -> int:
        if len(self._held) < HEADER.size:
            return HEADER.size
        return HEADER.size + int(HEADER.unpack_from(self._held)[1])

    def _frames(self) -> Iterator[tuple[int, bytes]]:
        held, at, found = self._held, 0, []
        while len(held) - at >= HEADER.size:
            kind, length = HEADER.unpack_from(held, at)
            end = at + HEADER.size + length
            if len(held) < end:
                break
            found.append((kind, bytes(held[at + HEADER.size : end])))
            at = end
        del held[:at]
        yield from found


def merged(frames: Iterable[tuple[int, bytes]]) -> Iterator[tuple[int, bytes]]:
    """Frames, with neighbouring pieces of the same stream and request made one."""
    head, pieces = b"", list[bytes]()
    for kind, body in frames:
        if kind == TEXT:
            cut = body.index(b"\0", body.index(b"\0") + 1) + 1
            if body[:cut] != head and pieces:
                yield TEXT, head + b"".join(pieces)
                pieces = []
            head = body[:cut]
            pieces.append(body[cut:])
            continue
        if pieces:
            yield TEXT, head + b"".join(pieces)
            pieces = []
        yield kind, body
    if pieces:
        yield TEXT, head + b"".join(pieces)
