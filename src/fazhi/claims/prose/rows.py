"""Rows of tables: the heads of their columns, and what a cell leaves to its head and its label."""

from __future__ import annotations

import re
from dataclasses import replace

from fazhi.claims.prose.clause import without_units
from fazhi.claims.prose.lexicon import prose, units
from fazhi.claims.prose.numbers import Number, find_numbers
from fazhi.claims.prose.tokens import tokens

BETWEEN = "|"
_LABELS = ":"
_LONGEST_HEAD = 200
_IN_BRACKETS = re.compile(r"\(([^()]*)\)$")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")


class Table:
    """A table read line by line: each row is told the heads of its columns."""

    def __init__(self) -> None:
        self.heads: tuple[str, ...] | None = None

    def read(self, line: str) -> tuple[str, ...]:
        """The heads of the columns of ``line``, () for the row of heads itself and for what is no row.

        Where a row has more or fewer cells than there are heads, any cell may stand below any head: each is given all of them.
        """
        if BETWEEN not in line:
            self.heads = None
            return ()
        cells = tuple(line.split(BETWEEN))
        is_head = not any(map(holds_figure, cells))
        if self.heads is None:
            self.heads = tuple(map(_head, cells)) if is_head else ()
            return ()
        if is_head and any(
            _YEAR.match(cell) for cell in cells
        ):  # a second row of heads, or a table right below another
            self.heads = tuple(map(_head, cells))
            return ()
        return (
            self.heads if len(self.heads) in (0, len(cells)) else (" ".join(self.heads)[:_LONGEST_HEAD],) * len(cells)
        )


def _head(cell: str) -> str:
    return cell + prose().periods.year_sign if _YEAR.fullmatch(cell) else cell[:_LONGEST_HEAD]


def holds_figure(text: str) -> bool:
    """Whether a text holds an amount: a number with a measure word other than of time, or nothing but a number that is no year."""
    if text.isdecimal():
        return not _YEAR.fullmatch(text)
    return any(
        number.unit and "time" not in number.kinds and (number.numeral.isascii() or len(number.numeral) > 1)
        for number in find_numbers(text)
    )


def is_other(head: str) -> bool:
    """Whether a head makes another figure of what the row names (平均年龄, 同比), and is not only 数量, 2022年, 完成数."""
    return any(token.concepts.isdisjoint(prose().plain_heads) for token in tokens(without_units(head)))


def with_unit(number: Number, before: str, after: str, head: str) -> Number:
    """A number that fills a cell, with the measure word of its head, its label or a cell for it: 受理纠纷（件）| 26.

    ``before`` and ``after`` are what stands on both sides of it in its row. A line 受理纠纷（件）：26 is such a row, too.
    """
    if number.unit or not before.endswith((BETWEEN, _LABELS)) or after[:1] not in ("", BETWEEN):
        return number
    cells = (*reversed(before.rstrip(_LABELS).split(BETWEEN)), *after.split(BETWEEN))
    named = [found[1] for words in (head, *cells) if (found := _IN_BRACKETS.search(words))]
    unit = next((word for word in (*named, *cells) if word in units()), "")
    return replace(number, unit=unit, kinds=units()[unit].kinds) if unit else number
