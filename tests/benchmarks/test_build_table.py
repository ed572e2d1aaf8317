"""The table of the benchmark of builds."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "benchmarks"))

from contest import table
from contest.scenarios import Row


def row(scenario, contestant, seconds, cpu=1.0, **more):
    return Row(12, scenario, contestant, seconds, cpu, 100.0, 50.0, 12, 12, 0, **more)


def test_of_several_rounds_the_least_seconds_and_the_least_work_count():
    first, second = row("cold", "fazhi", 10, 5.0), row("cold", "fazhi", 8, 6.0, note="last")
    (kept,) = table.best([first, second])
    assert (kept.seconds, kept.cpu, kept.note) == (8, 5.0, "last")


def test_cases_stay_in_the_order_of_work_whoever_was_first():
    rows = [row("cold", "fazhi", 1), row("cold", "loop", 2), row("nothing", "loop", 3), row("nothing", "fazhi", 4)]
    lines = table.table(rows).splitlines()[1:]
    assert [(line.split()[-9], "loop" in line) for line in lines] == [
        ("1.00", False), ("2.00", True), ("4.00", False), ("3.00", True)
    ]  # fmt: skip


def test_others_are_told_in_multiples_of_the_first():
    said = table.comparison([row("cold", "fazhi", 2, 4.0), row("cold", "snakemake", 12, 6.0)])
    assert said.strip() == "12 cold: fazhi = 1; snakemake 6.00 by the clock, 1.50 by CPU"


def test_a_case_without_the_first_has_no_multiples():
    assert table.comparison([row("cold", "loop", 1)]) == ""
