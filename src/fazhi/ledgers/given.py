"""Columns that a sheet does not have because its name, its titles or lines across the table say what would stand there.

One sheet a village (泗合村, 双桥社区 …), one file a village, a caption (村（社区）：泗合村), groups of rows below a line (一、工作动态), names that end in a kind (东村人民调解委员会). Asked for
are villages, categories on which a count may rest, and the month of a sheet of sums (1月). What names and titles say must agree; lines must name at least two values of one
column, and what they name holds from there to the next of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

import numpy as np

from fazhi.catalogue.definitions import Catalogue
from fazhi.catalogue.entries import Named
from fazhi.catalogue.ledger import Column
from fazhi.catalogue.uses import uses_of
from fazhi.ledgers.confidence import REQUIRED
from fazhi.ledgers.months import lines_of
from fazhi.ledgers.named import is_numbered, place_in, place_stem, plain_line, value_in, value_of_line
from fazhi.ledgers.reading import Header, Reading, form_of, lacking
from fazhi.ledgers.rowrules import Patterns, patterns_of
from fazhi.ledgers.sheets import Cells, Sheet
from fazhi.ledgers.vocabulary import OTHER, categories
from fazhi.values import fold, is_blank
from fazhi.values.months import months_in, one_of
from fazhi.values.script import simplified

LONGEST = 60  # signs of a title or line
MOST_LINES = 1000  # rows of one or two cells; a sheet with more of them is not kept in groups
FEWEST_LINES = 2
MOSTLY = 0.7  # distinct cells that end in a value; totals and notes below do not
FEW = 2  # cells of a row that is no record: a line, with its number before it
LETTERS = re.compile(r"[^\W\d_]{2,12}")


@dataclass(frozen=True)
class Line:
    """A row that holds one text only, a number before it aside. Lines of one kind are alike in ``style``."""

    at: int
    text: str
    style: tuple[bool, bool, int]  # numbered, merged over several columns, its column


class Beside:
    """What stands beside the rows of a sheet, looked for when it is first asked for."""

    def __init__(self, sheet: Sheet, catalogue: Catalogue) -> None:
        self.sheet, self.catalogue = sheet, catalogue

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The sheet's name, its file's and those of the folders that hold it, in the characters of its cells."""
        stem = re.sub(r"\.[A-Za-z]+$", "", self.sheet.file)
        return tuple(map(simplified, (self.sheet.name, *stem.split("/"))))

    @cached_property
    def filled(self) -> np.ndarray:
        """How many cells of each row hold anything."""
        filled = np.zeros(self.sheet.height, dtype=np.int32)
        for column in self.sheet.columns:
            filled += column.filled
        return filled

    def rows_between(self, first: int, behind: int) -> int:
        """How many rows behind a line and before another place hold enough to be records."""
        return int((self.filled[first + 1 : behind] > FEW).sum())

    @cached_property
    def lines(self) -> list[Line]:
        """The rows of a single text that may say something of the rows below: no totals, notes, periods or sentences."""
        sheet, patterns = self.sheet, patterns_of(self.catalogue)
        rows = np.flatnonzero((self.filled > 0) & (self.filled <= FEW))
        if len(rows) > MOST_LINES:
            return []
        covered = {row for top, _, bottom, _ in sheet.merges for row in range(top + 1, min(bottom, sheet.height) + 1)}
        wide = {top for top, left, _, right in sheet.merges if right > left}
        found = (_line(sheet, row, row in wide, patterns) for row in rows.tolist() if row not in covered)
        return [line for line in found if line is not None]

    def titles(self, header: Header) -> Iterator[list[str]]:
        """The rows of words above a header, from top to bottom."""
        for row in range(header.first):
            cells = [cell for cell in self.sheet.row(row) if not is_blank(cell)]
            yield [cell for cell in cells if isinstance(cell, str) and len(cell) <= LONGEST]


def _line(sheet: Sheet, row: int, wide: bool, patterns: Patterns) -> Line | None:
    cells = [(index, cell) for index, cell in enumerate(sheet.row(row)) if cell != ""]
    index, cell = cells[-1]
    if not isinstance(cell, str) or len(cell) > LONGEST or not plain_line(cell):
        return None
    numbered = is_numbered(cell)
    if len(cells) == 2:
        before = fold(cells[0][1])
        if before.isdecimal() or not (is_numbered(f"{before}、") or is_numbered(before)):
            return None
        numbered = True
    text = fold(cell)
    others = (patterns.total, patterns.note, patterns.caption, patterns.continued, patterns.nil_last, patterns.span)
    if any(pattern.search(text) for pattern in others) or patterns.void.says(text):
        return None
    return None if re.search(r"[,:;。]", plain_line(cell)) else Line(row, text, (numbered, wide, index))


# -------------------------------------------------------------------------------------------------- given


def with_given(reading: Reading, beside: Beside) -> Reading:
    """A reading with the columns that names, titles or lines give; of one that lacks others too nothing is asked."""
    header = reading.header
    if header is None or reading.spread is not None:
        return reading
    asked = _asked(reading, header, beside)
    missing = _given_alone(reading, header, {column.id for column in asked})
    if not asked or missing is None:
        return reading
    needed = {id for one in missing for id in one.id.split("/")}
    given, lines = _by_lines(header, asked, needed, beside)
    given |= _by_columns(header, [column for column in asked if column.id in needed - given.keys()], beside)
    left = [column for column in asked if column.id not in given]
    by_names, torn = _by_names(header, left, needed - given.keys(), beside)
    given |= by_names
    columns = {id: index for id, index in header.columns.items() if id not in given}
    header = replace(header, columns=columns, given={**header.given, **given}, lines=header.lines + lines)
    form, missing = form_of(reading.ledger, header)
    gain = REQUIRED / len((*form.required, *form.needs)) if len(missing) < len(reading.missing) else 0.0
    sure = min(1.0, reading.confidence + gain)
    return replace(reading, header=header, form=form, missing=missing, confidence=sure, torn=torn)


def _given_alone(reading: Reading, header: Header, asked: set[str]) -> tuple[Named, ...] | None:
    """What a sheet lacks of the first form of which it lacks only columns that are asked for; None if there is no such form."""
    if not reading.missing:
        return ()
    lacked = (lacking(form, reading.ledger, header) for form in reading.ledger.forms)
    return next((its for its in lacked if all(asked.intersection(one.id.split("/")) for one in its)), None)


def _asked(reading: Reading, header: Header, beside: Beside) -> list[Column]:
    """The villages and telling categories of a ledger for which a sheet has no column, or a blank one; of a sheet that lacks something its month, too."""
    matter = uses_of(beside.catalogue, reading.ledger.id).matter

    def is_there(column: Column) -> bool:
        index = header.columns.get(column.id)
        return index is not None and bool(beside.sheet.columns[index].filled[header.last + 1 :].any())

    types = ("category", "month") if reading.missing else ("category",)
    kinds = (c for c in reading.ledger.columns if c.place or (c.type in types and c.id in matter))
    return [column for column in kinds if column.id not in header.given and not is_there(column)]


# -------------------------------------------------------------------------------------------------- lines


def _by_lines(
    header: Header, asked: Sequence[Column], needed: set[str], beside: Beside
) -> tuple[dict[str, Cells], tuple[int, ...]]:
    """The column that the lines below a header give, if it is one alone or the one that is needed, and the rows of these lines."""
    lines = [line for line in beside.lines if line.at > header.last]
    if not lines:
        return {}, ()
    titles = [Line(-1, fold(texts[0]), (False, False, -1)) for texts in beside.titles(header) if len(texts) == 1]
    kinds = [column for column in asked if column.type != "month"]
    found = {column.id: _grouped(column, lines, titles[-1:], column.id in needed, beside) for column in kinds}
    fitting = [id for id, groups in found.items() if groups and not _are_below(groups, header, beside)]
    chosen = [id for id in fitting if id in needed] or fitting
    if len(chosen) != 1 or (needed and chosen[0] not in needed):
        return {}, ()
    (id,) = chosen
    groups = found[id]
    words = list(dict.fromkeys(("", *(word for _, word in groups))))
    codes = np.zeros(beside.sheet.height, dtype=np.int32)
    for at, word in groups:
        codes[max(at, header.last) + 1 :] = words.index(word)
    return {id: Cells(np.array(words, dtype=object), codes)}, tuple(at for at, word in groups if at >= 0 and word)


def _grouped(
    column: Column, lines: Sequence[Line], titles: Sequence[Line], needed: bool, beside: Beside
) -> list[tuple[int, str]]:
    """Where each group of rows begins and what its line says of them, "" where nobody knows; empty if the lines say nothing of a column.

    A line that says nothing of it while it looks like those that do ends a group.
    """
    read = _reader(column, beside.catalogue)
    said = {line.at: read(line.text) for line in (*titles, *lines)}
    styles = {line.style for line in lines if said[line.at] is not None}
    telling = [line for line in (*titles, *lines) if said[line.at] is not None]
    silent = [line for line in lines if said[line.at] is None and line.style in styles]
    if len({said[line.at] for line in telling}) < FEWEST_LINES or len(silent) >= len(telling):
        return []
    if column.type == "category" and silent and not needed:
        return []
    unknown = {line.at: plain_line(line.text) if column.type == "category" else "" for line in silent}
    return sorted((line.at, said[line.at] or unknown[line.at]) for line in (*telling, *silent))


def _are_below(groups: Sequence[tuple[int, str]], header: Header, beside: Beside) -> bool:
    """Whether lines stand below the rows that they speak of: rows above the first of them, and none below the last."""
    lines = [at for at, word in groups if at >= 0 and word]
    above = beside.rows_between(header.last, lines[0])
    return above > 0 and beside.rows_between(lines[-1], beside.sheet.height) == 0


def _reader(column: Column, catalogue: Catalogue) -> Callable[[str], str | None]:
    if column.place:
        return lambda text: place_in(text, catalogue)
    return lambda text: value_of_line(text, column, catalogue)


# ------------------------------------------------------------------------------------------------ columns


def _by_columns(header: Header, asked: Sequence[Column], beside: Beside) -> dict[str, Cells]:
    """The columns whose values most cells of another one end in: 东村人民调解委员会 is a 调委会."""
    given = {}
    for column in (c for c in asked if c.said_by is not None and c.said_by in header.columns):
        cells = beside.sheet.columns[header.columns[column.said_by or ""]]
        known = categories(column, beside.catalogue.layout)
        filled = [cell for cell in cells.values[np.unique(cells.codes[header.last + 1 :])].tolist() if cell != ""]
        said = [value for cell in filled if (value := known.read(cell)) is not None and value != OTHER]
        if filled and len(said) >= MOSTLY * len(filled):
            given[column.id] = cells
    return given


# -------------------------------------------------------------------------------------------------- names


def _by_names(
    header: Header, asked: Sequence[Column], needed: set[str], beside: Beside
) -> tuple[dict[str, Cells], tuple[str, ...]]:
    """The columns of which names and titles say one thing for all rows, and what they say of a needed one where they disagree."""
    said = {column.id: _said(column, header, beside) for column in asked}
    categories = [column.id for column in asked if column.type == "category" and said[column.id]]
    chosen = {id for id in categories if id in needed} or set(categories)
    if len(chosen) > 1:  # a word that is a value of several columns says nothing
        chosen = set()
    given = {}
    for column in asked:
        words = said[column.id]
        if len(words) == 1 and (column.type != "category" or column.id in chosen):
            codes = np.zeros(beside.sheet.height, dtype=np.int32)
            given[column.id] = Cells(np.array([words[0]], dtype=object), codes)
    torn = next((said[id] for id in sorted(needed & said.keys()) if len(said[id]) > 1), ())
    return given, torn


def _said(column: Column, header: Header, beside: Beside) -> tuple[str, ...]:
    """The different things that captions, titles and names say of a column; 泗合村 and 泗合村委会 are one."""
    catalogue = beside.catalogue
    if column.type == "month":
        return _months(header, beside)
    if not column.place:
        texts = (text for row in (*beside.titles(header), beside.names) for text in row)
        return tuple(dict.fromkeys(v for text in texts if (v := value_in(text, column, catalogue)) is not None))
    places = [*_captions(column, header, beside)]
    texts = (text for row in beside.titles(header) for text in row)
    captions = patterns_of(catalogue).caption
    words = (captions.sub("", fold(text)) for text in texts)
    places += [name for text in (*words, *beside.names) if (name := place_in(text, catalogue)) is not None]
    return tuple({place_stem(place, catalogue): place for place in reversed(places)}.values())[::-1]


def _months(header: Header, beside: Beside) -> tuple[str, ...]:
    """The months of a sheet's titles and its name, or of its file's; one where they agree, none where a word says that it goes on (2月累计)."""
    titles = lines_of([text for row in beside.titles(header) for text in row], beside.catalogue)
    sheet, *_, file = beside.names
    turning = [word for word in beside.catalogue.layout.opposing if len(word) > 1]
    for texts in ([sheet, *titles], [file]):
        if any(word in fold(text) for word in turning for text in texts):
            return ()
        if named := set().union(*map(months_in, texts)):
            now = one_of(named)
            return (now.words,) if now else tuple(sorted(month.words for month in named))
    return ()


def _captions(column: Column, header: Header, beside: Beside) -> Iterator[str]:
    """What stands behind the column's own name above the header: 村（社区）：泗合村, in one cell, among others in it, or in two."""
    names = {fold(name) for name in (column.zh, *column.also)}
    for row in beside.titles(header):
        for text, following in pairwise((*row, "")):
            for part in text.split():
                name, colon, value = fold(part).partition(":")
                value = plain_line(value if value or not colon else following)
                if name in names and colon and LETTERS.fullmatch(value):
                    yield place_in(value, beside.catalogue) or value
