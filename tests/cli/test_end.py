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


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only a system with /dev/full has a full disk at hand")
def test_what_could_not_be_written_is_no_success() -> None:
    with open("/dev/full", "w", encoding="utf-8") as full:
        done = ended(0, full)
    assert done.returncode != 0 and "No space left" in done.stderr
