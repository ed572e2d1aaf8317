"""A command ends at once, but not before all that is to be done at its end is done and all that it said has arrived."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

COMMAND = """
import atexit, sys, threading, time
from fazhi import cli

class Last:
    def __del__(self):
        print("taken apart")

def late():
    time.sleep(0.2)
    print("thread")

def app():
    cli.kept = Last()
    atexit.register(print, "at the end")
    threading.Thread(target=late).start()
    print("said")
    sys.exit({code!r})

cli.app = app
cli.main()
"""


def ended(code: object, out: object = subprocess.PIPE) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", COMMAND.format(code=code)]
    return subprocess.run(command, stdout=out, stderr=subprocess.PIPE, text=True, timeout=60)


@pytest.mark.parametrize("code", [0, 1, 130])
def test_the_code_is_that_of_the_command_and_nothing_is_lost(code: int) -> None:
    done = ended(code)
    assert done.returncode == code and done.stderr == ""
    assert done.stdout.split("\n")[:3] == ["said", "thread", "at the end"]


def test_what_the_system_takes_back_whole_is_not_taken_apart() -> None:
    assert "taken apart" not in ended(0).stdout


def test_an_end_with_words_is_python_s_own() -> None:
    done = ended("no such thing")
    assert done.returncode == 1 and done.stderr == "no such thing\n" and "taken apart" in done.stdout


def called(call: list[str], folder: Path, out: object = subprocess.PIPE) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "fazhi.cli", *call, "--language", "en"]
    return subprocess.run(command, cwd=folder, stdout=out, stderr=subprocess.PIPE, text=True, timeout=60)


@pytest.mark.parametrize(
    "call",
    [
        "run",
        "run --explain",
        "compare",
        "watch",
        "status",
        "new X 2022",
        "explain milestone_committee X 2022",
        "draft X 2022",
        "verify",
    ],
)
def test_outside_of_a_project_a_command_says_so_in_one_message(call: str, tmp_path: Path) -> None:
    done = called(call.split(), tmp_path)
    said = done.stdout + done.stderr
    assert done.returncode in (1, 2) and "Traceback" not in said
    assert "No project (a notebooks folder) at or above" in said and len(said.splitlines()) == 1


full_disk = pytest.mark.skipif(not Path("/dev/full").exists(), reason="only a system with /dev/full has one at hand")


@full_disk
@pytest.mark.parametrize("call", ["--help", "run --explain"])
def test_words_redirected_to_a_full_disk_end_in_one_message(call: str, root: Path, tmp_path: Path) -> None:
    (tmp_path / "notebooks").symlink_to(root / "notebooks")
    (tmp_path / "data" / "raw" / "镇" / "2022").mkdir(parents=True)
    with open("/dev/full", "w", encoding="utf-8") as full:
        done = called(call.split(), tmp_path, full)
    assert done.returncode == 1
    assert done.stderr.startswith("The file stdout could not be") and "the disk is full" in done.stderr
    assert len(done.stderr.splitlines()) == 1


@full_disk
def test_what_could_not_be_written_is_no_success() -> None:
    with open("/dev/full", "w", encoding="utf-8") as full:
        done = ended(0, full)
    assert done.returncode != 0 and "No space left" in done.stderr
