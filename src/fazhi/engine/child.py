"""A run, from the fork on: a process of its own that becomes a kernel, answers requests, and ends."""

from __future__ import annotations

import atexit
import ctypes
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
from typing import TYPE_CHECKING, Any, NoReturn

from fazhi.engine import warmth, wire

if TYPE_CHECKING:
    from fazhi.engine.kernel import PipeApp

PR_SET_PDEATHSIG = 1
OWN = ("JPY_PARENT_PID",)  # what is each asking process's own in the environment, and nothing to a kernel
LIBC = ctypes.CDLL(None, use_errno=True)


def live(sock: socket.socket, parent: int, settings: dict[str, Any], app: PipeApp | None) -> NoReturn:
    """Be a run that answers on ``sock``, and never return. ``parent`` is the process that forked, ``app`` the kernel if it is made already.

    ``settings``: what the asking process says of itself: environment, folder, arguments of the kernel.
    """
    code = 1
    try:
        os.setsid()
        end_with(parent)
        code = _live(sock, settings, app)
    finally:
        os._exit(code)


def end_with(parent: int) -> None:
    """This process, a fork, does not outlive its parent. Raises ``EOFError`` if that has ended already."""
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        raise EOFError("the warm process is gone")


def kernel(settings: dict[str, Any]) -> PipeApp:
    """The application and its kernel with these settings, not yet on a socket."""
    from fazhi.engine.kernel import PipeApp

    settle(settings)
    app = PipeApp.instance()
    app.initialize(settings["arguments"])
    return app


def _live(sock: socket.socket, settings: dict[str, Any], made: PipeApp | None) -> int:
    try:
        if made is not None:
            settle(settings | {"environment": _as_made(settings["environment"])})
        app = made or kernel(settings)
        app.attach(sock)
        _figures(app.shell)
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


def _as_made(environment: dict[str, str]) -> dict[str, str]:
    """The environment as it is since the kernel was made, which sets some of it, for a run with this one."""
    made = {name: value for name, value in os.environ.items() if name not in OWN}
    return made | {name: environment[name] for name in OWN if name in environment}


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
