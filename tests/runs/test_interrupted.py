"""Ctrl-C, which a terminal sends to every process of a run: whenever it comes, and however often, the run says so, is gone, and can be finished."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

pytestmark = [pytest.mark.slow, pytest.mark.skipif(not hasattr(os, "killpg"), reason="no process groups here")]
SAID = "Interrupted. What was finished is kept; the same command goes on from there."


def begun(copy, root: Path) -> subprocess.Popen[str]:
    """A run in a session of its own, as a terminal's is."""
    where = copy.site
    folders = ["--raw", where.raw, "--processed", where.processed, "--outputs", where.outputs]
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}
    environment.pop("FAZHI_ENGINE", None)
    return subprocess.Popen(
        [sys.executable, "-m", "fazhi.cli", "run", *map(str, folders)],
        cwd=root, env=environment, start_new_session=True, text=True, encoding="utf-8",
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip


def at_work(run: subprocess.Popen[str], modules: str) -> bool:
    """Whether a process that this run started has such words in its call."""
    return any(modules in " ".join(child.cmdline()) for child in psutil.Process(run.pid).children(recursive=True))


def in_session(session: int) -> list[str]:
    """Processes that are still there of a session; the warm one has one of its own, and ends with the last connection to it."""
    found = []
    for process in psutil.process_iter():
        try:
            if os.getsid(process.pid) == session and process.status() != psutil.STATUS_ZOMBIE:
                found.append(" ".join(process.cmdline()))
        except (OSError, psutil.Error):
            continue
    return found


def until(holds, seconds: float) -> bool:
    end = time.monotonic() + seconds
    while not holds() and time.monotonic() < end:
        time.sleep(0.02)
    return bool(holds())


@pytest.mark.parametrize(("later", "times"), [(0.0, 1), (0.3, 3), (2.5, 3)])
def test_an_interrupted_run_says_so_and_leaves_nobody(copy, root, later, times):
    """``later``: seconds after its first helper was started, which is then still importing."""
    run = begun(copy, root)
    assert until(lambda: at_work(run, "forkserver"), 30)
    time.sleep(later)
    for _ in range(times):
        os.killpg(run.pid, signal.SIGINT)
        time.sleep(0.005)
    told, _ = run.communicate(timeout=60)
    assert told.splitlines()[-1:] == [SAID], told
    assert "Traceback" not in told and run.returncode == 130
    assert until(lambda: not in_session(run.pid), 10), in_session(run.pid)


def test_the_same_command_finishes_an_interrupted_run(copy, root):
    run = begun(copy, root)
    assert until((copy.outputs / "set_aside.csv").exists, 60)
    os.killpg(run.pid, signal.SIGINT)
    told, _ = run.communicate(timeout=60)
    assert run.returncode == 130, told
    again = begun(copy, root)
    told, _ = again.communicate(timeout=120)
    assert again.returncode == 0, told
    assert (copy.outputs / "appendix.pdf").is_file() and not list(copy.outputs.glob(".*.part*"))
