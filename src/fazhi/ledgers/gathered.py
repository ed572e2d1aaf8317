"""Columns that say one thing together → one column: ticks below the values of a category or below 是 and 否, a day below 年, 月 and 日,
a month below 年 and 月.

What they say stands in the first of them, in the words of a single cell (成功; 2023年3月5日), below the heading that they share or the name of
the ledger's column. Rows of which this cannot be said (totals, a remark in place of a tick) stay as they are, so that nothing is lost.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice

import numpy as np

from fazhi.catalogue.definitions import Catalogue
from fazhi.catalogue.rules import Layout
from fazhi.ledgers.answers import yes_no
from fazhi.ledgers.cells import as_written
from fazhi.ledgers.headers import HEAD_ROWS, LONGEST_LABEL, spread_cells
from fazhi.ledgers.sheets import Cells, Sheet
from fazhi.ledgers.vocabulary import read_label
from fazhi.values import NUMERAL_SIGNS, clean_text, fold, is_blank, is_dash, read_year

MOST_WORDS = 60  # distinct cells of a column of ticks: its labels, ticks, totals, remarks
SHORT = 3  # signs of a tick, and of 年, 月, 日
ENOUGH = 0.3  # share of the filled rows that must say one thing; totals and the heads of further pages do not
BETWEEN = "、"
DIGITS = "0123456789"
ANSWERS = "yes_no"

# The cells of a row → what they say together, None where nothing can be said.
Combine = Callable[[Sequence[object]], str | None]


@dataclass(frozen=True)
class _Run:
    """Columns from ``first`` to ``last`` with their labels in ``row``, and what their cells say together.

    ``name``: what they are called, "" where the cell above says it; ``above``: what is to stand there.
    """

    row: int
    first: int
    last: int
    name: str
    above: str | None
    combine: Combine


def gathered(sheet: Sheet, catalogue: Catalogue) -> Sheet:
    """The sheet with columns that say one thing together made one."""
    layout = catalogue.layout
    ticks = frozenset(map(fold, layout.said_yes))
    ticked = [at for at, column in enumerate(sheet.columns) if _has_ticks(column, ticks)]
    for run in (*_ticks(sheet, ticked, catalogue), *_dates(sheet, layout)):
        sheet = _made_one(sheet, run, layout)
    return sheet


def _made_one(sheet: Sheet, run: _Run, layout: Layout) -> Sheet:
    """The sheet with a run of columns made one, unless hardly any of their rows says one thing."""
    columns = range(run.first, run.last + 1)
    below = np.arange(run.row + 1, sheet.height)
    cells = [as_written(sheet, at, below, layout) for at in columns]
    codes, rows = np.unique(np.column_stack([part.codes for part in cells]), axis=0, return_inverse=True)
    labels = [fold(sheet.columns[at][run.row]) for at in columns]
    said: list[str | None] = []
    for some in codes.tolist():
        row = [part.values[code] for part, code in zip(cells, some, strict=True)]
        again = [fold(cell) for cell in row] == labels  # the header of the next page
        said.append(run.name if again else "" if all(map(is_blank, row)) else run.combine(row))
    rows = rows.reshape(-1)
    filled = np.array([text != "" for text in said], dtype=bool)[rows]
    plain = np.array([text is not None for text in said], dtype=bool)[rows]
    if not (filled & plain).any() or (filled & plain).sum() < ENOUGH * filled.sum():
        return sheet
    made = list(sheet.columns)
    for at in columns:
        column = made[at][:]
        column[run.row] = run.name if at == run.first else ""
        if run.above is not None:
            column[run.row - 1] = run.above if at == run.first else ""
        column[below[plain]] = np.array(said, dtype=object)[rows[plain]] if at == run.first else ""
        made[at] = Cells.of(column)
    merges = tuple(m for m in sheet.merges if not (run.first <= m[1] and m[3] <= run.last))
    return replace(sheet, columns=tuple(made), merges=merges)


def _shared(sheet: Sheet, row: int, first: int, last: int) -> str:
    """The heading above that covers these columns and no other; "" where there is none."""
    if row == 0:
        return ""
    above = spread_cells(sheet, row - 1)
    head = above[first]
    if not isinstance(head, str) or len(head) > LONGEST_LABEL or set(above[first : last + 1]) != {head}:
        return ""
    beside = above[max(0, first - 1) : first] + above[last + 1 : last + 2]
    return "" if head in beside else clean_text(head)


# -------------------------------------------------------------------------------------------------- ticks


def _has_ticks(column: Cells, ticks: frozenset[str]) -> bool:
    """Whether some cells of a column of few words say no more than yes."""
    return len(column.values) <= MOST_WORDS and any(
        cell is True or (isinstance(cell, str) and len(cell) <= SHORT and fold(cell) in ticks)
        for cell in column.values.tolist()
    )


def _answer(cell: object, read: Callable[[object], str | None]) -> str | None:
    """What a tick or a word says, yes or no; a number is a count."""
    is_count = not isinstance(cell, str | bool) or fold(cell).isdecimal()
    return None if is_count else read(cell)


@lru_cache(maxsize=4)
def _values(catalogue: Catalogue) -> dict[str, dict[tuple[str, str], tuple[str, str]]]:
    """Folded word → (ledger, column) → name of the column and value that the word means in it."""
    found: dict[str, dict[tuple[str, str], tuple[str, str]]] = {}
    for ledger in catalogue.ledgers.values():
        for column in ledger.columns:
            for value in column.values:
                for word in (value.zh, *value.also):
                    found.setdefault(fold(word), {})[ledger.id, column.id] = (column.zh, value.id)
    layout = catalogue.layout
    for answer, words in (("yes", layout.said_yes), ("no", layout.said_no)):
        for word in (fold(word) for word in words if word.isalpha()):
            found.setdefault(word, {})[ANSWERS, ANSWERS] = ("", answer)
    return found


def _ticks(sheet: Sheet, ticked: Sequence[int], catalogue: Catalogue) -> Iterator[_Run]:
    """Runs of columns below the values of one category, or below yes and no, in at least one of which something is ticked."""
    if not ticked:
        return
    words, seen = _values(catalogue), -1
    for at in ticked:
        rows = _rows_with(sheet.columns[at], words, LONGEST_LABEL) if at > seen else []
        for row in (row for row in rows if row < sheet.height - 1):
            first, last, keys = _run_of_values(sheet, row, at, words)
            if last == first:
                continue
            columns, read = range(first, last + 1), yes_no(catalogue.layout)
            if any(_answer(sheet.columns[index][above], read) for index in columns for above in range(row)):
                continue
            labels = [read_label(sheet.columns[index][row]).bare for index in columns]
            keys = {key for key in keys if len({words[label][key][1] for label in labels}) > 1}
            names = {words[labels[0]][key][0] for key in keys}
            shared = _shared(sheet, row, first, last)
            if not keys or (not shared and (len(names) > 1 or names == {""})):
                continue
            heads = [clean_text(sheet.columns[index][row]) for index in columns]
            yield _Run(row, first, last, "" if shared else names.pop(), shared or None, _which_is_ticked(heads, read))
            seen = last
            break


def _rows_with(column: Cells, words: Container[str], longest: int) -> list[int]:
    """The rows of a head in which a column is labelled with one of some words; ``longest``: signs of a label."""
    cells = column.values[:HEAD_ROWS].tolist()  # the first distinct cells hold those of the first rows
    labels = [isinstance(cell, str) and len(cell) <= longest and read_label(cell).bare in words for cell in cells]
    places = [at for at, is_one in enumerate(labels) if is_one]
    return np.flatnonzero(np.isin(column.codes[:HEAD_ROWS], places)).tolist() if places else []


def _run_of_values(
    sheet: Sheet, row: int, at: int, words: dict[str, dict[tuple[str, str], tuple[str, str]]]
) -> tuple[int, int, set[tuple[str, str]]]:
    """The columns around ``at`` whose labels in a row are values of one column: the first, the last, and which column it may be."""

    def keys_of(index: int) -> set[tuple[str, str]]:
        cell = sheet.columns[index][row] if 0 <= index < len(sheet.columns) else ""
        is_label = isinstance(cell, str) and 0 < len(cell) <= LONGEST_LABEL
        return set(words.get(read_label(cell).bare, ())) if is_label else set()

    first, last, keys = at, at, keys_of(at)
    for step in (-1, 1):
        index = at + step
        while both := keys & keys_of(index):
            first, last, keys = min(first, index), max(last, index), both
            index += step
    return first, last, keys


def _which_is_ticked(heads: Sequence[str], read: Callable[[object], str | None]) -> Combine:
    """How ticks are read together: the labels above them; a row with a no and no yes says nothing."""

    def combine(cells: Sequence[object]) -> str | None:
        filled = [not is_blank(cell) and not is_dash(cell) for cell in cells]
        answers = [_answer(cell, read) if there else "no" for cell, there in zip(cells, filled, strict=True)]
        if None in answers or (any(filled) and "yes" not in answers):
            return None
        return BETWEEN.join(head for head, answer in zip(heads, answers, strict=True) if answer == "yes")

    return combine


# -------------------------------------------------------------------------------------------------- dates


def _dates(sheet: Sheet, layout: Layout) -> Iterator[_Run]:
    """Runs of columns below 年, 月 and 日, or below two of them that follow each other."""
    words = [frozenset(map(fold, some)) for some in layout.date_parts]
    for at, column in enumerate(sheet.columns):
        rows = _rows_with(column, words[-1] | words[-2], SHORT)
        found = (_run_of_dates(sheet, row, at, words, layout) for row in rows if row < sheet.height - 1)
        yield from islice(filter(None, found), 1)


def _run_of_dates(sheet: Sheet, row: int, at: int, words: Sequence[frozenset[str]], layout: Layout) -> _Run | None:
    """The columns of a date of which the last part stands at this place; None if it is not the last, or stands alone."""
    is_day = fold(sheet.columns[at][row]) in words[-1]
    behind = sheet.columns[at + 1][row] if at + 1 < len(sheet.columns) else ""
    first = at + 1
    for named in words[::-1] if is_day else words[-2::-1]:
        if first == 0 or fold(sheet.columns[first - 1][row]) not in named:
            break
        first -= 1
    if first >= at or (not is_day and fold(behind) in words[-1]):
        return None
    if not is_day:  # without its year a month would be taken for one of the folder's
        return _Run(row, first, at, layout.date_parts[1][-1], None, _month_of(layout))
    shared = _shared(sheet, row, first, at)
    year = read_year(shared) if shared and at - first + 1 < len(words) else None  # 2023年 over 月 and 日
    if shared and year is None:
        return _Run(row, first, at, "", shared, _day_of(layout, words, None))
    return _Run(row, first, at, layout.date_words[0], "" if shared else None, _day_of(layout, words, year))


def _month_of(layout: Layout) -> Combine:
    """How a year and a month are read together; a month without a year is one of the folder's."""
    words = [frozenset(map(fold, some)) for some in layout.date_parts[:2]]
    units = [some[0] for some in layout.date_parts[:2]]

    def combine(cells: Sequence[object]) -> str | None:
        year, month = (_part(cell, named) for cell, named in zip(cells, words, strict=True))
        if not month or any(sign not in NUMERAL_SIGNS + DIGITS for sign in year + month):
            return None
        return "".join(text + unit for text, unit in zip((year, month), units, strict=True) if text)

    return combine


def _part(cell: object, named: frozenset[str]) -> str:
    """The words of a part of a date without its unit: 3月 → 3."""
    text = "" if is_dash(cell) else fold(cell)
    return next((text.removesuffix(word) for word in named if text.endswith(word)), text)


def _day_of(layout: Layout, words: Sequence[frozenset[str]], year: int | None) -> Combine:
    """How parts of a day are read together; without a year it is the folder's, without a month it is no date."""
    units = [some[0] for some in layout.date_parts]

    def combine(cells: Sequence[object]) -> str | None:
        texts = [_part(cell, named) for cell, named in zip(cells, words[-len(cells) :], strict=True)]
        parts = [(text, unit) for text, unit in zip(texts, units[-len(cells) :], strict=True) if text]
        if any(text[0] not in NUMERAL_SIGNS + DIGITS for text, _ in parts):
            return None
        return ("" if year is None else f"{year}{units[0]}") + "".join(map("".join, parts))

    return combine
