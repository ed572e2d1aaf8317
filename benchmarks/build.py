"""How fast a county is built, side by side with what a strong practitioner would assemble.

    python benchmarks/build.py                              all contestants, all cases, 12 township-years
    python benchmarks/build.py --sizes 12 60 240 --scenarios cold nothing --contestants fazhi snakemake --json rows.json

Contestants: `fazhi run`; Snakemake with papermill and nbconvert; papermill in a pool of processes; and the floor, the same functions
called directly in warm processes. Each works in a copied folder with a copy of the package, on the same ledgers of a fictional county.
Rows are printed as they are measured; stopped by ctrl-c, it ends with the table of what it has. What is measured and what was
chosen for fairness: docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from contest import table
from contest.contestants import Contestant, contestants, install_snakemake, versions
from contest.grounds import introduce, lay_out, ledgers
from contest.scenarios import SCENARIOS, Corner, Match, Row, rows
from contest.watch import end_leftovers, stop_when_told

ALL = ("fazhi", "snakemake", "loop", "floor")


def measured(asked: argparse.Namespace, chosen: list[Contestant], folder: Path) -> Iterator[Row]:
    """Every row of every size, round after round."""
    logs = folder / "logs"
    logs.mkdir(parents=True, exist_ok=True)
    for size in asked.sizes:
        raw = ledgers(folder, size, asked.seed)
        for _ in range(asked.rounds):
            corners = tuple(Corner(one, lay_out(folder / one.id, raw), logs) for one in chosen)
            introduce(corners[0].grounds)
            yield from rows(Match(size, raw, corners), asked.scenarios)


def arguments() -> argparse.Namespace:
    """What the call asks for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", nargs="+", type=int, default=[12], metavar="N", help="township-years (12)")
    parser.add_argument("--contestants", nargs="+", choices=ALL, default=list(ALL), help="who takes part (all)")
    parser.add_argument(
        "--scenarios",
        nargs="+",
        choices=SCENARIOS,
        default=list(SCENARIOS),
        help="cases (all); cold comes always first",
    )
    parser.add_argument("--rounds", type=int, default=1, help="rounds; the table gives the best of them (1)")
    parser.add_argument("--workers", type=int, default=2, help="processes at a time (2)")
    parser.add_argument("--seed", type=int, default=2022, help="of the county (2022)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all rows there, too, after each of them")
    parser.add_argument(
        "--folder", type=Path, help="work there and keep it: ledgers, outputs, logs (a temporary folder)"
    )
    parser.add_argument("--snakemake", type=Path, metavar="PROGRAM", help="an installed Snakemake (one in .venv-bench)")
    return parser.parse_args()


def main() -> None:
    """Reads the arguments, measures, prints the table."""
    asked = arguments()
    stop_when_told()
    snakemake = (asked.snakemake or install_snakemake()) if "snakemake" in asked.contestants else None
    known = contestants(asked.workers, snakemake)
    found = versions(snakemake)
    print(table.heading(found, os.cpu_count() or 0, asked.seed))
    for id in asked.contestants:
        print(f"  {id}: {known[id].title} → {known[id].makes}")
    done: list[Row] = []
    with tempfile.TemporaryDirectory() as temporary:
        folder = (asked.folder or Path(temporary)).resolve()
        try:
            print(table.HEAD, flush=True)
            for row in measured(asked, [known[id] for id in asked.contestants], folder):
                done.append(row)
                print(table.line(row), flush=True)
                if asked.json:
                    _write(asked.json, found, done)
        except KeyboardInterrupt:
            print("stopped; what there is:", file=sys.stderr)
        finally:
            end_leftovers(0)
    kept = table.best(done)
    print(f"\n{table.table(kept)}\n\n{table.comparison(kept)}".rstrip())


def _write(file: Path, found: dict[str, str], done: list[Row]) -> None:
    record = {"versions": found, "rows": [dataclasses.asdict(row) for row in done]}
    file.write_text(json.dumps(record, ensure_ascii=False, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
