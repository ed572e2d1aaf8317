"""Rows as lines of a table, with the best of several rounds, and how the others compare with the first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from contest.scenarios import TITLES, Row

HEAD = (
    f"{'size':>5} {'case':<37} {'builder':<10} {'seconds':>9} {'CPU s':>9} {'peak MB':>8} {'parent MB':>9} {'rebuilt':>8} {'pages':>6}"
    f" {'exit':>5} {'unlike':>7} {'left':>5}  note"
)


def line(row: Row) -> str:
    """One row of the table."""
    unlike = "-" if row.unlike is None else str(row.unlike)
    return (
        f"{row.size:>5} {TITLES[row.scenario]:<37} {row.contestant:<10} {row.seconds:>9.2f} {row.cpu:>9.2f}"
        f" {row.peak_mb:>8.0f} {row.parent_mb:>9.0f} {row.rebuilt:>8} {row.there:>6} {row.code:>5} {unlike:>7} {row.left:>5}  {row.note}"
    ).rstrip()


def best(rows: Iterable[Row]) -> list[Row]:
    """Of several rounds the fewest seconds and the fewest CPU seconds of each case; all else of the last round."""
    kept: dict[tuple[int, str, str], Row] = {}
    for row in rows:
        key = (row.size, row.scenario, row.contestant)
        earlier = kept.get(key, row)
        kept[key] = replace(row, seconds=min(row.seconds, earlier.seconds), cpu=min(row.cpu, earlier.cpu))
    return list(kept.values())


def table(rows: Sequence[Row]) -> str:
    """Case by case, the contestants in the order in which they were named first."""
    order: dict[str, int] = {}
    cases: dict[str, int] = {}
    for row in rows:
        order.setdefault(row.contestant, len(order))
    for name in TITLES:
        cases.setdefault(name, len(cases))
    found = sorted(rows, key=lambda row: (row.size, cases[row.scenario], order[row.contestant]))
    return "\n".join([HEAD, *map(line, found)])


def comparison(rows: Iterable[Row], first: str = "fazhi") -> str:
    """How many times the seconds and CPU seconds of ``first`` each other contestant took, case by case."""
    by_case: dict[tuple[int, str], dict[str, Row]] = {}
    for row in rows:
        by_case.setdefault((row.size, row.scenario), {})[row.contestant] = row
    lines = []
    for (size, scenario), entries in by_case.items():
        if first not in entries:
            continue
        own = entries[first]
        others = ", ".join(_times(own, row) for name, row in entries.items() if name != first)
        if others:
            lines.append(f"{size:>5} {TITLES[scenario]}: {first} = 1; {others}")
    return "\n".join(lines)


def _times(own: Row, other: Row) -> str:
    by_clock, by_work = other.seconds / max(own.seconds, 1e-9), other.cpu / max(own.cpu, 1e-9)
    return f"{other.contestant} {by_clock:.2f} by the clock, {by_work:.2f} by CPU"


def heading(versions: Mapping[str, str], cores: int, seed: int) -> str:
    """What stood fast while it was measured."""
    return ", ".join(f"{name} {version}" for name, version in versions.items()) + f"; {cores} cores; seed {seed}"
