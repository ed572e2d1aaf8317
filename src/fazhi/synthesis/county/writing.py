"""Writes a county: the ledgers of every township-year, its table of townships, the true values, and what is planted."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from fazhi.catalogue import load
from fazhi.catalogue.indicator import AnyIndicator, FromLedger, PerThousand
from fazhi.files import write_whole
from fazhi.synthesis.county.habits import books_of
from fazhi.synthesis.county.plans import County, CountyError, county
from fazhi.synthesis.county.townships import reference_table
from fazhi.synthesis.fiction import say
from fazhi.synthesis.plan import Plan
from fazhi.synthesis.recount import Figure, true_figures
from fazhi.synthesis.writing import ABOUT, SEED, Written, write_plan

TOWNSHIPS, TRUTH, PLANTED = "townships.csv", "truth.csv", "planted.csv"
TRUTH_COLUMNS = ("township", "year", "indicator", "value", "numerator", "denominator", "status")
PLANTED_COLUMNS = ("kind", "township", "year", "subject")


@dataclass(frozen=True)
class WrittenCounty:
    """A county on disk: its plans, and what was written for each of them, in the same order."""

    folder: Path
    county: County
    written: tuple[Written, ...]


def write_county(
    folder: Path, townships: int, years: int, seed: int = SEED, advance: Callable[[str], None] = lambda label: None
) -> WrittenCounty:
    """Write the ledgers of ``townships`` × ``years`` township-years into ``folder``/township/year, and three tables beside.

    ``townships.csv`` are the fictional residents and villages, ``truth.csv`` what a right count of the ledgers gives,
    ``planted.csv`` the specialities. The same arguments give the same bytes. ``advance`` hears of each township-year.
    Raises ``CountyError`` for numbers that cannot be, and where other files lie in the folder: old and new ledgers would
    be counted together.
    """
    drawn, folder = county(townships, years, seed), Path(folder)
    _refuse_others(folder, drawn, seed)
    folder.mkdir(parents=True, exist_ok=True)
    written: list[Written] = []
    rows: list[list[object]] = []
    for plan in drawn.plans:
        advance(f"{plan.township} {plan.year}")
        done = write_plan(folder / plan.township / str(plan.year), plan, seed, books_of(plan.township, plan.year, seed))
        written.append(done)
        rows += _truth_rows(plan, true_figures(plan, done.truth))
    write_whole(folder / TOWNSHIPS, reference_table(drawn.townships))
    write_whole(folder / TRUTH, _table(TRUTH_COLUMNS, rows))
    planted = ([entry.kind, entry.township, entry.year, entry.subject] for entry in drawn.planted)
    write_whole(folder / PLANTED, _table(PLANTED_COLUMNS, planted))
    return WrittenCounty(folder, drawn, tuple(written))


def _refuse_others(folder: Path, drawn: County, seed: int) -> None:
    own = {folder / name for name in (TOWNSHIPS, TRUTH, PLANTED)}
    for plan in drawn.plans:
        place = folder / plan.township / str(plan.year)
        own |= {place / ABOUT, *(place / say(b.file, plan) for b in books_of(plan.township, plan.year, seed))}
    others = sorted(path for path in folder.rglob("*") if path.is_file() and path not in own)
    if others:
        raise CountyError("synthesis.occupied", folder=folder.as_posix(), file=others[0].relative_to(folder).as_posix())


def _truth_rows(plan: Plan, figures: dict[str, Figure]) -> Iterator[list[object]]:
    for indicator in load().indicators.values():
        figure = figures.get(indicator.id)
        cells: list[object] = ["", "", ""]
        if figure:
            cells = [_exact(figure.value), _exact(figure.numerator), _exact(figure.denominator)]
        yield [plan.township, plan.year, indicator.id, *cells, _status(plan, indicator, figure)]


def _status(plan: Plan, indicator: AnyIndicator, figure: Figure | None) -> str:
    source = load().indicators[indicator.of] if isinstance(indicator, PerThousand) else indicator
    if isinstance(source, FromLedger) and source.ledger in {*plan.lacking, *plan.damaged}:
        return "missing_ledger"
    return "not_applicable" if figure is None or figure.value is None else "ok"


def _exact(value: float | date | None) -> object:
    """A number in its shortest exact form, a date as ISO, nothing for None."""
    return "" if value is None else value.isoformat() if isinstance(value, date) else repr(value)


def _table(columns: Iterable[str], rows: Iterable[Iterable[object]]) -> bytes:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return buffer.getvalue().encode()
