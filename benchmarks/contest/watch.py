"""A command, watched: seconds, CPU of all its processes, their memory together, and what it leaves running.

On Linux this process takes in orphans of the command (``PR_SET_CHILD_SUBREAPER``), so that none escapes the count. Elsewhere
those that leave the tree are not seen.
"""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

import psutil

SAMPLE = 0.2  # seconds between two looks at the memory, at least
SHARE = 0.05  # of a core at most is spent on looking: the system counts every page of every process each time
GRACE = 10.0  # seconds that processes have to end by themselves after the command, on a busy machine, too
CHILD_SUBREAPER = 36  # <linux/prctl.h>
GONE = (psutil.NoSuchProcess, psutil.AccessDenied, OSError)


@dataclass(frozen=True)
class Watched:
    """How a command went. ``cpu``: user and system seconds of the whole tree; ``peak``: bytes, shared pages counted once;
    ``parent``: bytes of its first process alone, with all that it shares; ``left``: command lines of processes that were still there after the grace."""

    seconds: float
    cpu: float
    peak: int
    parent: int
    code: int
    left: tuple[str, ...] = ()


class Started:
    """A running command, its output in a file of its own, with a thread that looks at its memory.

    It goes on to ``finish``, after ``kill_after`` if it is to be disturbed.
    """

    def __init__(self, command: Sequence[str], folder: Path, environment: Mapping[str, str], log: Path) -> None:
        adopt_orphans()
        self._cpu = cpu_of_children()
        self._log, self._heard = log, 0
        self._clock = time.perf_counter()
        with log.open("wb") as stream:
            self.process = subprocess.Popen(
                command, cwd=folder, env=dict(environment), stdin=subprocess.DEVNULL, stdout=stream, stderr=stream,
                start_new_session=True, preexec_fn=_hear_ctrl_c,
            )  # fmt: skip
        self._peak, self._parent, self._over = 0, 0, threading.Event()
        self._sampler = threading.Thread(target=self._sample, daemon=True)
        self._sampler.start()

    def until(self, words: str, patience: float = 300.0) -> None:
        """Waits until the command has said a line with these words, after the last that were waited for.

        Raises ``TimeoutError`` if it does not, or has ended.
        """
        deadline = time.monotonic() + patience
        while True:
            ended = self.process.poll() is not None
            text = self._log.read_text(encoding="utf-8", errors="replace")
            if (found := text.find(words, self._heard)) >= 0:
                self._heard = found + len(words)
                return
            if ended or time.monotonic() > deadline:
                raise TimeoutError(f"{words!r} was not said in {self._log}")
            time.sleep(0.005)

    def finish(self, grace: float = GRACE, patience: float | None = None) -> Watched:
        """Waits for the command, then for its processes; what is left after the grace is ended and named.

        Raises ``subprocess.TimeoutExpired`` for a command that has not ended after ``patience`` seconds, and ends it.
        """
        try:
            code = self.process.wait(timeout=patience)
            seconds = time.perf_counter() - self._clock
            self._close()
            left = end_leftovers(grace)
        except BaseException:
            self._close()
            self.process.kill()
            self.process.wait()
            end_leftovers(0)
            raise
        return Watched(seconds, cpu_of_children() - self._cpu, self._peak, self._parent, code, left)

    def kill_after(self, seconds: float, kill: Callable[[subprocess.Popen[bytes]], None]) -> bool:
        """Lets the command go on for a while, then ``kill`` does its work and waits; says whether there was anything to kill.

        What the command leaves running stays: the next call in the folder has to live with it.
        """
        try:
            self.process.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            kill(self.process)
            self._close()
            return True
        self._close()
        return False

    def _sample(self) -> None:
        pause = SAMPLE
        while not self._over.wait(pause):
            began = time.thread_time()
            self._peak = max(self._peak, memory_of(self.process.pid))
            with suppress(*GONE):
                self._parent = max(self._parent, psutil.Process(self.process.pid).memory_info().rss)
            pause = max(SAMPLE, (time.thread_time() - began) / SHARE)

    def _close(self) -> None:
        self._over.set()
        self._sampler.join()


def _hear_ctrl_c() -> None:
    """Also where this process, started in the background of a script, does not."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


def watch(command: Sequence[str], folder: Path, environment: Mapping[str, str], log: Path) -> Watched:
    """Runs the command to its end."""
    return Started(command, folder, environment, log).finish()


def kill_driver(process: subprocess.Popen[bytes]) -> None:
    """``kill -9`` of the command's first process and of nothing else."""
    process.kill()
    process.wait()


def stop_when_told() -> None:
    """A polite ``kill`` is taken as ctrl-c, so that runs are ended and disks given back."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, stop)


def adopt_orphans() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(CHILD_SUBREAPER, 1, 0, 0, 0)


def cpu_of_children() -> float:
    """User and system seconds of all descendants that ended and were waited for."""
    times = os.times()
    return times.children_user + times.children_system


def cpu_of(pid: int) -> float:
    """User and system seconds so far of a process, its descendants, and those of them that they waited for."""
    total = 0.0
    for one in [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]:
        with suppress(*GONE):
            total += sum(one.cpu_times()[:4])
    return total


def memory_of(pid: int) -> int:
    """Bytes that a process and its descendants hold: proportional shares where the system tells them, else unique pages."""
    try:
        family = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
    except GONE:
        return 0
    total = 0
    for one in family:
        with suppress(*GONE):
            info = one.memory_full_info()
            total += getattr(info, "pss", info.uss)
    return total


def end_leftovers(grace: float) -> tuple[str, ...]:
    """Waits for this process's descendants to end; after the grace ends them. Returns those that had to be ended."""
    deadline = time.monotonic() + grace
    while (alive := living()) and time.monotonic() < deadline:
        time.sleep(0.02)
    named = tuple(sorted(filter(None, map(command_line, alive))))
    for one in alive:
        with suppress(*GONE):
            one.kill()
    while living():
        time.sleep(0.02)
    return named


def living() -> list[psutil.Process]:
    """Descendants that still run; those that have ended are reaped on the way, so that their CPU is counted.

    A process whose other threads are still ending looks dead but cannot be reaped yet: it counts as running.
    """
    alive = []
    for one in psutil.Process().children(recursive=True):
        with suppress(*GONE):
            ended = one.status() == psutil.STATUS_ZOMBIE
            if not ended or (one.ppid() == os.getpid() and os.waitpid(one.pid, os.WNOHANG) == (0, 0)):
                alive.append(one)
    return alive


def command_line(process: psutil.Process) -> str:
    """A process as a person would name it, shortened."""
    try:
        return " ".join(process.cmdline())[:120] or process.name()
    except GONE:
        return ""
