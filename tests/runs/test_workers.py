"""The same results whoever does the work: one process, two, or one that is killed."""

import hashlib
import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import BrokenExecutor, Future
from pathlib import Path

import psutil
import pytest

from fazhi.pipeline import Place, Site
from fazhi.pipeline.outcome import Told
from fazhi.runs import build, crew
from fazhi.runs.crew import A_BYTE, RESTING, Local, need
from fazhi.runs.options import Options
from fazhi.runs.run import run_places
from fazhi.runs.work import Task

pytestmark = pytest.mark.slow


def site_in(home: Path, root: Path) -> Site:
    """Shipped ledgers as two township-years, of eight and of four: enough for every kind of file and some charts."""
    for township, number in (("双合镇", 8), ("示例镇", 4)):
        folder = home / "raw" / township / "2022"
        folder.mkdir(parents=True)
        for path in sorted((root / "data" / "raw" / "双合镇" / "2022").glob("*.xlsx"))[:number]:
            shutil.copy(path, folder)
    folders = (home / name for name in ("raw", "processed", "outputs"))
    return Site(*folders, root / "data" / "reference", root / "notebooks")


def places_of(where: Site) -> list[Place]:
    return [Place(where, "双合镇", 2022), Place(where, "示例镇", 2022)]


def content(where: Site) -> dict[str, str]:
    """SHA-256 of every file of a township-year."""
    return {
        path.relative_to(folder.parent).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for folder in (where.outputs, where.processed)
        for path in sorted(folder.glob("*/2022/**/*"))
        if path.is_file()
    }


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Iterator[Site]:
    """Built by one worker, nothing going wrong."""
    where = site_in(tmp_path_factory.mktemp("undisturbed"), root)
    outcomes = run_places(places_of(where), options=Options(workers=1))
    assert [outcome.status for outcome in outcomes] == ["attention", "attention"]
    return where


SCRIPT = """
import sys
from pathlib import Path
from fazhi.pipeline import Place, Site
from fazhi.runs.run import run_places

print("the script")
where = Site(*map(Path, sys.argv[1:]))
print([outcome.status for outcome in run_places([Place(where, "示例镇", 2022)])])
"""


def test_workers_leave_the_script_alone_that_started_them(tmp_path: Path, root: Path):
    """So it needs no ``if __name__ == "__main__"``, without which workers of multiprocessing run it again."""
    where, script = site_in(tmp_path, root), tmp_path / "script.py"
    script.write_text(SCRIPT, encoding="utf-8")
    folders = map(str, (where.raw, where.processed, where.outputs, where.reference, where.notebooks))
    told = subprocess.run([sys.executable, script, *folders], capture_output=True, text=True)
    assert told.stdout == "the script\n['attention']\n", told.stderr


def test_two_workers_leave_the_same_bytes_as_one(undisturbed: Site, tmp_path: Path, root: Path):
    where = site_in(tmp_path, root)
    run_places(places_of(where), options=Options(workers=2))
    assert content(where) == content(undisturbed)


def test_a_run_killed_at_work_is_finished_by_the_same_command(
    undisturbed: Site, tmp_path: Path, root: Path, alone: dict[str, str]
):
    where = site_in(tmp_path, root)
    command = [sys.executable, "-m", "fazhi.cli", "run", "--raw", where.raw, "--processed", where.processed]
    command += ["--outputs", where.outputs, "--workers", "2"]
    quiet = {"stderr": subprocess.DEVNULL, "stdout": subprocess.DEVNULL}
    run = subprocess.Popen([*map(str, command)], cwd=root, env=alone, **quiet)
    below = psutil.Process(run.pid)
    deadline = time.monotonic() + 120
    while not list(where.processed.glob("*/*/*.parquet")) and time.monotonic() < deadline:
        time.sleep(0.05)
    workers = below.children(recursive=True)
    run.send_signal(signal.SIGKILL)
    run.wait()
    _, alive = psutil.wait_procs(workers, timeout=20)
    assert alive == []
    assert subprocess.run([*map(str, command)], cwd=root, capture_output=True).returncode == 1  # ledgers are missing
    assert content(where) == content(undisturbed)
    assert [path.name for path in where.outputs.rglob(".*.part*")] == []


def test_a_worker_that_is_killed_costs_no_township(undisturbed: Site, tmp_path: Path, root: Path):
    where = site_in(tmp_path, root)
    command = [sys.executable, "-m", "fazhi.cli", "run", "--raw", where.raw, "--processed", where.processed]
    command += ["--outputs", where.outputs, "--workers", "2"]
    run = subprocess.Popen([*map(str, command)], cwd=root, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL)
    deadline = time.monotonic() + 120
    while not list(where.processed.glob("*/*/*.parquet")) and time.monotonic() < deadline:
        time.sleep(0.05)
    holders = [
        process
        for process in psutil.Process(run.pid).children(recursive=True)
        if any(".working" in (link or "") for link in _open_files(process.pid))
    ]
    assert holders, "no worker was found at work"
    holders[0].kill()
    for place in places_of(where):  # where a notebook was stopped as it wrote; this run must take it away itself
        evidence = place.outputs / "evidence"
        if not (place.outputs / "receipt.json").exists():
            evidence.mkdir(parents=True, exist_ok=True)
            (evidence / ".begun.csv.x.part").touch()
    _, said = run.communicate()
    assert run.returncode == 1, said.decode()
    assert content(where) == content(undisturbed)
    assert [path.name for path in where.outputs.rglob(".*.part*")] == []


class Unlucky(Local):
    """Its workers are killed once, when they have done the first task and before they are given another."""

    spared = False

    def submit(self, task: Task) -> Future[Told | None]:
        future = super().submit(task)
        if not self.spared:
            self.spared = True
            future.result()
            for process in multiprocessing.active_children():
                process.kill()
            with pytest.raises(BrokenExecutor):
                while True:
                    super().submit(Task((), (), {}, "zh")).result()
        return future


class Later(Local):
    """Its workers are killed once, as they begin with what follows two cleanings: one job is then between two tasks of its own."""

    tasks = 0

    def submit(self, task: Task) -> Future[Told | None]:
        future = super().submit(task)
        self.tasks += 1
        if self.tasks <= 2:
            future.result()
        elif self.tasks == 3:
            for folder in task.place.site.outputs.glob("*/2022"):
                (folder / "evidence").mkdir()
                (folder / "evidence" / ".begun.csv.x.part").touch()
            for process in multiprocessing.active_children():
                process.kill()
        return future


@pytest.mark.parametrize("crew", [Unlucky, Later])
def test_workers_that_are_killed_between_two_tasks_cost_no_township_and_leave_nothing_half_written(
    crew: type[Local], undisturbed: Site, tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch
):
    where = site_in(tmp_path, root)
    monkeypatch.setattr(build, "crew_of", lambda options, jobs, folders: crew(2, folders))
    outcomes = run_places(places_of(where))
    assert [outcome.status for outcome in outcomes] == ["attention", "attention"]
    assert content(where) == content(undisturbed)


def test_a_pool_that_took_itself_apart_while_a_worker_was_to_start_is_broken_and_no_failure_of_the_run(
    monkeypatch: pytest.MonkeyPatch,
):
    crew = Local(1, ())

    def told(error: OSError) -> type[BaseException]:
        def submit(*_: object) -> Future[None]:
            raise error

        monkeypatch.setattr(crew._pool, "submit", submit)
        with pytest.raises((OSError, BrokenExecutor)) as caught:
            crew.submit(Task((), (), {}, "zh"))
        return caught.type

    assert told(OSError("handle is closed")) is BrokenExecutor
    assert told(BlockingIOError(11, "Resource temporarily unavailable")) is BlockingIOError
    crew.close()


def _open_files(pid: int) -> list[str]:
    try:
        folder = Path(f"/proc/{pid}/fd")
        return [os.readlink(path) for path in folder.iterdir()]
    except OSError:
        return []


class Deadly(Exception):
    """As a Dask scheduler tells of a task that killed each worker to whom it was given."""


class Far(Local):
    """Every task of one township ends with an error of whoever carries tasks, not of the task."""

    deadly = (Deadly,)
    error: Exception

    def submit(self, task: Task) -> Future[Told | None]:
        if task.place is None or task.place.township != "双合镇":
            return super().submit(task)
        failed: Future[Told | None] = Future()
        failed.set_exception(self.error)
        return failed


@pytest.mark.parametrize(
    ("error", "said"),
    [(Deadly("task-1"), "内存"), (TimeoutError("no answer"), "TimeoutError"), (TypeError("x"), "TypeError")],
)
def test_what_befalls_a_task_on_its_way_is_the_failure_of_its_township_alone(
    error: Exception, said: str, tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch
):
    where = site_in(tmp_path, root)
    monkeypatch.setattr(Far, "error", error, raising=False)
    monkeypatch.setattr(build, "crew_of", lambda options, jobs, folders: Far(2, folders))
    failed, done = run_places(places_of(where))
    assert failed.status == "failed" and any(said in message for message in failed.messages)
    assert done.status == "attention" and (done.place.outputs / "appendix.pdf").is_file()


def test_large_ledgers_are_taken_to_need_memory_in_proportion():
    small, large = (Task(((Path("a"), Path("b")),), (), {}, "zh", size=size) for size in (0, 40_000_000))
    assert need(large) - need(small) == 40_000_000 * A_BYTE and need(small) == RESTING
    assert need(Task((), (("pdf", Path("a"), Path("b")),), {}, "zh", size=40_000_000)) == RESTING


def test_an_address_where_nobody_answers_is_told(
    tmp_path: Path, root: Path, run_fazhi, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(crew, "PATIENCE", 1)
    where = site_in(tmp_path, root)
    folders = ("--raw", where.raw, "--processed", where.processed, "--outputs", where.outputs)
    done = run_fazhi("run", *folders, "--cluster", "tcp://127.0.0.1:9")
    assert done.exit_code == 1 and "tcp://127.0.0.1:9" in done.stderr and "Traceback" not in done.stderr
