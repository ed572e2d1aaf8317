"""How fast ledgers are taken in, and in how much memory.

    python benchmarks/intake.py           a workbook of 200,000 rows, side by side with pandas and a loop over rows
    python benchmarks/intake.py --scale   CSV files of 10,000, 100,000 and 1,000,000 rows

Each way runs in a process of its own; its time begins after the imports and after the catalogue is loaded, its memory is the process's peak.
``seconds`` are those of the clock, ``CPU s`` those that the process was at work: on a busy machine only these can be compared.
"""

from __future__ import annotations

import argparse
import json
import re
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import messy

from fazhi.catalogue import load
from fazhi.ledgers import take_in

FAZHI, ROWWISE, WHOLE = "fazhi", "pandas + openpyxl + row-wise cleaning", "the same, with all that fazhi does for a row"
SCALE = [10_000, 100_000, 1_000_000]
COLUMNS = ["rows", "file MB", "seconds", "CPU s", "rows/s", "peak MB", "kept", "duplicates", "set aside"]
ONE_PLACE = {"file MB", "seconds", "CPU s"}

Measured = dict[str, float]


def by_fazhi(path: Path) -> tuple[int, int, int]:
    """Rows kept, duplicates and set aside by fazhi's intake of the folder that holds the file: read, recognise, clean, join."""
    accounts = take_in(path.parent, messy.YEAR, load()).accounts
    return (
        sum(account.kept for account in accounts),
        sum(account.duplicates for account in accounts),
        sum(account.set_aside for account in accounts),
    )


def by_rows(path: Path) -> tuple[int, int, int]:
    """The same three numbers the usual way."""
    import rowwise  # here, so that its imports do not weigh on fazhi's memory

    return rowwise.clean_workbook(path)


def by_rows_wholly(path: Path) -> tuple[int, int, int]:
    """The same, with text scrubbed, persons coded and a message for each row that is not kept, as fazhi does."""
    import rowwise

    return rowwise.clean_workbook(path, whole=True)


WAYS = {FAZHI: by_fazhi, ROWWISE: by_rows, WHOLE: by_rows_wholly}


def measure_here(way: str, path: Path) -> Measured:
    """One way, measured in this process."""
    load()
    clock, work = time.perf_counter(), time.process_time()
    kept, duplicates, set_aside = WAYS[way](path)
    seconds, at_work = time.perf_counter() - clock, time.process_time() - work
    return {
        "seconds": seconds, "CPU s": at_work, "peak MB": peak_megabytes(), "kept": kept, "duplicates": duplicates, "set aside": set_aside,
    }  # fmt: skip


def measure(way: str, path: Path, rows: int) -> Measured:
    """One way, measured in a fresh process."""
    command = [sys.executable, __file__, "--measure", way, str(path)]
    answer = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True).stdout
    measured: Measured = json.loads(answer)
    return measured | {"rows": rows, "file MB": path.stat().st_size / 1e6, "rows/s": rows / measured["seconds"]}


def peak_megabytes() -> float:
    """The most memory that this process has held; on Linux without what its parent held before it."""
    status = Path("/proc/self/status")
    if status.exists() and (found := re.search(r"VmHWM:\s+(\d+) kB", status.read_text(encoding="ascii"))):
        return int(found[1]) * 1024 / 1e6
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1e6 if sys.platform == "darwin" else peak * 1024 / 1e6


def side_by_side(folder: Path, rows: int, seed: int, inline: bool = False) -> dict[str, Measured]:
    """The same workbook taken in both ways."""
    path = folder / f"{messy.NAME}.xlsx"
    messy.write_workbook(path, rows, seed, inline)
    return {way: measure(way, path, rows) for way in WAYS}


def scaled(folder: Path, counts: list[int], seed: int) -> dict[str, Measured]:
    """CSV files of growing length taken in by fazhi, each in a folder of its own."""
    found = {}
    for count in counts:
        path = folder / str(count) / f"{messy.NAME}.csv"
        path.parent.mkdir()
        messy.write_csv(path, count, seed)
        found[f"{FAZHI}, CSV of {count:,}"] = measure(FAZHI, path, count)
    return found


def table(measured: dict[str, Measured]) -> str:
    """The measurements as lines of a table, one a way."""
    first = max(len(name) for name in measured)
    lines = [" " * first + "".join(f"{name:>12}" for name in COLUMNS)]
    for name, values in measured.items():
        cells = (f"{values[column]:>12,.{1 if column in ONE_PLACE else 0}f}" for column in COLUMNS)
        lines.append(f"{name:<{first}}" + "".join(cells))
    return "\n".join(lines)


def main() -> None:
    """Reads the arguments, measures, prints the table (or JSON)."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=200_000, help="rows of the workbook (200000)")
    parser.add_argument("--scale", nargs="*", type=int, metavar="ROWS", help="CSV files of so many rows each instead")
    parser.add_argument(
        "--inline", action="store_true", help="a workbook with its words in the cells, not in a shared table"
    )
    parser.add_argument("--seed", type=int, default=1, help="of the ledger that is made (1)")
    parser.add_argument("--json", action="store_true", help="print the measurements as JSON instead of a table")
    parser.add_argument("--measure", nargs=2, metavar=("WAY", "FILE"), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.measure:
        way, file = asked.measure
        print(json.dumps(measure_here(way, Path(file))))
        return
    with tempfile.TemporaryDirectory() as name:
        if asked.scale is None:
            measured = side_by_side(Path(name), asked.rows, asked.seed, asked.inline)
        else:
            measured = scaled(Path(name), asked.scale or SCALE, asked.seed)
    if asked.json:
        print(json.dumps(measured))
        return
    print(table(measured))
    if ROWWISE in measured:
        print()
        for way in (ROWWISE, WHOLE):
            by_clock, by_work = (measured[way][name] / measured[FAZHI][name] for name in ("seconds", "CPU s"))
            print(f"fazhi is {by_clock:.1f} times as fast by the clock, {by_work:.1f} times by CPU seconds, as: {way}")


if __name__ == "__main__":
    main()
