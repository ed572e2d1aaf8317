"""``fazhi watch``: whoever saves a ledger finds its results renewed, the same as those of a run from nothing."""

import hashlib
import os
import queue
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from fazhi.runs.changes import LOOK, changes

pytestmark = pytest.mark.slow
TOWNSHIPS, YEAR = ("双合镇", "示例镇"), "2022"
WAITING, RENEWED = "Waiting for changes", "results are up to date"


class Watching:
    """The command at work, its lines as they come."""

    def __init__(self, home: Path, root: Path, *more: str, **environment: str) -> None:
        self.home, self.raw, self.outputs = home, home / "raw", home / "outputs"
        asked = {**os.environ, "LC_ALL": "C.UTF-8", **environment}
        asked.pop("FAZHI_ENGINE", None)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "fazhi.cli", "watch", *folders(home), *more], cwd=root, env=asked,
            start_new_session=True, text=True, encoding="utf-8", stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        self._lines: queue.Queue[str] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._lines.put(line)

    def until(self, words: str, seconds: float = 60) -> str:
        """What is said up to a line with these words."""
        said, end = "", time.monotonic() + seconds
        while words not in said:
            try:
                said += self._lines.get(timeout=max(0.0, end - time.monotonic()))
            except queue.Empty:
                pytest.fail(f"{words!r} was not said:\n{said}")
        return said

    def quiet_for(self, seconds: float) -> bool:
        time.sleep(seconds)
        return self._lines.empty()

    def interrupt(self) -> int:
        os.killpg(self.process.pid, signal.SIGINT)
        return self.process.wait(30)


def folders(home: Path) -> list[str]:
    return [word for name in ("raw", "processed", "outputs") for word in (f"--{name}", str(home / name))]


def lay_out(home: Path, root: Path) -> None:
    """Four of the shipped ledgers, twice."""
    for township in TOWNSHIPS:
        folder = home / "raw" / township / YEAR
        folder.mkdir(parents=True)
        for path in sorted((root / "data" / "raw" / "双合镇" / YEAR).glob("*.xlsx"))[:4]:
            shutil.copy(path, folder)


def content(home: Path) -> dict[str, str]:
    """SHA-256 of every result."""
    return {
        path.relative_to(home).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for folder in ("outputs", "processed")
        for path in sorted((home / folder).glob(f"*/{YEAR}/**/*"))
        if path.is_file() and path.name != "receipt.json"
    }


def built(home: Path, ledgers: Path, root: Path) -> dict[str, str]:
    """The results of a run from nothing on the same ledgers."""
    shutil.copytree(ledgers, home / "raw")
    subprocess.run([sys.executable, "-m", "fazhi.cli", "run", *folders(home)], cwd=root, capture_output=True)
    return content(home)


def a_ledger(home: Path, township: str, number: int = 0) -> Path:
    return sorted((home / "raw" / township / YEAR).glob("*.xlsx"))[number]


@pytest.fixture
def start(tmp_path: Path, root: Path) -> Iterator[Callable[..., Watching]]:
    """Starts the command on ledgers of its own; ends it, whatever comes."""
    started: list[Watching] = []

    def begin(*more: str, **environment: str) -> Watching:
        lay_out(tmp_path / "here", root)
        started.append(Watching(tmp_path / "here", root, *more, **environment))
        return started[0]

    yield begin
    for one in started:
        one.process.kill()
        one.process.wait()


def test_a_saved_ledger_gives_the_results_of_a_run_from_nothing(start, tmp_path: Path, root: Path):
    watching = start()
    watching.until(WAITING)
    untouched = (watching.outputs / TOWNSHIPS[1] / YEAR / "appendix.html").stat()
    saved = a_ledger(watching.home, TOWNSHIPS[0])
    shutil.copy(a_ledger(watching.home, TOWNSHIPS[0], 1), saved)  # of another office: all its own rows are gone
    said = watching.until(RENEWED)
    assert saved.name in said and f"{TOWNSHIPS[0]} {YEAR}" in said and TOWNSHIPS[1] not in said
    assert (watching.outputs / TOWNSHIPS[1] / YEAR / "appendix.html").stat() == untouched
    assert content(watching.home) == built(tmp_path / "there", watching.raw, root)


def test_a_damaged_ledger_is_told_and_once_it_is_mended_all_is_as_before(start):
    watching = start(TOWNSHIPS[0], YEAR)
    watching.until(WAITING)
    before, ledger = content(watching.home), a_ledger(watching.home, TOWNSHIPS[0])
    whole = ledger.read_bytes()
    ledger.write_bytes(whole[: len(whole) // 2])
    said = watching.until(RENEWED).partition("\n")[2]
    assert ledger.name in said
    assert content(watching.home) != before
    ledger.write_bytes(whole)
    told = [line for line in said.splitlines() if ledger.name in line]
    assert [f"Settled: {line.removeprefix('  - ')}" in watching.until(RENEWED) for line in told] == [True]
    assert content(watching.home) == before


def test_one_of_two_damaged_ledgers_mended_settles_neither_the_other_nor_what_still_lacks(start):
    """What is told of several files or ledgers at once is another text once one of them is gone from it."""
    watching = start(TOWNSHIPS[0], YEAR)
    watching.until(WAITING)
    ledgers = [a_ledger(watching.home, TOWNSHIPS[0], number) for number in (0, 1)]
    whole = ledgers[0].read_bytes()
    for ledger in ledgers:
        ledger.write_bytes(b"garbage")
    watching.until(RENEWED)
    ledgers[0].write_bytes(whole)
    said = watching.until(RENEWED)
    while ledgers[0].name not in said:  # of the two damaged ones each may have had a round of its own
        said = watching.until(RENEWED)
    assert ledgers[1].name in said and "Ledgers missing: " in said and "Settled: " not in said


def test_what_was_told_already_is_only_counted(start):
    watching = start(TOWNSHIPS[0], YEAR)
    watching.until(WAITING)
    ledger = a_ledger(watching.home, TOWNSHIPS[0])
    ledger.write_bytes(b"garbage")
    told = [line for line in watching.until(RENEWED).splitlines() if line.startswith("  - ")]
    ledger.write_bytes(b"other garbage")
    said = watching.until(RENEWED)
    assert told and not any(line in said for line in told)
    assert "As before: " in said


def test_what_a_round_that_failed_did_not_look_at_is_not_settled(start):
    watching = start(TOWNSHIPS[0], YEAR)
    told = sum(line.startswith("  - ") for line in watching.until(WAITING).splitlines())
    about = watching.raw / TOWNSHIPS[0] / YEAR / "about.yaml"
    about.write_text("report_date: [", encoding="utf-8")
    said = watching.until(RENEWED)
    assert "failed" in said and "about.yaml" in said and "Settled: " not in said
    about.unlink()
    said = watching.until(RENEWED)
    assert said.count("Settled: ") == 1 and f"As before: {told} more" in said


def test_a_new_township_year_is_taken_in(start):
    watching = start()
    watching.until(WAITING)
    shutil.copytree(watching.raw / TOWNSHIPS[0] / YEAR, watching.raw / TOWNSHIPS[0] / "2023")
    assert f"{TOWNSHIPS[0]} 2023" in watching.until(RENEWED)
    assert (watching.outputs / TOWNSHIPS[0] / "2023" / "appendix.pdf").is_file()


def test_what_means_no_change_is_not_told(start):
    """A program's own files beside the one that it has open, and a file that is saved as it was."""
    watching = start(TOWNSHIPS[0], YEAR)
    watching.until(WAITING)
    ledger = a_ledger(watching.home, TOWNSHIPS[0])
    for name in (f"~${ledger.name}", f".~lock.{ledger.name}#"):
        (ledger.parent / name).write_bytes(b"open")
    ledger.write_bytes(ledger.read_bytes())
    assert watching.quiet_for(2)


@pytest.mark.skipif(not hasattr(os, "killpg"), reason="no process groups here")
def test_ctrl_c_while_it_waits_ends_it_and_leaves_nobody(start):
    watching = start(TOWNSHIPS[0], YEAR)
    watching.until(WAITING)
    helpers = psutil.Process(watching.process.pid).children(recursive=True)
    assert helpers
    assert watching.interrupt() == 0
    _, alive = psutil.wait_procs(helpers, timeout=20)
    assert alive == []
    assert watching.quiet_for(0.2)


def test_it_ends_when_the_program_is_another_one(start, tmp_path: Path, root: Path):
    """What is in memory would work by the old definitions."""
    shutil.copytree(root / "src", tmp_path / "src")
    watching = start(TOWNSHIPS[0], YEAR, PYTHONPATH=str(tmp_path / "src"))
    watching.until(WAITING)
    before = content(watching.home)
    with (tmp_path / "src" / "fazhi" / "catalogue" / "indicators.yaml").open("a", encoding="utf-8") as file:
        file.write("# another edition\n")
    a_ledger(watching.home, TOWNSHIPS[0]).write_bytes(b"garbage")
    assert "Start fazhi watch again" in watching.until("again")
    assert watching.process.wait(30) == 1
    assert content(watching.home) == before


def test_a_folder_elsewhere_is_refused(run_fazhi):
    told = run_fazhi("watch", "--raw", "s3://bucket/raw", "--language", "en")
    assert told.exit_code == 1 and "s3://bucket/raw cannot be waited for" in told.output


def test_a_drive_of_which_the_system_tells_nothing_is_looked_at_now_and_then(tmp_path: Path, monkeypatch):
    waited = 0

    def silent(*_: object, **__: object) -> Iterator[set[object]]:
        nonlocal waited
        while waited < 1000:
            waited += 1
            if waited == 5:
                (tmp_path / "new.xlsx").write_text("c")
            yield set()

    monkeypatch.setattr("watchfiles.watch", silent)
    assert [Path(path).name for path in next(changes((tmp_path,)))] == ["new.xlsx"]
    assert 5 < waited <= LOOK


def test_changes_are_told_by_path_and_those_made_meanwhile_come_next(tmp_path: Path):
    (tmp_path / "old.xlsx").write_text("a")
    (tmp_path / "gone.xlsx").write_text("a")
    told = changes((tmp_path, tmp_path / "missing"))
    (tmp_path / "old.xlsx").write_text("bb")
    (tmp_path / "gone.xlsx").unlink()

    def later() -> None:
        time.sleep(0.5)
        (tmp_path / "year").mkdir()
        (tmp_path / "year" / "new.xlsx").write_text("c")
        (tmp_path / ".hidden").write_text("c")
        (tmp_path / "~$new.xlsx").write_text("c")

    threading.Thread(target=later).start()
    names: list[str] = []
    while len(names) < 3:  # on a busy machine what comes later comes in a round of its own
        names += [Path(path).relative_to(tmp_path).as_posix() for path in next(told)]
    assert names == ["gone.xlsx", "old.xlsx", "year/new.xlsx"]
    (tmp_path / "old.xlsx").write_text("ccc")  # while the caller is at work
    assert [Path(path).name for path in next(told)] == ["old.xlsx"]
