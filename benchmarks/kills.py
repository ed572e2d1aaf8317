"""Whether `fazhi run` can be killed at any moment, run twice at once, run out of disk or meet a folder that it cannot write to.

    python benchmarks/kills.py                       20 kills, then the rest
    python benchmarks/kills.py --kills 5 --trials driver group --seed 7

A kill is ``kill -9`` at a random moment of a build from nothing: of the driver alone, of one of its processes, or of its process group.
The same command follows at once. In the end every file must be that of an undisturbed build, none more, no process left, no lock to
clear, no traceback shown. Exit code 0: so it was; 1: it was not. Trials that cannot be made here are named as skipped.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from collections.abc import Iterator, Sequence
from itertools import cycle, islice
from pathlib import Path

from contest import trials
from contest.grounds import ledgers
from contest.trials import Ring, Skipped, open_ring
from contest.watch import end_leftovers, stop_when_told

KILLS = ("driver", "worker", "group")
TRIALS = (*KILLS, "twice", "full", "unwritable")


def planned(chosen: Sequence[str], kills: int) -> list[str]:
    """So many kills, of the chosen kinds by turns, then the other trials."""
    kinds = [trial for trial in chosen if trial in KILLS]
    return list(islice(cycle(kinds), kills)) + [trial for trial in chosen if trial not in KILLS]


def befall(ring: Ring, trial: str, chance: random.Random) -> tuple[str, Iterator[str]]:
    """One trial: how it is called in the list, and its faults as they are found."""
    if trial in KILLS:
        moment = chance.random()
        return f"{trial} killed at {moment:.0%}", trials.killed(ring, trials.kills(ring, chance)[trial], moment)
    if trial == "twice":
        return "two runs at once", trials.twice(ring)
    if trial == "full":
        short = chance.randrange(trials.SHORT)
        return f"full disk, {short:,} bytes left", trials.full(ring, short)
    return "folder that can only be read", trials.unwritable(ring)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=20, help="kills, the chosen kinds by turns (20)")
    parser.add_argument("--trials", nargs="+", choices=TRIALS, default=list(TRIALS), help="what befalls it (all)")
    parser.add_argument("--size", type=int, default=2, help="township-years of the build (2)")
    parser.add_argument("--seed", type=int, default=1, help="of the moments, and of the ledgers (1)")
    parser.add_argument("--folder", type=Path, help="work there and keep it (a temporary folder)")
    return parser.parse_args()


def tried(asked: argparse.Namespace, folder: Path) -> int:
    """Makes the trials and prints a line for each; how many found a fault."""
    chance, failed = random.Random(asked.seed), 0
    ring = open_ring(folder, ledgers(folder, asked.size, asked.seed))
    print(
        f"undisturbed: {ring.before.seconds:.1f} s, exit {ring.before.code}, {len(ring.before.tree)} files", flush=True
    )
    for trial in planned(asked.trials, asked.kills):
        name, found = befall(ring, trial, chance)
        try:
            faults = list(dict.fromkeys(found))
        except Skipped as reason:
            print(f"skipped  {name}: {reason}", flush=True)
            continue
        failed += bool(faults)
        print("\n           ".join([f"{'fails' if faults else 'ok':<8} {name}", *faults]), flush=True)
    return failed


def main() -> int:
    """Reads the arguments, makes the trials, prints a line for each; 1 if one found a fault."""
    asked = arguments()
    stop_when_told()
    failed = 0
    with tempfile.TemporaryDirectory() as temporary:
        folder = (asked.folder or Path(temporary)).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        try:
            failed = tried(asked, folder)
        except KeyboardInterrupt:
            print("stopped", file=sys.stderr)
            return 1
        finally:
            end_leftovers(0)
    print(f"{failed} of the trials failed" if failed else "all trials that could be made passed")
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
