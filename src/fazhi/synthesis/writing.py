"""Writes a township-year: truth, mess and files, and a record of what was done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from pathlib import Path
from types import MappingProxyType

import yaml

from fazhi.files import write_whole
from fazhi.synthesis import files
from fazhi.synthesis.books import Book, books
from fazhi.synthesis.chance import Chance
from fazhi.synthesis.fiction import lists, say
from fazhi.synthesis.mess import lines
from fazhi.synthesis.plan import Plan, plan_for
from fazhi.synthesis.row import DUPLICATE, GOOD, Row
from fazhi.synthesis.sheets import Sheet, sheets
from fazhi.synthesis.truth import rows_of

TOWNSHIP, YEAR, SEED = "双合镇", 2022, 2022  # what the project ships
ABOUT = "about.yaml"
MOST_DRAWS = 40


@dataclass(frozen=True)
class WrittenRow:
    """A data row in a file, and what a right intake makes of it.

    ``sheet`` of a text file is the file's name without its ending; ``row`` counts from 1. ``fate`` is ``good``,
    ``duplicate`` or the reason for which the row is set aside; ``how`` is the mess behind it.
    """

    file: str
    sheet: str
    row: int
    ledger: str
    fate: str
    how: str


@dataclass(frozen=True)
class LedgerRecord:
    """Rows of one ledger: data rows by fate, and the ``layout`` rows around them."""

    good: int
    duplicates: int
    quarantined: Mapping[str, int]
    layout: int


@dataclass(frozen=True)
class Written:
    """What was written: files, every data row with its fate, a record for each ledger, the rows of truth.

    Rows, records and truth are those of ledgers that can be read: neither lacking nor damaged.
    """

    folder: Path
    files: tuple[Path, ...]
    rows: tuple[WrittenRow, ...]
    ledgers: Mapping[str, LedgerRecord]
    truth: Mapping[str, tuple[Row, ...]]


def write(folder: Path, township: str = TOWNSHIP, year: int = YEAR, seed: int = SEED) -> Written:
    """Write the ledgers of a township-year, and ``about.yaml``, into ``folder`` (made if need be).

    The same seed gives the same bytes. Files of the same names are replaced, others left alone.
    ``KeyError`` if there is no plan for the township-year.
    """
    return write_plan(folder, plan_for(township, year), seed)


def write_plan(folder: Path, plan: Plan, seed: int = SEED, kept: Sequence[Book] | None = None) -> Written:
    """Write the ledgers of any plan, in the forms of the books ``kept``; otherwise as ``write``."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    chance = Chance(seed, plan.township, plan.year)
    truth = rows_of(plan, chance)
    draws = _Draws(plan, chance)
    paths: list[Path] = []
    rows: list[WrittenRow] = []
    layout: Counter[str] = Counter()
    for book in books() if kept is None else kept:
        if book.ledger in plan.lacking:
            continue
        path = folder / say(book.file, plan)
        made = _sheets(book, plan, truth[book.ledger], draws, chance.branch("book", book.file))
        content = _content(book, plan, made)
        paths.append(path)
        if book.ledger in plan.damaged:
            write_whole(path, content[: len(content) * 2 // 3])
            continue
        write_whole(path, content)
        rows += _rows(path.name, book, made)
        layout[book.ledger] += sum(row.line is None for sheet in made for row in sheet.rows)
    about = write_whole(folder / ABOUT, _about(plan, seed))
    readable = {ledger: among for ledger, among in truth.items() if ledger not in {*plan.lacking, *plan.damaged}}
    return Written(
        folder,
        (*paths, about),
        tuple(rows),
        MappingProxyType({ledger: _record(ledger, rows, layout[ledger]) for ledger in readable}),
        MappingProxyType({ledger: tuple(among) for ledger, among in readable.items()}),
    )


class _Draws:
    """Further draws of the same plan, made when they are needed."""

    def __init__(self, plan: Plan, chance: Chance) -> None:
        self._plan, self._chance = plan, chance
        self._made: list[dict[str, list[Row]]] = []

    def of(self, ledger: str) -> Iterator[Row]:
        for number in range(MOST_DRAWS):
            if number == len(self._made):
                self._made.append(rows_of(self._plan, self._chance.branch("spare", number)))
            rows = self._made[number][ledger]
            yield from self._chance.branch("shuffle", ledger, number).shuffled(rows)


def _sheets(book: Book, plan: Plan, truth: list[Row], draws: _Draws, chance: Chance) -> list[Sheet]:
    def belongs(row: Row) -> bool:
        return book.having is None or row.get(book.having) is not None

    spare = (row for row in draws.of(book.ledger) if belongs(row))
    return sheets(book, plan, lines(book, plan, [*filter(belongs, truth)], spare, chance.branch("mess")), chance)


def _content(book: Book, plan: Plan, made: list[Sheet]) -> bytes:
    if book.is_text:
        return files.text_file(made[0], book.encoding, book.separator)
    return files.workbook(made, datetime(plan.year + 1, 1, 6, 9), months=book.group == "month")


def _rows(file: str, book: Book, made: list[Sheet]) -> Iterator[WrittenRow]:
    for sheet in made:
        for number, row in zip(count(1), sheet.rows, strict=False):
            if row.line:
                name = Path(file).stem if book.is_text else sheet.name
                yield WrittenRow(file, name, number, book.ledger, row.line.fate, row.line.how)


def _record(ledger: str, rows: list[WrittenRow], layout: int) -> LedgerRecord:
    fates = Counter(row.fate for row in rows if row.ledger == ledger)
    good, duplicates = fates.pop(GOOD, 0), fates.pop(DUPLICATE, 0)
    return LedgerRecord(good, duplicates, MappingProxyType(dict(sorted(fates.items()))), layout)


def _about(plan: Plan, seed: int) -> bytes:
    about = {
        "synthetic": True,
        **({"fictional": True} if plan.fictional else {}),
        "note": lists("about")["fictional_note" if plan.fictional else "note"],
        "township": plan.township,
        "report_year": plan.year,
        "report_date": plan.report_date,
        "basis_document": plan.basis_document,
        "generator": "fazhi.synthesis",
        "seed": seed,
    }
    if plan.breaks:
        about["breaks"] = [entry.model_dump(exclude_defaults=True) for entry in plan.breaks]
    head = "# What these ledgers are, and the day on which the report's windows end (截至目前).\n"
    return (head + yaml.safe_dump(about, allow_unicode=True, sort_keys=False, width=110)).encode()
