"""Rows of tables: the heads of their columns, and what a cell leaves to its head and its label."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import takewhile

from fazhi.claims.prose.apart import speaks_of_others, speaks_of_us
from fazhi.claims.prose.clause import without_units
from fazhi.claims.prose.lexicon import ARABIC, BETWEEN, any_of, prose, units
from fazhi.claims.prose.numbers import Number, find_numbers
from fazhi.claims.prose.tokens import Token, tokens
from fazhi.claims.prose.villages import are_rows_of_villages, columns_of_villages

_LABELS = ":"
_ENTRY_ENDS = ",;、"  # behind an entry of several in one line: 受理纠纷(件):26;调解成功(件):25
_FIGURE = re.compile(rf"{ARABIC}[^0-9{BETWEEN}]{{0,3}}")
_BROKEN = re.compile("[,;:。]")
_LONGEST_HEAD = 200
_IN_BRACKETS = re.compile(r"\(([^()]*)\)$")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_WORD = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
_RULE = re.compile(r"[-:|]*")


@dataclass(frozen=True)
class Row:
    """A row of a table. ``by_heads``: nothing in it says what it tells of (2022年, 合计, no label), the heads of its cells do.

    ``year`` is that of a cell which holds nothing else (2021). ``follows``: it stands below another row. ``of_villages`` tells column by
    column whether its figures are of villages, of one or of all.
    """

    heads: tuple[str, ...] = ()
    by_heads: bool = False
    follows: bool = False
    year: str | None = None
    of_villages: tuple[bool, ...] = ()


class Table:
    """A table read line by line: each row is told the heads of its columns."""

    def __init__(self) -> None:
        self.heads: tuple[str, ...] | None = None
        self.rows = self.of_years = False  # whether there was a row below the heads, and one of a year
        self.of_villages, self.columns = False, tuple[bool, ...]()  # whether all rows are, and which columns

    def read(self, lines: Iterator[str]) -> Row:
        """The row that the first line is; without heads for the row of heads itself and for what is no row. The lines below are looked at
        once a table.

        Where a row has more or fewer cells than there are heads, any cell may stand below any head: each is given all of them.
        """
        line = next(lines)
        if BETWEEN not in line:
            self.heads = None
            return Row()
        cells = tuple(line.split(BETWEEN))
        is_head = not any(map(holds_figure, cells))
        if self.heads is None:
            self._begin(tuple(map(_head, cells)) if is_head else ())
            self.of_villages = are_rows_of_villages(cells, takewhile(lambda below: BETWEEN in below, lines))
            return Row()
        if is_head and any(
            _YEAR.match(cell) for cell in cells
        ):  # a second row of heads, or a table right below another
            self._begin(tuple(map(_head, cells)))
            return Row()
        columns = self.columns if len(self.columns) == len(cells) else (False,) * len(cells)
        ours = any(map(speaks_of_us, cells))
        of_villages = tuple(not ours and (self.of_villages or village) for village in columns)
        if len(self.heads) not in (0, len(cells)):
            return Row((" ".join(self.heads)[:_LONGEST_HEAD],) * len(cells), follows=True, of_villages=of_villages)
        if _RULE.fullmatch(line):
            return Row(self.heads)
        labels = [_head(cell) for cell in cells if names_something(cell)]
        by_heads = self._tells_by_heads(labels, BETWEEN in next(lines, ""))
        self.rows, self.of_years = True, self.of_years or any(map(_YEAR.search, labels))
        year = next(filter(_YEAR.fullmatch, cells), None)
        return Row(self.heads, by_heads, follows=True, year=year, of_villages=of_villages)

    def _begin(self, heads: tuple[str, ...]) -> None:
        self.heads, self.rows, self.of_years = heads, False, False
        self.columns = columns_of_villages(heads)

    def _tells_by_heads(self, labels: list[str], goes_on: bool) -> bool:
        """Whether the heads name what a row with these labels tells: one without any is the whole only where it is alone, and what
        stands below rows of years may be of them all.
        """
        if not self.heads:
            return False
        if not labels:
            return not self.rows and not goes_on
        if not all(map(_is_plain, labels)):
            return False
        return not self.of_years or any(map(_YEAR.search, labels))


def _head(cell: str) -> str:
    return cell + prose().periods.year_sign if _YEAR.fullmatch(cell) else cell[:_LONGEST_HEAD]


def holds_figure(text: str) -> bool:
    """Whether a text holds an amount: a number with a measure word other than of time, or nothing but a number (3000余) that is no year."""
    for number in find_numbers(text):
        if number.unit and "time" not in number.kinds and (number.numeral.isascii() or len(number.numeral) > 1):
            return True
        if not number.unit and number.numeral.isascii() and (number.lead, number.end) == (0, len(text)):
            return not _years().fullmatch(text)
    return False


def _is_plain(label: str) -> bool:
    """Whether each sign of a label belongs to words that change nothing of what is counted, or to a time."""
    words = tokens(without_units(label))
    whole = all(token.plain and token.concepts.isdisjoint(prose().offices) for token in words)
    return whole and _covers(words, label)


def _covers(words: list[Token], label: str) -> bool:
    """Whether each sign of a label is in one of its known words."""
    return sum(len(token.word) for token in words if token.known) == len(_WORD.findall(label))


@lru_cache(maxsize=1)
def _years() -> re.Pattern[str]:
    return re.compile(f"{_YEAR.pattern}(?:{any_of(prose().range_signs)}{_YEAR.pattern})?")


def names_something(cell: str) -> bool:
    """Whether a cell holds words, or a year, and no amount."""
    return bool(_YEAR.fullmatch(cell) or _WORD.search(cell)) and not holds_figure(cell)


def is_other(head: str) -> bool:
    """Whether a head makes another figure of what the row names (平均年龄, 同比, 全市), and is not only 数量, 2022年, 完成数."""
    return speaks_of_others(head) or any(
        token.concepts.isdisjoint(prose().plain_heads) for token in tokens(without_units(head))
    )


def is_of_targets(head: str) -> bool:
    """Whether a head stands above what is aimed at: 年度目标, 任务数."""
    return re.search(prose().cues.plan_head, head) is not None


def fills_cell(before: str, after: str, labels: str = "") -> bool:
    """Whether what stands between ``before`` and ``after`` is all of a cell of its row, or all behind a sign of ``labels``."""
    return (before.endswith(BETWEEN) and after[:1] in ("", BETWEEN)) or (
        before.endswith((*labels,)) and after[:1] in ("", BETWEEN, *_ENTRY_ENDS)
    )


def is_of_untold_column(before: str, after: str, head: str) -> bool:
    """Whether a number fills one of several cells side by side that no head tells apart: 行政处罚案件 | 5 | 8."""
    if head or not fills_cell(before, after):
        return False
    beside = (before[:-1].split(BETWEEN)[-1], after[1:].split(BETWEEN)[0])
    return any(_FIGURE.fullmatch(cell) for cell in beside)


def is_all_of_entry(before: str, after: str, row: Row, head: str) -> bool:
    """Whether a number without a measure word is all that a label tells: a cell below 数量 or beside a label alone, the end of 纠纷:26."""
    if not fills_cell(before, after, _LABELS):
        return False
    if before.endswith(_LABELS):
        return not _BROKEN.search(before[:-1])
    return bool(head) and _covers(tokens(head), head) if row.heads else BETWEEN not in before[:-1] + after


def with_unit(number: Number, before: str, after: str, head: str) -> Number:
    """A number that fills a cell, with the measure word of its head, its label or a cell for it: 受理纠纷（件）| 26.

    ``before`` and ``after`` are what stands on both sides of it in its row. A line 受理纠纷（件）：26 is such a row, too.
    """
    first = not before and after.startswith(BETWEEN)  # of a row without a label
    if number.unit or not (first or fills_cell(before, after, _LABELS)):
        return number
    cells = () if first else (*reversed(before.rstrip(_LABELS).split(BETWEEN)), *after.split(BETWEEN))
    named = [found[1] for words in (head, *cells) if (found := _IN_BRACKETS.search(words))]
    unit = next((word for word in (*named, *cells) if word in units()), "")
    return replace(number, unit=unit, kinds=units()[unit].kinds) if unit else number
