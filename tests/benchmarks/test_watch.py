"""A watched command: nothing of it escapes, neither its work nor its memory nor what it leaves behind."""

WATCH = """
import json, os, sys
from dataclasses import asdict
from pathlib import Path
from contest.watch import Started
started = Started([sys.executable, "-c", sys.argv[1]], Path.cwd(), os.environ, Path("log.txt"))
print(json.dumps(asdict(started.finish(grace=float(sys.argv[2])))))
"""
BURN = "import time\nwhile time.process_time() < 0.3: pass"
HOLD = "x = bytearray(60_000_000)\nfor i in range(0, len(x), 4096): x[i] = 1\nimport time; time.sleep(1)"
CHILD = "import subprocess, sys; subprocess.{call}([sys.executable, '-c', {code!r}], start_new_session=True)"


def test_the_work_of_children_counts(apart):
    watched = apart(WATCH, CHILD.format(call="run", code=BURN), 3)
    assert watched["code"] == 0 and watched["left"] == []
    assert watched["cpu"] >= 0.3


def test_the_work_of_a_child_that_outlives_the_command_counts(apart):
    watched = apart(WATCH, CHILD.format(call="Popen", code=BURN), 30)
    assert watched["left"] == []
    assert watched["cpu"] >= 0.3


def test_the_memory_of_children_counts(apart):
    assert apart(WATCH, CHILD.format(call="run", code=HOLD), 3)["peak"] >= 60_000_000


def test_what_is_left_running_is_named_and_ended(apart):
    watched = apart(WATCH, CHILD.format(call="Popen", code="import time; time.sleep(600)"), 0.1)
    assert len(watched["left"]) == 1 and "time.sleep(600)" in watched["left"][0]


def test_a_failure_is_told_by_its_code(apart):
    assert apart(WATCH, "raise SystemExit(7)", 3)["code"] == 7


def test_a_command_that_does_not_end_is_ended(apart):
    hangs = WATCH.replace("started.finish(", "started.finish(patience=0.2, ")
    caught = f"import subprocess\ntry:\n    {hangs.strip().replace(chr(10), chr(10) + '    ')}\n"
    caught += "except subprocess.TimeoutExpired:\n    print(json.dumps(started.process.poll()))"
    assert apart(caught, "import time; time.sleep(600)", 3) == -9
