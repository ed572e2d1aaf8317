"""Arranges the lines of a book on sheets: titles, headers, groups, sums and notes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from typing import Any

from fazhi.synthesis.books import Book
from fazhi.synthesis.chance import Chance
from fazhi.synthesis.fiction import name, say
from fazhi.synthesis.headers import REMARKS, SERIAL, Merge, header_merges, header_rows, header_words
from fazhi.synthesis.plan import Plan
from fazhi.synthesis.row import GOOD, Line
from fazhi.synthesis.spelling import Cell, Clerk, disturbed

CONTINUED = "续表"
DITTO = ("同上", "〃")
ACROSS = {"title", "caption", "note", "nil", "continued"}  # one cell over the whole width


@dataclass(frozen=True)
class SheetRow:
    """A row of a sheet. ``kind`` is title, caption, header, data, total, note, nil, blank or continued."""

    kind: str
    cells: tuple[Cell, ...]
    line: Line | None = None


@dataclass(frozen=True)
class Sheet:
    """A sheet as it is written, with its merged cells."""

    name: str
    rows: tuple[SheetRow, ...]
    merges: tuple[Merge, ...] = ()


def sheets(book: Book, plan: Plan, lines: Sequence[Line], chance: Chance) -> list[Sheet]:
    """The sheets of a book: one, or twelve and their summary."""
    page = _Page(book, plan, chance)
    if book.by_month is None:
        return [page.sheet("Sheet1", lines, month=None)]
    by_month = {month: [line for line in lines if _month(line, book, plan) == month] for month in range(1, 13)}
    monthly = [page.sheet(f"{month}月", among, month) for month, among in by_month.items()]
    return [*monthly, page.summary(book.summary, by_month)] if book.summary else monthly


def _month(line: Line, book: Book, plan: Plan) -> int:
    """The line's own month; other years stand at the edges, an unreadable date where the clerk filed it."""
    day = line.row[book.by_month or ""]
    if not isinstance(day, date):
        return int(re.findall(r"\d+", day.text)[1])
    return day.month if day.year == plan.year else 1 if day.year < plan.year else 12


class _Page:
    """Lays out one book: its columns, its header words, its clerk."""

    def __init__(self, book: Book, plan: Plan, chance: Chance) -> None:
        self._book, self._plan, self._chance = book, plan, chance
        self._clerk = Clerk(book, plan, chance.branch("clerk"))
        self._header = header_rows(book, header_words(book, chance.branch("headers")))
        self._width = len(self._header[0])

    def sheet(self, title: str, lines: Sequence[Line], month: int | None) -> Sheet:
        body = self._body(self._grouped(lines)) if lines else [self._across("nil", self._book.nil)]
        rows = [*self._opening(month), *body, *self._closing(lines)]
        return Sheet(title, tuple(self._with_ditto(rows)), tuple(self._merges(rows)))

    def summary(self, title: str, by_month: dict[int, list[Line]]) -> Sheet:
        """The sheet that adds up the months; it holds no row of the ledger."""
        counts = [(month, len(among)) for month, among in by_month.items()]
        rows = [
            SheetRow("title", (self._say(self._book.title, "1—12"), None, None, None)),
            SheetRow("header", (SERIAL, "月份", "检查宗数", REMARKS)),
            *(SheetRow("data", (month, f"{month}月", count, None)) for month, count in counts),
            SheetRow("total", ("合计", None, sum(count for _, count in counts), None)),
        ]
        return Sheet(title, tuple(rows), ((0, 0, 0, 3),))

    # ----------------------------------------------------------------------------------------- the rows

    def _opening(self, month: int | None) -> Iterator[SheetRow]:
        if self._book.title:
            yield self._across("title", self._say(self._book.title, month))
        if self._book.caption:
            yield self._across("caption", "        ".join(map(self._say, self._book.caption)))
        yield from (SheetRow("header", cells) for cells in self._header)

    def _body(self, lines: Sequence[Line]) -> Iterator[SheetRow]:
        blank_before = self._chance.branch("spacers").sample(range(2, len(lines)), self._book.spacers)
        for number, line in enumerate(lines):
            if number in blank_before:
                yield self._across("blank", None)
            if self._book.pages and number and number % self._book.pages == 0:
                yield self._across("continued", CONTINUED)
                yield from (SheetRow("header", cells) for cells in self._header)
            yield SheetRow("data", self._cells(line, number + 1), line)
            ends_group = number + 1 == len(lines) or self._group(lines[number + 1]) != self._group(line)
            if self._book.subtotal and ends_group:
                among = [other for other in lines if self._group(other) == self._group(line)]
                yield self._sums(self._book.subtotal, among, column=2)

    def _closing(self, lines: Sequence[Line]) -> Iterator[SheetRow]:
        if self._book.total and lines:
            yield self._sums(self._book.total, lines, column=0)
        for number in range(self._book.unused):
            yield self._across("blank", len(lines) + number + 1)
        for note in self._book.notes:
            yield self._across("note", self._say(note))

    def _across(self, kind: str, text: Cell) -> SheetRow:
        return SheetRow(kind, (text, *[None] * (self._width - 1)))

    def _cells(self, line: Line, serial: int) -> tuple[Cell, ...]:
        chance = self._chance.branch("line", line.spelling)
        year = next((value.year for value in line.row.values() if isinstance(value, date)), self._plan.year)
        cells = [self._clerk.write(id, line.row.get(id), year, chance) for id in self._book.columns]
        if line.how == "retyped":
            typed = zip(self._book.columns, cells, strict=True)
            cells = [self._retyped(id, cell, chance) for id, cell in typed]
        if self._book.remarks:
            cells.append(chance.pick(self._book.remarks) if chance.happens(0.2) else None)
        return (serial, *cells)

    def _retyped(self, id: str, cell: Cell, chance: Chance) -> Cell:
        is_text = self._book.definition.column(id).type == "text"
        return disturbed(cell, chance) if is_text and isinstance(cell, str) else cell

    def _sums(self, word: str, lines: Sequence[Line], column: int) -> SheetRow:
        """A row of sums over the whole numbers of each column; running totals are not added up."""
        cells: list[Cell] = [None] * self._width
        for place, id in enumerate(self._book.columns, start=1):
            if self._book.definition.column(id).type == "integer" and id != "running_total":
                cells[place] = sum(value for line in lines if isinstance(value := line.row.get(id), int))
        cells[column] = word
        return SheetRow("total", tuple(cells))

    def _say(self, text: str | None, month: object = None) -> str:
        chance = self._chance.branch("say", text)
        fill = {"month": month, "next_year": self._plan.year + 1, "name": name(chance), "other": name(chance)}
        return say(text or "", self._plan, **fill)

    # ----------------------------------------------------------------------- groups, ditto, merged cells

    def _group(self, line: Line) -> Any:
        return line.row.get(self._book.group) if self._book.group else None

    def _grouped(self, lines: Sequence[Line]) -> list[Line]:
        """The lines with equal cells of the group column together, in the order of their good rows."""
        order: dict[Any, int] = {}
        for line in sorted(lines, key=lambda line: line.fate != GOOD):
            order.setdefault(self._group(line), len(order))
        return sorted(lines, key=lambda line: order[self._group(line)])

    def _with_ditto(self, rows: Sequence[SheetRow]) -> Iterator[SheetRow]:
        """The rows, some cells that repeat the one above written as 同上."""
        chance = self._chance.branch("ditto")
        for above, row in zip([None, *rows], rows, strict=False):
            cells = list(row.cells)
            for id in self._book.ditto:
                repeats = above and above.line and row.line and above.line.row[id] == row.line.row[id]
                if repeats and chance.happens(0.5):
                    cells[self._book.columns.index(id) + 1] = chance.pick(DITTO)
            yield replace(row, cells=tuple(cells))

    def _merges(self, rows: Sequence[SheetRow]) -> Iterator[Merge]:
        for place, row in enumerate(rows):
            if row.kind in ACROSS:
                yield place, 0, place, self._width - 1
            if len(self._header) == 2 and row.cells == self._header[0]:
                yield from header_merges(self._book, place)
        if self._book.group and self._book.group not in self._book.ditto:
            column = self._book.columns.index(self._book.group) + 1
            groups = [row.line and self._group(row.line) for row in rows]
            for group, among in groupby(range(len(rows)), key=groups.__getitem__):
                places = list(among)
                if group is not None and len(places) > 1:
                    yield places[0], column, places[-1], column
