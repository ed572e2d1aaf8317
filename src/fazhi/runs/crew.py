"""Who does the work: processes of this machine, or the workers of a Dask cluster; one executor either way."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any, Protocol

from fazhi import engine
from fazhi.catalogue import ReaderError
from fazhi.pipeline.outcome import Told
from fazhi.runs.lock import at_work
from fazhi.runs.memory import free_memory
from fazhi.runs.options import Options
from fazhi.runs.work import Task, perform

# Measured on ledgers of 200,000 rows: a worker with nothing to do, and what a byte of a workbook takes while it is read.
RESTING, A_BYTE = 300_000_000, 25
LEAST = 2_000_000_000  # a worker is never held to less: an appendix with its charts and PDF takes a third of it
SHARE = 0.8  # of the memory that is free when a run begins
# The first notebook cleans ledgers; what the others need is imported meanwhile, matplotlib in parts: the next notebook waits for the
# module that is being imported when it is asked for, which as a whole would take a third of a second.
FIRST = ("fazhi.runs.prepared_intake",)
MEANWHILE = (
    "fazhi.indicators",
    "fazhi.claims",
    "fazhi.pipeline.counting",
    "matplotlib",
    "matplotlib.text",
    "matplotlib.backend_bases",
    "matplotlib.axes",
    "matplotlib.figure",
    "fazhi.charts",
    "fazhi.runs.prepared_charts",
    "fazhi.pipeline.compare",
    "fazhi.appendix",
)
# It takes the time that three cleanings save by it: with two jobs a worker or fewer it is not worth it.
PRACTICE, FEW = ("fazhi.runs.practice",), 2
PATIENCE = 10  # seconds in which a scheduler must answer
FORKSERVER = "forkserver"  # not on Windows
FOR_WORKERS = ("fazhi.runs.prepared_documents",)


resource: Any
try:
    import resource
except ImportError:  # Windows knows no such bound
    resource = None


class ClusterError(ReaderError):
    """There is no cluster at the address, or the library to reach it is not installed."""


class Crew(Protocol):
    """``size``: how many tasks run at once; ``memory``: bytes that they may need together, None where that is not known.

    ``far``: whether a task costs a journey, so that few large ones are better than many small ones. ``deadly``: what a task ends
    with that killed each worker to whom it was given, one after the other.
    """

    size: int
    memory: int | None
    far: bool
    deadly: tuple[type[Exception], ...]

    def submit(self, task: Task) -> Future[Told | None]: ...

    def renew(self) -> None:
        """Start again after a worker was killed."""

    def close(self, at_once: bool = False) -> None:
        """Let the workers go; ``at_once``: whatever they are doing."""


def warm_up(practised: bool = False) -> None:
    """Have processes import what notebooks and workers need, which they start on at once; ``practised``: for many township-years. Raises ``TooLittleMemory``."""
    free_memory()
    engine.warm(*FIRST, later=(*MEANWHILE, *PRACTICE) if practised else MEANWHILE)
    if FORKSERVER in multiprocessing.get_all_start_methods():
        from multiprocessing import forkserver

        multiprocessing.get_context(FORKSERVER).set_forkserver_preload(list(FOR_WORKERS))
        with _deaf():
            forkserver.ensure_running()


@contextmanager
def _deaf() -> Iterator[None]:
    """A process that is started now does not hear Ctrl-C, which a terminal sends to all: its imports would end in a traceback. This one hears it afterwards."""
    if FORKSERVER not in multiprocessing.get_all_start_methods():
        yield
        return
    from multiprocessing import resource_tracker

    resource_tracker.ensure_running()  # otherwise started with the first process; it would lift the mask
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class Local:
    """``size`` processes of this machine for so many ``jobs``, forked from one that has everything imported where that is safe.

    Raises ``TooLittleMemory``.
    """

    far = False
    deadly: tuple[type[Exception], ...] = ()

    def __init__(self, size: int, folders: Iterable[Path], jobs: int = 1) -> None:
        self.size, self._folders, self._many = size, tuple(folders), jobs > FEW * size
        self.memory: int | None = int(free_memory() * SHARE)
        self._pool = self._start()

    def _start(self) -> Executor:
        warm_up(practised=self._many)  # before the workers, who then share it
        kind = FORKSERVER if FORKSERVER in multiprocessing.get_all_start_methods() else "spawn"
        context = multiprocessing.get_context(kind)
        return ProcessPoolExecutor(self.size, context, initializer=_begin, initargs=(self._folders, self._share()))

    def _share(self) -> int:
        """Bytes that one worker, and the notebook that it runs, may take."""
        return max(LEAST, (self.memory or 0) // self.size)

    def submit(self, task: Task) -> Future[Told | None]:
        try:
            with _no_script(), _deaf():  # a worker whose start Ctrl-C cut short would be known to nobody
                return self._pool.submit(perform, task)
        except OSError as error:
            if error.errno is not None:  # the system refused a new worker
                raise
            # A worker was killed, and the pool, which takes itself apart, had closed what a new one was to get its tasks through.
            raise BrokenExecutor(str(error)) from error

    def renew(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)
        self._pool = self._start()

    def close(self, at_once: bool = False) -> None:
        if at_once:
            for process in multiprocessing.active_children():
                process.kill()
        # Waits for the pool's own thread, which Python's end would meet half done.
        self._pool.shutdown(cancel_futures=True)


class Cluster:
    """The workers of a Dask scheduler, who ``act`` on each task. Folders named by paths they must see under the same names."""

    far = True

    def __init__(self, address: str, act: Callable[[Task], Told | None] = perform) -> None:
        self._act = act
        try:
            from distributed import Client
            from distributed.scheduler import KilledWorker

            self.deadly: tuple[type[Exception], ...] = (KilledWorker,)
            self._client: Any = Client(address, timeout=PATIENCE, set_as_default=False)
        except ImportError as error:
            raise ClusterError("pipeline.no_dask") from error
        except (OSError, TimeoutError, ValueError) as error:
            raise ClusterError("pipeline.no_cluster", address=address) from error
        self.size = max(1, sum(self._client.nthreads().values()))
        self.memory: int | None = None
        self._pool: Executor = self._client.get_executor(pure=False, retries=1)

    def submit(self, task: Task) -> Future[Told | None]:
        return self._pool.submit(self._act, task)

    def renew(self) -> None:
        self._pool = self._client.get_executor(pure=False, retries=1)

    def close(self, at_once: bool = False) -> None:
        self._pool.shutdown(wait=not at_once)
        self._client.close()


@contextmanager
def _no_script() -> Iterator[None]:
    """A worker that is started now does not import the script that this process runs: no task needs it, and a command's takes 0.1 s."""
    script = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = script


def crew_of(options: Options, jobs: int, folders: Iterable[Path]) -> Crew:
    """As many as there are cores, or jobs if these are fewer and each has two documents to make. Raises ``ClusterError`` and ``TooLittleMemory``."""
    if options.cluster and options.mirrors is not None:
        from fazhi.runs.mirrors import away

        return Cluster(options.cluster, away(options.mirrors))
    if options.cluster:
        return Cluster(options.cluster)
    return Local(max(1, min(options.workers or os.cpu_count() or 1, 2 * jobs)), folders, jobs)


def need(task: Task) -> int:
    """Bytes of memory that a task is taken to need: what is read is the ledgers."""
    return RESTING + (A_BYTE * task.size if task.notebooks else 0)


def _begin(folders: tuple[Path, ...], memory: int) -> None:
    """A worker's first act: leave Ctrl-C to the run, end with it, keep to its share of memory, and say that it writes here."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(signal, "pthread_sigmask"):  # what it starts must hear its own, whatever this one was started with
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    if resource is not None:  # a run too large then fails alone, before the system ends whatever it likes
        bounds = resource.getrlimit(resource.RLIMIT_DATA)
        least = min([memory, *(bound for bound in bounds if bound != resource.RLIM_INFINITY)])
        resource.setrlimit(resource.RLIMIT_DATA, (least, bounds[1]))
    parent = multiprocessing.parent_process()

    def end_with_the_run() -> None:
        if parent is not None:
            parent.join()
            os._exit(1)

    threading.Thread(target=end_with_the_run, daemon=True).start()
    at_work(folders)
