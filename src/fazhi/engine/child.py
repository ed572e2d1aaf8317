"""A run, from the fork on: a process of its own that becomes a kernel, answers requests, and ends."""

from __future__ import annotations

import atexit
import ctypes
import json
import os
import random
import resource
import signal
import socket
import sys
import threading
import time
import traceback
from contextlib import suppress
from typing import Any, NoReturn

from fazhi.engine import warmth, wire

PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None, use_errno=True)


def live(sock: socket.socket, parent: int) -> NoReturn:
    """Be the run that asks and answers on ``sock``, and never return. ``parent`` is the process that forked."""
    code = 1
    try:
        os.setsid()
        LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() == parent:
            code = _live(sock)
    finally:
        os._exit(code)


def _live(sock: socket.socket) -> int:
    try:
        settings = _settings(sock)
        settle(settings)
        app = _application(sock, settings["arguments"])
    except BaseException:
        wire.send(sock, wire.UNFIT, traceback.format_exc().encode("utf-8", "replace"))
        return 1
    code = 0
    try:
        app.serve()
        threading._shutdown()  # type: ignore[attr-defined]
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 0
    except BaseException:
        traceback.print_exc(file=sys.__stderr__)
        code = 1
    atexit._run_exitfuncs()
    with suppress(OSError):  # whoever asked need not wait for the system to take back a large process's memory
        sock.shutdown(socket.SHUT_RDWR)
    return code


def _settings(sock: socket.socket) -> dict[str, Any]:
    """What the asking process says of itself: environment, folder, arguments of the kernel."""
    inbox = wire.Inbox(sock)
    while not inbox.closed:
        sock.recv(1, socket.MSG_PEEK)
        for kind, body in inbox.read():
            if kind == wire.START:
                return json.loads(body)
    raise EOFError("the asking process is gone")


def settle(settings: dict[str, Any]) -> None:
    """Make of the copy of a warm process what a process started by the asking one would be."""
    os.environ.clear()
    os.environ.update(settings["environment"])
    time.tzset()
    os.umask(settings["umask"])
    if settings["memory"] >= 0:  # what the asking process may take, its run may take
        resource.setrlimit(resource.RLIMIT_DATA, (settings["memory"], resource.getrlimit(resource.RLIMIT_DATA)[1]))
    os.chdir(settings["folder"])
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    sys.argv = [settings["launcher"]]
    sys.dont_write_bytecode = bool(os.environ.get("PYTHONDONTWRITEBYTECODE"))
    random.seed()
    if "numpy.random" in sys.modules:
        sys.modules["numpy.random"].seed()


def _application(sock: socket.socket, arguments: list[str]) -> Any:
    from fazhi.engine.kernel import PipeApp

    app = PipeApp.instance(sock=sock)
    app.initialize(arguments)
    _figures(app.shell)
    return app


def _figures(shell: Any) -> None:
    """matplotlib, imported before there was a shell, as it would be had the notebook imported it."""
    matplotlib = sys.modules.get("matplotlib")
    if matplotlib is None:
        return
    if (found := matplotlib.matplotlib_fname()) != warmth.matplotlibrc:
        matplotlib.rcParams.update(matplotlib.rc_params_from_file(found))
    # Imported again by the first figure, it joins itself to the shell.
    if sys.modules.pop("matplotlib_inline.backend_inline", None):
        del sys.modules["matplotlib_inline"].backend_inline
    matplotlib.rcParams["backend"] = os.environ["MPLBACKEND"]
    pyplot: Any = sys.modules.get("matplotlib.pyplot")
    if pyplot:
        pyplot._backend_mod = None
        pyplot.uninstall_repl_displayhook()
        pyplot.install_repl_displayhook()
