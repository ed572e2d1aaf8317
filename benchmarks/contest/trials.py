"""What may befall a build: kills at any moment, a second run in the same folder, a full disk, a folder that cannot be written to.

After each the same command is called again. In the end the results must be those of an undisturbed build, byte for byte, no file more,
nothing to clear away by hand, no process left. A trial gives the faults that it found.
"""

from __future__ import annotations

import errno
import hashlib
import os
import random
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from contest import edits
from contest.grounds import FAZHI, Grounds, lay_out
from contest.watch import GONE, GRACE, Started, command_line, kill_driver

COMMAND = [*FAZHI, "run"]
TRACEBACK = "Traceback (most recent call last)"
TRACKER = "multiprocessing/resource_tracker.py"
DISK = 512  # MB of the small disk: the project and its results, several times over
SHORT = 200_000  # bytes that a full disk may still have: it runs out in the middle of something

Tree = Mapping[str, str]
Kill = Callable[[subprocess.Popen[bytes]], None]


class Skipped(Exception):
    """A trial that cannot be made here, with the reason; it counts as neither passed nor failed."""


@dataclass(frozen=True)
class Undisturbed:
    """A build that nothing befell: its files, its exit code, its seconds."""

    tree: Tree
    code: int
    seconds: float

    @property
    def patience(self) -> float:
        """Seconds after which a run counts as hanging, on a busy machine, too."""
        return 60 + 10 * self.seconds


@dataclass(frozen=True)
class Ring:
    """Where trials take place, and of which command. ``before`` and ``after`` are undisturbed builds without and with ``edit``.

    ``grace``: seconds that processes have to end by themselves after the command.
    """

    folder: Path
    command: Sequence[str]
    raw: Path
    grounds: Grounds
    edit: edits.Edit
    before: Undisturbed
    after: Undisturbed
    grace: float = GRACE

    @property
    def log(self) -> Path:
        return self.folder / "log.txt"


def open_ring(folder: Path, raw: Path) -> Ring:
    """The ledgers in a project of their own, and the two undisturbed builds to hold everything against."""
    folder.mkdir(parents=True, exist_ok=True)
    grounds, edit = lay_out(folder / "ring", raw), edits.struck_row(raw, 0)
    before = undisturbed(COMMAND, grounds, folder / "log.txt")
    if not grounds.pages():
        raise SystemExit(f"an undisturbed build makes no page: {last_line(folder / 'log.txt')}")
    edited = lay_out(folder / "edited", raw)
    edit.make(edited)
    after = undisturbed(COMMAND, edited, folder / "log.txt")
    assert before.tree != after.tree, "the edit changes nothing"
    return Ring(folder, COMMAND, raw, grounds, edit, before, after)


def undisturbed(command: Sequence[str], grounds: Grounds, log: Path) -> Undisturbed:
    watched = started(command, grounds, log).finish()
    return Undisturbed(tree_of(grounds), watched.code, watched.seconds)


def killed(ring: Ring, kill: Kill, moment: float) -> Iterator[str]:
    """A build from nothing, killed at a moment (0 to 1 of an undisturbed one), and the same command again."""
    ring.grounds.clear()
    first = started(ring.command, ring.grounds, ring.log)
    try:
        first.kill_after(moment * ring.before.seconds, kill)
    except subprocess.TimeoutExpired:
        yield "the disturbed run hangs"
        first.process.kill()
    faults = [*said(ring.log), *again(ring, ring.grounds, ring.before)]
    if faults and isinstance(kill, WorkerKill):
        faults.append(f"killed was: {kill.victim}")
    yield from faults


def twice(ring: Ring) -> Iterator[str]:
    """Two builds from nothing at the same time in the same folder."""
    ring.grounds.clear()
    logs = [ring.folder / f"log-{number}.txt" for number in (1, 2)]
    runs = [started(ring.command, ring.grounds, log) for log in logs]
    for run, log in zip(runs, logs, strict=True):
        try:
            code = run.process.wait(timeout=2 * ring.before.patience)
        except subprocess.TimeoutExpired:
            yield "one of two runs hangs"
            code = ring.before.code
        if code != ring.before.code:
            yield f"one of two runs ends with {code}, not {ring.before.code}: {last_line(log)}"
        yield from said(log)
    for run in runs:
        run.process.kill()
        yield from named("left running", run.finish().left)
    yield from unlike(tree_of(ring.grounds), ring.before.tree)
    yield from again(ring, ring.grounds, ring.before)


def full(ring: Ring, short: int) -> Iterator[str]:
    """A ledger is edited; the disk has but ``short`` bytes left for what follows from it."""
    with small_disk(ring.folder / "disk") as disk:
        grounds = built_there(ring, disk)
        filler = disk / "filler"
        fill(filler, short)
        yield from refused(ring, grounds, errno.ENOSPC)
        filler.unlink()
        yield from again(ring, grounds, ring.after)


def unwritable(ring: Ring) -> Iterator[str]:
    """A ledger is edited; the folder can only be read."""
    with small_disk(ring.folder / "disk") as disk:
        grounds = built_there(ring, disk)
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        try:
            yield from refused(ring, grounds, errno.EROFS)
        finally:
            subprocess.run(["mount", "-o", "remount,rw", str(disk)], check=True)
        yield from again(ring, grounds, ring.after)


def built_there(ring: Ring, disk: Path) -> Grounds:
    """A finished build on a small disk, one ledger edited since."""
    grounds = lay_out(disk / "ring", ring.raw)
    started(ring.command, grounds, ring.log).finish()
    ring.edit.make(grounds)
    return grounds


def refused(ring: Ring, grounds: Grounds, reason: int) -> Iterator[str]:
    """The run cannot write: it must say why, and every file must be the old one or the new one, whole."""
    try:
        watched = started(ring.command, grounds, ring.log).finish(patience=ring.before.patience)
    except subprocess.TimeoutExpired:
        yield "hangs"
        return
    if watched.code != 1:
        yield f"ends with {watched.code}, not 1"
    if os.strerror(reason) not in ring.log.read_text(encoding="utf-8", errors="replace"):
        yield f"does not say: {os.strerror(reason)}; but: {last_line(ring.log)}"
    yield from said(ring.log)
    yield from named("left running", watched.left)
    there = tree_of(grounds)
    yield from named("lost", sorted(ring.before.tree.keys() - there.keys()))
    torn = [n for n in there if there[n] not in (ring.before.tree.get(n), ring.after.tree.get(n))]
    yield from named("neither the old file nor the new one", sorted(torn))


def again(ring: Ring, grounds: Grounds, expected: Undisturbed) -> Iterator[str]:
    """The same command once more: it goes on, ends as an undisturbed one and leaves the same files."""
    try:
        watched = started(ring.command, grounds, ring.log).finish(ring.grace, expected.patience)
    except subprocess.TimeoutExpired:
        yield "the same command again hangs"
        return
    if watched.code != expected.code:
        yield f"the same command again ends with {watched.code}, not {expected.code}: {last_line(ring.log)}"
    yield from said(ring.log)
    yield from named(f"left running {ring.grace:g} s later", watched.left)
    yield from unlike(tree_of(grounds), expected.tree)


def started(command: Sequence[str], grounds: Grounds, log: Path) -> Started:
    return Started(command, grounds.folder, grounds.environment, log)


def kill_group(process: subprocess.Popen[bytes]) -> None:
    """``kill -9`` of the driver and all that runs in its process group, as a closed terminal or a scheduler does."""
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


class WorkerKill:
    """``kill -9`` of one of the driver's processes; the driver must come to an end by itself within ``patience``. ``victim``: which it was."""

    def __init__(self, chance: random.Random, patience: float) -> None:
        self._chance, self._patience = chance, patience
        self.victim = "none, there was none"

    def __call__(self, process: subprocess.Popen[bytes]) -> None:
        while process.poll() is None:
            try:
                if family := psutil.Process(process.pid).children(recursive=True):
                    one = self._chance.choice(sorted(family, key=lambda one: one.pid))
                    named = command_line(one)
                    one.kill()
                    self.victim = named
                    break
            except GONE:
                continue
        process.wait(timeout=self._patience)


def kills(ring: Ring, chance: random.Random) -> dict[str, Kill]:
    """The ways to kill, by name."""
    return {"driver": kill_driver, "worker": WorkerKill(chance, ring.before.patience), "group": kill_group}


def tree_of(grounds: Grounds) -> Tree:
    """Every file of the project but its code and ledgers: path → SHA-256. Clean tables and strays are among them.

    What lies in a hidden folder is a cache, which may hold times and be deleted at any moment.
    """
    files = {path.relative_to(grounds.folder): path for path in sorted(grounds.folder.rglob("*")) if path.is_file()}
    return {
        name.as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for name, path in files.items()
        if name.suffix != ".pyc"
        and grounds.raw not in path.parents
        and not any(p.startswith(".") for p in name.parts[:-1])
    }


def unlike(found: Tree, expected: Tree) -> Iterator[str]:
    yield from named("missing", sorted(expected.keys() - found.keys()))
    yield from named("stray", sorted(found.keys() - expected.keys()))
    yield from named("different", sorted(n for n in found.keys() & expected.keys() if found[n] != expected[n]))


def named(what: str, names: list[str] | tuple[str, ...]) -> Iterator[str]:
    if names:
        more = f" and {len(names) - 3} more" if len(names) > 3 else ""
        yield f"{what}: {', '.join(names[:3])}{more}"


def said(log: Path) -> Iterator[str]:
    """Tracebacks that were shown. Not those of Python's own resource tracker: killed, it leaves a successor that does not know the names."""
    _, *tracebacks = log.read_text(encoding="utf-8", errors="replace").split(TRACEBACK)
    for traceback in tracebacks:
        lines = [line for line in traceback.splitlines() if line.strip()]
        places = [line.strip() for line in lines if line.startswith('  File "')]
        if places and TRACKER not in places[0]:
            error = next((line for line in lines if not line.startswith((" ", ":"))), "")
            yield f"shows a traceback: {error[:160]} ({places[-1][:160]})"


def last_line(log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").split("\n")
    return next((line.strip()[:160] for line in reversed(lines) if line.strip()), "(nothing)")


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """A disk of its own at ``folder``. Raises ``Skipped`` where that is not allowed."""
    if sys.platform != "linux" or os.geteuid() != 0 or shutil.which("mount") is None:
        raise Skipped("a disk can be mounted by root on Linux only")
    folder.mkdir(parents=True, exist_ok=True)
    command = ["mount", "-t", "tmpfs", "-o", f"size={DISK}m", "tmpfs", str(folder)]
    if subprocess.run(command, capture_output=True).returncode:
        raise Skipped("mount is not allowed here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill(file: Path, short: int) -> None:
    """Takes all the room of a disk but so many bytes."""
    with file.open("wb", buffering=0) as stream:
        try:
            while stream.write(bytes(1 << 20)):
                pass
        except OSError as error:
            if error.errno != errno.ENOSPC:
                raise
        stream.truncate(max(stream.tell() - short, 0))
