"""A folder of workbooks → clean tables, everything set aside, and the account of every row."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd

from fazhi.catalogue.definitions import Catalogue
from fazhi.catalogue.text import Said
from fazhi.ledgers.account import Problem, SheetAccount, one_a_sheet
from fazhi.ledgers.clean import CleanSheet, account_of, clean_sheet
from fazhi.ledgers.drafts import draft_notes
from fazhi.ledgers.gathered import gathered
from fazhi.ledgers.join import join_sheets
from fazhi.ledgers.kept import kept_tables
from fazhi.ledgers.months import with_months
from fazhi.ledgers.privacy import Pseudonyms, mask_names
from fazhi.ledgers.read import ledger_files, name_of, read_file
from fazhi.ledgers.reading import Reading, Recognition
from fazhi.ledgers.recognise import blank_rows, labelled_column, sum_up_others
from fazhi.ledgers.rownotes import NAMED
from fazhi.ledgers.settled import Applied, Settled, corrected, proposed, read_settled, recognised_by_hand
from fazhi.ledgers.sheets import Sheet, letter_of, rows_of
from fazhi.ledgers.simplified import in_simplified
from fazhi.ledgers.tables import tables_of
from fazhi.ledgers.townships import of_other_townships
from fazhi.ledgers.unknown import column_notes

NOTHING_SETTLED = Settled()
LARGEST_TOLD = 31 << 20  # bytes; glibc learns nothing from a block of 32 MB or more


@dataclass(frozen=True, eq=False)
class Intake:
    """What a township-year's folder gave. ``tables``: ledger id → clean rows; a ledger that is not there is not in it.

    ``absent``: ledger id → the columns that none of its sheets with rows has. ``partly``: ledger id → those that only some
    have, with file and sheet of the others.
    """

    tables: dict[str, pd.DataFrame]
    problems: tuple[Problem, ...]
    accounts: tuple[SheetAccount, ...]
    corrections: tuple[Applied, ...] = ()
    absent: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    partly: Mapping[str, Mapping[str, tuple[tuple[str, str], ...]]] = field(default_factory=dict)

    def missing(self, catalogue: Catalogue) -> list[str]:
        """Ledgers that a township must keep and that no file holds."""
        return [id for id, ledger in catalogue.ledgers.items() if id not in self.tables and not ledger.optional]

    def other_years(self) -> dict[str, dict[str, dict[str, int]]]:
        """Ledger → file → the years that its rows of other years lie in, and how many in each."""
        found: dict[str, dict[str, dict[str, int]]] = {}
        for problem in self.problems:
            if problem.reason == "other_year" and problem.ledger and (year := problem.fill.get("found")):
                years = found.setdefault(problem.ledger, {}).setdefault(problem.file, {})
                years[str(year)] = years.get(str(year), 0) + 1
        return found

    def other_townships(self) -> dict[str, list[str]]:
        """Other township → the files that name it and not the folder's own."""
        found: dict[str, list[str]] = {}
        for problem in self.problems:
            if problem.reason == "other_township":
                found.setdefault(str(problem.fill["other"]), []).append(problem.file)
        return found


FileRead = tuple[str, list[Sheet], list[Problem]]  # address, sheets, what could not be read


def take_in(
    folder: Path, year: int, catalogue: Catalogue, advance: Callable[[str], None] = lambda file: None
) -> Intake:
    """Read every ledger in ``folder``. Never raises for what the files hold; ``advance`` is called with each file's name."""

    def files() -> Iterator[FileRead]:
        for path in ledger_files(folder):
            advance(path.name)
            yield name_of(path, folder), *read_file(path, folder)

    _keep_freed_memory()
    with _no_collection():
        return sort_out(files(), year, catalogue, read_settled(folder), folder.resolve().parent.name)


@contextmanager
def _no_collection() -> Iterator[None]:
    """Millions of cells hold no cycles; looking for some again and again would take a tenth of the time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _keep_freed_memory() -> None:
    """Take one large block and let it go. From then on glibc keeps what is freed up to twice its size.

    Else it hands the memory of each batch back to the system, to be given it anew, page by page: a tenth of the time. No other C library
    takes any notice.
    """
    np.empty(LARGEST_TOLD, np.uint8)


def sort_out(
    files: Iterable[FileRead], year: int, catalogue: Catalogue, settled: Settled = NOTHING_SETTLED, township: str = ""
) -> Intake:
    """Recognise and clean the sheets of all files of a township-year, file by file, then join each ledger's sheets.

    ``township``: whose folder it is; sheets that name another are told of.
    """
    sorting = _Sorting(year, catalogue, settled, township)
    for read in files:
        sorting.take(*read)
    return sorting.joined()


@dataclass
class _Sorting:
    """What was found so far in the files of a township-year."""

    year: int
    catalogue: Catalogue
    settled: Settled
    township: str
    people: Pseudonyms = field(default_factory=Pseudonyms)
    corrections: list[Applied] = field(default_factory=list)
    readings: list[tuple[Sheet, Reading]] = field(default_factory=list)
    by_ledger: dict[str, list[CleanSheet]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    accounts: list[SheetAccount] = field(default_factory=list)
    order: dict[tuple[str, str | None], tuple[int, int]] = field(default_factory=dict)  # 1月 before 10月, as sheets lie
    files: int = 0

    def take(self, file: str, sheets: Sequence[Sheet], unreadable: Sequence[Problem]) -> None:
        """The sheets of one more file, and what of it could not be read."""
        self.problems += unreadable
        self._note_order(file, [*(sheet.name for sheet in sheets), *(problem.sheet for problem in unreadable)])
        found: list[tuple[Sheet, Recognition]] = []
        for place, sheet in enumerate(sheets):
            for table, recognition, beside in _tables(sheet, place, self.settled, self.catalogue):
                if isinstance(recognition, Problem):
                    self.problems.append(recognition)
                    self.accounts.append(_all_set_aside(table))
                    continue
                found.append((table, recognition))
                if beside:
                    self.problems.append(_beside(table, beside))
        self.problems += of_other_townships(found, self.township, self.catalogue)
        unknown: list[Problem] = []
        for (sheet, recognition), sums in zip(found, sum_up_others(found), strict=True):
            if recognition.ignored or (sums.any() and sums.all()):
                self.accounts.append(_all_layout(sheet, recognition))
            elif recognition.reading is None:
                unknown += _unrecognised(sheet, recognition, self.catalogue)
                self.accounts.append(_all_set_aside(sheet))
            else:
                self._clean(sheet, recognition, recognition.reading, sums)
        self.problems += _told_together(unknown, sum(bool(sheet.columns) for sheet in sheets))

    def _note_order(self, file: str, sheets: Iterable[str | None]) -> None:
        self.order[file, None] = (self.files, -1)
        names = dict.fromkeys(sheets)
        self.order |= {(file, name): (self.files, place) for place, name in enumerate(names) if name is not None}
        self.files += 1

    def _clean(self, sheet: Sheet, recognition: Recognition, reading: Reading, sums: np.ndarray) -> None:
        """One table of a ledger; ``sums``: which of its rows only sum up other tables."""
        self.readings.append((sheet, reading))
        if not recognition.by_hand:
            self.problems += column_notes(sheet, reading, self.catalogue)
        mended, outcomes = corrected(sheet, reading, self.settled.corrections_of(sheet))
        self.corrections += outcomes
        part = clean_sheet(mended, recognition, self.year, self.catalogue, self.people, sums)
        self.problems += part.problems
        self.by_ledger.setdefault(part.reading.ledger.id, []).append(part)

    def joined(self) -> Intake:
        """A table for each ledger, what is to be told of the files in their order, and the account of every sheet."""
        tables: dict[str, pd.DataFrame] = {}
        for ledger_id, parts in sorted(self.by_ledger.items()):
            table, repeats, accounts = join_sheets(parts, self.catalogue)
            self.problems += [*repeats, *draft_notes(parts, self.catalogue)]
            self.accounts += accounts
            if any(len(part.numbers) or part.nil_report for part in parts):
                tables[ledger_id] = table
            else:  # a form that nobody filled in is no report of zero
                sheet = parts[0].sheet
                self.problems.append(Problem(sheet.file, sheet.name, None, ledger_id, "empty_ledger"))
        accounts = one_a_sheet(sorted(self.accounts, key=lambda account: account.first))
        accounts.sort(key=lambda account: (self.order[account.file, account.sheet], account.beside))
        self.problems.sort(key=lambda problem: (self.order[problem.file, problem.sheet], problem.row or 0))
        settled, made = self.settled, {id(outcome.correction) for outcome in self.corrections}
        self.corrections += [Applied(c, c.sheet, "no_cell") for c in settled.corrections if id(c) not in made]
        told = (*settled.problems, *settled.unused(self.order), *without_names(self.problems, self.readings))
        absent = {id: lacking for id in tables if (lacking := _absent(self.by_ledger[id]))}
        partly = {id: places for id in tables if (places := _partly(self.by_ledger[id]))}
        return Intake(tables, told, tuple(accounts), tuple(self.corrections), absent, partly)


def _absent(parts: Sequence[CleanSheet]) -> tuple[str, ...]:
    """The columns of a ledger that none of its sheets with rows has: an empty form says nothing of the rows beside it. None where nobody
    knows, as of a table that is spread out, and none of a nil report: where nothing happened, no column has anything to say.
    """
    filled = [part.reading for part in parts if len(part.numbers)]
    headers = [reading.header for reading in filled if reading.header is not None]
    if not headers or any(reading.spread is not None for reading in filled):
        return ()
    known = frozenset().union(*(header.known for header in headers))
    return tuple(column.id for column in filled[0].ledger.columns if column.id not in known)


def _partly(parts: Sequence[CleanSheet]) -> dict[str, tuple[tuple[str, str], ...]]:
    """The columns that some sheets of a form have and others with rows do not, each with the files and sheets that lack it: their rows look
    as if nothing had been filled in.
    """
    known: dict[int, dict[tuple[str, str], frozenset[str]]] = {}  # by form and sheet
    for part in parts:
        header, place = part.reading.header, (part.sheet.file, part.sheet.name)
        if len(part.numbers) and header is not None and part.reading.spread is None:
            sheets = known.setdefault(id(part.reading.form), {})
            sheets[place] = sheets.get(place, header.known) & header.known
    found: dict[str, list[tuple[str, str]]] = {}
    for sheets in known.values():
        kept = frozenset().union(*sheets.values())
        for place, own in sheets.items():
            for column in sorted(kept - own):
                found.setdefault(column, []).append(place)
    return {column: tuple(dict.fromkeys(places)) for column, places in found.items()}


Part = tuple[
    Sheet, Recognition | Problem, tuple[int, int] | None
]  # a table, what it is, columns of a strange one beside it


def _tables(sheet: Sheet, place: int, settled: Settled, catalogue: Catalogue) -> list[Part]:
    """The tables of the sheet at a place of its file, each as settled by hand where it is, else by its own words.

    Several entries of ``mapping.yaml`` for one sheet cut it at their headers; a single one whose header stands in one of the tables
    that the sheet falls into settles that one.
    """
    sheet = with_months(gathered(in_simplified(sheet), catalogue), catalogue)
    mappings = settled.mappings_of(sheet)
    if len(mappings) > 1:
        starts = [sheet.position_of(mapping.rows[0]) or 0 for mapping in mappings]
        parts = (rows_of(sheet, a, b) for a, b in pairwise((0, *starts[1:], sheet.height)))
        return [(part, recognised_by_hand(part, m, catalogue), None) for part, m in zip(parts, mappings, strict=True)]
    tables = kept_tables(sheet, place, catalogue, lambda: tables_of(sheet, catalogue))
    if not mappings:
        return [(table.sheet, table.recognition, table.beside) for table in tables]
    (mapping,) = mappings
    if len(tables) == 1 or mapping.header is None:
        return [(sheet, recognised_by_hand(sheet, mapping, catalogue), None)]
    return [
        (table.sheet, recognised_by_hand(table.sheet, mapping, catalogue), None)
        if table.sheet.position_of(mapping.rows[0]) is not None and not table.sheet.span
        else (table.sheet, table.recognition, table.beside)
        for table in tables
    ]


def without_names(problems: list[Problem], readings: list[tuple[Sheet, Reading]]) -> list[Problem]:
    """The problems, with every name masked in a quoted cell that stands in any personal column of the year."""
    quoting = [
        problem.reason == "unknown_category" and "value" in problem.fill and problem.fill.get("key") != "uncalculated"
        for problem in problems
    ]
    if not any(quoting):
        return problems
    quoted = {problem.fill["value"] for problem, quotes in zip(problems, quoting, strict=True) if quotes}
    parts = {part for text in quoted for part in parts_of(text)}
    names = set().union(*(personal_words(sheet, reading, parts) for sheet, reading in readings))
    return [
        replace(problem, fill={**problem.fill, "value": mask_names(problem.fill["value"], names)})
        if quotes
        else problem
        for problem, quotes in zip(problems, quoting, strict=True)
    ]


def parts_of(text: str) -> Iterator[str]:
    """Every run of signs in a text, the whole included."""
    length = len(text)
    return (text[start:end] for start in range(length) for end in range(start + 1, length + 1))


def personal_words(sheet: Sheet, reading: Reading, words: set[str]) -> set[str]:
    """Those of some words that are cells of personal columns of a sheet."""
    if reading.header is None:
        return set()
    personal = (i for id, i in reading.header.columns.items() if reading.ledger.column(id).privacy != "public")
    return set().union(*(words.intersection(sheet.columns[index].values.tolist()) for index in personal))


def _all_layout(sheet: Sheet, recognition: Recognition) -> SheetAccount:
    """A sheet of which no row is counted: totals where it sums up others, notes where it is no ledger at all."""
    blanks = int(blank_rows(sheet).sum())
    account = replace(account_of(sheet, None), blanks=blanks)
    if recognition.ignored:
        return replace(account, notes=sheet.height - blanks)
    ledger = recognition.reading.ledger.id if recognition.reading else None
    return replace(account, ledger=ledger, totals=sheet.height - blanks)


def _all_set_aside(sheet: Sheet) -> SheetAccount:
    blanks = int(blank_rows(sheet).sum())
    return replace(account_of(sheet, None), set_aside=sheet.height - blanks, blanks=blanks)


def _beside(sheet: Sheet, columns: tuple[int, int]) -> Problem:
    """Columns to the right of a table that look like a table of their own and were not recognised."""
    fill = {"key": "beside", "first": letter_of(columns[0]), "last": letter_of(columns[1] - 1)}
    return Problem(sheet.file, sheet.name, reason="unrecognised", fill=fill)


def _said(reading: Reading) -> Said:
    """A reading in words: the ledger, and the columns that it lacks."""
    return Said("ledgers.reading", (("ledger", reading.ledger), ("missing", reading.missing or "—")))


def _told_together(unknown: list[Problem], sheets: int) -> list[Problem]:
    """What is told of the sheets of a file that were not recognised: once for all of them where none has a header."""
    if not len(unknown) == sheets > 1 or any(problem.fill["key"] != "nothing" for problem in unknown):
        return unknown
    names = [problem.sheet for problem in unknown]
    fill = {"key": "nowhere", "count": str(sheets), "sheets": (*names[:NAMED], *(["…"] if sheets > NAMED else []))}
    return [Problem(unknown[0].file, reason="unrecognised", fill=fill)]


def _lacks_village(reading: Reading) -> bool:
    """Whether a reading lacks no column but the village."""
    return bool(reading.missing) and all(
        reading.ledger.column(id).place for missing in reading.missing for id in missing.id.split("/")
    )


def _unrecognised(sheet: Sheet, recognition: Recognition, catalogue: Catalogue) -> list[Problem]:
    """One problem for the whole sheet, with the two best readings and what each lacks; none for an empty sheet."""
    if recognition.empty:
        return []
    if (index := labelled_column(sheet, catalogue)) is not None:
        where = {"key": "transposed", "letter": letter_of(index)}
        return [Problem(sheet.file, sheet.name, reason="unrecognised", fill=where)]
    part = {}
    if sheet.numbers is not None:
        part = {"first": str(sheet.number_of(0)), "last": str(sheet.number_of(sheet.height - 1))}
    if not recognition.best:
        key = "part" if part else "nothing"
        return [Problem(sheet.file, sheet.name, reason="unrecognised", fill={"key": key, "readings": "—", **part})]
    if (first := recognition.best[0]).torn:
        fill = {"key": "torn", "ledger": first.ledger, "column": first.missing, "said": first.torn}
        return [Problem(sheet.file, sheet.name, reason="unrecognised", fill=fill, mapping=proposed(sheet, first, ()))]
    readings = [_said(reading) for reading in recognition.best[:2]]
    either = Said("ledgers.either_reading", tuple(zip(("first", "second"), readings, strict=False)))
    fill = {
        "key": "part" if part else "village" if _lacks_village(first) else "readings",
        "readings": either if len(readings) == 2 else readings[0],
        **part,
    }
    lacking = (group[0] for group in first.form.required if first.header and not first.header.known.intersection(group))
    return [Problem(sheet.file, sheet.name, reason="unrecognised", fill=fill, mapping=proposed(sheet, first, lacking))]
