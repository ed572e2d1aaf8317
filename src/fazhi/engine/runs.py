"""A run as the process that asked for it holds it."""

from __future__ import annotations

import json
import os
import signal
import socket
from contextlib import suppress
from dataclasses import dataclass
from time import monotonic

MESSAGE = 65_536


@dataclass
class Forked:
    """Its process, the socket it answers on, and the line on which the warm process tells of its end."""

    pid: int
    pidfd: int
    data: socket.socket
    line: socket.socket
    code: int | None = None

    def interrupt(self) -> None:
        """What Ctrl-C does, for the run and what it started."""
        with suppress(ProcessLookupError, PermissionError):
            signal.pidfd_send_signal(self.pidfd, 0)  # so that the number is still its own
            os.killpg(self.pid, signal.SIGINT)

    def wait(self, seconds: float | None) -> int | None:
        """The exit code (negative: the signal), once it has ended; None if it has not within ``seconds``."""
        if self.code is None:
            self.line.settimeout(seconds)
            try:
                told = self.line.recv(MESSAGE)
            except (TimeoutError, BlockingIOError):  # the latter where there was no time at all
                return None
            except OSError:
                told = b""
            self.code = json.loads(told)["exit"] if told else -signal.SIGKILL  # the warm process died, its runs with it
        return self.code

    def _hung_up(self, seconds: float) -> bool:
        """Whether its last handlers have run within ``seconds``, or it is gone: then it says no more."""
        deadline = monotonic() + seconds
        with suppress(TimeoutError, OSError):
            while (left := deadline - monotonic()) > 0:
                self.data.settimeout(left)
                if not self.data.recv(MESSAGE):
                    return True
        return False

    def end(self, seconds: float) -> None:
        """See it ended, but for the system's part: it is given ``seconds``, then killed. Closes everything."""
        if self.code is None and not self._hung_up(seconds) and self.wait(0) is None:
            with suppress(ProcessLookupError):
                signal.pidfd_send_signal(self.pidfd, signal.SIGKILL)
            self.wait(None)
        self.data.close()
        self.line.close()
        os.close(self.pidfd)
