"""The cases in which builders meet, one after the other in the same folder, and what is measured of each."""

from __future__ import annotations

import hashlib
import signal
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from contest import edits, watch
from contest.contestants import Contestant, own_measure
from contest.grounds import Grounds

TITLES = {
    "cold": "cold",
    "nothing": "nothing changed",
    "compare": "the comparison, for the first time",
    "ledger": "one ledger edited",
    "standby": "one ledger edited, watch on standby",
    "helper": "one chart helper edited",
    "broken": "one ledger destroyed, another edited",
    "kill": "cold, kill -9 at half time",
    "again": "… the same command again",
    "remedy": "… after what its manual says",
}
SCENARIOS = ("cold", "nothing", "compare", "ledger", "standby", "helper", "broken", "kill")
COMPARED = {"ledger", "standby", "helper", "broken"}  # with a comparison that stands and has to be renewed
# Seconds in which who waits has imported what it needs.
REST = 5.0
LAST_LINES = 60  # of what a contestant said that did not make all pages


@dataclass(frozen=True)
class Row:
    """One contestant in one case. ``rebuilt``: pages written anew; ``there``: pages in the end; ``unlike``: pages that differ from
    those of the first contestant in the same case (None: nothing to hold them against)."""

    size: int
    scenario: str
    contestant: str
    seconds: float
    cpu: float
    peak_mb: float
    parent_mb: float
    rebuilt: int
    there: int
    code: int
    unlike: int | None = None
    left: int = 0
    note: str = ""


@dataclass
class Corner:
    """A contestant with its grounds; ``cold`` is remembered for the kill, ``saved`` is the ledger that it waits for."""

    contestant: Contestant
    grounds: Grounds
    logs: Path
    cold: float = 0.0
    saved: edits.Edit | None = None


@dataclass(frozen=True)
class Match:
    """All corners at one size. ``pristine``: the ledgers as they were made."""

    size: int
    pristine: Path
    corners: tuple[Corner, ...]


def rows(match: Match, wanted: Iterable[str]) -> Iterator[Row]:
    """Case by case, the contestants one after the other; who begins changes from case to case.

    The first case is always ``cold``: the others go on from it, some from ``compare``, which is then played, too.
    """
    asked = {"cold", *wanted}
    chosen = [name for name in SCENARIOS if name in asked or (name == "compare" and asked & COMPARED)]
    for turn, scenario in enumerate(chosen):
        yield from played(match, scenario, turn)


def played(match: Match, scenario: str, turn: int) -> Iterator[Row]:
    """One case: first all edits, which are the same for all, then the runs."""
    corners = [corner for corner in match.corners if scenario == "cold" or not corner.contestant.only_cold]
    prepare(match, scenario, corners)
    cut = turn % max(len(corners), 1)
    model: dict[str, str] = {}
    for corner in corners[cut:] + corners[:cut]:
        for row in CASES.get(scenario, run_once)(match, corner, scenario):
            digests = page_digests(corner.grounds)
            unlike = sum(digests.get(name) != digest for name, digest in model.items()) if model else None
            yield replace(row, unlike=unlike)
        model = model or digests


def prepare(match: Match, scenario: str, corners: Iterable[Corner]) -> None:
    """What happens to the folders before the command is called."""
    middle = match.size // 2
    made: list[edits.Edit] = []
    if scenario == "ledger":
        made = [edits.struck_row(match.pristine, middle)]
    elif scenario == "broken":
        made = [edits.struck_row(match.pristine, match.size - 1), edits.destroyed(match.pristine, 0)]
    elif scenario == "standby":  # once for all: a workbook that is saved again is never the same bytes
        saved = edits.struck_row(match.pristine, middle + 1)
    for corner in corners:
        if scenario == "standby" and corner.contestant.stays is not None:
            corner.saved = saved
        elif scenario == "standby":
            saved.make(corner.grounds)
        if scenario in ("cold", "kill"):
            corner.grounds.clear()
        if scenario == "helper":
            edits.change_helper(corner.grounds)
        for edit in made:
            edit.make(corner.grounds)


def run_once(match: Match, corner: Corner, scenario: str) -> Iterator[Row]:
    """The command, once."""
    command = corner.contestant.compare if scenario == "compare" else corner.contestant.command
    row = called(match, corner, scenario, command(corner.grounds))
    if scenario == "cold":
        corner.cold = row.seconds
    if (missing := match.size - row.there) > 0:
        log = log_of(match, corner, scenario).read_text(encoding="utf-8", errors="replace")
        said = "\n".join(f"    {line}" for line in log.splitlines()[-LAST_LINES:])
        print(f"{corner.contestant.id}, {scenario}: {missing} pages missing; it said last:\n{said}", file=sys.stderr)
    yield row


def killed(match: Match, corner: Corner, scenario: str) -> Iterator[Row]:
    """The command, killed; the same command at once again; and where that refuses, what its manual says."""
    grounds, contestant = corner.grounds, corner.contestant
    log = log_of(match, corner, scenario)
    started = watch.Started(contestant.command(grounds), grounds.folder, grounds.environment, log)
    was_running = started.kill_after(corner.cold / 2, watch.kill_driver)
    again = called(match, corner, "again", contestant.command(grounds))
    yield replace(again, note="" if was_running else "had ended before the kill")
    if again.there < match.size and contestant.remedies:
        steps = [called(match, corner, "remedy", remedy(grounds)) for remedy in contestant.remedies]
        total = {name: sum(getattr(step, name) for step in steps) for name in ("seconds", "cpu", "rebuilt", "left")}
        words = " ".join(remedy(grounds)[-3] for remedy in contestant.remedies)
        yield replace(
            steps[-1],
            **total,
            peak_mb=max(step.peak_mb for step in steps),
            parent_mb=max(step.parent_mb for step in steps),
            note=words,
        )


def on_standby(match: Match, corner: Corner, scenario: str) -> Iterator[Row]:
    """A ledger is saved while the contestant waits for that, from then until all is done; who cannot wait is called as ever."""
    grounds, contestant = corner.grounds, corner.contestant
    if contestant.stays is None or corner.saved is None:
        yield from run_once(match, corner, scenario)
        return
    log = log_of(match, corner, scenario)
    speaking_english = grounds.environment | {"LC_ALL": "C.UTF-8"}
    started = watch.Started(contestant.stays(grounds), grounds.folder, speaking_english, log)
    try:
        started.until(contestant.waiting)
        time.sleep(REST)
        before, cpu, clock = page_stamps(grounds), watch.cpu_of(started.process.pid), time.perf_counter()
        corner.saved.make(grounds)
        started.until(contestant.renewed)
        seconds, cpu = time.perf_counter() - clock, watch.cpu_of(started.process.pid) - cpu
    finally:
        started.process.send_signal(signal.SIGINT)
        watched = started.finish()
    after = page_stamps(grounds)
    rebuilt = sum(before.get(name) != stamp for name, stamp in after.items())
    yield Row(
        match.size, scenario, contestant.id, seconds, cpu, watched.peak / 1e6, watched.parent / 1e6, rebuilt, len(after),
        watched.code, left=len(watched.left),
    )  # fmt: skip


CASES: Mapping[str, Callable[[Match, Corner, str], Iterator[Row]]] = {"kill": killed, "standby": on_standby}


def called(match: Match, corner: Corner, scenario: str, command: list[str]) -> Row:
    """One call of a command, watched."""
    grounds, contestant = corner.grounds, corner.contestant
    before = page_stamps(grounds)
    log = log_of(match, corner, scenario)
    watched = watch.watch(command, grounds.folder, grounds.environment, log)
    after = page_stamps(grounds)
    seconds, cpu = watched.seconds, watched.cpu
    if contestant.measures_itself and watched.code == 0:
        seconds, cpu = own_measure(grounds)
    rebuilt = sum(before.get(name) != stamp for name, stamp in after.items())
    return Row(
        match.size, scenario, contestant.id, seconds, cpu, watched.peak / 1e6, watched.parent / 1e6, rebuilt, len(after),
        watched.code, left=len(watched.left),
    )  # fmt: skip


def log_of(match: Match, corner: Corner, scenario: str) -> Path:
    """Where all that a contestant says in a case is written."""
    return corner.logs / f"{match.size}-{corner.contestant.id}-{scenario}.txt"


def page_stamps(grounds: Grounds) -> dict[str, tuple[int, int]]:
    """When and as which file each page was written: a rename or a rewrite changes it, whatever is in the page."""
    stamps = {}
    for name, path in grounds.pages().items():
        status = path.stat()
        stamps[name] = (status.st_mtime_ns, status.st_ino)
    return stamps


def page_digests(grounds: Grounds) -> dict[str, str]:
    return {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in grounds.pages().items()}
