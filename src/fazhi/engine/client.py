"""Finding the warm process, or starting one, and asking it for a run. Safe with threads and forks of the asking process.

The address of the warm process stands in the environment, so that processes started from here (workers of a pool, of
Dask, a command in a cell) share it as long as it would be the same for them.
"""

from __future__ import annotations

import atexit
import hashlib
import json
import os
import secrets
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from fazhi.engine import wire
from fazhi.engine.runs import Forked

resource: Any
try:
    import resource
except ImportError:  # Windows, where nothing is forked either
    resource = None

ADDRESS = "FAZHI_ENGINE"
# What the interpreter or a library reads once, when it starts: a run that has it otherwise needs another warm process.
PREFIXES = ("PYTHON", "MPL", "MATPLOTLIB", "LC_", "LD_", "MALLOC_", "IPYTHON")
NAMES = ("LANG", "LANGUAGE", "HOME", "TMPDIR", "XDG_CONFIG_HOME", "XDG_CACHE_HOME")
LAUNCH = "import sys; sys.path[0] = {!r}; from fazhi.engine.server import main; main({}, {!r}, {!r})"
HOME = str(Path(__file__).resolve().parents[2])
MESSAGE = 65_536


class Unavailable(Exception):
    """No run can be forked here; the words say why."""


class _Warm:
    """The connection of this process, shared by its threads and forks."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.modules: list[str] = []
        self.later: list[str] = []
        self.connection: socket.socket | None = None
        self.key = ""
        self.started: list[tuple[int, subprocess.Popen[bytes], IO[bytes]]] = []

    def after_fork(self) -> None:
        self.lock = threading.Lock()

    def connect(self) -> socket.socket:
        """The connection, to the warm process that is there or to a new one. The caller holds ``lock``."""
        key = _key()
        if self.connection is not None and self.key == key:
            return self.connection
        self.close()
        self.connection, self.key = self._found(key) or self._new(key), key
        self.tell(self.modules, self.later)
        return self.connection

    def tell(self, modules: list[str], later: list[str]) -> None:
        """What is to be imported now, and what once nobody asks for anything."""
        if self.connection is not None and (modules or later):
            self.connection.send(json.dumps({"now": modules, "later": later}).encode())

    def _found(self, key: str) -> socket.socket | None:
        name, _, its_key = os.environ.get(ADDRESS, "").partition(":")
        return _connected(name) if name and its_key == key else None

    def _new(self, key: str) -> socket.socket:
        name = f"fazhi-engine-{secrets.token_hex(16)}"
        with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as listener:
            listener.bind(f"\0{name}")
            listener.listen(64)
            connection = _connected(name)
            if connection is None:
                raise Unavailable("no connection to a socket of one's own")
            complaints = tempfile.TemporaryFile()  # noqa: SIM115 - closed when the warm process has ended
            process = subprocess.Popen(
                [sys.executable, "-c", LAUNCH.format(HOME, listener.fileno(), self.modules, self.later)],
                pass_fds=[listener.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=complaints,
                start_new_session=True,
            )
        self.started.append((os.getpid(), process, complaints))
        os.environ[ADDRESS] = f"{name}:{key}"
        return connection

    def close(self) -> None:
        if self.connection is not None:
            self.connection.close()
            self.connection = None
        for owner, process, complaints in self.started:
            if owner == os.getpid() and process.poll() is not None:
                complaints.close()
        self.started = [entry for entry in self.started if not entry[2].closed]

    def complaints(self) -> str:
        """The last words of the newest warm process that this one started."""
        if not self.started:
            return ""
        self.started[-1][2].seek(0)
        return self.started[-1][2].read().decode("utf-8", "replace")[-2000:].strip()

    def finish(self) -> None:
        """At the end of this process: the warm one ends when its last connection is closed."""
        self.close()
        for owner, process, complaints in self.started:
            if owner == os.getpid():
                with suppress(subprocess.TimeoutExpired):
                    process.wait(1)
            complaints.close()


_warm = _Warm()
os.register_at_fork(after_in_child=_warm.after_fork)
atexit.register(_warm.finish)


def warm(*modules: str, later: Iterable[str] = ()) -> None:
    """Have a warm process import ``modules``, which it starts on at once, so that later runs find them imported.

    Runs wait for these, but not for those of ``later``: they are imported one by one when no run is asked for, in that
    order; a run that comes earlier waits for those that its notebook names, and imports itself what else it needs. Returns without waiting. Where runs cannot be forked
    (no Linux) it does nothing.
    """
    if unsupported():
        return
    with _warm.lock:
        new = [name for name in modules if name not in _warm.modules]
        new_later = [name for name in later if name not in _warm.later]
        _warm.modules += new
        _warm.later += new_later
        with suppress(OSError, Unavailable):
            connected = _warm.connection
            if _warm.connect() is connected:
                _warm.tell(new, new_later)


def let_go() -> None:
    """The warm process may end, as far as this process is concerned: it takes as long to go as a page to write. Whoever asks again has a new one."""
    with _warm.lock:
        _warm.close()


def fork(
    arguments: list[str], environment: dict[str, str], launcher: str, seconds: float, wanted: Sequence[str] = ()
) -> Forked:
    """A new run, forked within ``seconds``; ``arguments`` are those of the kernel, ``wanted`` modules that it will import.

    Raises ``Unavailable`` when the warm process cannot fork, even one started afresh, and ``TimeoutError``.
    """
    settings: dict[str, Any] = {
        "arguments": arguments,
        "environment": dict(environment),
        "launcher": launcher,
        "folder": os.getcwd(),
        "umask": _umask(),
        "memory": resource.getrlimit(resource.RLIMIT_DATA)[0] if resource else -1,
    }
    reason = ""
    for _ in range(2):
        with _warm.lock:
            connection = _warm.connect()
            asked = _ask(connection, wanted)
        if asked is not None:
            data, line = asked
            told, pidfd = _answer(line, seconds)
            if "pid" in told:
                settings["environment"][ADDRESS] = os.environ.get(ADDRESS, "")
                _start(data, settings)
                return Forked(told["pid"], pidfd, data, line)
            data.close()
            line.close()
            if "unfit" in told:
                raise Unavailable(told["unfit"])
            reason = told.get("stale", "")
        with _warm.lock:  # gone, or its code is no longer that of the files
            reason = reason or _warm.complaints()
            if _warm.connection is connection:
                os.environ.pop(ADDRESS, None)
                _warm.close()
    raise Unavailable(reason or "the warm process ended")


def unsupported() -> str:
    """Why this system cannot fork runs; empty if it can."""
    if sys.platform != "linux" or not hasattr(os, "pidfd_open") or not Path("/proc/self/task").is_dir():
        return f"{sys.platform} without what forking a warm process takes"
    return ""


def _ask(connection: socket.socket, wanted: Sequence[str]) -> tuple[socket.socket, socket.socket] | None:
    request = json.dumps(list(wanted)).encode()
    if len(request) > MESSAGE:  # more than the other side reads at once; the run then imports them itself
        request = b"[]"
    data, data_end = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
    line, line_end = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    try:
        socket.send_fds(connection, [request], [data_end.fileno(), line_end.fileno()])
        return data, line
    except OSError:
        data.close()
        line.close()
        return None
    finally:
        data_end.close()
        line_end.close()


def _answer(line: socket.socket, seconds: float) -> tuple[dict[str, Any], int]:
    line.settimeout(seconds)
    try:
        told, descriptors, _, _ = socket.recv_fds(line, MESSAGE, 1)
    except TimeoutError:
        line.close()
        raise TimeoutError(f"Kernel didn't respond in {seconds:g} seconds") from None
    except OSError:
        told, descriptors = b"", []
    return (json.loads(told) if told else {}), (descriptors[0] if descriptors else -1)


def _start(data: socket.socket, settings: dict[str, Any]) -> None:
    with suppress(OSError):  # a run that is dead already tells so by its exit code
        wire.send(data, wire.START, json.dumps(settings).encode())


def _connected(name: str) -> socket.socket | None:
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    try:
        connection.connect(f"\0{name}")
        return connection
    except OSError:
        connection.close()
        return None


def _key() -> str:
    """What a warm process has in it of the process that started it, as one word."""
    read = {k: v for k, v in os.environ.items() if (k.startswith(PREFIXES) or k in NAMES) and k != "MPLBACKEND"}
    if "PYTHONPATH" in read:
        read["PYTHONPATH"] = os.pathsep.join(map(os.path.abspath, read["PYTHONPATH"].split(os.pathsep)))
    told = [sys.executable, __file__, sorted(read.items())]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:16]


def _umask() -> int:
    """Read, not set and set back: other threads may be making files."""
    status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
    return next((int(line.split()[1], 8) for line in status.splitlines() if line.startswith("Umask:")), 0o022)
