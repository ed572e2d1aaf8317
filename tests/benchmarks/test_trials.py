"""The trials find what is wrong with a builder, and find nothing with one that is right. The builders here are a few lines each."""

import pytest

RING = """
import json, random, sys
from pathlib import Path
from contest import trials
from contest.edits import Edit
from contest.grounds import Grounds

folder = Path("ring")
folder.mkdir()
command = [sys.executable, "-c", sys.argv[1]]
before = trials.undisturbed(command, Grounds(folder), Path("log.txt"))
ring = trials.Ring(Path.cwd(), command, Path("raw"), Grounds(folder), Edit(Path("none"), b""), before, before)
if sys.argv[2] == "twice":
    found = trials.twice(ring)
else:
    found = trials.killed(ring, trials.kills(ring, random.Random(1))[sys.argv[2]], float(sys.argv[3]))
print(json.dumps(list(found)))
"""
# Writes the result in two steps, half a second apart, under another name first; what an earlier run left there is taken away.
GOOD = """
import os, time
from pathlib import Path
out = Path("outputs")
out.mkdir(exist_ok=True)
for stray in out.glob(".*"): stray.unlink(missing_ok=True)
part = out / f".{os.getpid()}"
with part.open("w") as stream:
    stream.write("one")
    stream.flush()
    time.sleep(0.5)
    stream.write("two")
part.replace(out / "result")
"""
STRAY = GOOD.replace('for stray in out.glob(".*"): stray.unlink(missing_ok=True)\n', "")
TORN = GOOD.replace('part = out / f".{os.getpid()}"', 'part = out / "result"').replace(
    "out.mkdir(exist_ok=True)", "out.mkdir(exist_ok=True)\nif (out / 'result').exists(): raise SystemExit"
)
LOCKED = "from pathlib import Path\nlock = Path('lock')\nlock.touch(exist_ok=False)\n" + GOOD + "\nlock.unlink()"
ORPHAN = "import subprocess\nchild = subprocess.Popen(['sleep', '600'])\n" + GOOD + "\nchild.kill()"
WORKER = "import subprocess, sys\ncode = subprocess.run(['sleep', '0.6']).returncode\n" + GOOD


@pytest.mark.parametrize(("how", "moment"), [("driver", 0.6), ("group", 0.6), ("driver", 0.0)])
def test_a_builder_that_can_be_killed_has_no_fault(apart, how, moment):
    assert apart(RING, GOOD, how, moment) == []


@pytest.mark.parametrize(
    ("builder", "fault"),
    [
        (STRAY, "stray: outputs/."),
        (TORN, "different: outputs/result"),
        (LOCKED, "the same command again ends with 1, not 0: FileExistsError"),
        (ORPHAN, "left running 3 s later: sleep 600"),
    ],
    ids=["stray", "torn", "locked", "orphan"],
)
def test_a_fault_is_found_and_named(apart, builder, fault):
    found = apart(RING, builder, "driver", 0.7)
    assert any(one.startswith(fault) for one in found), found


def test_a_driver_must_live_through_the_loss_of_a_worker(apart):
    assert apart(RING, WORKER, "worker", 0.1) == []


def test_two_runs_that_hinder_each_other_are_found(apart):
    assert any(one.startswith("one of two runs ends with 1, not 0") for one in apart(RING, LOCKED, "twice"))
