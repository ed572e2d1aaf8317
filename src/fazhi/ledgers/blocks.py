"""The tables of a sheet that stand one below the other, each recognised by itself.

A row of labels further down that does not repeat the header above it begins another table: of another ledger, or of the same one with
its columns in another order. A sheet is only taken apart where its parts are recognised; what looks like a table of its own and is not
recognised is set aside with its rows named, and never read with the columns of the table above it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from fazhi.catalogue.definitions import Catalogue
from fazhi.ledgers.labelrows import LabelRow, label_rows
from fazhi.ledgers.reading import Reading, Recognition
from fazhi.ledgers.recognise import recognise
from fazhi.ledgers.rowrules import patterns_of
from fazhi.ledgers.sheets import Sheet, rows_of
from fazhi.ledgers.vocabulary import vocabulary
from fazhi.values import fold

MOST_TABLES = 60  # a sheet with more rows of labels than this is no ledger that was taken apart by an office
FEWEST_LABELS = 3
TITLE_CELLS = 2  # filled cells of a row above a header that belongs to it


@dataclass(frozen=True)
class Table:
    """A sheet, or a part of one, and what it was recognised as. ``beside``: columns of another table that was not recognised."""

    sheet: Sheet
    recognition: Recognition
    beside: tuple[int, int] | None = None


@dataclass(frozen=True)
class _Block:
    """Rows of a sheet that may be a table: the first, the one behind the last, and its row of labels."""

    first: int
    behind: int
    label_row: LabelRow


def top_to_bottom(sheet: Sheet, catalogue: Catalogue) -> list[Table]:
    """The tables of a sheet that stand one below the other; the sheet itself where it holds but one."""
    blocks = _blocks(sheet, label_rows(sheet, vocabulary(catalogue)), catalogue)
    below = _below_each_other(sheet, blocks, catalogue) if 1 < len(blocks) <= MOST_TABLES else []
    return _without_own_sums(below) if below else [Table(sheet, recognise(sheet, catalogue))]


def _blocks(sheet: Sheet, rows: list[LabelRow], catalogue: Catalogue) -> list[_Block]:
    """The sheet cut at every row of labels that is no repeat of the header above it; titles go with the header below them."""
    heads: list[list[LabelRow]] = []
    for row in rows:
        if heads and row.at == heads[-1][-1].at + 1 and row.at - heads[-1][0].at < 2:  # the second row of a header
            heads[-1].append(row)
        elif not heads or not any(row.repeats(known) for known in heads[-1]):
            heads.append([row])
    pairs = zip(heads, heads[1:], strict=False)
    starts = [0, *(_with_titles(sheet, head[0].at, above[-1].at, catalogue) for above, head in pairs)]
    ends = [*starts[1:], sheet.height]
    return [_Block(first, end, head[0]) for first, end, head in zip(starts, ends, heads, strict=False)]


def _with_titles(sheet: Sheet, header: int, above: int, catalogue: Catalogue) -> int:
    """The first of the rows directly above a header that are its titles: few cells, all words, blank rows between.

    What the table above says last (零报告, a total, a note) is no title.
    """
    words = catalogue.layout
    nil, last = patterns_of(catalogue).nil, tuple(fold(word) for word in (*words.total, *words.note))
    first = header
    for row in range(header - 1, above, -1):
        cells = [cell for cell in sheet.row(row) if cell != ""]
        texts = [fold(cell) for cell in cells if isinstance(cell, str)]
        if len(texts) < len(cells) or len(cells) > TITLE_CELLS:
            break
        if any(text.startswith(last) or nil.search(text) for text in texts):
            break
        first = row if cells else first
    return first


def _below_each_other(sheet: Sheet, blocks: list[_Block], catalogue: Catalogue) -> list[Table]:
    """Each block by itself; one that is not recognised belongs to its neighbour unless it plainly is a table of its own."""
    kept: list[_Block] = []
    found: list[Recognition] = []
    opening: int | None = None  # where rows begin that belong to the next block
    for block in blocks:
        block = block if opening is None else replace(block, first=opening)
        recognition = recognised(rows_of(sheet, block.first, block.behind), found, catalogue)
        opening = None
        if recognition.reading is not None or _stands_alone(sheet, block):
            kept.append(block)
            found.append(recognition)
        elif kept:
            kept[-1] = replace(kept[-1], behind=block.behind)
            found[-1] = recognised(rows_of(sheet, kept[-1].first, block.behind), found[:-1], catalogue)
        else:
            opening = block.first
    if opening is not None or len(kept) < 2 or not any(recognition.reading for recognition in found):
        return []
    parts = (rows_of(sheet, block.first, block.behind) for block in kept)
    return [Table(part, recognition) for part, recognition in zip(parts, found, strict=True)]


def recognised(part: Sheet, above: list[Recognition], catalogue: Catalogue) -> Recognition:
    """A part by itself; what its own words leave open the table before it settles."""
    recognition = recognise(part, catalogue)
    if recognition.reading is not None or not above or above[-1].reading is None:
        return recognition
    same = (r for r in recognition.best if not r.missing and r.ledger is above[-1].reading.ledger)
    return replace(recognition, reading=next(same, None))


def _stands_alone(sheet: Sheet, block: _Block) -> bool:
    """Whether a block that was not recognised is a table all the same: labels enough of one ledger, a gap above, rows below."""
    if block.label_row.of_one_ledger < FEWEST_LABELS or not (block.label_row.after_gap or block.first == 0):
        return False
    rows = range(block.label_row.at + 1, block.behind)
    return any(sum(cell != "" for cell in sheet.row(row)) >= 2 for row in rows)


def _without_own_sums(tables: list[Table]) -> list[Table]:
    """A table by months below the single records of the same ledger sums these up; it is not counted beside them."""

    def is_single(reading: Reading) -> bool:
        return reading.form is reading.ledger.forms[0]

    readings = [table.recognition.reading for table in tables]
    single = {reading.ledger.id for reading in readings if reading and is_single(reading)}

    def told(table: Table) -> Table:
        reading = table.recognition.reading
        if reading is None or is_single(reading) or reading.ledger.id not in single:
            return table
        return replace(table, recognition=replace(table.recognition, summary=True))

    return [told(table) for table in tables]
