"""The trials find what is wrong with a builder, and find nothing with one that is right. The builders here are a few lines each."""

import pytest

RING = """
import json, random, sys, time
from pathlib import Path
from contest import trials
from contest.edits import Edit
from contest.grounds import Grounds

begun = Path("begun")  # the builder is in the middle of it, and waits there for what befalls it, once

def killed(how):
    kill = trials.kills(ring, random.Random(1))[how]

    def once_begun(process):
        while not begun.exists():
            time.sleep(0.01)
        kill(process)

    return trials.killed(ring, once_begun, 0)

folder = Path("ring")
folder.mkdir()
command = [sys.executable, "-c", sys.argv[1]]
begun.touch()
before = trials.undisturbed(command, Grounds(folder), Path("log.txt"))
ring = trials.Ring(Path.cwd(), command, Path("raw"), Grounds(folder), Edit(Path("none"), b""), before, before, grace=1)
begun.unlink()
found = trials.twice(ring) if sys.argv[2] == "twice" else killed(sys.argv[2])
print(json.dumps(list(found)))
"""
# Writes the result in two steps, the first time a second apart, under another name first; what an earlier run left is taken away.
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
    disturbed = not Path("../begun").exists()
    Path("../begun").touch()
    if disturbed: time.sleep(1)
    stream.write("two")
part.replace(out / "result")
"""
STRAY = GOOD.replace('for stray in out.glob(".*"): stray.unlink(missing_ok=True)\n', "")
TORN = GOOD.replace('part = out / f".{os.getpid()}"', 'part = out / "result"').replace(
    "out.mkdir(exist_ok=True)", "out.mkdir(exist_ok=True)\nif (out / 'result').exists(): raise SystemExit"
)
LOCKED = "from pathlib import Path\nlock = Path('lock')\nlock.touch(exist_ok=False)\n" + GOOD + "\nlock.unlink()"
ORPHAN = "import subprocess\nchild = subprocess.Popen(['sleep', '600'])\n" + GOOD + "\nchild.kill()"
WORKER = GOOD.replace("time.sleep(1)", "__import__('subprocess').run(['sleep', '1'])")


@pytest.mark.parametrize("how", ["driver", "group"])
def test_a_builder_that_can_be_killed_has_no_fault(apart, how):
    assert apart(RING, GOOD, how) == []


@pytest.mark.parametrize(
    ("builder", "fault"),
    [
        (STRAY, "stray: outputs/."),
        (TORN, "different: outputs/result"),
        (LOCKED, "the same command again ends with 1, not 0: FileExistsError"),
        (ORPHAN, "left running 1 s later: sleep 600"),
    ],
    ids=["stray", "torn", "locked", "orphan"],
)
def test_a_fault_is_found_and_named(apart, builder, fault):
    found = apart(RING, builder, "driver")
    assert any(one.startswith(fault) for one in found), found


def test_a_driver_must_live_through_the_loss_of_a_worker(apart):
    assert apart(RING, WORKER, "worker") == []


def test_two_runs_that_hinder_each_other_are_found(apart):
    assert any(one.startswith("one of two runs ends with 1, not 0") for one in apart(RING, LOCKED, "twice"))


DISK = """
import json, random, sys
from pathlib import Path
from contest import trials
from contest.edits import Edit
from contest.grounds import lay_out

raw = Path("raw")
(raw / "A" / "2021").mkdir(parents=True)
(raw / "A" / "2021" / "book.csv").write_bytes(b"old " * 100_000)
edit = Edit(Path("A/2021/book.csv"), b"new " * 150_000)
command, log = [sys.executable, "-c", sys.argv[1]], Path("log.txt")
before = trials.undisturbed(command, lay_out(Path("ring"), raw), log)
edited = lay_out(Path("edited"), raw)
edit.make(edited)
after = trials.undisturbed(command, edited, log)
ring = trials.Ring(Path.cwd(), command, raw, edited, edit, before, after)
try:
    found = list(trials.full(ring, 1000) if sys.argv[2] == "full" else trials.unwritable(ring))
except trials.Skipped:
    found = None
print(json.dumps(found))
"""
# Copies the ledger, and says in a line what is in the way.
SAYS = """
import sys
from pathlib import Path
content = Path("data/raw/A/2021/book.csv").read_bytes()
out = Path("outputs")
part = out / ".part"
try:
    out.mkdir(exist_ok=True)
    part.write_bytes(content)
    part.replace(out / "result")
except OSError as error:
    try:
        part.unlink(missing_ok=True)
    except OSError:
        pass
    sys.exit(f"{error.filename}: {error.strerror}")
"""
TEARS = SAYS.replace('part = out / ".part"', 'part = out / "result"')
SILENT = SAYS.replace('sys.exit(f"{error.filename}: {error.strerror}")', "sys.exit(1)")


def on_a_disk_of_its_own(apart, builder, trial):
    found = apart(DISK, builder, trial)
    if found is None:
        pytest.skip("a disk can be mounted by root on Linux only")
    return found


@pytest.mark.parametrize("trial", ["full", "unwritable"])
def test_a_builder_that_says_what_is_in_the_way_has_no_fault(apart, trial):
    assert on_a_disk_of_its_own(apart, SAYS, trial) == []


@pytest.mark.parametrize(
    ("builder", "trial", "fault"),
    [
        (TEARS, "full", "lost: outputs/result"),
        (SILENT, "full", "does not say: No space left on device"),
        (SILENT, "unwritable", "does not say: Read-only file system"),
    ],
    ids=["tears", "silent on a full disk", "silent in a folder to be read"],
)
def test_what_a_full_disk_and_a_folder_to_be_read_bring_out_is_named(apart, builder, trial, fault):
    found = on_a_disk_of_its_own(apart, builder, trial)
    assert any(one.startswith(fault) for one in found), found
